"""What is counted, and how a score is made of measures."""

import pytest
from budgets.answers import percentile, summary
from budgets.lighthouse import PERFORMANCE, log_normal
from budgets.model import Budget, Count, exceeded
from budgets.scores import blocking, shifted

from budgets import lighthouse


def test_seconds_are_those_of_the_keystroke_level_model():
    follow_up = Count(taps=20, characters=40, hand_changes=2, decided=["something"] * 12)
    first_visit = Count(taps=90, characters=150, hand_changes=4, decided=["something"] * 45)
    assert follow_up.seconds == pytest.approx(51.0)
    assert first_visit.seconds == pytest.approx(209.35)


def test_what_is_over_is_said():
    budget = Budget(taps=20, decisions=12, characters=40, seconds=51)
    assert exceeded(Count(taps=20, characters=40, hand_changes=2, decided=["one"] * 12), budget) == []
    over = exceeded(Count(taps=23, decided=["one"] * 13), budget)
    assert over == ["23 taps, 20 are the budget", "13 decisions, 12 are the budget"]
    assert exceeded(Count(taps=3, characters=900), Budget(taps=3)) == []


@pytest.mark.parametrize("curve", PERFORMANCE.values(), ids=PERFORMANCE)
def test_a_curve_goes_through_its_two_points(curve):
    assert log_normal(curve.p10, curve) == pytest.approx(0.9)
    assert log_normal(curve.median, curve) == pytest.approx(0.5)
    assert log_normal(0, curve) == 1 and log_normal(100 * curve.median, curve) < 0.001


def test_what_was_not_measured_weighs_nothing():
    middling = {name: curve.median for name, curve in PERFORMANCE.items() if name != "speed index"}
    assert lighthouse.performance(middling) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="nothing was measured"):
        lighthouse.performance({})


def test_a_broken_rule_costs_its_weight():
    passed = {"label", "button-name", "region", "heading-order"}
    assert lighthouse.accessibility(passed, {"region"}) == 1  # Lighthouse leaves that rule out
    assert lighthouse.accessibility(passed, {"label"}) == pytest.approx(13 / 23)
    assert sum(lighthouse.BEST_PRACTICE.values()) == 26
    assert lighthouse.best_practice({"doctype": True, "nothing deprecated": False}) == pytest.approx(1 / 6)


def test_only_what_is_over_fifty_milliseconds_after_the_first_paint_blocks():
    assert blocking(begin=100, took=80, first=50) == 30
    assert blocking(begin=0, took=80, first=50) == 0
    assert blocking(begin=0, took=180, first=50) == 80


def test_shifts_add_up_within_a_window():
    assert shifted([]) == 0
    assert shifted([[100, 0.1], [600, 0.1], [3000, 0.05]]) == pytest.approx(0.2)
    assert shifted([[900.0 * n, 0.1] for n in range(8)]) == pytest.approx(0.6)


def test_percentiles_are_of_what_was_measured():
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3
    assert percentile([float(n) for n in range(100)], 0.95) == 95
    assert summary([1.0, 9.0, 2.0]) == {"answers": 3, "median": 2.0, "p95": 9.0, "slowest": 9.0}
