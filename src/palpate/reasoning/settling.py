"""The fewest questions that settle open rules.

Nearly every answer in a screening is no, so a set of questions is sought that settles every rule if all are
answered no: where a rule needs all of its parts, one no is enough; where any of them would do, every one must
be asked. The smallest such set is a hitting-set problem, which is hard; taking the question that
settles most for its time, again and again, comes within a logarithm of the best (Chvatal 1979) and is
held against the best on small sets in the tests.
"""

from collections.abc import Iterable, Mapping

from palpate.knowledge.expression import BothSides, Count, Expression, IfKnown, Not, Number, Points, Present
from palpate.reasoning.compiled import compiled
from palpate.reasoning.facts import Facts

Needs = dict[str, float]  # by finding, the share of the work of settling a rule that its no would do


def fewest(
    rules: Iterable[tuple[Expression, Needs]], known: Facts, cost: Mapping[str, float], most: int
) -> tuple[str, ...]:
    """Up to `most` findings to ask, the most settling first, that settle as many of the rules as they can.

    Each rule comes with what it needs now. `cost` is the time of a finding (seconds); one that is not in
    it costs a minute.
    """
    chosen = dict[str, None]()
    left = [(rule, wanted) for rule, wanted in rules if wanted]
    while left and len(chosen) < most:
        gain: dict[str, float] = {}
        for _rule, wanted in left:
            for finding, share in wanted.items():
                gain[finding] = gain.get(finding, 0.0) + share
        best = min(gain, key=lambda finding: (-gain[finding], cost.get(finding, 60.0)))
        chosen[best] = None
        left = [one for one in (_after(best, *pair, known, chosen) for pair in left) if one[1]]
    return tuple(chosen)


def _after(
    best: str, rule: Expression, wanted: Needs, known: Facts, chosen: Mapping[str, None]
) -> tuple[Expression, Needs]:
    """What a rule still needs once `best` is answered no too."""
    share = wanted.get(best)
    if share is None:
        return rule, wanted
    return rule, {} if share == 1.0 else needs(rule, known, chosen)


def needs(rule: Expression, known: Facts, no: Mapping[str, None]) -> Needs:
    """What is still to be answered no before the rule is false, given those in `no`; empty once it is."""
    match rule:
        case Present(finding):
            return _present(finding, known, no)
        case BothSides(finding):
            return {} if finding in no else {finding: 1.0}
        case Number(of, finding, _) if of != "score":
            return {} if finding in no else {finding: 1.0}
        case Count(least, parts):
            return _count(least, parts, known, no)
        case Points(weighted, _):
            return _shared([needs(part, known, no) for _points, part in _open(weighted, known)], None)
        case Not(part):
            return needs(part, known, no)
        case IfKnown():
            return {}
        case _:
            return {}


def _present(finding: str, known: Facts, no: Mapping[str, None]) -> Needs:
    if finding in no:
        return {}
    deeper = compiled(known.knowledge).derived(finding)
    if deeper is None or finding in known.newest:
        return {finding: 1.0}
    return needs(deeper, known, no)


def _count(least: int, parts: tuple[Expression, ...], known: Facts, no: Mapping[str, None]) -> Needs:
    """At least so many of the parts: it is false once more than the spare ones are."""
    rules = compiled(known.knowledge)
    truths = [(part, rules.settle(part)(known)) for part in parts]
    to_falsify = len(parts) - least + 1 - sum(truth is False for _part, truth in truths)
    inner = [needs(part, known, no) for part, truth in truths if truth is None]
    # An unsettled part with nothing to ask is false by what is in `no`, or cannot be asked at all.
    to_falsify -= sum(not one for one in inner)
    return _shared([one for one in inner if one], to_falsify) if to_falsify > 0 else {}


def _shared(inner: list[Needs], needed: int | None) -> Needs:
    """The parts' needs, each worth its share of those that must become false (None: all of them)."""
    must = len(inner) if needed is None else needed
    found: Needs = {}
    for one in inner:
        for finding, share in one.items():
            found[finding] = max(found.get(finding, 0.0), share / must)
    return found


def _open(weighted: tuple[tuple[float, Expression], ...], known: Facts) -> list[tuple[float, Expression]]:
    rules = compiled(known.knowledge)
    return [(points, part) for points, part in weighted if rules.settle(part)(known) is None]
