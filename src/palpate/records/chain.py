"""Verifying the record: every row against its entry, every entry against the one before.

It reads in batches and keeps none, so a record of any length is verified in little memory.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db import models

from palpate.accounts.models import Clinic
from palpate.records.blank import is_blank
from palpate.records.canonical import canonical_of, fields_of
from palpate.records.ledger import START, content_digest, link
from palpate.records.models import ROWS, LedgerEntry, Tombstone
from palpate.records.whose import UNKNOWN, Whose, whose

BATCH = 2000  # entries read at once

CHANGED = "the row is not as it was written"
GONE = "the row is gone"
ADDED = "the row was added behind the program's back"
ENTRY = "the entry of the ledger was changed"

Values = Sequence[Any]
Place = tuple[str, UUID]


class Entry(NamedTuple):
    """An entry of the ledger as it is read here: a model for each would take most of the time."""

    seq: int
    table: str
    row_id: UUID
    salt: str
    content: str
    digest: str


@dataclass(frozen=True)
class Break:
    """A place where the record is not as it was written, and what can still be read about it."""

    seq: int | None  # the entry of the ledger; None: a row that stands in no entry
    table: str
    row_id: UUID | None  # None: not one row, but entries that are missing
    what: str
    whose: Whose = UNKNOWN


def verify(clinic: Clinic, *, using: str = "default") -> Break | None:
    """None when every row is as it was written; else the first break."""
    return next(breaks(clinic, using=using), None)


def breaks(clinic: Clinic, *, using: str = "default") -> Iterator[Break]:
    """Every place where the clinic's record is not as it was written."""
    before, expected = START, 1
    for entries in _batches(clinic, using):
        rows = _rows_of(entries, using)
        stones = _stones(entries, using)
        for entry in entries:
            if entry.seq != expected:
                yield Break(expected, "", None, _missing(expected, entry.seq))
                # What stood there is unknown: go on from this entry.
                before = ""
            yield from _of_entry(entry, rows.get((entry.table, entry.row_id)), before, stones, using)
            before, expected = entry.digest, entry.seq + 1
    yield from _outside(clinic, using)


def cut_off(heads: Iterable[str], *, using: str = "default") -> list[str]:
    """Of digests that were kept elsewhere (`head`), those that no entry has any more: the end of the record
    was cut off there. Of the others `breaks` says whether their entries still hold.
    """
    kept = list(heads)
    there = LedgerEntry.objects.using(using).filter(digest__in=kept).values_list("digest", flat=True)
    return sorted(set(kept) - set(there))


def head(clinic: Clinic, *, using: str = "default") -> tuple[int, str]:
    """How many entries the clinic's chain has, and its newest digest: to be kept elsewhere."""
    last = LedgerEntry.objects.using(using).filter(clinic_id=clinic.pk).order_by("-seq").first()
    return (last.seq, last.digest) if last else (0, START)


def _batches(clinic: Clinic, using: str) -> Iterator[list[Entry]]:
    """The clinic's entries in order. Read by number, so that no transaction is held open meanwhile."""
    after = 0
    of_clinic = LedgerEntry.objects.using(using).filter(clinic_id=clinic.pk).order_by("seq")
    values = of_clinic.values_list(*Entry._fields)
    while entries := [Entry(*row) for row in values.filter(seq__gt=after)[:BATCH]]:
        yield entries
        after = entries[-1].seq


def _rows_of(entries: Iterable[Entry], using: str) -> dict[Place, Values]:
    """The values of the rows that the entries stand for."""
    wanted: dict[str, list[UUID]] = {}
    for entry in entries:
        wanted.setdefault(entry.table, []).append(entry.row_id)
    found: dict[Place, Values] = {}
    for table, ids in wanted.items():
        model = _model(table)
        if model is None:
            continue
        names = fields_of(model)
        key = names.index("id")
        rows = model._default_manager.using(using).filter(pk__in=ids).values_list(*names)
        found |= {(table, row[key]): row for row in rows}
    return found


def _model(table: str) -> type[models.Model] | None:
    try:
        return apps.get_model("records", table)
    except LookupError:  # an entry that was changed behind the program's back
        return None


def _stones(entries: Iterable[Entry], using: str) -> set[Place]:
    """The rows of these entries that a tombstone names."""
    blank = [entry.row_id for entry in entries if not entry.salt]
    named = Tombstone.objects.using(using).filter(row_id__in=blank) if blank else Tombstone.objects.none()
    return set(named.values_list("table", "row_id"))


def _of_entry(
    entry: Entry, row: Values | None, before: str, stones: set[Place], using: str
) -> Iterator[Break]:
    """What is wrong with an entry and its row. `before` is empty where the entry before is not known."""
    place = (entry.seq, entry.table, entry.row_id)

    def whose_row() -> Whose:  # read only where something is wrong
        return whose(entry.table, entry.row_id, using=using)

    if before and entry.digest != link(before, entry.table, entry.row_id, entry.content):
        yield Break(*place, ENTRY, whose_row())
    if row is None:
        yield Break(*place, GONE)
    elif what := _content_is_wrong(entry, row, stones, using):
        yield Break(*place, what, whose_row())


def _content_is_wrong(entry: Entry, row: Values, stones: set[Place], using: str) -> str:
    model, place = _model(entry.table), (entry.table, entry.row_id)
    assert model is not None  # it was read from there
    if entry.salt and entry.content == content_digest(entry.salt, canonical_of(model, row)):
        return ""
    # It may have been erased between the reading of the entry and that of the row.
    named = place in stones or (
        entry.salt and Tombstone.objects.using(using).filter(table=place[0], row_id=place[1]).exists()
    )
    return "" if named and is_blank(model, fields_of(model), row) else CHANGED


def _missing(expected: int, found: int) -> str:
    last = found - 1
    return f"entry {expected} is missing" if last == expected else f"entries {expected} to {last} are missing"


def _outside(clinic: Clinic, using: str) -> Iterator[Break]:
    """Rows of the clinic that stand in no entry."""
    for model in ROWS:
        table = str(model._meta.model_name)
        entered = LedgerEntry.objects.filter(table=table, row_id=models.OuterRef("pk"))
        added = model._default_manager.using(using).filter(~models.Exists(entered), clinic_id=clinic.pk)
        for key in added.values_list("pk", flat=True):
            yield Break(None, table, key, ADDED, whose(table, key, using=using))
