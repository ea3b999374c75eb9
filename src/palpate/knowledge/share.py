"""Equal words held once. A third of the knowledge's words are said again and again: a judgement's grounds,
names of regions and techniques, kinds of studies. A server that runs for weeks holds each of them once.
"""

import operator
from typing import Any

import msgspec
from msgspec.structs import force_setattr

from palpate.knowledge.load import Knowledge
from palpate.knowledge.model import FOLDERS


def share(knowledge: Knowledge) -> None:
    """Make equal strings in the entries one and the same, in place; nothing else about them changes."""
    held: dict[str, str] = {}
    for kind in {"structures" if kind == "joints" else kind for kind in FOLDERS}:
        for entry in getattr(knowledge, kind).values():
            _shared(entry, held)


def _shared(thing: Any, held: dict[str, str]) -> Any:
    """The thing with its strings shared: a record itself, of anything else an equal one."""
    if isinstance(thing, str):
        return held.setdefault(thing, thing) if type(thing) is str else thing
    if isinstance(thing, msgspec.Struct):
        for name in thing.__struct_fields__:
            before = getattr(thing, name)
            if before is not None and (after := _shared(before, held)) is not before:
                force_setattr(thing, name, after)  # equal to what stood there
        return thing
    if type(thing) in (tuple, list):
        after = [_shared(one, held) for one in thing]
        return type(thing)(after) if any(map(operator.is_not, after, thing)) else thing
    if type(thing) is dict:
        return {_shared(key, held): _shared(value, held) for key, value in thing.items()}
    return thing
