"""The plan: techniques on structures with their dose, goals, visits, and the home program.

Everything in it has passed `permits` under the case's restrictions and what the screening closes. At same
day and emergency there is none. At refer the complaint's region is left alone and only gentle work elsewhere
remains; where nothing remains, the plan is closed.
"""

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.words import Impairment, Position, Side
from palpate.reasoning.case import Case
from palpate.reasoning.choose import Option, moves, options, targets
from palpate.reasoning.differential import Hypothesis, differential
from palpate.reasoning.goals import ProposedGoal, propose_goals
from palpate.reasoning.home import HomeExercise, home_program
from palpate.reasoning.permit import Ground, Verdict, permits
from palpate.reasoning.restrict import restrictions, triage_restrictions
from palpate.reasoning.restriction import Restriction
from palpate.reasoning.screen import Triage, screen
from palpate.reasoning.structures import Suspect, structures

VISITS, REVIEW_AFTER, DAYS_BETWEEN = 6, 4, 7  # as the advice `visits_default` says; weekly is judgement
ADVICE = ("visits_default", "remeasure", "change_course", "stop_adding")
HARMED = Ground(contraindication="client.response", reason="It made this client worse before.")


class PlanItem(msgspec.Struct, frozen=True, kw_only=True):
    """A technique on a structure. Suggested pressure (0 to 10) and minutes; the verdict has the ranges."""

    technique: str
    structure: str
    side: Side | None
    impairment: Impairment
    minutes: int
    pressure: int
    positions: tuple[Position, ...]
    worth: float  # against the other items; no unit
    why: str
    because: tuple[str, ...]  # findings behind the structure
    verdict: Verdict


class Forbidden(msgspec.Struct, frozen=True, kw_only=True):
    """What would suit a target and is excluded, and why."""

    technique: str
    structure: str
    side: Side | None
    because: tuple[Ground, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The plan of an episode. Closed: nothing is planned, `reason` says why."""

    closed: bool
    reason: str = ""
    items: tuple[PlanItem, ...] = ()  # worthiest first
    goals: tuple[ProposedGoal, ...] = ()
    visits: int = 0
    review_after: int = 0  # visits
    days_between: int = DAYS_BETWEEN
    home: tuple[HomeExercise, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    advice: tuple[str, ...] = ()  # ids of the advice that the visits rest on
    ask_first: tuple[str, ...] = ()  # findings that emergency rules still wait for


def make_plan(
    case: Case,
    knowledge: Knowledge,
    triage: Triage | None = None,
    hypotheses: tuple[Hypothesis, ...] | None = None,
    suspects: tuple[Suspect, ...] | None = None,
) -> Plan:
    """The plan for the case. Results of earlier steps may be handed over to save their time."""
    triage = triage or screen(case, knowledge)
    if triage.closed:
        return Plan(closed=True, reason=_closed_reason(triage))
    hypotheses = hypotheses or differential(case, knowledge, triage)
    suspects = structures(case, knowledge, hypotheses) if suspects is None else suspects
    aims = targets(case, knowledge, suspects)
    limits = limits_of(case, knowledge, triage)
    offered = [one for aim in aims for one in options(aim, case, knowledge, limits, hypotheses)]
    items = _items(offered, case, knowledge, limits)
    forbidden = tuple(_excluded(one) for one in offered if one.harmed or one.verdict.answer == "no")
    asking = triage.ask_next if triage.open_emergencies else ()
    if not items:
        return Plan(closed=True, reason=_empty_reason(limits, aims), forbidden=forbidden, ask_first=asking)
    return Plan(
        closed=False,
        reason=_refer_reason(triage),
        items=items,
        goals=propose_goals(case, knowledge, VISITS * DAYS_BETWEEN),
        visits=VISITS,
        review_after=REVIEW_AFTER,
        home=home_program(aims, case, knowledge, limits, hypotheses),
        forbidden=forbidden,
        advice=tuple(one for one in ADVICE if one in knowledge.advice),
        ask_first=asking,
    )


def limits_of(case: Case, knowledge: Knowledge, triage: Triage | None = None) -> tuple[Restriction, ...]:
    """All that narrows treatment now: the screening's closings and the case's restrictions."""
    triage = triage or screen(case, knowledge)
    return (*triage_restrictions(triage, case, knowledge), *restrictions(case, knowledge))


def check_item(
    case: Case, knowledge: Knowledge, technique: str, structure: str, side: Side | None, pressure: int | None
) -> Verdict:
    """The verdict on what a therapist wants to add or change. Raises KeyError for unknown ids."""
    limits = limits_of(case, knowledge)
    return permits(limits, technique, structure, side, pressure, knowledge, therapist=case.therapist)


def _items(
    offered: list[Option], case: Case, knowledge: Knowledge, limits: tuple[Restriction, ...]
) -> tuple[PlanItem, ...]:
    """Of each target the best work at rest and the best with movement, put to `permits` at its pressure."""
    taken: set[tuple[str, Side | None, bool]] = set()
    found: list[PlanItem] = []
    for one in offered:
        place = one.target.structure, one.target.side
        moving = moves(one.technique, knowledge)
        if one.harmed or one.verdict.answer == "no" or (*place, moving) in taken:
            continue
        verdict = permits(limits, one.technique, *place, one.pressure, knowledge, therapist=case.therapist)
        if verdict.answer != "no":
            taken.add((*place, moving))
            found.append(_item(one, verdict))
    return tuple(sorted(found, key=lambda item: -item.worth))


def _item(one: Option, verdict: Verdict) -> PlanItem:
    return PlanItem(
        technique=one.technique,
        structure=one.target.structure,
        side=one.target.side,
        impairment=one.target.impairment,
        minutes=sum(verdict.minutes) // 2,
        pressure=one.pressure,
        positions=verdict.positions,
        worth=one.worth,
        why=one.why,
        because=one.target.because,
        verdict=verdict,
    )


def _excluded(one: Option) -> Forbidden:
    grounds = one.verdict.because if one.verdict.answer == "no" else ()
    return Forbidden(
        technique=one.technique,
        structure=one.target.structure,
        side=one.target.side,
        because=(*grounds, HARMED) if one.harmed else grounds,
    )


def _closed_reason(triage: Triage) -> str:
    word = "Emergency" if triage.level == "emergency" else "Same day"
    standing = [reason for reason in triage.reasons if not reason.cleared]
    return f"{word}: the findings are consistent with {standing[0].suspect}. {standing[0].action}"


def _refer_reason(triage: Triage) -> str:
    if triage.level != "refer":
        return ""
    return "Until a physician has looked: nothing at the complaint, gentle work elsewhere only."


def _empty_reason(limits: tuple[Restriction, ...], aims: tuple[Suspect, ...]) -> str:
    if not aims:
        return "No structure stands out yet; record where it hurts and what is found."
    names = [one.name for one in limits if one.limit.everything]
    closing = "; ".join(dict.fromkeys(names)) or "what is forbidden, listed below"
    return f"Nothing that would suit is permitted: {closing}."
