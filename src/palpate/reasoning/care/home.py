"""The home program: few exercises that fit in the minutes a day the client will give, chosen for the targets
and the likely causes, and none that a restriction forbids.

The best set is found by trying all that could be best: at most three to begin with, a second exercise for
the same structure and impairment counting half. What an exercise is worth, and the minutes of a dose that
does not name them, are clinical judgement.
"""

import re

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Dose, Exercise
from palpate.reasoning.care.stages import Emphasis, counts
from palpate.reasoning.care.tried import VISITS
from palpate.reasoning.case import Case
from palpate.reasoning.causes.differential import Hypothesis
from palpate.reasoning.limits.restriction import Restriction
from palpate.reasoning.limits.sites import Site, joints_moved, sites_of
from palpate.reasoning.tissue.structures import Suspect

MOST = 3  # more are not kept up with (clinical judgement)
LEAST_SCORE = 0.15
MINUTES_A_DAY = 10  # where the client was not asked (clinical judgement)
AGAIN = 0.5  # what a second exercise for the same structure and impairment counts (clinical judgement)
# Seconds of a repetition, to move into a hold, and between sets; minutes of a dose without figures; times a
# day of what is done every hour. Clinical judgement.
REPETITION, INTO_HOLD, BETWEEN_SETS, UNTOLD, HOURLY = 4, 3, 30, 5, 12
BUILT_FROM = 10  # minutes to begin with, of what is built up to more (clinical judgement)
NEXT_WHEN = "easy on most days of two weeks, with pain of 3 of 10 at most that settles within a day"


class HomeExercise(msgspec.Struct, frozen=True, kw_only=True):
    """An exercise of the home program, its dose in words, and why it was chosen. `minutes` on a day it is
    done, at the lower figures of the dose, with which one begins; `later` says how it goes on, and when.
    """

    exercise: str
    dose_text: str
    why: str
    minutes: int = 0
    later: str = ""


class _Rated(msgspec.Struct, frozen=True):
    exercise: Exercise
    value: float
    minutes: int


def home_program(
    aims: tuple[Suspect, ...],
    case: Case,
    knowledge: Knowledge,
    limits: tuple[Restriction, ...],
    hypotheses: tuple[Hypothesis, ...],
) -> tuple[HomeExercise, ...]:
    """At most three exercises for the targets and the likely causes, within the minutes a day, worthiest
    first.
    """
    rated = []
    for one in knowledge.exercises.values():
        score = _score(one, aims, hypotheses)
        if score < LEAST_SCORE or not _near(one, case, knowledge):
            continue
        if not exercise_forbidden(one, case, knowledge, limits):
            share = counts(_kind(one), case.complaint.days, case.visit.number, VISITS)
            rated.append(_Rated(one, score * share, minutes_a_day(one.dose)))
    given = case.visit.home_minutes
    best = best_set(rated, aims, MINUTES_A_DAY if given is None else given)
    return tuple(
        HomeExercise(
            exercise=one.exercise.id,
            dose_text=dose_text(one.exercise.dose),
            why=_why(one.exercise, aims, knowledge),
            minutes=one.minutes,
            later=f"{one.exercise.progression} When {NEXT_WHEN}." if one.exercise.progression else "",
        )
        for one in best
    )


def best_set(rated: list[_Rated], aims: tuple[Suspect, ...], minutes: int) -> tuple[_Rated, ...]:
    """The exercises worth most together. Those of more value come first; a branch that cannot pass the best
    found is not followed.
    """
    ordered = sorted(rated, key=lambda one: (-one.value, one.exercise.id))
    best: tuple[float, tuple[_Rated, ...]] = (0.0, ())

    def follow(at: int, chosen: tuple[_Rated, ...], value: float, left: int) -> None:
        nonlocal best
        if value > best[0] + 1e-9:
            best = value, chosen
        slots = MOST - len(chosen)
        for number in range(at, len(ordered)):
            if value + sum(one.value for one in ordered[number : number + slots]) <= best[0] + 1e-9:
                return
            one = ordered[number]
            if one.minutes <= left and slots:
                more = one.value * AGAIN ** sum(_alike(one.exercise, each.exercise, aims) for each in chosen)
                follow(number + 1, (*chosen, one), value + more, left - one.minutes)

    follow(0, (), 0.0, minutes)
    return best[1]


