"""Minutes allotted to pieces of work, exactly: the most gain within the minutes of a visit, each change of
position paid for.

Of each group of works one at most is done. For a set of positions this is a knapsack over whole minutes,
solved by dynamic programming: the best gain for every total, one group after the other. Sets of positions
are tried in the order of what they could give at most (the same knapsack with broken minutes), and left as
soon as that is less than what is found already, which loses nothing. Of equals the one with fewest changes
is taken. Pools bound the minutes of several
groups together: minutes at a site that a restriction has limited.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

import msgspec

from palpate.knowledge.words import Position

CHANGE = 2  # minutes a change of position takes (clinical judgement)
ORDER: tuple[Position, ...] = ("prone", "side_lying", "supine", "semi_reclined", "seated", "standing")
HAIR = 1e-9  # differences below are rounding

Gains = tuple[tuple[int, float], ...]  # minutes, from the least allowed on, and what they give


class Work(msgspec.Struct, frozen=True):
    """Something that may be done in one of its positions. Of one group one work at most is done."""

    group: int
    positions: tuple[Position, ...]
    gains: Gains


class Pool(msgspec.Struct, frozen=True):
    """Groups that share at most so many minutes. No group stands in two pools."""

    groups: frozenset[int]
    minutes: int


class Allotted(msgspec.Struct, frozen=True):
    """What is gained, in which positions (in their order), and minutes by index of work."""

    value: float = 0.0
    places: tuple[Position, ...] = ()
    minutes: dict[int, int] = {}


def allot(
    works: Sequence[Work],
    minutes: int,
    start: Position | None = None,
    at_most: int | None = None,
    pools: Sequence[Pool] = (),
) -> Allotted:
    """The best allotment. `at_most` bounds the minutes of work, changes of position not counted; `start` is
    how the client lies now, None: not yet.
    """
    best = Allotted()
    tries = []
    for places in position_sets([work.positions for work in works], start):
        free = minutes - CHANGE * changes(places, start)
        free = free if at_most is None else min(free, at_most)
        if free > 0:
            groups = _groups(works, places, free)
            tries.append((_bound(groups.values(), free), places, free, groups))
    tries.sort(key=lambda one: -one[0])  # stable: of equals fewest changes first
    for bound, places, free, groups in tries:
        if bound < best.value - HAIR:
            break
        turns = changes(places, start)
        if bound <= best.value + HAIR and turns >= changes(best.places, start):
            continue
        value, chosen = _knapsack(groups, free, pools)
        fewer = value > best.value - HAIR and turns < changes(best.places, start)
        if value > best.value + HAIR or (value > 0 and fewer):
            best = Allotted(value, places, chosen)
    return best


def changes(places: Sequence[Position], start: Position | None) -> int:
    """How often the client has to turn: once less than there are positions, unless lying otherwise now."""
    return len(places) - (1 if start is None or start in places else 0)


def position_sets(
    positions: Sequence[tuple[Position, ...]], start: Position | None
) -> list[tuple[Position, ...]]:
    """Sets of positions worth trying, fewest changes first: none that lets no more be done than another
    with no more changes. Each is in the order in which the client would lie.
    """
    used = [one for one in ORDER if any(one in able for able in positions)]
    sets = [places for size in range(1, len(used) + 1) for places in combinations(used, size)]
    masks = {one: sum(1 << number for number, able in enumerate(positions) if one in able) for one in used}
    kept: list[tuple[int, tuple[Position, ...]]] = []
    for places in sorted(sets, key=lambda places: changes(places, start)):
        mask = 0
        for one in places:
            mask |= masks[one]
        if not any(mask & ~other == 0 for other, _ in kept):
            kept.append((mask, tuple(sorted(places, key=lambda one: (one != start, ORDER.index(one))))))
    return [places for _, places in kept]


def pooled(bounds: Iterable[tuple[frozenset[int], int]]) -> tuple[Pool, ...]:
    """Pools of the bounds; those that share a group become one, under the lower of their minutes, which
    allows less than the two together and never more.
    """
    found: list[Pool] = []
    for groups, minutes in bounds:
        for other in [one for one in found if one.groups & groups]:
            groups, minutes = groups | other.groups, min(minutes, other.minutes)
            found.remove(other)
        if groups:
            found.append(Pool(groups, minutes))
    return tuple(found)


# By minutes, the gain and the index of the work that gives it.
_Best = dict[int, tuple[float, int]]


def _groups(works: Sequence[Work], places: Sequence[Position], free: int) -> dict[int, _Best]:
    """For each group, the best work for every number of minutes, among those that can be done in places."""
    found: dict[int, _Best] = {}
    for number, work in enumerate(works):
        if not any(one in places for one in work.positions):
            continue
        best = found.setdefault(work.group, {})
        for spent, gain in work.gains:
            if spent > free:
                break
            if spent not in best or gain > best[spent][0]:
                best[spent] = gain, number
    return found


def _bound(groups: Iterable[_Best], free: int) -> float:
    """No allotment of these groups gives more: minutes may be broken, and stretches of a group be done in
    part, steepest first, over the hull of what the group gives.
    """
    steps = [step for best in groups for step in _hull(best)]
    steps.sort(reverse=True)
    total, left = 0.0, float(free)
    for slope, wide in steps:
        if left <= wide:
            return total + slope * left
        total, left = total + slope * wide, left - wide
    return total


def _hull(best: _Best) -> list[tuple[float, float]]:
    """The concave hull of the gains, from nothing on, as slopes with their widths, steepest first."""
    points: list[tuple[float, float]] = [(0.0, 0.0)]
    for spent in sorted(best):
        here = float(spent), best[spent][0]
        if here[1] <= points[-1][1]:
            continue
        while len(points) > 1 and _slope(points[-2], points[-1]) <= _slope(points[-1], here):
            points.pop()
        points.append(here)
    return [(_slope(one, other), other[0] - one[0]) for one, other in pairwise(points)]


def _slope(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (other[1] - one[1]) / (other[0] - one[0])


def _knapsack(groups: dict[int, _Best], free: int, pools: Sequence[Pool]) -> tuple[float, dict[int, int]]:
    """The best gain within the minutes, and the minutes by index of work."""
    inside = {group: pool for pool in pools for group in pool.groups}
    values, layers = [0.0] * (free + 1), []
    for group, best in groups.items():
        if group not in inside:
            layers.append(
                ([(spent, gain, {number: spent}) for spent, (gain, number) in best.items()], values)
            )
            values = _with(values, layers[-1][0])
    for pool in pools:
        here = {group: best for group, best in groups.items() if group in pool.groups}
        layers.append((_of_pool(here, min(free, pool.minutes)), values))
        values = _with(values, layers[-1][0])
    chosen, left, value = dict[int, int](), free, values[free]
    for steps, before in reversed(layers):
        if before[left] == value:
            continue
        spent, _, done = next(
            step for step in steps if step[0] <= left and before[left - step[0]] + step[1] == value
        )
        chosen |= done
        left -= spent
        value = before[left]
    return values[free], chosen


_Steps = list[tuple[int, float, dict[int, int]]]  # minutes, gain, and minutes by index of work


def _with(values: list[float], steps: _Steps) -> list[float]:
    """The best values for every total once one of the steps may be taken too."""
    better = values[:]
    for spent, gain, _ in steps:
        if gain > 0 and spent < len(values):
            better[spent:] = map(
                max, better[spent:], [value + gain for value in values[: len(values) - spent]]
            )
    return better


def _of_pool(groups: dict[int, _Best], most: int) -> _Steps:
    """The best of a pool for every number of its minutes."""
    if most <= 0:
        return []
    return [
        (spent, value, chosen)
        for spent in range(1, most + 1)
        for value, chosen in [_knapsack(groups, spent, ())]
        if value > 0
    ]
