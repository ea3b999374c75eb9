"""The red-flag rules, settled on a case: the part of the screening that rests on rules alone.

The level is the highest that any rule gives. A rule that is unsettled raises nothing, and is asked about:
emergencies first, with the questions that settle the most.
"""

from collections.abc import Mapping
from functools import cached_property
from operator import itemgetter

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import Expression
from palpate.knowledge.model import Contraindication, RedFlag, Rule
from palpate.knowledge.once import once
from palpate.knowledge.words import Level, MassageLevel, Urgency
from palpate.reasoning.case import Case
from palpate.reasoning.rules.compiled import Settle, compiled
from palpate.reasoning.rules.facts import Facts, Truth
from palpate.reasoning.rules.known import facts
from palpate.reasoning.rules.logic import because, found_parts, may_hold
from palpate.reasoning.rules.settling import Task, fewest, task
from palpate.reasoning.rules.touched import Blanks, touched
from palpate.reasoning.screening.triage import LEVELS, ORDER, Reason, Screened, Triage, Unsettled

ASKED = 6  # questions that are named at once
DOSES: tuple[MassageLevel, ...] = ("caution", "technique-specific")


def by_rules(case: Case, knowledge: Knowledge) -> Triage:
    """Run every red-flag rule. Rules that are true count wherever the complaint is; unsettled ones are
    listed only where the flag belongs to the complaint's regions, so that nobody is asked everything.
    """
    screening, known = _screening(knowledge), facts(case, knowledge)
    blank, rows = screening.blank(case), screening.rows
    # Only rules that look at something recorded, or were cleared, can say more than of a blank case.
    moved = screening.names & touched(case, knowledge).union(case.cleared)
    truths = {number: settle(known) for number, settle in map(screening.settling.__getitem__, moved)}
    raised = [number for number, truth in truths.items() if truth]
    raised += [number for number in blank.raised if number not in truths]
    reasons = tuple(_reason(rows[number], known) for number in sorted(raised))
    return Screened(_level(reasons, known), reasons, _Open(screening, known, blank, truths))


class _Open:
    """The rules that are still open, worked out when somebody looks."""

    def __init__(
        self, screening: "_Screening", known: Facts, blank: "_Blank", truths: Mapping[int, Truth]
    ) -> None:
        self.screening, self.known, self.blank, self.truths = screening, known, blank, truths

    @cached_property
    def rules(self) -> dict[int, Unsettled]:
        """By number, the most urgent first: those of a blank case that nothing moved, and the moved ones."""
        found = [pair for pair in self.blank.open.items() if pair[0] not in self.truths]
        for number, truth in self.truths.items():
            if truth is None and number in self.blank.here:
                rule = _unsettled(self.screening.rows[number], self.known)
                if rule:
                    found.append((number, rule))
        return dict(sorted(found, key=itemgetter(0)))

    @cached_property
    def unsettled(self) -> tuple[Unsettled, ...]:
        """The rules with what to ask for each."""
        return tuple(self.rules.values())

    @cached_property
    def ask_next(self) -> tuple[str, ...]:
        """The next few questions: the fewest that settle the most urgent open rules."""
        tasks = list[Task]()
        for number, rule in self.rules.items():
            if rule.urgency != self.unsettled[0].urgency:
                break
            one = self._task(number)
            if one:
                tasks.append(one)
        return fewest(tasks, _seconds(self.known.knowledge), ASKED)

    def _task(self, number: int) -> Task | None:
        when = self.screening.rows[number].when
        if number in self.truths:
            return task(when, self.known)
        if number not in self.blank.tasks:
            self.blank.tasks[number] = task(when, self.known)
        return self.blank.tasks[number]


class _Row(msgspec.Struct, frozen=True):
    """A rule with its flag and the cells of the body map at which it is asked about; None: anywhere."""

    flag: RedFlag
    rule: Rule
    urgency: Urgency
    sources: tuple[str, ...]
    cells: frozenset[str] | None
    when: Expression
    settle: Settle


class _Blank(msgspec.Struct, frozen=True):
    """What the rules say of people of whom nothing is recorded, by their numbers: which are asked about at
    this complaint at all, which are true, which are open, and the tasks of settling these, once worked out.
    """

    here: frozenset[int]
    raised: tuple[int, ...]
    open: dict[int, Unsettled]
    tasks: dict[int, Task | None] = {}


