"""Restoring a backup into an empty home."""

import os
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections

from palpate.accounts import isolation
from palpate.keeping import databases
from palpate.keeping.backup import SECRET, NotGood, Tell, restore_into, working_folder
from palpate.keeping.manifest import Manifest, differences


class NotEmpty(Exception):  # noqa: N818 - what it is, not that it failed
    """There is a record already where the backup would go. The message says what to do."""


def restore(
    file: Path, passphrase: str, *, replace: bool = False, tell: Tell = lambda said: None
) -> Manifest:
    """Make the clinic's database what the backup holds, verified before it takes its place. Where there is
    one already it is refused with NotEmpty; with `replace` a SQLite file that is there is set aside under
    another name, never removed. Raises Damaged, WrongKey, Unfit, NotGood.
    """
    _refuse_to_write_over(replace)
    with isolation.everywhere(), working_folder() as scratch:
        tell("Reading and verifying the backup …")
        if databases.vendor() == "sqlite":
            manifest = _restore_sqlite(file, scratch, passphrase)
        else:
            manifest = restore_into(DEFAULT_DB_ALIAS, file, scratch, passphrase)
            _refuse_what_differs(DEFAULT_DB_ALIAS, manifest)
        _restore_secret(scratch / "unpacked" / SECRET)
        tell("Bringing the database to its present form …")
        call_command("migrate", verbosity=0, interactive=False)
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("DELETE FROM django_session")  # nobody is signed in by what was restored
    return manifest


def _refuse_to_write_over(replace: bool) -> None:
    if databases.is_empty():
        return
    if databases.vendor() != "sqlite":
        raise NotEmpty("the database has tables already: name an empty one in DATABASE_URL")
    if not replace:
        name = connections[DEFAULT_DB_ALIAS].settings_dict["NAME"]
        raise NotEmpty(
            f"there is a record already in {name}: set PALPATE_HOME to an empty folder, "
            "or say --replace to set it aside (stop the server first)"
        )


def _restore_sqlite(file: Path, scratch: Path, passphrase: str) -> Manifest:
    """Beside its place first, and verified there; then moved."""
    own = Path(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"])
    with databases.scratch(scratch) as alias:
        manifest = restore_into(alias, file, scratch, passphrase)
        _refuse_what_differs(alias, manifest)
    held_nothing = databases.is_empty()
    connections[DEFAULT_DB_ALIAS].close()
    _set_aside(own, nothing=held_nothing)
    made = scratch / "restored.sqlite3"
    with made.open("rb") as restored:
        os.fsync(restored.fileno())
    own.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.replace(made, own)
    return manifest


def _set_aside(own: Path, *, nothing: bool) -> None:
    """Give a file that is there another name, with what SQLite has beside it; one that holds nothing goes."""
    mark = f"before-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    for end in ("", "-wal", "-shm"):
        beside = own.with_name(own.name + end)
        if nothing:
            beside.unlink(missing_ok=True)
        elif beside.exists():
            beside.rename(own.with_name(f"{own.name}.{mark}{end}"))


def _refuse_what_differs(alias: str, manifest: Manifest) -> None:
    if wrong := differences(alias, manifest):
        raise NotGood("what was restored is not what was backed up: " + "; ".join(wrong[:5]))


def _restore_secret(file: Path) -> None:
    """The key that signs cookies and seals second factors, where the surroundings give none."""
    if file.exists() and not os.environ.get("PALPATE_SECRET_KEY"):
        target = Path(settings.HOME) / SECRET
        target.write_bytes(file.read_bytes())
        target.chmod(0o600)
