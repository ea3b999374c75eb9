"""The client, the episode, the visit, and what the client sends in and agrees to."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from palpate.records.models.row import Row
from palpate.records.models.words import Purpose, Sex, State

PRESSURE = (MinValueValidator(0), MaxValueValidator(10))  # 0 none to 10, as the client rates it


class Client(Row):
    """The person treated."""

    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, choices=Sex.choices, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)
    emergency_contact = models.CharField(max_length=200, blank=True)
    physician_name = models.CharField(max_length=200, blank=True)
    physician_address = models.TextField(blank=True)
    notes = models.TextField(blank=True)

    class Meta(Row.Meta):
        indexes = (models.Index(fields=("clinic", "family_name"), name="records_client_name"),)

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Episode(Row):
    """One complaint, from intake to discharge. `regions` lists {"region": id, "side": side or null}."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="episodes")
    title = models.CharField(max_length=200)
    regions = models.JSONField(default=list, blank=True)
    onset_date = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)  # the client's own

    def __str__(self) -> str:
        return self.title


class EpisodeEnd(Row):
    """The discharge."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="ends")
    date = models.DateField()
    reason = models.CharField(max_length=200)
    summary = models.TextField(blank=True)


class Visit(Row):
    """One meeting of client and therapist inside an episode. `number` counts from 1."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="visits")
    therapist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(
        default=60, validators=(MinValueValidator(5), MaxValueValidator(240))
    )
    number = models.PositiveSmallIntegerField(default=1)

    class Meta(Row.Meta):
        indexes = (
            models.Index(fields=("clinic", "starts_at"), name="records_visit_day"),
            models.Index(fields=("therapist", "starts_at"), name="records_visit_of"),
        )

    @property
    def ends_at(self) -> datetime:
        """When the visit should be over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class VisitState(Row):
    """How far a visit has come; each state replaces the one before."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="states")
    state = models.CharField(max_length=20, choices=State.choices)


class Invitation(Row):
    """A link that the client opens without an account. Who holds the token may use it until it expires."""

    bookkeeping = Row.bookkeeping | {"token", "expires_at"}  # made anew at each sending

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="invitations")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    token = models.CharField(max_length=64, db_index=True)  # a row that replaces it has the same
    expires_at = models.DateTimeField()


class IntakeSubmitted(Row):
    """The client sent the intake. What it said stands in its own rows; `answers` holds the form as sent."""

    undoable = False

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="submissions")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="intakes")
    answers = models.JSONField(default=dict, blank=True)


class Consent(Row):
    """What the client agreed to, signed. `written_at` is when. A later consent stands beside it."""

    undoable = False

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="consents")
    text_version = models.CharField(max_length=40)  # which text was shown
    signature = models.TextField()  # SVG path data, or the name as typed
    pressure_at_most = models.PositiveSmallIntegerField(null=True, blank=True, validators=PRESSURE)
    areas_to_avoid = models.JSONField(default=list, blank=True)  # region ids
