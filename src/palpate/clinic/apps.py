"""The Django app of clinic."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """Where the therapist works."""

    name = "palpate.clinic"
    label = "clinic"
