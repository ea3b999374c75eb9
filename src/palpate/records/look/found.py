"""Finding clients by part of a name, of a phone number or of an e-mail address."""

from typing import Any
from uuid import UUID

from django.db import connection

from palpate.accounts.models import Clinic
from palpate.records.models import Client
from palpate.records.names import INDEX, words_of
from palpate.records.prepared import rows_of

FEW = 2000  # up to so many clients are sorted; of more the list is read in its order until it is full
TABLE = "records_clientname"


def find_clients(clinic: Clinic, text: str, *, limit: int = 50) -> list[Client]:
    """Clients in whose name, phone or e-mail every word of the text stands, case and accents apart; by
    family name. An empty text finds all.
    """
    keys = _keys(clinic, words_of(text), limit)
    if not keys:
        return []
    rows = {row.pk: row for row in rows_of("found", _by_key, pk__in=keys)}
    return [rows[key] for key in keys if key in rows]


def _by_key(**values: Any) -> Any:
    return Client.objects.filter(**values)


def _keys(clinic: Clinic, words: list[str], limit: int) -> list[UUID]:
    """The rows' ids in order."""
    where = "".join(" AND text LIKE %s ESCAPE '!'" for _ in words)
    given: list[Any] = [clinic.pk, *(f"%{_escaped(word)}%" for word in words)]
    of_clinic = "clinic_id"
    if connection.vendor == "sqlite" and any(len(word) > 1 for word in words):
        matching = _match(words)
        count = f"SELECT count(*) FROM (SELECT 1 FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT {FEW})"
        if _answer(count, [matching])[0][0] < FEW:
            of_clinic = "+clinic_id"  # not by the list in its order: by what was found
            where += f" AND id IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s)"
            given.append(matching)
    elif connection.vendor == "postgresql":
        short = [word for word in words if len(word) == 2]
        where += "".join(" AND pairs LIKE %s ESCAPE '!'" for _ in short)
        given += [f"% {_escaped(word)} %" for word in short]
    asked = f'SELECT "row" FROM {TABLE} WHERE {of_clinic} = %s{where} ORDER BY "order", id LIMIT {limit:d}'
    found = _answer(asked, given)
    return [key if isinstance(key, UUID) else UUID(key) for (key,) in found]


def _match(words: list[str]) -> str:
    """The words as FTS5 asks for them; single letters are left to the comparison."""
    quoted = {word: word.replace('"', '""') for word in words}
    return " AND ".join(
        f'text : "{quoted[word]}"' if len(word) > 2 else f'pairs : " {quoted[word]} "'
        for word in words
        if len(word) > 1
    )


def _escaped(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _answer(statement: str, given: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
