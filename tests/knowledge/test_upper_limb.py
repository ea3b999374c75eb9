"""The knowledge of elbow, forearm, wrist and hand: figures that can be recomputed agree with one another,
what must not be computed with is on record only, and a classical picture leads to its condition.
"""

import math
from collections import Counter, defaultdict

import pytest

from palpate.drawing.body import muscle_shapes
from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.expression import findings
from palpate.knowledge.find import find
from palpate.knowledge.model import Accuracy
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.causes.evidence import likelihood_ratios

MINE = ("upper_limb", "arm.yaml")
CONDITIONS = {
    "lateral_epicondylalgia",
    "medial_epicondylalgia",
    "cubital_tunnel",
    "radial_tunnel",
    "ucl_elbow",
    "pronator_syndrome",
    "repetitive_strain",
    "carpal_tunnel",
    "de_quervain",
    "trigger_finger",
    "thumb_cmc_oa",
    "dupuytren",
    "hand_oa",
    "wrist_ligament_injury",
    "tfcc_lesion",
}


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def _mine(known: Knowledge, kind: str, key: str) -> bool:
    return known.files.get(f"{kind}/{key}", "").startswith(tuple(f"{kind}/{one}" for one in MINE))


def _rows(known: Knowledge) -> list[Accuracy]:
    return [row for key, row in known.accuracy.items() if _mine(known, "accuracy", key)]


def test_every_condition_says_what_is_known_and_when_to_refer(known: Knowledge) -> None:
    held = {key: known.conditions[key] for key in CONDITIONS}
    assert all(one.prior and one.refer_if and one.lay and one.course for one in held.values())
    assert all(one.massage and len(one.rates) >= 5 and one.structures for one in held.values())


def test_published_ratios_follow_from_sensitivity_and_specificity(known: Knowledge) -> None:
    """LR+ = sensitivity / (1 - specificity), LR- = (1 - sensitivity) / specificity, within a quarter."""
    compared, off = 0, []
    for row in _rows(known):
        if not (row.use and row.sensitivity and row.specificity):
            continue
        hit, correct = row.sensitivity.value, row.specificity.value
        pairs = ((row.lr_positive, hit / (1 - correct)), (row.lr_negative, (1 - hit) / correct))
        for printed, follows in pairs:
            if printed is not None:
                compared += 1
                off += [row.id] if abs(math.log(printed.value / follows)) > math.log(1.25) else []
    assert compared >= 3
    assert off == []


@pytest.mark.parametrize(
    ("row", "positive", "negative"),
    [
        ("tinel_elbow.cubital_tunnel.physiotutors_tinel_elbow", 1.32, 0.72),
        ("scaphoid_shift.wrist_ligament_injury.lastayo1995", 2.03, 0.47),
        ("lunotriquetral_ballottement.wrist_ligament_injury.lastayo1995", 1.14, 0.82),
        ("tfcc_glide.tfcc_lesion.lastayo1995", 1.83, 0.53),
        ("carpal_5_of_5.carpal_tunnel.wainner2005", 18.3, 0.83),
        ("carpal_4_of_5.carpal_tunnel.snyder_cts", 4.6, 0.28),
    ],
)
def test_the_ratios_computed_with_are_those_of_the_paper(
    known: Knowledge, row: str, positive: float, negative: float
) -> None:
    assert known.accuracy[row].use
    assert likelihood_ratios(known.accuracy[row]) == pytest.approx((positive, negative), abs=0.01)


def test_one_row_of_each_pair_is_computed_with_and_the_others_say_why_not(known: Knowledge) -> None:
    pairs = Counter((row.finding, row.condition) for row in _rows(known) if row.use)
    idle = [row for row in _rows(known) if not row.use]
    assert [pair for pair, n in pairs.items() if n > 1] == []
    assert idle and all(row.why_not for row in idle)


def test_circular_first_and_one_sided_figures_are_on_record_only(known: Knowledge) -> None:
    for finding in ("eichhoff", "what_test", "scratch_collapse_elbow", "scratch_collapse_wrist"):
        published = [row for row in _rows(known) if row.finding == finding and row.source]
        assert published and not any(row.use for row in published), finding
    for finding in ("hook_biceps", "moving_valgus", "thumb_pressure_shear", "carpal_3_of_5"):
        published = [row for row in _rows(known) if row.finding == finding and row.source]
        assert published and not any(row.use for row in published), finding


