"""Queries of a form that never changes, put together once: Django needs several times longer to write such a
query than the database to answer it. What comes out is what the query set itself would give.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache, lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet, FullResultSet, ValidationError
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import get_related_populators

Build = Callable[..., "models.QuerySet[Any]"]
MOST = 64  # values of one list that are prepared for; longer ones are asked plainly
LONG_AGO = datetime(1901, 1, 1, tzinfo=UTC)

_forms: dict[Hashable, "Form | None"] = {}
_unasked: ContextVar[bool] = ContextVar("_unasked", default=False)


@contextmanager
def only_put_together() -> Iterator[None]:
    """Inside it queries are put together, for later, and not asked: none finds anything."""
    before = _unasked.set(True)
    try:
        yield
    finally:
        _unasked.reset(before)


@dataclass(frozen=True, eq=False)
class Form:
    """A query that was put together: its text, where each value goes, and how a row becomes an object."""

    sql: str  # with the database's own placeholders
    fixed: tuple[Any, ...]  # the parameters, values not filled in
    slots: tuple[tuple[int, int], ...]  # which parameter takes which value
    model: type[models.Model]
    names: tuple[str, ...]
    columns: slice
    converters: tuple[tuple[int, Callable[..., Any], Any], ...]
    related: tuple[Any, ...]
    annotations: tuple[tuple[str, int], ...]
    width: int  # columns in all

    def given(self, values: Sequence[Any]) -> list[Any]:
        """The parameters with these values."""
        filled = list(self.fixed)
        for at, value in self.slots:
            filled[at] = values[value]
        return filled

    def object(self, row: list[Any], connection: Any) -> Any:
        """What a row of the answer stands for."""
        for at, convert, expression in self.converters:
            row[at] = convert(row[at], expression, connection)
        found: Any = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.columns])
        for one in self.related:
            one.populate(row, found)
        for name, at in self.annotations:
            setattr(found, name, row[at])
        return found


@dataclass(frozen=True)
class Asked:
    """A query: `build(**values)`, a query set whose form depends only on `form`, and on which values are
    given, of what type. Lists may hold up to 64 values; more, or none, are asked plainly.
    """

    form: Hashable
    build: Build
    values: dict[str, Any]


def rows_of(form: Hashable, build: Build, /, **values: Any) -> list[Any]:
    """The rows of one query; see `Asked`."""
    return _rows(Asked(form, build, values))


def insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model, as `bulk_create` does, by a query that was put together once."""
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    model: Any = type(rows[0])
    sql, fields = _insertion(model, connection.vendor)
    given = [
        tuple(one.get_db_prep_save(one.pre_save(row, True), connection=connection) for one in fields)
        for row in rows
    ]
    with connection.cursor() as cursor:
        if len(given) == 1:
            cursor.execute(sql, given[0])
        else:
            cursor.executemany(sql, given)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _insertion(model: Any, _vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The query that writes one row of a model, and the fields that it takes in their order."""
    fields = tuple(one for one in model._meta.concrete_fields if not one.db_returning)
    query = models.sql.InsertQuery(model)
    query.insert_values(fields, [model()])
    [(sql, _)] = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return sql, fields


def together(*asked: Asked) -> list[list[Any]]:
    """The rows of each query, in order of time (`written_at`, then id). On SQLite, which does not mind
    what stands in a column, all of them are one query.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    ready = [_ready(one, connection) for one in asked]
    if connection.vendor != "sqlite" or None in ready:
        return [sorted(_rows(one), key=_time) for one in asked]
    parts = [one for one in ready if one is not None]
    query = _united(tuple(form for form, _ in parts))
    if _unasked.get():
        return [[] for _ in parts]
    told = answer(connection, query, [one for _, given in parts for one in given])
    found: list[list[Any]] = [[] for _ in parts]
    for number, *row in told:
        found[number].append(parts[number][0].object(row, connection))
    return [sorted(rows, key=_time) for rows in found]


def _time(row: Any) -> tuple[datetime, UUID]:
    return row.written_at, row.pk


@cache
def _united(forms: tuple[Form, ...]) -> str:
    """One query for all, each row with the number of its form and as many columns as the widest. Its first
    part gives nothing: by the first part Python's sqlite3 learns what stands in a column, and that differs.
    """
    width = max(form.width for form in forms)
    parts = [
        f"SELECT {number}, *{', NULL' * (width - form.width)} FROM ({form.sql})"
        for number, form in enumerate(forms)
    ]
    return " UNION ALL ".join([f"SELECT -1{', NULL' * width} WHERE 0", *parts])


def _rows(asked: Asked) -> list[Any]:
    connection = connections[DEFAULT_DB_ALIAS]
    ready = _ready(asked, connection)
    if _unasked.get():
        return []
    if ready is None:
        return list(asked.build(**_keys(asked)))
    form, given = ready
    return [form.object(list(row), connection) for row in answer(connection, form.sql, given)]


def answer(connection: Any, sql: str, given: Sequence[Any]) -> list[Any]:
    """What the database answers to a statement with its own placeholders. SQLite is asked without Django's
    cursor, which looks through a statement for placeholders each time; with it where somebody counts or
    listens to statements.
    """
    if connection.vendor != "sqlite":
        return _by_cursor(connection, sql, given)
    if connection.queries_logged or connection.execute_wrappers or connection.connection is None:
        return _by_cursor(connection, sql.replace("%", "%%").replace("?", "%s"), given)
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        return list(connection.connection.execute(sql, given).fetchall())


def _by_cursor(connection: Any, sql: str, given: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def _keys(asked: Asked) -> dict[str, Any]:
    """The values, of objects their keys."""
    return {
        name: value.pk if isinstance(value, models.Model) else value for name, value in asked.values.items()
    }


def _ready(asked: Asked, connection: Any) -> tuple[Form, list[Any]] | None:
    """The form with its parameters; None where it must be asked plainly."""
    given = _keys(asked)
    shapes = tuple((name, _shape(value)) for name, value in given.items())
    if any(shape is PLAIN for _, shape in shapes):
        return None
    key = (connection.vendor, asked.form, shapes)
    if key not in _forms:
        _forms[key] = _put_together(asked.build, shapes, connection)
    form = _forms[key]
    if form is None:
        return None
    flat = [one for name, shape in shapes for one in _flat(given[name], shape)]
    return form, form.given([_as_stored(one, connection) for one in flat])


@dataclass(frozen=True)
class Many:
    """The shape of a list of so many values of a type."""

    kind: type
    number: int


@dataclass(frozen=True)
class Same:
    """The shape of a value that is part of the query's text: None, True or False."""

    value: bool | None


PLAIN = object()
KINDS: tuple[type, ...] = (UUID, int, str, datetime, date)
EXACT = frozenset(KINDS)


def _shape(value: Any) -> Any:
    """What of a value decides about the query's form; PLAIN where none can be prepared."""
    if type(value) in EXACT:
        return type(value)
    if value is None or isinstance(value, bool):
        return Same(value)
    if isinstance(value, list | tuple | set | frozenset):
        kinds = set(map(_shape, value))
        kind = kinds.pop() if len(kinds) == 1 else None
        if len(value) > MOST or not isinstance(kind, type):
            return PLAIN
        return Many(kind, 1 << (len(value) - 1).bit_length())
    kind = next((kind for kind in KINDS if isinstance(value, kind)), None)
    return PLAIN if kind is None else kind


def _flat(value: Any, shape: Any) -> list[Any]:
    """The parameters of a value; a list is filled up with its last, which changes nothing of an IN."""
    if isinstance(shape, Same):
        return []
    if isinstance(shape, Many):
        listed = list(value)
        return listed + listed[-1:] * (shape.number - len(listed))
    return [value]


def _as_stored(value: Any, connection: Any) -> Any:
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value.value if isinstance(value, Enum) else value


def _marks(kind: type, start: int, number: int) -> list[Any]:
    """Values that stand for others while the query is put together, each found again in its parameters."""
    made: dict[type, Callable[[int], Any]] = {
        UUID: lambda nth: uuid4(),
        int: lambda nth: 30_000 + nth,
        str: lambda nth: f"mark {nth} {uuid4()}",
        datetime: lambda nth: LONG_AGO + timedelta(seconds=nth),
        date: lambda nth: LONG_AGO.date() + timedelta(days=nth),
    }
    return [made[kind](start + nth) for nth in range(number)]


def _put_together(build: Build, shapes: Sequence[tuple[str, Any]], connection: Any) -> Form | None:
    """The form; None where the values do not stand in the parameters as they are."""
    marks: list[Any] = []
    values: dict[str, Any] = {}
    for name, shape in shapes:
        if isinstance(shape, Same):
            values[name] = shape.value
            continue
        number = shape.number if isinstance(shape, Many) else 1
        new = _marks(shape.kind if isinstance(shape, Many) else shape, len(marks), number)
        marks += new
        values[name] = new if isinstance(shape, Many) else new[0]
    try:
        compiler = build(**values).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
    except (EmptyResultSet, FullResultSet, ValidationError, ValueError, TypeError):
        return None  # the query set itself then tells what is wrong, a word where a number belongs say
    stored = [_as_stored(mark, connection) for mark in marks]
    slots = tuple((at, stored.index(param)) for at, param in enumerate(params) if param in stored)
    if {value for _, value in slots} != set(range(len(marks))):
        return None
    return _form(compiler, sql, params, slots)


def _converter(convert: Callable[..., Any]) -> Callable[..., Any]:
    """SQLite's ids and times by a shorter way: an id stands in many columns and rows of a page."""
    return SHORTER.get(convert.__name__, convert)


def _id(value: str | None, _expression: Any, _connection: Any) -> UUID | None:
    return None if value is None else _uuid(value)


_uuid = lru_cache(maxsize=1024)(UUID)


def _moment(value: datetime | str | None, _expression: Any, connection: Any) -> datetime | None:
    if value is None:
        return None
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return read.replace(tzinfo=connection.timezone)


SHORTER = {"convert_uuidfield_value": _id, "convert_datetimefield_value": _moment}


def _form(compiler: Any, sql: str, params: Sequence[Any], slots: tuple[tuple[int, int], ...]) -> Form:
    """The form of a query that was put together, as Django's own iteration reads its rows."""
    of, select = compiler.klass_info, compiler.select
    columns = slice(of["select_fields"][0], of["select_fields"][-1] + 1)
    converters = compiler.get_converters([expression for expression, _, _ in select])
    if compiler.connection.vendor == "sqlite":
        sql = sql.replace("%s", "?").replace("%%", "%")
    return Form(
        sql=sql,
        fixed=tuple(params),
        slots=slots,
        model=of["model"],
        names=tuple(one[0].target.attname for one in select[columns]),
        columns=columns,
        converters=tuple(
            (at, _converter(convert), expression)
            for at, (converts, expression) in converters.items()
            for convert in converts
        ),
        related=tuple(get_related_populators(of, select, DEFAULT_DB_ALIAS)),
        annotations=tuple(compiler.annotation_col_map.items()),
        width=len(select),
    )
