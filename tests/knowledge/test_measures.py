"""Measures: wording that may be shown, what its answers add up to, and the last question of the PHQ-9."""

from datetime import date

import msgspec
import pytest

from palpate.knowledge import knowledge
from palpate.reasoning.case import Case, Complaint, Observation, Place, Score
from palpate.reasoning.change.figures import error_figure, important_figure
from palpate.reasoning.screening.screen import screen

KNOWLEDGE = knowledge()
READ_LOINC = {"phq9": "44249-1", "phq2": "55757-9", "gad7": "69737-5"}


def complaint(region: str) -> Case:
    return Case(complaint=Complaint(regions=(Place(region=region),)))


def with_mood(measure: str, value: float, **observed: float | bool) -> Case:
    seen = tuple(
        Observation(finding=name, present=given)
        if isinstance(given, bool)
        else Observation(finding=name, value=given)
        for name, given in observed.items()
    )
    score = Score(measure=measure, value=value, on=date(2026, 3, 1))
    return msgspec.structs.replace(complaint("neck"), observations=seen, scores=(score,))


@pytest.mark.parametrize("measure", [one for one in KNOWLEDGE.measures.values() if one.items])
def test_the_answers_reach_the_whole_scale_and_no_more(measure) -> None:
    assert measure.ship_items and len(measure.items) == measure.item_count
    if measure.id == "vas_pain":  # a line on paper: no answers to choose from
        return
    lows = [min(points for _words, points in item.answers) for item in measure.items]
    highs = [max(points for _words, points in item.answers) for item in measure.items]
    if all(len(item.answers) == 1 for item in measure.items):
        lows = [0.0 for _item in measure.items]  # a statement without its tick
    mean = measure.scoring.lower().startswith("mean")
    share = len(measure.items) if mean else 1
    assert (sum(lows) / share, sum(highs) / share) == (measure.low, measure.high)


def test_free_wording_stands_in_the_words_of_its_owner() -> None:
    worry = KNOWLEDGE.measures["gad7"]
    assert worry.intro.endswith("how often have you been bothered by the following problems?")
    assert [item.text for item in worry.items][-1] == "Feeling afraid as if something awful might happen"
    assert KNOWLEDGE.measures["gad2"].items == worry.items[:2]
    back = KNOWLEDGE.measures["rmdq"]
    assert back.items[0].text == "I stay at home most of the time because of my back."
    assert back.items[23].text == "I stay in bed most of the time because of my back."
    assert len({item.text for item in back.items}) == 24


def test_each_measure_says_how_it_is_scored_and_what_a_gap_does() -> None:
    for measure in KNOWLEDGE.measures.values():
        for field in ("scoring", "missing_rule", "recall", "licence"):
            assert getattr(measure, field), f"{measure.id}: {field}"


def test_loinc_codes_are_only_those_that_were_read() -> None:
    assert {one.id: one.loinc for one in KNOWLEDGE.measures.values() if one.loinc} == READ_LOINC


def test_a_figure_on_record_only_judges_no_change() -> None:
    tennis_elbow = important_figure("prtee", complaint("elbow"), KNOWLEDGE)
    assert (
        tennis_elbow is not None and tennis_elbow.value == 14.8
    )  # 31.33 of the Persian version is on record
    assert max(figure.value for figure in KNOWLEDGE.measures["prtee"].important) == 31.33


def test_the_error_of_a_limb_volume_is_that_of_the_limb() -> None:
    arm = error_figure("limb_volume", complaint("upper_arm"), KNOWLEDGE)
    leg = error_figure("limb_volume", complaint("lower_leg"), KNOWLEDGE)
    assert arm is not None and arm.value == 1.9  # 0.82 * 1.645 * sqrt 2
    assert leg is not None and leg.value == 3.8


def test_the_questions_of_the_phq9_are_on_paper_only() -> None:
    assert KNOWLEDGE.measures["phq9"].items == ()
    assert KNOWLEDGE.findings["phq9_last_item"].asked_of == "therapist"


def test_a_total_of_the_phq9_opens_the_question_on_suicide_until_its_last_answer_is_recorded() -> None:
    triage = screen(with_mood("phq9", 4), KNOWLEDGE)
    asked = {one.rule: one.ask for one in triage.open_emergencies}
    assert asked["phq9_last_item_now"] == ("phq9_last_item",)
    settled = screen(with_mood("phq9", 4, phq9_last_item=0.0), KNOWLEDGE)
    assert "phq9_last_item_now" not in {one.rule for one in settled.unsettled}
    assert not [one for one in settled.reasons if one.flag == "phq9_self_harm"]


def test_any_answer_above_0_is_acted_on_the_same_day_and_asks_about_now() -> None:
    triage = screen(with_mood("phq9", 3, phq9_last_item=1.0), KNOWLEDGE)
    assert triage.level == "same-day"
    assert "phq9_last_item_now" in {one.rule for one in triage.open_emergencies}
    now = screen(with_mood("phq9", 3, phq9_last_item=1.0, thoughts_of_suicide_now=True), KNOWLEDGE)
    assert now.level == "emergency"
    alone = msgspec.structs.replace(with_mood("phq9", 3, phq9_last_item=1.0), scores=())
    assert screen(alone, KNOWLEDGE).level == "same-day"  # the answer counts without the total, too


def test_nobody_without_the_form_is_asked_its_last_question() -> None:
    for case in (Case(), complaint("neck"), with_mood("phq9", 0), with_mood("phq2", 1)):
        asked = {finding for one in screen(case, KNOWLEDGE).unsettled for finding in one.ask}
        assert "phq9_last_item" not in asked


@pytest.mark.parametrize(
    ("measure", "below", "at", "rule"),
    [("phq9", 9, 10, "phq9_total_10"), ("phq2", 2, 3, "phq2_total_3"), ("phq2", 1, 2, "phq2_total_2")],
)
def test_a_mood_score_raises_its_flag_from_its_limit_on(
    measure: str, below: float, at: float, rule: str
) -> None:
    def raised(value: float) -> set[str]:
        triage = screen(with_mood(measure, value, phq9_last_item=0.0), KNOWLEDGE)
        return {reason.rule for reason in triage.reasons}

    assert rule in raised(at) and rule not in raised(below)
