"""The reasoning's results as plain, stable dictionaries: the `--json` form, described in docs/json.md."""

from typing import Any

import msgspec

from palpate.knowledge import Knowledge
from palpate.reasoning.care.agenda import make_agenda
from palpate.reasoning.care.plan import Plan, PlanItem, limits_of, make_plan
from palpate.reasoning.care.visits import coming_visits
from palpate.reasoning.case import Case
from palpate.reasoning.causes.ask import NextFinding, ask_next
from palpate.reasoning.causes.contributing import Contributor, contributing
from palpate.reasoning.causes.differential import Hypothesis, differential
from palpate.reasoning.limits.instead import StillOpen, still_open
from palpate.reasoning.limits.restrict import Restriction, restrictions
from palpate.reasoning.screening.screen import Triage, screen
from palpate.reasoning.tissue.structures import Suspect, structures


def open_under(one: Restriction, case: Case, knowledge: Knowledge) -> tuple[StillOpen, ...]:
    """What remains under a restriction; of a site of care nothing is listed, it holds for everybody."""
    return () if one.always else still_open(one.limit, case.therapist, knowledge)


def screen_report(case: Case, knowledge: Knowledge, triage: Triage | None = None) -> dict[str, Any]:
    """The level, its reasons, what is unsettled, and what to ask next."""
    return _screen(triage or screen(case, knowledge), knowledge)


def assess_report(case: Case, knowledge: Knowledge) -> dict[str, Any]:
    """The screening, the hypotheses, the next best findings, and the suspect structures."""
    triage = screen(case, knowledge)
    hypotheses = differential(case, knowledge, triage)
    return _assess(case, knowledge, triage, hypotheses, structures(case, knowledge, hypotheses))


def plan_report(case: Case, knowledge: Knowledge) -> dict[str, Any]:
    """The assessment, the restrictions, the plan, and the agenda of the visit."""
    triage = screen(case, knowledge)
    hypotheses = differential(case, knowledge, triage)
    suspects = structures(case, knowledge, hypotheses)
    plan = make_plan(case, knowledge, triage, hypotheses, suspects)
    limits = limits_of(case, knowledge, triage)
    coming = coming_visits(plan, case, knowledge, limits=limits)
    return _assess(case, knowledge, triage, hypotheses, suspects) | {
        "restrictions": [
            _restriction(one)
            | {"still_open": [msgspec.to_builtins(each) for each in open_under(one, case, knowledge)]}
            for one in restrictions(case, knowledge)
        ],
        "plan": plan_content(plan) | {"coming": msgspec.to_builtins(coming)},
        "agenda": [msgspec.to_builtins(one) for one in make_agenda(plan, case, knowledge, limits=limits)],
    }


def _assess(
    case: Case,
    knowledge: Knowledge,
    triage: Triage,
    hypotheses: tuple[Hypothesis, ...],
    suspects: tuple[Suspect, ...],
) -> dict[str, Any]:
    following = ask_next(case, knowledge, hypotheses, triage)
    second = contributing(hypotheses, case, knowledge)
    return assessment_content(knowledge, triage, hypotheses, following, suspects, second)


def assessment_content(
    knowledge: Knowledge,
    triage: Triage,
    hypotheses: tuple[Hypothesis, ...],
    following: tuple[NextFinding, ...],
    suspects: tuple[Suspect, ...],
    second: tuple[Contributor, ...],
) -> dict[str, Any]:
    """An assessment that is already made, as it is printed and as the record keeps it."""
    return _screen(triage, knowledge) | {
        "hypotheses": [_hypothesis(one) for one in hypotheses],
        "second": [_second(one) for one in second],
        "next": [
            {
                "finding": one.finding,
                "bits": round(one.bits, 4),
                "cost": one.cost,
                "decides": one.decides,
            }
            for one in following
        ],
        "structures": [msgspec.to_builtins(one) for one in suspects],
    }


def _screen(triage: Triage, knowledge: Knowledge) -> dict[str, Any]:
    return {
        "knowledge": knowledge.version,
        "triage": {
            "level": triage.level,
            "reasons": [
                {
                    "rule": one.rule,
                    "suspect": one.suspect,
                    "urgency": one.urgency,
                    "because": list(one.because),
                    "sources": list(one.sources),
                }
                for one in triage.reasons
            ],
            "unsettled": [
                {"rule": one.rule, "urgency": one.urgency, "ask": list(one.ask)} for one in triage.unsettled
            ],
        },
        "ask_next": list(triage.ask_next),
    }


def _hypothesis(one: Hypothesis) -> dict[str, Any]:
    return {
        "condition": one.condition,
        "name": one.name,
        "icd10": one.icd10,
        "probability": round(one.probability, 4),
        "because": [
            {"finding": weight.finding, "weight": round(weight.weight, 3), "sources": list(weight.sources)}
            for weight in one.because
        ],
    }


def _second(one: Contributor) -> dict[str, Any]:
    return {
        "condition": one.condition,
        "name": one.name,
        "probability": round(one.probability, 4),
        "because": [weight.finding for weight in one.because],
    }


def _restriction(one: Restriction) -> dict[str, Any]:
    raw = msgspec.to_builtins(one.limit)
    limit = {key: value for key, value in raw.items() if value or (value == 0 and value is not False)}
    return {
        "contraindication": one.contraindication,
        "name": one.name,
        "level": one.level,
        "sites": "whole body"
        if one.whole_body
        else sorted(" ".join(filter(None, (side, cell))) for cell, side in one.sites),
        "limit": limit,
        "reason": one.reason,
        "modification": one.modification,
        "until": one.until,
        "days_left": one.days_left,
        "not_before": one.not_before.isoformat() if one.not_before else None,
        "because": list(one.because),
        "sources": list(one.sources),
        "always": one.always,
    }


def plan_content(plan: Plan) -> dict[str, Any]:
    """A plan as it is printed, and as the record keeps it."""
    return {
        "closed": plan.closed,
        "reason": plan.reason,
        "items": [_item(one) for one in plan.items],
        "goals": [msgspec.to_builtins(one) for one in plan.goals],
        "visits": plan.visits,
        "review_after": plan.review_after,
        "days_between": plan.days_between,
        "tried": plan.tried,
        "home": [msgspec.to_builtins(one) for one in plan.home],
        "forbidden": [
            {
                "technique": one.technique,
                "structure": one.structure,
                "side": one.side,
                "because": [{"reason": why.reason, "sources": list(why.sources)} for why in one.because],
            }
            for one in plan.forbidden
        ],
        "ask_first": list(plan.ask_first),
    }


def _item(one: PlanItem) -> dict[str, Any]:
    return {
        "technique": one.technique,
        "structure": one.structure,
        "side": one.side,
        "impairment": one.impairment,
        "minutes": one.minutes,
        "pressure": one.pressure,
        "pressure_open": list(one.verdict.pressure),
        "positions": list(one.positions),
        "answer": one.verdict.answer,
        "why": one.why,
        "because": list(one.because),
        "usual": one.usual,
        "expected": {"size": one.expected, "effects": list(one.effects)},
    }
