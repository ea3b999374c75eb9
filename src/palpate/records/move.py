"""Moving everything from one database to another, and proving that nothing differs.

All tables of the program are copied in one transaction: people, record, ledger, portal, settings. Before it
ends, both sides are read again: the rows of each table are counted and digested in their canonical form, and
the chains verified. Where anything differs, nothing stays in the target. The source is only read.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from palpate.accounts.models import Clinic
from palpate.records.canonical import canonical_of, fields_of
from palpate.records.chain import breaks

SOURCE, TARGET = "default", "target"
BATCH = 500
# Filled by the migrations of a fresh database; what the source has takes their place.
MADE_ANEW = ("contenttypes.contenttype", "auth.permission")

Tell = Callable[[str, int, int], None]  # the table, rows done, rows in all


class MoveError(Exception):
    """Nothing was moved. The message says why, and what would be right."""


@dataclass(frozen=True)
class Side:
    """What one side holds of a table: how many rows, and one digest over all of them in any order."""

    count: int
    digest: str


@dataclass(frozen=True)
class Moved:
    """The proof: both sides of each table, and the breaks of the chains on both."""

    tables: dict[str, tuple[Side, Side]]
    chains: dict[str, tuple[int, int]]  # by clinic: how many breaks

    @property
    def equal(self) -> bool:
        """Whether nothing differs. A break that the source has already is moved as it is."""
        both = (*self.tables.values(), *self.chains.values())
        return all(source == target for source, target in both)


def move(tell: Tell) -> Moved:
    """Copy all of SOURCE to TARGET, whose tables are there and empty. Raises MoveError."""
    tables = _tables()
    _ready(tables)
    with _standing_still(), transaction.atomic(using=TARGET):
        for model in tables:
            _copy(model, tell)
        _count_on(tables)
        moved = Moved(
            {_name(model): (side(model, SOURCE), side(model, TARGET)) for model in tables}, _chains()
        )
        if not moved.equal:
            raise MoveError(f"not moved, for what arrived differs: {', '.join(_differing(moved))}")
    return moved


def side(model: type[models.Model], using: str) -> Side:
    """Count and digest of a table: the sum of the rows' SHA-256, which no order of rows changes."""
    count, total = 0, 0
    for values in _rows(model, using):
        count += 1
        total += int.from_bytes(hashlib.sha256(canonical_of(model, values).encode()).digest(), "big")
    return Side(count, f"{total % 2**256:064x}")


def _tables() -> list[type[models.Model]]:
    """Every table of the program, those between two tables too."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _name(model: type[models.Model]) -> str:
    return str(model._meta.db_table)


def _ready(tables: list[type[models.Model]]) -> None:
    """Both sides have this version's form, and the target holds nothing. Raises MoveError."""
    executor = MigrationExecutor(connections[SOURCE])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MoveError("the database is not in this version's form; run `palpate record migrate` first")
    applied = [set(MigrationRecorder(connections[using]).applied_migrations()) for using in (SOURCE, TARGET)]
    if applied[0] != applied[1]:
        raise MoveError("the target has another version's form; give the address of an empty database")
    full = [
        _name(model)
        for model in tables
        if model._meta.label_lower not in MADE_ANEW and model._base_manager.using(TARGET).exists()
    ]
    if full:
        raise MoveError(
            f"the target is not empty: there are rows in {', '.join(full[:5])}; give an empty database"
        )


@contextmanager
def _standing_still() -> Iterator[None]:
    """A transaction on the source: SQLite lets nobody write meanwhile, PostgreSQL shows one moment of it."""
    if connections[SOURCE].vendor == "postgresql":
        with connections[SOURCE].cursor() as cursor:
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    with transaction.atomic(using=SOURCE):
        yield


def _rows(model: type[models.Model], using: str) -> Iterator[tuple[Any, ...]]:
    return model._base_manager.using(using).order_by().values_list(*fields_of(model)).iterator(BATCH)


def _copy(model: type[models.Model], tell: Tell) -> None:
    """Insert the rows of a table as they are: no default, no moment of now takes the place of a value."""
    connection, fields = connections[TARGET], model._meta.concrete_fields
    if model._meta.label_lower in MADE_ANEW:
        model._base_manager.using(TARGET).all()._raw_delete(TARGET)
    rows, count, done = _rows(model, SOURCE), model._base_manager.using(SOURCE).count(), 0
    quote = connection.ops.quote_name
    into = f"INSERT INTO {quote(_name(model))} ({', '.join(quote(field.column) for field in fields)}) VALUES "
    holders = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            values = [
                field.get_db_prep_save(value, connection)
                for row in batch
                for field, value in zip(fields, row, strict=True)
            ]
            cursor.execute(into + ", ".join([holders] * len(batch)), values)
            done += len(batch)
            tell(_name(model), done, count)


def _count_on(tables: list[type[models.Model]]) -> None:
    """Let numbers that the target gives out go on after the highest that came."""
    connection = connections[TARGET]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def _chains() -> dict[str, tuple[int, int]]:
    return {
        f"{clinic.pk} {clinic}": (
            sum(1 for _ in breaks(clinic, using=SOURCE)),
            sum(1 for _ in breaks(clinic, using=TARGET)),
        )
        for clinic in Clinic.objects.using(SOURCE).order_by("pk")
    }


def _differing(moved: Moved) -> list[str]:
    return [name for name, (one, other) in (*moved.tables.items(), *moved.chains.items()) if one != other]
