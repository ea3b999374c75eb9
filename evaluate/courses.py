"""Forecast coverage: how often a score that comes later lies within the interval that should hold it nine
times in ten.
"""

import datetime
from random import Random

import msgspec

from palpate.knowledge import knowledge
from palpate.reasoning.change.course import GENERAL, Family
from palpate.reasoning.change.forecast import forecast
from palpate.reasoning.simulate import measures_with_course, simulate_scores

START = datetime.date(2026, 1, 5)
DAYS = (0, 7, 14, 21, 28, 42, 56)  # of the visits at which a measure is filled in
AHEAD = (1, 2, 3)  # how many visits ahead is forecast


class Covered(msgspec.Struct, frozen=True):
    """One forecast: how many scores it rested on, how far ahead, whether the score came within, and how wide
    the interval was as a share of the scale.
    """

    scores: int
    days: int
    within: bool
    width: float


def coverage(clients: int, seed: str, family: Family = GENERAL) -> list[Covered]:
    """One forecast for each of so many simulated courses of the family; forecasts always assume GENERAL."""
    return [_one(Random(f"{seed} {number}"), family) for number in range(clients)]


def _one(random: Random, family: Family) -> Covered:
    known = knowledge()
    measure = random.choice(measures_with_course(known))
    scores = simulate_scores(
        random, known, measure, [START + datetime.timedelta(day) for day in DAYS], family
    )
    seen = random.randint(1, len(scores) - max(AHEAD))
    later = scores[seen - 1 + random.choice(AHEAD)]
    found = forecast(scores[:seen], measure, later.on, known)
    assert found is not None
    entry = known.measures[measure]
    return Covered(
        scores=seen,
        days=(later.on - scores[seen - 1].on).days,
        within=found.low <= later.value <= found.high,
        width=(found.high - found.low) / (entry.high - entry.low),
    )