def test_no_row_in_use_settles_a_question_alone(known: Knowledge) -> None:
    for row in (row for row in _rows(known) if row.use):
        ratios = [one for one in likelihood_ratios(row) if one is not None]
        assert all(0.1 <= ratio <= 20 for ratio in ratios), row.id
        assert row.source or all(0.4 <= ratio <= 3 for ratio in ratios), row.id


def test_priors_of_one_place_leave_room_for_what_is_not_listed(known: Knowledge) -> None:
    totals: dict[str, float] = defaultdict(float)
    for key in CONDITIONS:
        condition = known.conditions[key]
        cells = frozenset().union(*(known.cells(region) for region in condition.regions))
        place = next(one for one in ("elbow", "hand", "forearm") if cells & known.cells(one))
        assert condition.prior is not None
        totals[place] += condition.prior.value
    assert set(totals) == {"elbow", "hand"}
    assert all(total <= 0.9 for total in totals.values()), dict(totals)


def test_muscles_stand_on_the_map_and_move_joints_that_exist(known: Knowledge) -> None:
    motions = {
        f"{key}.{one}" for key, joint in known.joints.items() for pair in joint.motions for one in pair
    }
    muscles = [
        one
        for key, one in known.structures.items()
        if one.kind == "muscle" and known.files[f"structures/{key}"].startswith("structures/upper_limb")
    ]
    assert len(muscles) >= 10
    assert [shape for one in muscles for shape in one.shapes if not muscle_shapes(shape)] == []
    assert {action for one in muscles for action in one.actions} <= motions
    assert all(one.referral_source or one.referral_judgement for one in muscles if one.referral)


def test_a_cluster_is_made_of_findings_that_exist(known: Knowledge) -> None:
    for key in ("carpal_3_of_5", "carpal_4_of_5", "carpal_5_of_5"):
        assert set(findings(known.rules[key])) <= set(known.findings)
        assert {"hand_shaken_for_relief", "wrist_ratio", "thumb_pad_dull"} <= set(findings(known.rules[key]))


@pytest.mark.parametrize(
    ("word", "condition"),
    [
        ("mouse arm", "repetitive_strain"),
        ("golfer's elbow", "medial_epicondylalgia"),
        ("golfers elbow", "medial_epicondylalgia"),
        ("tennis elbow", "lateral_epicondylalgia"),
        ("trigger thumb", "trigger_finger"),
        ("viking disease", "dupuytren"),
        ("texting thumb", "de_quervain"),
        ("cell phone elbow", "cubital_tunnel"),
        ("lateral epicondylitis", "lateral_epicondylalgia"),
        ("medial epicondylitis", "medial_epicondylalgia"),
    ],
)
def test_a_client_s_own_word_finds_the_condition(known: Knowledge, word: str, condition: str) -> None:
    assert find(word, known)[0].id == condition


