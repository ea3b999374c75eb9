"""Pairs and triples of findings at shoulder, neck and elbow: when they come out, and what they weigh."""

import pytest

from palpate.knowledge import knowledge
from palpate.knowledge.model import Accuracy
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.causes.ask import forbidden
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.causes.evidence import likelihood_ratios
from palpate.reasoning.limits.restrict import restrictions
from palpate.reasoning.norms import error_of
from palpate.reasoning.rules.logic import present
from palpate.reasoning.screening.screen import screen

KNOWN = knowledge()
ITEMS = {"pain_front_of_shoulder": True, "shoulder_strain_onset": True, "shoulder_aber_end_pain": False}


def case(region: str, age: int = 45, **seen: bool | float) -> Case:
    """A complaint on the right with what was seen there."""
    observations = tuple(
        Observation(
            finding=key,
            present=value if isinstance(value, bool) else None,
            value=None if isinstance(value, bool) else value,
            side="right" if KNOWN.findings[key].sided else None,
        )
        for key, value in seen.items()
    )
    complaint = Complaint(regions=(Place(region=region, side="right"),), days=60)
    return Case(client=Client(age=age), complaint=complaint, observations=observations)


def weighed(person: Case, condition: str) -> dict[str, float]:
    """The weight of each finding for one condition."""
    found = next(one for one in differential(person, KNOWN) if one.condition == condition)
    return {one.finding: one.weight for one in found.because}


def published(finding: str) -> list[Accuracy]:
    return [row for row in KNOWN.accuracy.values() if row.finding == finding and row.source]


@pytest.mark.parametrize(
    "finding",
    [
        "wainner_2_of_4",
        "upper_cut_or_groove",
        "upper_cut_and_groove",
        "labrum_distraction_compression",
        "subacromial_three_items",
        "distal_biceps_3_of_3",
        "hook_and_crease",
        "passive_distraction_shoulder",
        "biceps_crease_wide",
    ],
)
def test_halves_first_descriptions_and_misprints_are_on_record_only(finding: str) -> None:
    rows = published(finding)
    assert rows
    assert not any(row.use for row in rows)


def test_two_of_four_come_out_and_leave_their_two_findings_their_own_weight() -> None:
    person = case("neck", spurling=True, cervical_distraction=True, ultt_median=False)
    assert present("wainner_2_of_4", person, KNOWN) is True
    weights = weighed(person, "cervical_radiculopathy")
    assert "wainner_2_of_4" not in weights
    assert min(weights["spurling"], weights["cervical_distraction"]) > 0


def test_the_misprinted_ratio_is_kept_as_it_is_printed_and_does_not_follow() -> None:
    row = KNOWN.accuracy["labrum_distraction_compression.slap_lesion.hegedus2012_t4"]
    assert row.sensitivity and row.specificity and row.lr_negative
    assert (1 - row.sensitivity.value) / row.specificity.value == pytest.approx(0.33, abs=0.01)
    assert row.lr_negative.value == 0.11


def test_the_paxinos_pair_counts_before_its_items_when_both_are_there() -> None:
    weights = weighed(case("shoulder", paxinos=True, obrien_top=True), "ac_joint_pain")
    assert "paxinos_and_compression" in weights
    assert not {"paxinos", "obrien_top"} & set(weights)


def test_one_of_the_paxinos_pair_missing_is_no_pair_and_hardly_a_sign_against_it() -> None:
    person = case("shoulder", paxinos=True)
    assert present("paxinos_and_compression", person, KNOWN) is None
    against = likelihood_ratios(KNOWN.accuracy["paxinos_and_compression.ac_joint_pain.krill2018_ac"])[1]
    assert against is not None and against > 0.9


def test_both_negative_speak_against_the_joint_and_one_unknown_does_not() -> None:
    none = weighed(case("shoulder", paxinos=False, hawkins_kennedy=False), "ac_joint_pain")
    assert none["paxinos_or_hawkins"] < 0
    assert "paxinos_or_hawkins" not in weighed(case("shoulder", paxinos=False), "ac_joint_pain")


def test_three_subacromial_items_hold_only_where_passive_rotation_was_measured_and_kept() -> None:
    name = "subacromial_three_items"
    assert present(name, case("shoulder", **ITEMS), KNOWN) is None
    stiff = case("shoulder", shoulder_external_rotation_passive=30.0, **ITEMS)
    kept = case("shoulder", shoulder_external_rotation_passive=70.0, **ITEMS)
    assert present(name, stiff, KNOWN) is False
    assert present(name, kept, KNOWN) is True
    assert weighed(kept, "subacromial_pain")[name] > 0


def test_the_end_of_outward_rotation_not_tried_is_not_taken_as_free() -> None:
    seen = {key: value for key, value in ITEMS.items() if key != "shoulder_aber_end_pain"}
    person = case("shoulder", shoulder_external_rotation_passive=70.0, **seen)
    assert present("subacromial_three_items", person, KNOWN) is None


def test_no_cord_to_hook_after_a_pop_raises_the_alarm() -> None:
    triage = screen(case("elbow", pop_felt_lifting=True, hook_biceps=True), KNOWN)
    rules = {(reason.flag, reason.rule) for reason in triage.reasons}
    assert ("biceps_rupture", "hook_test_positive") in rules


def test_a_narrow_crease_gap_never_speaks_against_a_rupture() -> None:
    ratios = [
        likelihood_ratios(row)[1]
        for row in KNOWN.accuracy.values()
        if row.use and row.finding == "biceps_crease_wide"
    ]
    assert ratios == [None]


@pytest.mark.parametrize(
    ("finding", "region"),
    [
        ("passive_distraction_shoulder", "shoulder"),
        ("shoulder_aber_end_pain", "shoulder"),
        ("biceps_belly_still", "elbow"),
        ("biceps_crease_wide", "elbow"),
    ],
)
def test_a_suspected_fracture_or_dislocation_closes_the_new_procedures(finding: str, region: str) -> None:
    entry = KNOWN.findings[finding]
    hurt = case(region, fracture_or_dislocation_suspected=True)
    assert entry.discomfort
    assert forbidden(entry, hurt, KNOWN, restrictions(hurt, KNOWN))
    sound = case(region)
    assert not forbidden(entry, sound, KNOWN, restrictions(sound, KNOWN))


def test_the_error_of_the_arm_brought_across_is_measured_and_the_larger_one() -> None:
    error = error_of(KNOWN.findings["shoulder_horizontal_adduction_passive"])
    assert error is not None
    assert (error.value, error.source) == (10.2, "u_hall2020_pst")


def test_a_babinski_sign_weighs_as_published_and_still_raises_the_alarm_alone() -> None:
    rows = [row for row in published("babinski_sign") if row.use and row.condition == "cervical_myelopathy"]
    assert [likelihood_ratios(row) for row in rows] == [(4.0, 0.7)]
    triage = screen(case("neck", babinski_sign=True), KNOWN)
    assert "cervical_myelopathy" in {reason.flag for reason in triage.reasons}
