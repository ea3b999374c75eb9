"""The commands about people: `palpate people …`. For whoever runs the program, when nobody can come in."""

import argparse
import sys
from typing import Any

from palpate.web.record import on_the_record


def add_people_commands(commands: Any) -> None:
    """Put `people` and what it can do among the commands of `palpate`."""
    area = commands.add_parser("people", help="let somebody in who cannot sign in any more")
    inner = area.add_subparsers(title="what", required=True)
    letting = inner.add_parser(
        "let-in", help="lift the lock-out, take the second factor away, and print a link to a new password"
    )
    letting.add_argument("name", help="the name that the person signs in by")
    letting.set_defaults(run=_run_let_in)


@on_the_record
def _run_let_in(asked: argparse.Namespace) -> int:
    from palpate.accounts.models import User
    from palpate.accounts.rescue import let_in

    user = User.objects.filter(username=asked.name, is_active=True).first()
    if user is None:
        names = ", ".join(User.objects.filter(is_active=True).values_list("username", flat=True)[:10])
        print(f"palpate people: nobody signs in as {asked.name!r}. There are: {names}", file=sys.stderr)
        return 2
    print(f"{user} can choose a new password, once, within 24 hours, at this address of the server:")
    print(let_in(user))
    return 0
