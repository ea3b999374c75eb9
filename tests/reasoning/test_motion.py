"""Muscles over two joints: the position of a measurement says which muscle it was that held it back."""

from typing import Any

import pytest

from palpate.knowledge import knowledge
from palpate.reasoning.case import Case, Complaint, Observation, Place
from palpate.reasoning.tissue.motion import SLACK, from_motion, makers, opposite_of
from palpate.reasoning.tissue.suspect import Clue

KNOWN = knowledge()
STRAIGHT, BENT = "ankle_dorsiflexion_passive", "ankle_dorsiflexion_lunge"


def clues(**measured: tuple[float, float]) -> dict[tuple[str, str], list[Clue]]:
    """Clues by structure and finding, from values on the right and on the left, the sound side."""
    seen = [
        Observation(finding=name, value=value, side=side)
        for name, pair in measured.items()
        for value, side in zip(pair, ("right", "left"), strict=True)
    ]
    case = Case(complaint=Complaint(regions=(Place(region="ankle", side="right"),)), observations=tuple(seen))
    found: dict[tuple[str, str], list[Clue]] = {}
    for clue in from_motion(case, KNOWN):
        found.setdefault((clue.structure, clue.finding), []).append(clue)
    return found


def weight(found: dict[tuple[str, str], list[Clue]], *key: Any) -> float:
    (clue,) = found[key]
    return clue.weight


def test_the_calf_is_told_apart_by_bending_the_knee() -> None:
    """Lost with the knee straight and free with it bent: the muscle that crosses the knee."""
    plain = clues(ankle_dorsiflexion_passive=(4, 20))
    told = clues(ankle_dorsiflexion_passive=(4, 20), ankle_dorsiflexion_lunge=(40, 40))
    calf, deep, joint = (("gastrocnemius_medial", STRAIGHT), ("soleus", STRAIGHT), ("ankle", STRAIGHT))
    assert weight(plain, *calf) == weight(plain, *deep)
    assert weight(told, *calf) > weight(plain, *calf)
    assert weight(told, *deep) < weight(plain, *deep)
    assert weight(told, *joint) < weight(plain, *joint)
    assert "free once it is slack" in told[calf][0].text


def test_lost_with_the_knee_bent_speaks_for_what_does_not_cross_it() -> None:
    both = clues(ankle_dorsiflexion_passive=(4, 20), ankle_dorsiflexion_lunge=(15, 40))
    assert weight(both, "soleus", BENT) == pytest.approx(1.2 * 25 / 40)
    assert weight(both, "gastrocnemius_medial", BENT) == pytest.approx(SLACK * 1.2 * 25 / 40)
    assert weight(both, "soleus", STRAIGHT) == weight(both, "gastrocnemius_medial", STRAIGHT)


def test_bending_the_knee_lying_holds_the_thigh_muscle_over_the_hip_slack() -> None:
    lying = clues(knee_flexion_passive=(80, 140))
    assert weight(lying, "rectus_femoris", "knee_flexion_passive") < weight(
        lying, "vastus_lateralis", "knee_flexion_passive"
    )
    hanging = clues(knee_flexion_hanging_passive=(50, 90), knee_flexion_passive=(140, 140))
    assert weight(hanging, "rectus_femoris", "knee_flexion_hanging_passive") > weight(
        hanging, "vastus_lateralis", "knee_flexion_hanging_passive"
    )


def test_where_the_position_is_not_known_it_is_said_to_measure_again() -> None:
    found = clues(elbow_extension_passive=(90, 180))
    looks = [clue.look for rows in found.values() for clue in rows if clue.structure == "biceps"]
    assert looks and all("measure again" in look for look in looks)


def test_opposites_are_the_pairs_of_the_joints() -> None:
    assert opposite_of("knee.flexion", KNOWN) == "knee.extension"
    assert opposite_of("knee.extension", KNOWN) == "knee.flexion"
    assert opposite_of("knee.unknown", KNOWN) == ""
    assert "soleus" in {one.id for one in makers(KNOWN)["ankle.plantarflexion"]}
