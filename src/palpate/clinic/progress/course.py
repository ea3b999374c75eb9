"""The course of a goal: its points over the weeks, the chart's line, and the fan of the forecast."""

import math
from datetime import date, timedelta
from typing import NamedTuple

from palpate.clinic.progress.verdicts import Judged
from palpate.drawing.goals import Forecast, GoalLine, goal_chart
from palpate.knowledge import Knowledge
from palpate.knowledge.model import Advice
from palpate.reasoning.case import Case
from palpate.reasoning.change.early import Early
from palpate.reasoning.change.figures import better_is_up
from palpate.reasoning.change.forecast import Outlook, Scale, within
from palpate.reasoning.change.progress import outlook_of
from palpate.reasoning.norms import Z90, normal_value

STEPS = 6  # pieces of the fan: fine enough for its bend
FINE = 6  # a scale no longer than this is read in parts of a point
NUMBERS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
Z50 = 0.674  # standard deviations either way that hold half of a normal distribution

WORDS = {
    "improved-important": ("ok", "better", "Better, and enough to matter"),
    "improved": ("ok", "better", "Better, beyond error"),
    "no-real-change": ("mind", "unsettled", "No change beyond error"),
    "worse": ("stop", "off", "Worse, beyond error"),
    "worse-important": ("stop", "off", "Worse, and enough to matter"),
    "not-enough-data": ("soft", "wait", "Not measured enough to say"),
}


# How an early response is shown: colour, icon, heading. Red is kept for what should stop.
RESPONSE = {
    "responding": ("ok", "better", "Responding"),
    "unclear": ("mind", "unsettled", "Response not clear by visit {visit}"),
    "not-responding": ("mind", "off", "No response by visit {visit}"),
    "nothing-yet": ("stop", "off", "Nothing gained by visit {visit}"),
}


class Response(NamedTuple):
    """The early response as the page shows it, and what it rests on."""

    colour: str
    icon: str
    words: str
    rests: list[Advice]


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
    ahead: str  # the forecast in words; empty where there is none
    early: Response | None

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
        ahead=_ahead_words(judged, points, knowledge),
        early=_response(said.early, knowledge) if said.early else None,
    )


def _response(early: Early, knowledge: Knowledge) -> Response:
    colour, icon, words = RESPONSE[early.state]
    rests = [knowledge.advice[one] for one in early.advice if one in knowledge.advice]
    return Response(colour, icon, words.format(visit=early.visit), rests)


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


def _ahead_words(judged: Judged, points: list[Point], knowledge: Knowledge) -> str:
    """ "Three weeks after the last score: between 12 and 28 of 50, nine times in ten." """
    expected = judged.progress.expected
    if expected is None:
        return ""
    entry = knowledge.measures.get(judged.goal.measure)
    whole = entry is None or entry.high - entry.low > FINE
    low, high = whole_ends(expected.low, expected.high) if whole else (expected.low, expected.high)
    top = f" of {entry.high:g}" if entry is not None and entry.unit == "points" and entry.low == 0 else ""
    unit = " degrees" if judged.unit == "degrees" else "" if top else f" {judged.unit}".rstrip()
    span = span_words((expected.on - points[-1].on).days)
    return f"{span} after the last score: between {low:.3g} and {high:.3g}{top}{unit}, nine times in ten."


def whole_ends(low: float, high: float) -> tuple[float, float]:
    """The first and the last whole number between two ends; where there is none, the nearest."""
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    return (first, last) if first <= last else (round(low), round(high))


def span_words(days: int) -> str:
    """Days as the beginning of a sentence, in weeks where they are that long."""
    count, word = (round(days / 7), "week") if days >= 7 else (days, "day")
    named = NUMBERS[count - 1] if 0 < count <= len(NUMBERS) else str(count)
    return f"{named} {word}{'' if count == 1 else 's'}"


def _line(judged: Judged, points: list[Point], case: Case, knowledge: Knowledge) -> GoalLine:
    goal, said = judged.goal, judged.progress
    ahead = _ahead(judged, points, case, knowledge)
    return GoalLine(
        points=[(point.week, point.value) for point in points],
        scale=_scale(judged, points, case, knowledge),
        target=goal.target,
        error=said.error.value if said.error else None,
        important=said.important.value if said.important else None,
        lower_is_better=not better_is_up(goal.measure, knowledge),
        forecast=ahead[-1] if ahead else None,
        between=ahead[:-1],
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


def _ahead(judged: Judged, points: list[Point], case: Case, knowledge: Knowledge) -> list[Forecast]:
    """The fan until the day on which the goal is due, by steps; empty where no score is forecast for it."""
    goal = judged.goal
    if judged.progress.expected is None:
        return []
    pairs = [(7 * point.week, point.value) for point in points]
    ahead = outlook_of(goal, pairs, knowledge, case, judged.condition)
    if ahead is None:
        return []
    newest, due = 7 * points[-1].week, (goal.due - goal.start).days
    days = [newest + (due - newest) * step / STEPS for step in range(1, STEPS + 1)]
    return [_slice(ahead.outlook, day, ahead.scale) for day in days]


def _slice(outlook: Outlook, day: float, scale: Scale) -> Forecast:
    """The score on a day: its middle, and the ends that hold half and nine tenths of what it may be."""
    there = outlook.score(day)

    def reach(width: float) -> tuple[float, float]:
        ends = there.mean - width * there.stdev, there.mean + width * there.stdev
        return within(ends[0], scale), within(ends[1], scale)

    return Forecast(week=day / 7, middle=within(there.mean, scale), half=reach(Z50), most=reach(Z90))


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
