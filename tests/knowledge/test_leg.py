"""The further knowledge of hip, thigh, knee, leg and foot: the classical picture leads to its condition,
figures agree with one another, and what an answer forbids is forbidden.
"""

import math
from collections import Counter, defaultdict

import pytest

from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.find import find
from palpate.knowledge.lint.accuracy import recompute
from palpate.knowledge.model import Accuracy
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.limits.restrict import restrictions
from palpate.reasoning.rules.logic import present
from palpate.reasoning.screening.screen import screen

# Age, where it hurts, days, and what is there: of people who have the condition as it is taught.
CLASSICAL = {
    "fai_labral": (24, "hip", 120, "groin_pain hip_catches_or_clicks pain_worse_sitting fadir"),
    "hip_flexor_strain": (22, "hip", 3, "sudden_front_hip_pain_in_sport pain_lifting_knee"),
    "adductor_strain": (25, "thigh", 4, "sudden_groin_pain_in_sport tender_adductor_longus"),
    "adductor_groin_pain": (26, "hip", 200, "groin_pain groin_pain_kick_or_turn adductor_squeeze_90"),
    "hamstring_strain": (24, "thigh", 3, "sudden_back_thigh_pain resisted_knee_flexion_pain"),
    "quadriceps_strain": (24, "thigh", 3, "sudden_front_thigh_pain resisted_knee_extension_thigh_pain"),
    "quadriceps_contusion": (20, "thigh", 2, "blow_to_thigh thigh_bruise_or_firm_swelling"),
    "patellar_instability": (17, "knee", 20, "kneecap_slipped_out knee_gives_way patellar_apprehension"),
    "patellar_tendinopathy": (21, "knee", 90, "pain_below_kneecap knee_pain_jumping"),
    "meniscal_tear": (38, "knee", 30, "knee_twist_injury knee_locks_or_catches mcmurray"),
    "acl_tear": (22, "knee", 10, "knee_twist_injury knee_pop_at_injury knee_swelled_within_hours lachman"),
    "pcl_tear": (35, "knee", 14, "shin_hit_with_knee_bent knee_posterior_drawer"),
    "mcl_sprain": (28, "knee", 5, "medial_knee_pain knee_hit_from_outside valgus_stress_30_pain"),
    "lcl_sprain": (28, "knee", 5, "lateral_knee_pain knee_hit_from_inside varus_stress"),
    "pes_anserine_bursitis": (45, "knee", 90, "medial_knee_pain tender_pes_anserinus pain_worse_stairs"),
    "baker_cyst": (60, "knee", 60, "posterior_knee_fullness popliteal_swelling"),
    "mtss": (20, "lower_leg", 30, "inner_shin_pain shin_pain_early_in_run tender_medial_tibial_border"),
    "cecs": (22, "lower_leg", 300, "leg_tightness_set_load foot_numb_when_running"),
    "calf_strain": (45, "lower_leg", 4, "sudden_calf_pain_push_off heel_raise_calf_pain"),
    "high_ankle_sprain": (
        24,
        "ankle",
        6,
        "ankle_turned_out_injury pain_above_ankle_front syndesmosis_squeeze",
    ),
    "tibialis_posterior_dysfunction": (55, "ankle", 200, "inner_ankle_pain arch_has_sunk"),
    "tarsal_tunnel": (48, "foot", 150, "sole_burns_or_tingles tinel_tarsal_tunnel"),
    "morton_neuroma": (52, "foot", 150, "forefoot_pain toes_burn_or_tingle mulder_click"),
    "metatarsalgia": (58, "foot", 120, "forefoot_pain tender_metatarsal_heads"),
    "hallux_valgus": (62, "foot", 900, "big_toe_drifts hallux_valgus_seen worse_in_tight_shoes"),
    "hallux_rigidus": (56, "foot", 400, "big_toe_joint_pain big_toe_stiff tender_first_mtp"),
    "post_tkr": (68, "knee", 40, "knee_replacement limb_swollen_after_injury_or_surgery"),
    "post_thr": (68, "hip", 60, "hip_replacement weak_hip_abduction"),
    "post_acl_reconstruction": (25, "knee", 60, "acl_reconstruction weak_knee_extension"),
    "post_surgical_edema": (45, "leg", 20, "limb_swollen_after_injury_or_surgery leg_swelling trauma_recent"),
}
# Commoner neighbours, which the new conditions must not push aside.
NEIGHBOURS = {
    "knee_oa": (66, "knee", 1000, "gradual_onset knee_crepitus knee_bony_enlargement pain_worse_stairs"),
    "patellofemoral_pain": (17, "knee", 40, "anterior_knee_pain pain_running_downhill squat_knee_pain"),
    "itbs": (21, "knee", 10, "lateral_knee_pain recent_increase_in_training"),
    "hip_oa": (68, "hip", 800, "groin_pain squat_posterior_pain pain_worse_squatting"),
    "gtps": (52, "hip", 200, "lateral_hip_pain pain_worse_lying_on_side resisted_hip_abduction_pain"),
    "plantar_fasciitis": (55, "foot", 60, "first_step_heel_pain heel_pain_long_standing"),
    "achilles_tendinopathy": (45, "ankle", 100, "achilles_pain achilles_midportion_tenderness"),
    "lateral_ankle_sprain": (22, "ankle", 3, "ankle_inversion_injury ankle_anterior_drawer"),
}
PICTURES = {**CLASSICAL, **NEIGHBOURS}
LAY = {
    "shin splints": "mtss",
    "runner's knee": "patellofemoral_pain",
    "jumper's knee": "patellar_tendinopathy",
    "charley horse": "quadriceps_contusion",
    "bunion": "hallux_valgus",
    "torn meniscus": "meniscal_tear",
    "fallen arch": "tibialis_posterior_dysfunction",
    "pulled hamstring": "hamstring_strain",
    "Baker's cyst": "baker_cyst",
}
# Figures of first descriptions, of severe cases, or of later onset: on record, never computed with.
NEVER = {
    ("tender_medial_tibial_border", "mtss"),
    ("knee_posterior_drawer", "pcl_tear"),
    ("webspace_squeeze", "morton_neuroma"),
    ("triple_compression_stress", "tarsal_tunnel"),
    ("dorsiflexion_eversion", "tarsal_tunnel"),
    ("moving_patellar_apprehension", "patellar_instability"),
    ("ultrasound_bone_pain", "stress_fracture"),
    ("fadir", "fai_labral"),
}


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def _case(age: float, region: str, days: float, found: str) -> Case:
    return Case(
        client=Client(age=age),
        complaint=Complaint(regions=(Place(region=region),), days=days),
        observations=tuple(Observation(finding=one, present=True) for one in found.split()),
    )


