"""What a lost motion says: the muscles it would lengthen, those that make it, and the joint.

Lost passively: a muscle that makes the opposite motion (an antagonist) may be short, or the joint
restricted. Lost actively and free passively: the muscles that make it may be weak. A muscle over two joints
counts less where the measurement holds it slack at the other one; and a motion that is free once such a
muscle is slack speaks for that muscle and against the joint.
"""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Finding, Structure
from palpate.knowledge.once import once
from palpate.knowledge.words import Side
from palpate.reasoning.case import Case, Observation
from palpate.reasoning.norms import error_of, expected_value, normal_value
from palpate.reasoning.rules.logic import observed
from palpate.reasoning.tissue.suspect import Clue, side_of

LOST = 0.15  # share of a motion that must be missing to count
LENGTHENED, MOVER, JOINT = 1.2, 0.8, 1.0  # weights of a motion that is wholly lost
SLACK = 0.3  # what counts of a muscle that the measurement holds slack at another joint
TOLD, FREED = 1.3, 0.5  # free once it is slack: for the muscle over two joints, for all else
# How the neighbour joint lies in a measurement, as the finding's own `how` describes it.
POSITIONS: dict[str, str] = {
    "ankle_dorsiflexion_passive": "knee.extension",
    "ankle_dorsiflexion_active": "knee.extension",
    "ankle_dorsiflexion_lunge": "knee.flexion",
    "ankle_dorsiflexion_lunge_distance": "knee.flexion",
    "hip_flexion_passive": "knee.flexion",
    "hip_flexion_active": "knee.flexion",
    "hip_extension_passive": "knee.extension",
    "hip_extension_active": "knee.extension",
    "hip_abduction_active": "knee.extension",
    "hip_internal_rotation_passive": "knee.flexion",
    "hip_external_rotation_passive": "knee.flexion",
    "hip_internal_rotation_seated_passive": "knee.flexion",
    "hip_external_rotation_seated_passive": "knee.flexion",
    "knee_flexion_passive": "hip.flexion",
    "knee_flexion_hanging_passive": "hip.extension",
    "wrist_flexion_passive": "finger_joints.extension",
    "wrist_extension_passive": "finger_joints.flexion",
}


class _Lost(msgspec.Struct, frozen=True):
    """A motion that is lost: its share, its side, the motion and its opposite, and where a joint lies."""

    finding: Finding
    side: Side | None
    share: float
    here: str
    opposite: str
    position: str
    freed: bool  # free once the muscles over two joints are slack
    text: str


def lost_share(observation: Observation, case: Case, knowledge: Knowledge) -> float:
    """The share of a motion that is missing, against the other side if measured, else the norm; 0 when
    the loss is within the error of measurement.
    """
    values = {one.side: one.value for one in observed(case, observation.finding) if one.value is not None}
    finding = knowledge.findings[observation.finding]
    return _share(observation.value, expected_value(finding, observation.side, values, case.client), finding)


def from_motion(case: Case, knowledge: Knowledge) -> Iterator[Clue]:
    """The clues of every motion that is lost."""
    for observation in case.observations:
        finding = knowledge.findings.get(observation.finding)
        if finding is None or finding.kind != "motion" or observation not in observed(case, finding.id):
            continue
        share = _missing(observation, case, knowledge)
        if share < LOST:
            continue
        lost = _lost(observation, finding, share, case, knowledge)
        if _passive_is_free(finding, observation.side, case, knowledge):
            yield from _weak(lost, knowledge)
        else:
            yield from _short(lost, knowledge)
            yield from _restricted(lost, knowledge)


def opposite_of(action: str, knowledge: Knowledge) -> str:
    """The motion against an action, both written "joint.motion"; empty where the joint names none."""
    return _opposites(knowledge).get(action, "")


def makers(knowledge: Knowledge) -> dict[str, tuple[Structure, ...]]:
    """The structures that make each motion, "joint.motion"."""
    return _makers(knowledge)


@once
def _makers(knowledge: Knowledge) -> dict[str, tuple[Structure, ...]]:
    found: dict[str, list[Structure]] = defaultdict(list)
    for structure in knowledge.structures.values():
        for action in structure.actions:
            found[action].append(structure)
    return {action: tuple(ones) for action, ones in found.items()}


@once
def _opposites(knowledge: Knowledge) -> dict[str, str]:
    pairs = [(joint.id, one, other) for joint in knowledge.joints.values() for one, other in joint.motions]
    found = {f"{joint}.{one}": f"{joint}.{other}" for joint, one, other in pairs}
    return found | {other: one for one, other in found.items()}


def _share(value: float | None, expected: float | None, finding: Finding) -> float:
    if value is None or not expected or expected <= 0:
        return 0.0
    error = error_of(finding)
    lost = expected - value
    return 0.0 if error and lost <= error.value else max(0.0, lost / expected)


def _missing(observation: Observation, case: Case, knowledge: Knowledge) -> float:
    finding = knowledge.findings[observation.finding]
    return _share(observation.value, _expected(observation, case, knowledge), finding)


