"""How the record is kept: the backups that were made of it."""

from django.db import models


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