# age, place of the complaint, days since it began, findings present, findings absent
CASES = {
    "lateral_epicondylalgia": (46, "elbow", 60, "pain_gripping gradual_onset cozen", "pain_inner_elbow"),
    "medial_epicondylalgia": (
        48,
        "elbow",
        60,
        "pain_inner_elbow pain_throwing_or_golf tender_common_flexor_tendon golfers_elbow_test",
        "numb_ring_little_fingers",
    ),
    "cubital_tunnel": (52, "elbow", 60, "numb_ring_little_fingers tingling_elbow_bent arm_numbness", ""),
    "radial_tunnel": (
        42,
        "elbow",
        120,
        "pain_outer_forearm_below_elbow pain_twisting_forearm rule_of_nine resisted_supination",
        "tender_common_extensor_tendon arm_numbness",
    ),
    "ucl_elbow": (
        21,
        "elbow",
        14,
        "inner_elbow_popped_throwing pain_throwing_or_golf pain_inner_elbow moving_valgus milking",
        "golfers_elbow_test",
    ),
    "pronator_syndrome": (
        40,
        "forearm",
        90,
        "pain_front_of_forearm palm_numb_too tingling_forearm_work resisted_pronation",
        "hand_tingling_night phalen tinel_wrist",
    ),
    "repetitive_strain": (
        33,
        "forearm",
        120,
        "hand_use_for_hours arm_ache_eases_with_breaks arm_ache_spread gradual_onset",
        "arm_numbness",
    ),
    "carpal_tunnel": (
        50,
        "hand",
        120,
        "numb_first_three_fingers hand_tingling_night hand_shaken_for_relief hand_diagram_median",
        "numb_ring_little_fingers",
    ),
    "de_quervain": (
        33,
        "hand",
        40,
        "pain_thumb_side_wrist pain_lifting_with_thumb finkelstein postpartum_year",
        "pain_thumb_base arm_numbness",
    ),
    "trigger_finger": (56, "hand", 60, "finger_catches finger_pulley_nodule", "palm_lump_or_cord"),
    "thumb_cmc_oa": (
        64,
        "hand",
        400,
        "pain_thumb_base pain_pinch_jar tender_thumb_base thumb_grind",
        "arm_numbness pain_thumb_side_wrist",
    ),
    "dupuytren": (
        63,
        "hand",
        700,
        "palm_lump_or_cord finger_will_not_straighten table_top",
        "finger_catches",
    ),
    "hand_oa": (
        68,
        "hand",
        700,
        "finger_joints_sore finger_joints_knobbly finger_nodes_seen",
        "arm_numbness",
    ),
    "wrist_ligament_injury": (
        28,
        "hand",
        60,
        "fall_on_hand wrist_clunks pain_leaning_on_hand scaphoid_shift",
        "pain_wrist_little_finger_side gradual_onset",
    ),
    "tfcc_lesion": (
        30,
        "hand",
        60,
        "pain_wrist_little_finger_side pain_leaning_on_hand tfcc_glide",
        "arm_numbness pain_thumb_side_wrist",
    ),
}


def _case(expected: str, seen: list[tuple[str, bool]], known: Knowledge) -> Case:
    age, region, days, _there, _not_there = CASES[expected]
    return Case(
        client=Client(age=age),
        complaint=Complaint(regions=(Place(region=region, side="right"),), days=days),
        observations=tuple(
            Observation(finding=one, present=truth, side="right" if known.findings[one].sided else None)
            for one, truth in seen
        ),
    )


def _seen(expected: str) -> list[tuple[str, bool]]:
    there, not_there = CASES[expected][3:]
    return [(one, True) for one in there.split()] + [(one, False) for one in not_there.split()]


@pytest.mark.parametrize("expected", CASES)
def test_the_classical_picture_leads_to_its_condition(known: Knowledge, expected: str) -> None:
    first, second = differential(_case(expected, _seen(expected), known), known)[:2]
    assert first.condition == expected
    assert first.probability > 2 * second.probability


@pytest.mark.parametrize("expected", sorted(set(CASES) - {"radial_tunnel"}))
def test_what_the_client_tells_is_enough_to_think_of_it_first(known: Knowledge, expected: str) -> None:
    told = [(one, truth) for one, truth in _seen(expected) if known.findings[one].asked_of == "client"]
    assert len(told) < len(_seen(expected)) or expected in ("cubital_tunnel", "repetitive_strain")
    assert differential(_case(expected, told, known), known)[0].condition == expected


def test_radial_tunnel_needs_the_hands_to_stand_before_tennis_elbow(known: Knowledge) -> None:
    told = [(one, truth) for one, truth in _seen("radial_tunnel") if one.startswith("pain_")]
    names = [one.condition for one in differential(_case("radial_tunnel", told, known), known)]
    assert names[:2] == ["lateral_epicondylalgia", "radial_tunnel"]


def test_without_findings_the_commonest_cause_leads_and_the_rest_stays_open(known: Knowledge) -> None:
    for region, expected in (("elbow", "lateral_epicondylalgia"), ("hand", "carpal_tunnel")):
        case = Case(complaint=Complaint(regions=(Place(region=region, side="left"),)))
        leading = [one for one in differential(case, known) if one.condition in CONDITIONS]
        assert leading[0].condition == expected
        assert leading[0].probability < 0.6
