"""The agenda's optimiser against trying everything, on small plans."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from palpate.knowledge.words import Position
from palpate.reasoning.care.agenda import CHANGE, changes, gain, solve
from palpate.reasoning.care.plan import PlanItem
from palpate.reasoning.limits.permit import Verdict

PLACES: tuple[Position, ...] = ("prone", "supine", "seated")


def _item(worth: float, least: int, most: int, positions: tuple[Position, ...]) -> PlanItem:
    verdict = Verdict(
        answer="yes",
        technique="t",
        structure="s",
        side=None,
        pressure=(1, 5),
        minutes=(least, most),
        positions=positions,
        contact=(),
        movement=(),
        temperature=(),
        product=(),
        speed=(),
    )
    return PlanItem(
        technique="t",
        structure="s",
        side=None,
        impairment="hypertonic",
        minutes=(least + most) // 2,
        pressure=3,
        positions=positions,
        worth=worth,
        why="",
        because=(),
        verdict=verdict,
    )


def _value(items: tuple[PlanItem, ...], chosen: dict[int, int]) -> float:
    return sum(gain(items[number], minutes) for number, minutes in chosen.items())


def _fits(
    items: tuple[PlanItem, ...],
    chosen: dict[int, int],
    places: tuple[Position, ...],
    total: int,
    start: Position | None,
) -> bool:
    spent = sum(chosen.values()) + CHANGE * changes(places, start) if chosen else 0
    return spent <= total and all(set(items[number].positions) & set(places) for number in chosen)


def _by_trying_everything(items: tuple[PlanItem, ...], total: int, start: Position | None) -> float:
    """The best value over every number of minutes of every item, and every set of positions."""
    spans = [(0, *range(item.verdict.minutes[0], item.verdict.minutes[1] + 1)) for item in items]
    sets = [places for size in (1, 2, 3) for places in itertools.combinations(PLACES, size)]
    best = 0.0
    for minutes in itertools.product(*spans):
        chosen = {number: spent for number, spent in enumerate(minutes) if spent}
        if any(_fits(items, chosen, places, total, start) for places in sets):
            best = max(best, _value(items, chosen))
    return best


some_item = some.builds(
    lambda worth, least, more, positions: _item(worth, least, least + more, tuple(sorted(positions))),
    some.floats(0.1, 5),
    some.integers(1, 4),
    some.integers(0, 3),
    some.sets(some.sampled_from(PLACES), min_size=1),
)


@settings(max_examples=150)
@given(
    some.lists(some_item, max_size=4).map(tuple),
    some.integers(0, 16),
    some.none() | some.sampled_from(PLACES),
)
def test_nothing_better_is_found_by_trying_everything(
    items: tuple[PlanItem, ...], total: int, start: Position | None
) -> None:
    found = solve(items, total, start)
    places, chosen = found.places, found.minutes
    assert _fits(items, chosen, places, total, start)
    assert all(
        items[n].verdict.minutes[0] <= spent <= items[n].verdict.minutes[1] for n, spent in chosen.items()
    )
    assert found.value == pytest.approx(_value(items, chosen))
    assert _value(items, chosen) == pytest.approx(_by_trying_everything(items, total, start))
