"""Lines of notes compared: what the record says more than a text, and how far a note repeats another."""

from collections.abc import Iterable
from typing import NamedTuple

from palpate.clinic.note.compose import Soap

REPEATS_FROM = 0.8  # share of lines taken over unchanged from which a note is pointed out (judgement)


class Repeat(NamedTuple):
    """How many lines of a note stand in the last one too, of how many."""

    same: int
    of: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.same / self.of if self.of else 0.0

    @property
    def warns(self) -> bool:
        """Whether the note merely repeats the last one."""
        return self.of > 0 and self.share >= REPEATS_FROM


class Difference(NamedTuple):
    """What stands in the record and not in the text, and the other way round."""

    more: list[str]
    typed: list[str]


def lines_of(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def difference(text: str, composed: str) -> Difference:
    """Line by line, in order."""
    mine, theirs = lines_of(text), lines_of(composed)
    return Difference(
        more=[line for line in theirs if line not in mine],
        typed=[line for line in mine if line not in theirs],
    )


def merged(text: str, composed: str) -> str:
    """The text with what the record says more at its end. Nothing that was typed is lost or moved."""
    more = difference(text, composed).more
    return "\n".join(part for part in (text.rstrip("\n"), *more) if part)


def repeats(note: Iterable[str], last: Iterable[str]) -> Repeat:
    """How much of a note is the last one again, over all parts."""
    before = {line for text in last for line in lines_of(text)}
    mine = [line for text in note for line in lines_of(text)]
    return Repeat(same=sum(line in before for line in mine), of=len(mine))


def merged_soap(text: Soap, composed: Soap) -> Soap:
    """Each part merged."""
    return Soap(*(merged(mine, theirs) for mine, theirs in zip(text, composed, strict=True)))
