"""The commands about the whole record: `palpate record …`. Each is added by a function of its own below.

Django is loaded only when one of them runs, so that the other commands start without it.
"""

import argparse
import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[[argparse.Namespace], int]


def add_record_commands(commands: Any) -> None:
    """Put `record` and what it can do among the commands of `palpate`."""
    area = commands.add_parser("record", help="check the record and care for it as a whole")
    inner = area.add_subparsers(title="what", required=True)
    _add_verify(inner)
    _add_export(inner)
    _add_migrate(inner)
    _add_move(inner)


def on_the_record(run: Command) -> Command:
    """Run a command with the settings read and the database at hand; a bad setting is one clear line."""

    @functools.wraps(run)
    def ready(asked: argparse.Namespace) -> int:
        import django
        from django.db import OperationalError

        from palpate.accounts import isolation
        from palpate.web.surroundings import SettingError

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palpate.web.settings")
        try:
            django.setup()
            with isolation.everywhere():
                return run(asked)
        except (SettingError, OperationalError) as error:
            print(f"palpate record: {str(error).strip()}", file=sys.stderr)
            return 2

    return ready


def _add_verify(inner: Any) -> None:
    verifier = inner.add_parser(
        "verify", help="recompute every clinic's chain and name all that is not as it was written"
    )
    verifier.add_argument(
        "--head",
        action="append",
        default=[],
        metavar="DIGEST",
        help="a digest kept elsewhere: the end of its record was cut off where it is found no more",
    )
    verifier.add_argument("--json", action="store_true", help="for programs; the form is stable")
    verifier.set_defaults(run=_run_verify)
    header = inner.add_parser("head", help="each clinic's newest digest, to be kept elsewhere")
    header.add_argument("--json", action="store_true", help="for programs; the form is stable")
    header.set_defaults(run=_run_head)


@on_the_record
def _run_verify(asked: argparse.Namespace) -> int:
    from palpate.web.verifying import verify_all

    return verify_all(heads=asked.head, as_json=asked.json)


@on_the_record
def _run_head(asked: argparse.Namespace) -> int:
    from palpate.web.verifying import print_heads

    return print_heads(as_json=asked.json)


def _add_migrate(inner: Any) -> None:
    migrator = inner.add_parser("migrate", help="bring the database to the form this version needs")
    migrator.set_defaults(run=_run_migrate)


@on_the_record
def _run_migrate(asked: argparse.Namespace) -> int:
    from palpate.web import database

    print("Done." if database.bring_to_present_form() else "The database has its present form already.")
    return 0


def _add_move(inner: Any) -> None:
    mover = inner.add_parser("move", help="move everything to another, empty database; nothing may differ")
    mover.add_argument(
        "--to",
        required=True,
        metavar="ADDRESS",
        help="postgresql://user:password@host/name, sqlite:///folder/file or sqlcipher:///folder/file",
    )
    mover.set_defaults(run=_run_move)


@on_the_record
def _run_move(asked: argparse.Namespace) -> int:
    from palpate.web.moving import move_to

    return move_to(asked.to)


def _add_export(inner: Any) -> None:
    exporter = inner.add_parser("export", help="everything of a client, or of all, in open formats, as a zip")
    exporter.add_argument("client", nargs="?", help="the id of a client, as in the address of their page")
    exporter.add_argument(
        "--all", action="store_true", help="every client of every clinic, a zip each clinic"
    )
    exporter.add_argument("--to", type=Path, default=Path(), metavar="FOLDER", help="where the zip goes")
    exporter.set_defaults(run=_run_export)


@on_the_record
def _run_export(asked: argparse.Namespace) -> int:
    from palpate.web.exporting import export_clinics, export_one

    return export_clinics(asked.to) if asked.all else export_one(asked.client or "", asked.to)
