"""Techniques for a condition beside each other: what trials found, what guidelines say, what is usual.

A reading order and not a recommendation: how certain the best trial row is comes first, then whether its
interval leaves "no effect" out, then how many people it rests on. Sizes are never ranked against each
other, since they stand on different scales.
"""

import re

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Condition, Effect, Guideline, Structure, Suits
from palpate.knowledge.uses import uses
from palpate.knowledge.words import Impairment, StructureKind
from palpate.reasoning.tissue.structures import USUAL

# Published certainty in words, the lowest first: "very low to moderate" counts as very low. How well a trial
# was run or how strongly its authors recommend is not how certain its result is.
CERTAINTIES = (
    (0, r"PEDro|recommendation"),
    (1, r"(very|critically) low|poor|uncontrolled|very small|pilot|single trial|weaknesses|preliminary"),
    (2, r"low|weak|limited|small"),
    (3, r"moderate"),
    (4, r"high"),
)
NO_EFFECT = {"RR": 1.0, "OR": 1.0}  # ratios; differences have none at 0


class Purpose(msgspec.Struct, frozen=True):
    """An impairment of structures of one kind, as a condition usually brings it."""

    impairment: Impairment
    kind: StructureKind


class Chosen(msgspec.Struct, frozen=True):
    """Why a technique is usual: the line of the technique that says so, and for which structures here."""

    suits: Suits
    kinds: tuple[StructureKind, ...]


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One technique in the comparison."""

    technique: str
    effects: tuple[Effect, ...] = ()  # of this condition, the most certain first
    guidelines: tuple[str, ...] = ()  # ids of those that name it
    chosen: tuple[Chosen, ...] = ()  # the strongest first
    certainty: int = 0  # of the best row, 0 not stated or no trial, to 4 high


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """All techniques that trials, guidelines or use connect with a condition."""

    condition: str
    purposes: tuple[Purpose, ...]
    rows: tuple[Compared, ...]  # in reading order
    guidelines: tuple[Guideline, ...]  # all that speak of the condition

    @property
    def tried(self) -> tuple[Compared, ...]:
        """The rows with trials."""
        return tuple(row for row in self.rows if row.effects)


def compare(condition: Condition, knowledge: Knowledge) -> Comparison:
    """The comparison for an ordinary condition. A serious one has no rows: it is referred, not treated."""
    purposes = purposes_of(condition, knowledge)
    effects = [knowledge.effects[one] for one in uses("conditions", condition.id, knowledge, "effects")]
    guidelines = tuple(
        knowledge.guidelines[one] for one in uses("conditions", condition.id, knowledge, "guidelines")
    )
    rows = (_row(one, effects, guidelines, purposes, knowledge) for one in knowledge.techniques)
    kept = [row for row in rows if row.effects or row.guidelines or row.chosen]
    return Comparison(
        condition=condition.id,
        purposes=purposes,
        rows=() if condition.serious else tuple(sorted(kept, key=_order)),
        guidelines=guidelines,
    )


def purposes_of(condition: Condition, knowledge: Knowledge) -> tuple[Purpose, ...]:
    """What the condition brings for its structures: by the palpation that belongs to it, else what is usual
    for a structure of that kind. Clinical judgement, as in `structures`.
    """
    named = [one.finding for one in condition.rates]
    named += [
        knowledge.accuracy[one].finding for one in uses("conditions", condition.id, knowledge, "accuracy")
    ]
    felt = [knowledge.findings[one] for one in named]
    found: dict[Purpose, None] = {}
    for name in condition.structures:
        structure: Structure = knowledge.structures[name]
        palpated = [one.impairment for one in felt if one.impairment and name in one.structures]
        for impairment in palpated or [USUAL.get(structure.kind, "sensitised")]:
            found[Purpose(impairment, structure.kind)] = None
    return tuple(found)


def certainty_of(effect: Effect) -> int:
    """Published certainty as a number: 0 not stated, 1 very low, 2 low, 3 moderate, 4 high."""
    for rank, words in CERTAINTIES:
        if re.search(words, effect.certainty):
            return rank
    return 0


def is_clear(effect: Effect) -> bool:
    """Whether the 95 % interval leaves "no effect" out. Without an interval it is not clear."""
    estimate = effect.estimate
    if estimate is None or estimate.low is None or estimate.high is None:
        return False
    nothing = NO_EFFECT.get(estimate.metric, 0.0)
    return not estimate.low <= nothing <= estimate.high


def _row(
    technique: str,
    effects: list[Effect],
    guidelines: tuple[Guideline, ...],
    purposes: tuple[Purpose, ...],
    knowledge: Knowledge,
) -> Compared:
    own = sorted((one for one in effects if one.technique == technique), key=_weight)
    suits = knowledge.techniques[technique].suits
    chosen = [Chosen(one, kinds) for one in suits if (kinds := _served(one, purposes))]
    return Compared(
        technique=technique,
        effects=tuple(own),
        guidelines=tuple(one.id for one in guidelines if technique in one.techniques),
        chosen=tuple(sorted(chosen, key=lambda one: -one.suits.strength)),
        certainty=certainty_of(own[0]) if own else 0,
    )


def _served(suits: Suits, purposes: tuple[Purpose, ...]) -> tuple[StructureKind, ...]:
    return tuple(
        one.kind for one in purposes if one.impairment == suits.impairment and one.kind in suits.kinds
    )


def _weight(effect: Effect) -> tuple[int, bool, int]:
    return -certainty_of(effect), not is_clear(effect), -(effect.participants or 0)


def _order(row: Compared) -> tuple[bool, tuple[int, bool, int], int, str]:
    """Tried ones first, by their best row; then the usual ones, the strongest first. That a guideline names
    a technique is no reason to stand first: it may advise against it.
    """
    best = _weight(row.effects[0]) if row.effects else (0, True, 0)
    usual = row.chosen[0].suits.strength if row.chosen else 0
    return not row.effects, best, -usual, row.technique
