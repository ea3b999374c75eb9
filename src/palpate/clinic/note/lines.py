"""Two notes compared: how far one merely says again what the other said. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from palpate.clinic.note.sentences import Draft, Soap

REPEATS_FROM = 0.8  # share of lines taken over unchanged from which a note is pointed out (judgement)
# What the program works out or looks up by itself: the same again is nobody's copying.
DERIVED = ("s.words", "s.chart", "a.screening", "a.unsettled", "a.consistent", "a.goal.", "p.")
OWN_PLAN = ("p.decided.", "p.then")
DIGIT = re.compile(r"\d")
STOPS = str.maketrans(dict.fromkeys(".,;:", " "))
# What differs from visit to visit although the same was found: days, and what was before.
PASSING = re.compile(r"\(was [^)]*\)|; was .*|\bon \d{1,2} \w{3} \d{4}|\d{1,2} \w{3} \d{4}|\d{1,2}:\d{2}")


class Repeat(NamedTuple):
    """How many lines of a note stand in the last one too, of how many. `compared`: there was a last one."""

    same: int
    of: int
    compared: bool = True

    @property
    def identical(self) -> bool:
        """Whether every value, every sentence and every own word stood in the last note already."""
        return self.compared and self.same == self.of

    @property
    def warns(self) -> bool:
        """Whether the note merely repeats the last one."""
        return self.of > 0 and self.same / self.of >= REPEATS_FROM


NOTHING = Repeat(0, 0, compared=False)


def repeats(note: Draft, last: Draft) -> Repeat:
    """How much of a note is the last one again: what was measured, found and done, and what was written."""
    before = {_bare(line) for text in last.soap for line in lines_of(text)}
    mine = [_bare(line) for line in _telling(note)]
    return Repeat(same=sum(line in before for line in mine), of=len(mine))


def lines_of(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _telling(note: Draft) -> Iterator[str]:
    """What somebody measured, found, did or wrote."""
    for line in note.lines:
        derived = line.of.startswith(DERIVED) and not line.of.startswith(OWN_PLAN)
        if line.stands and (line.edited or not derived):
            yield line.text
    for part in Soap._fields:
        yield from lines_of(getattr(note.own, part))


def _bare(line: str) -> str:
    said = line.casefold()
    if "was " in said or DIGIT.search(said):
        said = PASSING.sub(" ", said)
    return " ".join(said.translate(STOPS).split())
