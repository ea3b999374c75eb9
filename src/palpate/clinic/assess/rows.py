"""One line of the assessment: a finding, or a structure with what is felt on it, and what was answered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from palpate.clinic.frame import Frame, asked_for_safety
from palpate.clinic.note.words import BY_EYE, result_words
from palpate.knowledge.model import Figure, Finding
from palpate.reasoning.causes.ask import forbidden
from palpate.reasoning.limits.restrict import Restriction
from palpate.reasoning.norms import detectable, error_of, normal_figure
from palpate.records.models import Observation

OTHER_SIDE = {"right": "left", "left": "right"}
SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
# What a palpation finding is called in the line of its structure; its own name otherwise.
FELT = {
    "sensitised": "tender",
    "hypertonic": "taut band",
    "trigger_point": "known pain",
    "restricted": "stiff glide",
    "swollen": "swollen",
    "adhered": "stuck",
    "shortened": "short",
    "weak": "weak",
}


@dataclass(frozen=True)
class Cell:
    """One place for an answer: a finding on a side. `answer` is empty while this visit has none."""

    key: str
    side: str
    label: str
    answer: str = ""
    value: float | None = None
    last: str = ""  # what an earlier visit said
    last_visit: UUID | None = None  # which one, where it can be mended
    last_abnormal: bool = False
    how: str = ""  # how the number came about: measured by phone, normal by eye, as the right

    @property
    def open(self) -> bool:
        """Whether this visit has no answer yet; unclear is an answer that leaves it unknown."""
        return self.answer == "" and self.value is None

    @property
    def free(self) -> bool:
        """Whether a motion was seen to be free, and not measured."""
        return self.answer == BY_EYE

    @property
    def dom(self) -> str:
        """An id for the page."""
        return dom_id(self.key)


@dataclass(frozen=True)
class Part:
    """A finding within a line, with the places for its answers."""

    finding: Finding
    word: str
    cells: tuple[Cell, ...]
    shut: Restriction | None = None


@dataclass(frozen=True)
class Row:
    """A line: usually one finding; for palpation all that is felt on one structure."""

    name: str
    parts: tuple[Part, ...]
    usual: Figure | None = None
    error: Figure | None = None
    phone: Figure | None = None  # how far a phone errs as an inclinometer
    bar_side: str = "right"
    weighs: tuple["Weighs", ...] = ()
    singly: bool = False  # needs an answer of its own: "rest is normal" leaves it open

    @property
    def shut(self) -> Restriction | None:
        """What shuts the whole line, if anything does."""
        first = self.parts[0].shut
        return first if all(part.shut for part in self.parts) else None

    @property
    def only(self) -> str:
        """The findings of the line, by which an answer names it."""
        return " ".join(part.finding.id for part in self.parts)

    @property
    def dom(self) -> str:
        """The id of the line on the page."""
        return "r-" + dom_id(self.parts[0].finding.id)

    @property
    def finding(self) -> Finding:
        """The finding of a line that has one."""
        return self.parts[0].finding

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All places for answers."""
        return tuple(cell for part in self.parts for cell in part.cells)

    @property
    def steps(self) -> list[str]:
        """How the finding of the line is found out, a sentence a step; none for a line of many."""
        return (
            [] if len(self.parts) > 1 else [one for one in SENTENCES.split(self.finding.how.strip()) if one]
        )

    @property
    def answered(self) -> bool:
        """Whether this visit has said anything of it."""
        return any(not cell.open for cell in self.cells)

    @property
    def restable(self) -> tuple[str, ...]:
        """What "rest is normal" may answer: open, not shut, not abnormal last time. A number is not: only a
        motion is seen to be free. Nor is what a red flag asks about.
        """
        if self.singly or (self.finding.unit and self.finding.kind != "motion"):
            return ()
        open_parts = (part.cells for part in self.parts if not part.shut)
        return tuple(
            cell.key for cells in open_parts for cell in cells if cell.open and not cell.last_abnormal
        )

    # What follows is for motions.

    @property
    def here(self) -> Cell | None:
        """The side that hurts, if it was measured."""
        return next(
            (one for one in self.cells if one.side in (self.bar_side, "") and one.value is not None), None
        )

    @property
    def beside(self) -> Cell | None:
        """The other side, if it was measured."""
        other = OTHER_SIDE[self.bar_side]
        return next((one for one in self.cells if one.side == other and one.value is not None), None)

    @property
    def copies(self) -> str:
        """The side whose value the open other side can take; empty where there is none."""
        measured = [cell.side for cell in self.cells if cell.value is not None and cell.side]
        return measured[0] if len(measured) == 1 else ""

    @property
    def says(self) -> str:
        """How the motion stands against the other side, else against the usual."""
        if self.here is None or self.here.value is None:
            return ""
        beside = self.beside.value if self.beside else None
        against = beside if beside is not None else self.usual.value if self.usual else None
        if against is None:
            return ""
        name = OTHER_SIDE[self.bar_side] if beside is not None else "usual"
        gap = against - self.here.value
        if self.error and abs(gap) <= self.error.value:
            return f"as {name}, within the error of one reading"
        return f"{abs(gap):.0f}° {'less' if gap > 0 else 'more'} than {name}" if gap else f"as {name}"

    @property
    def told(self) -> str:
        """How it stands, and how each side came about, in a few words."""
        ways = [self._way(cell) for cell in self.cells if cell.how and (cell.value is not None or cell.free)]
        return "; ".join(part for part in (self.says, *ways) if part)

    def _way(self, cell: Cell) -> str:
        error = f", {self.phone.value:g}° of error" if self.phone and cell.how == BY_PHONE else ""
        return f"{cell.side} {cell.how}{error}".strip()


