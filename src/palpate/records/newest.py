"""Which row of a line of corrections shows: the newest."""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from palpate.records.models import Row

R = TypeVar("R", bound=Row)


def latest(model: type[R], rows: Any = None, /, **where: Any) -> list[R]:
    """The newest row of each thing that fits, oldest first; one query. Things taken back are left out.
    `rows` is a query set of the model to choose from, where plain conditions do not say enough.
    """
    fitting = (model._default_manager.all() if rows is None else rows).filter(**where)
    found: dict[UUID, R] = {}
    for row in fitting.newest().order_by("written_at", "id"):
        found.pop(row.first, None)
        found[row.first] = row
    return list(found.values())


def now_of(row: R) -> R | None:
    """The newest row of the thing that `row` is of; None when it was taken back."""
    rows = latest(type(row), first=row.first)
    return rows[-1] if rows else None


def by_first(rows: Iterable[R]) -> dict[UUID, R]:
    """The rows by the id that other rows refer to."""
    return {row.first: row for row in rows}