def _rows(known: Knowledge) -> list[Accuracy]:
    files = ("accuracy/leg_hip_thigh", "accuracy/leg_knee", "accuracy/leg_shin_foot")
    return [row for key, row in known.accuracy.items() if known.files[f"accuracy/{key}"].startswith(files)]


@pytest.mark.parametrize("expected", PICTURES)
def test_the_classical_picture_leads_to_its_condition(known: Knowledge, expected: str) -> None:
    assert differential(_case(*PICTURES[expected]), known)[0].condition == expected


def test_a_loose_build_stands_among_the_first(known: Knowledge) -> None:
    case = _case(24, "whole_body", 2000, "joints_bend_too_far joints_slip_out beighton_raised")
    assert "hypermobility" in [one.condition for one in differential(case, known)][:2]


@pytest.mark.parametrize("picture", CLASSICAL)
def test_an_ordinary_picture_is_no_emergency(known: Knowledge, picture: str) -> None:
    assert screen(_case(*CLASSICAL[picture]), known).level not in ("emergency", "same-day")


@pytest.mark.parametrize(("words", "condition"), LAY.items())
def test_what_clients_call_it_is_found(known: Knowledge, words: str, condition: str) -> None:
    assert condition in [match.id for match in find(words, known)]


def test_published_ratios_follow_from_sensitivity_and_specificity(known: Knowledge) -> None:
    pairs = [
        (row.id, printed.value, follows)
        for row in _rows(known)
        if row.use
        for field, follows in recompute(row)
        if (printed := getattr(row, field)) is not None
    ]
    assert pairs
    assert [pair for pair in pairs if abs(math.log(pair[1] / pair[2])) > math.log(1.25)] == []


