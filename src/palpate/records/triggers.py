"""Triggers by which the database itself refuses to change or delete a row of the record.

A migration that alters a record table must call `install` again at its end: SQLite remakes the table
to alter it, and a table that is dropped takes its triggers with it.
"""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "the record only grows"


def install(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Make each table refuse UPDATE, DELETE and TRUNCATE; does no harm where it does so already."""
    tables = list(tables)
    remove(connection, tables)
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, tables):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Lift the refusal: for a migration that goes back, and for tests that tamper."""
    where = "" if connection.vendor == "sqlite" else " ON {table}"
    with connection.cursor() as cursor:
        for table in tables:
            for event in ("update", "delete", "truncate"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}" + where.format(table=table))


def _statements(vendor: str, tables: Iterable[str]) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for table in tables
            for event in ("update", "delete")
        ]
    if vendor == "postgresql":
        function = (
            "CREATE OR REPLACE FUNCTION records_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        return [function] + [
            f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION records_refuse()"
            for table in tables
            for event, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
        ]
    raise NotImplementedError(f"no triggers are written for {vendor}; use SQLite or PostgreSQL")
