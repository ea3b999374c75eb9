"""The plain tables of `bench.bare_clinic`."""

from django.conf import settings
from django.db import models


class Person(models.Model):
    """Somebody treated, with the one complaint. `nr` is the row of the index of names."""

    id = models.UUIDField(primary_key=True)
    nr = models.PositiveIntegerField(unique=True)
    given, family = models.CharField(max_length=100), models.CharField(max_length=100)
    born = models.DateField(null=True)
    phone, email = models.CharField(max_length=40), models.CharField(max_length=200)
    complaint, words = models.CharField(max_length=200), models.TextField()

    class Meta:
        app_label = "bare"


class Visit(models.Model):
    """A visit."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    therapist = models.CharField(max_length=100)

    class Meta:
        app_label = "bare"


class Observation(models.Model):
    """A finding, present or absent."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    finding, side = models.CharField(max_length=100), models.CharField(max_length=10)
    present = models.BooleanField(null=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "bare"


class Note(models.Model):
    """A note."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    subjective, objective = models.TextField(), models.TextField()
    assessment, plan = models.TextField(), models.TextField()

    class Meta:
        app_label = "bare"


class Audit(models.Model):
    """Who wrote what, when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    what, row = models.CharField(max_length=40), models.PositiveIntegerField()

    class Meta:
        app_label = "bare"


class Entry(models.Model):
    """The chain over the notes."""

    row, digest = models.PositiveIntegerField(), models.CharField(max_length=64)

    class Meta:
        app_label = "bare"


MODELS = (Person, Visit, Observation, Note, Audit, Entry)
