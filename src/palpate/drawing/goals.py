"""The chart of one goal: what was measured, what could be error, what matters, where the goal lies."""

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from palpate.drawing.charts import number

# The plot's frame inside a drawing of 440 by 240 units.
LEFT, RIGHT, TOP, BOTTOM = 34, 372, 16, 206
# Two labels at the right closer than this (units) would run into each other.
APART = 14


class Forecast(NamedTuple):
    """What is expected at a week: the middle, where half of the courses end, where nine in ten do."""

    week: float
    middle: float
    half: tuple[float, float]
    most: tuple[float, float]


class GoalLine(NamedTuple):
    """What is drawn of a goal. Values in the measure's own unit, weeks since the baseline."""

    points: Sequence[tuple[float, float]]  # week, value; the first is the baseline
    scale: tuple[float, float]  # the lowest and the highest value of the axis
    target: float | None = None
    error: float | None = None  # smallest change beyond measurement error
    important: float | None = None  # smallest change that matters to people
    lower_is_better: bool = True
    forecast: Forecast | None = None
    between: Sequence[Forecast] = ()  # the forecast on the way there, where it does not run straight
    unit: str = ""


class _Frame(NamedTuple):
    weeks: float
    low: float
    high: float

    def x(self, week: float) -> float:
        return LEFT + (RIGHT - LEFT) * week / self.weeks

    def y(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return BOTTOM - (BOTTOM - TOP) * share


def goal_chart(name: str, goal: GoalLine) -> str:
    """The goal as SVG text, with a sentence as its label. Raises ValueError without a point or a scale.

    The page shows the same numbers as a table beside it.
    """
    low, high = goal.scale
    if not goal.points or not low < high:
        raise ValueError("a goal's chart needs one point and a scale whose end lies above its start")
    frame = _Frame(_last_week(goal), low, high)
    drawn = [*_grid(frame), *_bands(frame, goal), *_levels(frame, goal), *_line(frame, goal)]
    label = escape(goal_sentence(name, goal))
    return f'<svg class="plot" viewBox="0 0 440 240" role="img" aria-label="{label}">{"".join(drawn)}</svg>'


def goal_sentence(name: str, goal: GoalLine) -> str:
    """The chart in words: "Worst pain by week: 8, 7, 5. Changes under 1.4 could be error. Goal 3." """
    values = ", ".join(f"{value:g}" for _, value in goal.points)
    parts = [f"{name} by week: {values}{goal.unit}"]
    if goal.error is not None:
        parts.append(f"Changes under {goal.error:g} could be error")
    if goal.important is not None:
        parts.append(f"Changes from {goal.important:g} matter")
    if goal.target is not None:
        parts.append(f"Goal {goal.target:g}")
    if goal.forecast:
        ahead = goal.forecast
        span = f"{ahead.most[0]:.3g} to {ahead.most[1]:.3g}"
        parts.append(f"Forecast for week {ahead.week:.2g}: {ahead.middle:.3g}, range {span}")
    return ". ".join(parts) + "."


def _last_week(goal: GoalLine) -> float:
    last = max(week for week, _ in goal.points)
    return math.ceil(max(last, goal.forecast.week if goal.forecast else 0, 2) / 2) * 2


def _steps(low: float, high: float, about: int) -> Iterator[float]:
    """Round values from `low` to `high`, about so many."""
    rough = (high - low) / about
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    count = math.floor((high - low) / step + 1e-9)
    yield from (low + step * at for at in range(count + 1))


def _grid(frame: _Frame) -> Iterator[str]:
    for value in _steps(frame.low, frame.high, 5):
        y = frame.y(value)
        yield f'<path class="grid" d="M{LEFT} {number(y)}H{RIGHT}"/>'
        yield f'<text class="ax" x="{LEFT - 6}" y="{number(y + 4)}">{value:g}</text>'
    for week in _steps(0, frame.weeks, 6):
        yield f'<text class="wk" x="{number(frame.x(week))}" y="224">{week:g}</text>'
    yield f'<text class="wk" x="{(LEFT + RIGHT) / 2:g}" y="239">weeks</text>'


def _bands(frame: _Frame, goal: GoalLine) -> Iterator[str]:
    """What could be error around the baseline, and the fan of the forecast."""
    start = goal.points[0][1]
    if goal.error is not None:
        top, bottom = frame.y(start + goal.error), frame.y(start - goal.error)
        size = f'width="{RIGHT - LEFT}" height="{number(bottom - top)}"'
        yield f'<rect class="err" x="{LEFT}" y="{number(top)}" {size}/>'
    if goal.forecast:
        yield from _fan(frame, goal, [*goal.between, goal.forecast])


def _fan(frame: _Frame, goal: GoalLine, ahead: Sequence[Forecast]) -> Iterator[str]:
    """From the newest score to where the forecast ends, along each week it was made for."""

    def place(week: float, value: float) -> str:
        return f"{number(frame.x(week))} {number(frame.y(value))}"

    here = f"M{place(*goal.points[-1])}"
    for kind in ("f90", "f50"):
        ends = [(one.week, one.most if kind == "f90" else one.half) for one in ahead]
        there = "".join(f"L{place(week, low)}" for week, (low, _) in ends)
        back = "".join(f"L{place(week, high)}" for week, (_, high) in reversed(ends))
        yield f'<path class="{kind}" d="{here}{there}{back}Z"/>'
    middle = "".join(f"L{place(one.week, one.middle)}" for one in ahead)
    yield f'<path class="mid" fill="none" d="{here}{middle}"/>'


def _levels(frame: _Frame, goal: GoalLine) -> Iterator[str]:
    """The lines that matter, each named at its right end; names keep apart."""
    start, way = goal.points[0][1], -1 if goal.lower_is_better else 1
    named: list[tuple[float, str, str]] = []
    if goal.error is not None:
        named.append((frame.y(start), "e", "error"))
    if goal.important is not None:
        y = frame.y(start + way * goal.important)
        yield f'<path class="mic" d="M{LEFT} {number(y)}H{RIGHT}"/>'
        named.append((y, "", "matters"))
    if goal.target is not None:
        y = frame.y(goal.target)
        yield f'<path class="aim" d="M{LEFT} {number(y)}H{RIGHT}"/>'
        named.append((y, "g", f"goal {goal.target:g}"))
    free = -math.inf
    for y, kind, words in sorted(named):
        free = max(y, free + APART)
        yield f'<text class="lab {kind}" x="{RIGHT + 7}" y="{number(free + 4)}">{words}</text>'


def _line(frame: _Frame, goal: GoalLine) -> Iterator[str]:
    """The measured course: a line, a ring at each score, the first and the last written beside it."""
    places = [(frame.x(week), frame.y(value)) for week, value in goal.points]
    yield f'<path class="line" d="M{"L".join(f"{number(x)} {number(y)}" for x, y in places)}"/>'
    for at, (x, y) in enumerate(places):
        kind, radius = ("pt last", 5.5) if at == len(places) - 1 else ("pt", 4)
        yield f'<circle class="{kind}" cx="{number(x)}" cy="{number(y)}" r="{radius}"/>'
    for at in {0, len(places) - 1}:
        x, y = places[at]
        anchor, aside = ("start", 8) if at == 0 else ("end", -9)
        other = places[min(1, len(places) - 1) if at == 0 else at - 1][1]
        # on the side that the line does not come from, and within the frame
        under = y < TOP + 24 or (y < BOTTOM - 26 and (other < y or (at > 0 and other == y)))
        words = escape(f"{goal.points[at][1]:g}{goal.unit}")
        at_point = f'x="{number(x + aside)}" y="{number(y + (22 if under else -10))}"'
        yield f'<text class="val" text-anchor="{anchor}" {at_point}>{words}</text>'
