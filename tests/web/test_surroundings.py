"""What is taken from the environment: the home folder, the secret, the database."""

import os
import stat
from pathlib import Path

import pytest

from palpate.web import surroundings
from palpate.web.surroundings import SettingError, database, secret_key


def test_home_is_made_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALPATE_HOME", str(tmp_path / "deep" / "home"))
    assert stat.S_IMODE(surroundings.home().stat().st_mode) & 0o077 == 0


def test_the_secret_is_made_once_and_kept_to_the_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PALPATE_SECRET_KEY", raising=False)
    first = secret_key(tmp_path)
    assert len(first) > 50
    assert secret_key(tmp_path) == first
    assert stat.S_IMODE(os.stat(tmp_path / "secret.key").st_mode) == 0o600


def test_a_given_secret_is_not_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALPATE_SECRET_KEY", "given")
    assert secret_key(tmp_path) == "given"
    assert not list(tmp_path.iterdir())


def test_sqlite_waits_for_its_turn_and_keeps_through_a_power_cut(tmp_path: Path) -> None:
    found = database("", tmp_path)
    assert found["NAME"] == str(tmp_path / "palpate.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]
    assert database("sqlite:///some/file.sqlite3", tmp_path)["NAME"] == "some/file.sqlite3"


def test_postgresql_is_read_from_its_address(tmp_path: Path) -> None:
    found = database("postgresql://a%40b:p%2Fw@db.example:5433/clinic?sslmode=require", tmp_path)
    wanted = {"NAME": "clinic", "USER": "a@b", "PASSWORD": "p/w", "HOST": "db.example", "PORT": "5433"}
    assert {key: found[key] for key in wanted} == wanted
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("wrong", ["mysql://a/b", "postgresql://host", "clinic"])
def test_another_address_is_refused_with_what_would_be_right(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="write postgresql://"):
        database(wrong, tmp_path)


def test_an_encrypted_database_needs_a_key_that_can_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "database.key"
    monkeypatch.delenv("PALPATE_DATABASE_KEY_FILE", raising=False)
    for set_up, said in (
        (lambda: None, "needs a file with a key; make one with"),
        (lambda: monkeypatch.setenv("PALPATE_DATABASE_KEY_FILE", str(file)), "cannot be read"),
        (lambda: file.write_text("secret"), "does not hold 64 hexadecimal digits"),
    ):
        set_up()
        with pytest.raises(SettingError, match=said):
            database("sqlcipher:///some/file", tmp_path)
    file.write_text("0123456789abcdef" * 4 + "\n")
    found = database("sqlcipher:///some/file", tmp_path)
    assert found["OPTIONS"]["key"] == "0123456789abcdef" * 4
    assert (found["NAME"], found["OPTIONS"]["transaction_mode"]) == ("some/file", "IMMEDIATE")
    with pytest.raises(SettingError, match="write sqlcipher:///"):
        database("sqlcipher://", tmp_path)


def test_the_open_database_has_the_promised_pragmas(db: None) -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is set")
    with connection.cursor() as cursor:
        told = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_proxies_are_addresses_and_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALPATE_PROXIES", "10.1.0.0/16, ::1")
    assert [str(one) for one in surroundings.networks("PALPATE_PROXIES")] == ["10.1.0.0/16", "::1/128"]
    monkeypatch.setenv("PALPATE_PROXIES", "proxy.example")
    with pytest.raises(SettingError, match=r"PALPATE_PROXIES: proxy\.example is no address.*write 127"):
        surroundings.networks("PALPATE_PROXIES")


def test_what_is_written_down_is_one_of_two_words() -> None:
    assert surroundings.log_level("requests") == "INFO"
    with pytest.raises(SettingError, match="write errors or requests"):
        surroundings.log_level("everything")
