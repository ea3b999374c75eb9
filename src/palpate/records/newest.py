"""Which row of a line of corrections shows: the newest."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from palpate.records.models import Row
from palpate.records.prepared import Asked, rows_of

R = TypeVar("R", bound=Row)


def latest(
    model: type[R],
    rows: Any = None,
    /,
    *,
    related: tuple[str, ...] = (),
    defer: tuple[str, ...] = (),
    **where: Any,
) -> list[R]:
    """The newest row of each thing that fits, oldest first; one query. Things taken back are left out.
    `related` are read with them, `defer` not at all. `rows` is a query set of the model to choose from, where
    plain conditions do not say enough.
    """
    if rows is not None:
        return newest_only(rows.filter(**where).newest().order_by("written_at", "id"))
    if any(name.endswith("__in") and _empty(value) for name, value in where.items()):
        return []  # nothing is one of none, which Django puts a query together to find out
    asked = asking(model, related=related, defer=defer, **where)
    return newest_only(rows_of(asked.form, asked.build, **asked.values))


def _empty(value: Any) -> bool:
    return isinstance(value, list | tuple | set | frozenset) and not value


def asking(
    model: type[Row], *, related: tuple[str, ...] = (), defer: tuple[str, ...] = (), **where: Any
) -> Asked:
    """The query of `latest`, to be asked together with others; `newest_only` of its rows."""

    def build(**values: Any) -> Any:
        fitting = model._default_manager.filter(**values).newest().order_by("written_at", "id")
        fitting = fitting.select_related(*related) if related else fitting
        return fitting.defer(*defer) if defer else fitting

    return Asked(("latest", model, related, defer), build, where)


def newest_only(rows: Iterable[R]) -> list[R]:
    """Of rows in order of time the last of each thing."""
    found: dict[UUID, R] = {}
    for row in rows:
        found.pop(row.first, None)
        found[row.first] = row
    return list(found.values())


def now_of(row: R) -> R | None:
    """The newest row of the thing that `row` is of; None when it was taken back."""
    rows = latest(type(row), first=row.first)
    return rows[-1] if rows else None


def entered_at(row: Row) -> datetime:
    """When the thing was entered: when its first row was written."""
    if row.replaces_id is None:
        return row.written_at
    return type(row)._default_manager.values_list("written_at", flat=True).get(pk=row.first)


def by_first(rows: Iterable[R]) -> dict[UUID, R]:
    """The rows by the id that other rows refer to."""
    return {row.first: row for row in rows}
