"""The knowledge of low back, pelvis and leg: figures that can be recomputed agree with one another, and
what it names exists.
"""

import math
from collections import Counter

import pytest

from palpate.drawing.body import muscle_shapes
from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.expression import findings
from palpate.knowledge.model import Accuracy
from palpate.knowledge.words import Side
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.causes.differential import differential

FILES = tuple(
    f"accuracy/{name}" for name in ("lumbar", "pelvis", "hip", "lower_limb", "leg_serious", "general")
)
MUSCLES = ("structures/low_back", "structures/hip_and", "structures/thigh_leg", "structures/lower_")
SIDES: tuple[Side, ...] = ("left", "right")
DERIVED = ("findings/lumbar", "findings/sacroiliac", "findings/hip", "findings/lower_limb")


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def _rows(known: Knowledge) -> list[Accuracy]:
    return [row for key, row in known.accuracy.items() if known.files[f"accuracy/{key}"].startswith(FILES)]


def _recomputed(row: Accuracy) -> list[tuple[float, float]]:
    """Pairs of published ratio and the one that follows from sensitivity and specificity."""
    if not row.sensitivity or not row.specificity:
        return []
    hit, correct = row.sensitivity.value, row.specificity.value
    pairs = []
    if row.lr_positive and correct < 1:
        pairs.append((row.lr_positive.value, hit / (1 - correct)))
    if row.lr_negative and hit < 1:
        pairs.append((row.lr_negative.value, (1 - hit) / correct))
    return pairs


def test_published_ratios_follow_from_sensitivity_and_specificity(known: Knowledge) -> None:
    used = [row for row in _rows(known) if row.use]
    recomputed = [(row.id, *pair) for row in used for pair in _recomputed(row)]
    off = [entry for entry in recomputed if abs(math.log(entry[1] / entry[2])) > math.log(1.25)]
    assert len(recomputed) > 20
    assert off == []


def test_one_row_of_a_pair_is_computed_with(known: Knowledge) -> None:
    rows = [row for row in _rows(known) if row.use]
    assert [pair for pair, n in Counter((row.finding, row.condition) for row in rows).items() if n > 1] == []


def test_a_row_on_record_only_says_why(known: Knowledge) -> None:
    silent = [row.id for row in _rows(known) if not row.use and not row.why_not]
    assert silent == []


def test_no_row_in_use_gives_an_infinite_ratio(known: Knowledge) -> None:
    endless = [
        row.id
        for row in _rows(known)
        if row.use and row.specificity and row.specificity.value == 1 and not row.lr_positive
    ]
    assert endless == []


def test_circular_and_first_figures_are_not_computed_with(known: Knowledge) -> None:
    published = {row.finding: row for row in _rows(known) if row.use and row.source}
    for finding in (
        "fair",
        "single_leg_stance_30",
        "resisted_external_derotation",
        "laslett_3_of_5",
        "faber",
    ):
        assert finding in known.findings
        assert finding not in published


def test_muscle_shapes_are_on_the_map(known: Knowledge) -> None:
    muscles = [
        item for key, item in known.structures.items() if known.files[f"structures/{key}"].startswith(MUSCLES)
    ]
    assert sum(item.kind == "muscle" for item in muscles) >= 35
    assert [(item.id, shape) for item in muscles for shape in item.shapes if not muscle_shapes(shape)] == []


def test_clusters_name_findings(known: Knowledge) -> None:
    clusters = [key for key in known.rules if known.files.get(f"findings/{key}", "").startswith(DERIVED)]
    assert {"laslett_3_of_6", "van_der_wurff_3_of_5", "cook_stenosis_4_of_5", "sutlive_3_of_5"} <= set(
        clusters
    )
    missing = [
        (key, one) for key in clusters for one in findings(known.rules[key]) if one not in known.findings
    ]
    assert missing == []


def test_actions_name_motions_of_a_joint(known: Knowledge) -> None:
    motions = {
        f"{joint.id}.{one}" for joint in known.joints.values() for pair in joint.motions for one in pair
    }
    muscles = [
        item for key, item in known.structures.items() if known.files[f"structures/{key}"].startswith(MUSCLES)
    ]
    assert [(item.id, action) for item in muscles for action in item.actions if action not in motions] == []


CASES = {
    "lumbar_radiculopathy": (46, "lumbar", 56, "leg_pain_below_knee big_toe_weak straight_leg_raise"),
    "lumbar_spinal_stenosis": (
        72,
        "lumbar",
        400,
        "leg_pain_both_sides leg_pain_worse_than_back_pain pain_worse_walking_standing pain_eased_sitting",
    ),
    "sij_pain": (35, "sacroiliac", 100, "thigh_thrust sij_distraction sij_compression pain_points_to_psis"),
    "acute_lumbar_strain": (40, "lumbar", 3, "back_pain_after_lifting pain_worse_turning_in_bed"),
    "meralgia_paresthetica": (35, "thigh", 400, "lateral_thigh_numbness lateral_thigh_sensation_reduced"),
    "patellofemoral_pain": (17, "knee", 40, "anterior_knee_pain pain_running_downhill squat_knee_pain"),
    "plantar_fasciitis": (55, "foot", 60, "first_step_heel_pain heel_pain_long_standing"),
}


@pytest.mark.parametrize("expected", CASES)
def test_the_classical_picture_leads_to_its_condition(known: Knowledge, expected: str) -> None:
    age, region, days, present = CASES[expected]
    case = Case(
        client=Client(age=age),
        complaint=Complaint(regions=(Place(region=region),), days=days),
        observations=tuple(Observation(finding=one, present=True) for one in present.split()),
    )
    assert differential(case, known)[0].condition == expected


def test_one_gaenslen_side_counts_once_and_two_sides_twice(known: Knowledge) -> None:
    def counted(*gaenslen_sides: Side) -> bool:
        observed = [Observation(finding="thigh_thrust", present=True, side="left")]
        observed += [
            Observation(finding="gaenslen", present=side in gaenslen_sides, side=side) for side in SIDES
        ]
        case = Case(complaint=Complaint(regions=(Place(region="sacroiliac"),)), observations=tuple(observed))
        leading = {one.condition: one for one in differential(case, known)}["sij_pain"]
        return any(one.finding == "laslett_3_of_6" and one.present for one in leading.because)

    assert counted("left", "right")
    assert not counted("left")
