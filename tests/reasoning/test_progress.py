"""Progress claims no more than measurement error and the important change allow."""

import math
from datetime import date, timedelta

import pytest

from palpate.knowledge import knowledge
from palpate.knowledge.model import Figure
from palpate.reasoning.case import Case, Complaint, Goal, Place, Score
from palpate.reasoning.change.figures import better_is_up, error_figure, important_figure
from palpate.reasoning.change.progress import Progress, judge, progress
from palpate.reasoning.norms import detectable, standard_error

KNOWN = knowledge()
START = date(2026, 1, 1)
SHOULDER = Case(complaint=Complaint(regions=(Place(region="shoulder"),)))


def _goal(measure: str = "nprs", baseline: float = 6, target: float = 3, days: int = 42) -> Goal:
    return Goal(measure=measure, baseline=baseline, target=target, start=START, due=START + timedelta(days))


def _scores(*values: float, measure: str = "nprs") -> tuple[Score, ...]:
    return tuple(
        Score(measure=measure, value=value, on=START + timedelta(7 * week))
        for week, value in enumerate(values, start=1)
    )


def _nprs(*values: float) -> Progress:
    return progress(_goal(), _scores(*values), KNOWN, SHOULDER)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ((), "not-enough-data"),
        ((5,), "no-real-change"),
        ((5, 4), "improved"),
        ((5, 3.5), "improved-important"),
        ((7, 8), "worse"),
        ((8, 9), "worse-important"),
    ],
)
def test_verdicts_of_pain_at_the_shoulder(values: tuple[float, ...], verdict: str) -> None:
    """NPRS: error 1.4 (elbow, the only one read), important change 2.17 at the shoulder."""
    assert _nprs(*values).verdict == verdict


def test_a_change_at_the_error_is_not_beyond_it() -> None:
    assert judge(1.4, 1.4, 1.0) == "no-real-change"
    assert judge(1.5, 1.4, None) == "improved" and judge(-1.5, 1.4, 1.0) == "worse-important"


def test_without_an_error_figure_nothing_is_claimed() -> None:
    goal = _goal("koos_pain", baseline=40, target=60)
    found = progress(goal, _scores(70, measure="koos_pain"), KNOWN)
    assert found.verdict == "not-enough-data" and found.change == 30 and found.on_course is None
    assert "not known" in found.sentence


def test_the_figure_of_the_region_comes_before_a_larger_one() -> None:
    neck = Case(complaint=Complaint(regions=(Place(region="neck"),)))
    assert important_figure("nprs", neck, KNOWN).value == 1.3  # type: ignore[union-attr]
    assert important_figure("nprs", SHOULDER, KNOWN).value == 2.17  # type: ignore[union-attr]
    assert error_figure("spadi", SHOULDER, KNOWN).value == 17.0  # type: ignore[union-attr]


def test_the_figure_for_any_region_comes_before_that_of_another() -> None:
    foot = Case(complaint=Complaint(regions=(Place(region="foot"),)))
    assert important_figure("nprs", foot, KNOWN).value == 2.0  # type: ignore[union-attr]


def test_a_published_standard_error_is_turned_into_a_detectable_change() -> None:
    turned = detectable(Figure(value=10, low=8, high=12, method="standard error of measurement by eye"))
    assert turned.value == pytest.approx(1.645 * math.sqrt(2) * 10, abs=0.05)
    assert (turned.low, turned.high) == (None, None)
    assert "computed from a standard error of 10" in turned.method
    assert standard_error(turned) == pytest.approx(10, abs=0.05)
    plain = Figure(value=5, method="MDC95")
    assert detectable(plain) is plain


def test_standard_error_follows_the_definition_of_detectable_change() -> None:
    assert standard_error(Figure(value=1.96 * math.sqrt(2), method="MDC95")) == pytest.approx(1)
    assert standard_error(Figure(value=1.645 * math.sqrt(2), method="MDC90")) == pytest.approx(1)
    assert standard_error(Figure(value=2, method="SEM")) == 2
    assert standard_error(Figure(value=5, method="MDC")) > standard_error(Figure(value=5, method="MDC95"))


def test_a_change_as_large_as_the_detectable_is_real_at_its_level() -> None:
    """Two-sided 90 %: 95 % one way."""
    assert _nprs(4.6).probability_real == pytest.approx(0.95, abs=0.001)
    assert _nprs(6 - 2.17).probability_important == pytest.approx(0.5, abs=0.001)


def test_the_forecast_is_early_when_it_goes_well_and_missing_when_it_does_not() -> None:
    well, badly = _nprs(4.6, 3.8), _nprs(6.5, 7)
    assert well.forecast is not None and 14 <= well.forecast <= 42 and well.on_course
    assert badly.forecast is None and badly.on_course is False
    assert "cannot be said" in badly.sentence


def test_slow_going_is_seen_before_the_due_day() -> None:
    slow = _nprs(5.8, 5.6, 5.4)
    assert slow.on_course is False and (slow.forecast is None or slow.forecast > 42)


def test_a_target_that_is_met_stays_met_only_while_it_is() -> None:
    assert _nprs(4, 3).forecast == 14 and "target is met" in _nprs(4, 3).sentence
    assert _nprs(3, 5).forecast != 7


def test_more_is_better_where_the_measure_says_so() -> None:
    assert better_is_up("lefs", KNOWN) and not better_is_up("nprs", KNOWN)
    assert better_is_up("shoulder_external_rotation_passive", KNOWN)
    found = progress(_goal("lefs", 40, 60), _scores(55, measure="lefs"), KNOWN)
    assert found.verdict == "improved-important"
    with pytest.raises(KeyError, match="no measure"):
        better_is_up("feeling", KNOWN)


def test_scores_before_the_start_of_another_side_or_measure_do_not_count() -> None:
    before = Score(measure="nprs", value=1, on=START - timedelta(1))
    other = Score(measure="spadi", value=1, on=START + timedelta(9))
    left = Score(measure="nprs", value=1, on=START + timedelta(9), side="left")
    assert progress(_goal(), (before, other, left), KNOWN).verdict == "not-enough-data"


def test_a_pace_that_flattens_is_not_carried_on_as_a_straight_line() -> None:
    """A line through 6, 5.3 and 4.7 meets 3 by day 42; a course that slows down does not."""
    slower = _nprs(5.3, 4.7)
    assert slower.on_course is False and slower.expected is not None and 3 < slower.expected.value < 4.7


def test_the_expected_score_is_one_of_the_due_day_and_only_while_that_is_ahead() -> None:
    found = _nprs(5, 4).expected
    assert found is not None and found.on == START + timedelta(42) and found.low < 3.5 < found.high
    assert _nprs(5, 4, 4, 4, 4, 4).expected is None


def test_no_day_is_named_while_the_change_is_not_likely_real() -> None:
    assert _nprs(5.9).forecast is None and _nprs(4).forecast is not None


def test_a_target_reached_again_counts_from_then() -> None:
    assert _nprs(3, 5, 3).forecast == 21
