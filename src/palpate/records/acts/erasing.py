"""Acts of the owner by which a client's rights are met: reading only, and erasure where the law allows it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Unpack
from uuid import UUID

from django.db import models

from palpate.accounts.models import Clinic, User
from palpate.accounts.rights import may_erase, may_manage_clinic, require
from palpate.records import names
from palpate.records.acts.common import new
from palpate.records.acts.given import ErasureFields
from palpate.records.blank import blanks
from palpate.records.clock import today
from palpate.records.errors import Closed, Conflict
from palpate.records.ledger import write, write_all, writing
from palpate.records.models import Client, Erasure, Hold, LedgerEntry, Row, Tombstone, YearsToKeep
from palpate.records.newest import latest
from palpate.records.whose import path_to

STAYS: tuple[type[Row], ...] = (Erasure, Tombstone)


class TooEarly(Conflict):
    """The years for which the law makes the clinic keep the record are not over, or nobody said how many."""


def hold_client(
    *, by: User, client: Client, reason: str, asked_by: str = "", asked_on: date | None = None,
    row_id: UUID | None = None,
) -> Hold:  # fmt: skip
    """From here on what is kept of the client may only be read. Holding a held client changes the reason."""
    require(may_erase, by, client)
    with writing(client.clinic_id):
        before = hold_of(client.first)
        fields = {"reason": reason, "asked_by": asked_by, "asked_on": asked_on, "client_id": client.first}
        return write(new(Hold, by=by, clinic_id=client.clinic_id, row_id=row_id, replaces=before, **fields))


def lift_hold(*, by: User, client: Client, reason: str, row_id: UUID | None = None) -> Hold:
    """Let the client's record be written to again. Raises Conflict when it is not held, Closed after an
    erasure.
    """
    require(may_erase, by, client)
    with writing(client.clinic_id):
        before = hold_of(client.first)
        if before is None:
            raise Conflict("this client's record is not restricted")
        if before.reason == Hold.fixed:
            raise Closed("this client was erased")
        fields = {"reason": reason, "client_id": client.first, "removed": True}
        return write(new(Hold, by=by, clinic_id=client.clinic_id, row_id=row_id, replaces=before, **fields))


def set_years_to_keep(
    *, by: User, clinic: Clinic, years: int, law: str = "", row_id: UUID | None = None
) -> YearsToKeep:
    """Say how many years after its last entry the law makes the clinic keep a record."""
    require(may_manage_clinic, by, clinic)
    before = latest(YearsToKeep, clinic=clinic)
    return write(
        new(
            YearsToKeep, by=by, clinic_id=clinic.pk, row_id=row_id, years=years, law=law,
            replaces=before[-1] if before else None,
        )
    )  # fmt: skip


def erase(*, by: User, thing: Row, row_id: UUID | None = None, **fields: Unpack[ErasureFields]) -> Erasure:
    """Blank the content of a thing (a client, an episode, a visit, a note …) with all that hangs on it, in
    every row of its history. Each row keeps its id, times, writer and digest; a tombstone names it. Raises
    TooEarly before the years to keep are over, unless `early` says why. `keeping.erasing` does the rest.
    """
    require(may_erase, by, thing)
    with writing(thing.clinic_id):
        client_id = _client_of(thing)
        until = kept_until(thing)
        if not fields.get("early") and (until is None or until > today(by.clinic)):
            raise TooEarly(_too_early(until))
        rows = scope(thing)
        table = str(thing._meta.model_name)
        erasure = new(
            Erasure, by=by, clinic_id=thing.clinic_id, row_id=row_id,
            client_id=client_id, table=table, thing=thing.first, **fields,
        )  # fmt: skip
        write(erasure)
        _blank(by, erasure, rows)
        if isinstance(thing, Client):
            names.forget([client_id], wholly=True)
            write(_for_good(by, client_id, thing.clinic_id))
    return erasure


def hold_of(client_id: UUID) -> Hold | None:
    """What keeps the client's record from being written to; None where nothing does."""
    return next(iter(latest(Hold, client_id=client_id)), None)


