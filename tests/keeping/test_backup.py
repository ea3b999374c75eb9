"""A backup is good only when it was restored and verified; it holds one moment of a record that goes on."""

import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection

from palpate.accounts import isolation
from palpate.accounts.models import User
from palpate.cli import main
from palpate.keeping import backup, databases, restore
from palpate.keeping.backup import NotGood, make, thin_out, verify
from palpate.keeping.sealed import Damaged, WrongKey
from palpate.records import acts, triggers
from palpate.records.chain import head
from palpate.records.models import BackupMade, Client
from tests.keeping.conftest import KEY

sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="of the file of SQLite")


def test_a_backup_is_restored_verified_and_recorded(owner: User, tmp_path: Path) -> None:
    made = make(tmp_path / "backups", KEY)
    assert made == BackupMade.objects.get() and made.verified_at and not made.problem
    file = Path(made.folder) / made.name
    assert file.stat().st_size == made.bytes
    manifest = verify(file, KEY)
    assert manifest.counts["records_client"] == 3
    assert manifest.heads == {str(owner.clinic.pk): head(owner.clinic)}
    assert os.listdir(tmp_path / "backups") == [made.name]


@pytest.mark.usefixtures("scratch_is_migrated")
def test_nothing_readable_is_in_the_file_and_nothing_is_left_beside(owner: User, tmp_path: Path) -> None:
    from django.conf import settings

    before = set(os.listdir(settings.HOME))
    made = make(tmp_path, KEY)
    content = (tmp_path / made.name).read_bytes()
    assert b"Osei" not in content and b"SQLite format" not in content
    assert set(os.listdir(settings.HOME)) == before


@pytest.mark.usefixtures("scratch_is_migrated")
def test_a_backup_taken_while_others_write_restores_to_a_verified_record(owner: User, tmp_path: Path) -> None:
    stop, written, wrong = threading.Event(), [], []

    def write() -> None:
        try:
            with isolation.within(owner.clinic_id):
                while not stop.is_set():
                    written.append(acts.register_client(by=owner, given_name="Later", family_name="Row").pk)
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    while len(written) < 5:
        assert not wrong
    acknowledged = len(written)
    try:
        made = make(tmp_path, KEY)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not wrong
    manifest = verify(tmp_path / made.name, KEY)
    clients = manifest.counts["records_client"]
    assert 3 + acknowledged <= clients <= 3 + len(written)
    assert manifest.counts["records_ledgerentry"] == clients


@pytest.mark.usefixtures("scratch_is_migrated")
def test_a_flipped_bit_is_found_wherever_it_is(owner: User, tmp_path: Path) -> None:
    file = tmp_path / make(tmp_path, KEY).name
    whole = file.read_bytes()
    places = {0, len(whole) - 1, *random.Random(5).sample(range(len(whole)), 60)}
    broken = tmp_path / "broken"
    for at in sorted(places):
        broken.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :])
        with pytest.raises((Damaged, WrongKey)):
            backup.unpack(broken, _fresh(tmp_path / f"at-{at}"), KEY)
    broken.write_bytes(whole[:-20])
    with pytest.raises(Damaged):
        verify(broken, KEY)


