"""The conditions added last: each is thought of when its picture walks in; what is dangerous is referred."""

import pytest

from palpate.knowledge import knowledge
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.screening.screen import screen

KNOWN = knowledge()
ADDED = [
    "chest_wall_pain",
    "rib_strain",
    "herpes_zoster",
    "pectoralis_tear",
    "scoliosis",
    "gout",
    "inflammatory_myopathy",
    "polyneuropathy",
    "muscle_cramps",
    "restless_legs",
    "acute_torticollis",
    "trigeminal_neuralgia",
    "facial_palsy",
    "shoulder_oa",
    "olecranon_bursitis",
    "radial_nerve_palsy",
    "wrist_ganglion",
    "coccydynia",
    "prepatellar_bursitis",
    "peroneal_tendinopathy",
    "osgood_schlatter",
]
PICTURES = {
    "chest_wall_pain": ("sternum", "pain_reproduced_by_palpation", "tender_costosternal_joints"),
    "rib_strain": ("ribs_side", "pain_worse_coughing", "pain_worse_breathing_in", "tender_intercostals"),
    "herpes_zoster": ("ribs_side", "rash_new", "pain_band_like", "touch_unbearable"),
    "pectoralis_tear": ("chest_upper", "chest_gave_way_lifting", "armpit_fold_lost", "heavy_pressing"),
    "gout": ("toes", "joint_hot_swollen", "joint_red", "big_toe_joint_pain", "gout_known"),
    "inflammatory_myopathy": ("thigh", "near_weakness_both", "stairs_newly_difficult"),
    "polyneuropathy": ("foot", "feet_numb_like_socks", "diabetes"),
    "muscle_cramps": ("calf", "night_leg_cramps"),
    "acute_torticollis": ("neck", "woke_with_crooked_neck", "head_held_tilted", "neck_pain_on_turning"),
    "trigeminal_neuralgia": ("face", "face_pain_electric"),
    "olecranon_bursitis": ("elbow_back", "elbow_tip_swelling"),
    "radial_nerve_palsy": ("hand", "wrist_drop", "weak_wrist_extension"),
    "wrist_ganglion": ("wrist_back", "wrist_lump_soft"),
    "coccydynia": ("sacrum", "tailbone_pain", "pain_worse_sitting", "tender_coccyx"),
}
REFERRED = (
    "herpes_zoster",
    "pectoralis_tear",
    "gout",
    "inflammatory_myopathy",
    "trigeminal_neuralgia",
    "radial_nerve_palsy",
)


def _case(name: str) -> Case:
    where, *present = PICTURES[name]
    seen = tuple(
        Observation(finding=one, side="left" if KNOWN.findings[one].sided else None, present=True)
        for one in present
    )
    return Case(
        client=Client(age=58, sex="male"),
        complaint=Complaint(regions=(Place(region=where, side="left"),), days=10),
        observations=seen,
    )


@pytest.mark.parametrize("name", ADDED)
def test_each_says_what_it_is_how_it_runs_and_what_massage_does(name: str) -> None:
    one = KNOWN.conditions[name]
    assert (
        one.icd10
        and one.rates
        and one.course
        and one.massage
        and one.refer_if
        and len(one.differentials) >= 3
    )
    assert one.prior or one.serious


@pytest.mark.parametrize("name", PICTURES)
def test_each_is_thought_of_when_its_picture_walks_in(name: str) -> None:
    first = [one.condition for one in differential(_case(name), KNOWN) if one.condition != "other"][:3]
    assert name in first, first


@pytest.mark.parametrize("name", REFERRED)
def test_what_is_a_physicians_is_referred(name: str) -> None:
    assert screen(_case(name), KNOWN).level in ("refer", "same-day", "emergency")


def test_a_band_of_rash_is_shingles_and_no_tumour() -> None:
    reasons = {KNOWN.flags[one.flag].condition for one in screen(_case("herpes_zoster"), KNOWN).reasons}
    assert "herpes_zoster" in reasons and "skin_or_soft_tissue_tumour" not in reasons


def test_chest_wall_pain_with_pressure_on_effort_is_an_emergency_all_the_same() -> None:
    case = _case("chest_wall_pain")
    more = tuple(Observation(finding=one, present=True) for one in ("chest_pressure", "pain_with_exertion"))
    case = Case(client=case.client, complaint=case.complaint, observations=(*case.observations, *more))
    assert screen(case, KNOWN).level == "emergency"
