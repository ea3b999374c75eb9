"""Letting somebody in who lost every way in: done by an owner for a member, by the operator for an owner."""

from typing import Any

from palpate.accounts import entering, passwords, tries
from palpate.accounts.events import tell
from palpate.accounts.models import CodeApp, Passkey, RecoveryCode


def take_factor(user: Any, *, by: Any) -> None:
    """Take away the second factor with its recovery codes, and end every sign-in of the person."""
    for kind in (CodeApp, Passkey, RecoveryCode):
        kind.objects.filter(user=user).delete()
    entering.end_all(user)
    tell(user, "second factor reset", by=by)


def let_in(user: Any) -> str:
    """Lift what refuses the person; gives the path at which a new password is chosen."""
    take_factor(user, by=None)
    tries.lift(user.username)
    tell(user, "let in from the command line: link to a new password made")
    return passwords.new_link(user)
