"""Goals on the page of the plan: those that are set, and those that the findings suggest."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from palpate.clinic.plan.edits import Refused
from palpate.clinic.plan.words import SIDES
from palpate.knowledge import Knowledge
from palpate.reasoning.care.goals import ProposedGoal
from palpate.records.models import Goal


@dataclass(frozen=True)
class Aim:
    """A goal as it is shown: set (`row`), or suggested (`figure` is what it rests on)."""

    measure: str
    side: str
    name: str
    unit: str
    baseline: float
    target: float
    due: date
    why: str = ""
    figure: Any = None
    row: Goal | None = None

    @property
    def key(self) -> str:
        """Fit for an id of the page."""
        return f"{self.measure}-{self.side or 'none'}"


def set_aims(rows: list[Goal], knowledge: Knowledge) -> list[Aim]:
    """The goals that are set."""
    return [
        Aim(
            one.measure,
            one.side,
            *_named(one.measure, one.side, knowledge),
            one.baseline,
            one.target,
            one.due,
            row=one,
        )
        for one in rows
    ]


def suggested_aims(goals: tuple[ProposedGoal, ...], day: date, knowledge: Knowledge) -> list[Aim]:
    """The goals that the findings suggest."""
    return [
        Aim(
            one.measure,
            one.side or "",
            *_named(one.measure, one.side or "", knowledge),
            one.baseline,
            one.target,
            day + timedelta(days=one.days),
            one.why,
            one.figure,
        )
        for one in goals
    ]


def read_goal(given: Mapping[str, str], aims: list[Aim], knowledge: Knowledge, today: date) -> dict[str, Any]:
    """What a form says of one of the goals shown. Raises Refused."""
    aim = next((one for one in aims if one.key == given.get("goal")), None)
    if aim is None:
        raise Refused("That goal is not on the page any more.")
    target = _target(given.get("target", ""), aim, knowledge)
    try:
        due = date.fromisoformat(given.get("due", ""))
    except ValueError:
        raise Refused("Give the day by which the goal should be reached.") from None
    if due <= today and (aim.row is None or due != aim.row.due):
        raise Refused("The goal's day lies ahead: choose a later one.")
    start = aim.row.start if aim.row else today
    return {
        "measure": aim.measure,
        "side": aim.side,
        "baseline": aim.baseline,
        "target": target,
        "start": start,
        "due": due,
    }


def _target(text: str, aim: Aim, knowledge: Knowledge) -> float:
    try:
        target = float(text.replace(",", "."))
    except ValueError:
        raise Refused(f"The target of {aim.name} is a number.") from None
    entry = knowledge.measures.get(aim.measure) or knowledge.findings[aim.measure]
    low = entry.low if entry.low is not None else -math.inf
    high = entry.high if entry.high is not None else math.inf
    if not (math.isfinite(target) and low <= target <= high):
        raise Refused(f"The target of {aim.name} lies between {low:g} and {high:g} {aim.unit}.")
    if target == aim.baseline:
        raise Refused("The target is where the client stands already.")
    return target


def _named(measure: str, side: str, knowledge: Knowledge) -> tuple[str, str]:
    entry = knowledge.measures.get(measure) or knowledge.findings.get(measure)
    name = entry.name if entry else measure.replace("_", " ")
    return (f"{name}, {SIDES[side]}" if side else name), (entry.unit if entry else "")
