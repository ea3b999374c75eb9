"""What the client has answered and not yet sent. It is no part of the record, so it changes and goes."""

import uuid

from django.db import models


class Draft(models.Model):
    """The answers of one intake link, kept at every step, so that closing the phone loses nothing.

    `sending` is the id under which they are sent, made once, so that sending twice stores once.
    """

    invitation = models.UUIDField(primary_key=True)  # the `first` of the record's invitation
    sending = models.UUIDField(default=uuid.uuid4, editable=False)
    answers = models.JSONField(default=dict, blank=True)
    kept_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"draft of {self.invitation}"
