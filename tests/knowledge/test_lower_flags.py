"""Injuries and artificial joints of the leg: what must raise an alarm, just below and at its limit, and the
published rules as findings, which must say what the rules of their flags say.
"""

import itertools

import pytest

from palpate.knowledge import knowledge
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.rules.logic import present
from palpate.reasoning.screening.screen import screen

KNOWN = knowledge()
BONES = (
    "tender_lateral_malleolus",
    "tender_medial_malleolus",
    "tender_fifth_metatarsal_base",
    "tender_navicular",
)
STEPS = ("unable_four_steps_at_once", "unable_four_steps_now")


def _case(at: str, found: str, days: float = 5, age: float = 40, absent: tuple[str, ...] = ()) -> Case:
    seen = [(one, True) for one in found.split()] + [(one, False) for one in absent]
    return Case(
        client=Client(age=age, sex="female"),
        complaint=Complaint(regions=(Place(region=at, side="left"),), days=days),
        observations=tuple(Observation(finding=one, present=truth) for one, truth in seen),
    )


def _fired(case: Case) -> set[str]:
    return {reason.rule for reason in screen(case, KNOWN).reasons}


@pytest.mark.parametrize(
    ("rule", "below", "at"),
    [
        (
            "sole_bruised_after_injury",
            _case("foot", "trauma_recent"),
            _case("foot", "sole_bruised"),
        ),
        (
            "sole_bruised_after_injury",
            _case("foot", "sole_bruised", days=43),
            _case("foot", "trauma_recent sole_bruised", days=42),
        ),
        (
            "knee_torn_inside",
            _case("knee", "knee_swelled_within_hours", days=43),
            _case("knee", "knee_swelled_within_hours", days=42),
        ),
        (
            "knee_blood_with_thin_bone",
            _case("knee", "knee_swelled_within_hours", age=54),
            _case("knee", "knee_swelled_within_hours", age=55),
        ),
        (
            "knee_blood_with_thin_bone",
            _case("knee", "taking_anticoagulant trauma_recent"),
            _case("knee", "taking_anticoagulant knee_swelled_within_hours"),
        ),
        (
            "fall_on_replaced_knee",
            _case("knee", "knee_replacement"),
            _case("knee", "knee_replacement fall_recent"),
        ),
        (
            "hip_fall_frail",
            _case("hip", "fall_recent"),
            _case("hip", "fall_recent hip_replacement"),
        ),
        (
            "replaced_hip_slipped_out",
            _case("hip", "hip_replacement sudden_onset"),
            _case("hip", "hip_replacement sudden_onset unable_four_steps_now"),
        ),
        (
            "shin_one_spot",
            _case("lower_leg", "osteoporosis"),
            _case("lower_leg", "osteoporosis shin_pain_one_spot"),
        ),
        (
            "stress_fracture_pattern",
            _case("lower_leg", "bone_ache_with_load recent_increase_in_training"),
            _case("lower_leg", "bone_ache_with_load recent_increase_in_training shin_pain_one_spot"),
        ),
        (
            "bone_pain_young_night",
            _case("lower_leg", "night_pain pain_worsening", age=17),
            _case("lower_leg", "night_pain pain_worsening shin_pain_one_spot", age=17),
        ),
        (
            "hot_joint_with_infection_sign",
            _case("knee", "joint_hot_swollen"),
            _case("knee", "joint_hot_swollen knee_replacement"),
        ),
        (
            "prosthesis_with_skin_infection",
            _case("hip", "hip_replacement"),
            _case("hip", "hip_replacement skin_infection_near"),
        ),
        (
            "prosthesis_with_fever",
            _case("knee", "knee_replacement"),
            _case("knee", "knee_replacement chills"),
        ),
        (
            "prosthesis_grows_painful",
            _case("hip", "hip_replacement night_pain", days=90),
            _case("hip", "hip_replacement night_pain", days=89),
        ),
        (
            "prosthesis_grows_painful",
            _case("hip", "knee_replacement pain_worsening"),
            _case("knee", "knee_replacement pain_worsening"),
        ),
    ],
)
def test_an_alarm_is_raised_at_its_limit_and_not_below(rule: str, below: Case, at: Case) -> None:
    assert rule not in _fired(below)
    assert rule in _fired(at)


@pytest.mark.parametrize("found", ["hip_replacement", "knee_replacement", "shin_pain_one_spot"])
def test_one_finding_alone_sends_nobody_away(found: str) -> None:
    at = {"hip_replacement": "hip", "knee_replacement": "knee"}.get(found, "lower_leg")
    assert screen(_case(at, found, days=60), KNOWN).level in ("treat", "treat-with-restrictions")


