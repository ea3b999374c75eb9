"""Which rules a case can move: those that look at something recorded of it. All others stand as they do for
anybody of that age, sex and complaint of whom nothing is recorded yet, and need not be settled again.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Generic, TypeVar

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import COMPARISONS, Client, Number, findings, walk
from palpate.knowledge.once import once
from palpate.reasoning.case import Case, Complaint

Result = TypeVar("Result")
KEPT = 64  # kinds of complaint whose blank results are kept
_NONE = frozenset[str]()


def touched(case: Case, knowledge: Knowledge) -> set[str]:
    """The ids of the rules, of flags, contraindications and derived findings, that look at a finding or a
    score the case holds, directly or through a derived finding.
    """
    index = _index(knowledge)
    found: set[str] = set()
    for observation in case.observations:
        found |= index.get(observation.finding, _NONE)
    for score in case.scores:
        found |= index.get(score.measure, _NONE)
    return found


def blank(case: Case) -> Case:
    """The same client with the same complaint, before anything is recorded."""
    complaint = Complaint(regions=case.complaint.regions, days=case.complaint.days)
    return Case(client=case.client, complaint=complaint)


class Blanks(Generic[Result]):
    """What was computed for blank cases, kept for those used last. Cases that no rule can tell apart share
    it, so what is computed must rest on the rules alone.
    """

    def __init__(self, knowledge: Knowledge, compute: Callable[[Case], Result]) -> None:
        self.knowledge, self.compute = knowledge, compute
        self.known: dict[object, Result] = {}

    def __call__(self, case: Case) -> Result:
        key = alike(case, self.knowledge)
        found = self.known.pop(key, None)
        if found is None:
            found = self.compute(blank(case))
        self.known[key] = found  # at the end: used last
        if len(self.known) > KEPT:
            self.known.pop(next(iter(self.known)), None)
        return found


def alike(case: Case, knowledge: Knowledge) -> tuple[object, ...]:
    """What rules can tell of a blank case: the sex, the regions, and between which of their limits the age
    and the days lie. A number on a limit is told from those around it.
    """
    ages, days = _limits(knowledge)
    return (
        case.client.sex,
        _band(case.client.age, ages),
        _band(case.complaint.days, days),
        frozenset(place.region for place in case.complaint.regions),
    )


def _band(number: float | None, limits: list[float]) -> tuple[int, int] | None:
    return None if number is None else (bisect_left(limits, number), bisect_right(limits, number))


@once
def _limits(knowledge: Knowledge) -> tuple[list[float], list[float]]:
    """The numbers that rules compare an age with, and those they compare the days with."""
    found: dict[str, set[float]] = {"age": set(), "days": set()}
    for rule in knowledge.rules.values():
        for part in walk(rule):
            if isinstance(part, Client):
                numbers = (getattr(part.bounds, name) for name in COMPARISONS)
                found[part.what].update(number for number in numbers if number is not None)
    return sorted(found["age"]), sorted(found["days"])


@once
def _index(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """By finding or measure, the rules that look at it."""
    looked: dict[str, set[str]] = {}
    for name in knowledge.rules:
        for thing in looks_at(name, knowledge):
            looked.setdefault(thing, set()).add(name)
    return {thing: frozenset(names) for thing, names in looked.items()}


def looks_at(rule: str, knowledge: Knowledge) -> frozenset[str]:
    """The findings and measures a rule rests on, down to those that are recorded, and the derived ones on
    the way: these too can be recorded themselves.
    """
    expression = knowledge.rules[rule]
    direct = set(findings(expression))
    deeper = [looks_at(name, knowledge) for name in direct if name in knowledge.rules]
    scores = {part.finding for part in walk(expression) if isinstance(part, Number) and part.of == "score"}
    own = {rule} if rule in knowledge.findings else set()
    return frozenset(direct | scores | own).union(*deeper)
