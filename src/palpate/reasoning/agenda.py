"""The agenda of one visit: which items, for how many minutes, in which position and order.

The most benefit within the minutes, found exactly: for each useful set of positions a knapsack over whole
minutes by dynamic programming. Benefit has diminishing returns, worth * (1 - exp(-(minutes -
settling) / usual)); each change of position costs two minutes. These shapes are clinical judgement. Order
is made afterwards and costs no benefit: light before deep, the sore side and what is tender last.
"""

import math
from itertools import combinations

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.words import Position, Side
from palpate.reasoning.case import Case
from palpate.reasoning.choose import TENDER
from palpate.reasoning.permit import joints_moved
from palpate.reasoning.plan import Plan, PlanItem, limits_of
from palpate.reasoning.restriction import Restriction
from palpate.reasoning.sites import sites_of

CHANGE = 2  # minutes a change of position takes (clinical judgement)
SETTLING = 1.5  # minutes until the hand works on a structure (clinical judgement)
REASSESS, REASSESS_FROM = 5, 30  # minutes kept at the end of visits of at least so many (clinical judgement)
HEAVY, HEAVY_IN_A_ROW = 3, 12  # effort that counts as heavy, and minutes of it at a stretch
MOST_ITEMS = 16  # the worthiest of the plan that are looked at
ORDER: tuple[Position, ...] = ("prone", "side_lying", "supine", "semi_reclined", "seated", "standing")


