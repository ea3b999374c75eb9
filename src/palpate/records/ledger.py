"""How a row is written: once, chained by hash to the clinic's row before it, and safely twice.

An entry of the ledger holds the digest of what its row says, and the chained digest: that of the entry before
and of this one. So the chain still holds when a row's content was erased. The content is hashed with a salt
that goes with the content: what is left of an erased row can then not be found again by guessing.

The chain shows a change behind the program's back: whoever alters a row must alter every digest after it.
It cannot show that the newest rows were cut off together with their entries; for that, keep the last
digest (`palpate record head`) elsewhere. `chain.py` verifies.
"""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from palpate.accounts.models import Clinic
from palpate.records import names
from palpate.records.canonical import canonical, plain_fields
from palpate.records.errors import Conflict, OnHold
from palpate.records.models import Client, Erasure, Hold, LedgerEntry, Row, Tombstone
from palpate.records.newest import latest
from palpate.records.prepared import insert, rows_of
from palpate.records.whose import clients_of

START = "0" * 64  # what the first digest of a clinic is chained to
SALT = 16  # bytes

R = TypeVar("R", bound=Row)
_held: ContextVar[int | None] = ContextVar("_held", default=None)  # the clinic whose chain is held


@contextmanager
def writing(clinic_id: int) -> Iterator[None]:
    """One transaction that holds the clinic's chain, so that what was looked up stays true until it ends.
    Inside another of the same clinic it is part of that one: what fails in it undoes all of it.
    """
    if _held.get() == clinic_id:
        with transaction.atomic(savepoint=False):
            yield
        return
    before = _held.set(clinic_id)
    try:
        with transaction.atomic():
            if connection.features.has_select_for_update:  # SQLite holds its one write lock instead
                Clinic.objects.select_for_update().get(pk=clinic_id)
            yield
    finally:
        _held.reset(before)


def write(row: R) -> R:
    """Write one row and its ledger entry. See `write_all`."""
    return write_all([row])[0]


def write_all(rows: Sequence[R]) -> list[R]:
    """Write rows of one clinic, in order, in one transaction; returns them as they are stored.

    A row whose id is stored already with equal content is not written again. Raises Conflict when
    the content differs, ValidationError for a value that no field can hold.
    """
    if not rows:
        return []
    clinics = {row.clinic_id for row in rows}
    if len(clinics) > 1:
        raise ValueError("rows of two clinics in one writing; write them apart")
    for row in rows:
        _prepare(row)
    with writing(clinics.pop()):
        stored = _stored(rows)
        fresh = _fresh(rows, stored)
        _let(fresh)
        for model, same in groupby(fresh, key=_model):
            with _taken_ids(model):
                insert(list(same))
        _chain(fresh)
        names.keep(row for row in fresh if isinstance(row, Client))
    return [cast(R, stored.get(row.pk, row)) for row in rows]


def content_digest(salt: str, said: str) -> str:
    """SHA-256 over the salt and what a row says (canonical JSON), hexadecimal."""
    return hashlib.sha256((salt + said).encode()).hexdigest()


def link(before: str, table: str, row_id: UUID, content: str) -> str:
    """The chained digest of an entry: SHA-256 over the digest before it, the row's place and its content."""
    return hashlib.sha256(f"{before}{table}{row_id}{content}".encode()).hexdigest()


def _let(rows: Sequence[Row]) -> None:
    """Refuse what is of a client whose record may only be read now. Raises OnHold. Here, as nothing is
    written by another way; one short query while no client of the clinic is restricted.
    """
    kept = [row for row in rows if not isinstance(row, Hold | Erasure | Tombstone)]
    if not kept or not rows_of("a hold", _any_hold, clinic_id=kept[0].clinic_id):
        return
    clients = clients_of(kept)
    for hold in latest(Hold, clinic_id=kept[0].clinic_id):
        if hold.client_id in clients:
            erased = hold.reason == Hold.fixed
            raise OnHold(
                "this client was erased; nothing can be written any more"
                if erased
                else "what is kept of this client may only be read now: the owner restricted it"
            )


def _any_hold(**of: Any) -> Any:
    return Hold.objects.filter(**of)[:1]


def _prepare(row: Row) -> None:
    row.first = row.replaces.first if row.replaces is not None else row.pk
    relations = {field.name for field in row._meta.concrete_fields if field.is_relation}
    row.clean_fields(exclude=relations | {"id", "first"})  # relations are held by the database itself


def _model(row: Row) -> type[Row]:
    return type(row)


def _stored(rows: Sequence[Row]) -> dict[UUID, Row]:
    found: dict[UUID, Row] = {}
    for model in {_model(row) for row in rows}:
        ids = [row.pk for row in rows if type(row) is model]
        found |= {
            row.pk: row for row in rows_of(("stored", model), model._default_manager.filter, pk__in=ids)
        }
    return found


def _fresh(rows: Sequence[Row], stored: dict[UUID, Row]) -> list[Row]:
    for row in rows:
        if row.pk in stored and _content(row) != _content(stored[row.pk]):
            raise Conflict(f"another {row._meta.verbose_name} has the id {row.pk} already; give a new id")
    return [row for row in rows if row.pk not in stored]


@contextmanager
def _taken_ids(model: type[Row]) -> Iterator[None]:
    """Behind the clinic's wall a row of another clinic is not seen; that its id is taken shows only here."""
    try:
        yield
    except IntegrityError as error:
        if error.__cause__ is not None and f"{model._meta.db_table}_pkey" in str(error.__cause__):
            raise Conflict(f"an id of these {model._meta.verbose_name_plural} is taken already") from error
        raise


def _content(row: Row) -> dict[str, Any]:
    fields = (field for field in row._meta.concrete_fields if field.attname not in row.bookkeeping)
    said = plain_fields(row)
    return {field.attname: said[field.attname] for field in fields}


def _last_entry(**of: Any) -> Any:
    return LedgerEntry.objects.filter(**of).order_by("-seq")[:1]


def _chain(rows: Sequence[Row]) -> None:
    if not rows:
        return
    clinic_id = rows[0].clinic_id
    last = rows_of("last entry", _last_entry, clinic_id=clinic_id)
    length, before = (last[0].seq, last[0].digest) if last else (0, START)
    entries = []
    for seq, row in enumerate(rows, start=length + 1):
        table, salt = str(row._meta.model_name), secrets.token_hex(SALT)
        content = content_digest(salt, canonical(row))
        before = link(before, table, row.pk, content)
        entry = LedgerEntry(clinic_id=clinic_id, seq=seq, table=table, row_id=row.pk)
        entry.salt, entry.content, entry.digest = salt, content, before
        entries.append(entry)
    insert(entries)
