"""A record of the first release comes to the present form, on both engines.

`first_release/` holds two clinics with a row of every kind, as that release's own acts wrote them, dumped
before any later migration. It is never made anew: what a clinic has on its disk does not change either.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.postgres import Server

from palpate.records.models import ROWS, LedgerEntry

DUMPS = Path(__file__).with_name("first_release")
LEDGER = LedgerEntry._meta.db_table
Table = tuple[list[str], list[tuple[Any, ...]]]  # names of the columns, and rows in the order of their ids


@dataclass
class Old:
    """A database of the first release."""

    url: str
    connection: Any

    def tables(self) -> list[str]:
        """The tables of the record that it has."""
        return [model._meta.db_table for model in (*ROWS, LedgerEntry) if self.has(model._meta.db_table)]

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        where = "sqlite_master" if self.url.startswith("sqlite") else "pg_tables"
        name = "name" if self.url.startswith("sqlite") else "tablename"
        return bool(self.connection.execute(f"SELECT 1 FROM {where} WHERE {name} = '{table}'").fetchone())

    def read(self, table: str, columns: str = "*") -> Table:
        """What a table says."""
        cursor = self.connection.execute(f"SELECT {columns} FROM {table} ORDER BY id")
        return [one[0] for one in cursor.description], cursor.fetchall()

    def palpate(self, *words: str) -> tuple[int, str]:
        """A command on it: its exit status, and what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "palpate", *words],
            env=os.environ | {"DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "palpate.web.settings"},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Old]:
    file = tmp_path / "palpate.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executescript((DUMPS / "sqlite.sql").read_text(encoding="utf8"))
        yield Old(f"sqlite:///{file}", connection)


@pytest.fixture
def postgresql(server: Server) -> Iterator[Old]:
    url = server.new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute((DUMPS / "postgresql.sql").read_text(encoding="utf8"))
        connection.execute("SET search_path = public")
        connection.execute("SET row_security = on")
        connection.execute("SET palpate.clinic = '*'")
        yield Old(url, connection)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest) -> Old:
    """It on one engine, then on the other."""
    found: Old = request.getfixturevalue(request.param)
    return found


def test_nothing_is_lost_the_chain_verifies_and_every_table_still_only_grows(old: Old) -> None:
    before = {table: old.read(table) for table in old.tables()}
    assert all(rows for _, rows in before.values())
    status, said = old.palpate("record", "migrate")
    assert (status, said.splitlines()[-1]) == (0, "Done."), said
    for table, (columns, rows) in before.items():
        kept = ", ".join(f'"{name}"' for name in columns if (table, name) != (LEDGER, "digest"))
        wanted = [
            tuple(value for name, value in zip(columns, row, strict=True) if f'"{name}"' in kept)
            for row in rows
        ]
        assert old.read(table, kept)[1] == wanted, table
    status, said = old.palpate("record", "verify", "--json")
    assert (status, json.loads(said)) == (0, {"verified": True, "breaks": []})
    for table in {model._meta.db_table for model in (*ROWS, LedgerEntry)} & set(before):
        for change in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises((sqlite3.DatabaseError, psycopg.DatabaseError), match="only grows"):
                old.connection.execute(change)
    assert old.palpate("record", "migrate") == (0, "The database has its present form already.\n")


def test_a_record_that_does_not_verify_is_left_as_it_is(sqlite: Old) -> None:
    """Giving a changed row a fresh digest would hide that somebody changed it."""
    sqlite.connection.execute("DROP TRIGGER records_client_no_update")
    sqlite.connection.execute("UPDATE records_client SET notes = 'never said' WHERE notes <> ''")
    before = sqlite.read(LEDGER)
    status, said = sqlite.palpate("record", "migrate")
    assert status == 2 and "Traceback" not in said
    assert "the record of Harbour Street does not verify, so it was not changed" in said.splitlines()[-1]
    assert sqlite.read(LEDGER) == before


def test_an_older_version_does_not_work_on_a_newer_record(sqlite: Old) -> None:
    sqlite.connection.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_to_come', '2030-01-01')"
    )
    status, said = sqlite.palpate("serve", "--port", "0")
    assert status == 2
    assert said.startswith(
        "palpate serve: the database has the form of a newer Palpate (records 9999_to_come"
    )
