"""The note of a visit, composed from what was tapped. Pure: rows and judgements in, four texts out.

One thing stands on one line, so that lines can be compared with the last note and with what was typed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, cast

from palpate.clinic.note.words import (
    disposition_words,
    exercise_name,
    finding_kind,
    finding_name,
    listed,
    measure_name,
    measure_unit,
    observed_name,
    result_words,
    short_day,
    structure_name,
    technique_name,
    treatment_words,
    value_words,
    with_side,
)
from palpate.drawing.body import AnyView
from palpate.drawing.places import place_at
from palpate.knowledge import Knowledge
from palpate.knowledge.words import Side
from palpate.reasoning.case import Case, Client
from palpate.reasoning.causes.differential import OTHER, Hypothesis
from palpate.reasoning.limits.restrict import cause
from palpate.reasoning.limits.restriction import Restriction
from palpate.reasoning.norms import normal_value
from palpate.reasoning.screening.screen import Triage
from palpate.records.models import Disposition, Mark, Observation, Score, Treatment

STORY = ("symptom", "background")
# What the therapist finds, in the order in which it is examined, and how the note heads it.
EXAMINED = {
    "posture": "Posture",
    "sign": "Seen and measured",
    "palpation": "Palpation",
    "strength": "Strength",
    "neuro": "Nerves",
    "maneuver": "Special tests",
}
LEVELS = {
    "treat": "treat",
    "treat-with-restrictions": "treat with restrictions",
    "refer": "refer to a physician",
    "same-day": "physician the same day",
    "emergency": "emergency",
}
WAITING = "Until a physician has looked: no massage at the complaint, only gentle work elsewhere."
LIKELY = 0.1  # hypotheses below this probability are left out of the note
MOST_LIKELY = 3


class Soap(NamedTuple):
    """The four parts of a note."""

    subjective: str
    objective: str
    assessment: str
    plan: str


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """All that a note is composed from. `seen` are the rows of this visit (at the first, the intake's too),
    oldest first; `former` is the row of each (finding, side) that was seen last before.
    """

    knowledge: Knowledge
    client: Client
    words: str
    first: bool
    day: date
    triage: Triage
    seen: Sequence[Observation] = ()
    former: dict[tuple[str, str], Observation] = field(default_factory=dict)
    scores: Sequence[Score] = ()  # of the episode, by day
    marks: Sequence[Mark] = ()  # where it hurts
    signs: Sequence[Mark] = ()  # what the therapist charted at this visit
    treatments: Sequence[Treatment] = ()
    hypotheses: Sequence[Hypothesis] = ()
    progress: Sequence[str] = ()
    limits: Sequence[Restriction] = ()
    plan: dict[str, Any] = field(default_factory=dict)
    home: Sequence[dict[str, Any]] = ()
    decided: Sequence[Disposition] = ()  # what was done about the screenings
    next_visit: str = ""
    case: Case = field(default_factory=Case)


def compose(told: Gathered) -> Soap:
    """The note as the record alone would write it."""
    parts = (_subjective, _objective, _assessment, _plan)
    return Soap(*("\n".join(line for line in part(told) if line) for part in parts))


def _subjective(told: Gathered) -> Iterator[str]:
    if told.words and told.first:
        yield f"In the client's words: “{told.words}”"
    yield from _score_lines(told)
    if told.marks and told.first:
        yield f"Body chart: {listed(_mark_words(mark, told.knowledge) for mark in told.marks)}."
    story = [row for row in told.seen if finding_kind(row.finding, told.knowledge) in STORY]
    yield _states(story, told, "Says", {True: "yes to ", False: "no to ", None: "not sure of "})
    yield from _changes(story, told)


def _score_lines(told: Gathered) -> list[str]:
    """A line for each score of the day, with the one before it."""
    lines: dict[tuple[str, str], str] = {}
    for row in told.scores:
        if row.taken_on == told.day and row.moment != "after":
            before = [one for one in told.scores if _same_measure(one, row) and one.taken_on < told.day]
            lines[row.measure, row.side] = _score_words(row, before[-1:], told.knowledge)
    return list(lines.values())


def _same_measure(one: Score, other: Score) -> bool:
    return (one.measure, one.side) == (other.measure, other.side) and one.moment != "after"


def _score_words(row: Score, before: list[Score], knowledge: Knowledge) -> str:
    entry = knowledge.measures.get(row.measure)
    unit = measure_unit(row.measure, knowledge)
    scale = f" of {entry.high:g}" if entry and entry.unit == "points" else ""
    was = f" (was {value_words(before[0].value, unit)} on {short_day(before[0].taken_on)})" if before else ""
    name = with_side(measure_name(row.measure, knowledge), row.side)
    return f"{name}: {value_words(row.value, unit)}{scale}{was}."


def _sign_words(mark: Mark, knowledge: Knowledge) -> str:
    return f"{mark.words.lower()} at {_place_words(mark, knowledge)}"


def _place_words(mark: Mark, knowledge: Knowledge) -> str:
    return with_side(*place_at(cast(AnyView, mark.view), mark.x, mark.y, knowledge.regions))


def _mark_words(mark: Mark, knowledge: Knowledge) -> str:
    place = _place_words(mark, knowledge)
    said = [mark.quality, f"{mark.intensity} of 10" if mark.intensity is not None else ""]
    kind = ", ".join(part for part in said if part)
    return f"{place} ({kind})" if kind else place


def _states(rows: Iterable[Observation], told: Gathered, head: str, words: dict[bool | None, str]) -> str:
    """One line: what is present, absent and unclear. Numbers stand with what is present."""
    groups: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for row in rows:
        if row.value is not None:
            unit = measure_unit(row.finding, told.knowledge)
            groups[True].append(f"{observed_name(row, told.knowledge)} {value_words(row.value, unit)}")
        else:
            groups[row.present].append(
                observed_name(row, told.knowledge) + (f" ({row.note})" if row.note else "")
            )
    parts = [f"{word}{listed(names)}" for state, word in words.items() if (names := groups[state])]
    return f"{head}: {'; '.join(parts)}." if parts else ""


def _changes(rows: Iterable[Observation], told: Gathered) -> Iterator[str]:
    """What a row says otherwise than the last time."""
    for row in rows:
        was = told.former.get((row.finding, row.side))
        unit = measure_unit(row.finding, told.knowledge)
        if was is not None and result_words(was, unit) != result_words(row, unit):
            name = observed_name(row, told.knowledge)
            now, then = result_words(row, unit), result_words(was, unit)
            yield f"Changed: {name}, {now}; was {then} on {short_day(was.when.date())}."


def _objective(told: Gathered) -> Iterator[str]:
    yield from _motions(told)
    if told.signs:
        yield f"Charted: {listed(_sign_words(mark, told.knowledge) for mark in told.signs)}."
    kinds = {True: "", False: "absent: ", None: "unclear: "}
    for kind, head in EXAMINED.items():
        rows = [row for row in told.seen if finding_kind(row.finding, told.knowledge) == kind]
        yield _states(rows, told, head, kinds)
        yield from _changes((row for row in rows if row.moment != "after"), told)
    done = [row for row in told.treatments if not row.skipped]
    yield from (f"Treated: {treatment_words(row, told.knowledge)}." for row in done)
    left = [row for row in told.treatments if row.skipped]
    yield from (f"Left out: {treatment_words(row, told.knowledge)}." for row in left)


def _motions(told: Gathered) -> Iterator[str]:
    """A line for each motion: both sides, before and after treatment, the last visit's value, the norm."""
    rows = [row for row in told.seen if finding_kind(row.finding, told.knowledge) == "motion"]
    for finding in dict.fromkeys(row.finding for row in rows):
        mine = [row for row in rows if row.finding == finding]
        sides = [_motion_side([row for row in mine if row.side == side], told) for side in _sides(mine)]
        entry = told.knowledge.findings[finding]
        norm = normal_value(entry, told.client)
        usual = f"; usual {value_words(norm, entry.unit)}" if norm is not None else ""
        yield f"{finding_name(finding, told.knowledge)}: {', '.join(sides)}{usual}."


def _sides(rows: Iterable[Observation]) -> list[str]:
    return sorted({row.side for row in rows}, key=("right", "left", "both", "").index)


def _motion_side(rows: list[Observation], told: Gathered) -> str:
    unit = measure_unit(rows[0].finding, told.knowledge)
    values = [
        f"{result_words(row, unit)}{f' {row.moment} treatment' if row.moment else ''}"
        for row in sorted(rows, key=lambda row: row.moment == "after")
    ]
    was = told.former.get((rows[0].finding, rows[0].side))
    then = f" (was {result_words(was, unit)} on {short_day(was.when.date())})" if was is not None else ""
    return f"{rows[0].side} {', '.join(values)}{then}".strip()


def _assessment(told: Gathered) -> Iterator[str]:
    names = listed(reason.name for reason in told.triage.reasons if not reason.cleared)
    yield f"Screening: {LEVELS[told.triage.level]}{f' ({names})' if names else ''}."
    if told.triage.open_emergencies:
        count = len(told.triage.open_emergencies)
        yield f"Not settled: {count} emergency rule{'s' if count > 1 else ''} of the screening."
    yield consistent_with(told.triage, told.hypotheses)
    yield from told.progress
    said = [row.response for row in told.treatments if row.response and not row.skipped]
    if said:
        counts = ", ".join(f"{word} {said.count(word)} times" for word in dict.fromkeys(said))
        yield f"Response to treatment: {counts.replace(' 1 times', ' once').replace(' 2 times', ' twice')}."


def consistent_with(triage: Triage, hypotheses: Sequence[Hypothesis]) -> str:
    """What the findings are consistent with: the suspects of the screening while it shuts the way, else
    the likely hypotheses with their ranges. Empty while nothing stands out.
    """
    if triage.closed:
        suspects = (one.suspect for one in triage.reasons if one.urgency == triage.level and not one.cleared)
        return f"Findings are consistent with: {listed(suspects)}. This is for a physician to settle."
    likely = [one for one in hypotheses if one.probability >= LIKELY and one.condition != OTHER]
    named = [
        f"{one.name} ({one.probability:.0%}, range {one.low:.0%} to {one.high:.0%})".replace("%", "\u00a0%")
        for one in likely[:MOST_LIKELY]
    ]
    return f"Findings are consistent with {', '.join(named)}." if named else ""


def _plan(told: Gathered) -> Iterator[str]:
    yield from (f"Screening. {disposition_words(one)}" for one in told.decided)
    yield WAITING if told.triage.level == "refer" else ""
    own = [one for one in told.limits if one.contraindication]
    yield from _restricted(own, told.knowledge)
    planned = [_planned(item, told.knowledge) for item in told.plan.get("items", ())]
    if planned:
        yield f"Planned: {listed(planned, 6)}."
    if told.plan.get("visits"):
        review = told.plan.get("review_after")
        look = f", looked over again after {review}" if review else ""
        yield f"Course: {told.plan['visits']} visits{look}."
    yield from (f"At home: {_home_words(one, told.knowledge)}." for one in told.home)
    yield f"Next visit: {told.next_visit or 'not booked'}."


def _restricted(limits: Iterable[Restriction], knowledge: Knowledge) -> Iterator[str]:
    """A line for each thing found, with all that follows from it."""
    lines: dict[str, list[str]] = {}
    for one in limits:
        lines.setdefault(cause(one, knowledge), []).append((one.modification or one.reason).rstrip("."))
    yield from (f"Restricted ({what}): {'. '.join(dict.fromkeys(said))}." for what, said in lines.items())


def _planned(item: dict[str, Any], knowledge: Knowledge) -> str:
    side: Side | None = item.get("side")
    place = with_side(structure_name(str(item.get("structure", "")), knowledge), side)
    return f"{technique_name(str(item.get('technique', '')), knowledge)} to {place}"


def _home_words(item: dict[str, Any], knowledge: Knowledge) -> str:
    dose = item.get("dose_text") or ""
    name = exercise_name(str(item.get("exercise", "")), knowledge)
    return f"{name} ({dose})".rstrip(".") if dose else name
