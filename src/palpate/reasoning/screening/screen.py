"""Screening: from what is known of a person to one of five levels, with reasons, and what to ask next.

Two nets, one behind the other. The rules of the red flags come first (flags.py), and no probability can lower
what they give. Behind them, the findings are weighed for each serious cause by itself, so that no likelier
cause can hide it: where none of the rules is true, but a serious cause reaches `REFER_AT`, the client
is referred all the same.
"""

import msgspec

from palpate.knowledge import Knowledge
from palpate.reasoning.case import Case
from palpate.reasoning.causes.differential import Hypothesis, by_itself, differential
from palpate.reasoning.screening.flags import by_rules
from palpate.reasoning.screening.triage import CLOSED, LEVELS, ORDER, REFER_AT, Reason, Triage, Unsettled

__all__ = ["CLOSED", "LEVELS", "ORDER", "Reason", "Triage", "Unsettled", "questions", "screen"]

PROBABLE = "probable_"  # before the id of a condition: the name of the reason, for a physician to clear
BELOW = ("treat", "treat-with-restrictions")  # the levels that a probability raises
ACTION = "Ask what would settle it, and have a physician look before this place is treated."
THRESHOLD = "s_nice_2015_ng12"


def screen(case: Case, knowledge: Knowledge) -> Triage:
    """The level by the rules, raised to a referral where a serious cause is probable enough."""
    triage = by_rules(case, knowledge)
    if triage.level not in BELOW:
        return triage
    dangers = [
        (one, by_itself(knowledge.conditions[one.condition], one.because, case, knowledge))
        for one in _unseen(case, knowledge, triage)
        if one.serious and any(weight.present for weight in one.because)
    ]
    found = [_reason(one, share, case) for one, share in dangers if share >= REFER_AT]
    if not found:
        return triage
    standing = any(not reason.cleared for reason in found)
    # Whoever was sent to a physician is not treated as if nothing had been.
    return triage.raised("refer" if standing else "treat-with-restrictions", tuple(found))


def _unseen(case: Case, knowledge: Knowledge, triage: Triage) -> tuple[Hypothesis, ...]:
    """The hypotheses, without the findings that a physician has looked into and cleared since."""
    cleared = [reason for reason in triage.reasons if reason.cleared]
    if not cleared:
        return differential(case, knowledge, triage)
    seen = frozenset(finding for reason in cleared for finding in reason.because)
    left = tuple(one for one in case.observations if one.finding not in seen)
    return differential(msgspec.structs.replace(case, observations=left), knowledge)


def _reason(one: Hypothesis, share: float, case: Case) -> Reason:
    rule = PROBABLE + one.condition
    return Reason(
        rule=rule,
        flag="",
        name=f"{one.name}: {100 * share:.0f} % by what was found",
        suspect=one.name,
        urgency="refer",
        because=tuple(weight.finding for weight in one.because if weight.present and weight.weight > 0),
        action=ACTION,
        sources=(THRESHOLD,),
        cleared=rule in case.cleared,
    )


def questions(case: Case, knowledge: Knowledge) -> tuple[str, ...]:
    """All findings a client can answer that screening would want to know for this complaint, the most
    urgent rules first, each once: the red-flag part of an intake form.
    """
    wanted: dict[str, None] = {}
    for rule in screen(case, knowledge).unsettled:
        for finding in rule.ask:
            if knowledge.findings[finding].asked_of == "client":
                wanted[finding] = None
    return tuple(wanted)
