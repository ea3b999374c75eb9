"""The Django app of the record."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from palpate.records.policies import bring_up_to_date


class RecordsConfig(AppConfig):
    """The append-only record of the clinic."""

    name = "palpate.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every migration ends with row security on every table of a clinic."""
        post_migrate.connect(bring_up_to_date, sender=self)
