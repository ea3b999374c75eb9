"""The commands about the whole record: `palpate record …`. Each is added by a function of its own below.

Django is loaded only when one of them runs, so that the other commands start without it.
"""

import argparse
import functools
import os
import sys
from collections.abc import Callable
from typing import Any

Command = Callable[[argparse.Namespace], int]


def add_record_commands(commands: Any) -> None:
    """Put `record` and what it can do among the commands of `palpate`."""
    area = commands.add_parser("record", help="check the record and care for it as a whole")
    inner = area.add_subparsers(title="what", required=True)
    _add_verify(inner)


def on_the_record(run: Command) -> Command:
    """Run a command with the settings read and the database at hand; a bad setting is one clear line."""

    @functools.wraps(run)
    def ready(asked: argparse.Namespace) -> int:
        import django
        from django.db import OperationalError

        from palpate.web.surroundings import SettingError

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palpate.web.settings")
        try:
            django.setup()
            return run(asked)
        except (SettingError, OperationalError) as error:
            print(f"palpate record: {str(error).strip()}", file=sys.stderr)
            return 2

    return ready


def _add_verify(inner: Any) -> None:
    verifier = inner.add_parser("verify", help="recompute every clinic's chain and name the first break")
    verifier.set_defaults(run=_run_verify)


@on_the_record
def _run_verify(asked: argparse.Namespace) -> int:
    from palpate.accounts.models import Clinic
    from palpate.records.ledger import verify
    from palpate.records.models import LedgerEntry

    broken = 0
    for clinic in Clinic.objects.order_by("pk"):
        found = verify(clinic)
        if found is None:
            rows = LedgerEntry.objects.filter(clinic=clinic).count()
            print(f"{clinic}: {rows} rows, every one as it was written")
        else:
            broken += 1
            where = "in no entry" if found.seq is None else f"entry {found.seq}"
            print(f"{clinic}: {where}, {found.table} {found.row_id}: {found.what}")
    return 1 if broken else 0
