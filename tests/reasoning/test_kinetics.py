"""The kinetic chain: what is worth a look, and never more than that."""

from typing import Any

from palpate.knowledge import knowledge
from palpate.reasoning.care.plan import make_plan
from palpate.reasoning.case import Case, Complaint, Observation, Place
from palpate.reasoning.tissue.kinetics import MOST, worth_a_look
from palpate.reasoning.tissue.structures import structures
from palpate.reasoning.tissue.suspect import Suspect

KNOWN = knowledge()


def look(
    region: str, *seen: Observation, side: Any = "right", known: tuple[Suspect, ...] = ()
) -> dict[str, Suspect]:
    case = Case(complaint=Complaint(regions=(Place(region=region, side=side),)), observations=seen)
    return {one.structure: one for one in worth_a_look(case, KNOWN, known)}


def test_one_joint_up_and_one_down_from_the_complaint() -> None:
    knee = look("knee")
    assert {"hip", "ankle"} <= set(knee) and "knee" not in knee and "shoulder" not in knee
    assert knee["hip"].side == "right" and knee["hip"].sure == 0.13
    assert "one joint above the complaint" in knee["hip"].why[0].text
    assert "one joint below the complaint" in knee["ankle"].why[0].text
    assert {"lumbar_spine", "knee"} <= set(look("hip"))


def test_a_muscle_that_reaches_into_the_complaint_comes_after_the_joint() -> None:
    found = list(look("knee").values())
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    assert "sartorius" in {one.structure for one in found}
    assert len(found) <= MOST


def test_a_complaint_between_joints_looks_at_both_ends() -> None:
    assert {"hip", "knee"} <= set(look("thigh"))


def test_a_neighbour_that_was_measured_and_is_free_is_not_looked_at() -> None:
    free = [Observation(finding="hip_flexion_passive", value=120, side=side) for side in ("right", "left")]
    assert "hip" not in look("knee", *free)
    lost = [
        Observation(finding="hip_flexion_passive", value=value, side=side)
        for value, side in ((60, "right"), (120, "left"))
    ]
    assert "hip" in look("knee", *lost)


def test_what_is_suspected_anyway_is_left_out() -> None:
    hip = Suspect(structure="hip", side="right", impairment="restricted", weight=1.0)
    assert "hip" not in look("knee", known=(hip,))


def test_the_antagonists_of_a_weak_muscle() -> None:
    weak = Observation(finding="weak_elbow_extension", present=True, side="left")
    found = look("head", weak, side=None)
    assert found["biceps"].side == "left" and found["biceps"].impairment == "shortened"
    assert "works against it" in found["biceps"].why[0].text
    strong = Observation(finding="weak_elbow_extension", present=False, side="left")
    assert "biceps" not in look("head", strong, side=None)
    assert "biceps" not in look("head", Observation(finding="weak_elbow_extension", side="left"), side=None)


def test_without_a_complaint_there_is_nothing_to_look_beside() -> None:
    assert worth_a_look(Case(), KNOWN) == ()


def test_nothing_is_planned_on_the_chain_alone() -> None:
    """It says where to measure; hands go where something was found."""
    case = Case(
        complaint=Complaint(regions=(Place(region="knee", side="right"),), days=30),
        observations=(Observation(finding="tender_vastus_medialis", present=True, side="right"),),
    )
    suspects = structures(case, KNOWN)
    beside = {one.structure for one in worth_a_look(case, KNOWN, suspects)}
    assert beside
    assert not beside & {item.structure for item in make_plan(case, KNOWN, suspects=suspects).items}
