"""The plan: techniques on structures with their dose, goals, visits, and the home program.

Of each target the best work at rest and the best with movement are chosen together, for the most benefit in
the minutes of a visit (allot.py, exactly). Everything in the plan has passed `permits` under the case's
restrictions and what the screening closes. At same
day and emergency there is none. At refer the complaint's region is left alone and only gentle work elsewhere
remains; where nothing remains, the plan is closed.
"""

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.words import Impairment, Position, Side
from palpate.reasoning.care.allot import Work, allot
from palpate.reasoning.care.choose import Option, moves, options, targets
from palpate.reasoning.care.goals import ProposedGoal, propose_goals
from palpate.reasoning.care.home import HomeExercise, home_program
from palpate.reasoning.care.returns import bounds_of, gains, minutes_for_work, usual_minutes
from palpate.reasoning.care.stages import counts, emphasis_of
from palpate.reasoning.care.tried import DAYS_BETWEEN, LIKELY, REVIEW_AFTER, VISITS, TriedCourse, usual_course
from palpate.reasoning.case import Case
from palpate.reasoning.causes.differential import Hypothesis, differential
from palpate.reasoning.limits.permit import Ground, Permit, Verdict, permits
from palpate.reasoning.limits.restrict import restrictions, triage_restrictions
from palpate.reasoning.limits.restriction import Restriction
from palpate.reasoning.screening.screen import Triage, screen
from palpate.reasoning.tissue.structures import Suspect, structures

ADVICE = ("visits_default", "remeasure", "change_course", "stop_adding")


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
    usual: float = 0.0  # minutes that the technique takes unrestricted; 0: not known, `minutes` stands for it
    expected: float = 0.0  # effect against a sham, standardised (benefit.py)
    effects: tuple[str, ...] = ()  # ids of the rows behind it


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
    tried: str = ""  # id of the effect whose course the distance of visits follows; empty: none was read
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
    permit = Permit(limits, knowledge, case.therapist)
    offered = options(aims, case, knowledge, permit, hypotheses)
    items = _items(offered, case, knowledge, limits)
    forbidden = tuple(_excluded(one) for one in offered if not one.open)
    asking = triage.ask_next if triage.open_emergencies else ()
    if not items:
        return Plan(closed=True, reason=_empty_reason(limits, aims), forbidden=forbidden, ask_first=asking)
    tried = _tried(items, knowledge, hypotheses)
    visits = min(VISITS, tried.visits if tried else VISITS, case.visit.visits_at_most or VISITS)
    days_between = tried.days_between if tried else DAYS_BETWEEN
    return Plan(
        closed=False,
        reason=_refer_reason(triage),
        items=items,
        goals=propose_goals(case, knowledge, visits * days_between),
        visits=visits,
        review_after=min(REVIEW_AFTER, visits),
        days_between=days_between,
        tried=tried.effect if tried else "",
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
    offered: tuple[Option, ...], case: Case, knowledge: Knowledge, limits: tuple[Restriction, ...]
) -> tuple[PlanItem, ...]:
    """Of each target one work at rest and one with movement: those that give the most in a visit; where the
    minutes leave a target out, the worthiest.
    """
    able = [one for one in offered if one.open]
    keys = [(one.target.structure, one.target.side, moves(one.technique, knowledge)) for one in able]
    groups = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    spots = [key[:2] for key in groups]
    works = [
        Work(groups[key], one.verdict.positions, _gains(one, case, knowledge))
        for one, key in zip(able, keys, strict=True)
    ]
    at_most, pools = bounds_of(limits, spots, knowledge)
    best = allot(works, minutes_for_work(case), None, at_most, pools)
    taken = {keys[number]: able[number] for number in best.minutes}
    for one, key in zip(able, keys, strict=True):
        taken.setdefault(key, one)
    found = [_item(taken[key], knowledge) for key in groups]
    return tuple(sorted(found, key=lambda item: -item.worth))  # stable: of equals as they were offered


def _gains(one: Option, case: Case, knowledge: Knowledge) -> tuple[tuple[int, float], ...]:
    kind = emphasis_of(one.technique, one.target.impairment, knowledge)
    share = counts(kind, case.complaint.days, case.visit.number, VISITS)
    return gains(one.worth * share, usual_minutes(knowledge.techniques[one.technique]), one.verdict.minutes)


def _tried(
    items: tuple[PlanItem, ...], knowledge: Knowledge, hypotheses: tuple[Hypothesis, ...]
) -> TriedCourse | None:
    """The course that a planned technique was tried in, in the likeliest hypothesis, where it is likely."""
    likeliest = max(hypotheses, key=lambda one: one.probability, default=None)
    if likeliest is None or likeliest.probability < LIKELY:
        return None
    return usual_course(likeliest.condition, {item.technique for item in items}, knowledge)


def _item(one: Option, knowledge: Knowledge) -> PlanItem:
    return PlanItem(
        technique=one.technique,
        structure=one.target.structure,
        side=one.target.side,
        impairment=one.target.impairment,
        minutes=sum(one.verdict.minutes) // 2,
        pressure=one.pressure,
        positions=one.verdict.positions,
        worth=one.worth,
        why=one.why,
        because=one.target.because,
        verdict=one.verdict,
        usual=usual_minutes(knowledge.techniques[one.technique]),
        expected=one.expected.size,
        effects=one.expected.effects,
    )


def _excluded(one: Option) -> Forbidden:
    grounds = one.verdict.because if one.verdict.answer == "no" else ()
    return Forbidden(
        technique=one.technique,
        structure=one.target.structure,
        side=one.target.side,
        because=(*grounds, *one.against),
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
