"""The late pass: what was done at the table, recorded afterwards in one go, for hands that had no time.

Every step of the agenda is a line. One tap records all that is left as treated as planned, `treat/late/`;
each line is then changed by itself through `treat/record/`, `treat/skip/`, `treat/swap/` and `treat/undo/`,
as at the table. What a restriction has closed since is named and stays out; what the client said is never
made up.

Another page may carry the same: `late_of(table)` gives the lines, `clinic/treat/late_rows.html` draws them
with the context of `shown.of_late`. Its forms send `back` (a key of `asked.BACK`), so that each act leads
back to that page, and `steps` (`Late.steps`, what was shown), so that one tap records nothing else.
"""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest

from palpate.accounts.models import User
from palpate.clinic.plan import words
from palpate.clinic.plan.edits import Refused
from palpate.clinic.treat.table import Step, Table
from palpate.records import acts, once
from palpate.records.models import Treatment

CHANGED = "What is planned has changed since this page was drawn, so nothing was recorded yet."
LOOK_AGAIN = "Look at the steps as they are now, and tap again."


@dataclass(frozen=True)
class Line:
    """One step of the visit: recorded (`step.row`), or planned and not told of yet."""

    step: Step
    name: str
    place: str

    @property
    def id(self) -> str:
        """Of what was recorded of it, through all corrections; empty where nothing was."""
        return str(self.step.row.first) if self.step.row else ""


@dataclass(frozen=True)
class Closed:
    """A technique of the plan that may not be done now, and why."""

    name: str
    place: str
    because: list[str]


@dataclass(frozen=True)
class Late:
    """The visit as it was planned, line by line, with what is recorded of it."""

    table: Table

    @cached_property
    def rest(self) -> list[Step]:
        """The steps of the agenda of which nothing is recorded. The minutes are those of the whole visit's
        agenda: what is told of one step gives and takes none, for all of them are over.
        """
        table = self.table
        if table.left_by_hand is not None:
            return table.coming
        done = {row.key for row in self._done}
        whole = Table(table.frame, table.plan, [], None, None)
        return table.steps_of(one for one in whole.upcoming if Step.key_of(one) not in done)

    @cached_property
    def lines(self) -> list[Line]:
        """Every step in the order of the plan; what was done beside it comes last."""
        order = {item.key: number for number, item in enumerate(self.table.items)}
        steps = sorted([*self._done, *self.rest], key=lambda step: order.get(step.key, len(order)))
        return [self._line(step) for step in steps]

    @property
    def over(self) -> list[Line]:
        """What is permitted and stands in the plan, but found no room in the visit."""
        shown = {line.step.key for line in self.lines}
        fit = [item for item in self.table.items if item.fits and item.key not in shown]
        return [self._line(self.table.step_of(item)) for item in fit]

    @property
    def closed(self) -> list[Closed]:
        """What stands in the plan and may not be done now."""
        known = self.table.known
        done = {step.key for step in self._done}
        return [
            Closed(
                words.technique(item.raw["technique"], known),
                words.place(*item.place, known),
                words.reasons(item.grounds, known),
            )
            for item in self.table.items
            if not item.fits and item.key not in done
        ]

    @property
    def steps(self) -> str:
        """What one tap would record, as one text: the same for the same steps at the same dose."""
        return " ".join(f"{step.key}:{step.minutes}:{step.pressure}" for step in self.rest)

    @cached_property
    def _done(self) -> list[Step]:
        return [self.table.recorded(row) for row in self.table.done if self.table.knows(row)]

    @property
    def unknown(self) -> list[tuple[str, str]]:
        """What was recorded of things that the knowledge no longer has: technique and place."""
        known = self.table.known
        return [
            (words.technique(row.technique, known), words.place(row.structure, row.side or None, known))
            for row in self.table.done
            if not self.table.knows(row)
        ]

    def _line(self, step: Step) -> Line:
        known = self.table.known
        place = words.place(step.structure, step.side, known)
        return Line(step, words.technique(step.technique, known), place)

    def together(self, first: str) -> list[Treatment]:
        """What one tap has recorded, told by the id of its first row: what was changed since is left out."""
        try:
            ids = set(once.series(UUID(first), len(self.table.done) + 1))
        except ValueError:
            return []
        return [row for row in self.table.done if row.pk in ids]


def late_of(table: Table) -> Late:
    """The late pass of a visit at the table."""
    return Late(table)


def record_agenda(*, by: User, late: Late, request: HttpRequest) -> list[Treatment]:
    """Record every step of which nothing is told yet as treated as planned: one row each, all or none, with
    no word of the client's. Raises Refused where other steps were shown than are planned now.
    """
    shown = request.POST.get("steps")
    if not late.rest or (shown is not None and shown != late.steps):
        raise Refused(CHANGED if late.rest else "Every step is recorded already.", (), LOOK_AGAIN)
    ids = once.numbered(request, len(late.rest))
    rows = [
        acts.Done(
            technique=step.technique,
            structure=step.structure,
            side=step.side or "",
            minutes=step.minutes,
            pressure=step.pressure,
            row_id=key,
        )
        for step, key in zip(late.rest, ids, strict=True)
    ]
    return acts.record_treatments(by=by, visit=late.table.frame.visit, treatments=rows)