@dataclass(frozen=True)
class Weighs:
    """How far a finding speaks for a condition, for the line under a test."""

    condition: str
    present: str  # likelihood ratio when present; empty where there is none
    absent: str
    source: str
    judgement: str


class Answers:
    """What is recorded, by finding and side, as one visit sees it."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.rows: dict[tuple[str, str], Observation] = {
            (row.finding, row.side): row for row in frame.chart.observations
        }
        self.sides: dict[str, list[str]] = {}
        for finding, side in self.rows:
            self.sides.setdefault(finding, []).append(side)

    def current(self, finding: str, side: str) -> Observation | None:
        """What this visit says, or was said outside of any visit (at home)."""
        row = self.rows.get((finding, side))
        return row if row and row.visit_id in (None, self.frame.visit.first) else None

    def cell(self, finding: Finding, side: str, *, keeps: bool = False) -> Cell:
        """The place for an answer. `keeps`: what an earlier visit said still stands (history)."""
        row = self.rows.get((finding.id, side))
        key = f"{finding.id}:{side}"
        label = f"{finding.name}, {side_word(side)}" if side else finding.name
        if row is None:
            return Cell(key, side, label)
        if keeps or self.current(finding.id, side):
            return Cell(key, side, label, spoken(row, finding), row.value, how=row.note)
        day = timezone.localtime(row.when)
        said = result_words(row, finding.unit)
        last = f"{said}, {day.day} {day:%b}"
        return Cell(key, side, label, last=last, last_visit=row.visit_id, last_abnormal=bool(row.present))


BY_PHONE = "measured by phone"


def spoken(row: Observation, finding: Finding) -> str:
    """present, absent, unclear, or normal by eye; empty for a number."""
    return "" if row.value is not None else result_words(row, finding.unit)


def dom_id(key: str) -> str:
    """A key as an id of the page."""
    return key.replace(":", "-").replace(".", "-")


def side_word(side: str) -> str:
    """A side as it is said."""
    return {"both": "both sides"}.get(side, side)


def complaint_sides(frame: Frame) -> tuple[str, ...]:
    """The side that hurts, or both where it is not one."""
    sides = {place.side for place in frame.chart.case.complaint.regions}
    return (str(next(iter(sides))),) if sides in ({"left"}, {"right"}) else ("right", "left")


def sides_of(finding: Finding, answers: Answers, both: bool, history: bool) -> Sequence[str]:
    """The sides that are asked about: both for motions; else the side that hurts, and where there is an
    answer already.
    """
    known = answers.sides.get(finding.id, [])
    if not finding.sided:
        return known if known and "" not in known else ("",)
    if history and known:
        return known
    usual = ("right", "left") if both or finding.kind == "motion" else complaint_sides(answers.frame)
    return (*usual, *(side for side in known if side not in usual))


def closing(finding: Finding, frame: Frame, limits: Sequence[Restriction]) -> Restriction | None:
    """The restriction that shuts a procedure, if any does."""
    case, known = frame.chart.case, frame.knowledge
    return next((limit for limit in limits if forbidden(finding, case, known, (limit,))), None)


def one_row(
    finding: Finding,
    answers: Answers,
    limits: Sequence[Restriction],
    *,
    both: bool = False,
    weighs: tuple[Weighs, ...] = (),
) -> Row:
    """The line of one finding."""
    frame = answers.frame
    history = finding.asked_of == "client"
    sides = sides_of(finding, answers, both, history)
    cells = tuple(answers.cell(finding, side, keeps=history) for side in sides)
    return Row(
        name=motion_name(finding) if finding.kind == "motion" else finding.name,
        parts=(Part(finding, "", cells, closing(finding, frame, limits)),),
        usual=normal_figure(finding, frame.chart.case.client) if finding.unit else None,
        error=error_of(finding) if finding.unit else None,
        phone=phone_error(finding),
        singly=finding.id in asked_for_safety(frame.knowledge),
        bar_side=complaint_sides(frame)[0],
        weighs=weighs,
    )


def felt_row(
    name: str, found: Sequence[Finding], answers: Answers, limits: Sequence[Restriction], *, both: bool
) -> Row:
    """The line of a structure with all that is felt on it."""
    said = [finding.impairment for finding in found]
    parts = tuple(
        Part(
            finding,
            FELT[finding.impairment]
            if finding.impairment and said.count(finding.impairment) == 1
            else finding.name,
            tuple(answers.cell(finding, side) for side in sides_of(finding, answers, both, False)),
            closing(finding, answers.frame, limits),
        )
        for finding in found
    )
    return Row(name=name, parts=parts)


def phone_error(finding: Finding) -> Figure | None:
    """How far a phone held to the body errs for this motion, as a detectable change where that was asked;
    None where nobody has measured it.
    """
    figures = [detectable(figure) for figure in finding.norm.phone] if finding.norm else []
    return max(figures, key=lambda figure: figure.value) if figures else None


def motion_name(finding: Finding) -> str:
    """A motion without its mode, which stands under it."""
    return finding.name.rsplit(",", 1)[0] if finding.mode else finding.name
