"""A clinic with something in its record, really committed, and keys that cost little."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from palpate.accounts.models import Clinic, Role, User
from palpate.keeping import databases, sealed
from palpate.records import acts
from tests.records.growing import transactional_db  # noqa: F401

KEY = "correct horse battery staple"


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a key guards real passphrases; here it would only take time."""
    monkeypatch.setattr(sealed, "COST", {"time": 1, "memory": 8, "lanes": 1})


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, django_db_blocker: Any) -> str:
    """On PostgreSQL, the name of a database with the tables that a backup is restored into; else nothing."""
    if connection.vendor == "sqlite":
        return ""
    name = f"{connection.settings_dict['NAME']}_migrated"
    with django_db_blocker.unblock():
        on_the_server(f'CREATE DATABASE "{name}"')
        with databases.also(name) as alias:
            executor = MigrationExecutor(databases.connections[alias])
            executor.migrate(executor.loader.graph.leaf_nodes())
    return name


def on_the_server(statement: str) -> None:
    """Run a statement on a connection to none of the databases that it is about."""
    with databases.also("postgres") as alias:
        databases.connections[alias].ensure_connection()
        databases.connections[alias].connection.execute(statement)


@pytest.fixture
def scratch_is_migrated(migrated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL a backup is verified in a copy of the tables, which else are made anew for each, for
    seconds; that they are made anew in an empty one is seen where this is not asked for.
    """
    if not migrated:
        return

    @contextmanager
    def scratch(_folder: Path) -> Iterator[str]:
        name = f"{migrated}_copy"
        on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{migrated}"')
        try:
            with databases.also(name) as alias:
                yield alias
        finally:
            on_the_server(f'DROP DATABASE "{name}"')

    monkeypatch.setattr(databases, "scratch", scratch)


@pytest.fixture
def owner(
    transactional_db: None,  # noqa: F811
    django_db_blocker: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[User]:
    """The owner of a clinic with three clients. Django's test case refuses databases that it was not told of
    before; here they are made meanwhile.
    """
    connect = django_db_blocker._real_ensure_connection
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", connect)
    clinic = Clinic.objects.create(name="Harbour Street")
    owner = User.objects.create_user("owner", password="long enough", clinic=clinic, role=Role.OWNER)
    for name in ("Ada", "Ben", "Cleo"):
        acts.register_client(by=owner, given_name=name, family_name="Osei", notes=f"remember {name}")
    yield owner


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A file with the key."""
    file = tmp_path / "key"
    file.write_text(KEY + "\n", encoding="utf8")
    return file
