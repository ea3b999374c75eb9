"""The red-flag rules, settled on a case: the part of the screening that rests on rules alone.

The level is the highest that any rule gives. A rule that is unsettled raises nothing, and is asked about:
emergencies first, with the questions that settle the most.
"""

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import RedFlag, Rule
from palpate.knowledge.once import once
from palpate.knowledge.words import Level, MassageLevel
from palpate.reasoning.case import Case
from palpate.reasoning.rules.compiled import Settle, compiled
from palpate.reasoning.rules.facts import facts
from palpate.reasoning.rules.logic import because, found_parts, may_hold, open_findings
from palpate.reasoning.rules.settling import Task, fewest, task
from palpate.reasoning.rules.touched import Blanks, touched
from palpate.reasoning.screening.triage import LEVELS, ORDER, Reason, Triage, Unsettled

DOSES: tuple[MassageLevel, ...] = ("caution", "technique-specific")


def by_rules(case: Case, knowledge: Knowledge) -> Triage:
    """Run every red-flag rule. Rules that are true count wherever the complaint is; unsettled ones are
    listed only where the flag belongs to the complaint's regions, so that nobody is asked everything.
    """
    screening = _screening(knowledge)
    moved = touched(case, knowledge)
    moved.update(case.cleared)
    verdicts = [
        _verdict(row, case, knowledge) if row.rule.id in moved else untouched
        for row, untouched in zip(screening.rows, screening.blank(case), strict=True)
    ]
    reasons = sorted((one for one in verdicts if isinstance(one, Reason)), key=_urgency)
    still_open = sorted(
        (one for one in verdicts if isinstance(one, _Open)), key=lambda one: _urgency(one.rule)
    )
    return Triage(
        level=_level(reasons, moved, case, knowledge),
        reasons=tuple(reasons),
        unsettled=tuple(one.rule for one in still_open),
        ask_next=_ask_next(still_open, case, knowledge),
    )


def _urgency(one: Reason | Unsettled) -> int:
    return ORDER.index(one.urgency)


class _Row(msgspec.Struct, frozen=True):
    """A rule with its flag and the cells of the body map at which it is asked about; None: anywhere."""

    flag: RedFlag
    rule: Rule
    cells: frozenset[str] | None
    settle: Settle


class _Open(msgspec.Struct, frozen=True):
    """An unsettled rule, with what would have to be answered no to settle it, once that is worked out."""

    rule: Unsettled
    task: Task | None = None


Verdict = Reason | _Open | None


class _Screening:
    """The rows of all flags, and what they say of people of whom nothing is recorded."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.rows = [
            _Row(flag, rule, _cells(flag, knowledge), compiled(knowledge).settle(knowledge.rules[rule.id]))
            for flag in knowledge.flags.values()
            for rule in flag.rules
        ]
        self.blank = Blanks(
            knowledge,
            lambda case: [_with_task(_verdict(row, case, knowledge), case, knowledge) for row in self.rows],
        )


@once
def _screening(knowledge: Knowledge) -> _Screening:
    return _Screening(knowledge)


def _cells(flag: RedFlag, knowledge: Knowledge) -> frozenset[str] | None:
    if "whole_body" in flag.regions:
        return None
    return frozenset().union(*(knowledge.cells(region) for region in flag.regions))


def _verdict(row: _Row, case: Case, knowledge: Knowledge) -> Verdict:
    """What a rule says of the case: a reason, a question still open here, or nothing."""
    truth = row.settle(facts(case, knowledge))
    if truth:
        return _reason(row.flag, row.rule, case, knowledge)
    if truth is False or not _concerns(row, case, knowledge):
        return None
    found = _unsettled(row.flag, row.rule, case, knowledge)
    if not found.ask:
        return None
    return _Open(found)


def _with_task(verdict: Verdict, case: Case, knowledge: Knowledge) -> Verdict:
    if not isinstance(verdict, _Open):
        return verdict
    return _Open(verdict.rule, task(knowledge.rules[verdict.rule.rule], facts(case, knowledge)))


def _concerns(row: _Row, case: Case, knowledge: Knowledge) -> bool:
    """Whether the flag is asked about for this complaint; without a complaint, every flag is."""
    places, cells = case.complaint.regions, row.cells
    if not places or cells is None:
        return True
    return any(not cells.isdisjoint(knowledge.cells(place.region)) for place in places)


def _level(reasons: list[Reason], moved: set[str], case: Case, knowledge: Knowledge) -> Level:
    """The highest that any rule gives. What a physician has cleared no longer closes the way, but whoever
    was sent to one is not treated as if nothing had been.
    """
    standing = [reason for reason in reasons if not reason.cleared]
    if standing:
        return LEVELS[standing[0].urgency]
    return "treat-with-restrictions" if reasons or _narrowed(moved, case, knowledge) else "treat"


def _narrowed(moved: set[str], case: Case, knowledge: Knowledge) -> bool:
    """Whether something found narrows this client's treatment. Sites of care, which hold for everybody or
    for everybody of an age, do not count; nor does how gently the complaint itself is handled, which is
    the ordinary dose.
    """
    # Something must have been found, so only rules that look at what is recorded can narrow.
    return any(
        may_hold(knowledge.rules[item.id], case, knowledge)
        and found_parts(knowledge.rules[item.id], case, knowledge)
        for item in knowledge.contraindications.values()
        if item.id in moved
        and not (item.sites == ("complaint",) and item.level in DOSES)
        and not (item.clearance and item.id in case.cleared)
    )


def _reason(flag: RedFlag, rule: Rule, case: Case, knowledge: Knowledge) -> Reason:
    return Reason(
        rule=rule.id,
        flag=flag.id,
        name=rule.name,
        suspect=flag.suspect,
        urgency=rule.urgency or flag.urgency,
        because=because(knowledge.rules[rule.id], case, knowledge),
        action=rule.action or flag.action,
        sources=(rule.source,) if rule.source else flag.sources,
        judgement=rule.judgement or "",
        cleared=rule.id in case.cleared,
    )


def _unsettled(flag: RedFlag, rule: Rule, case: Case, knowledge: Knowledge) -> Unsettled:
    return Unsettled(
        rule=rule.id,
        flag=flag.id,
        name=rule.name,
        suspect=flag.suspect,
        urgency=rule.urgency or flag.urgency,
        ask=open_findings(knowledge.rules[rule.id], case, knowledge),
        sources=(rule.source,) if rule.source else flag.sources,
    )


def _ask_next(still_open: list[_Open], case: Case, knowledge: Knowledge, most: int = 6) -> tuple[str, ...]:
    """The next few questions: the fewest that settle the most urgent open rules."""
    urgent = [one for one in still_open if one.rule.urgency == still_open[0].rule.urgency]
    tasks = [one.task or task(knowledge.rules[one.rule.rule], facts(case, knowledge)) for one in urgent]
    return fewest((one for one in tasks if one is not None), _seconds(knowledge), most)


@once
def _seconds(knowledge: Knowledge) -> dict[str, float]:
    return {finding.id: float(finding.seconds) for finding in knowledge.findings.values()}
