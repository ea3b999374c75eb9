"""The Django app of the shared look."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Base pages, template tags and static files."""

    name = "palpate.pages"
    label = "pages"
