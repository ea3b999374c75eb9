"""Red-flag rules written over two-valued facts, for engines that know only true and false.

Three values become two facts: a finding is known to be there, or known not to be. A rule's truth is then
plain logic over both, since "not x" is known true where x is known false (Kleene 1952). Facts that rest on
numbers, ages and places are handed over as they come out, so that engines are spared them.
"""

from collections.abc import Callable, Mapping

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import (
    Always,
    BothSides,
    Bounds,
    Client,
    ComplaintAt,
    Count,
    Expression,
    IfKnown,
    Not,
    Number,
    Points,
    Present,
    SexIs,
)
from palpate.reasoning.case import Case
from palpate.reasoning.rules.compiled import compiled
from palpate.reasoning.rules.known import facts
from palpate.reasoning.rules.touched import Blanks, touched

Write = Callable[[str], str]  # a fact in the engine's language
Facts = dict[str, bool]
Weighted = tuple[tuple[float, Expression], ...]


class UnwritableError(Exception):
    """The rule cannot be written over two-valued facts."""


class Language:
    """How an engine writes a fact, and true and false."""

    def __init__(self, fact: Write, true: str, false: str, number: Write) -> None:
        self.fact, self.true, self.false, self.number = fact, true, false, number


PYTHON = Language(lambda name: f"{name!r} in f", "True", "False", lambda text: f"({text})")
ZEN = Language(lambda name: f"f.{name} == true", "true", "false", lambda text: f"({text} ? 1 : 0)")


class Writer:
    """Writes the rules of one knowledge in one language."""

    def __init__(self, knowledge: Knowledge, language: Language) -> None:
        self.knowledge, self.language = knowledge, language
        self.leaves: dict[str, Expression] = {}  # facts to be worked out beforehand, by name

    def rules(self) -> dict[str, str]:
        """Every red-flag rule that can be written, by id."""
        found: dict[str, str] = {}
        for flag in self.knowledge.flags.values():
            for rule in flag.rules:
                try:
                    found[rule.id] = self.true(self.knowledge.rules[rule.id])
                except UnwritableError:
                    continue
        return found

    def true(self, rule: Expression) -> str:
        """Text that holds where the rule is known to be true."""
        return self._write(rule, True)

    def _write(self, rule: Expression, wanted: bool) -> str:
        match rule:
            case Always():
                return self.language.true if wanted else self.language.false
            case Present(finding):
                return self._present(finding, wanted)
            case Not(part):
                return self._write(part, not wanted)
            case IfKnown(part):
                # False already where the part is not known to be true.
                return self.true(part) if wanted else f"not ({self.true(part)})"
            case Count(least, parts):
                texts = [self._write(part, wanted) for part in parts]
                return self._count(texts, least if wanted else len(parts) - least + 1)
            case Points(parts, bounds):
                return self._points(parts, bounds, wanted)
            case BothSides() | Number() | Client() | SexIs() | ComplaintAt():
                return self._leaf(rule, wanted)

    def _present(self, finding: str, wanted: bool) -> str:
        own = self.language.fact(f"{finding}__{'yes' if wanted else 'no'}")
        deeper = compiled(self.knowledge).derived(finding)
        if deeper is None:
            return own
        recorded = self.language.fact(f"{finding}__recorded")
        return f"({own} or (not ({recorded}) and ({self._write(deeper, wanted)})))"

    def _leaf(self, rule: Expression, wanted: bool) -> str:
        name = next((name for name, leaf in self.leaves.items() if leaf == rule), "")
        if not name:
            name = f"leaf_{len(self.leaves)}"
            self.leaves[name] = rule
        return self.language.fact(f"{name}__{'yes' if wanted else 'no'}")

    def _count(self, texts: list[str], least: int) -> str:
        if least == 1:
            return "(" + " or ".join(f"({text})" for text in texts) + ")"
        if least == len(texts):
            return "(" + " and ".join(f"({text})" for text in texts) + ")"
        return "(" + " + ".join(self.language.number(text) for text in texts) + f" >= {least})"

    def _points(self, parts: Weighted, bounds: Bounds, wanted: bool) -> str:
        """True where even the lowest total reaches the bound, false where not even the highest does."""
        if bounds.at_most is not None or bounds.under is not None:
            raise UnwritableError("points up to a bound")
        sign = ">=" if bounds.over is None else ">"
        bound = bounds.at_least if bounds.over is None else bounds.over
        total = " + ".join(
            f"{points} * {self._certain(part, (points > 0) == wanted)}" for points, part in parts
        )
        return f"({total} {sign} {bound})" if wanted else f"(not ({total} {sign} {bound}))"

    def _certain(self, part: Expression, known: bool) -> str:
        """One where the part is known to be true or, not `known`, where it is not known to be false."""
        text = self._write(part, known)
        return self.language.number(text if known else f"not ({text})")


def two_valued(case: Case, knowledge: Knowledge, leaves: Mapping[str, Expression]) -> Facts:
    """What the written rules look at: the facts of a case that hold."""
    known, found = facts(case, knowledge), dict[str, bool]()
    # What follows by a rule is not handed over: the written rules work it out themselves.
    for finding in {*known.newest, *known.impossible}:
        truth = known.truth(finding)
        if truth is not None:
            found[f"{finding}__{'yes' if truth else 'no'}"] = True
        found[f"{finding}__recorded"] = True
    for name, leaf in leaves.items():
        truth = compiled(knowledge).settle(leaf)(known)
        if truth is not None:
            found[f"{name}__{'yes' if truth else 'no'}"] = True
    return found


def closures(written: Mapping[str, str]) -> Callable[[Facts], list[str]]:
    """The written rules as Python functions; what they give are the ids of those that are true."""
    made = [(name, eval(f"lambda f: {text}")) for name, text in written.items()]  # our own text
    return lambda f: [name for name, holds in made if holds(f)]


def by_palpate(names: tuple[str, ...], knowledge: Knowledge) -> Callable[[Case], list[str]]:
    """The same rules as the screening settles them, from the case: those that look at something recorded; the
    others are as they are for a client of whom nothing is recorded. Gives the ids of the true ones.
    """
    rules = {name: compiled(knowledge).settle(knowledge.rules[name]) for name in names}
    places = {name: place for place, name in enumerate(names)}

    def of_blank(case: Case) -> frozenset[str]:
        known = facts(case, knowledge)
        return frozenset(name for name in names if rules[name](known))

    blanks = Blanks(knowledge, of_blank)

    def settle(case: Case) -> list[str]:
        known, moved = facts(case, knowledge), rules.keys() & touched(case, knowledge)
        true = {name for name in moved if rules[name](known)} | (blanks(case) - moved)
        return sorted(true, key=places.__getitem__)

    return settle
