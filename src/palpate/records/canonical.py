"""What a row says, as text that comes out the same from either database: this is what is hashed.

The form may never change, or no chain would verify any more. A field that comes later stands in `LATER` with
the value by which it is left out, so that rows written before it keep their digest.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import models

# By the model's name: the fields that tables got after rows were written to them, and the value that says
# nothing new.
LATER: dict[str, dict[str, Any]] = {
    "note": {"lines": [], "unchanged": False},
    "mark": {"stroke": [], "also": [], "symbol": "", "words": ""},
}

Plain = Callable[[Any], Any]
Form = tuple[tuple[str, ...], tuple[Plain, ...], tuple[Plain, ...]]
_forms: dict[Any, Form] = {}  # built once for each table; the models of migrations get their own
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def canonical(row: models.Model) -> str:
    """All fields of a row as JSON."""
    return _said(type(row), plain_fields(row))


def canonical_of(model: type[models.Model], stored: Sequence[Any]) -> str:
    """The same from the values of `fields_of(model)` as the database gives them, in that order: no row need
    be built to verify it.
    """
    names, _plains, plains = _form(model)
    return _said(
        model, {name: plain(value) for name, plain, value in zip(names, plains, stored, strict=True)}
    )


def fields_of(model: type[models.Model]) -> tuple[str, ...]:
    """The names of a row's fields as they are stored."""
    return _form(model)[0]


def plain_fields(row: models.Model) -> dict[str, Any]:
    """Each field of a row as plain JSON values."""
    names, plains, _stored = _form(type(row))
    return {name: plain(getattr(row, name)) for name, plain in zip(names, plains, strict=True)}


def _said(model: type[models.Model], fields: dict[str, Any]) -> str:
    table = str(model._meta.model_name)
    for name, silent in LATER.get(table, {}).items():
        if fields.get(name, silent) == silent:
            fields.pop(name, None)
    fields["table"] = table
    return _encode(fields)


def _form(model: type[models.Model]) -> Form:
    """A table's fields, how each is written, and how each is written as it comes from the database."""
    found = _forms.get(model)
    if found is None:
        fields = model._meta.concrete_fields
        plains = tuple(map(_plain_of, fields))
        stored = [_same if _is_json(field) else plain for field, plain in zip(fields, plains, strict=True)]
        found = tuple(field.attname for field in fields), plains, tuple(stored)
        _forms[model] = found
    return found


def _same(value: Any) -> Any:
    return value


def _is_json(field: Any) -> bool:
    return isinstance(field, models.JSONField)


def _plain_of(field: Any) -> Plain:
    """How a value of the field is written. Usual types go the short way: verifying reads a million rows."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.BinaryField):
        return lambda value: None if value is None else hashlib.sha256(bytes(value)).hexdigest()
    if _is_json(target):
        return lambda value: json.loads(json.dumps(value))
    if isinstance(target, models.DateTimeField):
        return lambda value: None if value is None else _moment(target, value)
    return lambda value: _simple(target, value)


def _moment(field: Any, value: Any) -> str:
    moment = value if type(value) is datetime else field.to_python(value)
    return str(moment.astimezone(UTC).isoformat())


def _simple(field: Any, value: Any) -> Any:
    if value is None:
        return None
    if type(value) is UUID:
        return str(value)
    value = field.to_python(value)
    return value if isinstance(value, bool | int | float) else str(value)
