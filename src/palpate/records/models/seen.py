"""What was seen, felt, told and measured, and what was judged and decided from it."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from palpate.records.models.people import Episode, Visit
from palpate.records.models.row import Row
from palpate.records.models.words import Decision, JudgementKind, Moment, Side, TriageLevel


class OfEpisode(Row):
    """A row of an episode, written at one of its visits or outside of any."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="%(class)ss")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="%(class)ss")

    class Meta(Row.Meta):
        abstract = True


class Observation(OfEpisode):
    """A finding with its value. Neither present nor a value: unclear, so unknown, never absent."""

    finding = models.CharField(max_length=100)
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    region = models.CharField(max_length=60, blank=True)  # where, for what can be anywhere: a wound
    present = models.BooleanField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)  # in the finding's own unit
    note = models.TextField(blank=True)
    moment = models.CharField(max_length=10, choices=Moment.choices, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # null: when it was written; see `when`

    class Meta(OfEpisode.Meta):
        indexes = (models.Index(fields=("episode", "finding"), name="records_observation_of"),)

    @property
    def when(self) -> datetime:
        """When it was seen."""
        return self.seen_at or self.written_at


class Mark(OfEpisode):
    """One place on the body chart, or one line drawn on it: pain, or a sign that a therapist charts with.

    x and y are in the units of the neutral figure; `cell` is the region hit. Of a line they are its middle.
    """

    view = models.CharField(max_length=10)  # front, back, left, right, or a plate: as in drawing.body
    x = models.FloatField()
    y = models.FloatField()
    cell = models.CharField(max_length=60, blank=True)  # empty: beside the figure
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    quality = models.CharField(max_length=40, blank=True)  # aching, sharp, burning …
    intensity = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=(MinValueValidator(0), MaxValueValidator(10))
    )
    stroke = models.JSONField(default=list, blank=True)  # the points of a line, [x, y] each; empty: a point
    also = models.JSONField(default=list, blank=True)  # further regions that a line runs over, [cell, side]
    symbol = models.CharField(max_length=40, blank=True)  # id in the legend; empty: this is pain
    words = models.CharField(max_length=120, blank=True)  # what the sign stood for when it was drawn


class Score(OfEpisode):
    """One result of a measure."""

    measure = models.CharField(max_length=100)
    value = models.FloatField()
    items = models.JSONField(default=list, blank=True)  # the single answers, where they were given
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    moment = models.CharField(max_length=10, choices=Moment.choices, blank=True)
    taken_on = models.DateField()


class Disposition(OfEpisode):
    """What the therapist did about the screening."""

    level = models.CharField(max_length=30, choices=TriageLevel.choices)
    decision = models.CharField(max_length=30, choices=Decision.choices)
    words = models.TextField(blank=True)
    spoke_to = models.CharField(max_length=200, blank=True)
    rules = models.JSONField(default=list, blank=True)  # ids of the rules it settles, when cleared


class Judgement(OfEpisode):
    """What the reasoning said and a therapist saw, with the version of the knowledge that gave it."""

    undoable = False

    kind = models.CharField(max_length=20, choices=JudgementKind.choices)
    knowledge_version = models.CharField(max_length=40)
    result = models.JSONField(blank=True)  # as `palpate screen|assess|plan --json` gives it
