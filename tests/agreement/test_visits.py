"""The visits of a course against trying everything, and on the case files against a bound nothing passes."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from palpate.knowledge import knowledge
from palpate.reasoning.care.agenda import allotted, share_of
from palpate.reasoning.care.allot import CHANGE, Work, allot, changes
from palpate.reasoning.care.plan import PlanItem, limits_of, make_plan
from palpate.reasoning.care.returns import bounds_of, minutes_for_work
from palpate.reasoning.care.tried import REVIEW_AFTER
from palpate.reasoning.care.visits import Course, coming_visits, dose_of, fill, part_of, value_of, won
from palpate.reasoning.casefile import parse_case
from tests.agreement.test_agenda import PLACES, some_item

CASES = sorted((Path(__file__).parents[2] / "cases").glob("*.yaml"))


def visits_of(course: Course) -> list[dict[int, int]]:
    """Everything that fits in one visit."""
    spans = [(0, *range(item.verdict.minutes[0], item.verdict.minutes[1] + 1)) for item in course.items]
    sets = [places for size in (1, 2, 3) for places in itertools.combinations(PLACES, size)]
    found = []
    for minutes in itertools.product(*spans):
        chosen = {number: spent for number, spent in enumerate(minutes) if spent}
        if any(
            all(set(course.items[number].positions) & set(places) for number in chosen)
            and sum(minutes) + CHANGE * changes(places, None) <= course.minutes
            for places in sets
        ):
            found.append(chosen)
    return found


def by_trying_everything(course: Course, today: dict[int, int]) -> float:
    """The best value of all ways to fill the visits after the first."""
    ways = visits_of(course)
    rest = len(course.shares) - 1
    return max(value_of(course, [today, *later]) for later in itertools.product(ways, repeat=rest))


def bound(course: Course, filled: Sequence[dict[int, int]]) -> float:
    """No way to fill the visits after the first gives more. What a dose gives is concave, so it lies under
    its tangent at the doses of `filled`; under tangents the visits are separate, and each is solved exactly.
    """
    doses = dose_of(course, filled)
    total = value_of(course, filled)
    for visit in range(1, len(filled)):
        slopes = [
            item.worth * (1 - won(dose) / REVIEW_AFTER) * share
            for item, dose, share in zip(course.items, doses, course.shares[visit], strict=True)
        ]
        works = [
            Work(number, item.positions, _steps(item, slopes[number]))
            for number, item in enumerate(course.items)
        ]
        now = sum(slopes[n] * part_of(course.items[n], spent) for n, spent in filled[visit].items())
        total += allot(works, course.minutes, None, course.at_most, course.pools).value - now
    return total


def _steps(item: PlanItem, slope: float) -> tuple[tuple[int, float], ...]:
    least, most = item.verdict.minutes
    return tuple((spent, slope * part_of(item, spent)) for spent in range(max(1, least), most + 1))


some_course = some.builds(
    lambda items, minutes, shares: Course(
        tuple(items), tuple(tuple(row[: len(items)]) for row in shares), minutes
    ),
    some.lists(some_item, min_size=1, max_size=3),
    some.integers(2, 8),
    some.lists(some.tuples(*[some.sampled_from((0.4, 0.7, 1.0))] * 3), min_size=2, max_size=3),
)


@settings(max_examples=60)
@given(some_course)
def test_small_courses_come_within_a_twentieth_of_the_best(course: Course) -> None:
    today = max(visits_of(course), key=lambda chosen: value_of(course, [chosen]))
    filled = fill(course, today)
    assert filled[0] == today
    best, found = by_trying_everything(course, today), value_of(course, filled)
    assert found <= best + 1e-9 <= bound(course, filled) + 2e-9
    assert found >= 0.95 * best


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_on_every_case_file_it_is_within_a_hundredth_of_a_bound(path: Path) -> None:
    known = knowledge()
    case = parse_case(path.read_text(encoding="utf8"), known)
    plan = make_plan(case, known)
    if plan.closed:
        assert coming_visits(plan, case, known).visits == ()
        return
    limits = limits_of(case, known)
    shares = tuple(
        tuple(share_of(item, case, known, n, plan.visits, (n - 1) * plan.days_between) for item in plan.items)
        for n in range(1, plan.visits + 1)
    )
    spots = [(item.structure, item.side) for item in plan.items]
    course = Course(plan.items, shares, minutes_for_work(case), *bounds_of(limits, spots, known))
    filled = fill(course, allotted(plan.items, plan, case, known, limits=limits).minutes)
    found = value_of(course, filled)
    assert coming_visits(plan, case, known).benefit == pytest.approx(found, abs=1e-3)
    assert found >= 0.99 * bound(course, filled)
