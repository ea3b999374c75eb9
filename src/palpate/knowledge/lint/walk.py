"""Walking all entries of the knowledge and all the parts inside them."""

from collections.abc import Iterator
from typing import Any

import msgspec

from palpate.knowledge.load import Knowledge, Problem
from palpate.knowledge.model import FOLDERS, Entry

TABLES = tuple(kind for kind in FOLDERS if kind != "joints")  # joints stand among the structures


def entries(knowledge: Knowledge) -> Iterator[tuple[str, Entry]]:
    """Every entry with its kind."""
    for kind in TABLES:
        for entry in getattr(knowledge, kind).values():
            yield kind, entry


def parts(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value below an entry with the path to it, e.g. `norm.error[0].value`. Rules are left whole."""
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            inner = f"{path}.{field}" if path else field
            found = getattr(value, field)
            yield inner, found
            if field not in ("when", "rule"):
                yield from parts(found, inner)
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield f"{path}[{number}]", one
            yield from parts(one, f"{path}[{number}]")


def problem(knowledge: Knowledge, kind: str, entry: Entry, field: str, what: str, remedy: str) -> Problem:
    """A problem of one entry, with the file it stands in."""
    return Problem(knowledge.files.get(f"{kind}/{entry.id}", kind), entry.id, field, what, remedy)
