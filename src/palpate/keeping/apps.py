"""The Django app of keeping the record."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    """Backups, exports, and a client's rights."""

    name = "palpate.keeping"
    label = "keeping"
