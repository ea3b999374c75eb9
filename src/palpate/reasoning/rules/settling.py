"""The fewest questions that settle open rules.

Nearly every answer in a screening is no, so a set of questions is sought that settles every rule if all are
answered no: where a rule needs all of its parts, one no is enough; where any of them would do, every one must
be asked. The smallest such set is a hitting-set problem, which is hard; taking the question that
settles most for its time, again and again, comes within a logarithm of the best (Chvatal 1979) and is
held against the best on small sets in the tests.
"""

from collections.abc import Callable, Iterable, Mapping

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import BothSides, Count, Expression, Not, Number, Points, Present
from palpate.knowledge.once import once
from palpate.reasoning.rules.compiled import compiled
from palpate.reasoning.rules.facts import Facts

# What must be answered no before a rule is false: a finding, or so many of several such parts.
Needs = str | tuple[int, tuple["Needs", ...]]
Need = Callable[[Facts], Needs | None]


class Task:
    """What a rule needs, and by finding the share of the work of settling it that its no would do."""

    __slots__ = ("_after", "needs", "shares")

    def __init__(self, needs: Needs) -> None:
        self.needs, self.shares = needs, shares(needs)
        self._after: dict[str, Task | None] = {}

    def after(self, answered: str) -> "Task | None":
        """What is left of it once a finding is answered no; None when nothing is. Worked out once: tasks of
        a kind of complaint are kept, and the same few questions are tried on them again and again.
        """
        if answered not in self._after:
            left = without(self.needs, answered)
            self._after[answered] = None if left is None else Task(left)
        return self._after[answered]


def task(rule: Expression, known: Facts) -> Task | None:
    """The task of settling an unsettled rule; None where nothing that can be asked would do it."""
    needed = _needing(known.knowledge).of(rule)(known)
    return None if needed is None else Task(needed)


def fewest(rules: Iterable[Task], cost: Mapping[str, float], most: int) -> tuple[str, ...]:
    """Up to `most` findings to ask, the most settling first, that settle as many of the rules as they can.
    `cost` is the time of a finding (seconds); one that is not in it costs a minute.
    """
    left, chosen, gain = list(rules), list[str](), dict[str, float]()
    for one in left:
        for finding, share in one.shares.items():
            gain[finding] = gain.get(finding, 0.0) + share
    while left and len(chosen) < most:
        best = _most_settling(gain, cost)
        chosen.append(best)
        still: list[Task] = []
        for one in left:
            rest = one.after(best) if best in one.shares else one
            if rest is not one:
                for finding, share in one.shares.items():
                    gain[finding] -= share
                for finding, share in rest.shares.items() if rest else ():
                    gain[finding] += share
            if rest:
                still.append(rest)
        left = still
        del gain[best]
    return tuple(chosen)


def _most_settling(gain: Mapping[str, float], cost: Mapping[str, float]) -> str:
    """The finding that settles most; among equals the quickest, then the first."""
    most = max(gain.values())
    # Rounded, so that sums of thirds in another order do not decide; only what is near has to be.
    equal, near = round(most, 6), most - 2e-6
    best = [finding for finding, share in gain.items() if share > near and round(share, 6) == equal]
    return min(best, key=lambda finding: cost.get(finding, 60.0))


class _Needing:
    """The functions that say what an unsettled rule needs, each made when it is first asked for."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = compiled(knowledge)
        self._made: dict[int, tuple[Expression, Need]] = {}

    def of(self, rule: Expression) -> Need:
        """What the rule needs to be false; None where nothing that can be asked would do it."""
        found = self._made.get(id(rule))
        if found is None:
            found = self._made[id(rule)] = (rule, self._need(rule))
        return found[1]

    def _need(self, rule: Expression) -> Need:
        match rule:
            case Present(finding):
                deeper = self.rules.derived(finding)
                return _itself(finding) if deeper is None else _derived(finding, self.of(deeper))
            case BothSides(finding):
                return _itself(finding)
            case Number(of, finding, _) if of != "score":
                return _itself(finding)
            case Not(part):
                return self.of(part)
            case Count(least, parts):
                return self._count(least, parts)
            case Points(weighted, _):
                return self._count(1, tuple(part for _points, part in weighted))
            case _:
                return lambda _facts: None

    def _count(self, least: int, parts: tuple[Expression, ...]) -> Need:
        """At least so many of the parts: it is false once more than the spare ones are."""
        steps = tuple((self.rules.settle(part), self.of(part)) for part in parts)

        def count(facts: Facts) -> Needs | None:
            must, asked = len(parts) - least + 1, list[Needs]()
            for settle, need in steps:
                truth = settle(facts)
                if truth is None:
                    needed = need(facts)
                    if needed is not None:
                        asked.append(needed)
                elif not truth:
                    must -= 1
            # A part that is open and cannot be asked (an age nobody knows) has to be left to the others.
            must = min(must, len(asked))
            if must <= 0:
                return None
            return asked[0] if len(asked) == 1 else (must, tuple(asked))

        return count


@once
def _needing(knowledge: Knowledge) -> _Needing:
    return _Needing(knowledge)


def _itself(finding: str) -> Need:
    return lambda _facts: finding


def _derived(finding: str, deeper: Need) -> Need:
    """One that is recorded as unclear is asked itself."""
    return lambda facts: finding if finding in facts.newest else deeper(facts)


def without(needed: Needs, answered: str) -> Needs | None:
    """What is left once a finding is answered no; None when nothing is."""
    if isinstance(needed, str):
        return None if needed == answered else needed
    must, parts = needed
    left = tuple(one for one in (without(part, answered) for part in parts) if one is not None)
    must -= len(parts) - len(left)
    if must <= 0:
        return None
    return left[0] if len(left) == 1 else (must, left)


def shares(needed: Needs, whole: float = 1.0) -> dict[str, float]:
    """By finding, the share of the work of settling the rule that its no would do."""
    if isinstance(needed, str):
        return {needed: whole}
    must, parts = needed
    found, each = dict[str, float](), whole / must
    for part in parts:
        inner = {part: each} if isinstance(part, str) else shares(part, each)
        for finding, share in inner.items():
            if share > found.get(finding, 0.0):
                found[finding] = share
    return found
