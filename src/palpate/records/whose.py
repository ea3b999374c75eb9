"""Whose a row is: the client and the episode, when and by whom it was written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DataError, models

from palpate.records.models import Client, Episode, Row


@dataclass(frozen=True)
class Whose:
    """As far as it can still be read: empty or None where it cannot."""

    client: str = ""
    client_id: UUID | None = None
    episode: str = ""
    written_at: datetime | None = None
    author: str = ""  # how they sign in; "the client" for what came through a link


UNKNOWN = Whose()


def path_to(model: type[models.Model], goal: type[Row]) -> str | None:
    """The shortest way of lookups from a row to its client or episode: "visit__episode_id" for a note. None
    where there is none.
    """
    ways: list[tuple[str, type[models.Model]]] = [("", model)]
    seen = {model}
    while ways:
        way, here = ways.pop(0)
        for field in _relations(here):
            if field.related_model is goal:
                return f"{way}{field.attname}"
            if field.related_model not in seen:
                seen.add(field.related_model)
                ways.append((f"{way}{field.name}__", field.related_model))
    return None


def _relations(model: type[models.Model]) -> Iterator[Any]:
    """A row's ways up: the rows it hangs on, not the one it replaces."""
    for field in model._meta.concrete_fields:
        related = field.related_model
        if isinstance(related, type) and issubclass(related, Row) and field.name != "replaces":
            yield field


def whose(table: str, row_id: UUID, *, using: str = "default") -> Whose:
    """Whose the row is, read with care: the row may be forged."""
    try:
        model: Any = apps.get_model("records", table)
        row = model._default_manager.using(using).select_related("author").filter(pk=row_id).first()
        if row is None:
            return UNKNOWN
        client = _at(row, Client, using)
        episode = _at(row, Episode, using)
        return Whose(
            client=str(client) if client else "",
            client_id=client.first if client else None,
            episode=str(episode) if episode else "",
            written_at=row.written_at,
            author=row.author.get_username() if row.author else "the client" if row.by_client else "",
        )
    except (LookupError, ValueError, TypeError, DataError):
        return UNKNOWN


def _at(row: Any, goal: type[Row], using: str) -> Any:
    """The newest row of what the row hangs on, or the row itself."""
    every = goal._default_manager.using(using)
    if isinstance(row, goal):
        first: UUID | None = row.first
    else:
        way = path_to(type(row), goal)
        same = type(row)._default_manager.using(using).filter(pk=row.pk)
        first = same.values_list(way, flat=True).first() if way else None
    return every.filter(first=first).order_by("written_at", "id").last() if first else None


def clients_of(rows: Iterable[Row]) -> set[UUID]:
    """The clients that rows are of, written or not yet; one query a table that they hang on."""
    found: set[UUID | None] = set()
    above: dict[type[Row], set[UUID]] = {}
    for row in rows:
        if isinstance(row, Client):
            found.add(row.first or row.pk)
        for field in _relations(type(row)):
            key = getattr(row, field.attname)
            if key is not None and field.related_model is Client:
                found.add(key)
            elif key is not None and path_to(field.related_model, Client):
                above.setdefault(field.related_model, set()).add(key)
    for model, keys in above.items():
        way = path_to(model, Client)
        found |= set(model._default_manager.filter(pk__in=keys).values_list(way, flat=True))
    return {key for key in found if key is not None}
