"""The visits of an episode: what is done in which, so that the course as a whole gives most.

Work on a structure again gives less each time, worth * D * (1 - exp(-dose / D)), where a visit's dose is what
it gives of the work (returns.py) times how much that kind of work counts then (stages.py), and D is the
number of visits after which the measures are looked at. So the visits share out what there is to do. This
visit stands as its agenda has it. The others are filled one after the other, each exactly (allot.py), and
then again, each against all the rest, until none can be bettered. The gain of a visit never grows by what
another holds, which proves at least half of the best possible for the others; small courses and all case
files are held within a few hundredths of it (tests/agreement/test_visits.py).
The forms and D are clinical judgement.
"""

import math
from collections.abc import Sequence

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.words import Side
from palpate.reasoning.care.agenda import MOST_ITEMS, allotted, share_of
from palpate.reasoning.care.allot import Allotted, Pool, Work, allot
from palpate.reasoning.care.plan import Plan, PlanItem, limits_of
from palpate.reasoning.care.returns import bounds_of, gain, minutes_for_work
from palpate.reasoning.care.stages import Emphasis, Stage, leading, stage_of
from palpate.reasoning.care.tried import REVIEW_AFTER
from palpate.reasoning.case import Case
from palpate.reasoning.limits.restriction import Restriction

SWEEPS = 4  # more were never needed


class PlannedWork(msgspec.Struct, frozen=True, kw_only=True):
    """A plan's item in one visit, in whole minutes."""

    technique: str
    structure: str
    side: Side | None
    minutes: int


class PlannedVisit(msgspec.Struct, frozen=True, kw_only=True):
    """A visit to come. `day` counts from this visit; `share` is how much of what the whole course gives is
    reached by its end, 0 to 1; `review`: the measures are looked at before it goes on.
    """

    number: int
    day: int
    stage: Stage
    emphasis: Emphasis
    work: tuple[PlannedWork, ...]
    share: float
    review: bool


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """The visits of the course from this one on, and their benefit, which has no unit."""

    visits: tuple[PlannedVisit, ...] = ()
    benefit: float = 0.0


class Course(msgspec.Struct, frozen=True):
    """What a course is made of: the items, how much each counts in each visit, and what bounds a visit."""

    items: tuple[PlanItem, ...]
    shares: tuple[tuple[float, ...], ...]  # by visit, then by item
    minutes: int
    at_most: int | None = None
    pools: tuple[Pool, ...] = ()


def coming_visits(
    plan: Plan, case: Case, knowledge: Knowledge, *, limits: Sequence[Restriction] | None = None
) -> Coming:
    """The visits that are planned from this one on; none for a closed plan. Later visits are
    taken to be as long as this one, under the same restrictions.
    """
    if plan.closed or not plan.items:
        return Coming()
    limits = limits_of(case, knowledge) if limits is None else limits
    first, last = case.visit.number, max(plan.visits, case.visit.number)
    items = plan.items[:MOST_ITEMS]
    numbers = range(first, last + 1)
    days = [(number - first) * plan.days_between for number in numbers]
    shares = tuple(
        tuple(share_of(item, case, knowledge, number, plan.visits, later) for item in items)
        for number, later in zip(numbers, days, strict=True)
    )
    bounds = bounds_of(limits, [(item.structure, item.side) for item in items], knowledge)
    course = Course(items, shares, minutes_for_work(case), *bounds)
    filled = fill(course, allotted(items, plan, case, knowledge, limits=limits).minutes)
    whole = value_of(course, filled)
    visits = [
        _visit(number, later, filled, course, case, plan, whole)
        for number, later in zip(numbers, days, strict=True)
    ]
    return Coming(visits=tuple(visits), benefit=round(whole, 4))


def fill(course: Course, today: dict[int, int]) -> list[dict[int, int]]:
    """Minutes by index of item for each visit; the first one's are given."""
    filled: list[dict[int, int]] = [today, *({} for _ in course.shares[1:])]
    doses = dose_of(course, filled)
    for _ in range(SWEEPS):
        bettered = False
        for visit in range(1, len(filled)):
            here = _doses(course, visit, filled[visit])
            rest = [dose - own for dose, own in zip(doses, here, strict=True)]
            before = sum(_gain(course, n, rest[n], dose) for n, dose in enumerate(here))
            found = best_visit(course, visit, rest)
            if found.value > before + 1e-9:
                filled[visit], bettered = found.minutes, True
                here = _doses(course, visit, found.minutes)
            doses = [dose + own for dose, own in zip(rest, here, strict=True)]
        if not bettered:
            break
    return filled


def best_visit(course: Course, visit: int, rest: Sequence[float]) -> Allotted:
    """The best of one visit, exactly, where the rest of the course holds such doses."""
    works = []
    for number, item in enumerate(course.items):
        least, most = item.verdict.minutes
        steps = tuple(
            (spent, _gain(course, number, rest[number], course.shares[visit][number] * part_of(item, spent)))
            for spent in range(max(1, least), most + 1)
        )
        works.append(Work(number, item.positions, steps))
    return allot(works, course.minutes, None, course.at_most, course.pools)


def value_of(course: Course, filled: Sequence[dict[int, int]]) -> float:
    """What the filled visits give together."""
    return sum(
        item.worth * won(dose) for item, dose in zip(course.items, dose_of(course, filled), strict=True)
    )


def won(dose: float) -> float:
    """What a dose of several visits gives: as much as the dose at first, REVIEW_AFTER at most."""
    return REVIEW_AFTER * (1 - math.exp(-dose / REVIEW_AFTER))


def part_of(item: PlanItem, minutes: int) -> float:
    """The part of an item's worth that so many minutes give, 0 to 1."""
    return gain(1.0, item.usual or item.minutes, minutes)


def dose_of(course: Course, filled: Sequence[dict[int, int]]) -> list[float]:
    """The dose of each item over all visits."""
    by_visit = [_doses(course, visit, minutes) for visit, minutes in enumerate(filled)]
    return [sum(column) for column in zip(*by_visit, strict=True)]


def _doses(course: Course, visit: int, minutes: dict[int, int]) -> list[float]:
    found = [0.0] * len(course.items)
    for number, spent in minutes.items():
        found[number] = course.shares[visit][number] * part_of(course.items[number], spent)
    return found


def _gain(course: Course, number: int, rest: float, dose: float) -> float:
    return course.items[number].worth * (won(rest + dose) - won(rest))


def _visit(
    number: int,
    day: int,
    filled: list[dict[int, int]],
    course: Course,
    case: Case,
    plan: Plan,
    whole: float,
) -> PlannedVisit:
    at = number - case.visit.number
    since = None if case.complaint.days is None else case.complaint.days + day
    so_far = value_of(course, [minutes if n <= at else {} for n, minutes in enumerate(filled)])
    chosen = sorted(
        filled[at], key=lambda n: (-filled[at][n] * course.shares[at][n] * course.items[n].worth, n)
    )
    return PlannedVisit(
        number=number,
        day=day,
        stage=stage_of(since),
        emphasis=leading(since, number, plan.visits),
        work=tuple(
            PlannedWork(
                technique=course.items[n].technique,
                structure=course.items[n].structure,
                side=course.items[n].side,
                minutes=filled[at][n],
            )
            for n in chosen
        ),
        share=round(so_far / whole, 3) if whole else 0.0,
        review=bool(plan.review_after) and number % plan.review_after == 0,
    )
