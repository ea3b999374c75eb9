"""The note of a visit, composed from what was tapped. Pure: rows and judgements in, sentences out.

One thing is one sentence, which names what it came from (`of`), so that it can be found again when the record
says more, and compared with the last note.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from palpate.clinic.note.sentences import LONGEST_ID, Sentence
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
# What one tap says of the whole visit, and what follows.
RESPONSES = {
    "better": "Response to the whole treatment: better.",
    "same": "Response to the whole treatment: the same.",
    "worse": "Response to the whole treatment: worse.",
    "mixed": "Response to the whole treatment: partly better, partly not.",
}
THEN = {
    "continue": "Continue as planned.",
    "change": "The plan is looked over at the next visit.",
    "last": "The course ends with this visit, or with the next.",
}


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
    asked_out: bool = True  # whether anything was asked that the screening rests on
    seen: Sequence[Observation] = ()
    former: dict[tuple[str, str], Observation] = field(default_factory=dict)
    scores: Sequence[Score] = ()  # of the episode, by day
    marks: Sequence[Mark] = ()  # where it hurts
    signs: Sequence[Mark] = ()  # what the therapist charted at this visit
    treatments: Sequence[Treatment] = ()
    hypotheses: Sequence[Hypothesis] = ()
    progress: Sequence[tuple[str, str]] = ()  # what is aimed at, and how it goes
    limits: Sequence[Restriction] = ()
    plan: dict[str, Any] = field(default_factory=dict)
    home: Sequence[dict[str, Any]] = ()
    decided: Sequence[Disposition] = ()  # what was done about the screenings
    next_visit: str = ""
    case: Case = field(default_factory=Case)
    response: str = ""  # a key of RESPONSES, as tapped on the note's page
    then: str = ""  # a key of THEN


def compose(told: Gathered) -> list[Sentence]:
    """The note as the record alone would write it. Each sentence names what it came from once."""
    found: dict[str, Sentence] = {}
    for letter, part in zip("soap", (_subjective, _objective, _assessment, _plan), strict=True):
        for one in part(told):
            of = f"{letter}.{one.of}"[:LONGEST_ID]
            while of in found:
                of += "+"
            if one.text:
                found[of] = one._replace(of=of, text=_on_one_line(one.text))
    return list(found.values())


def _on_one_line(text: str) -> str:
    return re.sub(r"\s*[\r\n]+\s*", " ", text).strip()


def _subjective(told: Gathered) -> Iterator[Sentence]:
    if told.words and told.first:
        yield Sentence("words", f"In the client's words: “{told.words}”")
    yield from _score_lines(told)
    if told.marks and told.first:
        places = listed(_mark_words(mark, told.knowledge) for mark in told.marks)
        yield Sentence("chart", f"Body chart: {places}.")
    story = [row for row in told.seen if finding_kind(row.finding, told.knowledge) in STORY]
    yes_no = {True: "yes to ", False: "no to ", None: "not sure of "}
    yield Sentence("says", _states(story, told, "Says", yes_no))
    yield from _changes(story, told)


def _score_lines(told: Gathered) -> Iterator[Sentence]:
    """A line for each measure of the day: before and after the treatment, and the one before it."""
    today = [row for row in told.scores if row.taken_on == told.day]
    for measure, side in dict.fromkeys((row.measure, row.side) for row in today):
        rows = {row.moment == "after": row for row in today if (row.measure, row.side) == (measure, side)}
        text = _score_words(rows, _before(measure, side, told), told.knowledge)
        yield Sentence(f"score.{measure}.{side}", text)


def _before(measure: str, side: str, told: Gathered) -> list[Score]:
    """The last result of an earlier day, before any treatment of that day."""
    return [
        row
        for row in told.scores
        if (row.measure, row.side) == (measure, side) and row.moment != "after" and row.taken_on < told.day
    ][-1:]


def _score_words(rows: dict[bool, Score], before: list[Score], knowledge: Knowledge) -> str:
    """`rows` has the result after treatment under True, the one before it under False."""
    one = rows.get(False) or rows[True]
    entry, unit = knowledge.measures.get(one.measure), measure_unit(one.measure, knowledge)
    scale = f" of {entry.high:g}" if entry and entry.unit == "points" else ""
    now = [f"{value_words(rows[False].value, unit)}{scale}"] if False in rows else []
    if True in rows:
        now.append(f"{value_words(rows[True].value, unit)}{'' if now else scale} after treatment")
    was = f" (was {value_words(before[0].value, unit)} on {short_day(before[0].taken_on)})" if before else ""
    name = with_side(measure_name(one.measure, knowledge), one.side)
    return f"{name}: {', '.join(now)}{was}."


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


def _changes(rows: Iterable[Observation], told: Gathered) -> Iterator[Sentence]:
    """What a row says otherwise than the last time."""
    for row in rows:
        was = told.former.get((row.finding, row.side))
        unit = measure_unit(row.finding, told.knowledge)
        if was is not None and result_words(was, unit) != result_words(row, unit):
            name = observed_name(row, told.knowledge)
            now, then = result_words(row, unit), result_words(was, unit)
            said = f"Changed: {name}, {now}; was {then} on {short_day(was.when.date())}."
            yield Sentence(f"changed.{row.finding}.{row.side}", said)


def _objective(told: Gathered) -> Iterator[Sentence]:
    yield from _motions(told)
    if told.signs:
        charted = listed(_sign_words(mark, told.knowledge) for mark in told.signs)
        yield Sentence("charted", f"Charted: {charted}.")
    kinds = {True: "", False: "absent: ", None: "unclear: "}
    for kind, head in EXAMINED.items():
        rows = [row for row in told.seen if finding_kind(row.finding, told.knowledge) == kind]
        yield Sentence(f"kind.{kind}", _states(rows, told, head, kinds))
        yield from _changes((row for row in rows if row.moment != "after"), told)
    for skipped, head in ((False, "Treated"), (True, "Left out")):
        for row in told.treatments:
            if row.skipped == skipped:
                said = f"{head}: {treatment_words(row, told.knowledge)}."
                yield Sentence(f"treated.{row.first}", said)


def _motions(told: Gathered) -> Iterator[Sentence]:
    """A line for each motion: both sides, before and after treatment, the last visit's value, the norm."""
    rows = [row for row in told.seen if finding_kind(row.finding, told.knowledge) == "motion"]
    for finding in dict.fromkeys(row.finding for row in rows):
        mine = [row for row in rows if row.finding == finding]
        sides = [_motion_side([row for row in mine if row.side == side], told) for side in _sides(mine)]
        entry = told.knowledge.findings[finding]
        norm = normal_value(entry, told.client)
        usual = f"; usual {value_words(norm, entry.unit)}" if norm is not None else ""
        said = f"{finding_name(finding, told.knowledge)}: {', '.join(sides)}{usual}."
        yield Sentence(f"motion.{finding}", said)


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


