"""The index by which clients are found: names, phone and e-mail of the newest rows, case and accents folded.

`keep` runs in the transaction that writes a client's row, so that what is found is what was written. On
SQLite an FTS5 table of trigrams follows by triggers, on PostgreSQL the indexes are of pg_trgm. Two letters
are fewer than a trigram: each client's pairs of letters stand in a column of their own, as words.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from palpate.records.models import Client, ClientName
from palpate.records.newest import latest

# Letters that are letters of their own, not one with an accent.
OWN = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
NUMBER = re.compile(r"[\d+()/.\-]*\d[\d+()/.\-]*")
BATCH = 500
INDEX = "records_clientname_fts"


def folded(text: str) -> str:
    """The text in small letters without accents, words apart by one blank."""
    apart = unicodedata.normalize("NFKD", " ".join(text.split()))
    return " ".join("".join(sign for sign in apart if _says(sign)).casefold().translate(OWN).split())


def _says(sign: str) -> bool:
    """Whether it is a sign of its own: no accent over another, nothing that cannot be seen."""
    return unicodedata.category(sign)[0] != "C" and not unicodedata.combining(sign)


def words_of(text: str) -> list[str]:
    """The words of a search, folded; of a number only its digits, however it was written."""
    words = folded(text).split()
    return [re.sub(r"\D", "", word) if NUMBER.fullmatch(word) else word for word in words]


def pairs_of(text: str) -> str:
    """Every two signs that follow one another within a word, once, between blanks."""
    found = {word[at : at + 2]: None for word in text.split() for at in range(len(word) - 1)}
    return f" {' '.join(found)} "


def keep(rows: Iterable[Client]) -> None:
    """Let these rows, the newest of their clients, be found from now on; those taken back no more."""
    newest = {row.first: row for row in rows}
    gone = [first for first, row in newest.items() if row.removed]
    if gone:
        forget(gone)
    ClientName.objects.bulk_create(
        [ClientName(**entry_of(row)) for row in newest.values() if not row.removed],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["client"],
        update_fields=["row", "order", "text", "pairs"],
    )


def forget(clients: Sequence[UUID], *, wholly: bool = False) -> None:
    """Let these clients (by their `first`) be found no more. `wholly` also takes what is left of them out of
    the index's own pages, which takes a second or two in a large clinic: for erasing.
    """
    ClientName.objects.filter(client__in=clients).delete()
    if wholly and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')")


def rebuild() -> int:
    """Make the whole index anew from the record; how many clients it holds. For a record that was copied."""
    ClientName.objects.all().delete()
    rows = latest(Client)
    keep(rows)
    return len(rows)


def entry_of(row: Any) -> dict[str, Any]:
    """What the index says of a client's row."""
    order = folded(f"{row.family_name} {row.given_name}")
    phone = re.sub(r"\D", "", row.phone)
    text = " ".join(filter(None, (order, phone, folded(row.email))))
    return {
        "clinic_id": row.clinic_id, "client": row.first, "row": row.pk,
        "order": order[:250], "text": text, "pairs": pairs_of(text),
    }  # fmt: skip


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the index of the table of names, and on SQLite the triggers by which it follows the table."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the index away again."""
    if connection.vendor == "sqlite":
        gone = [f"DROP TRIGGER IF EXISTS {INDEX}_{event}" for event in ("insert", "update", "delete")]
        gone.append(f"DROP TABLE IF EXISTS {INDEX}")
    else:
        gone = [f"DROP INDEX IF EXISTS {INDEX}_{column}" for column in ("text", "pairs")]
    with connection.cursor() as cursor:
        for statement in gone:
            cursor.execute(statement)


_TABLE = "records_clientname"
_OUT = f"INSERT INTO {INDEX} ({INDEX}, rowid, text, pairs) VALUES ('delete', old.id, old.text, old.pairs);"
_IN = f"INSERT INTO {INDEX} (rowid, text, pairs) VALUES (new.id, new.text, new.pairs);"
SQLITE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5 "
    f"(text, pairs, content='{_TABLE}', content_rowid='id', detail=full, tokenize='trigram')",
    f"CREATE TRIGGER {INDEX}_insert AFTER INSERT ON {_TABLE} BEGIN {_IN} END",
    f"CREATE TRIGGER {INDEX}_update AFTER UPDATE ON {_TABLE} BEGIN {_OUT} {_IN} END",
    f"CREATE TRIGGER {INDEX}_delete AFTER DELETE ON {_TABLE} BEGIN {_OUT} END",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX {INDEX}_text ON {_TABLE} USING gin (text gin_trgm_ops)",
    f"CREATE INDEX {INDEX}_pairs ON {_TABLE} USING gin (pairs gin_trgm_ops)",
)
