"""Progress towards a goal: what a change says beyond measurement error, and where it is heading.

The standard error of measurement (SEM) comes from the minimal detectable change (norms.py). A true change,
given the observed one and a flat prior, is normal around it with standard deviation sqrt(2) * SEM. The
forecast is a Bayesian straight line through all scores with that noise and a weak prior on the slope.
Without an error figure nothing is claimed.
"""

import math
from statistics import NormalDist
from typing import Literal

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Figure
from palpate.reasoning.case import Case, Goal, Score
from palpate.reasoning.figures import better_is_up, error_figure, important_figure
from palpate.reasoning.norms import standard_error

Judged = Literal[
    "improved-important", "improved", "no-real-change", "worse", "worse-important", "not-enough-data"
]
SLOPE_DAYS = 7  # weak prior: one standard deviation of slope would reach the target in a week
SURE_OF_SLOPE = 0.8  # a day is named when the slope leads to the target at least so probably
SENTENCES: dict[Judged, str] = {
    "improved-important": "Better by {change}: more than measurement error, and enough to matter.",
    "improved": "Better by {change}: more than measurement error; that it is enough to matter is not shown.",
    "no-real-change": "A change of {change} is within measurement error.",
    "worse": "Worse by {change}: more than measurement error.",
    "worse-important": "Worse by {change}: more than measurement error, and enough to matter.",
}


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on a goal.

    `change` is newest minus baseline, in the measure's unit. Probabilities are 0 to 1: that the true change
    is for the better, and that it is for the better by at least the important change. `forecast` is days from
    the goal's start until the target is likely reached; `on_course`, whether that is more likely than not
    by the due day. None: not to be said.
    """

    verdict: Judged
    change: float | None = None
    error: Figure | None = None
    important: Figure | None = None
    probability_real: float | None = None
    probability_important: float | None = None
    forecast: int | None = None
    probability_on_time: float | None = None
    on_course: bool | None = None
    sentence: str


def progress(
    goal: Goal, scores: tuple[Score, ...], knowledge: Knowledge, case: Case | None = None
) -> Progress:
    """The verdict on a goal from the scores of its measure and side since its start. The case, where given,
    chooses figures made for its region. Raises KeyError for an unknown measure.
    """
    up = better_is_up(goal.measure, knowledge)
    error = error_figure(goal.measure, case, knowledge)
    important = important_figure(goal.measure, case, knowledge)
    points = _points(goal, scores)
    if len(points) < 2:
        return Progress(
            verdict="not-enough-data",
            error=error,
            important=important,
            sentence="Not measured again since the goal was set.",
        )
    change = points[-1][1] - goal.baseline
    if error is None:
        return Progress(
            verdict="not-enough-data",
            change=change,
            important=important,
            sentence=f"Changed by {_plain(change)}. The measurement error is not known: no more can be said.",
        )
    gain = change if up else -change
    verdict = judge(gain, error.value, important.value if important else None)
    spread = NormalDist(0, math.sqrt(2) * standard_error(error))
    forecast, on_time = _forecast(goal, points, standard_error(error))
    return Progress(
        verdict=verdict,
        change=change,
        error=error,
        important=important,
        probability_real=spread.cdf(gain),
        probability_important=spread.cdf(gain - important.value) if important else None,
        forecast=forecast,
        probability_on_time=on_time,
        on_course=on_time >= 0.5,
        sentence=_sentence(verdict, change, goal, points[-1][1], forecast, on_time),
    )


def judge(gain: float, error: float, important: float | None) -> Judged:
    """The verdict on a gain (positive is better): real when beyond the error, important when beyond both."""
    if abs(gain) <= error:
        return "no-real-change"
    matters = important is not None and abs(gain) >= important
    if gain > 0:
        return "improved-important" if matters else "improved"
    return "worse-important" if matters else "worse"


class Line(msgspec.Struct, frozen=True):
    """A straight line over days with what is not known of it: its level at day 0, its slope a day, and
    their variances and covariance.
    """

    level: float
    slope: float
    level_variance: float
    covariance: float
    slope_variance: float

    def at(self, day: float) -> NormalDist:
        """The true value on a day."""
        variance = self.level_variance + 2 * day * self.covariance + day * day * self.slope_variance
        return NormalDist(self.level + self.slope * day, math.sqrt(variance))


def trend(points: list[tuple[float, float]], noise: float, slope_sd: float) -> Line:
    """Bayesian line through (day, value) with known noise, a flat prior on the level and a normal one with
    mean 0 and `slope_sd` on the slope: conjugate linear regression with known variance.
    """
    days = [day for day, _ in points]
    count, total = len(points), sum(days)
    squares = sum(day * day for day in days) + (noise / slope_sd) ** 2
    values, products = sum(value for _, value in points), sum(day * value for day, value in points)
    determinant = count * squares - total * total
    scale = noise**2 / determinant
    return Line(
        level=(squares * values - total * products) / determinant,
        slope=(count * products - total * values) / determinant,
        level_variance=squares * scale,
        covariance=-total * scale,
        slope_variance=count * scale,
    )


def _points(goal: Goal, scores: tuple[Score, ...]) -> list[tuple[float, float]]:
    """(days since the start, value): the baseline, then every later score of the goal, in order."""
    later = sorted(
        (score.on, score.value)
        for score in scores
        if score.measure == goal.measure and score.side == goal.side and score.on > goal.start
    )
    return [(0.0, goal.baseline), *((float((on - goal.start).days), value) for on, value in later)]


def _forecast(goal: Goal, points: list[tuple[float, float]], noise: float) -> tuple[int | None, float]:
    """Days from the start until the line meets the target, and the probability that the true value is
    there by the due day. A target that is met already counts as of the day it was.
    """
    sign = 1 if goal.target >= goal.baseline else -1
    met = [day for day, value in points if sign * (value - goal.target) >= 0]
    if met and sign * (points[-1][1] - goal.target) >= 0:
        return round(met[0]), 1.0
    way = abs(goal.target - goal.baseline) or 1.0
    line = trend(points, noise, way / SLOPE_DAYS)
    there = line.at(float((goal.due - goal.start).days)).cdf(goal.target)
    on_time = 1 - there if sign > 0 else there
    rising = 1 - NormalDist(line.slope, math.sqrt(line.slope_variance)).cdf(0)
    if (rising if sign > 0 else 1 - rising) < SURE_OF_SLOPE:
        return None, on_time
    return max(round(points[-1][0]), math.ceil((goal.target - line.level) / line.slope)), on_time


def _sentence(
    verdict: Judged, change: float, goal: Goal, newest: float, forecast: int | None, on_time: float
) -> str:
    first = SENTENCES[verdict].format(change=_plain(abs(change)))
    sign = 1 if goal.target >= goal.baseline else -1
    if sign * (newest - goal.target) >= 0:
        return f"{first} The target is met."
    if forecast is None:
        return f"{first} When the target will be met cannot be said."
    course = "on course" if on_time >= 0.5 else "behind"
    return f"{first} At this pace the target is met about {forecast} days after the start: {course}."


def _plain(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
