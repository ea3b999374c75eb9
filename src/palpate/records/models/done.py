"""What was planned, done, noted, sent home and sent away."""

from datetime import datetime

from django.conf import settings
from django.db import models

from palpate.records.models.people import PRESSURE, Episode, Visit
from palpate.records.models.row import Row
from palpate.records.models.words import Readers, Response, Side


class Goal(Row):
    """A measure (or a motion's finding), a baseline, a target, a date."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="goals")
    measure = models.CharField(max_length=100)
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    baseline = models.FloatField()
    target = models.FloatField()
    start = models.DateField()
    due = models.DateField()


class Plan(Row):
    """The plan as the therapist left it; each saving replaces the one before."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="plans")
    content = models.JSONField(blank=True)
    knowledge_version = models.CharField(max_length=40)


class Treatment(Row):
    """What was done to one structure, or skipped. `pressure` 0 to 10 as the client rated it."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="treatments")
    technique = models.CharField(max_length=100)
    structure = models.CharField(max_length=100)
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    minutes = models.FloatField(default=0)
    pressure = models.PositiveSmallIntegerField(null=True, blank=True, validators=PRESSURE)
    response = models.CharField(max_length=10, choices=Response.choices, blank=True)
    note = models.TextField(blank=True)
    skipped = models.BooleanField(default=False)
    planned = models.BooleanField(default=True)  # stood in the agenda


class Note(Row):
    """The note of a visit. A draft is saved as rows that replace one another; a signature closes it.

    The four texts are the note. `lines` lists of what each of their first lines came from: {"of": key, "was":
    what the record said where it was edited, "out": the sentence where it was taken out}. `unchanged` says
    that nothing in it differs from the note of the visit before.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="notes")
    subjective = models.TextField(blank=True)
    objective = models.TextField(blank=True)
    assessment = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    counters = models.JSONField(default=dict, blank=True)  # taps, characters, seconds_open, seconds_active
    lines = models.JSONField(default=list, blank=True)
    unchanged = models.BooleanField(default=False)


class NoteSignature(Row):
    """Closes exactly that row of the note. Name and licence stand as they were then."""

    undoable = False

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="signatures")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="signatures")
    name = models.CharField(max_length=200)
    licence = models.CharField(max_length=60, blank=True)

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(fields=("visit",), name="records_one_signature_a_visit"),
        ]

    @property
    def signed_at(self) -> datetime:
        """When it was signed."""
        return self.written_at


class StudentSignature(Row):
    """A student's name under exactly that row of the note. It does not close the note: the supervisor's
    NoteSignature under the same row does. A row that takes it back says in `words` what is to be mended.
    """

    undoable = False

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="student_signatures")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="student_signatures")
    name = models.CharField(max_length=200)
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)


class NotePrivacy(Row):
    """Who may read the note of a visit; each setting replaces the one before, and none means all. "Me" is
    the author of the row. `discipline` stands as the author's was then.
    """

    undoable = False

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="privacies")
    readers = models.CharField(max_length=10, choices=Readers.choices, default=Readers.ALL)
    discipline = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # given where another than the writer sets it


class Amendment(Row):
    """What is added to a signed note, and why. The note itself stays as it was."""

    undoable = False

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="amendments")
    text = models.TextField()
    reason = models.CharField(max_length=300)


class HomeProgram(Row):
    """What the client does at home. `exercises` lists {"exercise": id, and its dose as given}."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="home_programs")
    exercises = models.JSONField(default=list, blank=True)


class HomeReport(Row):
    """Whether an exercise was done on a day, as the client says."""

    program = models.ForeignKey(HomeProgram, on_delete=models.PROTECT, related_name="reports")
    exercise = models.CharField(max_length=100)
    done = models.BooleanField()
    on = models.DateField()
    note = models.TextField(blank=True)


class Letter(Row):
    """A letter to somebody else. Once sent it is closed."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="letters")
    to_name = models.CharField(max_length=200)
    to_address = models.TextField(blank=True)
    body = models.JSONField(default=dict, blank=True)
    pdf = models.BinaryField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
