"""The visit at the table: what was done, what comes next in the minutes left, and the step that is at hand.

What is left is planned anew at every step from what was recorded, so that time added or saved at one step
is taken from or given to the rest. What may not be done today is never among it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from palpate.clinic.frame import Frame
from palpate.clinic.plan import edits, kept, words
from palpate.clinic.plan.edits import Refused, Wanted
from palpate.clinic.plan.kept import Kept
from palpate.knowledge import Knowledge
from palpate.knowledge.words import Position, Side
from palpate.reasoning.care.agenda import AgendaItem, make_agenda
from palpate.reasoning.care.plan import limits_of
from palpate.reasoning.case import Case
from palpate.reasoning.limits.lessen import Doing
from palpate.reasoning.limits.permit import Verdict, joints_moved, permits
from palpate.reasoning.limits.restriction import Restriction
from palpate.reasoning.limits.sites import Site, sites_of
from palpate.reasoning.limits.tolerance import Tolerance, suggested_pressure, tolerance
from palpate.records.models import Plan as PlanRow
from palpate.records.models import Treatment


@dataclass(frozen=True)
class Step:
    """What is done on one structure. `row` is what was recorded of it so far, `planned` the pressure of the
    plan, `bears` what is known of the pressure the place bears.
    """

    technique: str
    structure: str
    side: Side | None
    position: Position | None
    minutes: int
    pressure: int
    verdict: Verdict
    row: Treatment | None
    planned: int
    bears: Tolerance

    @property
    def suggested(self) -> int | None:
        """The plan's pressure, brought under what the place bears; None where the technique needs more."""
        return suggested_pressure(self.planned, self.verdict, self.bears)

    @property
    def key(self) -> str:
        """Which step it is."""
        return kept.key_of(self.technique, self.structure, self.side)

    @staticmethod
    def key_of(one: AgendaItem) -> str:
        """Which step an item of an agenda becomes."""
        return kept.key_of(one.technique, one.structure, one.side)

    @property
    def may_press_more(self) -> bool:
        """Whether one more of pressure is open."""
        return self.pressure < self.verdict.pressure[1]

    @property
    def may_press_less(self) -> bool:
        """Whether one less of pressure is still this technique."""
        return self.pressure > self.verdict.pressure[0]

    @property
    def response(self) -> str:
        """What the client said."""
        return self.row.response if self.row else ""


