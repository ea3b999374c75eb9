"""How the record is kept: what a client may ask for, how long it stays, the backups that were made."""

from typing import ClassVar

from django.db import models

from palpate.records.models.people import Client
from palpate.records.models.row import Row


class Hold(Row):
    """From here on what is kept of the client may only be read, until the row is taken back (GDPR art. 18).
    Stands for good once the client was erased.
    """

    undoable = False  # by `acts.lift_hold`, which is the owner's
    fixed: ClassVar[str] = "erased"  # the reason of one that stands for good

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField()
    asked_by = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField(null=True, blank=True)


class YearsToKeep(Row):
    """How many years the law makes the clinic keep a record after its last entry; the newest counts."""

    undoable = False

    years = models.PositiveSmallIntegerField()
    law = models.CharField(max_length=300, blank=True)  # which law says so


class Erasure(Row):
    """The content of rows was blanked, where the law allows it. This row, and the tombstones, stay."""

    undoable = False

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="erasures")
    table = models.CharField(
        max_length=40
    )  # the model of the thing that was erased with all that hangs on it
    thing = models.UUIDField()  # its `first`
    reason = models.TextField()
    legal_basis = models.CharField(max_length=300)
    asked_by = models.CharField(max_length=200)
    asked_on = models.DateField()
    early = models.TextField(blank=True)  # why before the years to keep were over


class Tombstone(Row):
    """Names one row whose content was erased. Only such a row may be blanked, and only together with it."""

    undoable = False

    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="tombstones")
    table = models.CharField(max_length=40)
    row_id = models.UUIDField()

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(fields=("row_id", "table"), name="records_one_tombstone_a_row"),
        ]


class BackupMade(models.Model):
    """One try to back up the whole database: verified by restoring it, or what was wrong. Of no clinic."""

    at = models.DateTimeField()  # the moment that it holds
    verified_at = models.DateTimeField(null=True)  # null: it is no backup, see `problem`
    folder = models.TextField()
    name = models.CharField(max_length=100)  # the file in the folder
    bytes = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(default=0)  # making and verifying
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.name
