"""Early response is said by the published visit, and never by noise."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palpate.knowledge import knowledge
from palpate.reasoning.case import Case, Complaint, Goal, Observation, Place, Score, Treated, Visit
from palpate.reasoning.change.early import (
    DAYS,
    FIGURES,
    VISIT,
    Early,
    early_response,
    expected_gain,
    visits_since,
)
from palpate.reasoning.change.figures import error_figure
from palpate.reasoning.change.progress import Progress, progress

KNOWN = knowledge()
START = date(2026, 1, 5)


def _goal(measure: str = "nprs", baseline: float = 6, target: float = 3) -> Goal:
    return Goal(measure=measure, baseline=baseline, target=target, start=START, due=START + timedelta(84))


def _case(
    *values: float, measure: str = "nprs", step: int = 7, visit: int = 0, region: str = "lumbar"
) -> Case:
    scores = tuple(
        Score(measure=measure, value=value, on=START + timedelta(step * at))
        for at, value in enumerate(values, start=1)
    )
    return Case(
        complaint=Complaint(regions=(Place(region=region),), days=100),
        scores=scores,
        visit=Visit(number=visit or len(values) + 1),
    )


def _said(case: Case, goal: Goal | None = None) -> Progress:
    return progress(goal or _goal(), case.scores, KNOWN, case)


def _early(*values: float, step: int = 7, visit: int = 0, region: str = "lumbar") -> Early | None:
    return _said(_case(*values, step=step, visit=visit, region=region)).early


def test_nothing_is_said_before_the_published_visit() -> None:
    assert _early(6, 7) is None
    assert _early(6, 7, visit=9) is None, "the number of the visit alone is not enough"
    assert _early(6, 6, 6, 6, visit=2) is None, "scores from home are no visits"
    assert _early(6, 6, 6, step=4) is None, "twelve days are not two weeks"


@given(st.lists(st.floats(0, 10), min_size=1, max_size=8), st.integers(1, 9), st.integers(1, 9))
def test_no_response_and_no_missing_one_before_the_fourth_visit(
    values: list[float], step: int, visit: int
) -> None:
    said = _early(*values, step=step, visit=visit)
    if said is not None:
        assert said.visit >= VISIT and step * len(values) >= DAYS


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ((6, 5, 4), "responding"),
        ((6, 6, 6), "not-responding"),
        ((6, 6, 5), "unclear"),
        ((7, 8, 8), "not-responding"),
    ],
)
def test_what_is_seen_is_held_against_the_detectable_change(values: tuple[float, ...], state: str) -> None:
    """Of 6, two points are expected; the error is 1.4."""
    said = _early(*values)
    assert said is not None and said.state == state and said.expected == pytest.approx(2)


@given(st.floats(1, 10), st.floats(0, 10))
def test_noise_says_neither_response_nor_its_absence(baseline: float, newest: float) -> None:
    goal, gain = _goal(baseline=baseline, target=0), baseline - newest
    error = error_figure("nprs", None, KNOWN)
    assert error is not None
    said = early_response(goal, gain, 21, error, _case(baseline, baseline, newest), KNOWN)
    assert said is not None
    if said.state == "responding":
        assert gain > error.value
    if said.state == "not-responding":
        assert gain + error.value < said.expected


def test_it_says_what_then_and_what_it_rests_on() -> None:
    said = _early(6, 6, 6)
    assert said is not None and said.advice == (*FIGURES, "change_course")
    assert said.sentence == (
        "By visit 4 those who get better have mostly lost 2; here it is 0, and an error of 1.4 does not make "
        "up for it."
    )
    assert "Change the technique" in said.then and all(one in KNOWN.advice for one in said.advice)
    assert "from low back pain" in _early(6, 6, 6, region="shoulder").sentence  # type: ignore[union-attr]


def test_worse_asks_for_warning_signs_first() -> None:
    assert "warning signs" in _early(7, 8, 8).then  # type: ignore[union-attr]
    assert "warning signs" in _early(7, 8, 8, 8, 8).then  # type: ignore[union-attr]


def test_without_any_change_by_the_sixth_visit_no_visit_is_added() -> None:
    case = _case(38, 39, 40, 41, 38, measure="odi")
    said = _said(case, _goal("odi", 40, 30)).early
    assert said is not None and said.state == "nothing-yet" and "refer back" in said.then
    assert _said(_case(38, 39, 40, 41, measure="odi"), _goal("odi", 40, 30)).early is None
    assert _said(_case(38, 39, 30, 29, 28, measure="odi"), _goal("odi", 40, 20)).early is None


def test_a_target_that_is_met_needs_no_word() -> None:
    assert _early(5, 4, 3) is None


def test_only_scales_of_pain_have_an_expected_gain() -> None:
    assert expected_gain(_goal(baseline=3), KNOWN) == 1
    assert expected_gain(_goal("vas_pain", 80), KNOWN) == 20
    assert [
        expected_gain(_goal(one, 30), KNOWN) for one in ("odi", "koos_pain", "lefs", "elbow_flexion")
    ] == [None] * 4
    assert expected_gain(_goal(baseline=0), KNOWN) is None


def test_a_visit_counts_when_anything_was_recorded_on_its_day() -> None:
    days = [START + timedelta(one) for one in (0, 7, 14, 21)]
    case = Case(
        observations=(Observation(finding="fever", present=False, on=days[1]),),
        treated=(
            Treated(technique="swedish", structure="x", on=days[2]),
            Treated(technique="swedish", structure="x"),
        ),
        scores=(
            Score(measure="ndi", value=10, on=days[3]),
            Score(measure="ndi", value=9, on=START - timedelta(7)),
        ),
        visit=Visit(number=9),
    )
    assert visits_since(_goal(), case) == 4


def test_the_natural_course_is_named_and_held_against_the_change() -> None:
    def said(*values: float, condition: str = "cnslbp", days: float | None = 100) -> str:
        case = _case(*values, step=21)
        complaint = Complaint(regions=case.complaint.regions, days=days)
        case = Case(complaint=complaint, scores=case.scores, visit=case.visit)
        natural = progress(_goal(baseline=8), case.scores, KNOWN, case, condition).natural
        return natural.sentence if natural else ""

    assert "take away 35 % on average in 6 weeks; here it is 38 %. Time alone may explain it" in said(6, 5)
    assert "here it is 75 %. More than time alone does." in said(6, 2)
    assert "here it is 0 %. Less than time alone does." in said(8, 8)
    assert "left to time: Pain that has become lasting" in said(6, 5, days=None)
    assert "left to time: Of people with any shoulder disorder" in said(6, 5, condition="subacromial_pain")
    assert said(6, 5, condition="other") == ""


def test_a_course_of_pain_is_not_named_beside_a_measure_of_function() -> None:
    case = _case(40, 36, measure="odi")
    assert progress(_goal("odi", 44, 30), case.scores, KNOWN, case, "cnslbp").natural is None
    neck = _case(14, 10, measure="ndi", step=21, region="neck")
    neck = Case(complaint=Complaint(regions=neck.complaint.regions, days=10), scores=neck.scores)
    natural = progress(_goal("ndi", 20, 10), neck.scores, KNOWN, neck, "neck_pain").natural
    assert natural is not None and "take away 40 % on average in 6 weeks; here it is 50 %" in natural.sentence


def test_a_published_course_moves_the_forecast() -> None:
    """New back pain gets better faster than lasting back pain; the score is the same."""

    def middle(days: float) -> float:
        case = _case(5)
        case = Case(complaint=Complaint(regions=case.complaint.regions, days=days), scores=case.scores)
        found = progress(_goal(), case.scores, KNOWN, case, "cnslbp").expected
        assert found is not None and found.statement is not None and found.statement.source == "l_costa2012"
        return found.value

    assert middle(20) < middle(200) - 0.3
