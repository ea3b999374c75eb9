"""The Django app of accounts."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in

from palpate.accounts import isolation


def within_own_clinic(user: Any, **_: Any) -> None:
    """From the moment somebody has signed in, what follows is within their clinic."""
    isolation.enter(user.clinic_id)


class AccountsConfig(AppConfig):
    """Clinics and the people who sign in."""

    name = "palpate.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of every sign-in."""
        from palpate.accounts.entering import opened

        user_logged_in.connect(within_own_clinic)
        user_logged_in.connect(opened)
