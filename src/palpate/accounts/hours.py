"""When somebody works: spans of the clock for each weekday, with the breaks between them.

A week is a list of seven days, Monday first; a day is a list of spans ["09:00", "12:00"], apart and in order.
Written by hand a day is "9-12, 13-18:30"; nothing written is a day off.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Week = list[list[list[str]]]
SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d{2}))?")
EXAMPLE = "write for example 9-12, 13-18:30"


class Span(NamedTuple):
    """From one moment to another, in UTC, so that lengths are lengths also where the clock is changed."""

    starts: datetime
    ends: datetime


def usual_week() -> Week:
    """What somebody works until they say otherwise: Monday to Friday, an hour's break at noon."""
    return [[["09:00", "12:00"], ["13:00", "18:00"]] for _ in range(5)] + [[], []]


def is_week(value: object) -> None:
    """Refuse anything but a week. Raises ValidationError."""
    if not (isinstance(value, list) and len(value) == 7):
        raise ValidationError("is no week; give seven lists of spans, Monday first")
    for name, day in zip(DAYS, value, strict=True):
        try:
            spans = [(time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in day]
        except (TypeError, ValueError):
            raise ValidationError(f"{name}: is no list of spans; {EXAMPLE}") from None
        _in_order(spans, name)


def day_of(text: str, name: str) -> list[list[str]]:
    """The spans of a day written by hand. Raises ValidationError that says what would be right."""
    left = SPAN.sub(" ", text)
    if left.strip(" ,;/"):
        raise ValidationError(f"{name}: “{left.strip(' ,;/')}” is no time; {EXAMPLE}.")
    try:
        spans = [
            (time(int(h1), int(m1 or 0)), time(int(h2), int(m2 or 0)))
            for h1, m1, h2, m2 in SPAN.findall(text)
        ]
    except ValueError:
        raise ValidationError(f"{name}: a day goes from 0:00 to 23:59; {EXAMPLE}.") from None
    spans.sort()
    _in_order(spans, name)
    return [[f"{begins:%H:%M}", f"{ends:%H:%M}"] for begins, ends in spans]


def written(day: Sequence[Sequence[str]]) -> str:
    """The spans of a day as they are written by hand: "09:00–12:00, 13:00–18:00"."""
    return ", ".join("–".join(span) for span in day)


def _in_order(spans: Sequence[tuple[time, time]], name: str) -> None:
    for begins, ends in spans:
        if begins >= ends:
            raise ValidationError(f"{name}: {begins:%H:%M}–{ends:%H:%M} ends before it begins; {EXAMPLE}.")
    for (_, before), (after, _) in pairwise(spans):
        if after < before:
            raise ValidationError(f"{name}: two spans overlap at {after:%H:%M}; {EXAMPLE}.")


def spans_on(week: Week, day: date, zone: ZoneInfo) -> Iterator[Span]:
    """The spans of a date by the clock of the place, as moments."""
    for begins, ends in week[day.weekday()]:
        span = Span(*(_moment(day, time.fromisoformat(one), zone) for one in (begins, ends)))
        if span.starts < span.ends:  # a span may fall into the hour that a clock leaves out
            yield span


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
