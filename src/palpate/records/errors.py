"""Why an act can be refused, apart from a missing right."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404


class Conflict(Exception):  # noqa: N818 - what it is, not that it failed
    """The row cannot be written: its id is taken by other content, or the thing changed meanwhile."""


class Closed(Conflict):
    """The thing is closed: a signed note, a sent letter, a link that has expired."""


class TimeTaken(Conflict):
    """A visit cannot be booked then: others of the therapist are in the way. `others` are when they begin and
    end, in UTC; `buffer` the minutes that are kept free after each.
    """

    def __init__(self, therapist: str, others: Sequence[tuple[datetime, datetime]], buffer: int) -> None:
        super().__init__(f"{therapist} has another visit then")
        self.therapist, self.others, self.buffer = therapist, others, buffer


class OnHold(PermissionDenied):
    """What is kept of the client may only be read now: it is restricted, or was erased."""


class Erased(Http404):
    """The thing was there once. `erasure` says when it was erased, by whom and why."""

    def __init__(self, erasure: Any) -> None:
        super().__init__(f"erased on {erasure.written_at:%d %b %Y}")
        self.erasure = erasure
