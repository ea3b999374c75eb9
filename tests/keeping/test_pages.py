"""The owner's pages: backups and their age, exports in the background, a client's rights."""

import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from palpate.accounts.models import Clinic, Role, User
from palpate.accounts.strength import CONFIRMED
from palpate.keeping import jobs
from palpate.records import acts, look
from palpate.records.acts.erasing import hold_of
from palpate.records.models import BackupMade, Client, Erasure


@pytest.fixture
def owner(db: None) -> User:
    """The owner of a clinic with one client."""
    clinic = Clinic.objects.create(name="Harbour Street")
    owner = User.objects.create_user("boss", password="long enough", clinic=clinic, role=Role.OWNER)
    client = acts.register_client(by=owner, given_name="Ada", family_name="Osei", notes="first said")
    acts.correct_client(by=owner, client=client, notes="then said")
    return owner


@pytest.fixture
def browser(owner: User) -> Browser:
    """The owner's browser, a minute after the password."""
    browser = Browser()
    browser.force_login(owner)
    state = browser.session
    state[CONFIRMED] = timezone.now().timestamp()
    state.save()
    return browser


def client_of(owner: User) -> Client:
    """The one client."""
    return look.find_clients(owner.clinic, "Ada")[0]


def text_of(answer: Any) -> str:
    """What a page says."""
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_the_age_of_the_last_verified_backup_in_words(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "There is no verified backup yet" in text_of(browser.get("/record/"))
    old = timezone.now() - timedelta(days=3)
    BackupMade.objects.create(at=old, verified_at=old, folder="/b", name="x.backup")
    assert "older than it should be" not in text_of(browser.get("/record/"))
    monkeypatch.setenv("PALPATE_BACKUP", "daily 02:30 /b")
    page = text_of(browser.get("/record/"))
    assert "3 days ago" in page and "older than it should be" in page
    BackupMade.objects.create(at=timezone.now(), folder="/b", name="y.backup", problem="the disk is full")
    assert "the disk is full" in text_of(browser.get("/record/"))
    monkeypatch.setenv("PALPATE_BACKUP", "every full moon")
    assert "is not understood" in text_of(browser.get("/record/"))


def test_a_backup_is_not_begun_without_a_key(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PALPATE_BACKUP_KEY", raising=False)
    page = text_of(browser.post("/record/backup/", follow=True))
    assert "There is no key for backups yet" in page


def test_everything_in_the_background_and_the_finished_file(browser: Browser, owner: User) -> None:
    address = browser.post("/record/export/")["Location"]
    assert "It is being done" in text_of(browser.get(address))
    key = address.rstrip("/").rpartition("/")[2]
    assert jobs.run(key) == 0
    assert "Done: 1 clients, 2 rows" in text_of(browser.get(address))
    answer = browser.get(f"{address}file/")
    whole = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert json.loads(archive.read("about.json"))["rows"] == {"client": 2}
    stranger = Browser()
    stranger.force_login(
        User.objects.create_user("m", clinic=Clinic.objects.create(name="Else"), role=Role.OWNER)
    )
    assert stranger.get(address).status_code == 404


def test_work_whose_process_is_gone_has_failed(browser: Browser, owner: User) -> None:
    job = jobs.start("export", owner)
    told = json.loads((job.folder / "job.json").read_text(encoding="utf8"))
    (job.folder / "job.json").write_text(json.dumps(told | {"pid": 2**22 + 1}), encoding="utf8")
    assert "begin it again" in text_of(browser.get(f"/record/jobs/{job.id}/"))


def test_a_failure_is_told(owner: User, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALPATE_BACKUP", f"daily 02:30 {settings.HOME}/b")
    monkeypatch.delenv("PALPATE_BACKUP_KEY", raising=False)
    job = jobs.start("backup", owner)
    assert jobs.run(job.id) == 1
    assert "there is no key" in text_of(browser.get(f"/record/jobs/{job.id}/"))


def test_what_is_kept_with_its_history(browser: Browser, owner: User) -> None:
    page = text_of(browser.get(f"/record/clients/{client_of(owner).first}/"))
    assert "first said" in page and "then said" in page and "corrected later" in page


def test_one_client_to_take_along(browser: Browser, owner: User) -> None:
    answer = browser.get(f"/record/clients/{client_of(owner).first}/export/")
    whole = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert "record.html" in zipfile.ZipFile(io.BytesIO(whole)).namelist()
    assert not list(Path(settings.HOME).glob("keeping-*"))


def test_restricting_and_lifting(browser: Browser, owner: User) -> None:
    client = client_of(owner)
    place = f"/record/clients/{client.first}/"
    assert "say why" in text_of(browser.post(f"{place}hold/", {}, follow=True))
    browser.post(f"{place}hold/", {"reason": "contests it"})
    assert "contests it" in text_of(browser.get(place))
    refused = browser.post(f"/clients/{client.first}/edit/", {"given_name": "Eve", "family_name": "Osei"})
    assert refused.status_code == 403 and client_of(owner).given_name == "Ada"
    browser.post(f"{place}lift/", {"reason": "settled"})
    assert hold_of(client.first) is None


def test_erasing_asks_why_and_says_what_remains(
    browser: Browser, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "palpate.keeping.erasing.scrub", lambda models: True
    )  # not inside a test's transaction
    client = client_of(owner)
    place = f"/record/clients/{client.first}/erase/"
    said = {"reason": "asked", "legal_basis": "GDPR art. 17", "asked_by": "Ada", "asked_on": "2026-01-02"}
    assert "Tick this first" in text_of(browser.post(place, said))
    assert "how many years" in text_of(browser.post(place, said | {"sure": "on"}))
    assert not Erasure.objects.exists()
    browser.post("/record/years/", {"years": "10", "law": "the law"})
    assert "keep this until" in text_of(browser.post(place, said | {"sure": "on"}))
    page = text_of(browser.post(place, said | {"sure": "on", "early": "kept without need"}))
    assert "2 entries were blanked" in page
    assert browser.get(f"/clients/{client.first}/").status_code == 410
    assert Erasure.objects.get().asked_on == date(2026, 1, 2)
