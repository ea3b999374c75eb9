"""What may go into a home program, what is suggested for it, and how it went."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from palpate.clinic.frame import Frame
from palpate.knowledge import Knowledge
from palpate.knowledge.find import find
from palpate.knowledge.model import Exercise
from palpate.reasoning.care.choose import targets
from palpate.reasoning.care.home import MOST, dose_text, exercise_forbidden, home_program
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.limits.restrict import Restriction, triage_restrictions
from palpate.reasoning.tissue.structures import structures
from palpate.records.models import HomeReport

FOUND = 8  # exercises that a search shows


@dataclass(frozen=True)
class Item:
    """An exercise of the program, as given, and what the client said of doing it."""

    exercise: Exercise
    dose: str
    why: str
    closed: bool  # a restriction that came later forbids it
    reports: Sequence[HomeReport]

    @property
    def told(self) -> str:
        """How it went, in words."""
        if not self.reports:
            return "No report yet"
        days = sum(one.done for one in self.reports)
        return f"Done on {days} of {len(self.reports)} days reported"

    @property
    def last(self) -> HomeReport | None:
        """The newest report."""
        return self.reports[-1] if self.reports else None

    def on(self, day: date) -> HomeReport | None:
        """What was said of a day."""
        return next((one for one in self.reports if one.on == day), None)


@dataclass(frozen=True)
class Offer:
    """An exercise that may be added, with its usual dose."""

    exercise: Exercise
    dose: str
    why: str


def items(
    stored: Iterable[dict[str, Any]],
    reports: Sequence[HomeReport],
    frame: Frame,
    limits: tuple[Restriction, ...],
) -> list[Item]:
    """The program as stored; exercises that the knowledge no longer has are left out of the page."""
    known = frame.knowledge.exercises
    return [
        Item(
            exercise=known[one["exercise"]],
            dose=str(one.get("dose_text") or ""),
            why=str(one.get("why") or ""),
            closed=exercise_forbidden(known[one["exercise"]], frame.chart.case, frame.knowledge, limits),
            reports=[report for report in reports if report.exercise == one["exercise"]],
        )
        for one in stored
        if one.get("exercise") in known
    ]


def limits(frame: Frame) -> tuple[Restriction, ...]:
    """All that narrows what this client may do now. Sites of care are left out: they say where a hand must
    not press, and hold for everybody, walking included.
    """
    return (*triage_restrictions(frame.triage, frame.chart.case, frame.knowledge), *frame.restricted)


def suggestions(
    frame: Frame, plan: dict[str, Any], have: set[str], closing: tuple[Restriction, ...]
) -> list[Offer]:
    """What the plan holds for home; where it holds nothing, what fits the findings. Never what is closed."""
    planned = [one for one in plan.get("home", ()) if isinstance(one, dict)]
    pairs = [(str(one.get("exercise", "")), str(one.get("why") or "")) for one in planned] or _fitting(
        frame, closing
    )
    offers = [offer(one, frame.knowledge, why) for one, why in pairs if one in frame.knowledge.exercises]
    return [
        one
        for one in offers
        if one.exercise.id not in have
        and not exercise_forbidden(one.exercise, frame.chart.case, frame.knowledge, closing)
    ][:MOST]


def offer(exercise: str, knowledge: Knowledge, why: str = "") -> Offer:
    """An exercise with its usual dose. Raises KeyError for an unknown one."""
    entry = knowledge.exercises[exercise]
    return Offer(exercise=entry, dose=dose_text(entry.dose), why=why or entry.purpose)


def _fitting(frame: Frame, closing: tuple[Restriction, ...]) -> list[tuple[str, str]]:
    case, knowledge = frame.chart.case, frame.knowledge
    hypotheses = differential(case, knowledge, frame.triage)
    aims = targets(case, knowledge, structures(case, knowledge, hypotheses))
    found = home_program(aims, case, knowledge, closing, hypotheses)
    return [(one.exercise, one.why) for one in found]


def search(
    text: str, frame: Frame, have: set[str], closing: tuple[Restriction, ...]
) -> tuple[list[Offer], int]:
    """Exercises that answer the text and may be done, and how many were found that may not."""
    hits = find(text, frame.knowledge, most=30, kind="exercises")
    found = [frame.knowledge.exercises[hit.id] for hit in hits if hit.id not in have]
    shut = {one.id for one in found if exercise_forbidden(one, frame.chart.case, frame.knowledge, closing)}
    free = [offer(one.id, frame.knowledge) for one in found if one.id not in shut]
    return free[:FOUND], len(shut)
