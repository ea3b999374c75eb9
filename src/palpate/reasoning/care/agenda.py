"""The agenda of one visit: which items, for how many minutes, in which position and order.

The most benefit within the minutes, found exactly (allot.py), with diminishing returns (returns.py), each
kind of work counted as the stage of healing and the number of the visit have it (stages.py). Order is made
afterwards and costs no benefit: what will be tested again first, light before deep, the sore side and what
is tender last. It can be asked again at any moment, with the minutes left, what was done, and how the client
lies.
"""

from collections.abc import Sequence

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.words import Position, Side
from palpate.reasoning.care import returns
from palpate.reasoning.care.allot import CHANGE, Allotted, Pool, Work, allot, changes
from palpate.reasoning.care.plan import Plan, PlanItem, limits_of
from palpate.reasoning.care.returns import REASSESS, REASSESS_FROM, bounds_of, gains, minutes_for_work
from palpate.reasoning.care.stages import TENDER, counts, emphasis_of
from palpate.reasoning.care.tried import VISITS
from palpate.reasoning.case import Case, Treated
from palpate.reasoning.limits.restriction import Restriction

__all__ = ["CHANGE", "REASSESS", "REASSESS_FROM", "AgendaItem", "changes", "gain", "make_agenda", "solve"]

HEAVY, HEAVY_IN_A_ROW = 3, 12  # effort that counts as heavy, and minutes of it at a stretch
MOST_ITEMS = 24  # the worthiest of the plan that are looked at
RETESTED = ("motion", "strength", "maneuver")  # kinds of finding that are tried again after the work


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
    *,
    done: Sequence[Treated] = (),
    limits: Sequence[Restriction] | None = None,
) -> tuple[AgendaItem, ...]:
    """The agenda for the minutes of the visit, or for those that are left of it. In visits of half an hour
    and more the last five minutes stay free, to measure again. Empty for a closed plan. `done` is what was
    done in this visit: it is not done again, and counts against limits of minutes. `limits` may be handed
    over to save their time.
    """
    if plan.closed:
        return ()
    over = {(one.technique, one.structure, one.side) for one in done}
    left = [one for one in plan.items if (one.technique, one.structure, one.side) not in over]
    items = tuple(left[:MOST_ITEMS])
    found = allotted(items, plan, case, knowledge, minutes, start_position, done=done, limits=limits)
    return _arranged(found.places, found.minutes, items, case, knowledge)


def allotted(
    items: tuple[PlanItem, ...],
    plan: Plan,
    case: Case,
    knowledge: Knowledge,
    minutes: int | None = None,
    start: Position | None = None,
    *,
    done: Sequence[Treated] = (),
    limits: Sequence[Restriction] | None = None,
) -> Allotted:
    """The minutes of the items in this visit, by their index, and the benefit, which has no unit."""
    limits = limits_of(case, knowledge) if limits is None else limits
    spots = [(item.structure, item.side) for item in items]
    before = [((one.structure, one.side), one.minutes) for one in done]
    at_most, pools = bounds_of(limits, spots, knowledge, before)
    shares = [share_of(item, case, knowledge, case.visit.number, plan.visits) for item in items]
    return solve(items, minutes_for_work(case, minutes), start, at_most, pools, shares)


def share_of(
    item: PlanItem, case: Case, knowledge: Knowledge, visit: int, visits: int, later: int = 0
) -> float:
    """How much an item counts in a visit of the course, `later` days from now; 0 to 1."""
    days = None if case.complaint.days is None else case.complaint.days + later
    kind = emphasis_of(item.technique, item.impairment, knowledge)
    return counts(kind, days, visit, visits or VISITS)


def gain(item: PlanItem, minutes: float) -> float:
    """Benefit of so many minutes of an item (returns.py)."""
    return returns.gain(item.worth, item.usual or item.minutes, minutes)


def solve(
    items: tuple[PlanItem, ...],
    minutes: int,
    start: Position | None = None,
    at_most: int | None = None,
    pools: Sequence[Pool] = (),
    shares: Sequence[float] | None = None,
) -> Allotted:
    """The best positions in their order, and minutes by index of item. `at_most` bounds the minutes of
    treatment, changes of position not counted; `shares` say how much each item counts.
    """
    works = [
        Work(
            number,
            item.positions,
            gains(
                item.worth * (shares[number] if shares else 1.0),
                item.usual or item.minutes,
                item.verdict.minutes,
            ),
        )
        for number, item in enumerate(items)
    ]
    return allot(works, minutes, start, at_most, pools)


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


def _depth(item: PlanItem, case: Case, knowledge: Knowledge) -> tuple[bool, bool, bool, int, int, str, str]:
    """The order within a position: what is tender last; what rests on a sign that is tested again first, so
    that a gain is not hidden by what comes after; the complaint's side later; light before deep.
    """
    sides = {place.side for place in case.complaint.regions}
    technique = knowledge.techniques[item.technique]
    entries = [knowledge.findings[name] for name in item.because if name in knowledge.findings]
    return (
        item.impairment in TENDER,
        not any(entry.kind in RETESTED for entry in entries),
        item.side in sides and item.side in ("left", "right"),
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
