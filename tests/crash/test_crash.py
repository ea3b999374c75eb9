"""The crash test in small, with real kills; and that it sees what is lost, torn, doubled or changed."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from crash.begin import begin
from crash.check import check, count
from crash.writer import Sent

from palpate.accounts.models import User
from palpate.records import acts
from palpate.records.models import Visit
from tests.records.tampering import tamper
from tests.replay import Write

ROOT = Path(__file__).parents[2]


# PostgreSQL's own kills are left to `make crash`: once in three runs of all tests that one did not end.
@pytest.mark.parametrize("engine", ["sqlite"])
def test_three_kills_lose_nothing(engine: str, tmp_path: Path) -> None:
    figures = tmp_path / "crash.json"
    words = ["--kills", "3", "--writers", "2", "--engine", engine, "--out", str(figures)]
    done = subprocess.run(
        [sys.executable, "-m", "crash", *words],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(figures.read_text())[engine]
    assert found["kills"]["in all"] == 3
    assert found["answered"] == found["writes"] > 12  # the queue alone, and what was written before
    assert not any(found[name] for name in ("lost", "torn", "stored twice", "breaks of the chain"))


@pytest.fixture
def stored(db: None) -> tuple[Sent, int]:
    """A note that was answered as saved and is there; and how many rows there were before."""
    [place] = begin(1)
    before = count()
    one = Sent("note", "it aches", Write(f"/visits/{place.visit}/note/draft/", [("subjective", "it aches")]))
    one.stored = True
    acts.save_note_draft(
        by=User.objects.get(),
        visit=Visit.objects.get(),
        subjective="it aches",
        row_id=one.write.stored_as,
    )
    return one, before


def test_what_is_there_once_is_well(stored: tuple[Sent, int]) -> None:
    one, before = stored
    assert not check([one], before).wrong
    assert check([replace(one, stored=False)], before).unanswered == 1


def test_an_answered_write_that_is_not_there_is_lost(stored: tuple[Sent, int]) -> None:
    one, before = stored
    gone = replace(one, write=replace(one.write, row_id=uuid4()))
    assert len(check([one, gone], before).lost) == 1
    assert not check([one, replace(gone, stored=False)], before).wrong
    assert len(check([replace(one, says="another")], before).lost) == 1


def test_a_write_without_an_answer_that_is_there_in_part_is_torn(stored: tuple[Sent, int]) -> None:
    one, before = stored
    assert len(check([replace(one, says="another", stored=False)], before).torn) == 1


def test_a_row_that_nobody_sent_counts_as_stored_twice(stored: tuple[Sent, int]) -> None:
    one, before = stored
    acts.save_note_draft(by=User.objects.get(), visit=Visit.objects.get(), subjective="once more")
    assert check([one], before).twice == 1


def test_a_changed_row_breaks_the_chain(stored: tuple[Sent, int]) -> None:
    one, before = stored
    tamper("UPDATE records_visit SET minutes = 7")
    assert len(check([one], before).broken) == 1
