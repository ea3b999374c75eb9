"""The sentences of a note: each knows what of the record it came from, and may be edited, taken out and put
back. Pure.

What is stored of a note are its four parts as text, as they are read and signed, and beside them `lines`:
for each sentence, in the order of the text, what it came from. Own words stand after the sentences of a part.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol


class Soap(NamedTuple):
    """The four parts of a note."""

    subjective: str = ""
    objective: str = ""
    assessment: str = ""
    plan: str = ""


class HasParts(Protocol):
    """Anything with the four parts of a note, as its row has them."""

    subjective: str
    objective: str
    assessment: str
    plan: str


def texts(row: HasParts | None) -> Soap:
    """The four parts of a row; empty where there is none."""
    return Soap(row.subjective, row.objective, row.assessment, row.plan) if row else Soap()


class Sentence(NamedTuple):
    """What the record says. `of` names what it came from, once in a note: "s.score.nprs.", "o.treated.<id>";
    its first letter is the part. A `fixed` one stands as it is: an open safety question stays in sight.
    """

    of: str
    text: str
    fixed: bool = False


@dataclass(frozen=True)
class Line:
    """A sentence as the therapist left it. `was`: what the record said when it was left so; `now`: what it
    says now, None where it says nothing of this any more. `out`: taken out of the note.
    """

    of: str
    text: str
    was: str
    out: bool = False
    now: str | None = None
    fixed: bool = False
    new: bool = False  # not in the draft yet

    @property
    def edited(self) -> bool:
        """Whether it says something else than the record said."""
        return self.text != self.was

    @property
    def differs(self) -> bool:
        """Whether the record says something else by now than when it was edited."""
        return self.edited and self.now not in (None, self.was)

    @property
    def asks(self) -> bool:
        """Whether it is a question that the therapist has not answered yet."""
        return self.of == SINCE and not self.text and not self.out

    @property
    def stands(self) -> bool:
        """Whether it is part of the note's text."""
        return bool(self.text) and not self.out


SINCE = "s.since"  # what changed since the note that own words were carried over from
PARTS = dict(zip("soap", Soap._fields, strict=True))
LONGEST_ID = 200


@dataclass(frozen=True)
class Draft:
    """A note as it is worked on: the sentences of all parts, and the own words of each."""

    lines: tuple[Line, ...] = ()
    own: Soap = field(default_factory=Soap)

    def of_part(self, part: str) -> list[Line]:
        """The sentences of a part, by its name."""
        return [line for line in self.lines if PARTS[line.of[0]] == part]

    @property
    def soap(self) -> Soap:
        """The four texts as they are stored and signed."""
        return Soap(*(self._text(part) for part in Soap._fields))

    @property
    def asks(self) -> bool:
        """Whether it still asks what changed."""
        return any(line.asks for line in self.lines)

    def said(self, of: str) -> str:
        """What the record said in the sentence of that name; empty where there is none."""
        return next((line.was for line in self.lines if line.of == of), "")

    @property
    def kept(self) -> list[dict[str, Any]]:
        """What is stored beside the texts."""
        return [_kept(line) for line in self.lines]

    def _text(self, part: str) -> str:
        own = getattr(self.own, part).strip("\n")
        return "\n".join([line.text for line in self.of_part(part) if line.stands] + ([own] if own else []))


def _kept(line: Line) -> dict[str, Any]:
    """In short: what is not said is as usual."""
    found: dict[str, Any] = {"of": line.of}
    if line.edited:
        found["was"] = line.was
    if not line.stands:
        found["out" if line.out else "asks"] = line.text
    return found


def read(texts: Soap, kept: Sequence[Mapping[str, Any]]) -> Draft:
    """The draft of what was stored. Texts that do not fit what is stored beside them are own words."""
    lines: list[Line] = []
    own: list[str] = []
    for letter, part in PARTS.items():
        marks = [mark for mark in kept or () if str(mark["of"]).startswith(letter)]
        rest = getattr(texts, part).split("\n")
        count = sum("out" not in mark and "asks" not in mark for mark in marks)
        if count > len(rest):
            marks, count = [], 0
        said = iter(rest[:count])
        lines += (_read(mark, said) for mark in marks)
        own.append("\n".join(rest[count:]))
    return Draft(tuple(lines), Soap(*own))


