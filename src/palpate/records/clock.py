"""The clock of the acts. It can be set, for what was written elsewhere and is sent in later."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.utils import timezone

from palpate.accounts.models import Clinic

_clock: ContextVar[Iterator[datetime] | None] = ContextVar("clock", default=None)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Acts inside were done at this moment: for what is sent in later, and for the demo clinic. The clock
    ticks by a microsecond at each look, so that rows keep the order in which they were written.
    """
    token = _clock.set(moment + timedelta(microseconds=tick) for tick in count())
    try:
        yield
    finally:
        _clock.reset(token)


def now() -> datetime:
    """The moment of an act."""
    clock = _clock.get()
    return next(clock) if clock is not None else timezone.now()


def today(clinic: Clinic) -> date:
    """The date of an act at the clinic's place."""
    return now().astimezone(ZoneInfo(clinic.time_zone)).date()
