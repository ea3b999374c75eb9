"""The differential: which causes the findings are consistent with, and how strongly.

Bayes in log-odds over causes that exclude each other, within the complaint's regions: the log of the
prior, plus the log likelihood ratio of every observation, made to sum to one. There is always "other
or unlisted", which gains when nothing fits. A published cluster counts before its items; findings of one
construct are discounted, each further one by half, since they repeat each other (clinical judgement).
"""

import math
from collections.abc import Iterable

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import Count, Points, Present, findings
from palpate.knowledge.model import Condition
from palpate.knowledge.once import once
from palpate.knowledge.words import Urgency
from palpate.reasoning.case import Case
from palpate.reasoning.causes.evidence import Strength, speaking
from palpate.reasoning.rules.compiled import Settle, compiled
from palpate.reasoning.rules.facts import facts
from palpate.reasoning.rules.logic import observed
from palpate.reasoning.screening.flags import by_rules
from palpate.reasoning.screening.triage import Reason, Triage

Settled = tuple[Strength, bool]
OTHER = "other"
DISCOUNT = 0.5
# Priors where none was read (clinical judgement): an ordinary cause, a serious one, and the least that is
# always kept for what is not listed.
ORDINARY_PRIOR, SERIOUS_PRIOR, OTHER_PRIOR = 0.02, 0.002, 0.15
# Likelihood ratio of a raised red flag for the cause it suspects (clinical judgement).
FLAG_RATIO: dict[Urgency, float] = {"emergency": 250.0, "same-day": 150.0, "refer": 60.0, "caution": 10.0}
SMALL = 10  # cells of the body map up to which a place is one spot, and not a whole limb
LEAST_COVER = 0.05  # what is left of a prior where the complaint hardly touches the condition's place
PRIOR_ERROR = 0.5  # standard error of a log prior (clinical judgement)
RANGE = 1.28  # standard errors either way: the range holds the value four times in five


class Weight(msgspec.Struct, frozen=True, kw_only=True):
    """What one observation adds to a hypothesis, as a natural logarithm of its likelihood ratio."""

    finding: str
    present: bool
    weight: float
    sources: tuple[str, ...] = ()
    judgement: str = ""
    discounted: bool = False
    error: float = 0.0  # standard error of the weight, from the sizes of the studies


class Hypothesis(msgspec.Struct, frozen=True, kw_only=True):
    """A condition with its probability, the range of it, and the weight each observation gave it."""

    condition: str
    name: str
    icd10: str | None = None
    serious: bool = False
    probability: float
    low: float
    high: float
    because: tuple[Weight, ...] = ()


def differential(case: Case, knowledge: Knowledge, triage: Triage | None = None) -> tuple[Hypothesis, ...]:
    """All hypotheses of the complaint's regions with "other or unlisted", the most probable first."""
    triage = triage or by_rules(case, knowledge)
    # The screening weighs the serious causes, and the page then asks for all: it is the same computation.
    kept = facts(case, knowledge).worked_out
    key = ("differential", *((reason.rule, reason.cleared) for reason in triage.reasons if reason.flag))
    if key not in kept:
        kept[key] = _differential(case, knowledge, triage)
    found: tuple[Hypothesis, ...] = kept[key]
    return found


def _differential(case: Case, knowledge: Knowledge, triage: Triage) -> tuple[Hypothesis, ...]:
    conditions = candidates(case, knowledge, triage)
    weights = weigh(conditions, on_complaint_side(case), knowledge, triage)
    priors = {one.id: prior(one) * cover(one, case, knowledge) for one in conditions}
    # What is listed for these places is taken out of "other" whole, however little of it is sore.
    ordinary = sum(prior(condition) for condition in conditions if not condition.serious)
    logs = {key: math.log(priors[key]) + sum(one.weight for one in weights[key]) for key in priors}
    logs[OTHER] = math.log(max(OTHER_PRIOR, 1 - ordinary))
    shares = normalise(logs)
    found = [_hypothesis(condition, shares[condition.id], weights[condition.id]) for condition in conditions]
    low, high = _range(shares[OTHER], ())
    found.append(
        Hypothesis(condition=OTHER, name="Other or unlisted", probability=shares[OTHER], low=low, high=high)
    )
    return tuple(sorted(found, key=lambda hypothesis: -hypothesis.probability))


