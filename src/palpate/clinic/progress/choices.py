"""What a goal or a score can be about, and what is filled in beforehand."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from palpate.clinic.note.words import measure_name, measure_unit, with_side
from palpate.knowledge import Knowledge
from palpate.knowledge.model import Measure
from palpate.knowledge.words import Side
from palpate.reasoning.care.goals import ProposedGoal, propose_goals
from palpate.reasoning.case import Case
from palpate.reasoning.change.figures import better_is_up

GOAL_DAYS = 42  # six weekly visits, as the plan has them


class Choice(NamedTuple):
    """Something that can be followed: `key` is "measure" or "measure:side", as the form sends it."""

    key: str
    name: str
    unit: str
    low: float | None
    high: float | None
    up: bool  # whether more is better
    baseline: float | None
    target: float | None
    why: str

    @property
    def measure(self) -> str:
        """The id of the measure or the finding."""
        return self.key.partition(":")[0]

    @property
    def side(self) -> str:
        """The side, or empty."""
        return self.key.partition(":")[2]


def goal_choices(case: Case, knowledge: Knowledge) -> list[Choice]:
    """What was measured in the episode first, then measures that fit the complaint."""
    proposed = {(one.measure, one.side): one for one in propose_goals(_no_goals(case), knowledge, GOAL_DAYS)}
    measured = dict.fromkeys((one.measure, one.side) for one in reversed(case.scores))
    fitting: list[tuple[str, Side | None]] = [(entry.id, None) for entry in measures_for(case, knowledge)]
    known = {*knowledge.measures, *knowledge.findings}
    keys = dict.fromkeys([*measured, *proposed, *fitting])
    return [_choice(one, side, proposed, case, knowledge) for one, side in keys if one in known]


def measures_for(case: Case, knowledge: Knowledge) -> list[Measure]:
    """Measures for any region or for the complaint's; those whose questions are shown here come first."""
    fitting = [
        one
        for one in knowledge.measures.values()
        if one.id != "rom" and _fits(one, case, knowledge)  # motions stand with their own findings
    ]
    return sorted(fitting, key=lambda one: (not answerable(one), one.name))


def answerable(measure: Measure) -> bool:
    """Whether its questions and answers may be shown here."""
    return bool(measure.ship_items and measure.items and all(item.answers for item in measure.items))


def ticked(measure: Measure) -> bool:
    """Whether its questions are statements to tick: one answer each, and no tick counts nothing."""
    return answerable(measure) and all(len(item.answers) == 1 for item in measure.items)


def score_of(measure: Measure, answers: Sequence[float]) -> float:
    """The score from the single answers: their mean where the scoring says so, else their sum. Raises
    ValueError when an answer is missing.
    """
    if len(answers) != len(measure.items):
        raise ValueError("every question needs an answer")
    total = sum(answers)
    return total / len(answers) if measure.scoring.lower().startswith("mean") else total


def newest(measure: str, side: Side | None, case: Case) -> float | None:
    """The last value of a measure on a side."""
    found = [one.value for one in case.scores if one.measure == measure and one.side == side]
    return found[-1] if found else None


def _fits(measure: Measure, case: Case, knowledge: Knowledge) -> bool:
    places = [place.region for place in case.complaint.regions]
    return not measure.regions or any(
        knowledge.overlap(place, region) for place in places for region in measure.regions
    )


def _no_goals(case: Case) -> Case:
    return msgspec.structs.replace(case, goals=())


def _choice(
    measure: str,
    side: Side | None,
    proposed: Mapping[tuple[str, Side | None], ProposedGoal],
    case: Case,
    knowledge: Knowledge,
) -> Choice:
    entry = knowledge.measures.get(measure) or knowledge.findings[measure]
    proposal = proposed.get((measure, side))
    return Choice(
        key=f"{measure}:{side}" if side else measure,
        name=with_side(measure_name(measure, knowledge), side),
        unit=measure_unit(measure, knowledge),
        low=entry.low,
        high=entry.high,
        up=better_is_up(measure, knowledge),
        baseline=newest(measure, side, case),
        target=proposal.target if proposal else None,
        why=proposal.why if proposal else "",
    )
