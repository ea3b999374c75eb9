"""Reads who is signed in."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend

from palpate.records.prepared import rows_of


class ClinicBackend(ModelBackend):
    """Password sign-in that reads the person together with the clinic, as every page needs both."""

    def get_user(self, user_id: int) -> Any:
        """The active person with that id, or None."""
        for found in rows_of("signed in", _with_clinic, pk=user_id):
            if self.user_can_authenticate(found):
                return found
        return None


def _with_clinic(**values: Any) -> Any:
    return get_user_model().objects.select_related("clinic").filter(**values)
