"""Who looked at what: only added to, like the record, but outside its chain, so that no page waits for it."""

from django.conf import settings
from django.db import models

from palpate.accounts.models import Clinic
from palpate.records.models.people import Client
from palpate.records.models.words import LookedAt


class Looked(models.Model):
    """One person looked at one kind of page of one client within one quarter of an hour."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")  # by its `first`
    kind = models.CharField(max_length=10, choices=LookedAt.choices)
    quarter = models.DateTimeField()  # when the quarter of an hour began
    at = models.DateTimeField()  # the first look in it

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("client", "person", "kind", "quarter"), name="records_looked_once_a_quarter"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.quarter:%Y-%m-%d %H:%M}"
