"""The Django app of portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Where the client answers."""

    name = "palpate.portal"
    label = "portal"
