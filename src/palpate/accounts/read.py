"""Rows read from the database become objects many times for each page."""

from collections.abc import Collection, Sequence
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class Read(models.Model):
    """What the database gave becomes an object as Django makes it, but at once, not field by field: in half
    the time. No signal tells of it, so nothing that listens to `post_init` (an image field) may stand here.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Sequence[Any]) -> Self:
        """The object of these values; a field that was not asked for is read once somebody looks at it."""
        found = cls.__new__(cls)
        found._state = ModelState()
        found._state.adding, found._state.db = False, db
        found.__dict__.update(zip(field_names, values, strict=True))
        return found
