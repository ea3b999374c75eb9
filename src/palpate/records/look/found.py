"""Finding clients by part of a name, of a phone number or of an e-mail address."""

from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections

from palpate.accounts.models import Clinic
from palpate.records.models import Client
from palpate.records.names import INDEX, words_of
from palpate.records.prepared import answer, rows_of

FEW = 2000  # up to so many clients are sorted; of more the list is read in its order until it is full
TABLE = "records_clientname"
BEGINS = '("order" >= %s AND "order" < %s)'
LAST = "\U0010ffff"  # sorts behind every letter


def find_clients(clinic: Clinic, text: str, *, limit: int = 50) -> list[Client]:
    """Clients in whose name, phone or e-mail every word of the text stands, case and accents apart; by
    family name, those first that begin with the text's first word. An empty text finds all.
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
    if connection.vendor == "sqlite":
        return _by_fts(clinic.pk, words, limit)
    where, given = _holding(words)
    for word in words:
        if len(word) == 2:  # the trigrams of a pair between blanks; two letters alone have none
            where += " AND pairs LIKE %s ESCAPE '!'"
            given.append(f"% {_escaped(word)} %")
    begins = [f"{_escaped(words[0])}%"] if words else ["%"]
    first = "\"order\" LIKE %s ESCAPE '!'"
    return _rows("clinic_id = %s" + where, [clinic.pk, *given], first, begins, limit)


def _by_fts(clinic: int, words: list[str], limit: int) -> list[UUID]:
    where, given = _holding(words)
    begins = [words[0], words[0] + LAST] if words else ["", LAST]
    if matching := _match(words):
        found = _few(matching, where, [clinic, *given], begins, limit)
        if found is not None:
            return found
    where, given = f"clinic_id = %s{where}", [clinic, *given]
    found = _rows(f"{where} AND {BEGINS}", [*given, *begins], "", [], limit)
    if len(found) < limit and words:
        found += _rows(f"{where} AND NOT {BEGINS}", [*given, *begins], "", [], limit - len(found))
    return found


def _few(matching: str, where: str, given: list[Any], begins: list[str], limit: int) -> list[UUID] | None:
    """Those that match, sorted; None where they are too many to be sorted."""
    matched = f"SELECT rowid AS hit FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT {FEW}"
    # The plus keeps SQLite from reading the list in its order in place of what was found.
    asked = (
        f'WITH hits AS ({matched}) SELECT "row", (SELECT count(*) FROM hits) FROM hits '
        f"CROSS JOIN {TABLE} ON id = hit WHERE +clinic_id = %s{where} "
        f'ORDER BY ({BEGINS}) DESC, "order", id LIMIT {limit:d}'
    )
    told = _answer(asked, [matching, *given, *begins])
    many = told[0][1] if told else _answer(f"SELECT count(*) FROM ({matched})", [matching])[0][0]
    return None if many >= FEW else [UUID(key) for key, _ in told]


def _holding(words: list[str]) -> tuple[str, list[Any]]:
    """The condition that every word stands somewhere, and its values."""
    return "".join(" AND text LIKE %s ESCAPE '!'" for _ in words), [f"%{_escaped(word)}%" for word in words]


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


def _rows(where: str, given: list[Any], first: str, begins: list[str], limit: int) -> list[UUID]:
    order = f'({first}) DESC, "order", id' if first else '"order", id'
    asked = f'SELECT "row" FROM {TABLE} WHERE {where} ORDER BY {order} LIMIT {limit:d}'
    return [key if isinstance(key, UUID) else UUID(key) for (key,) in _answer(asked, [*given, *begins])]


def _answer(statement: str, given: list[Any]) -> list[Any]:
    database = connections[DEFAULT_DB_ALIAS]
    own = statement.replace("%s", "?") if database.vendor == "sqlite" else statement
    return answer(database, own, given)
