"""The process that makes backups by the timetable: one for each home, started by `palpate serve`."""

import fcntl
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone

from palpate.keeping import backup, keys, timing

log = logging.getLogger("palpate.keeping")
LOOK = 20  # seconds between two looks at the clock


def start() -> "subprocess.Popen[bytes] | None":
    """Start the keeper beside the server, where a timetable is set. Raises BadTiming, NoKey: better now than
    in the night.
    """
    if timing.of_setting() is None:
        return None
    keys.passphrase(ask=False)
    return subprocess.Popen([sys.executable, "-m", "palpate", "keep"], stdin=subprocess.DEVNULL)


def keep() -> None:
    """Make what is due, until the server that started this is gone."""
    parent = os.getppid()
    try:
        while os.getppid() == parent:
            look()
            connections.close_all()
            time.sleep(LOOK)
    except KeyboardInterrupt:
        pass


def look() -> bool:
    """Make the backup that is due, if one is and nobody else makes it; whether one was made."""
    wanted = timing.of_setting()
    if wanted is None:
        return False
    with alone() as mine:
        if not mine or not timing.is_due(wanted, timezone.localtime()):
            return False
        try:
            made = backup.make(wanted.folder, keys.passphrase(ask=False))
        except (backup.NotGood, keys.NoKey) as error:
            log.error("the scheduled backup failed: %s", error)
            return False
        log.info("backup %s made and verified, %d rows", made.name, made.rows)
        for old in backup.thin_out(wanted.folder, wanted.keep):
            log.info("backup %s removed: the newest %d are kept", old.name, wanted.keep)
        return True


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else of this home makes a backup; and nobody else begins one until the end."""
    with (Path(settings.HOME) / "backup.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
