"""The Django app of the record."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The append-only record of the clinic."""

    name = "palpate.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
