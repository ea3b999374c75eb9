"""Erasing for good: the act, what lies beside the record, and what is left in the files of the database."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from palpate.accounts.models import User
from palpate.keeping import databases
from palpate.portal.models import Draft
from palpate.records import acts
from palpate.records.acts.erasing import scope
from palpate.records.acts.given import ErasureFields
from palpate.records.models import BackupMade, Erasure, Invitation, LedgerEntry, Row

WAIT = 20.0  # seconds for others to finish reading


@dataclass(frozen=True)
class Erased:
    """What was erased, and what remains to be done by hand."""

    erasure: Erasure
    rows: int
    backups: list[BackupMade]  # older files that still hold it
    scrubbed: bool  # whether nothing of it is left in the database's files either


def erase(*, by: User, thing: Row, **fields: Unpack[ErasureFields]) -> Erased:
    """Erase a thing with all that hangs on it; see `acts.erase`, whose refusals this raises."""
    with transaction.atomic():
        _zero_what_is_removed()
        rows = scope(thing)
        links = Invitation.objects.filter(pk__in=rows.get(Invitation, ())).values_list("first", flat=True)
        Draft.objects.filter(invitation__in=list(links)).delete()
        erasure = acts.erase(by=by, thing=thing, **fields)
    scrubbed = scrub([*rows, LedgerEntry])
    count = sum(len(keys) for keys in rows.values())
    return Erased(erasure, count, older_backups(erasure), scrubbed)


def older_backups(erasure: Erasure) -> list[BackupMade]:
    """Backups that were made before the erasure and still lie where they were made: they hold what was
    erased, and must be replaced.
    """
    older = BackupMade.objects.filter(verified_at__isnull=False, at__lt=erasure.written_at)
    return [made for made in older if (Path(made.folder) / made.name).exists()]


def scrub(models: Sequence[type[Row] | type[LedgerEntry]]) -> bool:
    """Write the database's files anew, so that no page keeps what was overwritten; whether that was done.
    Where it is not, as others kept reading, the next call does it.
    """
    if databases.vendor() == "sqlite":
        return _scrub_sqlite()
    with databases.also(connections[DEFAULT_DB_ALIAS].settings_dict["NAME"]) as alias:
        for table in {model._meta.db_table for model in models} | {"records_clientname", "portal_draft"}:
            with connections[alias].cursor() as cursor:
                cursor.execute(f"VACUUM (FULL) {table}")
    return True


def _zero_what_is_removed() -> None:
    if databases.vendor() == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _scrub_sqlite() -> bool:
    """VACUUM writes every page anew; the checkpoint then empties the log, which holds pages of before."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        end = time.monotonic() + WAIT
        while True:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0] == 0:
                return True
            if time.monotonic() > end:
                return False
            time.sleep(0.2)
