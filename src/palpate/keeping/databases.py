"""Whole databases: a second one beside the clinic's own, a consistent copy, and one filled from a copy.

A copy is a folder of files: of SQLite the database file, of PostgreSQL one file a table, as COPY gives it.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, ProgrammingError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

SQLITE_FILE = "database.sqlite3"
TABLES = "tables"  # the folder of PostgreSQL's tables
# A scratch copy needs no log of its own beside it.
PLAIN_FILE = "PRAGMA journal_mode=DELETE"
Migrations = list[tuple[str, str]]
T = TypeVar("T")


class Unfit(Exception):  # noqa: N818 - what it is, not that it failed
    """A copy that cannot become this database. The message says why, and what would do."""


def vendor() -> str:
    """Which database the clinic's own is: sqlite or postgresql."""
    return str(connections[DEFAULT_DB_ALIAS].vendor)


def is_empty(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether nothing was ever stored there."""
    return not connections[alias].introspection.table_names()


@contextmanager
def also(name: str, **options: Any) -> Iterator[str]:
    """A second database of the same kind as the clinic's own, by an alias that goes away again."""
    settings = connections[DEFAULT_DB_ALIAS].settings_dict
    alias = f"keeping_{secrets.token_hex(4)}"
    changed = {"NAME": name, "CONN_MAX_AGE": 0, "OPTIONS": {**settings["OPTIONS"], **options}}
    connections.settings[alias] = {**settings, **changed}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


@contextmanager
def scratch(folder: Path) -> Iterator[str]:
    """An empty database to restore into and look at, gone afterwards."""
    if vendor() == "sqlite":
        with also(str(folder / "restored.sqlite3"), init_command=PLAIN_FILE) as alias:
            yield alias
        return
    name = f"palpate_check_{secrets.token_hex(6)}"
    try:
        _outside_a_transaction(f"CREATE DATABASE {name}")
    except ProgrammingError as error:
        raise Unfit(
            "a backup is verified by restoring it, which needs a database beside the clinic's own: "
            f"ALTER ROLE … CREATEDB ({str(error).strip()})"
        ) from None
    try:
        with also(name) as alias:
            yield alias
    finally:
        _outside_a_transaction(f"DROP DATABASE {name}")


def copy(folder: Path, look: Callable[[str], T]) -> T:
    """Copy the clinic's database into the folder as it is at one moment, while others go on writing. What
    `look` finds of that moment: it is given the alias of a database that is just so.
    """
    if vendor() == "sqlite":
        return _copy_sqlite(folder / SQLITE_FILE, look)
    (folder / TABLES).mkdir()
    return _copy_postgresql(folder / TABLES, look)


def migrations(alias: str) -> Migrations:
    """The migrations that a database has."""
    return sorted(MigrationRecorder(connections[alias]).applied_migrations())


def fill(alias: str, folder: Path, had: Migrations) -> None:
    """Make an empty database what the copy in the folder is. Raises Unfit."""
    wanted = SQLITE_FILE if vendor() == "sqlite" else TABLES
    if not (folder / wanted).exists():
        raise Unfit(
            f"the backup is of another kind of database, this one is {vendor()}: "
            "set DATABASE_URL to one of the kind that was backed up, restore, then move the record"
        )
    if vendor() == "sqlite":
        with also(str(folder / SQLITE_FILE), init_command=PLAIN_FILE) as source:
            _copy_all(source, alias)
    else:
        _fill_postgresql(alias, folder / TABLES, had)


def _copy_sqlite(file: Path, look: Callable[[str], T]) -> T:
    # A connection of its own: the backup of one that is writing would wait for itself without end.
    own = connections[DEFAULT_DB_ALIAS].settings_dict["NAME"]
    with also(str(file), init_command=PLAIN_FILE) as target:
        with also(str(own)) as source:
            _copy_all(source, target)
        return look(target)


def _copy_all(source: str, target: str) -> None:
    """All pages in one step: it holds off no writer, as the file is in WAL mode, and sees one moment."""
    for alias in (source, target):
        connections[alias].ensure_connection()
    connections[source].connection.backup(connections[target].connection, pages=-1)


def _outside_a_transaction(statement: str) -> None:
    """Run a statement on the clinic's own server, on a connection of its own."""
    with (
        also(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"]) as alias,
        connections[alias].cursor() as cursor,
    ):
        cursor.execute(statement)


def _tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


def _columns(cursor: Any, table: str) -> str:
    """The columns of a table that hold something of their own, quoted."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return ", ".join(f'"{name}"' for (name,) in cursor.fetchall())


def _copy_postgresql(folder: Path, look: Callable[[str], T]) -> T:
    """Every table within one transaction, which sees one moment. Each file begins with its columns."""
    with (
        also(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"]) as alias,
        connections[alias].cursor() as cursor,
    ):
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in _tables(cursor):
            columns = _columns(cursor, table)
            with (folder / table).open("wb") as file:
                file.write(columns.encode() + b"\n")
                with cursor.cursor.copy(f'COPY (SELECT {columns} FROM "{table}") TO STDOUT') as rows:
                    for part in rows:
                        file.write(part)
        found = look(alias)
        cursor.execute("COMMIT")
    return found


def _fill_postgresql(alias: str, folder: Path, had: Migrations) -> None:
    files = sorted(folder.iterdir())
    executor = MigrationExecutor(connections[alias])
    known = set(executor.loader.graph.nodes)
    if unknown := [f"{app} {name}" for app, name in had if (app, name) not in known]:
        raise Unfit(f"the backup was made by a newer Palpate (it has {', '.join(unknown)}); update first")
    executor.migrate([one for one in had if not _is_followed(one, had, executor)])
    with connections[alias].cursor() as cursor:
        cursor.execute("BEGIN")
        there = _tables(cursor)
        if missing := [file.name for file in files if file.name not in there]:
            raise Unfit(f"this Palpate makes no table {', '.join(missing)}, which the backup has")
        for table in there:
            cursor.execute(f'DELETE FROM "{table}"')  # what migrations put there: nothing of the record
        for file in files:
            _fill_table(cursor, file)
        _go_on_counting(cursor, [file.name for file in files])
        cursor.execute("COMMIT")


def _is_followed(one: tuple[str, str], had: Sequence[tuple[str, str]], executor: MigrationExecutor) -> bool:
    """Whether a later migration of the same app is there too; migrating to the last brings the others."""
    children = executor.loader.graph.node_map[one].children
    return any(child.key in had and child.key[0] == one[0] for child in children)


def _fill_table(cursor: Any, file: Path) -> None:
    with file.open("rb") as rows:
        columns = rows.readline().decode().strip()
        with cursor.cursor.copy(f'COPY "{file.name}" ({columns}) FROM STDIN') as target:
            while part := rows.read(1 << 16):
                target.write(part)


def _go_on_counting(cursor: Any, tables: Sequence[str]) -> None:
    """Let numbers that the database gives go on after the highest there is."""
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND is_identity = 'YES' AND table_name = ANY(%s)",
        [list(tables)],
    )
    for table, column in cursor.fetchall():
        cursor.execute(
            f'SELECT setval(pg_get_serial_sequence(%s, %s), max("{column}")) FROM "{table}"',
            [f'"{table}"', column],
        )
