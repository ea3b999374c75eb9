"""Progress towards a goal: what a change says beyond measurement error, and where it is heading.

The standard error of measurement (SEM) comes from the minimal detectable change (norms.py). A true change,
given the observed one and a flat prior, is normal around it with standard deviation sqrt(2) * SEM. Where it
is heading is a forecast over all scores (forecast.py), whether it began in time is early.py, and what time
alone does is natural.py. Without an error figure nothing is claimed.
"""

import math
from statistics import NormalDist
from typing import Literal

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Figure
from palpate.reasoning.case import Case, Goal, Score
from palpate.reasoning.change.course import GENERAL, Family, family_of, published_course
from palpate.reasoning.change.early import Early, early_response
from palpate.reasoning.change.figures import better_is_up, error_figure, important_figure
from palpate.reasoning.change.forecast import Forecast, Outlook, Scale, read, scale_of
from palpate.reasoning.change.natural import Natural, natural_course
from palpate.reasoning.norms import standard_error

Judged = Literal[
    "improved-important", "improved", "no-real-change", "worse", "worse-important", "not-enough-data"
]
SURE_OF_CHANGE = 0.8  # a day is named when the change so far is at least so probably for the better
WEEK = 7
FARTHEST = 2  # times the goal's own days: no day beyond is named (clinical judgement)
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
    by the due day. `expected` is the score on the due day. None: not to be said.
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
    expected: Forecast | None = None
    early: Early | None = None
    natural: Natural | None = None
    sentence: str


def progress(
    goal: Goal,
    scores: tuple[Score, ...],
    knowledge: Knowledge,
    case: Case | None = None,
    condition: str = "",
) -> Progress:
    """The verdict on a goal from the scores of its measure and side since its start. The case, where given,
    chooses figures made for its region and says how many visits there were; the condition that it is most
    consistent with, where given, brings its course. Raises KeyError for an unknown measure.
    """
    up = better_is_up(goal.measure, knowledge)
    error = error_figure(goal.measure, case, knowledge)
    important = important_figure(goal.measure, case, knowledge)
    points = points_of(goal, scores)
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
    real = spread.cdf(gain)
    ahead = outlook_of(goal, points, knowledge, case, condition)
    forecast, on_time = _day(goal, points, ahead, sure=real >= SURE_OF_CHANGE)
    days = round(points[-1][0])
    met = _met(goal, points[-1][1])
    return Progress(
        verdict=verdict,
        change=change,
        error=error,
        important=important,
        probability_real=real,
        probability_important=spread.cdf(gain - important.value) if important else None,
        forecast=forecast,
        probability_on_time=on_time,
        on_course=None if on_time is None else on_time >= 0.5,
        expected=_expected(goal, points, ahead, error),
        early=early_response(goal, gain, days, error, case, knowledge) if case and not met else None,
        natural=_natural(goal, gain, days, condition, error, case, knowledge) if case else None,
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


class Ahead(msgspec.Struct, frozen=True):
    """What is to be expected of a goal, and the scale and family of courses it rests on."""

    outlook: Outlook
    scale: Scale
    family: Family


def outlook_of(
    goal: Goal,
    points: list[tuple[float, float]],
    knowledge: Knowledge,
    case: Case | None = None,
    condition: str = "",
) -> Ahead | None:
    """The outlook from (days since the goal's start, value); None where the scale or its error is unknown."""
    scale = scale_of(goal.measure, goal.baseline, knowledge, case)
    if scale is None:
        return None
    course = published_course(condition, goal.measure, case, knowledge) if case else None
    family = family_of(course) if course else GENERAL
    return Ahead(Outlook(points, goal.baseline, scale, family), scale, family)


def points_of(goal: Goal, scores: tuple[Score, ...]) -> list[tuple[float, float]]:
    """(days since the start, value): the baseline, then every later score of the goal, in order."""
    later = sorted(
        (score.on, score.value)
        for score in scores
        if score.measure == goal.measure and score.side == goal.side and score.on > goal.start
    )
    return [(0.0, goal.baseline), *((float((on - goal.start).days), value) for on, value in later)]


def _met(goal: Goal, value: float) -> bool:
    return value >= goal.target if goal.target >= goal.baseline else value <= goal.target


def _day(
    goal: Goal, points: list[tuple[float, float]], ahead: Ahead | None, *, sure: bool
) -> tuple[int | None, float | None]:
    """Days from the start until the true value is more likely than not at the target, where a change for the
    better is sure enough, and the probability that it is there by the due day. A target that is met counts
    as of the day since which it has been.
    """
    if _met(goal, points[-1][1]):
        since = len(points) - 1
        while since > 0 and _met(goal, points[since - 1][1]):
            since -= 1
        return round(points[since][0]), 1.0
    if ahead is None:
        return None, None
    due, newest = (goal.due - goal.start).days, round(points[-1][0])
    up = goal.target >= goal.baseline
    below = ahead.outlook.true(float(max(due, newest))).cdf(goal.target)
    on_time = 1 - below if up else below
    if not sure:
        return None, on_time
    last = max(FARTHEST * due, newest)
    for week in range(newest, last + WEEK, WEEK):  # the middle bends slowly: a week at a time, then its days
        if _met(goal, ahead.outlook.true(float(min(week, last))).mean):
            days = range(max(week - WEEK + 1, newest), min(week, last) + 1)
            return next(day for day in days if _met(goal, ahead.outlook.true(float(day)).mean)), on_time
    return None, on_time


def _expected(
    goal: Goal, points: list[tuple[float, float]], ahead: Ahead | None, error: Figure
) -> Forecast | None:
    """The score on the due day, where that is still ahead of the newest score."""
    days = float((goal.due - goal.start).days)
    if ahead is None or days <= points[-1][0]:
        return None
    return read(ahead.outlook, goal.due, days, ahead.scale, error, ahead.family)


def _natural(
    goal: Goal, gain: float, days: int, condition: str, error: Figure, case: Case, knowledge: Knowledge
) -> Natural | None:
    scale = scale_of(goal.measure, goal.baseline, knowledge, case)
    return natural_course(goal, gain, days, condition, scale, error, case, knowledge)


def _sentence(
    verdict: Judged, change: float, goal: Goal, newest: float, forecast: int | None, on_time: float | None
) -> str:
    first = SENTENCES[verdict].format(change=_plain(abs(change)))
    if _met(goal, newest):
        return f"{first} The target is met."
    if forecast is None or on_time is None:
        return f"{first} When the target will be met cannot be said."
    course = "on course" if on_time >= 0.5 else "behind"
    return f"{first} The target is likely met about {forecast} days after the start: {course}."


def _plain(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