def _fresh(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.usefixtures("scratch_is_migrated")
def test_a_backup_that_differs_from_what_it_says_is_not_good(
    owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the copying lost a row."""
    filled = databases.fill

    def losing(alias: str, *rest: object) -> None:
        filled(alias, *rest)  # type: ignore[arg-type]
        triggers.remove(databases.connections[alias], ["records_client"])
        with databases.connections[alias].cursor() as cursor:
            cursor.execute("DELETE FROM records_client WHERE given_name = 'Ben'")

    monkeypatch.setattr(databases, "fill", losing)
    with pytest.raises(NotGood, match="records_client had 3 rows, restored are 2"):
        make(tmp_path, KEY)
    assert os.listdir(tmp_path) == []
    tried = BackupMade.objects.get()
    assert tried.verified_at is None and "records_client" in tried.problem


def test_a_folder_that_cannot_be_written_is_said_and_recorded(owner: User, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf8")
    with pytest.raises(NotGood, match="no backup was made"):
        make(tmp_path / "file", KEY)
    assert BackupMade.objects.get().problem


def test_only_the_newest_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    names = [f"palpate-2026010{day}-023000.backup" for day in range(1, 6)]
    for name in (*names, "palpate.txt", "mine.backup"):
        (tmp_path / name).touch()
    assert [file.name for file in thin_out(tmp_path, 2)] == names[:3]
    assert sorted(os.listdir(tmp_path)) == sorted([*names[3:], "palpate.txt", "mine.backup"])


def command(home: Path, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """`palpate …` in another home, on a database of the same kind."""
    sealed = os.environ.get("DATABASE_URL", "").startswith("sqlcipher:")
    url = f"sqlcipher:///{home / 'palpate.sqlite3'}" if sealed else ""
    return subprocess.run(
        [sys.executable, "-m", "palpate", *map(str, words)],
        env=os.environ | {"PALPATE_HOME": str(home), "DATABASE_URL": url} | more
        | {"DJANGO_SETTINGS_MODULE": "palpate.web.settings"},
        capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@sqlite_only
def test_restoring_into_an_empty_home_by_command(owner: User, tmp_path: Path, key_file: Path) -> None:
    file = tmp_path / make(tmp_path, KEY).name
    home = tmp_path / "home"
    done = command(home, "restore", file, "--key", key_file)
    assert done.returncode == 0, done.stderr
    assert "Restored and verified" in done.stdout
    assert command(home, "record", "verify", "--head", head(owner.clinic)[1]).returncode == 0
    again = command(home, "restore", file, "--key", key_file)
    assert again.returncode == 2 and "there is a record already" in again.stderr
    replaced = command(home, "restore", file, "--replace", PALPATE_BACKUP_KEY=str(key_file))
    assert replaced.returncode == 0, replaced.stderr
    assert len(list(home.glob("palpate.sqlite3.before-*"))) == 1
    assert not list(home.glob("keeping-*"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="into a database of PostgreSQL")
def test_restoring_into_an_empty_database_by_command(owner: User, tmp_path: Path, key_file: Path) -> None:
    file = tmp_path / make(tmp_path, KEY).name
    with databases.scratch(tmp_path) as alias:
        name = databases.connections[alias].settings_dict["NAME"]
        before, _, after = os.environ["DATABASE_URL"].partition("?")
        there = {"DATABASE_URL": f"{before.rpartition('/')[0]}/{name}?{after}"}
        done = command(tmp_path / "home", "restore", file, "--key", key_file, **there)
        assert done.returncode == 0, done.stderr
        assert head(owner.clinic)[1] in command(tmp_path / "home", "record", "head", **there).stdout
        assert command(tmp_path / "home", "record", "verify", **there).returncode == 0
        again = command(tmp_path / "home", "restore", file, "--key", key_file, **there)
        assert again.returncode == 2 and "name an empty one in DATABASE_URL" in again.stderr
        with databases.connections[alias].cursor() as cursor:
            cursor.execute("SELECT relrowsecurity FROM pg_class WHERE relname = 'records_client'")
            assert cursor.fetchone() == (True,)
            # Numbers go on after those that were restored.
            cursor.execute("SELECT nextval(pg_get_serial_sequence('records_ledgerentry', 'id'))")
            assert cursor.fetchone()[0] > 3
        databases.connections[alias].close()


@pytest.mark.usefixtures("scratch_is_migrated")
def test_restoring_refuses_without_the_right_key(
    owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / make(tmp_path, KEY).name
    with pytest.raises(WrongKey, match="does not open this file"):
        verify(file, "quite another passphrase")
    monkeypatch.delenv("PALPATE_BACKUP_KEY", raising=False)
    assert main(["restore", str(file)]) == 2
    assert "palpate backup --new-key" in capsys.readouterr().err


@pytest.mark.usefixtures("scratch_is_migrated")
def test_restoring_over_a_record_is_refused(owner: User, tmp_path: Path) -> None:
    file = tmp_path / make(tmp_path, KEY).name
    with pytest.raises(restore.NotEmpty):
        restore.restore(file, KEY)
    assert Client.objects.count() == 3


def test_a_new_key_is_made_once_and_for_its_owner_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new"
    assert main(["backup", "--new-key", str(file)]) == 0
    key = capsys.readouterr().out.split()[0]
    assert len(key.replace("-", "")) == 40 and file.read_text(encoding="utf8").strip() == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert main(["backup", "--new-key", str(file)]) == 2
    assert file.read_text(encoding="utf8").strip() == key
