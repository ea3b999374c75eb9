"""An export holds everything, in forms that anybody can read, and can be compared with the database."""

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from palpate.accounts.models import Clinic, Role, User
from palpate.cli import main
from palpate.exchange.export.files import write_client, write_clinic
from palpate.knowledge import knowledge
from palpate.records import acts
from palpate.records.chain import head
from palpate.records.ledger import START, link
from palpate.records.models import ROWS, Client, LedgerEntry, Letter


@pytest.fixture
def owner(db: None) -> User:
    """The owner of a clinic with two clients, one of whom has been treated, corrected and written about."""
    clinic = Clinic.objects.create(name="Harbour Street")
    owner = User.objects.create_user("owner", password="long enough", clinic=clinic, role=Role.OWNER)
    ada = acts.register_client(by=owner, given_name="Ada", family_name="Osei", notes="=1+1")
    acts.register_client(by=owner, given_name="Ben", family_name="Other")
    episode = acts.open_episode(by=owner, client=ada, title="Right <b>shoulder</b>")
    visit = acts.book_visit(by=owner, episode=episode, therapist=owner, starts_at=timezone.now(), minutes=60)
    seen = {"by": owner, "episode": episode, "visit": visit}
    first = acts.record_observation(**seen, finding="night_pain", present=True, note="wakes at #3 *twice*")
    acts.record_observation(**seen, finding="night_pain", present=False)
    assert first.replaces_id is None
    acts.record_score(**seen, measure="nprs", value=6, taken_on=date(2026, 1, 3))
    acts.correct_client(by=owner, client=ada, phone="555 0100")
    letter = acts.write_letter(by=owner, episode=episode, to_name="Dr Who", body={"subject": "Shoulder"})
    acts.send_letter(by=owner, letter=letter, pdf=b"%PDF-1.7 as it went out")
    return owner


def client_of(owner: User, name: str) -> Client:
    """The first row of a client."""
    return Client.objects.get(given_name=name, replaces=None)


def expected(clinic: Clinic) -> dict[str, int]:
    """How many rows each table has in the database."""
    counts = {
        str(model._meta.model_name): model._default_manager.filter(clinic=clinic).count() for model in ROWS
    }
    return {table: count for table, count in counts.items() if count}


def agrees(row: dict[str, Any]) -> bool:
    """Whether the digest of a row's content can be computed again from what the export says."""
    said = json.dumps({**row["fields"], "table": row["table"]}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((row["entry"]["salt"] + said).encode()).hexdigest() == row["entry"]["content"]


def test_a_client_with_every_row_and_digests_that_can_be_recomputed(owner: User, tmp_path: Path) -> None:
    ada = client_of(owner, "Ada")
    written = write_client(tmp_path / "ada.zip", owner.clinic, ada.first)
    with zipfile.ZipFile(tmp_path / "ada.zip") as archive:
        assert archive.testzip() is None
        record = json.loads(archive.read("record.json"))
        names = set(archive.namelist())
        letter = next(name for name in names if name.startswith("letters/"))
        assert archive.read(letter) == b"%PDF-1.7 as it went out"
        assert archive.read("record.pdf").startswith(b"%PDF-")
        rows = list(csv.DictReader(io.TextIOWrapper(archive.open("observation.csv"), encoding="utf8")))
    assert {"README.txt", "record.html", "score.csv"} <= names
    assert len(record["rows"]) == written.count == LedgerEntry.objects.count() - 1
    assert all(agrees(row) for row in record["rows"])
    assert {row["fields"]["id"] for row in record["rows"] if row["table"] == "client"} == {
        str(key) for key in Client.objects.filter(first=ada.first).values_list("pk", flat=True)
    }
    assert [row["present"] for row in rows] == ["True", "False"]
    assert "Ben" not in json.dumps(record)


def test_the_page_can_be_read_and_refers_to_nothing_outside(owner: User, tmp_path: Path) -> None:
    write_client(tmp_path / "ada.zip", owner.clinic, client_of(owner, "Ada").first)
    page = zipfile.ZipFile(tmp_path / "ada.zip").read("record.html").decode()
    assert knowledge().findings["night_pain"].name in page
    assert "Right &lt;b&gt;shoulder&lt;/b&gt;" in page and "555 0100" in page
    assert "corrected later" in page
    assert not re.findall(r"(?:https?:)?//|<script|<link|<img|src=|url\(", page)


def test_a_whole_clinic_agrees_with_the_database(owner: User, tmp_path: Path) -> None:
    acts.set_years_to_keep(by=owner, clinic=owner.clinic, years=10)
    elsewhere = User.objects.create_user("m", clinic=Clinic.objects.create(name="Else"), role=Role.OWNER)
    acts.register_client(by=elsewhere, given_name="Not", family_name="Ours")
    told: list[tuple[int, int]] = []
    about = write_clinic(
        tmp_path / "all.zip", owner.clinic, tell=lambda done, every: told.append((done, every))
    )
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.testzip() is None and json.loads(archive.read("about.json")) == about
        records = [
            json.loads(archive.read(name)) for name in archive.namelist() if name.endswith("record.json")
        ]
        ledger = list(csv.DictReader(io.TextIOWrapper(archive.open("ledger.csv"), encoding="utf8")))
        people = archive.read("people.csv").decode()
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert about["rows"] == expected(owner.clinic) and about["clients"] == 2
    assert sum(len(record["rows"]) for record in records) + 1 == about["entries"] == len(ledger)
    assert all(agrees(row) for record in records for row in record["rows"])
    before = START
    for line in ledger:
        before = link(before, line["table"], line["row_id"], line["content"])  # type: ignore[arg-type]
        assert before == line["digest"]
    assert before == about["head"] == head(owner.clinic)[1]
    assert "owner" in people and "md5" not in people and owner.password not in people
    assert b"Ours" not in everything
    assert told[0] == (0, 2) and told[-1] == (2, 2)


def test_an_erased_client_is_there_without_content(owner: User, tmp_path: Path) -> None:
    ben = client_of(owner, "Ben")
    why = {
        "reason": "asked",
        "legal_basis": "GDPR art. 17",
        "asked_by": "Client",
        "asked_on": date(2026, 1, 2),
    }
    acts.erase(by=owner, thing=ben, early="for the test", **why)
    write_client(tmp_path / "ben.zip", owner.clinic, ben.first)
    record = json.loads(zipfile.ZipFile(tmp_path / "ben.zip").read("record.json"))
    assert record["erased"] and "Other" not in json.dumps(record)


def test_an_export_that_fails_leaves_nothing(
    owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(content: object) -> bytes:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("palpate.exchange.export.files._pdf", failing)
    with pytest.raises(RuntimeError):
        write_client(tmp_path / "ada.zip", owner.clinic, client_of(owner, "Ada").first)
    assert list(tmp_path.iterdir()) == []


def test_by_command(owner: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = str(client_of(owner, "Ada").first)
    assert main(["record", "export", key, "--to", str(tmp_path)]) == 0
    assert main(["record", "export", "--all", "--to", str(tmp_path)]) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        f"client-{key[:8]}.zip", f"clinic-{owner.clinic.pk}.zip",
    ]  # fmt: skip
    assert (tmp_path / f"client-{key[:8]}.zip").stat().st_mode & 0o777 == 0o600
    assert main(["record", "export", "nobody"]) == 2
    assert "there is no client 'nobody'" in capsys.readouterr().err
    assert Letter.objects.exclude(pdf=None).count() == 1
