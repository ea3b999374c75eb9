"""Changing the record behind the program's back, as somebody with the database file can."""

from django.db import connection

from palpate.records.models import ONLY_GROW
from palpate.records.models.row import Row
from palpate.records.triggers import install, remove


def tamper(sql: str, *values: object) -> None:
    """One statement typed by hand, with the triggers lifted; afterwards they stand again."""
    tables = [model._meta.db_table for model in ONLY_GROW]
    remove(connection, tables)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    install(connection, tables)


def key(row: Row) -> object:
    """The row's id as the database holds it."""
    return row.pk.hex if connection.vendor == "sqlite" else row.pk