class _Screening:
    """The rules of all flags, numbered from the most urgent on, else in the order of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        rows = [_row(flag, rule, knowledge) for flag in knowledge.flags.values() for rule in flag.rules]
        self.rows = sorted(rows, key=lambda row: ORDER.index(row.urgency))
        self.settling = {row.rule.id: (number, row.settle) for number, row in enumerate(self.rows)}
        self.names = frozenset(self.settling)
        self.blank = Blanks(knowledge, lambda case: self._blank(facts(case, knowledge)))

    def _blank(self, known: Facts) -> _Blank:
        truths = [row.settle(known) for row in self.rows]
        here = frozenset(number for number, row in enumerate(self.rows) if _concerns(row, known))
        raised = tuple(number for number, truth in enumerate(truths) if truth)
        still = [number for number, truth in enumerate(truths) if truth is None and number in here]
        rules = {number: _unsettled(self.rows[number], known) for number in still}
        return _Blank(here, raised, {number: rule for number, rule in rules.items() if rule})


@once
def _screening(knowledge: Knowledge) -> _Screening:
    return _Screening(knowledge)


def _row(flag: RedFlag, rule: Rule, knowledge: Knowledge) -> _Row:
    when = knowledge.rules[rule.id]
    return _Row(
        flag=flag,
        rule=rule,
        urgency=rule.urgency or flag.urgency,
        sources=(rule.source,) if rule.source else flag.sources,
        cells=_cells(flag, knowledge),
        when=when,
        settle=compiled(knowledge).settle(when),
    )


def _cells(flag: RedFlag, knowledge: Knowledge) -> frozenset[str] | None:
    if "whole_body" in flag.regions:
        return None
    return frozenset().union(*(knowledge.cells(region) for region in flag.regions))


def _concerns(row: _Row, known: Facts) -> bool:
    """Whether the flag is asked about for this complaint; without a complaint, every flag is."""
    places, cells = known.case.complaint.regions, row.cells
    if not places or cells is None:
        return True
    return any(not cells.isdisjoint(known.knowledge.cells(place.region)) for place in places)


def _level(reasons: tuple[Reason, ...], known: Facts) -> Level:
    """The highest that any rule gives. What a physician has cleared no longer closes the way, but whoever
    was sent to one is not treated as if nothing had been.
    """
    for reason in reasons:  # the most urgent first
        if not reason.cleared:
            return LEVELS[reason.urgency]
    return "treat-with-restrictions" if reasons or _narrowed(known) else "treat"


def _narrowed(known: Facts) -> bool:
    """Whether something found narrows this client's treatment."""
    case, knowledge = known.case, known.knowledge
    narrowing = _narrowing(knowledge)
    # Something must have been found, so only rules that look at what is recorded can narrow.
    return any(
        not (narrowing[name].clearance and name in case.cleared)
        and may_hold(knowledge.rules[name], case, knowledge)
        and found_parts(knowledge.rules[name], case, knowledge)
        for name in narrowing.keys() & known.moved
    )


@once
def _narrowing(knowledge: Knowledge) -> dict[str, Contraindication]:
    """The contraindications that narrow a treatment. Sites of care, which hold for everybody or for everybody
    of an age, do not count; nor does how gently the complaint itself is handled, which is the ordinary dose.
    """
    return {
        item.id: item
        for item in knowledge.contraindications.values()
        if not (item.sites == ("complaint",) and item.level in DOSES)
    }


def _reason(row: _Row, known: Facts) -> Reason:
    return Reason(
        rule=row.rule.id,
        flag=row.flag.id,
        name=row.rule.name,
        suspect=row.flag.suspect,
        urgency=row.urgency,
        because=because(row.when, known.case, known.knowledge),
        action=row.rule.action or row.flag.action,
        sources=row.sources,
        judgement=row.rule.judgement or "",
        cleared=row.rule.id in known.case.cleared,
    )


def _unsettled(row: _Row, known: Facts) -> Unsettled | None:
    """A rule that is not settled, if anything can be asked."""
    asked = dict[str, None]()
    compiled(known.knowledge).open(row.when)(known, asked)
    if not asked:
        return None
    return Unsettled(
        rule=row.rule.id,
        flag=row.flag.id,
        name=row.rule.name,
        suspect=row.flag.suspect,
        urgency=row.urgency,
        ask=tuple(asked),
        sources=row.sources,
    )


@once
def _seconds(knowledge: Knowledge) -> dict[str, float]:
    return {finding.id: float(finding.seconds) for finding in knowledge.findings.values()}
