"""A suspect structure: what speaks for it and against it, put together.

Every finding gives clues: a structure, a side, an impairment and a weight. Weights of one structure and
side add up; of clues that say the same thing by the same measurement the heaviest counts alone. How sure is
weight / (weight + 2): half sure at weight 2, which one point that reproduces the pain under the hand gives.
It is no probability. All weights are clinical judgement: no published figure ranks what the hand finds.
"""

import math
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Structure
from palpate.knowledge.once import once
from palpate.knowledge.words import Impairment, Side

HALF_SURE = 2.0  # the weight at which a suspect is half sure (clinical judgement)
LEAST = 0.1  # a suspect that weighs less than the muscles under the complaint do is none (clinical judgement)
LOOK: dict[str, str] = {  # what would tell, by what is wrong (clinical judgement)
    "shortened": "The end of the motion is elastic and the stretch is felt in the muscle itself.",
    "restricted": "The end of the motion is firm, and play between the bones is less than on the other side.",
    "weak": "It gives way against the hand without pain, compared with the other side.",
    "trigger_point": "Pressing it brings the pain that the client knows.",
    "sensitised": "Loading or tensing it alone brings the pain; taking the tension off eases it.",
}


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that speaks for a structure, or with a negative weight against it. `finding` is the id of a
    finding, pain_drawing, or condition:<id>.
    """

    finding: str
    text: str
    weight: float


class Suspect(msgspec.Struct, frozen=True, kw_only=True):
    """A structure that is likely impaired, on a side, with the findings that say so.

    `weight` is against the others and has no unit; `sure` is 0 to 1, weight / (weight + 2), and no
    probability. `because` are the ids behind it, heaviest first; `why` has the same in words, and what speaks
    against it. `look` says what would tell.
    """

    structure: str
    side: Side | None
    impairment: Impairment
    weight: float
    because: tuple[str, ...] = ()
    sure: float = 0.0
    why: tuple[Reason, ...] = ()
    look: str = ""


class Clue(msgspec.Struct, frozen=True):
    """What one finding says of one structure. Clues of one `repeats` and one impairment say the same thing:
    a motion measured twice. Empty: it repeats nothing. `look` says what would tell more.
    """

    structure: str
    side: Side | None
    impairment: Impairment
    weight: float
    finding: str
    text: str
    repeats: str = ""
    look: str = ""


def suspects_of(clues: Iterable[Clue], knowledge: Knowledge) -> tuple[Suspect, ...]:
    """The clues as suspects, heaviest first; those of no weight fall out. Both sides with the same reasons
    are one suspect on both. The order does not depend on that of the clues.
    """
    grouped: dict[tuple[str, Side | None], list[Clue]] = defaultdict(list)
    for clue in clues:
        for side in _each(clue.side):
            grouped[clue.structure, side].append(clue)
    found = {place: one for place, group in grouped.items() if (one := _suspect(*place, group)) is not None}
    order = _order(knowledge)
    both = [_both(one, found) for one in found.values()]
    kept = [one for one in both if one is not None]
    return tuple(sorted(kept, key=lambda one: (-one.weight, order[one.structure], one.side or "")))


def side_of(structure: Structure, side: Side | None) -> Side | None:
    """A structure that has sides and no side named is thought of on both."""
    return (side or "both") if structure.sided else None


def how_sure(weight: float) -> float:
    """0 to 1: weight / (weight + 2)."""
    return round(weight / (weight + HALF_SURE), 2) if weight > 0 else 0.0


def _each(side: Side | None) -> tuple[Side | None, ...]:
    return ("left", "right") if side == "both" else (side,)


@once
def _order(knowledge: Knowledge) -> dict[str, int]:
    return {name: number for number, name in enumerate(knowledge.structures)}


def _both(one: Suspect, found: dict[tuple[str, Side | None], Suspect]) -> Suspect | None:
    """One that is the same on the left and on the right is one on both; told by the left."""
    other: Side | None = {"left": "right", "right": "left"}.get(one.side or "")  # type: ignore[assignment]
    twin = found.get((one.structure, other)) if other else None
    if twin is None or msgspec.structs.replace(twin, side=one.side) != one:
        return one
    return msgspec.structs.replace(one, side="both") if one.side == "left" else None


def _suspect(structure: str, side: Side | None, clues: list[Clue]) -> Suspect | None:
    counted = _without_repeats(clues)
    shares: dict[Impairment, float] = {}
    for name in {clue.impairment for clue in counted}:
        share = math.fsum(clue.weight for clue in counted if clue.impairment == name)
        # Full strength says that it is not weak, and nothing against a taut band or a short muscle.
        shares[name] = max(0.0, share) if name == "weak" else share
    weight = round(math.fsum(shares.values()), 3)
    if weight < LEAST:
        return None
    impairment = min(shares, key=lambda one: (-round(shares[one], 6), one))
    looks = [clue.look for clue in counted if clue.look and clue.impairment == impairment]
    look = " ".join(dict.fromkeys([LOOK.get(impairment, ""), *looks]))
    return Suspect(
        structure=structure,
        side=side,
        impairment=impairment,
        weight=weight,
        because=tuple(dict.fromkeys(clue.finding for clue in counted if clue.weight > 0)),
        sure=how_sure(weight),
        why=tuple(Reason(finding=one.finding, text=one.text, weight=round(one.weight, 3)) for one in counted),
        look=look.strip(),
    )


def _without_repeats(clues: list[Clue]) -> list[Clue]:
    """Heaviest first, and of those that say the same thing only the first."""
    seen: set[tuple[str, Impairment]] = set()
    kept = []
    for clue in sorted(clues, key=lambda one: (-one.weight, one.finding, one.impairment, one.text)):
        if clue.repeats and (clue.repeats, clue.impairment) in seen:
            continue
        seen.add((clue.repeats, clue.impairment))
        kept.append(clue)
    return kept
