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
from palpate.knowledge.words import Side
from palpate.reasoning.norms import expected_value
from palpate.reasoning.rules.facts import Facts, Truth

Settle = Callable[[Facts], Truth]
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
                return self._present(finding)
            case BothSides(finding):
                return lambda facts: _both_sides(finding, facts)
            case Number():
                return lambda facts: _number(rule, facts)
            case Client(what, bounds):
                return _age(bounds) if what == "age" else _days(bounds)
            case SexIs(sex):
                return lambda facts: None if facts.case.client.sex is None else facts.case.client.sex == sex
            case ComplaintAt(regions):
                return self._complaint_at(regions)
            case Not(part):
                return _negate(self.settle(part))
            case IfKnown(part):
                known = self.settle(part)
                return lambda facts: known(facts) is True
            case Count(least, parts):
                return _count(least, tuple(self.settle(part) for part in parts))
            case Points(parts, bounds):
                return _points(tuple((points, self.settle(part)) for points, part in parts), bounds)

    def _present(self, finding: str) -> Settle:
        deeper = self.derived(finding)
        if deeper is None:
            return lambda facts: facts.truths.get(finding)
        settle = self.settle(deeper)

        def follow(facts: Facts) -> Truth:
            truths = facts.truths
            if finding not in truths:
                truths[finding] = settle(facts)
            return truths[finding]

        return follow

    def _complaint_at(self, regions: tuple[str, ...]) -> Settle:
        wanted = frozenset().union(*(self.knowledge.cells(region) for region in regions))
        cells = self.knowledge.cells

        def lies_there(facts: Facts) -> Truth:
            places = facts.case.complaint.regions
            return any(not wanted.isdisjoint(cells(place.region)) for place in places) if places else None

        return lies_there

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

    def _open_parts(self, parts: tuple[Expression, ...], *, first_only: bool) -> Open:
        pairs = tuple((self.settle(part), self.open(part)) for part in parts)

        def ask(facts: Facts, out: dict[str, None]) -> None:
            for settle, add in pairs:
                if settle(facts) is None:
                    add(facts, out)
                    if first_only:
                        return

        return ask


@once
def compiled(knowledge: Knowledge) -> Compiled:
    """The compiled rules of the knowledge."""
    return Compiled(knowledge)


def _age(bounds: Bounds) -> Settle:
    def holds(facts: Facts) -> Truth:
        age = facts.case.client.age
        return None if age is None else bounds.holds(age)

    return holds


def _days(bounds: Bounds) -> Settle:
    def holds(facts: Facts) -> Truth:
        days = facts.case.complaint.days
        return None if days is None else bounds.holds(days)

    return holds


def _negate(part: Settle) -> Settle:
    def other_way(facts: Facts) -> Truth:
        truth = part(facts)
        return None if truth is None else not truth

    return other_way


def _count(least: int, parts: tuple[Settle, ...]) -> Settle:
    spare = len(parts) - least  # so many may be false

    def count(facts: Facts) -> Truth:
        true, left = 0, spare
        for part in parts:
            truth = part(facts)
            if truth:
                true += 1
                if true == least:
                    return True
            elif truth is False:
                left -= 1
                if left < 0:
                    return False
        return None

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


def _both_sides(finding: str, facts: Facts) -> Truth:
    sides = {one.side: one.present for one in facts.newest.get(finding, ())}
    if sides.get("both") or (sides.get("left") and sides.get("right")):
        return True
    if False in (sides.get("both"), sides.get("left"), sides.get("right")):
        return False
    return None


def _number(rule: Number, facts: Facts) -> Truth:
    if rule.of == "score":
        scores = [score for score in facts.case.scores if score.measure == rule.finding]
        return rule.bounds.holds(max(scores, key=lambda score: score.on).value) if scores else None
    seen = facts.newest.get(rule.finding)
    if not seen:
        return None
    values = {one.side: one.value for one in seen if one.value is not None}
    if not values:
        return None
    if rule.of == "value":
        return any(rule.bounds.holds(value) for value in values.values())
    if rule.of == "difference":
        left, right = values.get("left"), values.get("right")
        return None if left is None or right is None else rule.bounds.holds(abs(left - right))
    return _loss(rule, values, facts)


def _loss(rule: Number, values: dict[Side | None, float], facts: Facts) -> Truth:
    """The share lost on any side: against the other side if that was measured, else against the norm."""
    finding = facts.knowledge.findings[rule.finding]
    answers: list[Truth] = []
    for side, value in values.items():
        expected = expected_value(finding, side, values, facts.case.client)
        answers.append(None if not expected else rule.bounds.holds((expected - value) / expected))
    return True if True in answers else None if None in answers else False
