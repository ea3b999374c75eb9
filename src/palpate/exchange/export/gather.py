"""Every row of one client, corrections included, with its place in the ledger; and who looked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from palpate.accounts.models import Clinic
from palpate.records.canonical import plain_fields
from palpate.records.models import ROWS, Client, LedgerEntry, Looked, Row
from palpate.records.whose import path_to

FORMAT = "palpate export 1"


@dataclass(frozen=True)
class Everything:
    """What is kept of one client. `rows` by table, in the order in which they were written."""

    client: Client  # the newest row, also of one that was erased or taken back
    clinic: Clinic
    rows: dict[str, list[Any]]
    entries: dict[tuple[str, UUID], LedgerEntry] = field(default_factory=dict)
    looked: list[Looked] = field(default_factory=list)

    @property
    def erased(self) -> bool:
        """Whether the client as a whole was erased."""
        return not self.entries["client", self.client.pk].salt

    @property
    def count(self) -> int:
        """How many rows."""
        return sum(map(len, self.rows.values()))


def everything_of(clinic: Clinic, first: UUID) -> Everything:
    """All that is kept of the client whose `first` it is; a query a table, and two."""
    rows = {str(model._meta.model_name): rows for model in ROWS if (rows := _of_client(model, first))}
    ids = [row.pk for some in rows.values() for row in some]
    entries: dict[tuple[str, UUID], LedgerEntry] = {}
    for at in range(0, len(ids), 1000):
        for entry in LedgerEntry.objects.filter(clinic=clinic, row_id__in=ids[at : at + 1000]):
            entries[entry.table, entry.row_id] = entry
    looked = Looked.objects.filter(client_id=first).select_related("person").order_by("at")
    return Everything(rows["client"][-1], clinic, rows, entries, list(looked))


def firsts_of(clinic: Clinic) -> list[UUID]:
    """All clients of a clinic that ever were, by their `first`, in the order of their coming."""
    return list(Client.objects.filter(clinic=clinic, replaces=None).values_list("first", flat=True))


def of_no_client(clinic: Clinic) -> Iterator[Any]:
    """The rows of a clinic that are of no client: its settings."""
    for model in ROWS:
        if path_to(model, Client) is None and model is not Client:
            yield from model._default_manager.filter(clinic=clinic).select_related("author")


def plain(row: Any, entry: LedgerEntry | None) -> dict[str, Any]:
    """A row as JSON has it: its fields as they were hashed, who wrote it, and its entry of the ledger."""
    writer = row.author.get_username() if row.author else None
    found: dict[str, Any] = {"table": row._meta.model_name, "fields": plain_fields(row), "writer": writer}
    if entry is not None:
        found["entry"] = {
            "seq": entry.seq, "salt": entry.salt, "content": entry.content, "digest": entry.digest,
        }  # fmt: skip
    return found


def _of_client(model: type[Row], first: UUID) -> list[Any]:
    way = "first" if model is Client else path_to(model, Client)
    if way is None:
        return []
    rows = model._default_manager.filter(**{way: first}).select_related("author")
    return list(rows.order_by("written_at", "id"))
