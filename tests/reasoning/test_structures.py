"""Kinesiology: a lost motion points to what it would lengthen; hands confirm or speak against."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.model import Structure
from palpate.reasoning.case import Case, Complaint, Observation, Place
from palpate.reasoning.causes.differential import OTHER, Hypothesis
from palpate.reasoning.tissue.kinetics import CHAIN
from palpate.reasoning.tissue.motion import POSITIONS
from palpate.reasoning.tissue.pain import NUMB_AT
from palpate.reasoning.tissue.structures import Suspect, structures
from palpate.reasoning.tissue.suspect import LEAST
from palpate.reasoning.tissue.touch import MEASURED, PATTERNS
from tests.small import finding, number, region, small_knowledge

NO_HYPOTHESIS = (Hypothesis(condition=OTHER, name="Other", probability=1, low=0, high=1),)
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


def test_where_no_side_is_sound_the_norm_is_asked(known: Knowledge) -> None:
    """Lost alike on both sides: nothing to a complaint of one side, half of the norm to one of both."""
    alike = value("hinge_extension_passive", 40), value("hinge_extension_passive", 40, "left")
    both = suspects(known, *alike)
    assert both["bender", "both"].weight == pytest.approx(0.6)
    case = Case(complaint=Complaint(regions=(Place(region="arm", side="right"),)), observations=alike)
    assert not structures(case, known)
    spine = value("spine_bending_active", 40), value("spine_bending_active", 40, "left")
    case = msgspec.structs.replace(case, observations=spine)
    assert {one.structure for one in structures(case, known)} >= {"side_bender", "counter"}


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


def test_a_suspect_says_how_sure_and_why_with_what_speaks_against(known: Knowledge) -> None:
    tender = Observation(finding="tender_bender", present=True, side="right")
    found = suspects(known, value("hinge_extension_passive", 40), tender)["bender", "right"]
    assert found.impairment == "trigger_point"
    assert found.weight == pytest.approx(2 + 1.2 * 0.5)  # palpated, and half of the motion is missing
    assert found.sure == pytest.approx(2.6 / 4.6, abs=0.01)
    assert [one.finding for one in found.why] == ["tender_bender", "hinge_extension_passive"]
    assert found.why[1].text.startswith("hinge_extension_passive: 40 of 80°, 50% missing")
    against = Observation(finding="tender_bender", present=False, side="right")
    lost = suspects(known, value("hinge_extension_passive", 1), against)["bender", "right"]
    assert lost.because == ("hinge_extension_passive",)
    assert [one.weight < 0 for one in lost.why] == [False, True]


def test_one_motion_measured_twice_counts_once(known: Knowledge) -> None:
    once = suspects(known, value("hinge_extension_passive", 20))["bender", "right"]
    both = suspects(known, value("hinge_extension_passive", 20), value("hinge_extension_active", 20))
    assert both["bender", "right"].weight == once.weight


def test_the_same_on_both_sides_is_one_suspect(known: Knowledge) -> None:
    here = (Place(region="head", side="left"), Place(region="head", side="right"))
    assert set(suspects(known, pain=here)) == {("bender", "both")}
    more = suspects(known, Observation(finding="tender_bender", present=True, side="left"), pain=here)
    assert more["bender", "left"].weight > more["bender", "right"].weight


def test_a_smaller_referral_that_fits_weighs_more_than_a_wide_one(tmp_path: Path) -> None:
    known = small_knowledge(
        tmp_path,
        regions=[region("neck"), region("arm"), region("head")],
        structures=[
            muscle("close", referral=["head"]),
            muscle("wide", referral=["head", "arm", "neck"]),
            muscle("far", referral=["arm"]),
        ],
    )
    found = suspects(known, pain=(Place(region="head", side="left"),))
    assert [found[name, "left"].weight for name in ("close", "wide")] == [1.2, 0.4]
    assert ("far", "left") not in found
    assert "1 of 1 painful places" in found["wide", "left"].why[0].text


REAL = knowledge()
WRIST = Complaint(regions=(Place(region="hand", side="right"),), days=40)


def real(
    *seen: Observation, pain: tuple[Place, ...] = (), complaint: Complaint = WRIST
) -> dict[Any, Suspect]:
    """The suspects of the shipped knowledge, with no hypothesis behind them."""
    case = Case(complaint=complaint, observations=seen, pain=pain)
    return {(one.structure, one.side): one for one in structures(case, REAL, NO_HYPOTHESIS)}


def seen(finding: str, present: bool = True, side: Any = "right", **more: Any) -> Observation:
    return Observation(finding=finding, present=present, side=side, **more)


def test_numbness_points_to_the_nerve_whose_skin_it_is() -> None:
    median = real(seen("numb_first_three_fingers"))
    assert median["median", "right"].weight == pytest.approx(1.2 * 2 / 3, abs=0.001)  # 2 cells of 3
    assert ("ulnar", "right") not in median
    ulnar = real(seen("numb_ring_little_fingers"))
    assert ulnar["ulnar", "right"].impairment == "sensitised" and ("median", "right") not in ulnar
    assert not real(seen("numb_first_three_fingers", present=False))
    drawn = real(seen("arm_numbness"), pain=(Place(region="palm", side="right"),))
    assert "arm_numbness" in drawn["ulnar", "right"].because
    assert not real(seen("arm_numbness"))  # nobody said where
    told = real(seen("arm_numbness", region="forearm_inner"))
    assert told["medial_antebrachial_cutaneous", "right"].weight == 1.2
    elsewhere = real(seen("arm_numbness"), pain=(Place(region="toes", side="right"),))
    assert not [one for one in elsewhere.values() if "arm_numbness" in one.because]


def test_posture_points_weakly_says_so_and_counts_once() -> None:
    head = real(seen("forward_head_posture", side=None))
    flexors = head["deep_neck_flexors", "both"]
    assert (flexors.impairment, flexors.weight, flexors.sure) == ("weak", 0.15, 0.07)
    assert "common in people without pain" in flexors.why[0].text
    assert head["suboccipitals", "both"].impairment == "shortened"
    assert not real(seen("forward_head_posture", present=False, side=None))
    two = real(seen("pelvis_forward_tilt", side=None), seen("lumbar_hyperlordosis", side=None))
    assert two["rectus_abdominis", "both"].weight == 0.15


def test_a_landmark_beyond_its_cut_says_what_the_eye_would() -> None:
    angle = Observation(finding="craniovertebral_angle", value=40)
    assert real(angle)["deep_neck_flexors", "both"].because == ("craniovertebral_angle_small",)
    assert not real(Observation(finding="craniovertebral_angle", value=52))
    knee = Observation(finding="q_angle", value=25, side="left")
    assert ("gluteus_medius", "left") in real(knee)
    assert ("gluteus_medius", "both") in real(knee, Observation(finding="q_angle", value=25, side="right"))


def test_full_strength_speaks_against_weakness_and_nothing_else() -> None:
    tender = seen("tender_infraspinatus")
    strong = real(tender, seen("weak_shoulder_external_rotation", present=False))
    assert strong["infraspinatus", "right"].weight == real(tender)["infraspinatus", "right"].weight


def test_every_name_in_the_tables_is_known() -> None:
    """A finding that is renamed must not fall silent."""
    tables = [*PATTERNS, *MEASURED, *NUMB_AT, *POSITIONS]
    assert not [name for name in tables if name not in REAL.findings]
    assert set(MEASURED.values()) <= set(PATTERNS)
    named = [name for rows in PATTERNS.values() for _, names in rows for name in names]
    nerves = [nerve for _, ones in NUMB_AT.values() for nerve in ones]
    assert not [name for name in (*named, *nerves) if name not in REAL.structures]
    assert not [cell for cells, _ in NUMB_AT.values() for cell in cells if cell not in REAL.regions]
    assert not [joint for pair in CHAIN for joint in pair if joint not in REAL.joints]
    motions = {
        f"{joint.id}.{each}" for joint in REAL.joints.values() for pair in joint.motions for each in pair
    }
    assert set(POSITIONS.values()) <= motions


NAMES = sorted(
    name
    for name, one in REAL.findings.items()
    if one.kind in ("palpation", "strength", "posture", "motion", "neuro", "maneuver")
    and {"hip", "thigh", "knee", "shoulder", "pelvis"} & set(one.regions)
)


@some.composite
def observations(draw: Any) -> list[Observation]:
    found = []
    for name in draw(some.lists(some.sampled_from(NAMES), max_size=8, unique=True)):
        entry = REAL.findings[name]
        side = draw(some.sampled_from(["left", "right"])) if entry.sided else None
        if entry.unit:
            low, high = entry.low or 0, entry.high if entry.high is not None else 90
            found.append(Observation(finding=name, value=draw(some.integers(int(low), int(high))), side=side))
        else:
            found.append(Observation(finding=name, present=draw(some.booleans()), side=side))
    return found


cells = some.sampled_from([name for name, one in REAL.regions.items() if len(one.cells) == 1])
drawings = some.lists(
    some.builds(Place, region=cells, side=some.sampled_from(["left", "right", "both", None])), max_size=5
)


@settings(max_examples=60)
@given(observations(), drawings, some.randoms(use_true_random=False))
def test_the_order_of_observations_and_marks_does_not_matter(
    given_seen: list[Observation], drawn: list[Place], dice: Any
) -> None:
    def found(seen: list[Observation], pain: list[Place]) -> tuple[Suspect, ...]:
        return structures(
            Case(complaint=WRIST, observations=tuple(seen), pain=tuple(pain)), REAL, NO_HYPOTHESIS
        )

    mixed, marks = list(given_seen), list(drawn)
    dice.shuffle(mixed)
    dice.shuffle(marks)
    assert found(mixed, marks) == found(given_seen, drawn)


@settings(max_examples=60)
@given(observations(), drawings, some.sampled_from(NAMES))
def test_what_is_not_known_changes_nothing(
    given_seen: list[Observation], drawn: list[Place], name: str
) -> None:
    base = Case(complaint=WRIST, observations=tuple(given_seen), pain=tuple(drawn))
    unclear = () if any(one.finding == name for one in given_seen) else (Observation(finding=name),)
    more = (*given_seen, *unclear, Observation(finding="no_such_finding", present=True, side="left"))
    later = msgspec.structs.replace(base, observations=more)
    assert structures(later, REAL, NO_HYPOTHESIS) == structures(base, REAL, NO_HYPOTHESIS)


@settings(max_examples=80)
@given(
    observations(),
    drawings,
    some.sampled_from([one for one in REAL.structures.values() if one.referral]),
    some.data(),
)
def test_pain_added_within_a_referral_never_lowers_that_muscle(
    given_seen: list[Observation], drawn: list[Place], muscle: Structure, data: Any
) -> None:
    reach = sorted(frozenset().union(*(REAL.cells(region) for region in muscle.referral)))
    side = data.draw(some.sampled_from(["left", "right"]))
    more = [*drawn, Place(region=data.draw(some.sampled_from(reach)), side=side)]

    def weights(pain: list[Place]) -> float:
        case = Case(complaint=WRIST, observations=tuple(given_seen), pain=tuple(pain))
        found = structures(case, REAL, NO_HYPOTHESIS)
        mine = [one for one in found if one.structure == muscle.id and one.side in (side, "both", None)]
        return sum(one.weight for one in mine)

    assert weights(more) >= weights(drawn) - 0.001  # of the rounding


@settings(max_examples=60)
@given(observations(), drawings)
def test_how_sure_is_between_nothing_and_certain_and_follows_the_weight(
    given_seen: list[Observation], drawn: list[Place]
) -> None:
    case = Case(complaint=WRIST, observations=tuple(given_seen), pain=tuple(drawn))
    found = structures(case, REAL, NO_HYPOTHESIS)
    assert all(0 < one.sure < 1 and one.weight >= LEAST and one.because for one in found)
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    assert len({(one.structure, one.side) for one in found}) == len(found)


def test_the_numbers_on_the_page_about_structures_can_be_redone() -> None:
    """docs/reasoning/structures.md: a stiff right shoulder with a tender infraspinatus."""
    motion = "shoulder_external_rotation_passive"
    found = real(
        Observation(finding=motion, side="right", value=20),
        Observation(finding=motion, side="left", value=65),
        seen("tender_infraspinatus"),
        complaint=Complaint(regions=(Place(region="shoulder", side="right"),)),
    )
    by_hand = {"subscapularis": (0.831, 0.29), "glenohumeral": (0.692, 0.26), "infraspinatus": (1.0, 0.33)}
    for name, (weight, sure) in by_hand.items():
        assert (found[name, "right"].weight, found[name, "right"].sure) == (weight, sure)
    assert real(seen("numb_first_three_fingers"))["median", "right"].sure == 0.29
