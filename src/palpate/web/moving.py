"""`palpate record move`: everything to another database, and the proof that nothing differs, in words."""

import os
import subprocess
import sys
import time
from typing import Any

from palpate.web import surroundings
from palpate.web.surroundings import SettingError

EVERY = 0.5  # seconds between two lines of progress


def move_to(url: str) -> int:
    """Move everything to the database at the address; the exit status."""
    from django.db import connections

    from palpate.records import move

    here = connections[move.SOURCE].settings_dict
    there = surroundings.database(url, surroundings.home())
    if all(here[part] == there.get(part, "") for part in ("ENGINE", "NAME", "HOST", "PORT")):
        raise SettingError("--to names the database that is in use; give the address of an empty one")
    if status := _make_tables(url):
        return status
    connections.settings[move.TARGET] = connections.configure_settings({"default": {}, move.TARGET: there})[
        move.TARGET
    ]
    try:
        moved = move.move(_Progress())
    except move.MoveError as error:
        print(f"palpate record move: {error}", file=sys.stderr)
        return 1
    _print(moved)
    return 0


def _make_tables(url: str) -> int:
    """Bring the target to this version's form: in a process of its own, for migrations know one database."""
    command = [sys.executable, "-m", "palpate", "record", "migrate"]
    done = subprocess.run(
        command, env=os.environ | {"DATABASE_URL": url}, stdout=subprocess.DEVNULL, check=False
    )
    return done.returncode


class _Progress:
    """A line on standard error now and then, so that a long move is seen to go on."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, table: str, done: int, count: int) -> None:
        if time.monotonic() - self._last >= EVERY:
            print(f"  {table}: {done} of {count} rows", file=sys.stderr, flush=True)
            self._last = time.monotonic()


def _print(moved: Any) -> None:
    rows = 0
    for table, (_, there) in moved.tables.items():
        if there.count:
            rows += there.count
            print(f"{table}: {there.count} rows on both sides, digest {there.digest[:16]} on both")
    for clinic, (_, breaks) in moved.chains.items():
        how = "the chain holds on both sides" if not breaks else f"{breaks} breaks in the chain, as before"
        print(f"clinic {clinic}: {how}")
    print(f"Nothing differs: {len(moved.tables)} tables, {rows} rows. The old database was left as it is.")
    print("Set DATABASE_URL to the new address and start Palpate again.")
