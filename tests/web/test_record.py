"""`palpate record …` as it is typed: exit status and words."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.records.tampering import tamper

from palpate.accounts.models import Clinic, Role, User
from palpate.cli import main
from palpate.records import acts
from palpate.records.models import Client


@pytest.fixture
def owner(db: None) -> User:
    """Somebody of a clinic with one client."""
    clinic = Clinic.objects.create(name="Harbour Street")
    owner = User.objects.create_user("owner", clinic=clinic, role=Role.OWNER)
    acts.register_client(by=owner, given_name="Ada", family_name="Osei")
    return owner


def test_verify_counts_the_rows_of_each_clinic(owner: User, capsys: pytest.CaptureFixture[str]) -> None:
    Clinic.objects.create(name="Elsewhere")
    assert main(["record", "verify"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Harbour Street: 1 row, every one as it was written",
        "Elsewhere: 0 rows, every one as it was written",
    ]


def test_verify_names_the_break_and_exits_with_1(owner: User, capsys: pytest.CaptureFixture[str]) -> None:
    forged = Client(clinic=owner.clinic, author=owner, given_name="No", family_name="Body")
    forged.first = forged.pk
    Client.objects.bulk_create([forged])
    assert main(["record", "verify"]) == 1
    said = capsys.readouterr().out
    assert f"Harbour Street: in no entry, client {forged.pk}: the row was added" in said


def test_a_setting_that_cannot_be_used_is_said_in_one_line(tmp_path: Path) -> None:
    wrong = {"PALPATE_HOME": str(tmp_path), "DATABASE_URL": "mysql://somewhere/clinic"}
    done = subprocess.run(
        [sys.executable, "-m", "palpate", "record", "verify"],
        env=os.environ | wrong | {"DJANGO_SETTINGS_MODULE": "palpate.web.settings"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("palpate record: DATABASE_URL")
    assert len(done.stderr.splitlines()) == 1


def test_verify_for_programs_names_whose_row_it_is(owner: User, capsys: pytest.CaptureFixture[str]) -> None:
    client = Client.objects.get()
    tamper("UPDATE records_client SET notes = 'never said'")
    assert main(["record", "verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert not told["verified"]
    assert told["breaks"] == [
        {
            "clinic": "Harbour Street", "entry": 1, "table": "client", "row": str(client.pk),
            "what": "the row is not as it was written", "client": "Ada Osei", "client_id": str(client.pk),
            "episode": None, "written_at": client.written_at.isoformat(), "author": "owner",
        }
    ]  # fmt: skip


def test_a_kept_head_shows_that_the_end_was_cut_off(owner: User, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["record", "head"]) == 0
    kept = capsys.readouterr().out.split()[0]
    assert main(["record", "verify", "--head", kept]) == 0
    tamper("DELETE FROM records_client")
    tamper("DELETE FROM records_ledgerentry")
    assert main(["record", "verify"]) == 0
    assert main(["record", "verify", "--head", kept]) == 1
    assert f"cut off: no entry has the kept digest {kept}" in capsys.readouterr().out
