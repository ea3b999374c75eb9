"""Each published score, worked by hand below and at its limit, and presentations that must be seen."""

from typing import Any

import pytest

from palpate.knowledge import knowledge
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.screening.screen import Triage, screen

KNOWLEDGE = knowledge()


def person(at: str, *present: str, age: float = 30, sex: Any = "male", days: float = 10, **more: Any) -> Case:
    """Somebody with a complaint at a region, findings that are there, `absent` ones, and numbers."""
    absent: tuple[str, ...] = more.pop("absent", ())
    return Case(
        client=Client(age=age, sex=sex),
        complaint=Complaint(regions=(Place(region=at),), days=days),
        observations=(
            *(Observation(finding=one, present=True) for one in present),
            *(Observation(finding=one, present=False) for one in absent),
            *(Observation(finding=one, value=value) for one, value in more.items()),
        ),
    )


def fired(case: Case) -> set[str]:
    """The ids of the rules that are true of the case."""
    return {reason.rule for reason in screen(case, KNOWLEDGE).reasons}


def open_rules(triage: Triage) -> set[str]:
    """The ids of the rules that are still unsettled."""
    return {rule.rule for rule in triage.unsettled}


def girths(left: float, right: float, *present: str, absent: tuple[str, ...] = ()) -> Case:
    """Somebody whose calves were measured, in centimetres."""
    case = person("calf", *present, absent=absent)
    sides = (
        Observation(finding="calf_girth", value=left, side="left"),
        Observation(finding="calf_girth", value=right, side="right"),
    )
    return Case(client=case.client, complaint=case.complaint, observations=case.observations + sides)


HITS = ("partner_hurts", "partner_insults", "partner_threatens", "partner_screams")
ASAS = ("gradual_onset", "improves_with_exercise", "not_eased_by_rest", "night_pain_eased_by_rising")
COOK = ("gait_deviation", "hoffmann_sign", "inverted_supinator_sign", "babinski_sign")
BUDAPEST_TOLD = (
    "touch_unbearable",
    "skin_colour_or_warmth_differs_told",
    "swelling_or_sweating_differs_told",
)
BUDAPEST_SEEN = ("touch_or_pinprick_pain_seen", "swelling_or_sweating_differs_seen")