def kept_until(thing: Row) -> date | None:
    """The day up to which the law makes the clinic keep the thing; None where nobody said how many years."""
    found = latest(YearsToKeep, clinic_id=thing.clinic_id)
    if not found:
        return None
    last: datetime = max(
        model._default_manager.filter(pk__in=keys).aggregate(at=models.Max("written_at"))["at"]
        for model, keys in scope(thing).items()
    )
    day = last.date()
    try:
        return day.replace(year=day.year + found[-1].years)
    except ValueError:  # the 29th of February
        return date(day.year + found[-1].years, 3, 1)


def scope(thing: Row) -> dict[type[Row], set[UUID]]:
    """The ids of all rows of the thing and of everything that hangs on it, by table; not yet erased ones."""
    found: dict[type[Row], set[UUID]] = {}
    ahead: list[tuple[type[Row], set[UUID]]] = [(type(thing), _line(type(thing), {thing.first}))]
    while ahead:
        model, keys = ahead.pop()
        keys = keys - found.get(model, set())
        if not keys:
            continue
        found.setdefault(model, set()).update(keys)
        for below, field in _hanging_on(model):
            hanging = below._default_manager.filter(**{f"{field}__in": keys}).values_list("first", flat=True)
            ahead.append((below, _line(below, set(hanging))))
    stones = Tombstone.objects.filter(clinic_id=thing.clinic_id)
    gone = set(stones.values_list("row_id", flat=True))
    return {model: keys - gone for model, keys in found.items() if keys - gone}


def _line(model: type[Row], firsts: set[UUID]) -> set[UUID]:
    """The ids of all rows of these things: what was corrected is erased with what corrected it."""
    return set(model._default_manager.filter(first__in=firsts).values_list("pk", flat=True))


def _hanging_on(model: type[Row]) -> Iterator[tuple[type[Row], str]]:
    """The tables whose rows refer to rows of this one, and by which field."""
    for relation in model._meta.related_objects:
        below: Any = relation.related_model
        if relation.field.name != "replaces" and issubclass(below, Row) and below not in STAYS:
            yield below, relation.field.attname


def _client_of(thing: Row) -> UUID:
    way = path_to(type(thing), Client)
    if isinstance(thing, Client):
        return thing.first
    if way is None:
        raise Conflict(f"a {thing._meta.verbose_name} is of no client")
    return UUID(str(type(thing)._default_manager.filter(pk=thing.pk).values_list(way, flat=True).get()))


def _blank(by: User, erasure: Erasure, rows: dict[type[Row], set[UUID]]) -> None:
    places = [(str(model._meta.model_name), key) for model, keys in rows.items() for key in sorted(keys)]
    write_all([_stone(by, erasure, table, key) for table, key in places])
    for model, keys in rows.items():
        table, every = str(model._meta.model_name), sorted(keys)
        for at in range(0, len(every), 500):
            some = every[at : at + 500]
            model._default_manager.filter(pk__in=some).update(**blanks(model))
            LedgerEntry.objects.filter(table=table, row_id__in=some).update(salt="")


def _stone(by: User, erasure: Erasure, table: str, key: UUID) -> Tombstone:
    stone = new(Tombstone, by=by, clinic_id=erasure.clinic_id, erasure_id=erasure.pk, table=table)
    stone.row_id = key
    return stone


def _for_good(by: User, client_id: UUID, clinic_id: int) -> Hold:
    return new(Hold, by=by, clinic_id=clinic_id, client_id=client_id, reason=Hold.fixed)


def _too_early(until: date | None) -> str:
    if until is None:
        return "say first for how many years the law makes you keep a record, or say why this may be erased"
    return f"the law makes you keep this until {until:%d %b %Y}; say why it may be erased before"
