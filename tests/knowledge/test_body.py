"""The body of the knowledge: muscles stand on the map, motions have their opposites, nerves their tests."""

import json
from itertools import product

import pytest

from palpate.drawing.body import DATA, VIEWS, muscle_shapes
from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.model import Finding, Structure
from palpate.knowledge.words import Sex
from palpate.reasoning.case import Client
from palpate.reasoning.norms import normal_value

SEXES: tuple[Sex, ...] = ("female", "male")
ARCS = {"flexion_extension", "lateral_flexion_total", "rotation_total"}  # both ways of a motion together
NO_REFERRAL = 13  # muscles without a referral area: none described, or kept off the map; each says why
UNDRAWN = 70  # muscles that the map has no shape for
# measured with the arm at the side, the active one with the arm out
SMALLER_PASSIVE = {"shoulder_external_rotation_passive"}
HEAD_OF = ("occiput", "temple", "scalp", "forehead")


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def _of_kind(known: Knowledge, kind: str) -> list[Structure]:
    return [one for one in known.structures.values() if one.kind == kind]


def _motions(known: Knowledge) -> list[Finding]:
    return [one for one in known.findings.values() if one.kind == "motion"]


def _pairs(known: Knowledge) -> set[str]:
    return {
        f"{joint.id}.{word}" for joint in known.joints.values() for pair in joint.motions for word in pair
    }


def _drawn() -> set[str]:
    """Every name of a muscle shape on the figure, over all views."""
    raw = json.loads((DATA / "body.json").read_text(encoding="utf8"))
    return {shape["structure"] for view in VIEWS for shape in raw["views"][view]["muscles"]}


def test_every_shape_of_the_map_is_claimed(known: Knowledge) -> None:
    claimed = {shape for one in known.structures.values() for shape in one.shapes}
    assert _drawn() - claimed == set()


def test_every_shape_named_is_drawn(known: Knowledge) -> None:
    for one in known.structures.values():
        for shape in one.shapes:
            assert muscle_shapes(shape), f"{one.id} names {shape}, which the figure does not draw"


def test_there_are_as_many_muscles_and_motions_as_promised(known: Knowledge) -> None:
    assert len(_of_kind(known, "muscle")) >= 112
    assert sum(1 for one in _motions(known) if one.norm and one.norm.normal) >= 62


def test_every_muscle_says_where_it_lies_and_what_moves_it(known: Knowledge) -> None:
    for one in _of_kind(known, "muscle"):
        assert one.regions and one.nerve and one.attachments and one.positions, one.id
    assert sum(1 for one in _of_kind(known, "muscle") if not one.referral) <= NO_REFERRAL
    assert sum(1 for one in _of_kind(known, "muscle") if not one.shapes) <= UNDRAWN


def test_every_referral_area_says_where_it_comes_from_and_a_missing_one_why(known: Knowledge) -> None:
    for one in _of_kind(known, "muscle"):
        assert bool(one.referral_source) != bool(one.referral_judgement), one.id


def test_a_muscle_without_a_motion_or_a_joint_says_what_it_does(known: Knowledge) -> None:
    for one in _of_kind(known, "muscle"):
        assert (one.actions and one.crosses) or one.note, one.id


def test_pain_drawn_at_the_pelvic_floor_or_the_throat_leads_no_hand_there(known: Knowledge) -> None:
    for name in ("levator_ani", "coccygeus", "longus_colli", "longus_capitis", "strap_muscles"):
        assert not known.structures[name].referral, name


def test_every_nerve_has_an_area_of_skin_or_says_that_it_has_none(known: Knowledge) -> None:
    for one in _of_kind(known, "nerve"):
        assert one.territory or "no skin" in one.note, one.id


def test_every_action_is_a_motion_of_its_joint(known: Knowledge) -> None:
    pairs = _pairs(known)
    for one in known.structures.values():
        assert set(one.actions) <= pairs, one.id


def test_every_motion_measured_has_an_opposite_or_is_a_whole_arc(known: Knowledge) -> None:
    pairs = _pairs(known)
    for one in _motions(known):
        assert one.motion in ARCS or f"{one.joint}.{one.motion}" in pairs, one.id


def test_a_motion_that_lengthens_a_muscle_can_be_measured(known: Knowledge) -> None:
    """Every joint with a pair of motions that muscles make has a motion with a norm among the findings."""
    measured = {one.joint for one in _motions(known) if one.norm and one.norm.normal}
    moved = {action.split(".")[0] for one in _of_kind(known, "muscle") for action in one.actions}
    assert moved - measured == {"scapulothoracic"}  # not measured in degrees by hand


def test_opposite_motions_are_made_by_different_muscles(known: Knowledge) -> None:
    for joint in known.joints.values():
        for one, other in joint.motions:
            both = {f"{joint.id}.{one}", f"{joint.id}.{other}"}
            assert one != other
            for muscle in _of_kind(known, "muscle"):
                assert not both <= set(muscle.actions), f"{muscle.id} makes a motion and its opposite"


def test_passive_motion_is_not_taken_to_be_smaller_than_active(known: Knowledge) -> None:
    people = [Client(age=age, sex=sex) for age in (30, 45, 70) for sex in SEXES]
    for one, person in product(_motions(known), people):
        active = known.findings.get(f"{one.id.removesuffix('_passive')}_active")
        if one.id.endswith("_passive") and active:
            here, there = normal_value(one, person), normal_value(active, person)
            if here is not None and there is not None and one.id not in SMALLER_PASSIVE:
                assert here >= there, f"{one.id} at {person.age}, {person.sex}"


def test_every_number_of_posture_has_a_norm_and_an_error(known: Knowledge) -> None:
    numbers = [one for one in known.findings.values() if one.kind == "posture" and one.unit]
    assert len(numbers) >= 8
    for one in numbers:
        assert one.norm and one.norm.normal and one.norm.error, one.id


def test_every_nerve_has_skin_or_says_that_it_has_none(known: Knowledge) -> None:
    for one in _of_kind(known, "nerve"):
        assert one.territory or one.note or one.tension_tests, one.id


def test_a_test_named_by_a_nerve_names_the_nerve_or_its_roots(known: Knowledge) -> None:
    """The positions that load one nerve more than its neighbours load the nerve that names them."""
    for one in _of_kind(known, "nerve"):
        for test in one.tension_tests:
            assert known.findings[test].kind == "maneuver", f"{one.id} › {test}"


def test_a_headache_muscle_of_the_neck_is_felt_at_the_head(known: Knowledge) -> None:
    for name in ("rectus_capitis_posterior_major", "obliquus_capitis_inferior", "splenius_cervicis"):
        assert set(known.structures[name].referral) & set(HEAD_OF), name
