"""What the health check says, and what it does not."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from palpate.accounts.models import Clinic, Role, User
from palpate.records import acts

WELL = {"status": "ok", "checks": {"database": "ok", "migrations": "ok", "ledger": "ok"}}


def test_all_is_well_and_nobody_needs_to_sign_in(db: None, client: Client) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, WELL)
    owner = User.objects.create_user("o", clinic=Clinic.objects.create(name="Harbour"), role=Role.OWNER)
    acts.register_client(by=owner, given_name="Ada", family_name="Osei")
    assert client.get("/health/").json() == WELL
    assert client.head("/health/").status_code == 200
    assert client.post("/health/").status_code == 405


def test_a_migration_that_is_missing_shows(db: None, client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("records", "0001_first")
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "migrations": "failed", "ledger": "ok"}


def test_a_ledger_that_cannot_be_read_shows(db: None, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE records_ledgerentry RENAME TO gone")
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "migrations": "ok", "ledger": "failed"}


def test_a_database_that_does_not_answer_shows_and_no_word_of_the_error(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OperationalError("password of host db.example is wrong")

    with monkeypatch.context() as broke:
        broke.setattr(BaseDatabaseWrapper, "cursor", broken)
        answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failed", "checks": dict.fromkeys(("database", "migrations", "ledger"), "failed"),
    }  # fmt: skip
