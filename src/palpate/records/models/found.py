"""What is kept beside the record so that clients are found fast: made from it, and made anew at any time."""

from django.db import models

from palpate.accounts.models import Clinic


class ClientName(models.Model):
    """How one client is found: the newest row's names, phone and e-mail, folded. See `records/names.py`."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")
    client = models.UUIDField(unique=True)  # the `first` of the client
    row = models.UUIDField()  # the newest row
    order = models.CharField(max_length=250)  # family name, given name: as lists are sorted
    text = models.TextField()
    pairs = models.TextField()  # every two letters that follow one another, for searches as short as that

    class Meta:
        indexes = (models.Index(fields=("clinic", "order"), name="records_name_order"),)

    def __str__(self) -> str:
        return self.order
