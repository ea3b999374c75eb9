"""Three-valued logic over a Case: a rule is True, False, or None, which is unsettled.

Unknown is never absent: a finding that nobody recorded, or that was recorded as unclear, settles nothing.
"""

from collections.abc import Iterator

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import (
    BothSides,
    Client,
    Count,
    Expression,
    IfKnown,
    Not,
    Number,
    Points,
    Present,
)
from palpate.reasoning.case import Case, Observation
from palpate.reasoning.rules.compiled import Compiled, compiled
from palpate.reasoning.rules.facts import Facts, Truth
from palpate.reasoning.rules.known import facts, newest


def settle(rule: Expression, case: Case, knowledge: Knowledge) -> Truth:
    """Whether the rule is true of the case; None while it is unsettled."""
    return compiled(knowledge).settle(rule)(facts(case, knowledge))


def present(finding: str, case: Case, knowledge: Knowledge) -> Truth:
    """Whether a finding is there, on any side. A derived finding that nobody recorded follows its rule."""
    return facts(case, knowledge).truth(finding)


def observed(case: Case, finding: str) -> tuple[Observation, ...]:
    """The newest observation of the finding for each side; later ones in the case replace earlier ones."""
    return newest(case).get(finding, ())


def because(rule: Expression, case: Case, knowledge: Knowledge) -> tuple[str, ...]:
    """The ids of the recorded findings that make a true rule true, each once, in the rule's order."""
    return tuple(dict.fromkeys(_support(rule, True, compiled(knowledge), facts(case, knowledge))))


def open_findings(rule: Expression, case: Case, knowledge: Knowledge) -> tuple[str, ...]:
    """The ids of the findings to ask now for an unsettled rule, each once. Of parts that are all needed only
    the first open one is asked; the others follow if it is there.
    """
    rules, known, asked = compiled(knowledge), facts(case, knowledge), dict[str, None]()
    if rules.settle(rule)(known) is None:
        rules.open(rule)(known, asked)
    return tuple(asked)


def may_hold(rule: Expression, case: Case, knowledge: Knowledge) -> bool:
    """Whether a rule that narrows treatment is to be kept. Where its condition was found (pregnant) and only
    a number (how many weeks) or an exception (consent was given) is not known, it holds until that is known.
    A further sign that nobody saw is asked about instead.
    """
    rules, known = compiled(knowledge), facts(case, knowledge)
    truth = rules.settle(rule)(known)
    if truth is not None:
        return truth
    return any(True for _ in _found(rule, known)) and _at_worst(rule, rules, known)


def _at_worst(rule: Expression, rules: Compiled, known: Facts) -> bool:
    """The rule with every unknown number against the client and every exception not given."""
    match rule:
        case Not(part):
            return rules.settle(part)(known) is not True
        case Number() | Client():
            return rules.settle(rule)(known) is not False
        case Count(least, parts):
            return sum(_at_worst(part, rules, known) for part in parts) >= least
        case Points(parts, bounds):
            return bounds.holds(sum(points for points, part in parts if _at_worst(part, rules, known)))
        case Present(finding):
            deeper = rules.derived(finding)
            return bool(known.truth(finding)) or (deeper is not None and _at_worst(deeper, rules, known))
        case _:
            return rules.settle(rule)(known) is True


def found_parts(rule: Expression, case: Case, knowledge: Knowledge) -> tuple[str, ...]:
    """The findings of a rule, true or not, that were found present: it may be half way to true."""
    return tuple(dict.fromkeys(_found(rule, facts(case, knowledge))))


def _found(rule: Expression, known: Facts) -> Iterator[str]:
    """Present parts; what stands under a `not` speaks against the rule and does not count."""
    match rule:
        case Present(finding):
            if finding in known.present:
                yield finding
        case BothSides(finding):
            if any(one.present for one in known.newest.get(finding, ())):
                yield finding
        case IfKnown(part):
            yield from _found(part, known)
        case Count(_, parts):
            for part in parts:
                yield from _found(part, known)
        case Points(weighted, _):
            for points, part in weighted:
                if points > 0:
                    yield from _found(part, known)


def _support(rule: Expression, wanted: bool, rules: Compiled, known: Facts) -> Iterator[str]:
    """The findings behind a part that came out as wanted."""
    match rule:
        case Present(finding):
            deeper = known.knowledge.rules.get(finding)
            if deeper is not None and finding not in known.newest:
                yield from _support(deeper, wanted, rules, known)
            elif known.truth(finding) is wanted:
                yield finding
        case BothSides(finding):
            yield finding
        case Number(of, finding, _) if of != "score":
            yield finding
        case Not(part):
            yield from _support(part, not wanted, rules, known)
        case IfKnown(part) if wanted:
            yield from _support(part, True, rules, known)
        case Count(_, parts):
            for part in parts:
                if rules.settle(part)(known) is wanted:
                    yield from _support(part, wanted, rules, known)
        case Points(weighted, _):
            for points, part in weighted:
                if points > 0 and rules.settle(part)(known) is wanted:
                    yield from _support(part, wanted, rules, known)
