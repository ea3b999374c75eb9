"""Bars, pressure fields and the chart of a goal."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palpate.drawing.charts import bar, motion, number, pips
from palpate.drawing.goals import BOTTOM, TOP, Forecast, GoalLine, goal_chart, goal_sentence

PAIN = GoalLine(
    [(0, 8), (1.5, 7), (6, 5)], (0, 10), target=3, error=1.4, important=2.2,
    forecast=Forecast(12, 2.8, (2.1, 3.5), (1, 4.7)),
)  # fmt: skip


def fields(text: str, kind: str) -> int:
    """How many of the ten fields are of a kind."""
    return sum(path.count("M") for path in re.findall(rf'class="{kind}" d="([^"]*)"', text))


def test_a_number_has_at_most_one_decimal() -> None:
    assert [number(12.0), number(12.34), number(0.04)] == ["12", "12.3", "0"]


def test_a_bar_is_solid_to_the_low_end_and_paler_to_the_high() -> None:
    text = bar(0.58, 0.44, 0.71)
    assert '<rect width="44"' in text
    assert 'class="maybe" x="44" width="27"' in text
    assert "M58 0V10" in text


def test_a_bar_without_a_range_is_solid_to_its_value() -> None:
    assert 'width="30"' in bar(0.3)
    assert "maybe" not in bar(0.3)


def test_pressure_fields_above_the_limit_are_shut() -> None:
    text = pips(1, 5, 4)
    assert [fields(text, kind) for kind in ("met", "open", "shut")] == [4, 1, 5]
    assert "4 of 10; 5 is the limit" in text


def test_no_pressure_at_all_leaves_every_field_shut() -> None:
    assert [fields(pips(0, 0), kind) for kind in ("met", "open", "shut")] == [0, 0, 10]


def test_motion_is_drawn_against_the_usual_range() -> None:
    text = motion(20, 58, 90)
    assert 'width="22.2"' in text
    assert "M64.4 0V10" in text
    assert 'width="100"' in motion(120, None, 90)


def test_the_goal_chart_holds_each_score_and_each_level() -> None:
    root = ElementTree.fromstring(goal_chart("Worst pain", PAIN))
    kinds = [node.attrib.get("class", "") for node in root.iter()]
    assert kinds.count("pt") == 2
    assert kinds.count("pt last") == 1
    assert {"err", "mic", "aim", "f90", "f50", "mid", "line"} <= set(kinds)
    words = [node.text for node in root.iter() if node.text]
    assert {"error", "matters", "goal 3", "8", "5"} <= set(words)


def test_the_fan_bends_along_the_weeks_between() -> None:
    on_the_way = [Forecast(week, 4, (3, 5), (2, 6)) for week in (8, 10)]
    text = goal_chart("Worst pain", PAIN._replace(between=on_the_way))
    fan = re.findall(r'class="f90" d="([^"]+)"', text)[0]
    assert fan.count("L") == 6 and fan.endswith("Z")
    assert 'class="mid" fill="none"' in text


def test_the_sentence_says_what_the_chart_shows() -> None:
    assert goal_sentence("Worst pain", PAIN) == (
        "Worst pain by week: 8, 7, 5. Changes under 1.4 could be error. Changes from 2.2 matter. Goal 3. "
        "Forecast for week 12: 2.8, range 1 to 4.7."
    )


def test_what_is_not_published_is_not_drawn() -> None:
    text = goal_chart("Reach", GoalLine([(0, 20)], (0, 90)))
    assert not re.search('class="(err|mic|aim|f90)"', text)


def test_more_is_better_puts_the_important_line_above() -> None:
    def level(text: str) -> float:
        return float(re.findall(r'class="mic" d="M34 ([\d.]+)H', text)[0])

    line = GoalLine([(0, 50)], (0, 100), important=10)
    assert level(goal_chart("x", line._replace(lower_is_better=False))) < level(goal_chart("x", line))


def test_a_chart_without_points_or_scale_is_refused() -> None:
    for wrong in (GoalLine([], (0, 10)), GoalLine([(0, 1)], (5, 5))):
        with pytest.raises(ValueError, match="one point and a scale"):
            goal_chart("x", wrong)


@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(-50, 200)), min_size=1, max_size=12),
    st.floats(0, 50), st.floats(0, 50), st.floats(-20, 150),
)  # fmt: skip
def test_nothing_leaves_the_plot(
    points: list[tuple[float, float]], error: float, mic: float, aim: float
) -> None:
    text = goal_chart("x", GoalLine(sorted(points), (0, 100), aim, error, mic))
    ElementTree.fromstring(text)
    for y in re.findall(r'c[y]="([-\d.]+)"', text):
        assert TOP <= float(y) <= BOTTOM
