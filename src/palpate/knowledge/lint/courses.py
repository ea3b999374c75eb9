"""A published mean course can be followed: from its first day on, on its scale, and for somebody."""

from collections.abc import Iterator
from itertools import pairwise

from palpate.knowledge.lint.walk import problem
from palpate.knowledge.load import Knowledge, Problem
from palpate.knowledge.mean import MeanCourse


def lint_courses(knowledge: Knowledge) -> Iterator[Problem]:
    """Yield a problem for each mean course that no forecast could take."""
    for condition in knowledge.conditions.values():
        for number, statement in enumerate(condition.course):
            if statement.mean is None:
                continue
            field = f"course[{number}].mean"
            for what, remedy in _wrong(statement.mean):
                yield problem(knowledge, "conditions", condition, field, what, remedy)
            if statement.source is None:
                what = "has figures and no source"
                yield problem(knowledge, "conditions", condition, field, what, "name the source of the means")


def _wrong(mean: MeanCourse) -> Iterator[tuple[str, str]]:
    days, means = [day for day, _ in mean.points], [value for _, value in mean.points]
    if len(days) < 2 or days[0] != 0 or any(one >= other for one, other in pairwise(days)):
        yield "has no days that rise from 0", "give two points at least, the first of day 0"
    elif means[0] <= 0 or not all(0 <= one <= 100 for one in means) or min(means) >= means[0]:
        yield "has means that do not fall from above 0, within 0 to 100", "turn them so that 0 is well"
    if not 0 <= mean.lasted[0] < mean.lasted[1]:
        yield f"lasted from {mean.lasted[0]:g} to {mean.lasted[1]:g} days is no span", "exchange the two"
