"""Second causes: what may be there beside the leading one.

The hypotheses of the differential exclude each other, since one of them is the main cause. People often
have two things at once, though. A second cause is weighed by what the leading one leaves unexplained: the
odds of its being there at all, from its prior, times the likelihood ratios of those findings alone. What
speaks against it counts in full, and no finding counts for both.
"""

from collections.abc import Sequence

import msgspec

from palpate.knowledge import Knowledge
from palpate.reasoning.case import Case
from palpate.reasoning.causes.differential import OTHER, Hypothesis, Weight, by_itself, items_of

LEADS = 0.3  # below this nothing leads, and a second cause would be a guess on a guess (clinical judgement)
CONTRIBUTES = 0.25  # from this probability on it is worth a look (clinical judgement)


class Contributor(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that may be there too, its probability by itself, and the findings that the leading cause
    leaves to it.
    """

    condition: str
    name: str
    serious: bool
    probability: float
    because: tuple[Weight, ...]


def contributing(
    hypotheses: Sequence[Hypothesis], case: Case, knowledge: Knowledge
) -> tuple[Contributor, ...]:
    """The second causes, the most probable first; none where no cause leads."""
    named = [one for one in hypotheses if one.condition != OTHER]
    if not named or named[0].probability < LEADS:
        return ()
    leading, *others = named
    explained = _explained(leading, knowledge)
    found = [_contributor(one, explained, case, knowledge) for one in others]
    likely = [one for one in found if one is not None and one.probability >= CONTRIBUTES]
    return tuple(sorted(likely, key=lambda one: -one.probability))


def _explained(leading: Hypothesis, knowledge: Knowledge) -> frozenset[str]:
    """The findings that the leading cause makes likelier, with the parts they are made of."""
    spoken = frozenset(one.finding for one in leading.because if one.weight > 0)
    return spoken.union(*(items_of(finding, knowledge) for finding in spoken))


def _contributor(
    one: Hypothesis, explained: frozenset[str], case: Case, knowledge: Knowledge
) -> Contributor | None:
    left = [
        weight for weight in one.because if weight.weight <= 0 or not _shared(weight, explained, knowledge)
    ]
    for_it = tuple(weight for weight in left if weight.weight > 0)
    if not any(weight.present for weight in for_it):
        return None
    return Contributor(
        condition=one.condition,
        name=one.name,
        serious=one.serious,
        probability=by_itself(knowledge.conditions[one.condition], left, case, knowledge),
        because=for_it,
    )


def _shared(weight: Weight, explained: frozenset[str], knowledge: Knowledge) -> bool:
    return not explained.isdisjoint(items_of(weight.finding, knowledge) | {weight.finding})