@pytest.mark.parametrize("truths", list(itertools.product((True, False), repeat=6)))
def test_the_ankle_rules_as_a_finding_say_what_the_flag_says(truths: tuple[bool, ...]) -> None:
    items = (*BONES, *STEPS)
    there = [one for one, truth in zip(items, truths, strict=True) if truth]
    missing = tuple(one for one in items if one not in there)
    case = _case("ankle_foot", " ".join(["trauma_recent", *there]), absent=missing)
    expected = any(truths[:4]) or all(truths[4:])
    assert present("ottawa_ankle_rules_positive", case, KNOWN) is expected
    assert ("ottawa_ankle_any" in _fired(case)) is expected


def test_a_rule_of_which_an_item_is_not_known_is_not_negative() -> None:
    case = _case("ankle_foot", "trauma_recent", absent=BONES)
    assert present("ottawa_ankle_rules_positive", case, KNOWN) is None


def test_a_negative_rule_lowers_the_cause_and_no_alarm() -> None:
    case = _case("knee", "trauma_recent knee_swelled_within_hours", age=60)
    calm = _case(
        "knee",
        "trauma_recent knee_swelled_within_hours",
        age=54,
        absent=("tender_patella_isolated", "tender_fibular_head", "unable_to_flex_knee_90", *STEPS),
    )
    assert present("ottawa_knee_rule_positive", calm, KNOWN) is False
    shares = [
        next(one.probability for one in differential(each, KNOWN) if one.condition == "knee_fracture")
        for each in (case, calm)
    ]
    assert shares[1] < shares[0]
    assert screen(calm, KNOWN).level == "refer"


def test_pain_that_centralises_is_not_counted_for_the_sacroiliac_joint() -> None:
    tests = "sij_distraction sij_compression thigh_thrust"
    cluster = "laslett_3_of_5_not_centralising"
    assert present(cluster, _case("sacroiliac", tests, absent=("pain_centralises",)), KNOWN) is True
    assert present(cluster, _case("sacroiliac", tests + " pain_centralises"), KNOWN) is False
    assert present(cluster, _case("sacroiliac", tests), KNOWN) is None


@pytest.mark.parametrize(("points", "truth"), [(6, False), (7, True)])
def test_the_stenosis_score_is_taken_over_as_a_number(points: float, truth: bool) -> None:
    case = Case(observations=(Observation(finding="stenosis_support_points", value=points),))
    assert present("stenosis_support_7_or_more", case, KNOWN) is truth


@pytest.mark.parametrize(
    "provoking",
    ["hop_pain", "fulcrum_test_femur", "femur_pain_on_axial_load", "p4_self_test", "tuning_fork_bone"],
)
def test_a_test_that_provokes_can_be_closed(provoking: str) -> None:
    finding = KNOWN.findings[provoking]
    assert finding.discomfort and finding.seconds
    assert finding.uses or finding.pressure


@pytest.mark.parametrize(
    ("found", "one", "three"),
    [
        ("leg_swelling", False, False),
        ("leg_swelling active_cancer", True, False),
        ("leg_swelling active_cancer surgery_recent leg_immobilised", True, True),
        (
            "leg_swelling active_cancer surgery_recent leg_immobilised other_cause_as_likely_as_dvt",
            True,
            False,
        ),
        (
            "active_cancer surgery_recent leg_immobilised",
            False,
            False,
        ),  # the score is for a leg that shows something
    ],
)
def test_the_clot_score_is_added_up(found: str, one: bool, three: bool) -> None:
    items = [
        "leg_swelling",
        "calf_pain",
        "whole_leg_swollen",
        "tender_deep_veins_leg",
        "pitting_oedema_leg",
        "active_cancer",
        "leg_immobilised",
        "bedridden_recent",
        "surgery_recent",
        "collateral_veins_leg",
        "venous_thrombosis_history",
        "other_cause_as_likely_as_dvt",
    ]
    missing = tuple(item for item in items if item not in found.split())
    case = _case("calf", found, absent=missing)
    girths = tuple(Observation(finding="calf_girth", value=36.0, side=side) for side in ("left", "right"))
    case = Case(client=case.client, complaint=case.complaint, observations=(*case.observations, *girths))
    assert present("wells_dvt_1_or_more", case, KNOWN) is one
    assert present("wells_dvt_3_or_more", case, KNOWN) is three
