"""Rules turned into functions once, since all of them are settled at every tap: whether a rule is true,
false or unsettled (None), and which findings would settle it.

A rule compiles to closures over its parts, so that settling one costs a few look-ups and no walk of a tree.
"""

from collections.abc import Callable

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
from palpate.knowledge.once import once
from palpate.reasoning.rules.facts import Facts, Truth
from palpate.reasoning.rules.leaves import leaves, settle_leaf

Settle = Callable[[Facts], Truth]
Names = frozenset[str]
Open = Callable[[Facts, dict[str, None]], None]


class Compiled:
    """The compiled rules of one knowledge, each made when it is first needed."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        # By identity, with the rule itself: comparing two trees costs more than settling one.
        self._settle: dict[int, tuple[Expression, Settle]] = {}
        self._open: dict[int, tuple[Expression, Open]] = {}

    def settle(self, rule: Expression) -> Settle:
        """The function that settles the rule."""
        found = self._settle.get(id(rule))
        if found is None:
            found = self._settle[id(rule)] = (rule, self._settler(rule))
        return found[1]

    def open(self, rule: Expression) -> Open:
        """The function that adds the findings to ask for the rule, if it is unsettled, in their order."""
        found = self._open.get(id(rule))
        if found is None:
            found = self._open[id(rule)] = (rule, self._opener(rule))
        return found[1]

    def derived(self, finding: str) -> Expression | None:
        """The rule a finding follows where nobody recorded it itself."""
        return self.knowledge.rules.get(finding) if finding in self.knowledge.findings else None

    def _settler(self, rule: Expression) -> Settle:
        match rule:
            case Always():
                return lambda _facts: True
            case Present(finding):
                return _look_up(finding)
            case Client() | SexIs() | ComplaintAt() | Number() | BothSides():
                name = leaves(self.knowledge).name(rule)
                return _look_up(name) if name else lambda facts: settle_leaf(rule, facts)
            case Not(part):
                return _negate(self.settle(part))
            case IfKnown(part):
                known = self.settle(part)
                return lambda facts: known(facts) is True
            case Count(least, parts):
                return self._count(least, parts)
            case Points(parts, bounds):
                return _points(tuple((points, self.settle(part)) for points, part in parts), bounds)

    def _count(self, least: int, parts: tuple[Expression, ...]) -> Settle:
        """Most rules ask for one of their parts or for all, and most parts are looked up by name, or ask the
        other thing of names: each of these is one look at a set, however many they are.
        """
        if 1 < least < len(parts):
            return _at_least(least, tuple(self.settle(part) for part in parts))
        of_all = least == len(parts)
        names, groups, others = set[str](), list[Names](), list[Settle]()
        for part in parts:
            name = self.name(part)
            group = None if name else self._group(part, of_any=of_all)
            if name:
                names.add(name)
            elif group:
                groups.append(group)
            else:
                others.append(self.settle(part))
        make = _all if of_all else _any
        return make(frozenset(names), tuple(groups), tuple(others))

    def _group(self, part: Expression, *, of_any: bool) -> Names | None:
        """The names of a part that asks for one of them, or else for all; None where it asks other things."""
        if not isinstance(part, Count) or part.least != (1 if of_any else len(part.parts)):
            return None
        names = [self.name(inner) for inner in part.parts]
        return None if None in names else frozenset(name for name in names if name)

    def name(self, part: Expression) -> str | None:
        """What the part is looked up by; None where it has parts of its own."""
        return part.finding if isinstance(part, Present) else leaves(self.knowledge).name(part)

    def _opener(self, rule: Expression) -> Open:
        match rule:
            case Present(finding):
                return self._open_present(finding)
            case BothSides(finding):
                return lambda _facts, out: out.setdefault(finding)
            case Number(of, finding, _) if of != "score":
                return lambda _facts, out: out.setdefault(finding)
            case Not(part):
                return self.open(part)
            case Count(least, parts):
                # Where all are needed, a no to the first already settles the rule: the rest can wait.
                return self._open_parts(parts, first_only=least == len(parts))
            case Points(weighted, _):
                return self._open_parts(tuple(part for _points, part in weighted), first_only=False)
            case _:
                return lambda _facts, _out: None

    def _open_present(self, finding: str) -> Open:
        deeper = self.derived(finding)
        if deeper is None:
            return lambda _facts, out: out.setdefault(finding)
        inner = self.open(deeper)

        def follow(facts: Facts, out: dict[str, None]) -> None:
            if finding in facts.newest:  # recorded as unclear: it is asked itself
                out.setdefault(finding)
            else:
                inner(facts, out)

        return follow

    def _step(self, part: Expression) -> tuple[str, Settle | None, Open | None]:
        """How a part is settled where it is not looked up by its name, and asked where that is not itself."""
        name = self.name(part)
        plain = isinstance(part, Present) and self.derived(part.finding) is None
        return name or "", None if name else self.settle(part), None if plain else self.open(part)

    def _open_parts(self, parts: tuple[Expression, ...], *, first_only: bool) -> Open:
        steps = tuple(self._step(part) for part in parts)

        def ask(facts: Facts, out: dict[str, None]) -> None:
            present, absent = facts.present, facts.absent
            for name, settle, add in steps:
                if settle(facts) is not None if settle else name in present or name in absent:
                    continue
                if add:
                    add(facts, out)
                else:
                    out.setdefault(name)
                if first_only:
                    return

        return ask


@once
def compiled(knowledge: Knowledge) -> Compiled:
    """The compiled rules of the knowledge."""
    return Compiled(knowledge)


def _look_up(name: str) -> Settle:
    def look_up(facts: Facts) -> Truth:
        return True if name in facts.present else False if name in facts.absent else None

    return look_up


def _negate(part: Settle) -> Settle:
    def other_way(facts: Facts) -> Truth:
        truth = part(facts)
        return None if truth is None else not truth

    return other_way


def _any(names: Names, groups: tuple[Names, ...], others: tuple[Settle, ...]) -> Settle:
    """One of the names, all names of a group, or one of the others."""

    def any_of(facts: Facts) -> Truth:
        present, absent = facts.present, facts.absent
        if not names.isdisjoint(present):
            return True
        open_still = not names <= absent
        for group in groups:
            if group <= present:
                return True
            open_still = open_still or group.isdisjoint(absent)
        for part in others:
            truth = part(facts)
            if truth:
                return True
            open_still = open_still or truth is None
        return None if open_still else False

    return any_of


def _all(names: Names, groups: tuple[Names, ...], others: tuple[Settle, ...]) -> Settle:
    """All the names, one name of each group, and all the others."""

    def all_of(facts: Facts) -> Truth:
        present, absent = facts.present, facts.absent
        if not names.isdisjoint(absent):
            return False
        open_still = not names <= present
        for group in groups:
            if group.isdisjoint(present):
                if group <= absent:
                    return False
                open_still = True
        for part in others:
            truth = part(facts)
            if truth is False:
                return False
            open_still = open_still or truth is None
        return None if open_still else True

    return all_of


def _at_least(least: int, parts: tuple[Settle, ...]) -> Settle:
    spare = len(parts) - least  # so many may be false

    def count(facts: Facts) -> Truth:
        truths = [part(facts) for part in parts]
        if truths.count(True) >= least:
            return True
        return False if truths.count(False) > spare else None

    return count


def _points(weighted: tuple[tuple[float, Settle], ...], bounds: Bounds) -> Settle:
    """Settled only when every total that is still possible gives the same answer."""

    def add_up(facts: Facts) -> Truth:
        totals = {0.0}
        for points, part in weighted:
            truth = part(facts)
            if truth is True:
                totals = {total + points for total in totals}
            elif truth is None:
                totals |= {total + points for total in totals}
        answers = {bounds.holds(total) for total in totals}
        return answers.pop() if len(answers) == 1 else None

    return add_up
