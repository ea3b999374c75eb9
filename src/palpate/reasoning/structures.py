"""Which structures are impaired: the muscle, joint or nerve, and what is wrong with it.

Kinesiology, in four steps that add up. A motion that is lost implicates the muscles that it would
lengthen; lost actively but free passively, the muscles that make it; lost both ways, the joint. A pain
drawing implicates the muscles whose own place or referral covers it. Palpation and loading confirm or
speak against. The structures of the leading hypotheses stand behind, weakly. All weights here are
clinical judgement: no published figure ranks them.
"""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Finding, Structure
from palpate.knowledge.words import Impairment, Side
from palpate.reasoning.case import Case, Observation, Place
from palpate.reasoning.differential import OTHER, Hypothesis, differential, on_complaint_side
from palpate.reasoning.logic import observed
from palpate.reasoning.norms import error_of, expected_value

LOST = 0.15  # share of a motion that must be missing to count
LENGTHENED, MOVER, JOINT = 1.2, 0.8, 1.0  # weights of a lost motion
PALPATED, REFERRED, LOADED, NOT_FOUND = 1.0, 2.0, 0.7, -0.8
DRAWN, NAMED = 1.2, 1.0  # pain drawing fully covered; hypothesis certain
USUAL: dict[str, Impairment] = {  # what a hypothesis usually means for a structure
    "muscle": "hypertonic",
    "fascia": "adhered",
    "joint": "restricted",
    "nerve": "sensitised",
    "bursa": "swollen",
}


class Suspect(msgspec.Struct, frozen=True, kw_only=True):
    """A structure that is likely impaired, on a side, with the findings that say so."""

    structure: str
    side: Side | None
    impairment: Impairment
    weight: float
    because: tuple[str, ...] = ()


class _Clue(msgspec.Struct, frozen=True):
    structure: str
    side: Side | None
    impairment: Impairment
    weight: float
    because: str


def structures(
    case: Case, knowledge: Knowledge, hypotheses: tuple[Hypothesis, ...] | None = None
) -> tuple[Suspect, ...]:
    """The suspect structures, heaviest first. Those that palpation speaks against fall out."""
    hypotheses = hypotheses or differential(case, knowledge)
    local = on_complaint_side(case)
    clues = [
        *_from_motion(local, knowledge),
        *_from_pain(case, knowledge),
        *_from_hands(local, knowledge),
        *_from_hypotheses(case, knowledge, hypotheses),
    ]
    grouped: dict[tuple[str, Side | None], list[_Clue]] = defaultdict(list)
    for clue in clues:
        grouped[clue.structure, clue.side].append(clue)
    suspects = [_suspect(structure, side, group) for (structure, side), group in grouped.items()]
    return tuple(sorted((one for one in suspects if one.weight > 0.05), key=lambda one: -one.weight))


def lost_share(observation: Observation, case: Case, knowledge: Knowledge) -> float:
    """The share of a motion that is missing, against the other side if measured, else the norm; 0 when
    the loss is within the error of measurement.
    """
    finding = knowledge.findings[observation.finding]
    if observation.value is None:
        return 0.0
    values = {one.side: one.value for one in observed(case, finding.id) if one.value is not None}
    expected = expected_value(finding, observation.side, values, case.client)
    if not expected or expected <= 0:
        return 0.0
    error = error_of(finding)
    lost = expected - observation.value
    return 0.0 if error and lost <= error.value else max(0.0, lost / expected)


def _suspect(structure: str, side: Side | None, clues: list[_Clue]) -> Suspect:
    by_impairment: dict[Impairment, float] = defaultdict(float)
    for clue in clues:
        by_impairment[clue.impairment] += clue.weight
    return Suspect(
        structure=structure,
        side=side,
        impairment=max(by_impairment, key=lambda impairment: by_impairment[impairment]),
        weight=round(sum(clue.weight for clue in clues), 3),
        because=tuple(dict.fromkeys(clue.because for clue in clues if clue.weight > 0)),
    )


def _from_motion(case: Case, knowledge: Knowledge) -> Iterator[_Clue]:
    """Lost motions, passive ones speaking for length and joint, active ones for strength."""
    for observation in case.observations:
        finding = knowledge.findings.get(observation.finding)
        if finding is None or finding.kind != "motion" or observation not in observed(case, finding.id):
            continue
        lost = lost_share(observation, case, knowledge)
        if lost < LOST:
            continue
        here, opposite = f"{finding.joint}.{finding.motion}", _opposite(finding, knowledge)
        passive_free = _passive_is_free(finding, observation.side, case, knowledge)
        for structure in knowledge.structures.values():
            if passive_free and here in structure.actions:
                yield _Clue(
                    structure.id, _side(structure, observation.side), "weak", MOVER * lost, finding.id
                )
            elif not passive_free:
                for side in _lengthened(structure, here, opposite, observation.side):
                    yield _Clue(structure.id, side, "shortened", LENGTHENED * lost, finding.id)
        if not passive_free and finding.joint in knowledge.joints:
            moved = knowledge.joints[finding.joint]
            joint = knowledge.structures[moved.treated_as or moved.id]
            yield _Clue(joint.id, _side(joint, observation.side), "restricted", JOINT * lost, finding.id)


