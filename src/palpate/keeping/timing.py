"""When backups are made by themselves: one setting, and what follows from it."""

import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from palpate.records.models import BackupMade

SETTING = "PALPATE_BACKUP"
RIGHT = 'write for example "daily 02:30 /mnt/backups keep 14", or "hourly /mnt/backups", "weekly sun 02:30 …"'
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL_KEEP = 14
AGAIN = timedelta(minutes=30)  # after one that failed

_FORM = re.compile(
    r"(?P<every>hourly|daily|weekly)(?: (?P<day>[a-z]{3}))?(?: (?P<hour>\d\d?):(?P<minute>\d\d))?"
    r" (?P<folder>\S.*?)(?: keep (?P<keep>\d+))?"
)


class BadTiming(Exception):  # noqa: N818 - what it is, not that it failed
    """PALPATE_BACKUP cannot be understood. The message says what would be right."""


@dataclass(frozen=True)
class Timing:
    """Every hour, day or week, into a folder, of which the newest `keep` stay."""

    every: timedelta
    folder: Path
    keep: int = USUAL_KEEP
    day: int | None = None  # 0 Monday to 6 Sunday, of a weekly one
    hour: int = 2
    minute: int = 30

    def last_before(self, now: datetime) -> datetime:
        """The moment at which the newest backup should have been made, in the time zone of `now`."""
        if self.every == timedelta(hours=1):
            at = now.replace(minute=0, second=0, microsecond=0)
        else:
            at = now.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
            if self.day is not None:
                at -= timedelta(days=(at.weekday() - self.day) % 7)
        return at if at <= now else at - self.every


def read(text: str) -> Timing:
    """The timetable that a setting says. Raises BadTiming."""
    found = _FORM.fullmatch(" ".join(text.split()))
    if found is None:
        raise BadTiming(f"{SETTING}: {text!r} is not understood; {RIGHT}")
    every, day, keep = found["every"], found["day"], int(found["keep"] or USUAL_KEEP)
    hour, minute = int(found["hour"] or 2), int(found["minute"] or (0 if found["hour"] else 30))
    folder = Path(found["folder"])
    if (
        hour > 23
        or minute > 59
        or keep < 1
        or (every == "weekly") != (day in DAYS)
        or not folder.is_absolute()
    ):
        raise BadTiming(f"{SETTING}: {text!r} is not possible; {RIGHT}")
    length = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(days=7)}[every]
    weekday = DAYS.index(day) if day else None
    return Timing(length, folder, keep, weekday, hour, minute)


def of_setting() -> Timing | None:
    """The timetable of PALPATE_BACKUP; None where nothing is set. Raises BadTiming."""
    text = os.environ.get(SETTING, "").strip()
    return read(text) if text else None


def folder_of_setting() -> Path:
    """Where backups go: the folder of the timetable, else one in the home folder."""
    timing = of_setting()
    return timing.folder if timing else Path(settings.HOME) / "backups"


def last_good() -> BackupMade | None:
    """The newest backup that was verified."""
    return BackupMade.objects.filter(verified_at__isnull=False).order_by("at").last()


def is_due(timing: Timing, now: datetime) -> bool:
    """Whether one should be made now: the last moment of the timetable has none yet, and no try failed in the
    last half hour. So a run that was missed while the machine was off is caught up.
    """
    good = last_good()
    if good is not None and good.at >= timing.last_before(now):
        return False
    tried = BackupMade.objects.order_by("at").last()
    return tried is None or tried.verified_at is not None or now - tried.at >= AGAIN
