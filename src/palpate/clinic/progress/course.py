"""The course of a goal: its points over the weeks, the chart's line, and the fan of the forecast."""

import math
from datetime import date, timedelta
from typing import NamedTuple

from palpate.clinic.progress.verdicts import Judged
from palpate.drawing.goals import Forecast, GoalLine, goal_chart
from palpate.knowledge import Knowledge
from palpate.reasoning.case import Case
from palpate.reasoning.figures import better_is_up
from palpate.reasoning.norms import normal_value, standard_error
from palpate.reasoning.progress import SLOPE_DAYS, trend

WORDS = {
    "improved-important": ("ok", "better", "Better, and enough to matter"),
    "improved": ("ok", "better", "Better, beyond error"),
    "no-real-change": ("mind", "unsettled", "No change beyond error"),
    "worse": ("stop", "off", "Worse, beyond error"),
    "worse-important": ("stop", "off", "Worse, and enough to matter"),
    "not-enough-data": ("soft", "wait", "Not measured enough to say"),
}


class Point(NamedTuple):
    """One value of the goal."""

    on: date
    week: float
    value: float


class Course(NamedTuple):
    """A goal as the page shows it."""

    judged: Judged
    colour: str
    icon: str
    words: str
    points: list[Point]
    chart: str
    likely: date | None  # when the target is likely met

    @property
    def newest(self) -> float:
        """Where it stands now."""
        return self.points[-1].value

    @property
    def off(self) -> bool:
        """Whether the target is less likely than not to be met in time."""
        return self.judged.progress.on_course is False


def course(judged: Judged, case: Case, knowledge: Knowledge) -> Course:
    """The goal's course with its drawing."""
    goal, said = judged.goal, judged.progress
    points = points_of(judged, case)
    colour, icon, words = WORDS[said.verdict]
    return Course(
        judged=judged,
        colour=colour,
        icon=icon,
        words=words,
        points=points,
        chart=goal_chart(judged.name, _line(judged, points, case, knowledge)),
        likely=goal.start + timedelta(days=said.forecast) if said.forecast is not None else None,
    )


def points_of(judged: Judged, case: Case) -> list[Point]:
    """The baseline, then every later score of the goal's measure and side."""
    goal = judged.goal
    later = sorted(
        (one.on, one.value)
        for one in case.scores
        if one.measure == goal.measure and one.side == goal.side and one.on > goal.start
    )
    pairs = [(goal.start, goal.baseline), *later]
    return [Point(on, (on - goal.start).days / 7, value) for on, value in pairs]


def _line(judged: Judged, points: list[Point], case: Case, knowledge: Knowledge) -> GoalLine:
    goal, said = judged.goal, judged.progress
    return GoalLine(
        points=[(point.week, point.value) for point in points],
        scale=_scale(judged, points, case, knowledge),
        target=goal.target,
        error=said.error.value if said.error else None,
        important=said.important.value if said.important else None,
        lower_is_better=not better_is_up(goal.measure, knowledge),
        forecast=_forecast(judged, points),
        unit="°" if judged.unit == "degrees" else "",
    )


def _scale(judged: Judged, points: list[Point], case: Case, knowledge: Knowledge) -> tuple[float, float]:
    """The measure's own scale; for a motion from nothing to a little over what is usual."""
    entry = knowledge.measures.get(judged.goal.measure)
    values = [*(point.value for point in points), judged.goal.target]
    if entry is not None and entry.high - entry.low <= 100:
        return entry.low, entry.high
    finding = knowledge.findings.get(judged.goal.measure)
    usual = normal_value(finding, case.client) if finding else None
    top = max(*values, usual or 0.0, 10.0)
    return min(0.0, *values), math.ceil(top * 1.1 / 10) * 10


def _forecast(judged: Judged, points: list[Point]) -> Forecast | None:
    """The fan until the day on which the goal is due; none without an error figure, a second score, or a
    day that is still ahead of the newest score.
    """
    goal, error = judged.goal, judged.progress.error
    days = (goal.due - goal.start).days
    if error is None or len(points) < 2 or days <= 7 * points[-1].week:
        return None
    way = abs(goal.target - goal.baseline) or 1.0
    line = trend([(7 * point.week, point.value) for point in points], standard_error(error), way / SLOPE_DAYS)
    there = line.at(days)
    return Forecast(
        week=days / 7,
        middle=there.mean,
        half=(there.inv_cdf(0.25), there.inv_cdf(0.75)),
        most=(there.inv_cdf(0.05), there.inv_cdf(0.95)),
    )


def heading(courses: list[Course]) -> str:
    """All goals in one sentence, the verdict first."""
    if not courses:
        return "No goals yet"
    better = sum(one.judged.progress.verdict in ("improved", "improved-important") for one in courses)
    off = sum(one.off for one in courses)
    alone = "Better" if better else "Not better yet"
    head = f"{better} of {len(courses)} goals better" if len(courses) > 1 else alone
    if off and len(courses) == 1:
        return f"{head}, and not on course"
    return f"{head}, {off} not on course" if off else head