class AgendaItem(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a visit. Whole minutes, pressure 0 to 10."""

    technique: str
    structure: str
    side: Side | None
    position: Position
    minutes: int
    pressure: int
    why: str


def make_agenda(
    plan: Plan,
    case: Case,
    knowledge: Knowledge,
    minutes: int | None = None,
    start_position: Position | None = None,
) -> tuple[AgendaItem, ...]:
    """The agenda for the minutes of the visit, or for those that are left of it. In visits of half an hour
    and more the last five minutes stay free, to measure again. Empty for a closed plan.
    """
    left = case.visit.minutes if minutes is None else minutes
    kept = REASSESS if case.visit.minutes >= REASSESS_FROM else 0
    limits = [one for one in limits_of(case, knowledge) if one.limit.minutes_at_most is not None]
    items = () if plan.closed else plan.items[:MOST_ITEMS]
    places, chosen = solve(items, left - kept, start_position, _whole_body(limits))
    chosen = _within(chosen, items, limits, knowledge)
    return _arranged(places, chosen, items, case, knowledge)


def gain(item: PlanItem, minutes: int) -> float:
    """Benefit of so many minutes of an item; worth is approached, never passed. Finding the place and
    settling the hand takes its share of them, so that a few things are done well rather than many briefly.
    """
    return item.worth * (1 - math.exp(-max(0.0, minutes - SETTLING) / max(1, item.minutes)))


def solve(
    items: tuple[PlanItem, ...], minutes: int, start: Position | None = None, at_most: int | None = None
) -> tuple[tuple[Position, ...], dict[int, int]]:
    """The best positions in their order, and minutes by index of item. `at_most` bounds the minutes of
    treatment, changes of position not counted.
    """
    best: tuple[float, tuple[Position, ...], dict[int, int]] = (0.0, (), {})
    for places in _position_sets(items, start):
        free = minutes - CHANGE * changes(places, start)
        free = free if at_most is None else min(free, at_most)
        able = [number for number, item in enumerate(items) if set(item.positions) & set(places)]
        value, chosen = knapsack(items, able, free)
        if value > best[0] + 1e-9:
            best = value, places, chosen
    return best[1], best[2]


def changes(places: tuple[Position, ...], start: Position | None) -> int:
    """How often the client has to turn: once less than there are positions, unless lying otherwise now."""
    return len(places) - (1 if start is None or start in places else 0)


def knapsack(items: tuple[PlanItem, ...], able: list[int], minutes: int) -> tuple[float, dict[int, int]]:
    """The best minutes for the able items within the total; each gets none, or as many as its verdict
    allows.
    """
    if minutes <= 0:
        return 0.0, {}
    values = [0.0] * (minutes + 1)
    picks: list[list[int]] = []
    for number in able:
        least, most = items[number].verdict.minutes
        gains = [
            (spent, gain(items[number], spent)) for spent in range(max(1, least), min(most, minutes) + 1)
        ]
        values, pick = _with_item(values, gains)
        picks.append(pick)
    chosen, free = {}, minutes
    for number, pick in zip(reversed(able), reversed(picks), strict=True):
        if pick[free]:
            chosen[number] = pick[free]
            free -= pick[free]
    return values[minutes], chosen


def _with_item(values: list[float], gains: list[tuple[int, float]]) -> tuple[list[float], list[int]]:
    """The best values for every total once one more item may be used, and its minutes in each."""
    better, pick = values[:], [0] * len(values)
    for total in range(len(values)):
        for spent, worth in gains:
            if spent > total:
                break
            value = values[total - spent] + worth
            if value > better[total]:
                better[total], pick[total] = value, spent
    return better, pick


def _position_sets(items: tuple[PlanItem, ...], start: Position | None) -> list[tuple[Position, ...]]:
    """Sets of positions worth trying, fewest changes first: none that lets no more be done than another
    with no more changes.
    """
    used = [one for one in ORDER if any(one in item.positions for item in items)]
    sets = [places for size in range(1, len(used) + 1) for places in combinations(used, size)]
    kept: list[tuple[frozenset[int], tuple[Position, ...]]] = []
    for places in sorted(sets, key=lambda places: changes(places, start)):
        able = frozenset(n for n, item in enumerate(items) if set(item.positions) & set(places))
        if not any(able <= other for other, _ in kept):
            kept.append((able, _starting(places, start)))
    return [places for _, places in kept]


def _starting(places: tuple[Position, ...], start: Position | None) -> tuple[Position, ...]:
    return tuple(sorted(places, key=lambda one: (one != start, ORDER.index(one))))


def _whole_body(limits: list[Restriction]) -> int | None:
    found = [one.limit.minutes_at_most for one in limits if one.whole_body]
    return min((minutes for minutes in found if minutes is not None), default=None)


def _within(
    chosen: dict[int, int], items: tuple[PlanItem, ...], limits: list[Restriction], knowledge: Knowledge
) -> dict[int, int]:
    """Hold the sum of minutes at a site to its limit, by leaving out the least worthy items there."""
    kept = dict(chosen)
    for one in limits:
        here = [number for number in kept if _lies_at(items[number], one, knowledge)]
        for number in sorted(here, key=lambda number: items[number].worth):
            if sum(kept[other] for other in here if other in kept) > (one.limit.minutes_at_most or 0):
                del kept[number]
    return kept


def _lies_at(item: PlanItem, one: Restriction, knowledge: Knowledge) -> bool:
    structure = knowledge.structures[item.structure]
    side = item.side if structure.sided else None
    where = sites_of(structure.regions, side, knowledge) | joints_moved(structure, side, knowledge)
    return one.touches(where)


def _arranged(
    places: tuple[Position, ...],
    chosen: dict[int, int],
    items: tuple[PlanItem, ...],
    case: Case,
    knowledge: Knowledge,
) -> tuple[AgendaItem, ...]:
    """Each item in the first position that it can be done in, and in order within the position."""
    free, found = set(chosen), []
    for place in places:
        here = [number for number in free if place in items[number].positions]
        free -= set(here)
        by_depth = sorted(here, key=lambda number: _depth(items[number], case, knowledge))
        ordered = _spread(by_depth, chosen, items, knowledge)
        found += [_step(items[number], place, chosen[number]) for number in ordered]
    return tuple(found)


def _depth(item: PlanItem, case: Case, knowledge: Knowledge) -> tuple[bool, bool, int, int, str, str]:
    """The order within a position: the complaint's side later, the tender later, light before deep."""
    sides = {place.side for place in case.complaint.regions}
    technique = knowledge.techniques[item.technique]
    return (
        item.side in sides and item.side in ("left", "right"),
        item.impairment in TENDER,
        technique.effort,
        item.pressure,
        item.structure,
        item.technique,
    )


def _spread(
    ordered: list[int], chosen: dict[int, int], items: tuple[PlanItem, ...], knowledge: Knowledge
) -> list[int]:
    """Break up long heavy work by bringing a lighter item forward, where there is one."""
    waiting, found, heavy = list(ordered), [], 0
    while waiting:
        tired = heavy and heavy + chosen[waiting[0]] > HEAVY_IN_A_ROW
        lighter = [n for n in waiting if knowledge.techniques[items[n].technique].effort < HEAVY]
        number = lighter[0] if tired and lighter else waiting[0]
        waiting.remove(number)
        found.append(number)
        is_heavy = knowledge.techniques[items[number].technique].effort >= HEAVY
        heavy = heavy + chosen[number] if is_heavy else 0
    return found


def _step(item: PlanItem, place: Position, minutes: int) -> AgendaItem:
    return AgendaItem(
        technique=item.technique,
        structure=item.structure,
        side=item.side,
        position=place,
        minutes=minutes,
        pressure=item.pressure,
        why=item.why,
    )
