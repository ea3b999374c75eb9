"""The differential: which causes the findings are consistent with, and how strongly.

Bayes in log-odds over causes that exclude each other, within the complaint's regions: the log of the
prior, plus the log likelihood ratio of every observation, made to sum to one. There is always "other
or unlisted", which gains when nothing fits. What the findings weigh is in weigh.py.
"""

import functools
import math
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import NamedTuple

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Condition
from palpate.knowledge.once import once
from palpate.reasoning.case import Case
from palpate.reasoning.causes.weigh import (
    PRIOR_ERROR,
    Outcome,
    Said,
    Weight,
    Weights,
    items_of,
    outcomes,
    raised_by,
    weigh,
)
from palpate.reasoning.rules.facts import Facts
from palpate.reasoning.rules.known import facts
from palpate.reasoning.rules.logic import observed
from palpate.reasoning.screening.flags import by_rules
from palpate.reasoning.screening.triage import Triage

__all__ = ["OTHER", "Hypothesis", "Weight", "differential", "items_of"]

OTHER = "other"
# Priors where none was read (clinical judgement): an ordinary cause, a serious one, and the least that is
# always kept for what is not listed.
ORDINARY_PRIOR, SERIOUS_PRIOR, OTHER_PRIOR = 0.02, 0.002, 0.15
SMALL = 10  # cells of the body map up to which a place is one spot, and not a whole limb
LEAST_COVER = 0.05  # what is left of a prior where the complaint hardly touches the condition's place
RANGE = 1.28  # standard errors either way: the range holds the value four times in five
ALMOST = 1e-9  # no range is made of a probability nearer to none or to one
UNWEIGHED = math.exp(RANGE * PRIOR_ERROR)  # how far the odds reach by the error of the prior alone


class Hypothesis(msgspec.Struct, frozen=True, kw_only=True, gc=False):
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
    causes, raised = _causes(case, knowledge, triage), raised_by(triage, knowledge)
    told = _told(causes, facts(on_complaint_side(case), knowledge))
    for cause in raised:
        told.setdefault(causes.places[cause], [])
    logs, weights = list(causes.logs), dict[int, Weights]()
    for place, outcomes_here in told.items():
        weights[place] = weigh(outcomes_here, raised.get(causes.named[place].condition, ()))
        logs[place] += sum([one.weight for one in weights[place]])
    found = [
        _hypothesis(cause, probability, weights.get(place, ()))
        for place, (cause, probability) in enumerate(zip(causes.named, _shares(logs), strict=True))
    ]
    return tuple(sorted(found, key=attrgetter("probability"), reverse=True))


def _shares(logs: list[float]) -> list[float]:
    """Probabilities that sum to one, from logarithms of their odds against one another."""
    highest = max(logs)
    odds = [math.exp(log - highest) for log in logs]
    total = sum(odds)
    return [one / total for one in odds]


class _Named(NamedTuple):
    """A cause as it is shown."""

    condition: str
    name: str
    icd10: str | None
    serious: bool


class _Causes(msgspec.Struct, frozen=True):
    """The candidates for one kind of complaint, before anything is known, "other" being the last: how they
    are called, the logarithms of their priors, their places, and by finding what it says of which.
    """

    named: tuple[_Named, ...]
    logs: tuple[float, ...]
    places: dict[str, int]
    findings: frozenset[str]
    spoken_of: dict[str, Said]


def _causes(case: Case, knowledge: Knowledge, triage: Triage) -> _Causes:
    regions = tuple(place.region for place in case.complaint.regions)
    return _causes_of(knowledge)(regions, _suspected(triage, knowledge))


