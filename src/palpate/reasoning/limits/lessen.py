"""The next step down, where what is being done is too much: which element is lessened first.

Pressure first, since it is what the client speaks of; then minutes; then a lighter technique that may be
done at the place; then rest. The order is clinical judgement. Every step has passed `permits`.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Technique
from palpate.knowledge.words import Side
from palpate.reasoning.case import Therapist
from palpate.reasoning.limits.permit import Verdict, permits
from palpate.reasoning.limits.restriction import Restriction

Lessened = Literal["pressure", "minutes", "technique", "rest"]


class Doing(msgspec.Struct, frozen=True, kw_only=True):
    """What is done at a place now: pressure 0 to 10, whole minutes."""

    technique: str
    pressure: int
    minutes: int


class StepDown(msgspec.Struct, frozen=True, kw_only=True):
    """What is lessened, and what is done then. At rest: no technique."""

    element: Lessened
    technique: str | None
    pressure: int
    minutes: int
    text: str


def step_down(
    doing: Doing,
    structure: str,
    side: Side | None,
    ceiling: int,
    limits: Iterable[Restriction],
    knowledge: Knowledge,
    therapist: Therapist,
) -> StepDown:
    """The next lighter thing to do on a structure, at most at `ceiling` (0 to 10). Raises KeyError for an
    unknown technique or structure.
    """
    limits = tuple(limits)
    verdict = permits(limits, doing.technique, structure, side, None, knowledge, therapist=therapist)
    least, most = verdict.pressure
    if verdict.answer != "no":
        pressure = min(doing.pressure - 1, ceiling, most)
        if pressure >= least:
            return _step("pressure", doing.technique, pressure, doing.minutes, f"Pressure {pressure} of 10")
        half = max(verdict.minutes[0], doing.minutes // 2)
        # At a ceiling of none the hands come off; fewer minutes of it would not do.
        if half < doing.minutes and ceiling and least <= doing.pressure <= min(ceiling, most):
            return _step("minutes", doing.technique, doing.pressure, half, f"{half} min instead")
    lighter = _lighter(doing, verdict, ceiling, limits, knowledge, therapist)
    if lighter is not None:
        return lighter
    return _step("rest", None, 0, 0, "Leave this place alone today")


def _lighter(
    doing: Doing,
    now: Verdict,
    ceiling: int,
    limits: tuple[Restriction, ...],
    knowledge: Knowledge,
    therapist: Therapist,
) -> StepDown | None:
    """The lightest change of technique: one for the same impairment first, then the least effort for the
    hands, then the pressure nearest to now. One that moves the place does not follow one at rest.
    """
    at_rest = "none" in knowledge.techniques[doing.technique].movement.may
    found: list[tuple[tuple[bool, int, int, str], StepDown]] = []
    for technique in knowledge.techniques.values():
        if technique.self_care or technique.id == doing.technique:
            continue
        asked = technique.id, now.structure, now.side
        most = min(doing.pressure - 1, ceiling)
        verdict = permits(limits, *asked, None, knowledge, therapist=therapist)
        pressure = min(technique.usual_pressure, most, verdict.pressure[1])
        moves = "none" not in verdict.movement
        kind = knowledge.structures[now.structure].kind
        suits = {one.impairment for one in technique.suits if kind in one.kinds}
        if not suits or pressure < verdict.pressure[0] or (moves and at_rest):
            continue
        if permits(limits, *asked, pressure, knowledge, therapist=therapist).answer == "no":
            continue
        same = bool(suits & _suited(knowledge.techniques[doing.technique]))
        minutes = max(verdict.minutes[0], min(doing.minutes, verdict.minutes[1]))
        text = f"{technique.name}, pressure {pressure} of 10"
        rank = not same, technique.effort, -pressure, technique.id
        found.append((rank, _step("technique", technique.id, pressure, minutes, text)))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _suited(technique: Technique) -> set[str]:
    return {one.impairment for one in technique.suits}


def _step(element: Lessened, technique: str | None, pressure: int, minutes: int, text: str) -> StepDown:
    return StepDown(element=element, technique=technique, pressure=pressure, minutes=minutes, text=text)
