"""What all acts share: the making of a row, and the correction of a row."""

from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.http import Http404

from palpate.accounts.models import User
from palpate.records.clock import now
from palpate.records.errors import Conflict
from palpate.records.models import Episode, Row, Visit
from palpate.records.newest import now_of

R = TypeVar("R", bound=Row)


def new(
    model: type[R],
    *,
    by: User | None,
    clinic_id: int,
    row_id: UUID | None = None,
    replaces: R | None = None,
    **fields: Any,
) -> R:
    """A row that is not written yet. Without `by` the client is its writer."""
    key = row_id or uuid4()
    if replaces is not None and replaces.pk == key:
        replaces = replaces.replaces  # sent a second time
    return model(
        id=key,
        clinic_id=clinic_id,
        author=by,
        by_client=by is None,
        written_at=now(),
        replaces=replaces,
        **fields,
    )


def content_of(row: Row) -> dict[str, Any]:
    """What a row says, to be said again in the row that replaces it."""
    own = Row.bookkeeping | {"author_id", "by_client", "clinic_id"}
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in own
    }


def corrected(row: R, *, by: User | None, row_id: UUID | None = None, **changes: Any) -> R:
    """A row, not written yet, that says what the newest of this thing says, but for the changes.
    Raises Conflict when the thing was taken back.
    """
    newest = now_of(row)
    if newest is None:
        raise Conflict(f"this {row._meta.verbose_name} was taken back")
    fields = content_of(newest) | changes
    return new(type(row), by=by, clinic_id=row.clinic_id, row_id=row_id, replaces=newest, **fields)


def belongs(visit: Visit | None, episode: Episode) -> None:
    """Go on only when the visit is one of the episode. Raises Http404."""
    if visit is not None and visit.episode_id != episode.first:
        raise Http404("the visit is of another episode")


def visit_id(visit: Visit | None) -> UUID | None:
    """The id by which other rows refer to the visit."""
    return visit.first if visit is not None else None
