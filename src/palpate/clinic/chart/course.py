"""The body chart over the visits: which mark stood on it after which visit. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from palpate.records.models import Mark, Visit


@dataclass(frozen=True)
class Stop:
    """One position of the slider: a visit, or the time before the first."""

    name: str
    starts_at: datetime | None  # None: before the first visit
    visit: UUID | None = None


def stops(visits: Sequence[Visit], now: datetime) -> list[Stop]:
    """Before the first visit, and each visit that has begun, in order."""
    begun = [visit for visit in visits if visit.starts_at <= now]
    return [
        Stop("Before the first visit", None),
        *(Stop(f"Visit {visit.number}", visit.starts_at, visit.first) for visit in begun),
    ]


def spans(rows: Iterable[Mark], course: Sequence[Stop]) -> list[tuple[Mark, int, int]]:
    """Each row of each mark with the first and the last position at which it is what the chart said. A row
    that was replaced within one visit, and one that took the mark off, is shown nowhere.
    """
    of_mark: dict[UUID, list[Mark]] = {}
    for row in sorted(rows, key=lambda one: (one.written_at, one.pk)):
        of_mark.setdefault(row.first, []).append(row)
    shown = []
    for line in of_mark.values():
        begins = _begins(line, course)
        ends = [*(at - 1 for at in begins[1:]), len(course) - 1]
        shown += [
            (row, first, last)
            for row, first, last in zip(line, begins, ends, strict=True)
            if first <= last and not row.removed
        ]
    return shown


def _begins(line: Sequence[Mark], course: Sequence[Stop]) -> list[int]:
    """The position from which each row of one mark holds: that of its visit for the first, which may have
    been entered later; for what was changed since, the visit at which it was.
    """
    known = {stop.visit: at for at, stop in enumerate(course) if stop.visit}
    times = [stop.starts_at for stop in course if stop.starts_at]
    first = known.get(line[0].visit_id, bisect_right(times, line[0].written_at))
    begins = [first]
    for row in line[1:]:
        begins.append(max(begins[-1], bisect_right(times, row.written_at)))
    return begins