# rule, a case just below its limit, a case at it
WORKED: list[tuple[str, Case, Case]] = [
    (  # heart rate 1.5 + surgery 1.5 + haemoptysis 1 = 4 is unlikely, with cancer 5 is likely
        "wells_pe_likely",
        person("chest", "breathlessness", "surgery_within_4_weeks", "haemoptysis", heart_rate=101),
        person(
            "chest",
            "breathlessness",
            "surgery_within_4_weeks",
            "haemoptysis",
            "active_cancer",
            heart_rate=101,
        ),
    ),
    (  # 1.5 is low, 2.5 intermediate
        "wells_pe_intermediate",
        person("chest", "breathlessness", "venous_thrombosis_history"),
        person("chest", "breathlessness", "venous_thrombosis_history", "active_cancer"),
    ),
    (  # abrupt pain alone 1; with a known aneurysm 2
        "addrs_high",
        person("upper_back", "sudden_onset"),
        person("upper_back", "sudden_onset", "aortic_aneurysm_known"),
    ),
    (
        "constans_high",
        person("upper_arm_front", "pitting_oedema_arm", absent=("other_cause_as_likely_as_arm_dvt",)),
        person(
            "upper_arm_front",
            "pitting_oedema_arm",
            "localised_venous_pain_arm",
            absent=("other_cause_as_likely_as_arm_dvt",),
        ),
    ),
    ("befast", person("arm", "paraesthesia"), person("arm", "facial_droop")),
    ("cook_myelopathy_3_of_5", person("neck", *COOK[:2], age=45), person("neck", *COOK[:2], age=46)),
    (
        "asas_4_of_5",
        person("lumbar", *ASAS[:3], age=45, days=100),
        person("lumbar", *ASAS[:3], age=39, days=100),
    ),
    ("ccr_high_risk", person("neck", "trauma_recent", age=64), person("neck", "trauma_recent", age=65)),
    (
        "ccr_rotation",
        person("neck", "trauma_recent", absent=("unable_to_rotate_neck_45",)),
        person("neck", "trauma_recent", "unable_to_rotate_neck_45"),
    ),
    ("ottawa_knee_any", person("knee", "trauma_recent", age=54), person("knee", "trauma_recent", age=55)),
    (  # both then and now
        "ottawa_ankle_any",
        person("ankle", "trauma_recent", "unable_four_steps_at_once"),
        person("ankle", "trauma_recent", "unable_four_steps_at_once", "unable_four_steps_now"),
    ),
    (  # the features are female, over 70, severe injury, long steroids
        "henschke_3_of_4",
        person("lumbar", "trauma_major", age=70, sex="female"),
        person("lumbar", "trauma_major", age=71, sex="female"),
    ),
    (
        "elbow_extension_rule",
        person("elbow", "elbow_extension_incomplete"),
        person("elbow", "trauma_recent", "elbow_extension_incomplete"),
    ),
    ("maffulli_2_of_5", person("calf", "achilles_gap"), person("calf", "achilles_gap", "matles_test")),
    (
        "budapest_clinical",
        person("hand", "pain_out_of_proportion", *BUDAPEST_TOLD, *BUDAPEST_SEEN[:1]),
        person(
            "hand",
            "pain_out_of_proportion",
            *BUDAPEST_TOLD,
            *BUDAPEST_SEEN,
            absent=("other_diagnosis_explains_pain",),
        ),
    ),
    ("phq2_3", person("neck", little_interest=1, low_mood=1), person("neck", little_interest=2, low_mood=1)),
    (  # 3 + 2 + 2 + 2 = 9, then 10
        "hits_10",
        person("neck", **dict(zip(HITS, (3, 2, 2, 2), strict=True))),
        person("neck", **dict(zip(HITS, (3, 3, 2, 2), strict=True))),
    ),
    ("pressure_crisis", person("neck", systolic_pressure=179), person("neck", systolic_pressure=180)),
    (  # stiffness 2 + no antibodies 2 = 4; without the stiffness 2 + 1
        "pmr_score",
        person(
            "shoulder",
            "both_shoulders_ache",
            "inflammation_blood_raised",
            "hips_ache_or_stiff",
            "other_joints_swollen",
            age=60,
            morning_stiffness_minutes=45,
            absent=("rheumatoid_blood_positive",),
        ),
        person(
            "shoulder",
            "both_shoulders_ache",
            "inflammation_blood_raised",
            "other_joints_swollen",
            age=60,
            morning_stiffness_minutes=46,
            absent=("rheumatoid_blood_positive", "hips_ache_or_stiff"),
        ),
    ),
    ("temperature_38", person("neck", temperature=37.9), person("neck", temperature=38)),
    (
        "pregnancy_pressure_severe",
        person("head", "pregnancy", sex="female", systolic_pressure=159),
        person("head", "pregnancy", sex="female", systolic_pressure=160),
    ),
]


@pytest.mark.parametrize(("rule", "below", "at"), WORKED, ids=[rule for rule, _, _ in WORKED])
def test_published_score_is_raised_at_its_limit_and_not_below(rule: str, below: Case, at: Case) -> None:
    assert rule not in fired(below)
    assert rule in fired(at)


def test_wells_dvt_is_likely_at_two_and_not_at_one() -> None:
    no_other = ("other_cause_as_likely_as_dvt",)
    assert "wells_dvt_likely" not in fired(
        girths(36, 39, "calf_pain", "tender_deep_veins_leg", absent=no_other)
    )
    assert "wells_dvt_likely" in fired(
        girths(36, 39.5, "calf_pain", "tender_deep_veins_leg", absent=no_other)
    )


def test_wells_dvt_deducts_two_for_another_explanation() -> None:
    signs = ("calf_pain", "tender_deep_veins_leg", "other_cause_as_likely_as_dvt")
    assert "wells_dvt_likely" not in fired(girths(36, 40, *signs))


def test_wells_dvt_stays_open_and_two_signs_speak_while_another_explanation_is_unknown() -> None:
    case = girths(36, 40, "calf_pain", "tender_deep_veins_leg")
    assert "wells_dvt_likely" in open_rules(screen(case, KNOWLEDGE))
    assert "dvt_two_signs" in fired(case)


def test_fresh_neck_injury_without_any_low_risk_factor_is_imaged() -> None:
    absent = ("rear_end_collision_simple", "sits_after_injury", "walked_since_injury", "neck_pain_delayed")
    case = person("neck", "trauma_recent", "tender_cervical_midline", absent=absent)
    assert "ccr_no_low_risk" in fired(case)
    assert "ccr_no_low_risk" not in fired(
        person("neck", "trauma_recent", "tender_cervical_midline", "walked_since_injury")
    )


