"""The forecast: redone by hand, and what must hold of it whatever the scores are."""

import math
import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palpate.knowledge import knowledge
from palpate.knowledge.mean import MeanCourse
from palpate.knowledge.model import Statement
from palpate.reasoning.case import Case, Client, Complaint, Place, Score
from palpate.reasoning.change.course import GENERAL, Course, Family, family_of, gone, share_left, true_value
from palpate.reasoning.change.forecast import Forecast, Outlook, Scale, forecast, scale_of

KNOWN = knowledge()
START = date(2026, 1, 5)
DAYS = st.integers(0, 90)
MEASURES = ("nprs", "ndi", "odi", "lefs", "psfs", "spadi")


def _score(day: int, value: float, measure: str = "nprs") -> Score:
    return Score(measure=measure, value=value, on=START + timedelta(day))


def _on(scores: list[Score], day: int, measure: str = "nprs", baseline: float | None = None) -> Forecast:
    found = forecast(scores, measure, START + timedelta(day), KNOWN, baseline=baseline)
    assert found is not None
    return found


def test_one_example_by_hand() -> None:
    """Pain of 8 at the start and 7 after two weeks; what will it be after four? One time to half-way, 14
    days; 0.5 of the way won with a spread of 0.3, swing 0.04, no drift. docs/reasoning/progress.md redoes it.
    """
    family = Family(share=0.5, share_spread=0.3, half_days=(14.0,), swing=0.04, drift=0.0)
    scale = Scale(low=0, high=10, way=-8, size=10, error=0.6)
    outlook = Outlook([(0, 8), (14, 7)], 8, scale, family)
    # Of the way there is gone 0, 1/2 and 3/4, so the means are 8, 6 and 5. The variance of what is won is
    # 0.09 * 64 = 5.76, the noise of a score 0.36 + 0.16 = 0.52, and 100 is what is not known of the level.
    first, second, between, across = 100.52, 100 + 5.76 / 4 + 0.52, 100.0, 100 + 5.76 * 3 / 8
    determinant = first * second - between**2
    left = (second * 100 - between * across) / determinant
    right = (first * across - between * 100) / determinant
    assert (round(left, 2), round(right, 2)) == (-0.08, 1.08)
    variance = 100 + 5.76 * 9 / 16 - left * 100 - right * across
    assert round(variance, 2) == 0.86
    there, score = outlook.true(28), outlook.score(28)
    assert there.mean == pytest.approx(5 + left * (8 - 8) + right * (7 - 6)) and round(there.mean, 2) == 6.08
    assert there.variance == pytest.approx(variance, abs=1e-6)
    assert round(score.stdev, 2) == 1.18
    ends = score.mean - 1.645 * score.stdev, score.mean + 1.645 * score.stdev
    assert (round(ends[0], 2), round(ends[1], 2)) == (4.15, 8.02)


scores_of = st.lists(st.tuples(DAYS, st.floats(0, 10)), min_size=1, max_size=7)


@given(scores_of, st.tuples(DAYS, st.floats(0, 10)), DAYS)
def test_one_more_score_never_widens_the_interval(
    pairs: list[tuple[int, float]], more: tuple[int, float], ahead: int
) -> None:
    """Before the ends of the scale cut it, and for one and the same baseline."""
    scores = [_score(0, 7), *(_score(*pair) for pair in pairs)]
    fewer, all_of_them = (
        _on(given_, 90 + ahead, baseline=7) for given_ in (scores, [*scores, _score(*more)])
    )
    assert all_of_them.spread <= fewer.spread + 1e-9
    assert all_of_them.true_spread <= fewer.true_spread + 1e-9


@given(scores_of, st.randoms(use_true_random=False))
def test_the_order_of_scores_does_not_matter(pairs: list[tuple[int, float]], chance: random.Random) -> None:
    scores = [_score(*pair) for pair in pairs]
    mixed = chance.sample(scores, len(scores))
    first, second = _on(scores, 120, baseline=6), _on(mixed, 120, baseline=6)
    assert first.value == pytest.approx(second.value) and first.spread == pytest.approx(second.spread)


@given(st.sampled_from(MEASURES), scores_of, st.integers(0, 300))
def test_the_interval_lies_on_the_scale(measure: str, pairs: list[tuple[int, float]], ahead: int) -> None:
    entry = KNOWN.measures[measure]
    share = (entry.high - entry.low) / 10
    scores = [_score(day, entry.low + share * value, measure) for day, value in pairs]
    found = _on(scores, max(day for day, _ in pairs) + ahead, measure)
    assert entry.low <= found.low <= found.value <= found.high <= entry.high


@given(scores_of, st.integers(0, 120), st.integers(1, 120))
def test_a_later_day_is_never_narrower(pairs: list[tuple[int, float]], ahead: int, later: int) -> None:
    scores = [_score(*pair) for pair in pairs]
    near = _on(scores, 90 + ahead)
    far = _on(scores, 90 + ahead + later)
    assert far.spread >= near.spread - 1e-9


def test_two_equal_scores_on_one_day_are_two_measurements() -> None:
    once, twice = _on([_score(0, 6)], 0), _on([_score(0, 6), _score(0, 6)], 0)
    assert twice.true_spread == pytest.approx(once.true_spread / math.sqrt(2), rel=0.01)


