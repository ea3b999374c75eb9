"""The knowledge of neck, jaw, shoulder and arm: its figures follow from each other and its names meet."""

import re

import pytest

from palpate.drawing.body import muscle_shapes
from palpate.knowledge import Knowledge, knowledge, load
from palpate.knowledge.load import DATA
from palpate.knowledge.model import Accuracy, Joint, Structure
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.causes.differential import differential

MINE = re.compile(
    r"/(neck|shoulder|jaw|head|headache_jaw|upper|thorax|arm|hand_carpal|elbow|widespread)[a-z_]*\.yaml$"
)
CONDITIONS = [
    "neck_pain",
    "whiplash",
    "cervical_radiculopathy",
    "cervicogenic_headache",
    "tension_headache",
    "migraine",
    "tmd",
    "thoracic_outlet",
    "myofascial_upper_trapezius",
    "thoracic_spine_pain",
    "upper_crossed",
    "frozen_shoulder",
    "subacromial_pain",
    "rotator_cuff_tear",
    "lhb_tendinopathy",
    "ac_joint_pain",
    "anterior_instability",
    "slap_lesion",
    "scapular_dyskinesis",
    "carpal_tunnel",
    "lateral_epicondylalgia",
    "fibromyalgia",
]
TOLERANCE = 0.25  # of the printed ratio: what rounding of two-digit shares can explain


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def mine(known: Knowledge, kind: str, key: str) -> bool:
    return bool(MINE.search(f"/{known.files[f'{kind}/{key}']}"))


def used_rows(known: Knowledge) -> list[Accuracy]:
    return [row for key, row in known.accuracy.items() if row.use and mine(known, "accuracy", key)]


def own_structures(known: Knowledge) -> list[Structure]:
    return [one for key, one in known.structures.items() if mine(known, "structures", key)]


def test_all_conditions_of_the_upper_body_are_there(known: Knowledge) -> None:
    assert [key for key in CONDITIONS if key not in known.conditions] == []


def test_printed_ratios_follow_from_the_shares_they_are_printed_with(known: Knowledge) -> None:
    """LR+ = sensitivity / (1 - specificity), LR- = (1 - sensitivity) / specificity."""
    wrong, compared = [], 0
    for row in used_rows(known):
        if row.sensitivity is None or row.specificity is None:
            continue
        sensitivity, specificity = row.sensitivity.value, row.specificity.value
        pairs = (
            (row.lr_positive, sensitivity / (1 - specificity)),
            (row.lr_negative, (1 - sensitivity) / specificity),
        )
        for printed, computed in pairs:
            if printed is not None:
                compared += 1
                if abs(computed - printed.value) > TOLERANCE * printed.value:
                    wrong.append((row.id, printed.value, round(computed, 2)))
    assert wrong == []
    assert compared > 40


def test_one_row_of_each_pair_is_used_and_the_others_say_why_not(known: Knowledge) -> None:
    pairs = [(row.finding, row.condition) for row in used_rows(known)]
    assert len(pairs) == len(set(pairs))
    idle = [row for key, row in known.accuracy.items() if not row.use and mine(known, "accuracy", key)]
    assert idle and all(row.why_not for row in idle)


def test_rows_of_judgement_stay_moderate_except_outward_rotation_in_frozen_shoulder(known: Knowledge) -> None:
    bold = set()
    for row in used_rows(known):
        ratios = [one.value for one in (row.lr_positive, row.lr_negative) if one]
        if row.judgement and any(not 0.4 <= ratio <= 3 for ratio in ratios):
            bold.add((row.finding, row.condition))
    assert bold == {
        ("shoulder_er_passive_halved", "frozen_shoulder"),
        ("shoulder_er_passive_kept", "frozen_shoulder"),
    }


@pytest.mark.parametrize(
    "row",
    [
        "obrien_deep.slap_lesion.hegedus2008_lab.3",
        "napoleon.rotator_cuff_tear.hegedus2008_rc",
        "biceps_load_2.slap_lesion.kim2001_bl2",
        "coracoid_pain.frozen_shoulder.carbone2010",
        "spurling.cervical_radiculopathy.lin2025_spurling",
        "pound_4_of_5.migraine.neuros_pound",
    ],
)
def test_figures_that_must_not_be_computed_with_are_on_record_only(known: Knowledge, row: str) -> None:
    assert not known.accuracy[row].use


