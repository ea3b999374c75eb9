"""What a measure will show on a day: a forecast with the interval that holds nine times in ten.

The true value is a Gaussian process over the days: the courses of `course.py`, of unknown share won and
unknown time to half-way, taken by their mean and covariance, plus a slow drift. A score is the true value
plus the swing of the day and the measure's standard error. The posterior is closed form (Rasmussen and
Williams, Gaussian Processes for Machine Learning, 2006, equations 2.25 and 2.26), so the order of scores
does not matter, no score ever widens the interval of a day, and a later day never has a narrower one.

With g(t) the mean of the shares of the way gone on day t, G(s, t) the mean of their products, way D from the
baseline to the best, share won of mean m and standard deviation v, scale of size S:

    mean(t)   = baseline + m D g(t)
    cov(s, t) = S^2 + (m^2 + v^2) D^2 G(s, t) - m^2 D^2 g(s) g(t) + drift^2 S^2 min(s, t)
    noise     = SEM^2 + swing^2 S^2          for each score

Values below the lowest or above the highest possible score are measured as that end, so the interval is cut
there and still holds nine times in ten; at an end it may be shorter after a worse score than before it.
"""

import datetime
import math
from collections.abc import Iterable, Sequence
from operator import mul
from statistics import NormalDist
from typing import NamedTuple

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Figure, Statement
from palpate.knowledge.words import Side
from palpate.reasoning.case import Case, Score
from palpate.reasoning.change.course import GENERAL, Family, gone
from palpate.reasoning.change.figures import better_is_up, error_figure
from palpate.reasoning.norms import Z90, normal_value, standard_error

# The first score says where a client stands; before it a standard deviation of the whole scale says nothing.
UNKNOWN_LEVEL = 1.0
# At the best end of a scale there is still this share of it to lose or to win, so that the spread does not
# vanish with the way (clinical judgement).
LEAST_WAY = 0.1
# Of kilograms, seconds and the like nobody reaches the end of the scale: the way is taken as three times the
# detectable change, and the scale as twice the way (clinical judgement).
CHANGES, WAYS = 3, 2
WHOLE_SCALE = ("points", "mm", "%")
METHOD = "Gaussian process over recovery to a plateau; 90 % interval of the next score"


class Scale(msgspec.Struct, frozen=True):
    """A measure's ends, the way from a baseline to the best (signed), the size that noise is a share of, and
    the standard error of one score; all in its unit.
    """

    low: float
    high: float
    way: float
    size: float
    error: float


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """What is expected of a score on a day: the middle, and the ends between which it will lie nine times in
    ten, within the measure's scale. `spread` is its standard deviation before the ends of the scale cut it,
    `true_spread` that of the true value. `error` is the figure behind the measurement error; the middle of
    the course rests on `statement`, or else on `judgement`, as does the spread between clients.
    """

    on: datetime.date
    value: float
    low: float
    high: float
    spread: float
    true_spread: float
    error: Figure
    statement: Statement | None = None
    judgement: str = ""
    method: str = METHOD


def forecast(
    scores: Iterable[Score],
    measure: str,
    on: datetime.date,
    knowledge: Knowledge,
    *,
    case: Case | None = None,
    side: Side | None = None,
    baseline: float | None = None,
    family: Family = GENERAL,
) -> Forecast | None:
    """The forecast of a measure for a day, from the scores of that measure and side. `baseline` is where the
    way to the best begins, and by default the first score. None without a score, where no measurement error
    is published, or for a day before the first score. Raises KeyError for an unknown measure.
    """
    better_is_up(measure, knowledge)  # raises for what is no measure
    own = sorted((one.on, one.value) for one in scores if one.measure == measure and one.side == side)
    begun = own[0][1] if own and baseline is None else baseline
    if not own or begun is None or on < own[0][0]:
        return None
    scale = scale_of(measure, begun, knowledge, case)
    error = error_figure(measure, case, knowledge)
    if scale is None or error is None:
        return None
    points = [(float((day - own[0][0]).days), value) for day, value in own]
    outlook = Outlook(points, begun, scale, family)
    return read(outlook, on, float((on - own[0][0]).days), scale, error, family)


def read(
    outlook: "Outlook", on: datetime.date, day: float, scale: Scale, error: Figure, family: Family
) -> Forecast:
    """The forecast of an outlook for a date, which lies `day` days after its baseline."""
    there = outlook.score(day)
    return Forecast(
        on=on,
        value=within(there.mean, scale),
        low=within(there.mean - Z90 * there.stdev, scale),
        high=within(there.mean + Z90 * there.stdev, scale),
        spread=there.stdev,
        true_spread=outlook.true(day).stdev,
        error=error,
        statement=family.statement,
        judgement=family.judgement,
    )