def minutes_a_day(dose: Dose) -> int:
    """Minutes on a day an exercise is done, at the lower figures of its dose; at least one."""
    times = re.search(r"(up to )?(\d+)(?: to \d+)? times a day", dose.text)
    often = HOURLY if "every waking hour" in dose.text else int(times[2]) if times and not times[1] else 1
    sides = 2 if "per side" in f"{dose.reps} {dose.text}" else 1
    told = re.search(r"(\d+)(?: to \d+)? minutes", dose.text)
    count = re.search(r"\d+", dose.reps or "")
    repetitions = int(count[0]) if count else 1
    if told and "build to" in dose.text:
        seconds = 60.0 * min(BUILT_FROM, int(told[1]))
    elif told:
        seconds = 60.0 * int(told[1]) * (repetitions if "each" in dose.text else 1)
    elif not count and (dose.reps or not dose.hold_seconds):  # no figure, or one for each part of the body
        seconds = 60.0 * UNTOLD
    else:
        sets = dose.sets or 1
        each = dose.hold_seconds + INTO_HOLD if dose.hold_seconds else REPETITION
        seconds = sets * repetitions * sides * each + (sets - 1) * BETWEEN_SETS
    return max(1, -(-int(often * seconds) // 60))


def exercise_forbidden(
    exercise: Exercise, case: Case, knowledge: Knowledge, limits: tuple[Restriction, ...]
) -> bool:
    """Whether a restriction closes the place of the exercise, or a movement it uses, there or at a joint
    that it moves. Held for both sides. Sites of care are for the massaging hand and close no exercise.
    """
    where: frozenset[Site] = sites_of(exercise.regions, None, knowledge)
    for target in exercise.targets:
        if target in knowledge.structures:
            where |= joints_moved(knowledge.structures[target], None, knowledge)
    return any(
        not one.always
        and one.touches(where)
        and (one.limit.everything or set(exercise.uses) & set(one.limit.movement))
        for one in limits
    )


def dose_text(dose: Dose) -> str:
    """A dose in plain words, such as "2 sets, 10 times, hold 30 seconds, 5 days a week"."""
    parts = [
        f"{dose.sets} set{'s' if dose.sets != 1 else ''}" if dose.sets and "set" not in dose.text else "",
        f"{dose.reps} times" if dose.reps and _is_count(dose.reps) else dose.reps or "",
        f"hold {dose.hold_seconds} seconds" if dose.hold_seconds and "hold" not in dose.text else "",
        dose.text,
        _days(dose.days_per_week or ""),
    ]
    return ", ".join(part for part in parts if part)


def _days(days: str) -> str:
    if days == "7":
        return "every day"
    count, bracket, when = days.partition(" (")
    return f"{count} days a week{bracket}{when}" if _is_count(count) else days


def _is_count(words: str) -> bool:
    return words.replace(" to ", "").isdigit()


def _kind(exercise: Exercise) -> Emphasis:
    """Whether an exercise loads, calms or frees."""
    if "weak" in exercise.impairments or "resisted" in exercise.uses:
        return "load"
    return "calm" if set(exercise.uses) <= {"none"} or "sensitised" in exercise.impairments else "free"


def _alike(one: Exercise, other: Exercise, aims: tuple[Suspect, ...]) -> bool:
    """Whether two exercises do the same for one of the targets."""
    here = {aim.structure for aim in aims} & set(one.targets) & set(other.targets)
    return bool(here) and bool(set(one.impairments) & set(other.impairments))


def _near(exercise: Exercise, case: Case, knowledge: Knowledge) -> bool:
    return any(
        knowledge.overlap(place.region, region)
        for place in case.complaint.regions
        for region in exercise.regions
    )


def _score(exercise: Exercise, aims: tuple[Suspect, ...], hypotheses: tuple[Hypothesis, ...]) -> float:
    """Share of the heaviest fitting target, less if made for another impairment, plus the probability of
    the causes it is for.
    """
    heaviest = max((one.weight for one in aims), default=1.0)
    fits = [
        one.weight / heaviest * (1.0 if one.impairment in exercise.impairments else 0.4)
        for one in aims
        if one.structure in exercise.targets
    ]
    return max(fits, default=0.0) + sum(
        one.probability for one in hypotheses if one.condition in exercise.conditions
    )


def _why(exercise: Exercise, aims: tuple[Suspect, ...], knowledge: Knowledge) -> str:
    named = [knowledge.structures[one.structure].name for one in aims if one.structure in exercise.targets]
    return f"{exercise.purpose}; for: {', '.join(dict.fromkeys(named))}" if named else exercise.purpose
