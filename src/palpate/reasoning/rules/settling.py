"""The fewest questions that settle open rules.

Nearly every answer in a screening is no, so a set of questions is sought that settles every rule if all are
answered no: where a rule needs all of its parts, one no is enough; where any of them would do, every one must
be asked. The smallest such set is a hitting-set problem, which is hard; taking the question that
settles most for its time, again and again, comes within a logarithm of the best (Chvatal 1979) and is
held against the best on small sets in the tests.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from palpate.knowledge.expression import BothSides, Count, Expression, Not, Number, Points, Present
from palpate.reasoning.rules.compiled import compiled
from palpate.reasoning.rules.facts import Facts

# What must be answered no before a rule is false: a finding, or so many of several such parts.
Needs = str | tuple[int, tuple["Needs", ...]]


class Task(NamedTuple):
    """What a rule needs, and by finding the share of the work of settling it that its no would do."""

    needs: Needs
    shares: dict[str, float]


def task(rule: Expression, known: Facts) -> Task | None:
    """The task of settling an unsettled rule; None where nothing that can be asked would do it."""
    needed = needs(rule, known)
    return None if needed is None else Task(needed, shares(needed))


def fewest(rules: Iterable[Task], cost: Mapping[str, float], most: int) -> tuple[str, ...]:
    """Up to `most` findings to ask, the most settling first, that settle as many of the rules as they can.
    `cost` is the time of a finding (seconds); one that is not in it costs a minute.
    """
    chosen: list[str] = []
    gain: dict[str, float] = {}
    of: dict[str, list[int]] = {}  # by finding, the rules that it bears on
    left = dict(enumerate(rules))
    for number, one in left.items():
        for finding, share in one.shares.items():
            gain[finding] = gain.get(finding, 0.0) + share
            of.setdefault(finding, []).append(number)
    while left and len(chosen) < most:
        # Rounded, so that sums of thirds in another order do not decide.
        most_gain = round(max(gain.values()), 6)
        equals = [finding for finding, share in gain.items() if round(share, 6) == most_gain]
        best = min(equals, key=lambda finding: cost.get(finding, 60.0))
        chosen.append(best)
        for number in [one for one in of[best] if one in left]:
            needed, wanted = left.pop(number)
            for finding, share in wanted.items():
                gain[finding] -= share
            rest = without(needed, best)
            if rest is not None:
                left[number] = Task(rest, shares(rest))
                for finding, share in left[number].shares.items():
                    gain[finding] += share
        del gain[best]
    return tuple(chosen)


def needs(rule: Expression, known: Facts) -> Needs | None:
    """What an unsettled rule needs to be false; None where nothing that can be asked would do it."""
    match rule:
        case Present(finding):
            deeper = compiled(known.knowledge).derived(finding)
            return finding if deeper is None or finding in known.newest else needs(deeper, known)
        case BothSides(finding):
            return finding
        case Number(of, finding, _) if of != "score":
            return finding
        case Not(part):
            return needs(part, known)
        case Count(least, parts):
            return _count(least, parts, known)
        case Points(weighted, _):
            return _count(1, tuple(part for _points, part in weighted), known)
        case _:
            return None


def _count(least: int, parts: tuple[Expression, ...], known: Facts) -> Needs | None:
    """At least so many of the parts: it is false once more than the spare ones are."""
    rules = compiled(known.knowledge)
    truths = [(part, rules.settle(part)(known)) for part in parts]
    must = len(parts) - least + 1 - sum(truth is False for _part, truth in truths)
    inner = [needs(part, known) for part, truth in truths if truth is None]
    asked = tuple(one for one in inner if one is not None)
    # A part that is open and cannot be asked (an age nobody knows) has to be left to the others.
    must = min(must, len(asked))
    if must <= 0:
        return None
    return asked[0] if len(asked) == 1 else (must, asked)


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
    found: dict[str, float] = {}
    for part in parts:
        for finding, share in shares(part, whole / must).items():
            if share > found.get(finding, 0.0):
                found[finding] = share
    return found
