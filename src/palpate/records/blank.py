"""What is left of a row whose content was erased: which columns stay, and what stands in the others.

Said once, and read in two ways: from a model, by the act that erases, and from the tables themselves, by the
triggers that let nothing else through.
"""

from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

# Whose, when, by whom, and of what: without these the chain and the rows that refer to it would not hold.
KEPT = frozenset({"id", "first", "clinic_id", "author_id", "by_client", "written_at", "replaces_id"})
DAY, MOMENT = date(1900, 1, 1), datetime(1900, 1, 1, tzinfo=UTC)
_OF_TYPE: dict[str, Any] = {
    "CharField": "",
    "EmailField": "",
    "TextField": "",
    "JSONField": {},
    "BooleanField": False,
    "DateField": DAY,
    "DateTimeField": MOMENT,
    "FloatField": 0,
    "IntegerField": 0,
    "SmallIntegerField": 0,
    "BigIntegerField": 0,
    "PositiveIntegerField": 0,
    "PositiveSmallIntegerField": 0,
    "PositiveBigIntegerField": 0,
    "BinaryField": b"",
}
# As SQLite writes a column's type; of PostgreSQL Django knows it by the column.
_SQLITE_TYPES = {
    "varchar": "CharField",
    "text": "TextField",
    "bool": "BooleanField",
    "date": "DateField",
    "datetime": "DateTimeField",
    "real": "FloatField",
    "blob": "BinaryField",
}
_AS_TEXT = {DAY: "1900-01-01", MOMENT: "1900-01-01 00:00:00"}


def blanks(model: type[models.Model]) -> dict[str, Any]:
    """The fields of a row that are blanked, each with what then stands in it. A blank row shows nowhere, as
    one that was taken back.
    """
    found = {
        field.attname: None if field.null else _OF_TYPE[field.get_internal_type()]
        for field in model._meta.concrete_fields
        if field.attname not in KEPT and not field.is_relation and field.get_internal_type() != "UUIDField"
    }
    return found | {"removed": True}


def is_blank(model: type[models.Model], names: tuple[str, ...], values: Any) -> bool:
    """Whether a row, by the values of its fields, says nothing any more."""
    wanted = blanks(model)
    return all(
        _same(wanted[name], value) for name, value in zip(names, values, strict=True) if name in wanted
    )


def blank_columns(connection: BaseDatabaseWrapper, table: str) -> dict[str, Any]:
    """The same from the table itself, for its triggers: each value as the database writes it. Empty for a
    table that is none of rows.
    """
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, table)
        relations = connection.introspection.get_relations(cursor, table)
    if not {column.name for column in columns} >= KEPT | {"removed"}:
        return {}
    found = {}
    for column in columns:
        kind = _kind(connection, column)
        if column.name not in KEPT and column.name not in relations and kind != "UUIDField":
            value = None if column.null_ok else _OF_TYPE[kind]
            found[column.name] = _AS_TEXT[value] if isinstance(value, date) else value
    return found | {"removed": True}


def _same(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, bytes):
        return bytes(value) == wanted
    return bool(wanted == value)


def _kind(connection: BaseDatabaseWrapper, column: Any) -> str:
    """The kind of field that a column is of, by Django's names."""
    if connection.vendor != "sqlite":
        return str(connection.introspection.get_field_type(column.type_code, column))
    if column.has_json_constraint:
        return "JSONField"
    bare = column.type_code.lower().partition("(")[0]
    if bare == "char":
        return "UUIDField"
    return _SQLITE_TYPES.get(bare, "IntegerField")
