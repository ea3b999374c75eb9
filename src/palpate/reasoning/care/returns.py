"""What so many minutes of work give, and what bounds the minutes of a visit.

Benefit has diminishing returns, worth * (1 - exp(-(minutes - settling) / usual)): each minute wins the same
share of what is still to be won, the simplest form that rises, flattens, and has one figure, the usual
minutes of the technique. The form is clinical judgement: trials give benefit by visits (half-hour visits did
worse than hours in the knee and the neck, a second six weeks added little), none by minutes on a structure.
"""

import math
from collections.abc import Iterable, Sequence

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Technique
from palpate.knowledge.words import Side
from palpate.reasoning.care.allot import Gains, Pool, pooled
from palpate.reasoning.case import Case
from palpate.reasoning.limits.restriction import Restriction
from palpate.reasoning.limits.sites import joints_moved, under

SETTLING = 1.5  # minutes until the hand works on a structure (clinical judgement)
REASSESS, REASSESS_FROM = 5, 30  # minutes kept at the end of visits of at least so many (clinical judgement)

Spot = tuple[str, Side | None]  # a structure and its side


def gain(worth: float, usual: float, minutes: float) -> float:
    """Benefit of so many minutes of work; worth is approached, never passed. Finding the place and settling
    the hand takes its share of them, so that a few things are done well rather than many briefly. `usual`
    are the technique's own minutes and not what a restriction leaves of them: what is narrowed gains nothing
    by it.
    """
    return worth * (1 - math.exp(-max(0.0, minutes - SETTLING) / max(1.0, usual)))


def gains(worth: float, usual: float, span: tuple[int, int]) -> Gains:
    """The benefit of every number of minutes in a span, from the least to the most."""
    return tuple((spent, gain(worth, usual, spent)) for spent in range(max(1, span[0]), span[1] + 1))


def usual_minutes(technique: Technique) -> float:
    """The middle of what the technique takes on a structure."""
    return sum(technique.minutes) / 2


def minutes_for_work(case: Case, left: int | None = None) -> int:
    """Minutes of the visit, or those that are left of it, without the last five of a visit of half an hour
    and more, which are kept to measure again.
    """
    whole = case.visit.minutes if left is None else left
    return whole - (REASSESS if case.visit.minutes >= REASSESS_FROM else 0)


def bounds_of(
    limits: Iterable[Restriction],
    spots: Sequence[Spot],
    knowledge: Knowledge,
    done: Sequence[tuple[Spot, float]] = (),
) -> tuple[int | None, tuple[Pool, ...]]:
    """What restrictions leave of minutes: over the whole body (None: no such limit), and at sites, as pools
    of the indexes of spots. `done` is what was worked on already in this visit, with its minutes.
    """
    at_most: int | None = None
    bounds: list[tuple[frozenset[int], int]] = []
    for one in limits:
        if one.limit.minutes_at_most is None:
            continue
        spent = sum(minutes for spot, minutes in done if one.whole_body or lies_at(spot, one, knowledge))
        room = max(0, int(one.limit.minutes_at_most - spent))
        if one.whole_body:
            at_most = room if at_most is None else min(at_most, room)
        else:
            here = (number for number, spot in enumerate(spots) if lies_at(spot, one, knowledge))
            bounds.append((frozenset(here), room))
    return at_most, pooled(bounds)


def lies_at(spot: Spot, one: Restriction, knowledge: Knowledge) -> bool:
    """Whether a restriction holds where a structure is reached, or at a joint that moves with it."""
    entry = knowledge.structures.get(spot[0])
    return entry is not None and (
        one.touches(under(entry, spot[1], knowledge)) or one.touches(joints_moved(entry, spot[1], knowledge))
    )