def scale_of(measure: str, baseline: float, knowledge: Knowledge, case: Case | None = None) -> Scale | None:
    """The scale of a measure or a motion for a client who begins at `baseline`; None where no measurement
    error or no end of the scale is known. Of a motion the best is the client's norm.
    """
    error = error_figure(measure, case, knowledge)
    ends = _ends(measure, knowledge)
    if error is None or ends is None:
        return None
    low, high, whole = ends
    up, noise = better_is_up(measure, knowledge), standard_error(error)
    finding = knowledge.findings.get(measure)
    best = normal_value(finding, case.client) if finding and case else None
    if best is None and whole:
        best = high if up else low
    if best is None:
        way = CHANGES * error.value
        return Scale(low, high, way if up else -way, WAYS * way, noise)
    size = high - low if whole else abs(best - low)
    way = max((best - baseline) if up else (baseline - best), LEAST_WAY * size)
    return Scale(low, high, way if up else -way, size, noise)


def _ends(measure: str, knowledge: Knowledge) -> tuple[float, float, bool] | None:
    """The lowest and highest possible value, and whether both can be reached by a person."""
    entry = knowledge.measures.get(measure)
    if entry is not None:
        return entry.low, entry.high, entry.unit in WHOLE_SCALE and "swelling" not in entry.domain
    finding = knowledge.findings.get(measure)
    if finding is None or finding.low is None or finding.high is None:
        return None
    return finding.low, finding.high, False


def within(value: float, scale: Scale) -> float:
    """The value, kept between the ends of the scale."""
    return min(max(value, scale.low), scale.high)


class Outlook:
    """The posterior over a course from (day, value) pairs; days count from the baseline and are 0 or more."""

    def __init__(
        self, points: Sequence[tuple[float, float]], baseline: float, scale: Scale, family: Family = GENERAL
    ) -> None:
        self._baseline, self._scale, self._family = baseline, scale, family
        self.noise = scale.error**2 + (family.swing * scale.size) ** 2
        ordered = sorted(points)
        self._days = [self._gone(day) for day, _ in ordered]
        matrix = [[self._covariance(one, other) for other in self._days] for one in self._days]
        for at, row in enumerate(matrix):
            row[at] += self.noise
        self._rows = _cholesky(matrix)
        means = [self._mean(day) for day in self._days]
        self._residue = _forward(
            self._rows, [value - mean for (_, value), mean in zip(ordered, means, strict=True)]
        )

    def true(self, day: float) -> NormalDist:
        """The true value on a day."""
        there = self._gone(day)
        reach = _forward(self._rows, [self._covariance(there, other) for other in self._days])
        spread = math.sqrt(max(self._covariance(there, there) - _dot(reach, reach), 0.0))
        return NormalDist(self._mean(there) + _dot(reach, self._residue), spread)

    def score(self, day: float) -> NormalDist:
        """What would be measured on a day, were the scale without ends."""
        there = self.true(day)
        return NormalDist(there.mean, math.sqrt(there.variance + self.noise))

    def _gone(self, day: float) -> "_Day":
        shares = [gone(half, day) for half in self._family.half_days]
        return _Day(day, shares, sum(shares) / len(shares))

    def _mean(self, there: "_Day") -> float:
        return self._baseline + self._family.share * self._scale.way * there.mean

    def _covariance(self, one: "_Day", other: "_Day") -> float:
        family, size = self._family, self._scale.size
        together = (family.share**2 + family.share_spread**2) * _dot(one.shares, other.shares)
        apart = family.share**2 * one.mean * other.mean
        drift = (family.drift * size) ** 2 * min(one.day, other.day)
        won = self._scale.way**2 * (together / len(one.shares) - apart)
        return (UNKNOWN_LEVEL * size) ** 2 + won + drift


class _Day(NamedTuple):
    """The shares of the way that lie behind one on a day, for each time to half-way, and their mean."""

    day: float
    shares: list[float]
    mean: float


def _cholesky(matrix: list[list[float]]) -> list[list[float]]:
    """The lower triangle whose product with its own transpose is the matrix."""
    rows: list[list[float]] = []
    for here, line in enumerate(matrix):
        row: list[float] = []
        for there in range(here):
            row.append((line[there] - _dot(row, rows[there][:there])) / rows[there][there])
        row.append(math.sqrt(line[here] - _dot(row, row)))
        rows.append(row)
    return rows


def _forward(rows: list[list[float]], values: Sequence[float]) -> list[float]:
    """The solution of a lower triangle: rows times solution is values."""
    found: list[float] = []
    for row, value in zip(rows, values, strict=True):
        found.append((value - _dot(row, found)) / row[len(found)])
    return found


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    """The sum of products, over as many as the shorter has."""
    total: float = sum(map(mul, one, other))
    return total