def _assessment(told: Gathered) -> Iterator[Sentence]:
    names = listed(reason.name for reason in told.triage.reasons if not reason.cleared)
    level = LEVELS[told.triage.level] if told.asked_out or names else "not done yet, so nothing is known"
    yield Sentence("screening", f"Screening: {level}{f' ({names})' if names else ''}.")
    if told.triage.open_emergencies:
        count = len(told.triage.open_emergencies)
        said = f"Not settled: {count} emergency rule{'s' if count > 1 else ''} of the screening."
        yield Sentence("unsettled", said, fixed=True)
    yield Sentence("consistent", consistent_with(told.triage, told.hypotheses))
    for goal, line in told.progress:
        yield Sentence(f"goal.{goal}", line)
    answers = [row.response for row in told.treatments if row.response and not row.skipped]
    if answers:
        counts = ", ".join(f"{word} {answers.count(word)} times" for word in dict.fromkeys(answers))
        counts = counts.replace(" 1 times", " once").replace(" 2 times", " twice")
        yield Sentence("answered", f"Response to treatment: {counts}.")
    yield Sentence("response", RESPONSES.get(told.response, ""))


def consistent_with(triage: Triage, hypotheses: Sequence[Hypothesis]) -> str:
    """What the findings are consistent with: the suspects of the screening while it shuts the way, else
    the likely hypotheses with their ranges. Empty while nothing stands out, and while nothing was found:
    how common a cause is says nothing of this person.
    """
    if triage.closed:
        suspects = (one.suspect for one in triage.reasons if one.urgency == triage.level and not one.cleared)
        return f"Findings are consistent with: {listed(suspects)}. This is for a physician to settle."
    likely = [one for one in hypotheses if one.probability >= LIKELY and one.condition != OTHER]
    if not any(one.because for one in likely):
        return ""
    named = [
        f"{one.name} ({one.probability:.0%}, range {one.low:.0%} to {one.high:.0%})".replace("%", "\u00a0%")
        for one in likely[:MOST_LIKELY]
    ]
    return f"Findings are consistent with {', '.join(named)}." if named else ""


def _plan(told: Gathered) -> Iterator[Sentence]:
    for one in told.decided:
        yield Sentence(f"decided.{one.first}", f"Screening. {disposition_words(one)}")
    yield Sentence("waiting", WAITING if told.triage.level == "refer" else "")
    own = [one for one in told.limits if one.contraindication]
    yield from _restricted(own, told.knowledge)
    planned = [_planned(item, told.knowledge) for item in told.plan.get("items", ())]
    yield Sentence("planned", f"Planned: {listed(planned, 6)}." if planned else "")
    if told.plan.get("visits"):
        review = told.plan.get("review_after")
        look = f", looked over again after {review}" if review else ""
        yield Sentence("course", f"Course: {told.plan['visits']} visits{look}.")
    for item in told.home:
        yield Sentence(f"home.{item.get('exercise')}", f"At home: {_home_words(item, told.knowledge)}.")
    yield Sentence("then", THEN.get(told.then, ""))
    yield Sentence("next", f"Next visit: {told.next_visit or 'not booked'}.")


def _restricted(limits: Iterable[Restriction], knowledge: Knowledge) -> Iterator[Sentence]:
    """A line for each thing found, with all that follows from it."""
    lines: dict[str, list[str]] = {}
    for one in limits:
        lines.setdefault(cause(one, knowledge), []).append((one.modification or one.reason).rstrip("."))
    for what, said in lines.items():
        yield Sentence(f"restricted.{what}", f"Restricted ({what}): {'. '.join(dict.fromkeys(said))}.")


def _planned(item: dict[str, Any], knowledge: Knowledge) -> str:
    side: Side | None = item.get("side")
    place = with_side(structure_name(str(item.get("structure", "")), knowledge), side)
    return f"{technique_name(str(item.get('technique', '')), knowledge)} to {place}"


def _home_words(item: dict[str, Any], knowledge: Knowledge) -> str:
    dose = item.get("dose_text") or ""
    name = exercise_name(str(item.get("exercise", "")), knowledge)
    return f"{name} ({dose})".rstrip(".") if dose else name
