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
LATER: dict[str, dict[str, Any]] = {}

# Built once for each table; the models of migrations get their own.
_forms: dict[Any, tuple[tuple[str, ...], tuple["Plain", ...]]] = {}
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
Plain = Callable[[Any], Any]


def canonical(row: models.Model) -> str:
    """All fields of a row as JSON."""
    model = type(row)
    return canonical_of(model, [getattr(row, name) for name in fields_of(model)])


def canonical_of(model: type[models.Model], values: Sequence[Any]) -> str:
    """The same from the values of `fields_of(model)`, in that order: no row need be built to verify it."""
    names, plains = _form(model)
    said = {name: plain(value) for name, plain, value in zip(names, plains, values, strict=True)}
    for name, silent in LATER.get(str(model._meta.model_name), {}).items():
        if said.get(name, silent) == silent:
            said.pop(name, None)
    said["table"] = model._meta.model_name
    return _encode(said)


def fields_of(model: type[models.Model]) -> tuple[str, ...]:
    """The names of a row's fields as they are stored."""
    return _form(model)[0]


def plain_fields(row: models.Model) -> dict[str, Any]:
    """Each field of a row as plain JSON values."""
    names, plains = _form(type(row))
    return {name: plain(getattr(row, name)) for name, plain in zip(names, plains, strict=True)}


def _form(model: type[models.Model]) -> tuple[tuple[str, ...], tuple[Plain, ...]]:
    found = _forms.get(model)
    if found is None:
        fields = model._meta.concrete_fields
        found = tuple(field.attname for field in fields), tuple(map(_plain_of, fields))
        _forms[model] = found
    return found


def _plain_of(field: Any) -> Plain:
    """How a value of the field is written. Usual types go the short way: verifying reads a million rows."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.BinaryField):
        return lambda value: None if value is None else hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(target, models.JSONField):
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