def test_each_motion_has_an_opposite(known: Knowledge) -> None:
    pairs = {key: joint.motions for key, joint in known.joints.items()}
    for key, finding in known.findings.items():
        if finding.kind == "motion" and mine(known, "findings", key):
            assert finding.motion in {motion for pair in pairs[finding.joint] for motion in pair}, key
    for joint in (one for one in own_structures(known) if isinstance(one, Joint)):
        motions = [motion for pair in joint.motions for motion in pair]
        assert len(motions) == len(set(motions)), joint.id


def test_each_action_is_a_motion_of_a_joint(known: Knowledge) -> None:
    possible = {
        f"{key}.{motion}" for key, joint in known.joints.items() for pair in joint.motions for motion in pair
    }
    strange = {action for one in own_structures(known) for action in one.actions} - possible
    assert strange == set()


def test_shapes_stand_on_the_body_map_and_referral_on_its_cells(known: Knowledge) -> None:
    muscles = [one for one in own_structures(known) if one.kind == "muscle"]
    assert len(muscles) >= 35
    assert [shape for one in muscles for shape in one.shapes if not muscle_shapes(shape)] == []
    assert {place for one in muscles for place in one.referral} <= set(known.regions)
    assert all(one.referral_source or one.referral_judgement for one in muscles if one.referral)


def test_an_eponym_finds_its_maneuver(known: Knowledge) -> None:
    named = {"Jobe": "empty_can", "Bakody": "shoulder_abduction_relief", "Gerber": "lift_off", "EAST": "roos"}
    for word, finding in named.items():
        assert word in known.findings[finding].lay


def test_what_a_client_is_asked_is_one_question(known: Knowledge) -> None:
    for key, finding in known.findings.items():
        if finding.asked_of == "client" and mine(known, "findings", key):
            assert finding.ask.endswith("?") and finding.ask.count("?") == 1, key


def test_each_file_holds_entries_and_says_what_it_rests_on() -> None:
    loaded = load(DATA)
    files = {file for file in loaded.files.values() if MINE.search(f"/{file}")}
    assert len(files) > 40
    for file in files:
        text = (DATA / file).read_text()
        assert text.startswith("why:") and text.count("\n") < 500, file


def leading(age: int, region: str, **seen: bool | float) -> str:
    """The first condition of the differential for findings of the right side."""
    known = knowledge()
    observations = tuple(
        Observation(
            finding=key,
            present=value if isinstance(value, bool) else None,
            value=None if isinstance(value, bool) else value,
            side="right" if known.findings[key].sided else None,
        )
        for key, value in seen.items()
    )
    place = Place(region=region, side="right")
    case = Case(
        client=Client(age=age), complaint=Complaint(regions=(place,), days=90), observations=observations
    )
    return differential(case, known)[0].condition


def test_a_stiff_shoulder_leads_to_frozen_shoulder() -> None:
    stiff = {"shoulder_external_rotation_passive": 20.0, "shoulder_abduction_passive": 70.0}
    assert (
        leading(54, "shoulder", night_pain=True, hawkins_kennedy=True, neer=True, **stiff)
        == "frozen_shoulder"
    )


def test_the_same_provocation_in_a_shoulder_that_moves_fully_leads_to_subacromial_pain() -> None:
    full = {"shoulder_external_rotation_passive": 70.0, "shoulder_abduction_passive": 180.0}
    assert (
        leading(54, "shoulder", painful_arc=True, hawkins_kennedy=True, neer=True, **full)
        == "subacromial_pain"
    )


def test_arm_pain_below_the_elbow_with_positive_spurling_leads_to_radiculopathy() -> None:
    found = leading(
        50, "neck", arm_pain_below_elbow=True, arm_numbness=True, spurling=True, cervical_distraction=True
    )
    assert found == "cervical_radiculopathy"


def test_neck_pain_without_arm_symptoms_does_not_lead_to_radiculopathy() -> None:
    found = leading(50, "neck", arm_pain_below_elbow=False, arm_numbness=False, neck_pain_on_turning=True)
    assert found == "neck_pain"