@dataclass(frozen=True)
class Table:
    """One visit at the table. `left` are minutes set by hand; `lying` is how the client lies now."""

    frame: Frame
    plan: PlanRow | None
    done: list[Treatment]
    left_by_hand: int | None = None
    lying: Position | None = None

    @property
    def case(self) -> Case:
        """What is known."""
        return self.frame.chart.case

    @property
    def known(self) -> Knowledge:
        """The knowledge."""
        return self.frame.knowledge

    @cached_property
    def limits(self) -> tuple[Restriction, ...]:
        """All that narrows treatment."""
        return limits_of(self.case, self.known, self.frame.triage)

    @cached_property
    def items(self) -> list[Kept]:
        """The items of the plan with today's verdicts."""
        content = self.plan.content if self.plan else {}
        return kept.kept_items(content, self.case, self.known, self.limits)

    @property
    def spent(self) -> float:
        """Minutes recorded in this visit."""
        return sum(row.minutes for row in self.done if not row.skipped)

    @property
    def left(self) -> int:
        """Minutes that are left of the visit."""
        if self.left_by_hand is not None:
            return self.left_by_hand
        return max(0, round(self.case.visit.minutes - self.spent))

    @cached_property
    def upcoming(self) -> tuple[AgendaItem, ...]:
        """The agenda of what is left."""
        dealt = {key_of_row(row) for row in self.done}
        items = [one for one in self.items if one.key not in dealt]
        plan = kept.open_plan({}, items)
        agenda = make_agenda(plan, self.case, self.known, self.left, self.lying, limits=self.limits)
        return self._bounded(agenda)

    def _bounded(self, agenda: tuple[AgendaItem, ...]) -> tuple[AgendaItem, ...]:
        """Without the steps that, with what was done before them, pass a limit of minutes."""
        found: list[AgendaItem] = []
        for one in agenda:
            before = [(each.structure, each.side, each.minutes) for each in found]
            room = self.room(one.structure, one.side, before)
            if room is None or one.minutes <= room:
                found.append(one)
        return tuple(found)

    def room(
        self,
        structure: str,
        side: Side | None,
        before: list[tuple[str, Side | None, int]] | None = None,
        but: UUID | None = None,
    ) -> float | None:
        """Minutes still open at a place under limits that count over the visit; None: no such limit.
        `before` are steps that come first, `but` a treatment that is left out of the count.
        """
        where = self._where(structure, side)
        used = [(self._where(one, of), float(minutes)) for one, of, minutes in before or []]
        used += [(self._where(row.structure, _side(row)), row.minutes) for row in self._counted(but)]
        rooms = [
            (one.limit.minutes_at_most or 0) - sum(minutes for sites, minutes in used if one.touches(sites))
            for one in self.limits
            if one.limit.minutes_at_most is not None and one.touches(where)
        ]
        return min(rooms, default=None)

    def _counted(self, but: UUID | None) -> list[Treatment]:
        return [row for row in self.done if not row.skipped and row.first != but]

    def _where(self, structure: str, side: Side | None) -> frozenset[Site]:
        entry = self.known.structures.get(structure)
        if entry is None:
            return frozenset()
        side = side if entry.sided else None
        return sites_of(entry.regions, side, self.known) | joints_moved(entry, side, self.known)

    def row_of(self, first: str) -> Treatment | None:
        """A recorded step by its id."""
        return next((row for row in self.done if str(row.first) == first), None)

    def begun(self, technique: str, structure: str, side: str) -> Treatment | None:
        """What was recorded of a step that is named by what it is; `side` as a form sends it."""
        wanted = technique, structure, "" if side == edits.UNSAID else side
        fitting = [row for row in self.done if (row.technique, row.structure, row.side) == wanted]
        return fitting[-1] if fitting else None

    def step(self, first: str = "") -> Step | None:
        """The step at hand: a recorded one, else the next of the agenda; None when nothing is left."""
        row = self.row_of(first)
        if row is not None and self.knows(row):
            return self.recorded(row)
        return self._next(self.upcoming[0]) if self.upcoming else None

    @property
    def coming(self) -> list[Step]:
        """The steps of the agenda, the next one first."""
        return [self._next(one) for one in self.upcoming]

    def steps_of(self, agenda: Iterable[AgendaItem]) -> list[Step]:
        """Steps of another agenda, within what is still open of limits of minutes."""
        return [self._next(one) for one in self._bounded(tuple(agenda))]

    def step_of(self, item: Kept) -> Step:
        """An item of the plan as a step, at its usual dose. Raises ValueError for what may not be done."""
        one = item.item()
        verdict = self._verdict(one.technique, one.structure, one.side)
        pressed = suggested_pressure(one.pressure, verdict, self.bears(one.structure, one.side))
        pressed = verdict.pressure[0] if pressed is None else pressed
        minutes = max(verdict.minutes[0], min(one.minutes, verdict.minutes[1]))
        return self._step(verdict, None, minutes, pressed, one.pressure, None)

    def knows(self, row: Treatment) -> bool:
        """Whether the knowledge still has what was recorded."""
        return row.technique in self.known.techniques and row.structure in self.known.structures

    def planned(self, one: Wanted) -> bool:
        """Whether it stands in the plan."""
        return kept.key_of(one.technique, one.structure, one.side) in {item.key for item in self.items}

    def check(self, one: Wanted, but: UUID | None = None) -> Verdict:
        """The verdict on what is to be recorded. Raises Refused where it is forbidden."""
        verdict = edits.checked(one, self.case, self.known)
        room = self.room(one.structure, one.side, but=but)
        if room is not None and (one.minutes or 0) > room:
            named = words.place(one.structure, one.side, self.known)
            raise Refused(
                f"{one.minutes} minutes at {named} would pass the limit.",
                (),
                f"Open: {max(0, room):g} minutes.",
            )
        return verdict

    def swaps(self, step: Step) -> list[tuple[str, str, int]]:
        """Other techniques that may be done at the place: id, name, pressure. Without those done there."""
        taken = {key_of_row(row) for row in self.done} | {step.key}
        return [
            (key, words.technique(key, self.known), self.usual(verdict, step.bears))
            for key, verdict in edits.permitted(step.structure, step.side, self.case, self.known)
            if kept.key_of(key, step.structure, step.side) not in taken
        ]

    def usual(self, verdict: Verdict, bears: Tolerance) -> int:
        """A technique's usual pressure at a place, brought under what the place bears as far as it can be."""
        usual = edits.usual_pressure(verdict, self.known)
        pressure = suggested_pressure(usual, verdict, bears)
        return verdict.pressure[0] if pressure is None else pressure

    def bears(self, structure: str, side: Side | None, doing: Doing | None = None) -> Tolerance:
        """What is known of the pressure a place bears."""
        return tolerance(self.case, self.known, structure, side, limits=self.limits, doing=doing)

    def _next(self, one: AgendaItem) -> Step:
        verdict = self._verdict(one.technique, one.structure, one.side)
        bears = self.bears(one.structure, one.side)
        pressed = suggested_pressure(one.pressure, verdict, bears)
        pressed = verdict.pressure[0] if pressed is None else pressed
        return self._step(verdict, one.position, one.minutes, pressed, one.pressure, None)

    def recorded(self, row: Treatment) -> Step:
        """A step of which something was recorded."""
        verdict = self._verdict(row.technique, row.structure, _side(row))
        planned = {one.key: one.pressure for one in self.items}.get(key_of_row(row))
        usual = edits.usual_pressure(verdict, self.known) if planned is None else planned
        pressed = usual if row.pressure is None else row.pressure
        return self._step(verdict, self.lying, round(row.minutes), pressed, usual, row)

    def _step(
        self,
        verdict: Verdict,
        position: Position | None,
        minutes: int,
        pressure: int,
        planned: int,
        row: Treatment | None,
    ) -> Step:
        place = verdict.structure, verdict.side
        doing = Doing(technique=verdict.technique, pressure=pressure, minutes=minutes)
        bears = self.bears(*place, doing)
        return Step(verdict.technique, *place, position, minutes, pressure, verdict, row, planned, bears)

    def _verdict(self, technique: str, structure: str, side: Side | None) -> Verdict:
        return permits(
            self.limits, technique, structure, side, None, self.known, therapist=self.case.therapist
        )


def key_of_row(row: Treatment) -> str:
    """Which step a recorded treatment is."""
    return kept.key_of(row.technique, row.structure, row.side or None)


def _side(row: Treatment) -> Side | None:
    return row.side or None
