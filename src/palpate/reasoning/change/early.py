"""Early response: whether a client has shown in time what those who get better have shown by then.

Lasting back pain had on average improved by the fourth visit and hardly went on from there (nordic, 2005);
two points of ten (cook, 2012) or a third (cook, 2017) of the pain lost early went with a good outcome. So
nothing is said before the fourth visit and two weeks. The figures are on pain in the low back, from cohorts
without a comparison group; a review of thirteen studies finds the link unsure. Neither a response nor its
absence is said unless the detectable change bears it out.
"""

from typing import Literal

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Figure, Measure
from palpate.reasoning.case import Case, Goal

VISIT = 4  # published: advice early_fourth_visit
DAYS = 14  # published: advice early_two_weeks
POINTS = 0.2  # of the scale, two points of ten: advice early_second_visit
SHARE = 1 / 3  # of the first pain: advice early_two_weeks
# Without a change beyond error by then no visits are added; judgement: the later end of advice stop_adding.
LAST_VISIT = 6
READ_IN = "lumbar"  # where the figures were read; elsewhere they are carried over
FIGURES = ("early_fourth_visit", "early_second_visit", "early_two_weeks", "early_unsure")

State = Literal["responding", "unclear", "not-responding", "nothing-yet"]
THEN: dict[State, str] = {
    "responding": "",
    "unclear": "Measure again at the next visit before anything is changed.",
    "not-responding": "Change the technique, its dose or the exercises, think again about the hypothesis, "
    "and measure at the next visit.",
    "nothing-yet": "Add no more hands-on visits: look for another cause, and refer back or treat together.",
}
WORSE = "It is worse beyond error: look for warning signs first, and refer back."


class Early(msgspec.Struct, frozen=True, kw_only=True):
    """What was expected by a visit, what was seen (gains in the measure's unit, better is positive), what it
    rests on (ids of advice), and what to do then.
    """

    state: State
    visit: int
    expected: float
    seen: float
    sentence: str
    then: str
    advice: tuple[str, ...]


def early_response(
    goal: Goal, gain: float, days: int, error: Figure, case: Case, knowledge: Knowledge
) -> Early | None:
    """What a gain after some days says, where the visits since the goal was set are enough to say it; None
    before that visit, or where the measure is none that was published on and error explains nothing yet.
    """
    visit = visits_since(goal, case)
    if visit < VISIT or days < DAYS:
        return None
    if visit >= LAST_VISIT and gain <= error.value:
        return _nothing(visit, gain, error)
    expected = expected_gain(goal, knowledge)
    if expected is None:
        return None
    state = _state(gain, expected, error.value)
    usual = f"By visit {VISIT} those who get better have mostly lost {_plain(expected)}"
    notes = {
        "responding": ", more than error.",
        "unclear": f". With an error of {_plain(error.value)} that cannot be told apart.",
        "not-responding": f", and an error of {_plain(error.value)} does not make up for it.",
    }
    carried = "" if _read_here(case, knowledge) else " The figures are from low back pain."
    return Early(
        state=state,
        visit=visit,
        expected=expected,
        seen=gain,
        sentence=f"{usual}; here it is {_plain(gain)}{notes[state]}{carried}",
        then=WORSE if gain < -error.value else THEN[state],
        advice=(*FIGURES, "change_course"),
    )


def visits_since(goal: Goal, case: Case) -> int:
    """How many visits there were from the day the goal was set, that one included: the days on which anything
    was recorded, and never more than the number of this visit. A visit without a record does not count, so
    that nothing is said too early.
    """
    recorded = [
        *(one.on for one in case.scores),
        *(one.on for one in case.observations),
        *(one.on for one in case.treated),
    ]
    days = {on for on in recorded if on is not None and on > goal.start}
    return min(case.visit.number, 1 + len(days))


def expected_gain(goal: Goal, knowledge: Knowledge) -> float | None:
    """The smaller of two points of ten and a third of the first pain; None for what is no scale of pain."""
    measure = knowledge.measures.get(goal.measure)
    if measure is None or not _of_pain(measure) or goal.baseline <= measure.low:
        return None
    return min(POINTS * (measure.high - measure.low), SHARE * (goal.baseline - measure.low))


def _of_pain(measure: Measure) -> bool:
    return (
        measure.domain == ("pain",)
        and not measure.regions
        and measure.direction == "lower-is-better"
        and measure.low == 0
        and measure.high in (10, 100)
    )


def _state(gain: float, expected: float, error: float) -> State:
    if gain > error and gain >= expected:
        return "responding"
    return "not-responding" if gain + error < expected else "unclear"


def _nothing(visit: int, gain: float, error: Figure) -> Early:
    worse = gain < -error.value
    change = "It is worse" if worse else f"No change beyond error ({_plain(error.value)})"
    return Early(
        state="nothing-yet",
        visit=visit,
        expected=error.value,
        seen=gain,
        sentence=f"{change} by visit {visit}.",
        then=WORSE if worse else THEN["nothing-yet"],
        advice=("stop_adding",),
    )


def _read_here(case: Case, knowledge: Knowledge) -> bool:
    return any(knowledge.overlap(one.region, READ_IN) for one in case.complaint.regions)


def _plain(number: float) -> str:
    return f"{round(number, 1) + 0:g}"
