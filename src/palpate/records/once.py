"""A write that is sent twice is stored once: the id that its writer made, from the request to the act.

Every form carries the field `row_id`, a UUID made in the browser when the act begins (or with the page, where
there is no script). The row that an act writes gets an id made of two halves: the front of the writer's id,
and a digest of what is sent to which address. So the same request, sent again, finds its own row and is
answered like the first; and the same id with other content meets a row with the same front and is refused.
No table beside the record is needed, and no crash can part the row from the memory of its being stored.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid5

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from palpate.records.errors import Conflict
from palpate.records.models import ROWS, LedgerEntry, Row

FIELD = "row_id"
MADE = "X-Palpate-Made"  # a queued write says when it was made
NO_CONTENT = frozenset({FIELD, "csrfmiddlewaretoken"})  # may differ when the same is sent again
MOST = 400  # rows that one request may write
LATEST, LONGEST = timedelta(minutes=5), timedelta(days=30)  # a made moment ahead of our clock; too long ago
_TABLES = [str(model._meta.model_name) for model in ROWS]

R = TypeVar("R", bound=Row)


def row_id(request: HttpRequest, number: int = 0) -> UUID | None:
    """The id for the row that this request writes (its number, where it writes several); None where the
    request brought none. Raises BadRequest for what is no UUID.
    """
    given = request.POST.get(FIELD, "")
    if not given:
        return None
    try:
        made = UUID(given)
    except ValueError:
        raise BadRequest(f"{FIELD}: {given[:40]!r} is no UUID") from None
    return _nth(joined(made, content(request)), number)


def content(request: HttpRequest) -> str:
    """What is sent where, as one text: equal for the same request sent again."""
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    return said(request.get_full_path(), pairs)


def said(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """What is said where: the fields but those that may differ, in an order that does not matter."""
    return json.dumps([path, sorted(pair for pair in pairs if pair[0] not in NO_CONTENT)])


def joined(made: UUID, text: str) -> UUID:
    """The front half of a writer's id with a digest of what is sent; a UUID of version 8."""
    back = hashlib.sha256(text.encode()).hexdigest()[:15]
    return UUID(f"{made.hex[:12]}8{made.hex[13:16]}8{back}")


def came_before(request: HttpRequest) -> bool:
    """Whether this very request has stored a row before; looked up once a request. Raises Conflict where the
    writer's id was used for other content, BadRequest where it is no UUID.
    """
    known: bool | None = getattr(request, "came_before", None)
    if known is None:
        known = request.came_before = _came_before(request)
    return known


def _came_before(request: HttpRequest) -> bool:
    first = row_id(request)
    if first is None:
        return False
    front = first.hex[:16]
    taken = LedgerEntry.objects.filter(
        table__in=_TABLES, row_id__range=(UUID(front + "0" * 16), UUID(front + "f" * 16))
    ).values_list("row_id", flat=True)
    if set(taken) - {first}:
        raise Conflict("this was sent before with other content; send the change as a new one")
    return bool(taken)


def stored(request: HttpRequest, model: type[R]) -> R | None:
    """The row that this very request has stored before; None when it comes for the first time. Raises
    Conflict where the writer's id was used for other content, or by somebody else.
    """
    if not came_before(request):
        return None
    row = model._default_manager.filter(pk=row_id(request)).first()
    if row is not None and row.author_id != getattr(request.user, "pk", None):
        raise Conflict("somebody else has sent this before; send it as a new one")
    return row


def all_stored(request: HttpRequest, model: type[R]) -> list[R]:
    """All rows that this very request has stored before, in order. Raises Conflict as `stored`."""
    if stored(request, model) is None:
        return []
    ids = numbered(request, MOST)
    found = {row.pk: row for row in model._default_manager.filter(pk__in=ids)}
    return [found[one] for one in ids if one in found]


def numbered(request: HttpRequest, count: int) -> Sequence[UUID | None]:
    """The ids for so many rows of one request."""
    first = row_id(request)
    return [None if first is None else _nth(first, number) for number in range(count)]


def series(first: UUID, count: int) -> Iterator[UUID]:
    """The ids of so many rows that one request wrote, told from the id of the first."""
    return (_nth(first, number) for number in range(count))


def made_at(request: HttpRequest) -> datetime | None:
    """When a write that waited in a queue was made; None for one that is sent at once, and where the
    device's clock cannot be right.
    """
    moment = parse_datetime(request.headers.get(MADE, "")[:40])
    if moment is None or timezone.is_naive(moment):
        return None
    now = timezone.now()
    return min(moment, now) if now - LONGEST <= moment <= now + LATEST else None


def _nth(first: UUID, number: int) -> UUID:
    return uuid5(first, str(number)) if number else first
