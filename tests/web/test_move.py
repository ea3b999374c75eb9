"""`palpate record move` between real databases: all of it arrives, the proof can fail, the source stays."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests import sqlcipher
from tests.postgres import Server

ROOT = Path(__file__).parents[2]
# Somebody of each table: a clinic at work, a draft of the portal, somebody signed in, a changed number.
FILL = """
import django; django.setup()
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from crash.begin import begin
from palpate.accounts import isolation
from palpate.accounts.models import User
from palpate.portal.models import Draft
from palpate.records import acts
from palpate.records.models import Episode, Visit
from palpate.records.models.words import Purpose
call_command("migrate", verbosity=0)
with isolation.everywhere():
    begin(2)
    for visit in Visit.objects.all():
        by = visit.therapist
        acts.save_note_draft(by=by, visit=visit, subjective="ächzt \\U0001f9b4", counters={"taps": 3})
        acts.record_observation(by=by, episode=visit.episode, finding="night_pain", present=None)
        acts.record_score(by=by, episode=visit.episode, visit=visit, measure="nprs", value=6.5)
        link = acts.invite(by=by, episode=visit.episode, purpose=Purpose.INTAKE)
        Draft.objects.create(invitation=link.first, answers={"why": {"regions": [None, 1.0, True]}})
        by.groups.add(Group.objects.create(name=by.username))
    User.objects.create(pk=900, username="later", clinic=by.clinic)
    SessionStore().create()
"""
SKIPPING = """
import django; django.setup()
from palpate.records import move
whole = move._rows
def but_one(model, using):
    rows = whole(model, using)
    if using == move.SOURCE and model.__name__ == "Note" and not hasattr(move, "once"):
        move.once = next(rows)
    return rows
move._rows = but_one
"""
ONE_MORE = """
import django; django.setup()
from palpate.accounts import isolation
from palpate.accounts.models import Clinic, User
with isolation.everywhere():
    assert User.objects.create(username="new", clinic=Clinic.objects.get()).pk == 901
"""
RUN = "import sys; from palpate.cli import main; sys.exit(main(sys.argv[1:]))"


def run(home: Path, url: str, *words: str, before: str = "", **more: str) -> tuple[int, str]:
    """`palpate` with a home and a database; its exit status and all it said."""
    done = subprocess.run(
        [sys.executable, "-c", before + "\n" + RUN, *words],
        env=os.environ
        | {"PALPATE_HOME": str(home), "DATABASE_URL": url, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        | {"DJANGO_SETTINGS_MODULE": "palpate.web.settings"}
        | more,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a record in SQLite."""
    folder = tmp_path_factory.mktemp("home")
    status, said = run(folder, "", "record", "verify", before=FILL)
    assert status == 0, said
    return folder


def content(file: Path) -> str:
    """A digest of all that a database file says."""
    with sqlite3.connect(file) as connection:
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()


def test_there_and_back_nothing_differs(home: Path, server: Server) -> None:
    before, url, back = content(home / "palpate.sqlite3"), server.new_database(), home / "back.sqlite3"
    status, said = run(home, "", "record", "move", "--to", url)
    assert status == 0, said
    assert "records_note: 2 rows on both sides" in said and "portal_draft: 2 rows" in said
    assert "the chain holds on both sides" in said and "Nothing differs" in said
    assert content(home / "palpate.sqlite3") == before
    status, said = run(home, "", "record", "move", "--to", url)
    assert status == 1 and "the target is not empty" in said
    # A number given out on the other side does not meet one that came.
    status, said = run(home, url, "record", "verify", before=ONE_MORE)
    assert status == 0, said
    status, said = run(home, url, "record", "move", "--to", f"sqlite:///{back}")
    assert status == 0 and "Nothing differs" in said, said


def test_where_a_row_did_not_arrive_nothing_stays(home: Path, server: Server) -> None:
    url = server.new_database()
    status, said = run(home, "", "record", "move", "--to", url, before=SKIPPING)
    assert status == 1 and "what arrived differs: records_note" in said, said
    [[rows]] = server.sql("SELECT count(*) FROM records_client", url.split("/")[3].split("?")[0])
    assert rows == 0


def test_an_encrypted_file_says_nothing_without_its_key(home: Path) -> None:
    more = sqlcipher.surroundings(home)
    url = more.pop("DATABASE_URL")
    status, said = run(home, "", "record", "move", "--to", url, **more)
    assert status == 0 and "Nothing differs" in said, said
    plain, sealed = (home / "palpate.sqlite3").read_bytes(), (home / "encrypted").read_bytes()
    for words in (b"SQLite format 3", b"records_client", b"writer0", b"trapezius", b"pbkdf2", b"argon2"):
        assert words not in sealed
    assert b"records_client" in plain and b"writer0" in plain
    other = sqlcipher.surroundings(home, "other")["PALPATE_DATABASE_KEY_FILE"]
    status, said = run(home, url, "record", "verify", PALPATE_DATABASE_KEY_FILE=other)
    assert (status, len(said.splitlines())) == (2, 1) and "the key does not open" in said, said


def test_the_database_in_use_is_no_target(home: Path) -> None:
    status, said = run(home, "", "record", "move", "--to", f"sqlite:///{home / 'palpate.sqlite3'}")
    assert status == 2 and "the database that is in use" in said
