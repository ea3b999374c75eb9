"""The Django app of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Clinics and the people who sign in."""

    name = "palpate.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