def _lengthened(structure: Structure, here: str, opposite: str, side: Side | None) -> list[Side | None]:
    """The sides on which a structure is lengthened by a motion. Bending or turning the spine to one side
    lengthens the muscles that do the same on the other side, and on this side those that do the opposite.
    """
    sides = [_side(structure, side)] if opposite in structure.actions else []
    if opposite.endswith("_away") and here in structure.actions and side in ("left", "right"):
        sides.append(_side(structure, "right" if side == "left" else "left"))
    return sides


def _passive_is_free(finding: Finding, side: Side | None, case: Case, knowledge: Knowledge) -> bool:
    """Whether the same motion, done passively, was measured on this side and is not lost."""
    if finding.mode != "active":
        return False
    twin = finding.id.removesuffix("_active") + "_passive"
    if twin not in knowledge.findings:
        return False
    measured = [one for one in observed(case, twin) if one.side == side and one.value is not None]
    return bool(measured) and lost_share(measured[0], case, knowledge) < LOST


def _opposite(finding: Finding, knowledge: Knowledge) -> str:
    joint = knowledge.joints.get(finding.joint)
    for one, other in joint.motions if joint else ():
        if finding.motion in (one, other):
            return f"{finding.joint}.{other if finding.motion == one else one}"
    return ""


def _from_pain(case: Case, knowledge: Knowledge) -> Iterator[_Clue]:
    """How much of the pain drawing a muscle's own place and its referral cover, less for wide referrals."""
    drawn = case.pain or case.complaint.regions
    for side in ("left", "right"):
        cells = _cells(drawn, side, knowledge)
        if not cells or not case.pain:
            continue
        for structure in knowledge.structures.values():
            if not structure.referral:
                continue
            reach = frozenset().union(*(knowledge.cells(region) for region in structure.referral))
            covered = len(cells & reach) / len(cells | reach)
            if covered > 0:
                yield _Clue(
                    structure.id, _side(structure, side), "trigger_point", DRAWN * covered, "pain_drawing"
                )


def _from_hands(case: Case, knowledge: Knowledge) -> Iterator[_Clue]:
    """Palpation, strength and loading of the structure itself."""
    for observation in case.observations:
        finding = knowledge.findings.get(observation.finding)
        if finding is None or not finding.structures or observation.present is None:
            continue
        if observation not in observed(case, finding.id):
            continue
        impairment, weight = _touch(finding, observation.present)
        share = weight if finding.kind in ("palpation", "strength") else weight / len(finding.structures)
        for name in finding.structures:
            structure = knowledge.structures.get(name)
            if structure is not None:
                yield _Clue(name, _side(structure, observation.side), impairment, share, finding.id)


def _touch(finding: Finding, is_present: bool) -> tuple[Impairment, float]:
    """What a hands-on finding says, and how loudly."""
    impairment: Impairment = finding.impairment or ("weak" if finding.kind == "strength" else "sensitised")
    if not is_present:
        return impairment, NOT_FOUND if finding.kind == "palpation" else -LOADED / 2
    if finding.kind == "palpation":
        return impairment, REFERRED if impairment == "trigger_point" else PALPATED
    return impairment, LOADED


def _from_hypotheses(case: Case, knowledge: Knowledge, hypotheses: tuple[Hypothesis, ...]) -> Iterator[_Clue]:
    """The structures that the leading ordinary hypotheses name, by their probability."""
    # In the order of the complaint, not of a set: equal weights must come out the same in every run.
    sides = list(dict.fromkeys(place.side for place in case.complaint.regions)) or [None]
    for hypothesis in hypotheses:
        condition = knowledge.conditions.get(hypothesis.condition)
        if condition is None or condition.serious or hypothesis.condition == OTHER:
            continue
        for rank, name in enumerate(condition.structures):
            structure = knowledge.structures.get(name)
            if structure is None:
                continue
            weight = NAMED * hypothesis.probability * 0.9**rank
            for side in sides:
                impairment = USUAL.get(structure.kind, "sensitised")
                yield _Clue(name, _side(structure, side), impairment, weight, f"condition:{condition.id}")


def _side(structure: Structure, side: Side | None) -> Side | None:
    """A structure that has sides and no side named is thought of on both."""
    return (side or "both") if structure.sided else None


def _cells(places: tuple[Place, ...], side: str, knowledge: Knowledge) -> frozenset[str]:
    """The map cells of the places on one side; a place without a side lies on both."""
    here = [place for place in places if place.side in (None, "both", side)]
    return frozenset().union(*(knowledge.cells(place.region) for place in here))