@once
def _causes_of(knowledge: Knowledge) -> Callable[[tuple[str, ...], frozenset[str]], _Causes]:
    """For the places of a complaint and what raised flags suspect, the causes; kept for those used last."""

    @functools.lru_cache(maxsize=64)
    def of(regions: tuple[str, ...], suspected: frozenset[str]) -> _Causes:
        conditions = tuple(_candidates(regions, suspected, knowledge))
        places = {one.id: place for place, one in enumerate(conditions)}
        # What is listed for these places is taken out of "other" whole, however little of it is sore.
        ordinary = sum(prior(one) for one in conditions if not one.serious)
        priors = [prior(one) * _cover(one, regions, knowledge) for one in conditions]
        spoken_of = dict(outcomes(places, knowledge))
        named = [_Named(one.id, one.name, one.icd10, one.serious) for one in conditions]
        return _Causes(
            named=(*named, _Named(OTHER, "Other or unlisted", None, False)),
            places=places,
            logs=tuple(math.log(one) for one in (*priors, max(OTHER_PRIOR, 1 - ordinary))),
            findings=frozenset(spoken_of),
            spoken_of=spoken_of,
        )

    return of


def _told(causes: _Causes, known: Facts) -> dict[int, list[Outcome]]:
    """By the place of the cause, what the findings that are known to be there or not say of it."""
    found: dict[int, list[Outcome]] = {}
    for finding in causes.findings & known.present:
        for place, both in causes.spoken_of[finding]:
            found.setdefault(place, []).append(both.present)
    for finding in causes.findings & known.absent:
        for place, both in causes.spoken_of[finding]:
            found.setdefault(place, []).append(both.absent)
    return found


def candidates(case: Case, knowledge: Knowledge, triage: Triage) -> list[Condition]:
    """The conditions that belong to the complaint's regions, and any that a raised flag suspects. Umbrellas
    over others are left out: hypotheses exclude each other. Without a place, all belong.
    """
    regions = tuple(place.region for place in case.complaint.regions)
    return _candidates(regions, _suspected(triage, knowledge), knowledge)


def _suspected(triage: Triage, knowledge: Knowledge) -> frozenset[str]:
    named = (knowledge.flags[reason.flag].condition for reason in triage.reasons if reason.flag)
    return frozenset(condition for condition in named if condition)


def _candidates(regions: tuple[str, ...], suspected: frozenset[str], knowledge: Knowledge) -> list[Condition]:
    cells = frozenset[str]().union(*map(knowledge.cells, regions))
    felt = felt_at(knowledge)
    return [
        condition
        for condition in knowledge.conditions.values()
        if condition.id in suspected
        or (condition.suspected and not (regions and cells.isdisjoint(felt[condition.id])))
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
    return _cover(condition, tuple(place.region for place in case.complaint.regions), knowledge)


def _cover(condition: Condition, regions: tuple[str, ...], knowledge: Knowledge) -> float:
    felt = felt_at(knowledge)[condition.id]
    places = [knowledge.cells(region) for region in regions]
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
    if len(kept) == len(case.observations):
        return case
    return msgspec.structs.replace(case, observations=kept)


def _hypothesis(cause: _Named, probability: float, weights: Weights) -> Hypothesis:
    """The range has the odds divided and multiplied by how far they reach: by the joint standard error of
    the prior and the weights, on the log-odds scale.
    """
    reach = UNWEIGHED
    if weights:
        reach = math.exp(RANGE * math.sqrt(PRIOR_ERROR**2 + sum([one.error**2 for one in weights])))
    share = probability if ALMOST < probability < 1 - ALMOST else max(ALMOST, min(1 - ALMOST, probability))
    rest = 1 - share
    condition, name, icd10, serious = cause
    return Hypothesis(
        condition=condition,
        name=name,
        icd10=icd10,
        serious=serious,
        probability=probability,
        low=share / (share + reach * rest),
        high=share * reach / (share * reach + rest),
        because=weights,
    )


def recorded(case: Case, finding: str) -> bool:
    """Whether anybody has answered or measured the finding."""
    return any(one.present is not None or one.value is not None for one in observed(case, finding))
