"""How a row is written: once, chained by hash to the clinic's row before it, and safely twice.

The chain shows a change behind the program's back: whoever alters a row must alter every digest after it.
It cannot show that the newest rows were cut off together with their entries; for that, keep the last
digest elsewhere, for example on each printed day list.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from typing import Any, TypeVar, cast
from uuid import UUID

from django.apps import apps
from django.db import models, transaction

from palpate.accounts.models import Clinic
from palpate.records.errors import Conflict
from palpate.records.models import ROWS, LedgerEntry, Row

START = "0" * 64  # what the first digest of a clinic is chained to
BATCH = 500

R = TypeVar("R", bound=Row)


@contextmanager
def writing(clinic_id: int) -> Iterator[None]:
    """One transaction that holds the clinic's chain, so that what was looked up stays true until it ends."""
    with transaction.atomic():
        Clinic.objects.select_for_update().get(pk=clinic_id)  # SQLite holds its one write lock instead
        yield


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
        for model, same in groupby(fresh, key=_model):
            model._default_manager.bulk_create(list(same), batch_size=BATCH)
        _chain(fresh)
    return [cast(R, stored.get(row.pk, row)) for row in rows]


def digest(before: str, row: Row) -> str:
    """SHA-256 over the digest before and the row's canonical JSON, hexadecimal."""
    return hashlib.sha256((before + canonical(row)).encode()).hexdigest()


def canonical(row: Row) -> str:
    """All fields of a row as JSON that comes out the same from either database."""
    fields = {
        field.attname: _plain(field, getattr(row, field.attname)) for field in row._meta.concrete_fields
    }
    return json.dumps({"table": row._meta.model_name, **fields}, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold."""

    seq: int | None  # None: a row that stands in no entry
    table: str
    row_id: UUID
    what: str


def verify(clinic: Clinic) -> Break | None:
    """Recompute the clinic's chain. None when every row is as it was written; else the first break."""
    before, expected = START, 1
    for entries in _batches(LedgerEntry.objects.filter(clinic=clinic).order_by("seq")):
        rows = _rows_of(entries)
        for entry in entries:
            row = rows.get((entry.table, entry.row_id))
            what = _wrong(entry, row, before, expected)
            if what:
                return Break(entry.seq, entry.table, entry.row_id, what)
            before, expected = entry.digest, expected + 1
    return _outside(clinic)


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
        found |= {row.pk: row for row in model._default_manager.filter(pk__in=ids)}
    return found


def _fresh(rows: Sequence[Row], stored: dict[UUID, Row]) -> list[Row]:
    for row in rows:
        if row.pk in stored and _content(row) != _content(stored[row.pk]):
            raise Conflict(f"another {row._meta.verbose_name} has the id {row.pk} already; give a new id")
    return [row for row in rows if row.pk not in stored]


def _content(row: Row) -> dict[str, Any]:
    fields = (field for field in row._meta.concrete_fields if field.attname not in row.bookkeeping)
    return {field.attname: _plain(field, getattr(row, field.attname)) for field in fields}


def _chain(rows: Sequence[Row]) -> None:
    if not rows:
        return
    clinic_id = rows[0].clinic_id
    last = LedgerEntry.objects.filter(clinic_id=clinic_id).order_by("-seq").first()
    length, before = (last.seq, last.digest) if last else (0, START)
    entries = []
    for seq, row in enumerate(rows, start=length + 1):
        before = digest(before, row)
        entries.append(
            LedgerEntry(
                clinic_id=clinic_id, seq=seq, table=row._meta.model_name, row_id=row.pk, digest=before
            )
        )
    LedgerEntry.objects.bulk_create(entries, batch_size=BATCH)


def _plain(field: "models.Field[Any, Any]", value: Any) -> Any:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if value is None:
        return None
    if isinstance(target, models.BinaryField):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(target, models.JSONField):
        return json.loads(json.dumps(value))
    value = target.to_python(value)
    if isinstance(target, models.DateTimeField):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, bool | int | float) else str(value)


def _batches(entries: models.QuerySet[LedgerEntry]) -> Iterator[list[LedgerEntry]]:
    batch: list[LedgerEntry] = []
    for entry in entries.iterator(chunk_size=BATCH):
        batch.append(entry)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _rows_of(entries: Iterable[LedgerEntry]) -> dict[tuple[str, UUID], Row]:
    wanted: dict[str, list[UUID]] = {}
    for entry in entries:
        wanted.setdefault(entry.table, []).append(entry.row_id)
    found: dict[tuple[str, UUID], Row] = {}
    for table, ids in wanted.items():
        model = apps.get_model("records", table)
        found |= {(table, row.pk): row for row in model._default_manager.filter(pk__in=ids)}
    return found


def _wrong(entry: LedgerEntry, row: Row | None, before: str, expected: int) -> str:
    if entry.seq != expected:
        return f"entry {expected} is missing"
    if row is None:
        return "the row is gone"
    return "" if entry.digest == digest(before, row) else "the row is not as it was written"


def _outside(clinic: Clinic) -> Break | None:
    for model in ROWS:
        table = str(model._meta.model_name)
        entered = LedgerEntry.objects.filter(table=table, row_id=models.OuterRef("pk"))
        row = model._default_manager.filter(~models.Exists(entered), clinic=clinic).first()
        if row is not None:
            return Break(None, table, row.pk, "the row was added behind the program's back")
    return None