def candidates(case: Case, knowledge: Knowledge, triage: Triage) -> list[Condition]:
    """The conditions that belong to the complaint's regions, and any that a raised flag suspects. Umbrellas
    over others are left out: hypotheses exclude each other. Without a place, all belong.
    """
    cells = frozenset[str]().union(*(knowledge.cells(place.region) for place in case.complaint.regions))
    raised = {knowledge.flags[reason.flag].condition for reason in triage.reasons if reason.flag}
    felt = felt_at(knowledge)
    return [
        condition
        for condition in knowledge.conditions.values()
        if condition.id in raised
        or (condition.suspected and not (case.complaint.regions and cells.isdisjoint(felt[condition.id])))
    ]


@once
def felt_at(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """For each condition, the cells of the body map where it is felt."""
    return {
        condition.id: frozenset[str]().union(*(knowledge.cells(region) for region in condition.regions))
        for condition in knowledge.conditions.values()
    }


def prior(condition: Condition) -> float:
    """The share of people with this complaint who have the condition, before anything else is known."""
    if condition.prior is not None and condition.prior.value > 0:
        return condition.prior.value
    return SERIOUS_PRIOR if condition.serious else ORDINARY_PRIOR


def cover(condition: Condition, case: Case, knowledge: Knowledge) -> float:
    """How much of the complaint lies where the condition is felt (0.05 to 1): a prior is a share of people
    who are sore in that place, not of all whose complaint touches it. A place counts whole where it is
    touched, a whole limb by the share of it. Clinical judgement.
    """
    felt = felt_at(knowledge)[condition.id]
    places = [knowledge.cells(place.region) for place in case.complaint.regions]
    if not felt or not places:
        return 1.0
    shares = [
        bool(cells & felt) if len(cells) <= SMALL else len(cells & felt) / len(cells) for cells in places
    ]
    return max(LEAST_COVER, sum(shares) / len(shares))


def by_itself(condition: Condition, weights: Iterable[Weight], case: Case, knowledge: Knowledge) -> float:
    """The probability that the condition is there, whatever else may be: its prior odds times the ratios of
    the weights. Beside the shares of the differential, no other cause can make it smaller.
    """
    share = prior(condition) * cover(condition, case, knowledge)
    log_odds = math.log(share / (1 - share)) + sum(weight.weight for weight in weights)
    return 1 / (1 + math.exp(-log_odds))


def on_complaint_side(case: Case) -> Case:
    """The case without what was found only on the side that does not hurt."""
    sides = {place.side for place in case.complaint.regions}
    if sides not in ({"left"}, {"right"}):
        return case
    other = "right" if sides == {"left"} else "left"
    kept = tuple(one for one in case.observations if one.value is not None or one.side != other)
    return msgspec.structs.replace(case, observations=kept)


def weigh(
    conditions: Iterable[Condition], case: Case, knowledge: Knowledge, triage: Triage
) -> dict[str, tuple[Weight, ...]]:
    """For each condition the weight of every observation, strongest first."""
    settled = _settled(case, knowledge)
    return {one.id: _weigh(one.id, settled.get(one.id, []), knowledge, triage) for one in conditions}


def _weigh(
    condition: str, settled: list[Settled], knowledge: Knowledge, triage: Triage
) -> tuple[Weight, ...]:
    own = _weigh_findings(settled, knowledge, frozenset())
    raised = _raised(condition, knowledge, triage)
    if not raised:
        return own
    in_rule = {one.finding for one in raised}
    if sum(one.weight for one in own if one.finding in in_rule) >= sum(one.weight for one in raised):
        return own  # the published figures say more than the raised flag
    beside = _weigh_findings(settled, knowledge, frozenset(in_rule))
    return tuple(sorted([*raised, *beside], key=lambda one: -abs(one.weight)))


def _weigh_findings(
    settled: list[Settled], knowledge: Knowledge, spent: frozenset[str]
) -> tuple[Weight, ...]:
    """The weight of every settled finding that is not spent already."""
    used, chosen = set(spent), []
    for strength, there in sorted(settled, key=lambda pair: _rank(pair, knowledge)):
        value = strength.present if there else strength.absent
        items = items_of(strength.finding, knowledge)
        # A cluster without a figure for this result must not keep its items from counting.
        if value is None or strength.finding in used or items & used:
            continue
        used |= items | {strength.finding}
        chosen.append(
            Weight(
                finding=strength.finding,
                present=there,
                weight=value,
                sources=strength.sources,
                judgement=strength.judgement,
                error=strength.error if there else strength.error_absent,
            )
        )
    return tuple(sorted(_discount(chosen, knowledge), key=lambda one: -abs(one.weight)))


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


def normalise(logs: dict[str, float]) -> dict[str, float]:
    """Probabilities that sum to one, from logarithms of their odds against one another."""
    highest = max(logs.values())
    odds = {key: math.exp(value - highest) for key, value in logs.items()}
    total = sum(odds.values())
    return {key: value / total for key, value in odds.items()}


def _settled(case: Case, knowledge: Knowledge) -> dict[str, list[Settled]]:
    """By condition, the findings that speak of it and are known to be there or not, in the knowledge's
    order, so that the order of recording changes nothing.
    """
    found: dict[str, list[Settled]] = {}
    table = speaking(knowledge)
    order, derived = _order(knowledge)
    known = facts(case, knowledge)
    truths = {finding: settle(known) for finding, settle in derived}
    truths |= known.truths
    for finding in sorted((name for name in truths if name in order), key=order.__getitem__):
        truth = truths[finding]
        if truth is not None:
            for condition, strength in table[finding].items():
                found.setdefault(condition, []).append((strength, truth))
    return found


@once
def _order(knowledge: Knowledge) -> tuple[dict[str, int], tuple[tuple[str, Settle], ...]]:
    """The place of each finding that speaks of anything, and those among them that follow a rule."""
    table, rules = speaking(knowledge), compiled(knowledge)
    derived = [finding for finding in table if rules.derived(finding) is not None]
    return (
        {finding: place for place, finding in enumerate(table)},
        tuple((finding, rules.settle(Present(finding))) for finding in derived),
    )


def _rank(pair: Settled, knowledge: Knowledge) -> tuple[bool, float]:
    """Clusters that came out true first, then the strongest. One that did not come out says less than the
    items that are there.
    """
    strength, there = pair
    rule = knowledge.rules.get(strength.finding)
    is_cluster = isinstance(rule, Count | Points) and len(items_of(strength.finding, knowledge)) > 1
    return not (is_cluster and there), -abs((strength.present if there else strength.absent) or 0)


def _raised(condition: str, knowledge: Knowledge, triage: Triage) -> tuple[Weight, ...]:
    """The red flags that suspect the condition: the most urgent one, shared among its findings."""
    reasons = [
        reason
        for reason in triage.reasons
        if reason.flag
        and knowledge.flags[reason.flag].condition == condition
        and reason.because
        and not reason.cleared
    ]
    if not reasons:
        return ()
    reason: Reason = reasons[0]
    share = math.log(FLAG_RATIO[reason.urgency]) / len(reason.because)
    return tuple(
        Weight(
            finding=finding,
            present=True,
            weight=share,
            sources=reason.sources,
            error=PRIOR_ERROR / len(reason.because),
            judgement=f"weight of the raised rule “{reason.name}”, clinical judgement",
        )
        for finding in reason.because
    )


def _discount(weights: list[Weight], knowledge: Knowledge) -> list[Weight]:
    """Each further finding of one construct counts half of the one before."""
    seen: dict[str, int] = {}
    result: list[Weight] = []
    for one in sorted(weights, key=lambda weight: -abs(weight.weight)):
        construct = knowledge.findings[one.finding].construct if one.finding in knowledge.findings else ""
        before = seen.get(construct, 0) if construct else 0
        if construct:
            seen[construct] = before + 1
        if before:
            less = DISCOUNT**before
            one = msgspec.structs.replace(
                one, weight=one.weight * less, error=one.error * less, discounted=True
            )
        result.append(one)
    return result


def _hypothesis(condition: Condition, probability: float, weights: tuple[Weight, ...]) -> Hypothesis:
    low, high = _range(probability, [one.error for one in weights])
    return Hypothesis(
        condition=condition.id,
        name=condition.name,
        icd10=condition.icd10,
        serious=condition.serious,
        probability=probability,
        low=low,
        high=high,
        because=weights,
    )


def _range(probability: float, errors: Iterable[float]) -> tuple[float, float]:
    """The probability, moved by the joint standard error of its weights on the log-odds scale."""
    share = max(1e-9, min(1 - 1e-9, probability))
    middle = math.log(share / (1 - share))
    spread = RANGE * math.sqrt(PRIOR_ERROR**2 + sum(error**2 for error in errors))
    return 1 / (1 + math.exp(spread - middle)), 1 / (1 + math.exp(-spread - middle))


def recorded(case: Case, finding: str) -> bool:
    """Whether anybody has answered or measured the finding."""
    return any(one.present is not None or one.value is not None for one in observed(case, finding))
