"""The best set of exercises against trying all sets."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as some

from palpate.knowledge import knowledge
from palpate.reasoning.care.home import AGAIN, MOST, _alike, _Rated, best_set
from palpate.reasoning.tissue.structures import Suspect

KNOWN = knowledge()
NAMES = sorted(KNOWN.exercises)
AIMS = tuple(
    Suspect(structure=one, side=None, impairment="shortened", weight=1.0)
    for one in sorted({target for each in KNOWN.exercises.values() for target in each.targets})
)


def worth(chosen: tuple[_Rated, ...]) -> float:
    """Each in full, but a second for the same half: as the one of more value comes first."""
    ordered = sorted(chosen, key=lambda one: (-one.value, one.exercise.id))
    return sum(
        one.value * AGAIN ** sum(_alike(one.exercise, before.exercise, AIMS) for before in ordered[:number])
        for number, one in enumerate(ordered)
    )


@settings(max_examples=100)
@given(
    some.lists(some.tuples(some.sampled_from(NAMES), some.floats(0.01, 2), some.integers(1, 9)), max_size=9),
    some.integers(0, 15),
)
def test_no_set_is_worth_more(drawn: list[tuple[str, float, int]], minutes: int) -> None:
    rated = [_Rated(KNOWN.exercises[name], value, spent) for name, value, spent in drawn]
    found = best_set(rated, AIMS, minutes)
    sets = [
        chosen
        for size in range(MOST + 1)
        for chosen in itertools.combinations(rated, size)
        if sum(one.minutes for one in chosen) <= minutes
    ]
    assert found in {tuple(sorted(one, key=lambda each: (-each.value, each.exercise.id))) for one in sets}
    assert worth(found) >= max(map(worth, sets)) - 1e-6
