"""Finding anything in the knowledge by its name, another name, a lay word, or one with a typing mistake."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import msgspec

from palpate.knowledge.load import Knowledge
from palpate.knowledge.model import Effect
from palpate.knowledge.once import once

KINDS = (
    "findings",
    "conditions",
    "structures",
    "techniques",
    "exercises",
    "measures",
    "flags",
    "contraindications",
    "regions",
    "claims",
    "guidelines",
    "populations",
    "credentials",
    "advice",
    "effects",
)
# Below this a likeness of letters is chance; and so little of an asked word says nothing of that word.
LEAST_SCORE, LEAST_OF_A_WORD = 0.4, 0.34
# Below this a hit is a likeness of letters, and may well be something else.
SURE_SCORE = 0.54
KIND_BONUS = {"conditions": 0.06, "findings": 0.05, "techniques": 0.05, "structures": 0.04, "measures": 0.04}


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that answers a search, and how well (0 to about 1)."""

    kind: str
    id: str
    name: str
    also: str = ""  # the other name that matched, where the name itself did not hold its words
    score: float = 0.0

    @property
    def sure(self) -> bool:
        """Whether it is called something like what was asked, and does not only share letters with it."""
        return self.score >= SURE_SCORE


class _Name(msgspec.Struct, frozen=True):
    kind: str
    id: str
    name: str
    words: str
    own: bool
    grams: frozenset[str]


class Index:
    """All names of all entries, with an inverted list from trigrams to names."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.names: list[_Name] = []
        self.by_gram: dict[str, list[int]] = defaultdict(list)
        for kind in KINDS:
            for entry in getattr(knowledge, kind).values():
                self._add(kind, entry)

    def _add(self, kind: str, entry: Any) -> None:
        if isinstance(entry, Effect) and not entry.intervention:
            return  # what a technique did is found by the technique
        name = _name_of(entry)
        rules = [rule.name for rule in getattr(entry, "rules", ())]
        others = [
            entry.id.replace("_", " "),
            *getattr(entry, "lay", ()),
            getattr(entry, "suspect", ""),
            *rules,
        ]
        for number, text in enumerate([name, *others]):
            words = plain(text)
            if words:
                grams = trigrams(words)
                place = len(self.names)
                self.names.append(_Name(kind, entry.id, name, text if number else "", number == 0, grams))
                for gram in grams:
                    self.by_gram[gram].append(place)

    def search(self, text: str, most: int = 20, kind: str | None = None) -> list[Hit]:
        """The best hits for a text of any length, best first; empty for an empty text.

        A name that lacks one of the asked words wholly is a hit only if no name has something of all of
        them, and then only if it has one of them letter by letter.
        """
        asked = plain(text)
        whole: dict[tuple[str, str], Hit] = {}
        partly: dict[tuple[str, str], Hit] = {}
        for name, score in self._alike(asked, kind):
            shares = [_share(word, name) for word in asked.split()]
            if min(shares) >= LEAST_OF_A_WORD:
                _keep(whole, name, score)
            elif max(shares) == 1:
                _keep(partly, name, score)
        best = whole or partly
        return sorted(best.values(), key=lambda hit: (-hit.score, len(hit.name), hit.name))[:most]

    def _alike(self, asked: str, kind: str | None) -> Iterator[tuple[_Name, float]]:
        """Names that share letters with the asked text beyond chance, with their scores."""
        grams = trigrams(asked)
        shared: dict[int, int] = defaultdict(int)
        for gram in grams:
            for place in self.by_gram.get(gram, ()):
                shared[place] += 1
        for place, count in shared.items():
            name = self.names[place]
            score = _score(asked, grams, name, count)
            if score >= LEAST_SCORE and kind in (None, name.kind):
                yield name, score


def nearest(text: str, knowledge: Knowledge, most: int = 5) -> list[Hit]:
    """What to look at when nothing is called so: the best hits of single words of the text, the longest
    word first; empty where no name holds any of them.
    """
    found: dict[tuple[str, str], Hit] = {}
    for word in sorted(plain(text).split(), key=len, reverse=True):
        for hit in find(word, knowledge, most):
            if hit.sure:
                found.setdefault((hit.kind, hit.id), hit)
    return list(found.values())[:most]


def find(text: str, knowledge: Knowledge, most: int = 20, kind: str | None = None) -> list[Hit]:
    """Search the whole knowledge; see Index.search."""
    return index(knowledge).search(text, most, kind)


def plain(text: str) -> str:
    """Small letters, no marks: what two spellings of one name share."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def trigrams(words: str) -> frozenset[str]:
    """Groups of three letters of each word, with its edges, so that beginnings count more."""
    return frozenset(
        padded[at : at + 3]
        for word in words.split()
        for padded in (f"  {word} ",)
        for at in range(len(padded) - 2)
    )


@once
def index(knowledge: Knowledge) -> Index:
    """The index of a knowledge, built at the first search."""
    return Index(knowledge)


def _name_of(entry: Any) -> str:
    """What an entry is called; a trial of other care by what was tried, and in what."""
    if isinstance(entry, Effect):
        return f"{entry.intervention}: {entry.condition_text}"
    return str(getattr(entry, "name", "") or getattr(entry, "text", entry.id))


def _keep(best: dict[tuple[str, str], Hit], name: _Name, score: float) -> None:
    """Keep the hit if no other name of the same entry scored higher."""
    key = (name.kind, name.id)
    if key not in best or score > best[key].score:
        shown = set(re.findall(r"\w+", name.name.casefold()))
        also = "" if name.own or shown.issuperset(name.words.split()) else name.words
        best[key] = Hit(kind=name.kind, id=name.id, name=name.name, also=also, score=score)


@functools.lru_cache(1024)
def _grams_of(word: str) -> frozenset[str]:
    return trigrams(word)


def _share(word: str, name: _Name) -> float:
    """How much of one asked word the name holds, 0 to 1."""
    grams = _grams_of(word)
    return len(grams & name.grams) / len(grams)


def _score(asked: str, grams: frozenset[str], name: _Name, count: int) -> float:
    """How much of the asked text the name holds, a little for how much of the name was asked, and a
    bonus for the same words or the same beginning.
    """
    if not grams:
        return 0.0
    covered, share = count / len(grams), count / len(name.grams)
    words = plain(name.words or name.name)
    bonus = (
        0.5
        if words == asked
        else 0.25
        if words.startswith(asked)
        else 0.1
        if f" {asked}" in f" {words}"
        else 0
    )
    return 0.7 * covered + 0.2 * share + bonus + KIND_BONUS.get(name.kind, 0.0) * covered