DANGEROUS: list[tuple[str, Case]] = [
    ("emergency", person("shoulder", "chest_pain", "left_arm_pain", "sweating", age=58)),
    ("emergency", person("jaw", "jaw_pain", "breathlessness", age=62, sex="female")),
    ("emergency", person("low_back", "saddle_numbness")),
    ("emergency", person("low_back", "urinary_retention")),
    ("emergency", person("neck", "neck_pain_unlike_before", "eyelid_droops")),
    ("emergency", person("head", "headache_new", "jaw_claudication", age=72)),
    ("emergency", person("knee", "joint_hot_swollen", "fever")),
    ("emergency", person("hand", "sudden_onset", "limb_weakness", "weakness_painless", age=70)),
    ("emergency", person("mid_back", "history_of_cancer", "gait_unsteady", age=66)),
    ("emergency", person("head", "head_injury_recent", "taking_anticoagulant")),
    ("emergency", person("calf", "leg_swelling", "breathlessness")),
    ("same-day", person("arm", "arm_swelling", "arm_discoloured")),
    ("same-day", person("calf", "leg_swelling", "calf_pain")),
    ("same-day", person("thigh", "taking_anticoagulant", "haematoma_or_bruise_large")),
    ("same-day", person("calf", "thompson_squeeze")),
    ("same-day", person("low_back", "limb_weakness_progressive")),
    ("same-day", person("neck", "wish_to_be_dead")),
    ("refer", person("shoulder", "smoking_history", "hand_muscle_wasting", "unexplained_weight_loss")),
    ("refer", person("shoulder", "sudden_onset", "severe_pain", "scapula_wings")),
    ("refer", person("low_back", "pain_worse_extension", "sport_back_extension", age=16)),
    ("refer", person("neck", "hoffmann_sign")),
    ("refer", person("shoulder", "fatigue_new", "night_sweats")),
    ("refer", person("low_back", "history_of_cancer", days=400)),
    ("refer", person("chest", "chest_pain", age=60)),
    (
        "emergency",
        person("forearm_inner", "pain_out_of_proportion", "trauma_recent", "pain_on_passive_stretch"),
    ),
    ("emergency", person("hip", "fall_recent", "unable_four_steps_now", age=80)),
    ("same-day", person("mid_back", "osteoporosis", "trauma_minor", age=68)),
    ("same-day", person("low_back", "injected_drug_use", "pain_at_rest_unrelieved")),
    ("treat-with-restrictions", person("low_back", "leg_pain_below_knee", "straight_leg_raise")),
    ("treat-with-restrictions", person("shoulder", "pregnancy", sex="female")),
]


@pytest.mark.parametrize(("level", "case"), DANGEROUS)
def test_dangerous_presentation_reaches_its_level(level: str, case: Case) -> None:
    assert screen(case, KNOWLEDGE).level == level


WEAK: list[Case] = [
    person("low_back", "night_pain", age=55, days=120),
    person("low_back", "morning_stiffness", age=60),
    person("hand", "paraesthesia"),
    person("shoulder", "night_pain", "pain_at_rest_unrelieved", age=55, days=120),
    person("shoulder", "history_of_cancer", age=50, days=200),
    person("low_back", "sudden_onset", "severe_pain", "pain_worse_with_movement"),
    person("low_back", age=74, sex="female", days=900),
    person("shoulder", "left_arm_pain"),
    person("shoulder", "smoking_history", "night_pain"),
    person("neck", "gradual_onset", "hypertension", age=68),
    person("shoulder", "both_shoulders_ache", "morning_stiffness", age=55),
    person("jaw", "jaw_pain", "facial_numbness", "severe_pain", age=35),
    person("arm", "arm_swelling", "lymph_node_removal", days=700),
]


@pytest.mark.parametrize("case", WEAK)
def test_one_weak_sign_alone_does_not_refer(case: Case) -> None:
    assert screen(case, KNOWLEDGE).level in ("treat", "treat-with-restrictions")


def test_questions_on_suicide_and_violence_never_stand_on_an_unattended_form() -> None:
    for finding in (
        "thoughts_of_suicide_now",
        "wish_to_be_dead",
        "strangulation_recent",
        "unsafe_at_home",
        *HITS,
    ):
        assert KNOWLEDGE.findings[finding].asked_of == "therapist", finding


def test_an_empty_case_raises_nothing() -> None:
    assert screen(Case(), KNOWLEDGE).reasons == ()
