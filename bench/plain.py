"""The plain network: what Palpate and its peers can all compute, so that their answers must be equal.

A naive Bayes network over the causes of one complaint: each finding has its chance with every cause, its own
figure where there is one and the finding's base rate elsewhere. No clusters, no constructs that repeat each
other, no red flags: those only Palpate weighs.
"""

import math

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Accuracy, Figure
from palpate.knowledge.once import once
from palpate.reasoning.case import Case
from palpate.reasoning.causes.differential import (
    OTHER,
    OTHER_PRIOR,
    cover,
    on_complaint_side,
    prior,
    recorded,
)
from palpate.reasoning.causes.differential import candidates as causes_of
from palpate.reasoning.causes.evidence import CAP, speaking, strengths
from palpate.reasoning.rules.known import facts
from palpate.reasoning.screening.triage import Triage

NO_TRIAGE = Triage(level="treat")
REFER = "refer"  # the decision that every serious cause leads to


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """A network with what is known of one case. Priors sum to one; chances are of the finding being there."""

    causes: tuple[str, ...]
    priors: tuple[float, ...]
    decisions: tuple[str, ...]  # by cause
    chances: dict[str, tuple[float, ...]]  # by finding, one for each cause
    evidence: dict[str, bool]
    open: tuple[str, ...]  # findings nobody has recorded


@once
def plain(knowledge: Knowledge) -> Knowledge:
    """The knowledge without all that a naive Bayes network cannot say: one base rate for each finding that is
    recorded itself, no ratio beyond those that are believed, no construct, no rule, no flag.
    """
    rows = [
        _row(finding, cause, strength.sensitivity, base)
        for finding, by_cause in speaking(knowledge).items()
        if knowledge.findings[finding].kind != "derived"
        for base in [sum(one.false_positive for one in by_cause.values()) / len(by_cause)]
        for cause, strength in by_cause.items()
    ]
    return msgspec.structs.replace(
        knowledge,
        findings={
            one.id: msgspec.structs.replace(one, construct="", only=None, rule=None)
            for one in knowledge.findings.values()
        },
        conditions={one.id: msgspec.structs.replace(one, rates=()) for one in knowledge.conditions.values()},
        accuracy={row.id: row for row in rows},
        contraindications={},
        flags={},
        rules={},
    )


def _row(finding: str, cause: str, share: float, base: float) -> Accuracy:
    highest = min(CAP * base, 1 - (1 - base) / CAP)
    lowest = max(base / CAP, 1 - CAP * (1 - base))
    share = max(lowest, min(highest, share))
    return Accuracy(
        id=f"{cause}__{finding}",
        finding=finding,
        condition=cause,
        sensitivity=Figure(value=share),
        specificity=Figure(value=1 - base),
    )


def network(case: Case, known: Knowledge) -> Network:
    """The network of a case on plain knowledge (see `plain`)."""
    conditions = causes_of(case, known, NO_TRIAGE)
    ordinary = sum(prior(one) for one in conditions if not one.serious)
    weights = [prior(one) * cover(one, case, known) for one in conditions]
    weights.append(max(OTHER_PRIOR, 1 - ordinary))
    total = sum(weights)
    causes = (*(one.id for one in conditions), OTHER)
    serious = {one.id for one in conditions if one.serious}
    chances = _chances(causes, known)
    told = facts(on_complaint_side(case), known)
    return Network(
        causes=causes,
        priors=tuple(weight / total for weight in weights),
        decisions=tuple(REFER if cause in serious else cause for cause in causes),
        chances=chances,
        evidence={name: truth for name in chances if (truth := told.truth(name)) is not None},
        open=tuple(name for name in chances if not recorded(case, name)),
    )


def _chances(causes: tuple[str, ...], known: Knowledge) -> dict[str, tuple[float, ...]]:
    table, found = strengths(known), {}
    for name, rows in speaking(known).items():
        if not rows.keys().isdisjoint(causes):
            base = next(iter(rows.values())).false_positive
            own = {cause: table[cause][name].sensitivity for cause in causes if name in table.get(cause, {})}
            found[name] = tuple(own.get(cause, base) for cause in causes)
    return found


def posterior(net: Network, more: dict[str, bool] | None = None) -> dict[str, float]:
    """The probabilities of the causes, by multiplying all out: the slow form."""
    shares = list(net.priors)
    for name, there in {**net.evidence, **(more or {})}.items():
        chances = net.chances[name]
        shares = [
            share * (chance if there else 1 - chance) for share, chance in zip(shares, chances, strict=True)
        ]
    total = sum(shares)
    return {cause: share / total for cause, share in zip(net.causes, shares, strict=True)}


def told(net: Network, finding: str) -> float:
    """The bits an answer is expected to tell about the decision, by asking both ways: the slow form."""
    now = posterior(net)
    yes = sum(now[cause] * chance for cause, chance in zip(net.causes, net.chances[finding], strict=True))
    after_yes, after_no = posterior(net, {finding: True}), posterior(net, {finding: False})
    return entropy(net, now) - yes * entropy(net, after_yes) - (1 - yes) * entropy(net, after_no)


def entropy(net: Network, shares: dict[str, float]) -> float:
    """The uncertainty about the decision, in bits."""
    decisions: dict[str, float] = {}
    for cause, decision in zip(net.causes, net.decisions, strict=True):
        decisions[decision] = decisions.get(decision, 0.0) + shares[cause]
    return -sum(share * math.log2(share) for share in decisions.values() if share > 0)
