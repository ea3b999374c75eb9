"""When a backup is due, by one setting; what was missed is caught up."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from palpate.accounts.models import User
from palpate.keeping import keeper, timing
from palpate.keeping.timing import BadTiming, Timing, is_due, read
from palpate.records.models import BackupMade

NIGHT = read("daily 02:30 /backups keep 3")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of January 2026; the 4th is a Sunday."""
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def made(moment: datetime, *, good: bool = True) -> None:
    """Record a backup of that moment."""
    BackupMade.objects.create(at=moment, verified_at=moment if good else None, folder="/backups", name="x")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("daily 02:30 /a b/c keep 14", Timing(timedelta(days=1), Path("/a b/c"), 14, None, 2, 30)),
        ("hourly /backups", Timing(timedelta(hours=1), Path("/backups"), 14, None, 2, 30)),
        ("weekly sun 04:05 /backups keep 8", Timing(timedelta(days=7), Path("/backups"), 8, 6, 4, 5)),
    ],
)
def test_the_setting_is_read(text: str, said: Timing) -> None:
    assert read(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "nightly /b",
        "daily 25:00 /b",
        "daily 02:30",
        "weekly 02:30 /b",
        "daily sun 02:30 /b",
        "daily /b keep 0",
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(BadTiming, match="write for example"):
        read(text)


def test_the_last_moment_of_a_schedule() -> None:
    assert NIGHT.last_before(at(5, 2, 29)) == at(4, 2, 30)
    assert NIGHT.last_before(at(5, 2, 30)) == at(5, 2, 30)
    assert read("hourly /b").last_before(at(5, 7, 59)) == at(5, 7)
    week = read("weekly sun 04:05 /b")
    assert week.last_before(at(4, 4, 4)) == at(4, 4, 5) - timedelta(days=7)
    assert week.last_before(at(7, 0)) == at(4, 4, 5)


def test_one_is_due_until_it_was_made_and_a_missed_one_is_caught_up(db: None) -> None:
    assert is_due(NIGHT, at(5, 12))
    made(at(5, 2, 31))
    assert not is_due(NIGHT, at(6, 2, 29))
    assert is_due(NIGHT, at(6, 2, 30))
    assert is_due(NIGHT, at(9, 17))  # the machine was off for days


def test_after_a_failure_it_waits_a_little_and_tries_again(db: None) -> None:
    made(at(5, 2, 30), good=False)
    assert not is_due(NIGHT, at(5, 2, 59))
    assert is_due(NIGHT, at(5, 3, 0))


@pytest.mark.usefixtures("scratch_is_migrated")
def test_the_keeper_makes_what_is_due_once_and_thins_out(
    owner: User, tmp_path: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    old = [folder / f"palpate-2020010{day}-023000.backup" for day in (1, 2)]
    for file in old:
        file.touch()
    monkeypatch.setenv(timing.SETTING, f"daily 00:00 {folder} keep 2")
    monkeypatch.setenv("PALPATE_BACKUP_KEY", str(key_file))
    assert keeper.look()
    assert not keeper.look()
    one = BackupMade.objects.get()
    assert one.verified_at and sorted(os.listdir(folder)) == [old[1].name, one.name]


def test_only_one_at_a_time(owner: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(timing.SETTING, f"daily 00:00 {tmp_path}")
    with keeper.alone() as mine:
        assert mine and not keeper.look()
    assert not BackupMade.objects.exists()


def test_a_server_does_not_start_with_a_schedule_that_could_not_run(tmp_path: Path) -> None:
    more = {"PALPATE_HOME": str(tmp_path), "PALPATE_BACKUP": "daily 02:30 /backups", "DATABASE_URL": ""}
    more["DJANGO_SETTINGS_MODULE"] = "palpate.web.settings"
    done = subprocess.run(
        [sys.executable, "-m", "palpate", "serve", "--port", "8971"],
        env=os.environ | more, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert "palpate backup --new-key" in done.stderr and "PALPATE_BACKUP_KEY" in done.stderr


def test_the_age_of_the_last_good_one_counts_not_that_of_a_failure(db: None) -> None:
    made(timezone.now() - timedelta(days=2))
    made(timezone.now(), good=False)
    found = timing.last_good()
    assert found is not None and found.verified_at is not None
