"""The body of a letter to a physician, composed from the record in plain words. Pure.

Each part is one paragraph with a heading of its own; a part without words is left out of the letter.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from palpate.clinic.note.compose import EXAMINED, LIKELY, STORY, WAITING, Gathered, consistent_with
from palpate.clinic.note.words import (
    disposition_words,
    finding_kind,
    finding_name,
    listed,
    measure_name,
    short_day,
    technique_name,
    value_words,
    with_side,
)
from palpate.knowledge import Knowledge
from palpate.reasoning.case import Observation, Score
from palpate.reasoning.causes.differential import OTHER
from palpate.reasoning.limits.restrict import cause
from palpate.reasoning.norms import normal_by_eye, normal_value
from palpate.reasoning.screening.screen import Reason

Purpose = Literal["referral", "report", "same-day"]
PURPOSES: dict[Purpose, str] = {
    "same-day": "To be seen at once",
    "referral": "Asking for an opinion",
    "report": "Report on the course",
}
HEADS = {
    "reason": "Why I write",
    "warning": "Warning signs",
    "findings": "What was found",
    "consistent": "What this is consistent with",
    "care": "What was done, and how it goes",
    "limits": "What I leave out",
    "question": "My question",
}
MOST_LIMITS = 3
MOST = 8  # names in one row: the letter is one page


class Person(NamedTuple):
    """Whom the letter is about."""

    name: str
    complaint: str
    since: str


def purpose_of(told: Gathered) -> Purpose:
    """What the screening asks for."""
    if told.triage.closed:
        return "same-day"
    return "referral" if told.triage.level == "refer" else "report"


def compose_letter(told: Gathered, person: Person, purpose: Purpose) -> dict[str, str]:
    """The paragraphs by their key, some of them empty."""
    return {
        "reason": _reason(told, person, purpose),
        "warning": " ".join(_warnings(told)),
        "findings": " ".join(_findings(told)),
        "consistent": _consistent(told),
        "care": " ".join(_care(told)),
        "limits": _limits(told),
        "question": _question(told, purpose),
    }


def _reason(told: Gathered, person: Person, purpose: Purpose) -> str:
    now = told.triage.level == "emergency"
    opening = {
        "same-day": f"{person.name} needs {'emergency care now' if now else 'to be seen today'}.",
        "referral": f"I ask for your opinion on {person.name}.",
        "report": f"I write to tell you how {person.name} is.",
    }[purpose]
    end = "" if told.words.endswith((".", "!", "?")) else "."
    words = f" In the client's own words: “{told.words}”{end}" if told.words else ""
    return f"{opening} The complaint: {person.complaint.lower()}{person.since}.{words}"


def _standing(told: Gathered) -> list[Reason]:
    return [one for one in told.triage.reasons if not one.cleared and one.urgency != "caution"]


def _warnings(told: Gathered) -> Iterable[str]:
    """One sentence for each suspect, with every finding that speaks for it and a source in short."""
    for suspect in dict.fromkeys(one.suspect for one in _standing(told)):
        reasons = [one for one in _standing(told) if one.suspect == suspect]
        names = (finding_name(key, told.knowledge) for one in reasons for key in one.because)
        basis = _sources((key for one in reasons for key in one.sources), told.knowledge)
        yield f"{listed(names, MOST)}: consistent with {suspect}{basis}."


def _findings(told: Gathered) -> Iterable[str]:
    """Scores and motions with their numbers, then what is present, then tests that were negative."""
    scores = [
        _score(one, told.knowledge)
        for one in _newest(told.case.scores)
        if one.measure in told.knowledge.measures
    ]
    if scores:
        yield f"Scores: {listed(scores, MOST)}."
    free = [one for one in told.case.observations if _free(one, told)]
    since = {(one.finding, one.side) for one in free}
    motions = [
        _motion(one, told)
        for one in _newest(told.case.scores)
        if _kind(one.measure, told) == "motion" and (one.measure, one.side) not in since
    ]
    if motions:
        yield f"Motion: {listed(motions, MOST)}."
    if free:
        names = [_named(one, told.knowledge) for one in free]
        yield f"Motion normal by eye, not measured: {listed(names, MOST)}."
    seen = [one for one in told.case.observations if _is(one, told, *STORY, *EXAMINED)]
    present = [_named(one, told.knowledge) for one in seen if one.present]
    absent = [
        _named(one, told.knowledge) for one in seen if one.present is False and not _is(one, told, *STORY)
    ]
    if present:
        yield f"Present: {listed(present, MOST)}."
    if absent:
        yield f"Tested and absent: {listed(absent, MOST)}."


def _is(one: Observation, told: Gathered, *kinds: str) -> bool:
    return _kind(one.finding, told) in kinds


def _named(one: Observation, knowledge: Knowledge) -> str:
    return with_side(finding_name(one.finding, knowledge), one.side)


def _newest(scores: Iterable[Score]) -> list[Score]:
    return list({(one.measure, one.side): one for one in scores}.values())


def _score(one: Score, knowledge: Knowledge) -> str:
    entry = knowledge.measures[one.measure]
    name = with_side(measure_name(one.measure, knowledge), one.side)
    return f"{name} {value_words(one.value, '')} of {entry.high:g} on {short_day(one.on)}"


def _kind(finding: str, told: Gathered) -> str:
    return finding_kind(finding, told.knowledge)


def _free(one: Observation, told: Gathered) -> bool:
    entry = told.knowledge.findings.get(one.finding)
    return entry is not None and normal_by_eye(one, entry)


def _motion(one: Score, told: Gathered) -> str:
    """As it was before treatment, beside what is usual."""
    entry = told.knowledge.findings[one.measure]
    norm = normal_value(entry, told.client)
    usual = f" (usual {value_words(norm, entry.unit)})" if norm is not None else ""
    return f"{with_side(entry.name, one.side)} {value_words(one.value, entry.unit)}{usual}"


def _consistent(told: Gathered) -> str:
    """What the findings are consistent with, and which findings weigh most, with their sources in short."""
    if told.triage.closed:
        return ""
    said = consistent_with(told.triage, told.hypotheses)
    likely = [one for one in told.hypotheses if one.probability >= LIKELY and one.condition != OTHER]
    if not said or not likely:
        return ""
    weights = sorted(likely[0].because, key=lambda one: -abs(one.weight))[:3]
    because = [
        f"{finding_name(one.finding, told.knowledge)} {'present' if one.present else 'absent'}"
        f"{_sources(one.sources, told.knowledge)}"
        for one in weights
    ]
    basis = f" What weighs most: {'; '.join(because)}." if because else ""
    return f"{said}{basis} The cause is for you to settle."


def _sources(ids: Iterable[str], knowledge: Knowledge) -> str:
    names = [_short(one, knowledge) for one in ids if one in knowledge.sources]
    return f" ({'; '.join(names[:1])})" if names else ""


def _short(source: str, knowledge: Knowledge) -> str:
    """First author and year; the title where no author is named."""
    entry = knowledge.sources[source]
    name = (entry.authors or entry.title).split(",")[0].strip()
    return f"{name} {entry.year}" if entry.year else name


def _care(told: Gathered) -> Iterable[str]:
    done = told.case.treated
    days = sorted({one.on for one in done if one.on is not None})
    if days:
        span = (
            f"On {short_day(days[0])}"
            if len(days) == 1
            else f"From {short_day(days[0])} to {short_day(days[-1])}"
        )
        visits = "one visit" if len(days) == 1 else f"{len(days)} visits"
        names = listed((technique_name(one.technique, told.knowledge) for one in done), MOST)
        yield f"{span}, {visits}: {names}."
    yield from (disposition_words(one) for one in told.decided)
    yield from (line for _goal, line in told.progress)


def _limits(told: Gathered) -> str:
    if told.triage.closed:
        return "No massage until you have looked into it."
    own = [one for one in told.limits if not one.contraindication.startswith(("client.", "triage."))]
    lines = [
        f"{cause(one, told.knowledge)}: {one.modification or one.reason}".rstrip(".") + "."
        for one in own[:MOST_LIMITS]
    ]
    more = len(own) - MOST_LIMITS
    if told.triage.level == "refer":
        lines.insert(0, WAITING)
    return " ".join([*lines, f"And {more} more." if more > 0 else ""]).strip()


def _question(told: Gathered, purpose: Purpose) -> str:
    suspects = listed((one.suspect for one in _standing(told)), 3)
    if told.triage.level == "emergency":
        return "Please tell me what was found, and when massage may begin."
    if purpose == "same-day":
        what = suspects or "what is behind this"
        return f"Would you look today into {what}, and tell me when massage may begin?"
    if purpose == "referral":
        what = suspects or "the cause"
        return f"Would you look into {what}, and tell me whether massage may go on, and within which limits?"
    return "Is there anything that you would have me change or leave out?"
