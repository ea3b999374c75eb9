"""The commands that keep the record: `palpate backup` and `palpate restore`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from palpate.web.record import on_the_record


def add_keeping_commands(commands: Any) -> None:
    """Put them among the commands of `palpate`."""
    backup = commands.add_parser(
        "backup", help="back up the whole record, sealed, and verify it by restoring"
    )
    backup.add_argument(
        "folder", nargs="?", type=Path, help="where it goes; usually the folder of PALPATE_BACKUP"
    )
    backup.add_argument("--key", type=Path, metavar="FILE", help="the key file; usually PALPATE_BACKUP_KEY")
    backup.add_argument("--new-key", type=Path, metavar="FILE", help="only make a new key file, and print it")
    backup.add_argument("--verify", type=Path, metavar="BACKUP", help="only verify a backup that there is")
    backup.set_defaults(run=_run_backup)
    restore = commands.add_parser("restore", help="restore a backup into an empty home, and verify it")
    restore.add_argument("file", type=Path)
    restore.add_argument("--key", type=Path, metavar="FILE", help="the key file; usually PALPATE_BACKUP_KEY")
    restore.add_argument(
        "--replace",
        action="store_true",
        help="where there is a record already: set it aside under another name",
    )
    restore.set_defaults(run=_run_restore)
    keeper = commands.add_parser("keep", help="make the backups of PALPATE_BACKUP; `palpate serve` starts it")
    keeper.add_argument("--job", metavar="ID", help="only do the work that a page began")
    keeper.set_defaults(run=_run_keep)


@on_the_record
def _run_backup(asked: argparse.Namespace) -> int:
    from palpate.keeping import backup, keys
    from palpate.keeping.timing import folder_of_setting

    try:
        if asked.new_key:
            print(keys.new_key(asked.new_key))
            print("Without this key no backup can be restored. Keep a copy away from this machine.")
            return 0
        if asked.verify:
            found = backup.verify(asked.verify, keys.passphrase(asked.key))
            print(f"{asked.verify}: restored and verified, {found.rows} rows of {found.made_at[:19]} UTC")
            return 0
        folder = asked.folder or folder_of_setting()
        made = backup.make(folder, keys.passphrase(asked.key), tell=_tell)
    except _refusals() as error:
        print(f"palpate backup: {error}", file=sys.stderr)
        return 2
    print(f"{Path(made.folder) / made.name}: {made.rows} rows, restored and verified in {made.seconds:.0f} s")
    return 0


@on_the_record
def _run_restore(asked: argparse.Namespace) -> int:
    from palpate.keeping import keys
    from palpate.keeping.restore import restore

    try:
        done = restore(asked.file, keys.passphrase(asked.key), replace=asked.replace, tell=_tell)
    except _refusals() as error:
        print(f"palpate restore: {error}", file=sys.stderr)
        return 2
    print(f"Restored and verified: {done.rows} rows as of {done.made_at[:19]} UTC. Everybody signs in again.")
    return 0


@on_the_record
def _run_keep(asked: argparse.Namespace) -> int:
    if asked.job:
        from palpate.keeping.jobs import run

        return run(asked.job)
    from palpate.keeping.keeper import keep

    keep()
    return 0


def _refusals() -> tuple[type[Exception], ...]:
    """What is said in one line instead of a traceback."""
    from palpate.keeping.backup import NotGood
    from palpate.keeping.databases import Unfit
    from palpate.keeping.keys import NoKey
    from palpate.keeping.restore import NotEmpty
    from palpate.keeping.sealed import Damaged, WrongKey
    from palpate.keeping.timing import BadTiming

    return NotGood, Unfit, NoKey, NotEmpty, BadTiming, Damaged, WrongKey, OSError


def _tell(said: str) -> None:
    print(said, file=sys.stderr, flush=True)
