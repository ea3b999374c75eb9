"""The day as it is laid out: how many visits are in each stage, the one that is now, the rest, what folds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from palpate.accounts.hours import Span, spans_on
from palpate.accounts.models import User
from palpate.accounts.rights import TREATING
from palpate.clinic.today.lines import STAGES, Line, the_one_now
from palpate.records.models.words import State
from palpate.records.times import Taken, gaps

NOT_HELD = (State.CANCELLED, State.NO_SHOW)


@dataclass(frozen=True)
class Stage:
    """One stage with the number of visits that are in it."""

    key: str
    icon: str
    word: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Board:
    """What the page shows below its head. `rest` are lines and free spans in order of time."""

    stages: list[Stage]
    now: Line | None
    rest: list[Line | Span]
    folded: list[Line]
    chosen: str

    @property
    def empty(self) -> bool:
        """Whether there is no visit at all."""
        return not any(one.count for one in self.stages)


def board(
    lines: list[Line], user: User, on: date, at: datetime, *, stage: str = "", keep: UUID | None = None
) -> Board:
    """The board of a date. `at` is this moment; `stage` shows only the visits of one; `keep` is the visit
    that was just changed, which does not fold away.
    """
    stage = stage if stage in STAGES else ""
    zone = ZoneInfo(user.clinic.time_zone)
    is_today = at.astimezone(zone).date() == on
    if stage:
        shown: list[Line | Span] = [line for line in lines if line.stage == stage or line.key == keep]
        return Board(_stages(lines, stage), None, shown, [], stage)
    now = the_one_now(lines, user) if is_today else None
    folded = [line for line in lines if line.folds and line.key != keep] if is_today else []
    rest: list[Line | Span] = [line for line in lines if line is not now and line not in folded]
    free = free_spans(lines, on, at, zone)
    return Board(_stages(lines, ""), now, sorted([*rest, *free], key=_begins), folded, "")


def _begins(one: Line | Span) -> datetime:
    return one.starts if isinstance(one, Span) else one.day.visit.starts_at


def _stages(lines: list[Line], chosen: str) -> list[Stage]:
    counts = {key: sum(line.stage == key for line in lines) for key in STAGES}
    return [
        Stage(key, icon, word, counts[key], key == chosen)
        for key, (icon, word) in STAGES.items()
        if counts[key] or key != "off"
    ]


def free_spans(lines: list[Line], on: date, at: datetime, zone: ZoneInfo) -> list[Span]:
    """What is free of the hours of the one therapist whose day this is, from now on; of several nothing."""
    people: dict[Any, User] = {line.day.visit.therapist_id: line.day.visit.therapist for line in lines}
    if len(people) != 1:
        return []
    who = next(iter(people.values()))
    if who.role not in TREATING:
        return []
    others = [
        Taken(
            line.day.visit.starts_at.astimezone(UTC), line.day.visit.ends_at.astimezone(UTC), line.day.visit
        )
        for line in lines
        if line.day.state not in NOT_HELD
    ]
    begun = at.astimezone(UTC)
    spans = [
        Span(max(span.starts, begun), span.ends) for span in spans_on(who.week, on, zone) if span.ends > begun
    ]
    return gaps(spans, sorted(others, key=lambda one: one.starts), who.buffer_minutes, who.visit_minutes)


def closes(lines: list[Line], at: datetime) -> bool:
    """Whether the visits of the day are over: none is still to come or going on."""
    going = any(line.stage in ("booked", "arrived", "treating") for line in lines)
    last = max((line.day.visit.ends_at for line in lines), default=None)
    return last is not None and not going and last <= at
