"""Equal words held once, and nothing else changed."""

from collections import Counter
from typing import Any

import msgspec

from palpate.knowledge import knowledge, load
from palpate.knowledge.load import COMPILED, DATA
from palpate.knowledge.model import FOLDERS
from palpate.knowledge.share import share

KINDS = sorted({"structures" if kind == "joints" else kind for kind in FOLDERS})


def words(thing: Any) -> list[str]:
    """Every string in a thing, as often as it stands there."""
    if isinstance(thing, msgspec.Struct):
        return [one for name in thing.__struct_fields__ for one in words(getattr(thing, name))]
    if isinstance(thing, tuple | list):
        return [one for each in thing for one in words(each)]
    if isinstance(thing, dict):
        return [one for pair in thing.items() for one in words(pair)]
    return [thing] if isinstance(thing, str) else []


def test_each_word_is_held_once_and_every_entry_stays_equal() -> None:
    own = load(DATA, COMPILED)
    share(own)
    for kind in KINDS:
        assert getattr(own, kind) == getattr(knowledge(), kind)
    held: dict[str, set[int]] = {}
    for kind in KINDS:
        for one in words(list(getattr(own, kind).values())):
            held.setdefault(one, set()).add(id(one))
    twice = Counter(word for word, places in held.items() if len(places) > 1)
    assert not twice, list(twice)[:5]
