"""Writing down what happened to somebody's way in."""

from typing import Any

from palpate.accounts.models import SignInEvent


def tell(user: Any, what: str, *, by: Any = None) -> None:
    """Keep that `what` happened to `user`, by whom where a person did it."""
    SignInEvent.objects.create(clinic_id=user.clinic_id, user=user, by=by, what=what[:200])
