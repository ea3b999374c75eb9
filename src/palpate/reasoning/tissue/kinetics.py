"""The kinetic chain: what is worth a look although nothing was found of it yet.

One joint up and one down from the complaint, the muscles that reach from there into it, and the antagonists
of a muscle that was found weak. Nothing here is a finding, so none of it is planned on: it says where to
measure next. That a neighbour joint matters is taught widely; how often it does was not read anywhere, so
every weight is clinical judgement.
"""

from collections import Counter, defaultdict

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Structure
from palpate.knowledge.once import once
from palpate.knowledge.words import Side
from palpate.reasoning.case import Case
from palpate.reasoning.causes.differential import on_complaint_side
from palpate.reasoning.rules.logic import observed
from palpate.reasoning.tissue.motion import LOST, lost_share, makers, opposite_of
from palpate.reasoning.tissue.suspect import Clue, Suspect, side_of, suspects_of

NEIGHBOUR, REACHING, OPPOSED = 0.3, 0.2, 0.2  # weights (clinical judgement); 0.3 is 0.13 sure
ENDS = 2  # muscles under the complaint that must end at a joint, for it to count
MOST = 6  # more is no advice
CHAIN: tuple[tuple[str, str], ...] = (  # joints that follow one another (anatomy)
    ("temporomandibular", "cervical_spine"),
    ("cervical_spine", "thoracic_spine"),
    ("cervical_spine", "scapulothoracic"),
    ("thoracic_spine", "scapulothoracic"),
    ("scapulothoracic", "shoulder"),
    ("shoulder", "elbow"),
    ("elbow", "forearm"),
    ("forearm", "wrist"),
    ("wrist", "finger_joints"),
    ("wrist", "thumb_base"),
    ("thoracic_spine", "lumbar_spine"),
    ("lumbar_spine", "hip"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "subtalar"),
    ("subtalar", "first_mtp"),
)


def worth_a_look(case: Case, knowledge: Knowledge, suspects: tuple[Suspect, ...] = ()) -> tuple[Suspect, ...]:
    """Up to six structures of which nothing was found, surest first; those among `suspects` are left out, and
    a neighbour joint whose motions were measured and are not lost.
    """
    local = on_complaint_side(case)
    clues = [*_neighbours(local, knowledge), *_opposed(local, knowledge)]
    known = {one.structure for one in suspects}
    found = suspects_of((one for one in clues if one.structure not in known), knowledge)
    return found[:MOST]


def _neighbours(case: Case, knowledge: Knowledge) -> list[Clue]:
    """The joints beside those of the complaint, and the muscles that cross both."""
    found = []
    for joint, (side, why) in _beside(case, knowledge).items():
        entry = knowledge.joints[joint]
        treated = knowledge.structures[entry.treated_as or joint]
        if _is_free(joint, case, knowledge):
            continue
        text = f"{treated.name}: {why}; nothing was found there yet"
        found.append(
            Clue(treated.id, side_of(treated, side), "restricted", NEIGHBOUR, f"chain:{joint}", text)
        )
        for muscle in _crossing(knowledge).get(joint, ()):
            if set(muscle.crosses) & _joints_at(case, knowledge):
                text = f"{muscle.name} reaches from there into the complaint; nothing was found of it yet"
                place = side_of(muscle, side)
                found.append(Clue(muscle.id, place, "shortened", REACHING, f"chain:{joint}", text, "chain"))
    return found


def _opposed(case: Case, knowledge: Knowledge) -> list[Clue]:
    """The antagonists of muscles that were found weak, by the share of the actions they oppose."""
    found = []
    for observation in case.observations:
        finding = knowledge.findings.get(observation.finding)
        if finding is None or finding.kind != "strength" or not observation.present:
            continue
        if observation not in observed(case, finding.id):
            continue
        for name in finding.structures:
            structure = knowledge.structures.get(name)
            for muscle, share in _antagonists(structure, knowledge) if structure else ():
                text = f"{finding.name}: {muscle.name} works against it, and may be short"
                place = side_of(muscle, observation.side)
                found.append(
                    Clue(muscle.id, place, "shortened", OPPOSED * share, finding.id, text, "opposed")
                )
    return found


def _antagonists(structure: Structure, knowledge: Knowledge) -> list[tuple[Structure, float]]:
    """The structures that make the opposite of its actions, each with the share of the actions it opposes."""
    against: dict[str, int] = defaultdict(int)
    for action in structure.actions:
        for one in makers(knowledge).get(opposite_of(action, knowledge), ()):
            against[one.id] += 1
    every = len(structure.actions)
    return [(knowledge.structures[name], count / every) for name, count in sorted(against.items())]


def _beside(case: Case, knowledge: Knowledge) -> dict[str, tuple[Side | None, str]]:
    """The joints one up or down from the complaint, each with its side and why. Where the complaint lies
    between joints, those at the ends of the muscles there.
    """
    at = _joints_at(case, knowledge)
    side = _side(case)
    if not at:
        cells = _cells(case, knowledge)
        ends = Counter(
            joint
            for muscle in knowledge.structures.values()
            if muscle.kind == "muscle" and _at(muscle.regions, knowledge) & cells
            for joint in muscle.crosses
            if joint in knowledge.joints and knowledge.joints[joint].motions
        )
        joints = sorted(joint for joint, muscles in ends.items() if muscles >= ENDS)
        return dict.fromkeys(joints, (side, "at an end of the muscles of the complaint"))
    found: dict[str, tuple[Side | None, str]] = {}
    for upper, lower in CHAIN:
        for one, other, way in ((upper, lower, "below"), (lower, upper, "above")):
            if one in at and other not in at and other in knowledge.joints:
                name = knowledge.structures[one].name
                found.setdefault(other, (side, f"one joint {way} the complaint ({name})"))
    return found


def _joints_at(case: Case, knowledge: Knowledge) -> frozenset[str]:
    """The joints with motions that lie at the complaint."""
    cells = _cells(case, knowledge)
    return frozenset(joint for joint, under in _joint_cells(knowledge) if under & cells)


def _cells(case: Case, knowledge: Knowledge) -> frozenset[str]:
    places = case.complaint.regions or case.pain
    return frozenset().union(*(knowledge.cells(place.region) for place in places))


def _side(case: Case) -> Side | None:
    sides = {place.side for place in case.complaint.regions or case.pain}
    return next(iter(sides)) if len(sides) == 1 else None


def _is_free(joint: str, case: Case, knowledge: Knowledge) -> bool:
    """Whether motions of a joint were measured and none is lost."""
    shares = [
        lost_share(one, case, knowledge)
        for one in case.observations
        if one.value is not None
        and one.finding in knowledge.findings
        and knowledge.findings[one.finding].joint == joint
    ]
    return bool(shares) and max(shares) < LOST


@once
def _joint_cells(knowledge: Knowledge) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(
        (joint.id, _at(joint.regions, knowledge)) for joint in knowledge.joints.values() if joint.motions
    )


@once
def _crossing(knowledge: Knowledge) -> dict[str, tuple[Structure, ...]]:
    """The muscles that cross each joint."""
    found: dict[str, list[Structure]] = defaultdict(list)
    for structure in knowledge.structures.values():
        if structure.kind == "muscle":
            for joint in structure.crosses:
                found[joint].append(structure)
    return {joint: tuple(ones) for joint, ones in found.items()}


def _at(regions: tuple[str, ...], knowledge: Knowledge) -> frozenset[str]:
    return frozenset().union(*(knowledge.cells(region) for region in regions))
