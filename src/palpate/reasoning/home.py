"""The home program: few exercises, chosen for the targets, and none that a restriction forbids."""

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Dose, Exercise
from palpate.reasoning.case import Case
from palpate.reasoning.differential import Hypothesis
from palpate.reasoning.restriction import Restriction
from palpate.reasoning.sites import Site, joints_moved, sites_of
from palpate.reasoning.structures import Suspect

MOST = 3  # more are not kept up with (clinical judgement)
LEAST_SCORE = 0.15


class HomeExercise(msgspec.Struct, frozen=True, kw_only=True):
    """An exercise of the home program, its dose in words, and why it was chosen."""

    exercise: str
    dose_text: str
    why: str


def home_program(
    aims: tuple[Suspect, ...],
    case: Case,
    knowledge: Knowledge,
    limits: tuple[Restriction, ...],
    hypotheses: tuple[Hypothesis, ...],
) -> tuple[HomeExercise, ...]:
    """At most three exercises for the targets and the likely causes, the most fitting first."""
    rated = [
        (_score(one, aims, hypotheses), one)
        for one in knowledge.exercises.values()
        if _near(one, case, knowledge) and not exercise_forbidden(one, case, knowledge, limits)
    ]
    best = sorted((pair for pair in rated if pair[0] >= LEAST_SCORE), key=lambda pair: (-pair[0], pair[1].id))
    return tuple(
        HomeExercise(exercise=one.id, dose_text=dose_text(one.dose), why=_why(one, aims, knowledge))
        for _score_of, one in best[:MOST]
    )


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
    return f"{days} days a week" if _is_count(days) else days


def _is_count(words: str) -> bool:
    return words.replace(" to ", "").isdigit()


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