def _expected(observation: Observation, case: Case, knowledge: Knowledge) -> float | None:
    """What a motion is held against: the other side, else the norm. Where no side is sound, since both hurt
    or both are of one spine, the more of the two.
    """
    values = {one.side: one.value for one in observed(case, observation.finding) if one.value is not None}
    finding = knowledge.findings[observation.finding]
    expected = expected_value(finding, observation.side, values, case.client)
    joint = knowledge.joints.get(finding.joint)
    one_sided = {place.side for place in case.complaint.regions} in ({"left"}, {"right"})
    if one_sided and (joint is None or joint.sided):
        return expected
    norm = normal_value(finding, case.client)
    return max(expected or 0, norm or 0) or None


def _lost(
    observation: Observation, finding: Finding, share: float, case: Case, knowledge: Knowledge
) -> _Lost:
    here = f"{finding.joint}.{finding.motion}"
    expected = _expected(observation, case, knowledge) or 0
    unit = "°" if finding.unit == "degrees" else f" {finding.unit}"
    return _Lost(
        finding=finding,
        side=observation.side,
        share=share,
        here=here,
        opposite=opposite_of(here, knowledge),
        position=POSITIONS.get(finding.id, ""),
        freed=_freed(finding, observation.side, case, knowledge),
        text=f"{finding.name}: {observation.value:g} of {expected:g}{unit}, {share:.0%} missing",
    )


def _weak(lost: _Lost, knowledge: Knowledge) -> Iterator[Clue]:
    for structure in makers(knowledge).get(lost.here, ()):
        side = side_of(structure, lost.side)
        text = f"{lost.text}, and free passively: it makes the motion"
        yield Clue(structure.id, side, "weak", MOVER * lost.share, lost.finding.id, text, lost.here)


def _short(lost: _Lost, knowledge: Knowledge) -> Iterator[Clue]:
    """The muscles that the motion lengthens. Bending or turning the spine to one side lengthens those that
    do the same on the other side, and on this side those that do the opposite.
    """
    table = makers(knowledge)
    pairs = [(structure, lost.side) for structure in table.get(lost.opposite, ())]
    if lost.opposite.endswith("_away") and lost.side in ("left", "right"):
        across: Side = "right" if lost.side == "left" else "left"
        pairs += [(structure, across) for structure in table.get(lost.here, ())]
    for structure, side in pairs:
        share, words, look = _by_position(structure, lost, knowledge)
        text = f"{lost.text}; the motion lengthens it{words}"
        yield Clue(
            structure.id,
            side_of(structure, side),
            "shortened",
            LENGTHENED * lost.share * share,
            lost.finding.id,
            text,
            lost.here,
            look,
        )


def _restricted(lost: _Lost, knowledge: Knowledge) -> Iterator[Clue]:
    moved = knowledge.joints.get(lost.finding.joint)
    if moved is None:
        return
    joint = knowledge.structures[moved.treated_as or moved.id]
    share = FREED if lost.freed else 1.0
    text = f"{lost.text}; it is the joint that moves" + (", though free otherwise" if lost.freed else "")
    side = side_of(joint, lost.side)
    yield Clue(joint.id, side, "restricted", JOINT * lost.share * share, lost.finding.id, text, lost.here)


def _by_position(structure: Structure, lost: _Lost, knowledge: Knowledge) -> tuple[float, str, str]:
    """What counts of a muscle in the position of the measurement, why in words, and what would tell."""
    other = lost.position.partition(".")[0]
    if other and lost.position in structure.actions:
        return SLACK, f", though slack with the {_words(lost.position)}", ""
    if other and opposite_of(lost.position, knowledge) in structure.actions:
        if lost.freed:
            return TOLD, f"; free once it is slack at the {_name(other)}", ""
        return 1.0, f", and the {_words(lost.position)} does so too", _again(other, knowledge)
    if lost.freed:
        return FREED, ", though free in another position", ""
    crossed = [joint for joint in structure.crosses if joint in knowledge.joints]
    others = [joint for joint in crossed if joint != lost.finding.joint and knowledge.joints[joint].motions]
    return 1.0, "", _again(others[0], knowledge) if others and not lost.position else ""


def _again(joint: str, knowledge: Knowledge) -> str:
    name = knowledge.joints[joint].name
    return f"It crosses another joint too ({name}): measure again with that joint the other way."


def _name(joint: str) -> str:
    return joint.replace("_", " ")


def _words(position: str) -> str:
    joint, _, motion = position.partition(".")
    return f"{_name(joint)} in {_name(motion)}"


def _freed(finding: Finding, side: Side | None, case: Case, knowledge: Knowledge) -> bool:
    """Whether the same motion, with the neighbour joint the other way, was measured and is not lost."""
    position = POSITIONS.get(finding.id)
    if position is None:
        return False
    for name, lies in POSITIONS.items():
        twin = knowledge.findings.get(name)
        if twin is None or lies != opposite_of(position, knowledge):
            continue
        if (twin.joint, twin.motion) == (finding.joint, finding.motion) and _is_free(
            name, side, case, knowledge
        ):
            return True
    return False


def _passive_is_free(finding: Finding, side: Side | None, case: Case, knowledge: Knowledge) -> bool:
    """Whether the same motion, done passively, was measured on this side and is not lost."""
    if finding.mode != "active":
        return False
    twin = finding.id.removesuffix("_active") + "_passive"
    return twin in knowledge.findings and _is_free(twin, side, case, knowledge)


def _is_free(name: str, side: Side | None, case: Case, knowledge: Knowledge) -> bool:
    measured = [one for one in observed(case, name) if one.side == side and one.value is not None]
    return bool(measured) and _missing(measured[0], case, knowledge) < LOST
