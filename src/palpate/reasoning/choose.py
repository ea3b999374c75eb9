"""What is treated and with what: target structures, and for each the permitted techniques in order.

A technique's worth for a target is the target's weight, times how usual it is for the impairment, a little
more where a trial found an effect in a leading hypothesis, and more where it helped this client before. The
weights are clinical judgement: no trial allocates techniques by what the hand finds.
"""

from collections.abc import Iterable

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Effect, Suits, Technique
from palpate.knowledge.words import Impairment, Side
from palpate.reasoning.case import Case, Treated
from palpate.reasoning.differential import Hypothesis
from palpate.reasoning.permit import Verdict, permits
from palpate.reasoning.restriction import Restriction
from palpate.reasoning.sites import sites_of
from palpate.reasoning.structures import Suspect

SOURCED, JUDGED = 1.0, 0.8  # a choice with a source counts a little more than one without
EFFECT_AT_MOST = 0.3  # most that published effects add to a technique's worth
HELPED, UNCHANGED = 1.5, 0.8
TENDER: tuple[Impairment, ...] = ("sensitised", "swollen")
TENDER_PRESSURE = 3  # most that is suggested on what is sensitised or swollen
STRENGTH_WORDS = {1: "may help", 2: "usual choice", 3: "best supported"}


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """A technique for a target, its worth, and the verdict on it. `harmed`: it made this client worse."""

    technique: str
    target: Suspect
    worth: float
    pressure: int  # suggested, 0 to 10
    verdict: Verdict
    harmed: bool
    why: str


def targets(
    case: Case, knowledge: Knowledge, suspects: tuple[Suspect, ...], most: int = 6
) -> tuple[Suspect, ...]:
    """The heaviest suspects; where there are none, the muscles under the complaint, with little weight."""
    if suspects or not case.complaint.regions:
        return suspects[:most]
    found: list[Suspect] = []
    for place in case.complaint.regions:
        here = sites_of((place.region,), place.side, knowledge)
        for structure in knowledge.structures.values():
            side = (place.side or "both") if structure.sided else None
            if structure.kind == "muscle" and here & sites_of(structure.regions, side, knowledge):
                found.append(Suspect(structure=structure.id, side=side, impairment="hypertonic", weight=0.1))
    return tuple(found[:most])


def options(
    target: Suspect,
    case: Case,
    knowledge: Knowledge,
    limits: tuple[Restriction, ...],
    hypotheses: tuple[Hypothesis, ...],
) -> tuple[Option, ...]:
    """Every technique of the table that suits the target's impairment, permitted or not, worthiest first."""
    kind = knowledge.structures[target.structure].kind
    found: list[Option] = []
    for technique in knowledge.techniques.values():
        for suits in () if technique.self_care else technique.suits:
            if suits.impairment == target.impairment and kind in suits.kinds:
                found.append(_option(technique, suits, target, case, knowledge, limits, hypotheses))
    return tuple(sorted(found, key=lambda one: (-one.worth, one.technique)))


def moves(technique: str, knowledge: Knowledge) -> bool:
    """Whether a technique cannot be done without moving or stretching the structure."""
    choice = knowledge.techniques[technique].movement
    return "none" not in (*choice.needs, *choice.may)


def evidence_for(technique: str, hypotheses: Iterable[Hypothesis], knowledge: Knowledge) -> float:
    """What published effects in the leading hypotheses add: the largest fall in pain or disability whose
    interval leaves zero out, times the hypothesis' probability; 0 to EFFECT_AT_MOST.
    """
    shares = {one.condition: one.probability for one in hypotheses}
    best: dict[str, float] = {}
    for effect in knowledge.effects.values():
        if effect.technique == technique and effect.condition in shares:
            best[effect.condition] = max(best.get(effect.condition, 0.0), _size(effect))
    return EFFECT_AT_MOST * min(1.0, sum(shares[condition] * size for condition, size in best.items()))


def _size(effect: Effect) -> float:
    """How large a fall is, 0 to 1. A mean difference is on its own scale and counts as a small effect."""
    estimate = effect.estimate
    if estimate is None or estimate.high is None or estimate.high >= 0:
        return 0.0
    if estimate.metric == "SMD":
        return min(1.0, -estimate.value)
    return 0.2 if estimate.metric in ("MD", "WMD") else 0.0


def _option(
    technique: Technique,
    suits: Suits,
    target: Suspect,
    case: Case,
    knowledge: Knowledge,
    limits: tuple[Restriction, ...],
    hypotheses: tuple[Hypothesis, ...],
) -> Option:
    before = [one for one in case.treated if _same_place(one, technique.id, target)]
    verdict = permits(
        limits, technique.id, target.structure, target.side, None, knowledge, therapist=case.therapist
    )
    support = evidence_for(technique.id, hypotheses, knowledge)
    quality = SOURCED if suits.source else JUDGED
    return Option(
        technique=technique.id,
        target=target,
        worth=round(target.weight * suits.strength * quality * (1 + support) * _response(before), 4),
        pressure=_pressure(technique, target, verdict),
        verdict=verdict,
        harmed=any(one.response in ("worse", "stopped") for one in before),
        why=_why(suits, target, support, before),
    )


def _same_place(done: Treated, technique: str, target: Suspect) -> bool:
    loose: tuple[Side | None, ...] = (None, "both")
    beside = done.side in loose or target.side in loose or done.side == target.side
    return done.technique == technique and done.structure == target.structure and beside


def _response(before: list[Treated]) -> float:
    answers = [one.response for one in before if one.response]
    newest = answers[-1] if answers else ""
    return {"better": HELPED, "same": UNCHANGED}.get(newest, 1.0)


def _pressure(technique: Technique, target: Suspect, verdict: Verdict) -> int:
    """The usual pressure, less on what is tender, as far as the verdict leaves it open."""
    wanted = technique.usual_pressure
    if target.impairment in TENDER:
        wanted = min(wanted, TENDER_PRESSURE)
    return max(verdict.pressure[0], min(wanted, verdict.pressure[1]))


def _why(suits: Suits, target: Suspect, support: float, before: list[Treated]) -> str:
    basis = "" if suits.source else " (clinical judgement)"
    parts = [f"{STRENGTH_WORDS[suits.strength]} for: {target.impairment.replace('_', ' ')}{basis}"]
    if support > 0.02:
        parts.append("a trial found an effect in a likely cause")
    if _response(before) == HELPED:
        parts.append("helped before")
    return "; ".join(parts)
