"""Kinesiology: a lost motion points to what it would lengthen; hands confirm or speak against."""

from pathlib import Path
from typing import Any

import pytest

from palpate.knowledge import Knowledge
from palpate.reasoning.case import Case, Complaint, Observation, Place
from palpate.reasoning.structures import Suspect, structures
from tests.small import finding, number, region, small_knowledge

NORM = {
    "normal": [{"value": 80, "judgement": "for a test"}],
    "error": [{"value": 5, "judgement": "for a test"}],
}


def muscle(name: str, *actions: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "kind": "muscle", "regions": ["neck"], "actions": list(actions), **more}


def motion(name: str, joint: str, moved: str, mode: str) -> dict[str, Any]:
    return number(name, kind="motion", joint=joint, motion=moved, mode=mode, sided=True, norm=NORM)


@pytest.fixture
def known(tmp_path: Path) -> Knowledge:
    joint = {"kind": "joint", "regions": ["neck"]}
    return small_knowledge(
        tmp_path,
        regions=[region("neck"), region("arm"), region("head")],
        joints=[
            {"id": "hinge", "name": "Hinge", **joint, "motions": [["flexion", "extension"]]},
            {
                "id": "spine",
                "name": "Spine",
                **joint,
                "motions": [["bending", "bending_away"]],
                "sided": False,
            },
        ],
        structures=[
            muscle("bender", "hinge.flexion", referral=["head"]),
            muscle("stretcher", "hinge.extension"),
            muscle("side_bender", "spine.bending"),
            muscle("counter", "spine.bending_away"),
        ],
        findings=[
            motion("hinge_extension_active", "hinge", "extension", "active"),
            motion("hinge_extension_passive", "hinge", "extension", "passive"),
            motion("spine_bending_active", "spine", "bending", "active"),
            finding(
                "tender_bender",
                kind="palpation",
                structures=["bender"],
                impairment="trigger_point",
                sided=True,
            ),
        ],
    )


def suspects(
    known: Knowledge, *seen: Observation, pain: tuple[Place, ...] = ()
) -> dict[tuple[str, Any], Suspect]:
    case = Case(complaint=Complaint(regions=(Place(region="arm"),)), observations=seen, pain=pain)
    return {(one.structure, one.side): one for one in structures(case, known)}


def value(name: str, degrees: float, side: Any = "right") -> Observation:
    return Observation(finding=name, value=degrees, side=side)


def test_a_motion_lost_passively_points_to_what_it_lengthens_and_to_the_joint(known: Knowledge) -> None:
    found = suspects(known, value("hinge_extension_passive", 40))
    assert set(found) == {("bender", "right"), ("hinge", "right")}
    assert found["bender", "right"].impairment == "shortened"
    assert found["hinge", "right"].impairment == "restricted"
    assert found["bender", "right"].because == ("hinge_extension_passive",)


def test_a_motion_lost_only_actively_points_to_what_makes_it(known: Knowledge) -> None:
    found = suspects(known, value("hinge_extension_active", 40), value("hinge_extension_passive", 80))
    assert set(found) == {("stretcher", "right")}
    assert found["stretcher", "right"].impairment == "weak"


def test_a_loss_within_the_error_of_measurement_points_nowhere(known: Knowledge) -> None:
    assert not suspects(known, value("hinge_extension_passive", 76))
    assert not suspects(
        known, value("hinge_extension_passive", 72), value("hinge_extension_passive", 76, "left")
    )


def test_side_bending_lengthens_the_other_side(known: Knowledge) -> None:
    found = suspects(known, value("spine_bending_active", 40, "left"))
    assert {("side_bender", "right"), ("counter", "left")} <= set(found)
    assert ("side_bender", "left") not in found


def test_a_pain_drawing_points_to_the_muscle_that_refers_there(known: Knowledge) -> None:
    found = suspects(known, pain=(Place(region="head", side="left"),))
    assert set(found) == {("bender", "left")}
    assert found["bender", "left"].impairment == "trigger_point"


def test_palpation_confirms_or_speaks_against(known: Knowledge) -> None:
    lost = value("hinge_extension_passive", 40)
    plain = suspects(known, lost)["bender", "right"].weight
    tender = Observation(finding="tender_bender", present=True, side="right")
    assert suspects(known, lost, tender)["bender", "right"].weight > plain
    not_tender = Observation(finding="tender_bender", present=False, side="right")
    assert ("bender", "right") not in suspects(known, lost, not_tender)
    unclear = Observation(finding="tender_bender", side="right")
    assert suspects(known, lost, unclear)["bender", "right"].weight == plain
