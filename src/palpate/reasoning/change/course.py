"""The course of a score over time: the family that forecasts assume and simulated clients are drawn from.

A true value starts at a baseline and runs to a plateau, half of what is left of the way in every `half_days`:

    true(day) = plateau + (baseline - plateau) * 2 ** (-day / half_days)

What is measured on a day is that, plus a swing of the day, plus the measure's own error, kept on the scale.
Of the way from the baseline to the best end of the scale a client wins a share, which differs from client to
client and may be negative; so does the time to half-way. `GENERAL` says how much, and a published mean course
puts another centre in its place.
"""

import math
from itertools import pairwise

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.mean import MeanCourse
from palpate.knowledge.model import Statement
from palpate.reasoning.case import Case

# Times to half-way relative to the middle one, all equally likely: from a week to four months around four
# weeks. Wide, since no cohort that was read gives the spread between people (clinical judgement).
AROUND = (0.25, 0.5, 1.0, 2.0, 4.0)
# A mean that stands at its end at the first follow-up has by then taken at least this many halvings: an
# eighth of the way is then within the error of the published means (clinical judgement).
HALVINGS = 3


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """One client's course of one measure, in its unit; `half_days` is more than 0. `noise` is the standard
    deviation of the swing from day to day, beside the error of the measure.
    """

    baseline: float
    plateau: float
    half_days: float
    noise: float = 0.0


def true_value(course: Course, day: float) -> float:
    """The true value so many days (0 or more) after the baseline, without swing or error."""
    return course.plateau + (course.baseline - course.plateau) * (1 - gone(course.half_days, day))


def gone(half_days: float, day: float) -> float:
    """The share of the way to the plateau (0 to 1) that lies behind one on a day."""
    return 1 - 2 ** (-day / half_days)


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """How the courses of clients differ. `share` is the mean of what is won of the way to the best, and
    `share_spread` its standard deviation; each of `half_days` is equally likely. `swing` and `drift` are
    standard deviations as shares of the scale: from day to day, and of a lasting change in the square root
    of a day. `statement` is the published course that the middle comes from; without it, it is judgement.
    """

    share: float = 0.55
    share_spread: float = 0.35
    half_days: tuple[float, ...] = tuple(28 * one for one in AROUND)
    swing: float = 0.04
    drift: float = 0.005
    statement: Statement | None = None
    judgement: str = ""


GENERAL = Family(
    judgement="Where no course was read for the complaint: the middle of the published ones (of the way, "
    "lasting back pain wins 0.55, new back pain 0.88, new neck pain 0.45; half of it in two to four weeks). "
    "The spread is wide enough for a client who wins nothing and one who is rid of it; swing and drift are "
    "clinical judgement too."
)


def family_of(statement: Statement | None) -> Family:
    """The family around a published mean course: its last share, and its time to half-way from the first
    follow-up. The spread between clients stays that of GENERAL, since means do not say it.
    """
    if statement is None or statement.mean is None:
        return GENERAL
    left = min(share_left(statement.mean, day) for day, _ in statement.mean.points)
    day = statement.mean.points[1][0]
    ratio = (share_left(statement.mean, day) - left) / (1 - left)
    halvings = min(-math.log2(ratio), HALVINGS) if ratio > 0 else HALVINGS
    middle = day / halvings
    return msgspec.structs.replace(
        GENERAL,
        share=1 - left,
        half_days=tuple(middle * one for one in AROUND),
        statement=statement,
        judgement="The middle is published; how far clients differ from it is judgement.",
    )


def share_left(mean: MeanCourse, day: float) -> float:
    """The share of the first mean (1 at the start) that is left on a day: a straight line between the
    published days, and the last mean after them.
    """
    first = mean.points[0][1]
    for (early, high), (late, low) in pairwise(mean.points):
        if day <= late:
            return (high + (low - high) * (max(day, early) - early) / (late - early)) / first
    return mean.points[-1][1] / first


def published_course(condition: str, measure: str, case: Case, knowledge: Knowledge) -> Statement | None:
    """The mean course that was read for a condition, a measure of this kind and a complaint that has lasted
    as long; None where there is none, or how long it has lasted is unknown.
    """
    entry, known = knowledge.conditions.get(condition), knowledge.measures.get(measure)
    days = case.complaint.days
    if entry is None or known is None or days is None:
        return None
    for statement in entry.course:
        mean = statement.mean
        fits = mean is not None and mean.lasted[0] <= days <= mean.lasted[1]
        if mean is not None and fits and known.domain and known.domain[0] in mean.domain:
            return statement
    return None
