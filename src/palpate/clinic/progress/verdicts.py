"""The goals of an episode with the verdict of the reasoning on each."""

from dataclasses import dataclass
from typing import Any

import msgspec

from palpate.clinic.note.words import measure_name, measure_unit, value_words, with_side
from palpate.knowledge import Knowledge
from palpate.reasoning.case import Case, Goal
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.change.progress import Progress, progress

PROBABLE = 0.3  # a course is named from here on (clinical judgement)


@dataclass(frozen=True)
class Judged:
    """A goal, its name in words, and how far it has come."""

    goal: Goal
    name: str
    unit: str
    progress: Progress
    condition: str = ""  # what the findings are most consistent with, whose course the forecast takes

    @property
    def line(self) -> str:
        """For a note or a letter: what was aimed at, where it stands, and the verdict."""
        goal, change = self.goal, self.progress.change
        aim = f"{value_words(goal.baseline, self.unit)} to {value_words(goal.target, self.unit)}"
        now = "" if change is None else f", now {value_words(goal.baseline + change, self.unit)}"
        early = self.progress.early
        missing = f" {early.sentence}" if early and early.state in ("not-responding", "nothing-yet") else ""
        return f"{self.name}, goal {aim}{now}. {self.progress.sentence}{missing}"

    @property
    def kept(self) -> dict[str, Any]:
        """As it is kept with the version of the knowledge."""
        return {
            "goal": msgspec.to_builtins(self.goal),
            "progress": msgspec.to_builtins(self.progress),
        }


def verdicts(case: Case, knowledge: Knowledge) -> list[Judged]:
    """Every goal of the case judged, in the order in which they were set. A goal on a measure that the
    knowledge no longer has is left out: nothing can be said of it.
    """
    known = {*knowledge.measures, *knowledge.findings}
    condition = leading(case, knowledge) if case.goals else ""
    return [
        Judged(
            goal=goal,
            name=with_side(measure_name(goal.measure, knowledge), goal.side),
            unit=measure_unit(goal.measure, knowledge),
            progress=progress(goal, case.scores, knowledge, case, condition),
            condition=condition,
        )
        for goal in case.goals
        if goal.measure in known
    ]


def leading(case: Case, knowledge: Knowledge) -> str:
    """The condition that the findings are most consistent with, if it is an ordinary and a probable one; else
    empty, so that no course is named that may be another's.
    """
    found = differential(case, knowledge)
    if not found or found[0].serious or found[0].probability < PROBABLE:
        return ""
    return found[0].condition if found[0].condition in knowledge.conditions else ""