def test_the_interval_is_cut_at_the_end_of_the_scale() -> None:
    found = _on([_score(0, 2), _score(7, 1), _score(14, 0)], 28)
    assert found.low == 0 < found.high < found.value + 1.645 * found.spread + 1e-9


def test_a_score_within_the_swing_moves_the_forecast_little() -> None:
    calm, high = (_on([_score(0, 6), _score(7, 6), _score(14, last)], 28) for last in (6, 7))
    assert 0 < high.value - calm.value < 1


def test_nothing_is_forecast_without_a_score_an_error_or_a_later_day() -> None:
    day = START + timedelta(28)
    assert forecast([], "nprs", day, KNOWN) is None
    assert forecast([_score(0, 50, "koos_pain")], "koos_pain", day, KNOWN) is None
    assert forecast([_score(0, 5)], "nprs", START - timedelta(1), KNOWN) is None
    assert forecast([Score(measure="nprs", value=5, on=START, side="left")], "nprs", day, KNOWN) is None
    with pytest.raises(KeyError, match="no measure"):
        forecast([_score(0, 5, "feeling")], "feeling", day, KNOWN)


def test_of_a_motion_the_best_is_the_norm_of_the_client() -> None:
    motion = "shoulder_external_rotation_passive"
    case = Case(client=Client(age=50), complaint=Complaint(regions=(Place(region="shoulder"),)))
    scale = scale_of(motion, 30, KNOWN, case)
    assert scale is not None and 20 < scale.way < 80 and scale.high > 30
    without = scale_of(motion, 30, KNOWN)
    assert without is not None and without.size == 2 * without.way


def test_nobody_reaches_the_end_of_kilograms_or_seconds() -> None:
    strength, walk = scale_of("grip", 20, KNOWN), scale_of("tug", 14, KNOWN)
    assert strength is not None and strength.way == pytest.approx(3 * 6.5)
    assert walk is not None and walk.way == pytest.approx(-3 * 1.14)


def test_at_the_best_end_something_is_left_to_lose() -> None:
    assert scale_of("nprs", 0, KNOWN).way == -1  # type: ignore[union-attr]


def test_a_course_is_half_way_after_its_half_days() -> None:
    course = Course(baseline=8, plateau=2, half_days=14)
    assert [true_value(course, day) for day in (0, 14, 28)] == [8, 5, 3.5]
    assert gone(14, 14) == 0.5


def test_the_middle_of_a_published_course_is_taken_and_the_spread_is_not() -> None:
    """New back pain, 52, 23, 12 and 6 of 100: 0.885 of the way is won, half of it in 29 days."""
    points = ((0.0, 52.0), (42.0, 23.0), (182.0, 12.0), (364.0, 6.0))
    mean = MeanCourse(points=points, lasted=(0, 84))
    family = family_of(Statement(text="…", mean=mean, source="l_costa2012"))
    assert family.share == pytest.approx(0.885, abs=0.001)
    assert family.half_days[2] == pytest.approx(29.2, abs=0.1)
    assert family.share_spread == GENERAL.share_spread
    assert [round(share_left(mean, day), 2) for day in (0, 21, 42, 400)] == [1, 0.72, 0.44, 0.12]
    assert family_of(None) is GENERAL and family_of(Statement(text="…")) is GENERAL


def test_a_course_that_ends_at_the_first_follow_up_is_taken_as_quick() -> None:
    mean = MeanCourse(points=((0, 64), (46, 35), (365, 42)), lasted=(0, 84))
    assert family_of(Statement(text="…", mean=mean)).half_days[2] == pytest.approx(46 / 3)


@pytest.mark.parametrize("measure", ["nprs", "ndi", "lefs"])
@pytest.mark.parametrize(("won", "half"), [(0.3, 28), (0.5, 14), (0.5, 56), (0.7, 28)])
def test_nine_in_ten_scores_of_drawn_courses_lie_in_the_interval(
    measure: str, won: float, half: float
) -> None:
    """Courses of the family with other centres than the forecast assumes; 600 each from a fixed seed. The
    bounds leave room for chance: two and a half standard deviations around 87 to 94 in 100.
    """
    chance, entry = random.Random(f"{measure} {won} {half}"), KNOWN.measures[measure]
    size, hits = entry.high - entry.low, 0
    best = entry.high if entry.direction == "higher-is-better" else entry.low
    noise = scale_of(measure, entry.low + size / 2, KNOWN).error  # type: ignore[union-attr]
    for _ in range(600):
        baseline = best + (entry.low + entry.high - 2 * best) * chance.uniform(0.3, 0.85)
        course = Course(
            baseline=baseline,
            plateau=baseline + max(-0.3, min(1.0, chance.gauss(won, 0.3))) * (best - baseline),
            half_days=half * math.exp(chance.gauss(0, 0.8)),
            noise=chance.uniform(0.02, 0.06) * size,
        )

        def measured(day: int, course: Course = course) -> float:
            value = true_value(course, day) + chance.gauss(0, course.noise) + chance.gauss(0, noise)
            return round(min(max(value, entry.low), entry.high))

        visits = chance.choice((2, 3, 4))
        scores = [_score(7 * visit, measured(7 * visit), measure) for visit in range(visits)]
        day = 7 * (visits - 1) + chance.randint(14, 42)
        found = _on(scores, day, measure)
        hits += found.low <= measured(day) <= found.high
    assert 0.84 <= hits / 600 <= 0.965
