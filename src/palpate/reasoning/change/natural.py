"""The natural course: what time alone, with usual care, has done to people with the same complaint."""

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Figure, Statement
from palpate.reasoning.case import Case, Goal
from palpate.reasoning.change.course import published_course, share_left
from palpate.reasoning.change.forecast import Scale


class Natural(msgspec.Struct, frozen=True, kw_only=True):
    """The course that was read for a condition, and the change held against it. `usual` and `seen` are shares
    of the way to the best end of the scale, None where the course has no figures for this measure, this
    duration of the complaint or this goal.
    """

    condition: str
    statement: Statement
    sentence: str
    usual: float | None = None
    seen: float | None = None


def natural_course(
    goal: Goal,
    gain: float,
    days: int,
    condition: str,
    scale: Scale | None,
    error: Figure | None,
    case: Case,
    knowledge: Knowledge,
) -> Natural | None:
    """The gain (better is positive) after some days beside what time does; None where no course was read."""
    entry = knowledge.conditions.get(condition)
    read = [one for one in entry.course if one.source and _speaks_of(one, goal, knowledge)] if entry else []
    if entry is None or not read:
        return None
    figures = published_course(condition, goal.measure, case, knowledge)
    if figures is None or figures.mean is None or scale is None or error is None or days < 1:
        plain = read[0]
        return Natural(
            condition=condition, statement=plain, sentence=f"{entry.name}, left to time: {plain.text}"
        )
    way = abs(scale.way)
    usual, seen = 1 - share_left(figures.mean, days), gain / way
    return Natural(
        condition=condition,
        statement=figures,
        sentence=f"{entry.name}: time and usual care take away {_percent(usual)} on average in "
        f"{_span(days)}; here it is {_percent(seen)}. {_beside(gain - usual * way, error.value)}",
        usual=usual,
        seen=seen,
    )


def _speaks_of(statement: Statement, goal: Goal, knowledge: Knowledge) -> bool:
    """Whether a sentence is on what the goal's measure measures; one without figures is on all of it."""
    measure = knowledge.measures.get(goal.measure)
    return statement.mean is None or (
        measure is not None and not set(statement.mean.domain).isdisjoint(measure.domain[:1])
    )


def _beside(more: float, error: float) -> str:
    if abs(more) <= error:
        return "Time alone may explain it: the difference is within error."
    return "More than time alone does." if more > 0 else "Less than time alone does."


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"


def _span(days: int) -> str:
    """Days in words, in weeks from two weeks on."""
    return f"{round(days / 7)} weeks" if days >= 14 else f"{days} day{'' if days == 1 else 's'}"
