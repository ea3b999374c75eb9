"""Each entry of the ledger holds the digest of its row's content beside the chained one, so that a chain can
still be verified when the content of a row was erased. Chains that exist are verified, then made anew.
"""

import hashlib
import secrets
from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from palpate.records import triggers
from palpate.records.canonical import canonical

LEDGER = "records_ledgerentry"
BATCH = 1000
START = "0" * 64


def lift(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let the ledger be changed, for this migration only."""
    triggers.remove(schema_editor.connection, [LEDGER])


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let it only grow again."""
    triggers.install(schema_editor.connection, [LEDGER])


def chain_anew(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Verify each clinic's chain as it was made until now, and give each entry its new digests."""
    for clinic in _every(apps, schema_editor, "accounts", "Clinic").order_by("pk"):
        _of_clinic(apps, schema_editor, clinic)


def chain_as_before(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Going back: the digests of the old form."""
    for clinic in _every(apps, schema_editor, "accounts", "Clinic").order_by("pk"):
        before = START
        for entries in _batches(apps, schema_editor, clinic):
            rows, changed = _rows(apps, schema_editor, entries), []
            for entry in entries:
                before = _old(before, rows[entry.table, entry.row_id])
                changed.append((before, entry.pk))
            with schema_editor.connection.cursor() as cursor:
                cursor.executemany(f"UPDATE {LEDGER} SET digest = %s WHERE id = %s", changed)


def _of_clinic(apps: Apps, schema_editor: BaseDatabaseSchemaEditor, clinic: Any) -> None:
    old, new, expected = START, START, 1
    for entries in _batches(apps, schema_editor, clinic):
        rows, changed = _rows(apps, schema_editor, entries), []
        for entry in entries:
            row = rows.get((entry.table, entry.row_id))
            if entry.seq != expected or row is None or entry.digest != _old(old, row):
                _refuse(clinic, entry, expected, row)
            old, expected = entry.digest, expected + 1
            salt = secrets.token_hex(16)
            content = hashlib.sha256((salt + canonical(row)).encode()).hexdigest()
            new = hashlib.sha256(f"{new}{entry.table}{entry.row_id}{content}".encode()).hexdigest()
            changed.append((salt, content, new, entry.pk))
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {LEDGER} SET salt = %s, content = %s, digest = %s WHERE id = %s", changed
            )


def _old(before: str, row: Any) -> str:
    return hashlib.sha256((before + canonical(row)).encode()).hexdigest()


def _refuse(clinic: Any, entry: Any, expected: int, row: Any) -> None:
    what = (
        f"entry {expected} is missing"
        if entry.seq != expected
        else f"entry {entry.seq}, {entry.table} {entry.row_id}: "
        + ("the row is gone" if row is None else "the row is not as it was written")
    )
    raise RuntimeError(
        f"the record of {clinic.name} does not verify, so it was not changed: {what}. "
        "Restore the last verified backup, or find out what happened with the version before this one."
    )


def _every(apps: Apps, schema_editor: BaseDatabaseSchemaEditor, app: str, model: str) -> Any:
    """The rows of a table of the database that is migrated, which need not be the clinic's own."""
    return apps.get_model(app, model).objects.using(schema_editor.connection.alias)


def _batches(apps: Apps, schema_editor: BaseDatabaseSchemaEditor, clinic: Any) -> Iterator[list[Any]]:
    entries = _every(apps, schema_editor, "records", "LedgerEntry")
    of_clinic = entries.filter(clinic=clinic).order_by("seq")
    after = 0
    while entries := list(of_clinic.filter(seq__gt=after)[:BATCH]):
        yield entries
        after = entries[-1].seq


def _rows(apps: Apps, schema_editor: BaseDatabaseSchemaEditor, entries: list[Any]) -> dict[Any, Any]:
    wanted: dict[str, list[Any]] = {}
    for entry in entries:
        wanted.setdefault(entry.table, []).append(entry.row_id)
    return {
        (table, row.pk): row
        for table, ids in wanted.items()
        for row in _every(apps, schema_editor, "records", table).filter(pk__in=ids)
    }


class Migration(migrations.Migration):
    """The ledger's new columns."""

    dependencies = (("records", "0003_notes"),)

    operations = (
        migrations.RunPython(lift, install),
        migrations.AddField("ledgerentry", "salt", models.CharField(default="", max_length=32), False),
        migrations.AddField("ledgerentry", "content", models.CharField(default="", max_length=64), False),
        migrations.RunPython(chain_anew, chain_as_before),
        migrations.RunPython(install, lift),
    )
