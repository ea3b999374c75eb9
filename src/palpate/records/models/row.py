"""What every row of the record has, and the ledger that chains the rows of a clinic."""

import uuid
from typing import Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from palpate.accounts.models import Clinic
from palpate.accounts.read import Read


class RowQuerySet(models.QuerySet[Any]):
    """Rows, with the one question that all of them answer: which are the newest."""

    def newest(self) -> Self:
        """Rows that nothing replaces and that were not taken back. Two writers who corrected the same
        row at once leave two of one `first`; `look.latest` keeps the later.
        """
        replaced = self.model._default_manager.filter(replaces_id=models.OuterRef("pk"))
        return self.filter(~models.Exists(replaced), removed=False)


class Row(Read):
    """Written once. A correction is a new row that names the one it replaces.

    `first` is the id of the first row of such a line of corrections, so it stays the same for one thing;
    other rows refer to a thing by it. `removed` marks a row that takes the thing back.
    """

    # Not part of what a row says: sending the same content twice may differ in these.
    bookkeeping: ClassVar[frozenset[str]] = frozenset({"id", "first", "replaces_id", "written_at"})
    # Rows that close something (a signature, a consent) cannot be taken back, only added to.
    undoable: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first = models.UUIDField(db_index=True, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by_client = models.BooleanField(default=False)  # written by the client through a link: no author
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    removed = models.BooleanField(default=False)

    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("written_at", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(author__isnull=False) | models.Q(by_client=True),
                name="%(app_label)s_%(class)s_has_a_writer",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Always refused: `ledger.write` is the one way, so that no row stands outside the chain."""
        raise TypeError(f"a {type(self).__name__} is written by an act, and never changed")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Always refused: `acts.undo` writes a row that takes it back."""
        raise TypeError(f"a {type(self).__name__} is never deleted; undo writes a row that takes it back")


class LedgerEntry(models.Model):
    """One row of the record in the clinic's chain: its digest covers the row and the one before."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField()  # 1, 2, 3 … in each clinic
    table = models.CharField(max_length=40)  # the model's name in small letters
    row_id = models.UUIDField()
    salt = models.CharField(max_length=32)  # hexadecimal; empty once the row was erased
    content = models.CharField(max_length=64)  # SHA-256 of the salt and what the row says, hexadecimal
    digest = models.CharField(max_length=64)  # SHA-256 of the digest before and of this entry, hexadecimal

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("clinic", "seq"), name="records_ledger_seq"),
            models.UniqueConstraint(fields=("table", "row_id"), name="records_ledger_row"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.table} {self.row_id}"
