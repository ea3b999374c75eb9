"""Goals: from what was measured to what is worth reaching, and by when."""

import math

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Figure
from palpate.knowledge.words import Side
from palpate.reasoning.case import Case, Observation, Score
from palpate.reasoning.change.figures import better_is_up, error_figure, important_figure
from palpate.reasoning.norms import normal_value
from palpate.reasoning.rules.logic import observed
from palpate.reasoning.tissue.structures import LOST, lost_share

SHARE_OF_LOSS = 0.5  # of a lost motion, what a course of visits aims to win back (clinical judgement)


class ProposedGoal(msgspec.Struct, frozen=True, kw_only=True):
    """A measure with its baseline, target and the days until it is due, and what the target rests on."""

    measure: str  # or a motion's finding
    side: Side | None
    baseline: float
    target: float
    days: int
    figure: Figure | None  # of minimal important change or error
    why: str


def propose_goals(case: Case, knowledge: Knowledge, days: int) -> tuple[ProposedGoal, ...]:
    """A goal for each measured thing that has none yet and for which a target can be justified."""
    set_already = {(goal.measure, goal.side) for goal in case.goals}
    newest: dict[tuple[str, Side | None], Score] = {}
    for score in sorted(case.scores, key=lambda score: score.on):
        newest[score.measure, score.side] = score
    found = [_from_score(score, case, knowledge, days) for score in newest.values()]
    found += [_from_motion(one, case, knowledge, days) for one in _motions(case, knowledge)]
    goals: dict[tuple[str, Side | None], ProposedGoal] = {}
    for goal in found:
        if goal is not None and (goal.measure, goal.side) not in set_already:
            goals.setdefault((goal.measure, goal.side), goal)
    return tuple(goals.values())


def _from_score(score: Score, case: Case, knowledge: Knowledge, days: int) -> ProposedGoal | None:
    """A change that matters and that error alone does not make; None where the scale leaves no room."""
    measure = knowledge.measures.get(score.measure)
    important = important_figure(score.measure, case, knowledge)
    error = error_figure(score.measure, case, knowledge)
    figure = max((one for one in (important, error) if one), key=lambda one: one.value, default=None)
    if measure is None or figure is None:
        return None
    target = _beyond(score.value, figure.value, better_is_up(measure.id, knowledge), measure.unit)
    if not measure.low <= target <= measure.high:
        return None
    what = (
        "smallest change that matters" if figure is important else "smallest change beyond measurement error"
    )
    return ProposedGoal(
        measure=measure.id,
        side=score.side,
        baseline=score.value,
        target=target,
        days=days,
        figure=figure,
        why=f"{what}: {figure.value:g}",
    )


def _beyond(value: float, change: float, up: bool, unit: str) -> float:
    """The value after the change; on a scale of points the next whole one beyond, as nobody answers 3.83."""
    target = value + change if up else value - change
    if unit != "points":
        return round(target, 2)
    return float(math.ceil(target - 1e-9) if up else math.floor(target + 1e-9))


def _motions(case: Case, knowledge: Knowledge) -> list[Observation]:
    """The motions that are lost, beyond error."""
    return [
        one
        for one in case.observations
        if (entry := knowledge.findings.get(one.finding)) is not None
        and entry.kind == "motion"
        and one in observed(case, one.finding)
        and lost_share(one, case, knowledge) >= LOST
    ]


def _from_motion(one: Observation, case: Case, knowledge: Knowledge, days: int) -> ProposedGoal | None:
    norm = normal_value(knowledge.findings[one.finding], case.client)
    if norm is None or one.value is None or norm <= one.value:
        return None
    error = error_figure(one.finding, case, knowledge)
    step = max(SHARE_OF_LOSS * (norm - one.value), error.value if error else 0.0)
    return ProposedGoal(
        measure=one.finding,
        side=one.side,
        baseline=one.value,
        target=round(min(norm, one.value + step)),
        days=days,
        figure=error,
        why=f"half of what is missing to the norm of {norm:g} (clinical judgement)",
    )
