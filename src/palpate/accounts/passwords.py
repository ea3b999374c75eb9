"""Choosing a new password, and the link by which an owner lets somebody choose one."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from palpate.accounts.models import User

LONGEST = 1000  # characters


def mistakes(user: Any, password: str) -> list[str]:
    """What is wrong with a new password; nothing where it can be taken."""
    if len(password) > LONGEST:
        return [f"This password is too long: {LONGEST} characters at most."]
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        return [str(one) for one in wrong.messages]
    return []


class LinkMaker(PasswordResetTokenGenerator):
    """Links that choose a password. One dies with its use, with a later sign-in or a later link, and after
    the seconds of PASSWORD_RESET_TIMEOUT.
    """

    key_salt = "palpate.accounts.passwords"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        """What must still be as it was for the link to open."""
        return f"{super()._make_hash_value(user, timestamp)} {user.password_links}"


_links = LinkMaker()


def new_link(user: Any) -> str:
    """The path at which the person chooses a new password, once. Earlier links stop working."""
    user.password_links += 1
    user.save(update_fields=["password_links"])
    who = urlsafe_base64_encode(str(user.pk).encode())
    return str(reverse("accounts:new_password", args=[who, _links.make_token(user)]))


def link_of(who: str, token: str) -> Any:
    """The person whose link it is; None where it does not open any more."""
    try:
        user = (
            User.objects.select_related("clinic")
            .filter(pk=int(urlsafe_base64_decode(who)), is_active=True)
            .first()
        )
    except (ValueError, OverflowError):
        return None
    return user if user is not None and _links.check_token(user, token) else None
