"""The differential and the next best finding written out plainly: the slow form that the tables are held
against. Every weight is made anew from its figure, every list is sorted by what it is sorted for, and what an
answer tells is worked out by giving it both ways.
"""

import math

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import Count, Points
from palpate.reasoning.case import Case
from palpate.reasoning.causes.differential import (
    OTHER,
    OTHER_PRIOR,
    Hypothesis,
    Weight,
    candidates,
    cover,
    items_of,
    on_complaint_side,
    prior,
)
from palpate.reasoning.causes.evidence import Strength, speaking, strengths
from palpate.reasoning.causes.weigh import DISCOUNT, FLAG_RATIO, PRIOR_ERROR
from palpate.reasoning.screening.triage import REFER_AT, Triage
from tests.reasoning import slow

Settled = tuple[Strength, bool]
RANGE = 1.28


def differential(case: Case, known: Knowledge, triage: Triage) -> tuple[Hypothesis, ...]:
    """All hypotheses, the most probable first."""
    conditions, beside = candidates(case, known, triage), on_complaint_side(case)
    weights = {one.id: _weigh(one.id, beside, known, triage) for one in conditions}
    logs = {
        one.id: math.log(prior(one) * cover(one, case, known)) + sum(each.weight for each in weights[one.id])
        for one in conditions
    }
    ordinary = sum(prior(one) for one in conditions if not one.serious)
    logs[OTHER] = math.log(max(OTHER_PRIOR, 1 - ordinary))
    total = sum(math.exp(log) for log in logs.values())
    names = {one.id: one for one in conditions}
    found = [
        _hypothesis(
            names[key].name if key in names else "Other or unlisted", key, math.exp(log) / total, weights
        )
        for key, log in logs.items()
    ]
    whole = [
        msgspec.structs.replace(one, icd10=names[one.condition].icd10, serious=names[one.condition].serious)
        if one.condition in names
        else one
        for one in found
    ]
    return tuple(sorted(whole, key=lambda one: -one.probability))


def _hypothesis(
    name: str, key: str, probability: float, weights: dict[str, tuple[Weight, ...]]
) -> Hypothesis:
    because = weights.get(key, ())
    share = max(1e-9, min(1 - 1e-9, probability))
    middle = math.log(share / (1 - share))
    spread = RANGE * math.sqrt(PRIOR_ERROR**2 + sum(one.error**2 for one in because))
    return Hypothesis(
        condition=key,
        name=name,
        probability=probability,
        low=1 / (1 + math.exp(spread - middle)),
        high=1 / (1 + math.exp(-spread - middle)),
        because=because,
    )


def _weigh(condition: str, case: Case, known: Knowledge, triage: Triage) -> tuple[Weight, ...]:
    settled = [
        (by_cause[condition], truth)
        for finding, by_cause in speaking(known).items()
        if condition in by_cause and (truth := slow.present(finding, case, known)) is not None
    ]
    own, raised = _counted(settled, known, set()), _raised(condition, known, triage)
    in_rule = {one.finding for one in raised}
    if sum(one.weight for one in own if one.finding in in_rule) >= sum(one.weight for one in raised):
        return own
    return _strongest([*raised, *_counted(settled, known, in_rule)])


def _counted(settled: list[Settled], known: Knowledge, spent: set[str]) -> tuple[Weight, ...]:
    used, chosen = set(spent), list[Weight]()
    for strength, there in sorted(settled, key=lambda pair: _rank(pair, known)):
        value, items = strength.present if there else strength.absent, items_of(strength.finding, known)
        if value is not None and not used & {strength.finding, *items}:
            used |= {strength.finding, *items}
            error = strength.error if there else strength.error_absent
            chosen.append(
                Weight(
                    finding=strength.finding,
                    present=there,
                    weight=value,
                    sources=strength.sources,
                    judgement=strength.judgement,
                    error=error,
                )
            )
    return _strongest(_discount(_strongest(chosen), known))


def _strongest(weights: list[Weight]) -> tuple[Weight, ...]:
    return tuple(sorted(weights, key=lambda one: -abs(one.weight)))


def _rank(pair: Settled, known: Knowledge) -> tuple[bool, float]:
    strength, there = pair
    rule = known.rules.get(strength.finding)
    is_cluster = isinstance(rule, Count | Points) and len(items_of(strength.finding, known)) > 1
    return not (is_cluster and there), -abs((strength.present if there else strength.absent) or 0)


def _discount(weights: tuple[Weight, ...], known: Knowledge) -> list[Weight]:
    result: list[Weight] = []
    for one in weights:
        construct = known.findings[one.finding].construct if one.finding in known.findings else ""
        like = [
            other for other in result if construct and known.findings[other.finding].construct == construct
        ]
        less = DISCOUNT ** len(like)
        result.append(
            msgspec.structs.replace(one, weight=one.weight * less, error=one.error * less, discounted=True)
            if like
            else one
        )
    return result


def _raised(condition: str, known: Knowledge, triage: Triage) -> list[Weight]:
    reasons = [
        one
        for one in triage.reasons
        if one.flag and known.flags[one.flag].condition == condition and one.because and not one.cleared
    ]
    return [
        Weight(
            finding=finding,
            present=True,
            weight=math.log(FLAG_RATIO[reason.urgency]) / len(reason.because),
            sources=reason.sources,
            error=PRIOR_ERROR / len(reason.because),
            judgement=f"weight of the raised rule “{reason.name}”, clinical judgement",
        )
        for reason in reasons[:1]
        for finding in reason.because
    ]


def tells(finding: str, hypotheses: tuple[Hypothesis, ...], known: Knowledge) -> tuple[float, bool]:
    """The bits an answer to the finding is expected to tell, and whether it could change the decision."""
    table, causes = strengths(known), {one.condition: one.probability for one in hypotheses}
    rows = [
        name for name, by in speaking(known).items() if name == finding or items_of(name, known) == {finding}
    ]
    own = {cause: table[cause][name] for name in rows for cause in causes if name in table.get(cause, {})}
    base = sum(one.false_positive for one in own.values()) / len(own)
    serious = {one.condition for one in hypotheses if one.serious}
    before, bits, decides = _decisions(causes, serious), 0.0, False
    bits = _entropy(before)
    for there in (True, False):
        joint = {
            cause: share * (chance if there else 1 - chance)
            for cause, share in causes.items()
            for chance in [own[cause].sensitivity if cause in own else base]
        }
        total = sum(joint.values())
        after = _decisions({cause: share / total for cause, share in joint.items()}, serious)
        bits -= total * _entropy(after)
        decides = decides or _choice(after) != _choice(before)
    return bits, decides


def _decisions(causes: dict[str, float], serious: set[str]) -> dict[str, float]:
    treated = {cause: share for cause, share in causes.items() if cause not in serious}
    return {"": sum(causes[cause] for cause in serious)} | treated  # none has the empty name: to refer


def _choice(decisions: dict[str, float]) -> str:
    treated = {key: share for key, share in decisions.items() if key}
    return "" if decisions[""] >= REFER_AT else max(treated, key=treated.__getitem__)


def _entropy(decisions: dict[str, float]) -> float:
    return -sum(share * math.log2(share) for share in decisions.values() if share > 0)