def test_one_row_of_a_pair_is_computed_with_and_the_others_say_why(known: Knowledge) -> None:
    used = Counter((row.finding, row.condition) for row in _rows(known) if row.use)
    assert [pair for pair, times in used.items() if times > 1] == []
    assert [row.id for row in _rows(known) if not row.use and not row.why_not] == []


def test_figures_of_first_descriptions_are_kept_but_not_computed_with(known: Knowledge) -> None:
    read = [row for row in _rows(known) if row.source]
    assert {(row.finding, row.condition) for row in read if not row.use} >= NEVER
    assert [row.id for row in read if row.use and (row.finding, row.condition) in NEVER] == []


def test_no_row_in_use_is_endless_or_beyond_twenty(known: Knowledge) -> None:
    for row in _rows(known):
        if row.use:
            assert not row.specificity or row.specificity.value < 1
            assert not row.sensitivity or row.sensitivity.value < 1 or row.lr_negative
            assert not row.lr_positive or row.lr_positive.value <= 20


def test_shares_of_a_first_region_leave_room_for_the_unlisted(known: Knowledge) -> None:
    totals: dict[str, float] = defaultdict(float)
    for condition in known.conditions.values():
        if condition.prior and condition.regions and "/leg_" in known.files[f"conditions/{condition.id}"]:
            totals[condition.regions[0]] = 0
    for condition in known.conditions.values():
        if condition.prior and condition.regions and condition.regions[0] in totals:
            totals[condition.regions[0]] += condition.prior.value
    assert totals
    assert {region: total for region, total in totals.items() if total > 0.9} == {}


def test_every_new_condition_says_what_massage_does_and_when_to_refer(known: Knowledge) -> None:
    for condition in (*CLASSICAL, "hypermobility"):
        entry = known.conditions[condition]
        assert entry.massage and entry.refer_if and entry.course and entry.differentials, condition


@pytest.mark.parametrize(
    ("age", "points", "raised"),
    [(10, 5, False), (10, 6, True), (30, 4, False), (30, 5, True), (51, 4, True), (51, 3, False)],
)
def test_the_beighton_cut_moves_with_age(known: Knowledge, age: float, points: float, raised: bool) -> None:
    seen = (Observation(finding="beighton_points", value=points),)
    assert present("beighton_raised", Case(client=Client(age=age), observations=seen), known) is raised


@pytest.mark.parametrize(
    ("found", "region", "days", "contraindication"),
    [
        ("blow_to_thigh", "thigh", 2, "thigh_contusion_fresh"),
        ("sudden_calf_pain_push_off", "lower_leg", 2, "leg_strain_fresh"),
        ("knee_replacement", "knee", 400, "artificial_joint_told"),
        ("popliteal_swelling", "knee", 60, "cyst_behind_knee"),
        ("limb_swollen_after_injury_or_surgery", "knee", 40, "limb_swollen_care"),
        ("joints_slip_out", "hip", 900, "lax_joints"),
        ("kneecap_slipped_out", "knee", 300, "knee_slips_or_torn"),
        ("knee_swelled_within_hours", "knee", 5, "knee_slips_or_torn"),
    ],
)
def test_what_an_answer_forbids_is_forbidden(
    known: Knowledge, found: str, region: str, days: float, contraindication: str
) -> None:
    case = _case(30, region, days, found)
    narrowed = {one.contraindication for one in restrictions(case, known)}
    assert contraindication in narrowed
    plain = _case(30, region, days, "gradual_onset")
    assert contraindication not in {one.contraindication for one in restrictions(plain, known)}


@pytest.mark.parametrize(
    ("expected", "case"),
    [
        ("stress_fracture", (20, "lower_leg", 30, "shin_pain_one_spot focal_bone_tenderness hop_pain")),
        ("ankle_fracture", (30, "foot", 2, "sole_bruised trauma_recent tender_navicular")),
        ("septic_arthritis", (68, "knee", 30, "knee_replacement joint_hot_swollen fever")),
    ],
)
def test_a_serious_cause_leads_its_harmless_neighbour(
    known: Knowledge, expected: str, case: tuple[float, str, float, str]
) -> None:
    ranked = [one for one in differential(_case(*case), known) if one.condition != "other"]
    assert ranked[0].condition == expected
    assert screen(_case(*case), known).level not in ("treat", "treat-with-restrictions")
