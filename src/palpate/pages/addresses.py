"""Addresses that name one thing by its id: Django's own way of making them takes longer than a query."""

from functools import cache
from uuid import UUID

from django.urls import reverse

NOTHING = UUID(int=0)


def address(name: str, key: UUID | str) -> str:
    """What `reverse(name, args=[key])` gives for the id of a thing."""
    before, after = _around(name)
    return f"{before}{key}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[NOTHING]).partition(str(NOTHING))
    return before, after
