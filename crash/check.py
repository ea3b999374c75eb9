"""What is stored, against what was answered: read from the database itself, beside the server."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crash.writer import Sent
from palpate.accounts.models import Clinic
from palpate.records.chain import breaks
from palpate.records.models import LedgerEntry, Note, Observation, Treatment

WHERE: dict[str, tuple[Any, str]] = {
    "observation": (Observation, "value"),
    "treatment": (Treatment, "note"),
    "note": (Note, "subjective"),
}
# Written by the pages of their own accord, so not counted as somebody's writes.
OWN = ("judgement",)


@dataclass
class Found:
    """What was found wrong; and how many writes were stored without an answer."""

    lost: list[str] = field(default_factory=list)  # answered, and not there as it was sent
    torn: list[str] = field(default_factory=list)  # not answered, and there in part
    twice: int = 0  # rows that nobody sent, or that were stored again
    broken: list[str] = field(default_factory=list)  # of the chain
    unanswered: int = 0
    there: int = 0  # writes of which row and entry stand

    @property
    def wrong(self) -> bool:
        """Whether anything is."""
        return bool(self.lost or self.torn or self.twice or self.broken)


def count() -> int:
    """How many rows of people's writes the record holds."""
    return LedgerEntry.objects.exclude(table__in=OWN).count()


def check(sent: Sequence[Sent], before: int) -> Found:
    """Everything that was ever sent, against the record. `before` is the count at the beginning."""
    found, rows = Found(), _rows(sent)
    entries = set(
        LedgerEntry.objects.exclude(table__in=OWN).values_list("table", "row_id").iterator(chunk_size=2000)
    )
    for one in sent:
        row, entered = rows.get(one.write.stored_as), (one.kind, one.write.stored_as) in entries
        found.there += entered
        if row is not None and entered and row == one.says:
            found.unanswered += not one.stored
        elif one.stored:
            found.lost.append(f"{one.kind} {one.write.stored_as} {one.says!r}: {row!r}, entry {entered}")
        elif row is not None or entered:
            found.torn.append(f"{one.kind} {one.write.stored_as} {one.says!r}: {row!r}, entry {entered}")
    found.twice = len(entries) - before - found.there
    for clinic in Clinic.objects.all():
        found.broken += [str(one) for one in breaks(clinic)]
    return found


def _rows(sent: Sequence[Sent]) -> dict[Any, Any]:
    rows: dict[Any, Any] = {}
    for kind, (model, says) in WHERE.items():
        ids = [one.write.stored_as for one in sent if one.kind == kind]
        for start in range(0, len(ids), 500):
            part = model.objects.filter(pk__in=ids[start : start + 500])
            rows |= dict(part.values_list("pk", says))
    return rows
