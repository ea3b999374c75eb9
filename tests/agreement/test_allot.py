"""Minutes allotted against trying everything: groups of which one work is done, positions, limits, pools."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from palpate.knowledge.words import Position
from palpate.reasoning.care.allot import CHANGE, Allotted, Pool, Work, allot, changes, pooled

PLACES: tuple[Position, ...] = ("prone", "supine", "seated")


def _allowed(
    works: tuple[Work, ...],
    chosen: dict[int, int],
    places: tuple[Position, ...],
    total: int,
    start: Position | None,
    at_most: int | None,
    pools: tuple[Pool, ...],
) -> bool:
    groups = [works[number].group for number in chosen]
    spent = sum(chosen.values())
    return (
        len(groups) == len(set(groups))
        and spent + (CHANGE * changes(places, start) if chosen else 0) <= total
        and (at_most is None or spent <= at_most)
        and all(set(works[number].positions) & set(places) for number in chosen)
        and all(
            sum(minutes for number, minutes in chosen.items() if works[number].group in pool.groups)
            <= pool.minutes
            for pool in pools
        )
    )


def by_trying_everything(
    works: tuple[Work, ...],
    total: int,
    start: Position | None,
    at_most: int | None,
    pools: tuple[Pool, ...],
) -> tuple[float, int]:
    """The best value over all minutes of all works and all sets of positions, and the fewest changes of
    position that it can be had with.
    """
    sets = [places for size in (1, 2, 3) for places in itertools.combinations(PLACES, size)]
    sets.sort(key=lambda places: changes(places, start))
    best = 0.0, 0
    for picks in itertools.product(*(((0, 0.0), *work.gains) for work in works)):
        value = sum(gain for _, gain in picks)
        chosen = {number: spent for number, (spent, _) in enumerate(picks) if spent}
        for places in sets if value > best[0] - 1e-9 and chosen else ():
            if _allowed(works, chosen, places, total, start, at_most, pools):
                turns = changes(places, start)
                if value > best[0] + 1e-9 or turns < best[1]:
                    best = max(value, best[0]), turns
                break
    return best


some_work = some.builds(
    lambda group, positions, least, steps: Work(
        group,
        tuple(sorted(positions)),
        tuple((least + n, gain) for n, gain in enumerate(itertools.accumulate(steps))),
    ),
    some.integers(0, 3),
    some.sets(some.sampled_from(PLACES), min_size=1),
    some.integers(1, 4),
    some.lists(some.floats(0, 3), min_size=1, max_size=3),
)
some_pools = some.lists(
    some.tuples(some.frozensets(some.integers(0, 3), min_size=1), some.integers(0, 7)), max_size=2
).map(pooled)


@settings(max_examples=200)
@given(
    some.lists(some_work, max_size=4).map(tuple),
    some.integers(0, 16),
    some.none() | some.sampled_from(PLACES),
    some.none() | some.integers(0, 12),
    some_pools,
)
def test_nothing_better_is_found_by_trying_everything(
    works: tuple[Work, ...],
    total: int,
    start: Position | None,
    at_most: int | None,
    pools: tuple[Pool, ...],
) -> None:
    found = allot(works, total, start, at_most, pools)
    assert _allowed(works, found.minutes, found.places, total, start, at_most, pools)
    gains = [dict(works[number].gains)[minutes] for number, minutes in found.minutes.items()]
    assert found.value == pytest.approx(sum(gains))
    value, turns = by_trying_everything(works, total, start, at_most, pools)
    assert found.value == pytest.approx(value)
    assert not found.minutes or changes(found.places, start) == turns


def test_no_position_is_taken_that_nothing_is_done_in() -> None:
    works = (Work(0, ("prone",), ((5, 1.0),)), Work(1, ("supine", "prone"), ((5, 1.0),)))
    assert allot(works, 60).places == ("prone",)
    assert allot(works, 60, "supine").places == ("prone",)  # turned once, or not at all for half of it
    assert allot(works, 60, "supine").value == 2.0
    assert allot((), 60) == Allotted()


def test_pools_that_share_a_group_become_one_under_the_lower_minutes() -> None:
    pools = pooled([(frozenset({0, 1}), 9), (frozenset({2}), 4), (frozenset({1, 2}), 6)])
    assert pools == (Pool(frozenset({0, 1, 2}), 4),)
    assert pooled([(frozenset(), 5)]) == ()