def _read(mark: Mapping[str, Any], said: Iterator[str]) -> Line:
    if "out" in mark or "asks" in mark:
        text = str(mark.get("out", mark.get("asks", "")))
        return Line(str(mark["of"]), text, str(mark.get("was", text)), out="out" in mark)
    text = next(said)
    return Line(str(mark["of"]), text, str(mark.get("was", text)))


def merged(draft: Draft, fresh: Sequence[Sentence]) -> Draft:
    """The draft with what the record says now: what was typed, edited or taken out stays; what was not
    touched follows the record; what is new stands where the record would have it.
    """
    draft = _adopted(draft, fresh)
    said = {one.of: one for one in fresh}
    lines = [now for line in draft.lines if (now := _followed(line, said.get(line.of)))]
    there = {line.of for line in lines}
    before = ""
    for one in fresh:
        if one.of not in there:
            made = Line(one.of, one.text, one.text, now=one.text, fixed=one.fixed, new=True)
            lines.insert(_after(lines, before, one.of), made)
            there.add(one.of)
        before = one.of
    return replace(draft, lines=tuple(lines))


def _adopted(draft: Draft, fresh: Sequence[Sentence]) -> Draft:
    """Own words that say to the letter what the record says are the record's sentence: no sentence stands
    twice. So are the lines of a note that was written before notes kept where their sentences came from.
    """
    there = {line.of for line in draft.lines}
    lines, own = list(draft.lines), draft.own._asdict()
    for one in fresh:
        part = PARTS[one.of[0]]
        words = own[part].split("\n")
        stripped = [line.strip() for line in words]
        if one.of in there or one.text not in stripped:
            continue
        del words[stripped.index(one.text)]
        own[part] = "\n".join(words)
        lines.append(Line(one.of, one.text, one.text))
    return Draft(tuple(lines), Soap(**own))


def _followed(line: Line, said: Sentence | None) -> Line | None:
    """A line under what the record says now; None where nothing is left of it."""
    if said is None:
        return replace(line, now=None) if line.edited or line.of == SINCE else None
    if said.fixed or not line.edited:
        out = line.out and not said.fixed
        return Line(line.of, said.text, said.text, out=out, now=said.text, fixed=said.fixed)
    was = said.text if line.text == said.text else line.was
    return replace(line, was=was, now=said.text)


def _after(lines: Sequence[Line], before: str, of: str) -> int:
    """Where a new sentence goes: behind the one that the record says before it, else before its part."""
    places = [line.of for line in lines]
    if before in places and before[0] == of[0]:
        return places.index(before) + 1
    return next((at for at, place in enumerate(places) if place[0] == of[0]), len(places))


def taken(draft: Draft, of: str, fresh: Iterable[Sentence]) -> Draft:
    """The sentence as the record has it again, and in the note."""
    said = {one.of: one.text for one in fresh}
    lines = [
        replace(line, text=text, was=text, now=text, out=False)
        if line.of == of and (text := said.get(of, line.was))
        else line
        for line in draft.lines
    ]
    return replace(draft, lines=tuple(lines))


def carried(draft: Draft, last: Draft) -> Draft:
    """The last note's own words too, and the question what changed since."""
    own = {part: _joined(getattr(draft.own, part), getattr(last.own, part)) for part in Soap._fields}
    lines = draft.lines
    if not any(line.of == SINCE for line in lines):
        lines = (Line(SINCE, "", ""), *lines)
    return Draft(lines, Soap(**own))


def _joined(mine: str, last: str) -> str:
    there = set(mine.split("\n"))
    more = [line for line in last.split("\n") if line.strip() and line not in there]
    return "\n".join([mine.strip("\n")] * bool(mine.strip("\n")) + more)


def uncarried(draft: Draft, last: Draft) -> Draft:
    """Without the lines that the last note's own words have, and without the question while it is open."""
    own = {}
    for part in Soap._fields:
        theirs = set(getattr(last.own, part).split("\n"))
        own[part] = "\n".join(line for line in getattr(draft.own, part).split("\n") if line not in theirs)
    return Draft(tuple(line for line in draft.lines if not line.asks), Soap(**own))
