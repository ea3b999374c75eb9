"""Free times of a therapist: within the hours, beside nothing that is booked, with the buffer kept.

All moments are in UTC; only hours and dates are read at the clinic's place. A visit is in the way of another
where less than the buffer lies between the end of the one and the begin of the other, whichever comes first.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from palpate.accounts.hours import Span, spans_on
from palpate.accounts.models import User
from palpate.records.models import Visit, VisitState
from palpate.records.models.words import State
from palpate.records.newest import latest

EVERY = timedelta(minutes=15)  # times are offered on the quarters of an hour
SMALLEST = timedelta(minutes=5)  # and at no odder minutes than these
LONGEST = timedelta(minutes=240)  # no visit is longer
NOT_HELD = frozenset({State.CANCELLED, State.NO_SHOW})


class Taken(NamedTuple):
    """A visit that takes a therapist's time."""

    starts: datetime
    ends: datetime
    visit: Visit


def taken(therapist: User, starts: datetime, ends: datetime, *, but: UUID | None = None) -> list[Taken]:
    """The therapist's visits that lie, with their buffers, wholly or partly in this span, in order of time;
    those called off or not come to are left out, and the visit `but`. Two queries.
    """
    reach = LONGEST + timedelta(minutes=therapist.buffer_minutes)
    rows = latest(Visit, therapist_id=therapist.pk, starts_at__gt=starts - reach, starts_at__lt=ends + reach)
    rows = [row for row in rows if row.first != but and row.clinic_id == therapist.clinic_id]
    states = {row.visit_id: row.state for row in latest(VisitState, visit_id__in=[one.first for one in rows])}
    found = [
        Taken(row.starts_at.astimezone(UTC), row.ends_at.astimezone(UTC), row)
        for row in rows
        if states.get(row.first) not in NOT_HELD
    ]
    return sorted(found, key=lambda one: one.starts)


def in_the_way(starts: datetime, minutes: int, buffer: int, others: Iterable[Taken]) -> list[Taken]:
    """Those of the others that a visit from `starts` on would overlap, the buffer after each one counted."""
    ends, kept = starts + timedelta(minutes=minutes), timedelta(minutes=buffer)
    return [one for one in others if starts < one.ends + kept and one.starts < ends + kept]


def free_starts(
    spans: Iterable[Span], others: Sequence[Taken], minutes: int, buffer: int, after: datetime
) -> Iterator[datetime]:
    """When a visit of so many minutes can begin, after a moment: on the quarters of an hour of each span, and
    where the buffer of the visit before it ends.
    """
    length, kept = timedelta(minutes=minutes), timedelta(minutes=buffer)
    for span in spans:
        quarters = (span.starts + number * EVERY for number in range((span.ends - span.starts) // EVERY + 1))
        for start in sorted({*quarters, *(_rounded_up(one.ends + kept) for one in others)}):
            inside = span.starts <= start and start + length <= span.ends
            if inside and start > after and not in_the_way(start, minutes, buffer, others):
                yield start


def _rounded_up(moment: datetime) -> datetime:
    return moment + (datetime.min.replace(tzinfo=UTC) - moment) % SMALLEST


def gaps(spans: Iterable[Span], others: Sequence[Taken], buffer: int, least: int) -> list[Span]:
    """What is free of the spans for a visit of at least so many minutes, buffers kept, in order of time."""
    kept, found = timedelta(minutes=buffer), []
    for span in spans:
        at = span.starts
        for one in others:
            if one.ends + kept <= at or one.starts - kept >= span.ends:
                continue
            found.append(Span(at, one.starts - kept))
            at = max(at, one.ends + kept)
        found.append(Span(at, span.ends))
    return [one for one in found if one.ends - one.starts >= timedelta(minutes=least)]


class Wish(NamedTuple):
    """What is looked for: about which day, at which hour if it can be, how long; never up to `after`."""

    near: date
    at: time | None
    minutes: int
    after: datetime


EARLIER, LATER = 2, 13  # days around the one that is looked for


def offers(
    therapist: User, zone: ZoneInfo, wish: Wish, *, most: int = 6, but: UUID | None = None
) -> list[datetime]:
    """The first free times about the day that is looked for, the best first: two of that day nearest to the
    hour, then one of the next day, one of the day before, and so on outward. Two queries.
    """
    days = sorted(
        (wish.near + timedelta(days=number) for number in range(-EARLIER, LATER + 1)),
        key=lambda day: (abs((day - wish.near).days), day < wish.near),
    )
    others = taken(therapist, _midnight(min(days), zone), _midnight(max(days), zone, 1), but=but)
    first, *around = (_of_day(therapist, zone, day, others, wish) for day in days)
    return [*first[:2], *(start for starts in around for start in starts[:1]), *first[2:]][:most]


def _midnight(day: date, zone: ZoneInfo, later: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=later), time(), zone).astimezone(UTC)


def _of_day(
    therapist: User, zone: ZoneInfo, day: date, others: Sequence[Taken], wish: Wish
) -> list[datetime]:
    """Free times of a day that could all be booked, those nearest to the hour first."""
    spans = list(spans_on(therapist.week, day, zone))
    starts = list(free_starts(spans, others, wish.minutes, therapist.buffer_minutes, wish.after))
    if wish.at is not None:
        hour = datetime.combine(day, wish.at, zone).astimezone(UTC)
        starts.sort(key=lambda start: (abs(start - hour), start))
    apart, picked = timedelta(minutes=wish.minutes + therapist.buffer_minutes), list[datetime]()
    for start in starts:
        if all(abs(start - one) >= apart for one in picked):
            picked.append(start)
    return picked
