"""Backups: made while others write, sealed, and called good only after they were restored and verified."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from palpate import __version__
from palpate.accounts import isolation
from palpate.keeping import databases
from palpate.keeping.manifest import Manifest, differences, of_database
from palpate.keeping.packed import pack, unpack
from palpate.records.models import BackupMade

NAMED = "palpate-{:%Y%m%d-%H%M%S}.backup"
PATTERN = "palpate-*.backup"
SECRET = "secret.key"  # signs cookies and links; made once, see docs/settings.md
Tell = Callable[[str], None]


class NotGood(Exception):  # noqa: N818 - what it is, not that it failed
    """The backup could not be made, or is not what it should be. The message says why."""


def make(folder: Path, passphrase: str, *, tell: Tell = lambda said: None) -> BackupMade:
    """Back up the whole database into the folder, restore it in a scratch place, verify it there. Only a
    verified one gets its name and is recorded as good. Raises NotGood, which is recorded too.
    """
    started, at = time.monotonic(), timezone.now()
    name = NAMED.format(at.astimezone(UTC))
    with isolation.everywhere():
        try:
            manifest = _make(folder, name, passphrase, at, tell)
        except Exception as error:
            _record(at, folder, name, started, problem=f"{error}" or type(error).__name__)
            raise NotGood(f"no backup was made: {error}") from error
        size = (folder / name).stat().st_size
        return _record(at, folder, name, started, rows=manifest.rows, size=size)


def verify(file: Path, passphrase: str) -> Manifest:
    """Restore a backup in a scratch place and compare it with what it says of itself. Raises NotGood."""
    with working_folder() as scratch, databases.scratch(scratch) as alias, isolation.everywhere():
        manifest = restore_into(alias, file, scratch, passphrase)
        if wrong := differences(alias, manifest):
            raise NotGood(f"{file.name} is not what it should be: " + "; ".join(wrong[:5]))
    return manifest


def restore_into(alias: str, file: Path, scratch: Path, passphrase: str) -> Manifest:
    """Fill an empty database from a backup by way of a scratch folder. Raises Damaged, WrongKey, Unfit."""
    unpacked = scratch / "unpacked"
    unpacked.mkdir()
    try:
        manifest = Manifest.read(unpack(file, unpacked, passphrase))
    except (KeyError, TypeError, ValueError) as error:
        raise databases.Unfit(f"{file.name}: {error}") from None
    databases.fill(alias, unpacked, manifest.migrations)
    return manifest


@contextmanager
def working_folder() -> Iterator[Path]:
    """A folder inside the home folder, as what lies there is health data; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="keeping-", dir=settings.HOME))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def thin_out(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest so many backups of the folder; those removed. Only what Palpate named."""
    old = sorted(folder.glob(PATTERN))[:-keep] if keep > 0 else []
    for file in old:
        file.unlink()
    return old


def _make(folder: Path, name: str, passphrase: str, at: datetime, tell: Tell) -> Manifest:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = folder / f"{name}.part"
    try:
        with working_folder() as scratch:
            tell("Copying the database …")
            manifest = _copied(scratch, at)
            tell(f"Sealing {manifest.rows} rows …")
            pack(scratch, manifest.plain(), unfinished, passphrase)
        tell("Verifying it by restoring …")
        verify(unfinished, passphrase)
        unfinished.rename(folder / name)
        _sync_folder(folder)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _copied(scratch: Path, at: datetime) -> Manifest:
    """The copy in the scratch folder, and what the database said of itself at that moment."""
    manifest = databases.copy(
        scratch, lambda alias: of_database(alias, made_at=at.isoformat(), version=__version__)
    )
    secret = Path(settings.HOME) / SECRET
    if secret.exists():
        shutil.copyfile(secret, scratch / SECRET)
    return manifest


def _record(
    at: datetime, folder: Path, name: str, started: float, *, rows: int = 0, size: int = 0, problem: str = ""
) -> BackupMade:
    return BackupMade.objects.create(
        at=at,
        verified_at=None if problem else timezone.now(),
        folder=str(folder.absolute()),
        name=name,
        bytes=size,
        rows=rows,
        seconds=time.monotonic() - started,
        problem=problem[:2000],
    )


def _sync_folder(folder: Path) -> None:
    """Let the new name in the folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
