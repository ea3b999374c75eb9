"""Triggers by which the database itself refuses to change or delete a row of the record.

One change is let through: blanking the content of a row that a tombstone names (`blank.py` says with what).

A migration that alters a record table must call `install` again at its end: SQLite remakes the table
to alter it, and a table that is dropped takes its triggers with it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from palpate.records.blank import blank_columns

REFUSAL = "the record only grows"
LEDGER = "records_ledgerentry"
TOMBSTONES = "records_tombstone"
LASTING = (TOMBSTONES, "records_erasure")  # what was erased, and why: never erased itself


def install(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Make each table refuse UPDATE, DELETE and TRUNCATE; does no harm where it does so already."""
    tables = list(tables)
    remove(connection, tables)
    statements = list(_statements(connection, tables))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Lift the refusal: for a migration that goes back, and for tests that tamper."""
    where = "" if connection.vendor == "sqlite" else " ON {table}"
    with connection.cursor() as cursor:
        for table in tables:
            for event in ("update", "delete", "truncate"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}" + where.format(table=table))


def _statements(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> Iterator[str]:
    there = connection.introspection.table_names()
    for table in tables:
        # Before there are tombstones, and for tables that hold no rows of a client: nothing may be changed.
        erasable = TOMBSTONES in there and table not in LASTING
        blank = blank_columns(connection, table) if erasable else {}
        if erasable and table == LEDGER:
            blank = {"salt": ""}
        yield from _of_table(connection, table, blank)


def _of_table(connection: BaseDatabaseWrapper, table: str, blank: dict[str, Any]) -> Iterator[str]:
    if connection.vendor == "sqlite":
        when = f"WHEN NOT ({_only_blanks(connection, table, blank)}) " if blank else ""
        for event, condition in (("update", when), ("delete", "")):
            yield (
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} {condition}"
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    elif connection.vendor == "postgresql":
        yield _function("records_refuse", "")
        if blank:
            yield _function("records_only_blank", _LET_BLANK)
        named = _named(table)
        update = f"records_only_blank('{named}', '{json.dumps(blank)}')" if blank else "records_refuse()"
        for event, each, refuse in (
            ("update", "ROW", update),
            ("delete", "ROW", "records_refuse()"),
            ("truncate", "STATEMENT", "records_refuse()"),
        ):
            yield (
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION {refuse}"
            )
    else:
        raise NotImplementedError(
            f"no triggers are written for {connection.vendor}; use SQLite or PostgreSQL"
        )


def _only_blanks(connection: BaseDatabaseWrapper, table: str, blank: dict[str, Any]) -> str:
    """True for an UPDATE of a row that a tombstone names, which blanks it and does nothing else."""
    with connection.cursor() as cursor:
        columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
    row = (
        'OLD."table" AND row_id = OLD.row_id' if table == LEDGER else f"'{_named(table)}' AND row_id = OLD.id"
    )
    named = f'EXISTS (SELECT 1 FROM {TOMBSTONES} WHERE "table" = {row})'
    each = [
        f'NEW."{name}" IS ' + (_literal(blank[name]) if name in blank else f'OLD."{name}"')
        for name in columns
    ]
    return " AND ".join([named, *each])


def _literal(value: Any) -> str:
    """A blank as SQLite has it."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return "x''"
    if isinstance(value, int):
        return str(int(value))
    return "'" + (value if isinstance(value, str) else json.dumps(value)) + "'"


def _named(table: str) -> str:
    """The name by which tombstones call a table."""
    return table.removeprefix("records_")


def _function(name: str, first: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {first}"
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )


# The name of the table, and the blanks as JSON, are the trigger's arguments.
_LET_BLANK = f"""
IF EXISTS (
  SELECT FROM {TOMBSTONES} WHERE "table" = coalesce(to_jsonb(OLD) ->> 'table', TG_ARGV[0])
  AND row_id = coalesce(to_jsonb(OLD) ->> 'row_id', to_jsonb(OLD) ->> 'id')::uuid
) AND NEW IS NOT DISTINCT FROM jsonb_populate_record(OLD, TG_ARGV[1]::jsonb) THEN RETURN NEW; END IF;
"""
