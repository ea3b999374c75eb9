"""What rules ask of a case beside findings: the client's age and sex, the complaint's place and days, numbers
and both sides. Each such part is settled once for a case, and then looked up by name as findings are.
"""

from collections.abc import Iterable, Iterator

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import (
    BothSides,
    Bounds,
    Client,
    ComplaintAt,
    Expression,
    Number,
    SexIs,
    walk,
)
from palpate.knowledge.once import once
from palpate.knowledge.words import Side
from palpate.reasoning.norms import expected_value, normal_by_eye, normal_value
from palpate.reasoning.rules.facts import Facts, Truth

Leaf = Client | SexIs | ComplaintAt | Number | BothSides


class Leaves:
    """The leaves of all rules of one knowledge, by name. No finding is called so: a name has brackets."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.by_name: dict[str, Leaf] = {}
        self.looking_at: dict[str, list[str]] = {}  # by finding or measure, the names of its leaves
        for rule in knowledge.rules.values():
            for part in walk(rule):
                if isinstance(part, Leaf):
                    self._add(part)
        looked = {name for names in self.looking_at.values() for name in names}
        self.of_anybody = tuple(name for name in self.by_name if name not in looked)

    def _add(self, leaf: Leaf) -> None:
        name = repr(leaf)
        if name not in self.by_name:
            self.by_name[name] = leaf
            if isinstance(leaf, Number | BothSides):
                self.looking_at.setdefault(leaf.finding, []).append(name)

    def name(self, part: Expression) -> str | None:
        """The name of a part that is such a leaf; None for any other."""
        return name if isinstance(part, Leaf) and (name := repr(part)) in self.by_name else None

    def moved(self, facts: Facts) -> Iterator[str]:
        """The leaves that look at something recorded of the case."""
        for finding in facts.newest:
            yield from self.looking_at.get(finding, ())
        for score in facts.case.scores:
            yield from self.looking_at.get(score.measure, ())


@once
def leaves(knowledge: Knowledge) -> Leaves:
    """The leaves of the knowledge's rules."""
    return Leaves(knowledge)


def settle_leaf(leaf: Leaf, facts: Facts) -> Truth:
    """Whether it is true of the case; None where that is not known."""
    match leaf:
        case Client(what, bounds):
            return _within(facts.case.client.age if what == "age" else facts.case.complaint.days, bounds)
        case SexIs(sex):
            return None if facts.case.client.sex is None else facts.case.client.sex == sex
        case ComplaintAt(regions):
            return _complaint_at(regions, facts)
        case Number():
            return _number(leaf, facts)
        case BothSides(finding):
            return _both_sides(finding, facts)


def _within(number: float | None, bounds: Bounds) -> Truth:
    return None if number is None else bounds.holds(number)


def _complaint_at(regions: tuple[str, ...], facts: Facts) -> Truth:
    cells, places = facts.knowledge.cells, facts.case.complaint.regions
    wanted = frozenset[str]().union(*(cells(region) for region in regions))
    return any(not wanted.isdisjoint(cells(place.region)) for place in places) if places else None


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
    free = any(normal_by_eye(one, facts.knowledge.findings[rule.finding]) for one in seen)
    if not values and not free:
        return None
    if rule.of == "value":
        return _value(rule, values.values(), free, facts)
    if rule.of == "difference":
        left, right = values.get("left"), values.get("right")
        return None if left is None or right is None else rule.bounds.holds(abs(left - right))
    return _loss(rule, values, free, facts)


def _value(rule: Number, values: Iterable[float], free: bool, facts: Facts) -> Truth:
    """Any number that was measured; a side that is free to the eye is taken as usual for this client."""
    if any(rule.bounds.holds(value) for value in values):
        return True
    if not free:
        return False
    usual = normal_value(facts.knowledge.findings[rule.finding], facts.case.client)
    return None if usual is None else rule.bounds.holds(usual)


def _loss(rule: Number, values: dict[Side | None, float], free: bool, facts: Facts) -> Truth:
    """The share lost on any side: against the other side if that was measured, else against the norm. A side
    that is free to the eye has lost nothing.
    """
    finding = facts.knowledge.findings[rule.finding]
    answers: list[Truth] = [rule.bounds.holds(0.0)] if free else []
    for side, value in values.items():
        expected = expected_value(finding, side, values, facts.case.client)
        answers.append(None if not expected else rule.bounds.holds((expected - value) / expected))
    return True if True in answers else None if None in answers else False
