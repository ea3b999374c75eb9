"""What the findings of a case weigh for one cause, so that nothing counts twice.

A published cluster counts before its items; findings of one construct are discounted, each further one by
half, since they repeat each other (clinical judgement); a raised red flag and its findings count once.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import Count, Points, findings
from palpate.knowledge.once import once
from palpate.knowledge.words import Urgency
from palpate.reasoning.causes.evidence import Strength, speaking
from palpate.reasoning.screening.triage import Reason, Triage

DISCOUNT = 0.5
# Likelihood ratio of a raised red flag for the cause it suspects (clinical judgement).
FLAG_RATIO: dict[Urgency, float] = {"emergency": 250.0, "same-day": 150.0, "refer": 60.0, "caution": 10.0}
PRIOR_ERROR = 0.5  # standard error of a log prior (clinical judgement)


class Weight(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one observation adds to a hypothesis, as a natural logarithm of its likelihood ratio."""

    finding: str
    present: bool
    weight: float
    sources: tuple[str, ...] = ()
    judgement: str = ""
    discounted: bool = False
    error: float = 0.0  # standard error of the weight, from the sizes of the studies


Weights = tuple[Weight, ...]


class Outcome(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A finding that is there, or is not, and all that this says for one cause; the same in every case."""

    finding: str
    rank: tuple[bool, float, int]  # which outcome is taken first
    items: frozenset[str]  # the findings it is made of
    construct: str
    weight: Weight | None  # None where no figure says what this outcome weighs


class Outcomes(msgspec.Struct, frozen=True, gc=False):
    """Both outcomes of a finding for one cause."""

    present: Outcome
    absent: Outcome


Said = tuple[tuple[int, Outcomes], ...]


def outcomes(causes: Mapping[str, int], knowledge: Knowledge) -> Iterator[tuple[str, Said]]:
    """By finding that speaks of any of the causes, what either outcome says of which: causes by their places.
    Made once for each cause that is ever weighed.
    """
    made = _made(knowledge)
    for place, (finding, by_cause) in enumerate(speaking(knowledge).items()):
        said: list[tuple[int, Outcomes]] = []
        for cause in by_cause.keys() & causes.keys():
            both = made.get((finding, cause))
            if both is None:
                strength = by_cause[cause]
                both = made[finding, cause] = Outcomes(
                    _outcome(strength, True, place, knowledge), _outcome(strength, False, place, knowledge)
                )
            said.append((causes[cause], both))
        if said:
            yield finding, tuple(said)


@once
def _made(_knowledge: Knowledge) -> dict[tuple[str, str], Outcomes]:
    """By finding and cause, filled as they are asked for."""
    return {}


def _outcome(strength: Strength, there: bool, place: int, knowledge: Knowledge) -> Outcome:
    """Clusters that came out true are taken first, then the strongest. A cluster that did not come out says
    less than the items that are there.
    """
    value = strength.present if there else strength.absent
    items = items_of(strength.finding, knowledge)
    entry = knowledge.findings.get(strength.finding)
    is_cluster = isinstance(knowledge.rules.get(strength.finding), Count | Points) and len(items) > 1
    weight = (
        None
        if value is None
        else Weight(
            finding=strength.finding,
            present=there,
            weight=value,
            sources=strength.sources,
            judgement=strength.judgement,
            error=strength.error if there else strength.error_absent,
        )
    )
    return Outcome(
        finding=strength.finding,
        rank=(not (is_cluster and there), -abs(value or 0), place),
        items=items,
        construct=entry.construct if entry else "",
        weight=weight,
    )


def items_of(finding: str, knowledge: Knowledge) -> frozenset[str]:
    """The findings a derived finding is made of, down to those that are recorded; empty for a plain one."""
    return _items(knowledge).get(finding, frozenset())


@once
def _items(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    def down(finding: str) -> frozenset[str]:
        direct = frozenset(findings(knowledge.rules[finding]))
        return direct.union(*(down(item) for item in direct if item in derived))

    derived = [finding for finding in knowledge.rules if finding in knowledge.findings]
    return {finding: down(finding) for finding in derived}


def weigh(told: Sequence[Outcome], raised: Weights = ()) -> Weights:
    """The weight of every finding of a case that speaks of one cause, strongest first. `raised` are the
    weights of a red flag that suspects it; of these and of what its findings weigh themselves, more counts.
    """
    own = _counted(told, frozenset())
    if not raised:
        return own
    in_rule = frozenset(one.finding for one in raised)
    if sum(one.weight for one in own if one.finding in in_rule) >= sum(one.weight for one in raised):
        return own  # the published figures say more than the raised flag
    return _strongest_first([*raised, *_counted(told, in_rule)])


def _counted(told: Sequence[Outcome], spent: frozenset[str]) -> Weights:
    """The weights of the outcomes that do not repeat what is spent already, or one another."""
    if len(told) == 1 and not spent:  # as for most causes
        return (told[0].weight,) if told[0].weight else ()
    used, chosen = set(spent), list[Outcome]()
    for one in sorted(told, key=attrgetter("rank")):
        # A cluster without a figure for this outcome must not keep its items from counting.
        if one.weight is not None and one.finding not in used and one.items.isdisjoint(used):
            used |= one.items
            used.add(one.finding)
            chosen.append(one)
    return _discounted(chosen)


def _discounted(chosen: list[Outcome]) -> Weights:
    """Each further finding of one construct counts half of the one before; strongest first."""
    seen: dict[str, int] = {}
    result: list[Weight] = []
    clusters_first = bool(chosen) and not chosen[0].rank[0]  # else they already stand by their strength
    for one in sorted(chosen, key=lambda one: one.rank[1]) if clusters_first else chosen:
        before = seen.get(one.construct, 0) if one.construct else 0
        seen[one.construct] = before + 1
        if one.weight is not None:
            result.append(_lessened(one.weight, DISCOUNT**before) if before else one.weight)
    return _strongest_first(result) if len(seen) < len(result) else tuple(result)


def _lessened(one: Weight, less: float) -> Weight:
    return msgspec.structs.replace(one, weight=one.weight * less, error=one.error * less, discounted=True)


def _strongest_first(weights: Iterable[Weight]) -> Weights:
    return tuple(sorted(weights, key=lambda one: -abs(one.weight)))


def raised_by(triage: Triage, knowledge: Knowledge) -> dict[str, Weights]:
    """For each cause that a raised red flag suspects, the weight of the most urgent one, shared among its
    findings. What a physician has cleared weighs nothing.
    """
    first: dict[str, Reason] = {}
    for reason in triage.reasons:
        cause = knowledge.flags[reason.flag].condition if reason.flag else None
        if cause and reason.because and not reason.cleared:
            first.setdefault(cause, reason)
    return {cause: tuple(_shared(reason)) for cause, reason in first.items()}


def _shared(reason: Reason) -> Iterable[Weight]:
    number = len(reason.because)
    for finding in reason.because:
        yield Weight(
            finding=finding,
            present=True,
            weight=math.log(FLAG_RATIO[reason.urgency]) / number,
            sources=reason.sources,
            error=PRIOR_ERROR / number,
            judgement=f"weight of the raised rule “{reason.name}”, clinical judgement",
        )
