"""Reads who is signed in."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend


class ClinicBackend(ModelBackend):
    """Password sign-in that reads the person together with the clinic, as every page needs both."""

    def get_user(self, user_id: int) -> Any:
        """The active person with that id, or None."""
        found = get_user_model().objects.select_related("clinic").filter(pk=user_id).first()
        return found if found and self.user_can_authenticate(found) else None
