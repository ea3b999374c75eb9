"""Three-valued logic over a Case: a rule is True, False, or None, which is unsettled.

Unknown is never absent: a finding that nobody recorded, or that was recorded as unclear, settles nothing.
"""

from collections.abc import Iterator

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import (
    Always,
    BothSides,
    Bounds,
    Client,
    ComplaintAt,
    Count,
    Expression,
    IfKnown,
    Not,
    Number,
    Points,
    Present,
    SexIs,
)
from palpate.knowledge.once import once
from palpate.knowledge.words import Side
from palpate.reasoning.case import Case, Observation
from palpate.reasoning.norms import expected_value

Truth = bool | None


def settle(rule: Expression, case: Case, knowledge: Knowledge) -> Truth:
    """Whether the rule is true of the case; None while it is unsettled."""
    match rule:
        case Always():
            return True
        case Present(finding):
            return present(finding, case, knowledge)
        case BothSides(finding):
            return _both_sides(finding, case)
        case Number():
            return _number(rule, case, knowledge)
        case Client(what, bounds):
            number = case.client.age if what == "age" else case.complaint.days
            return None if number is None else bounds.holds(number)
        case SexIs(sex):
            return None if case.client.sex is None else case.client.sex == sex
        case ComplaintAt(regions):
            return _complaint_at(regions, case, knowledge)
        case Not(part):
            inner = settle(part, case, knowledge)
            return None if inner is None else not inner
        case IfKnown(part):
            return settle(part, case, knowledge) is True
        case Count(least, parts):
            return _count(least, [settle(part, case, knowledge) for part in parts])
        case Points(parts, bounds):
            return _points([(points, settle(part, case, knowledge)) for points, part in parts], bounds)


def present(finding: str, case: Case, knowledge: Knowledge) -> Truth:
    """Whether a finding is there, on any side. A derived finding that nobody recorded follows its rule."""
    seen = observed(case, finding)
    if any(one.present for one in seen):
        return True
    entry = knowledge.findings.get(finding)
    if entry is not None and entry.only is not None and case.client.sex not in (None, entry.only):
        return False
    if seen and all(one.present is False for one in seen):
        return False
    rule = knowledge.rules.get(finding) if finding in knowledge.findings else None
    return settle(rule, case, knowledge) if rule is not None and not seen else None


def observed(case: Case, finding: str) -> tuple[Observation, ...]:
    """The newest observation of the finding for each side; later ones in the case replace earlier ones."""
    return _newest(case).get(finding, ())


@once
def _newest(case: Case) -> dict[str, tuple[Observation, ...]]:
    """By finding, the newest observation for each side."""
    newest: dict[str, dict[str | None, Observation]] = {}
    for observation in case.observations:
        newest.setdefault(observation.finding, {})[observation.side] = observation
    return {finding: tuple(sides.values()) for finding, sides in newest.items()}


def because(rule: Expression, case: Case, knowledge: Knowledge) -> tuple[str, ...]:
    """The ids of the recorded findings that make a true rule true, each once, in the rule's order."""
    return tuple(dict.fromkeys(_support(rule, True, case, knowledge)))


def open_findings(rule: Expression, case: Case, knowledge: Knowledge) -> tuple[str, ...]:
    """The ids of the findings to ask now for an unsettled rule, each once. Of parts that are all needed only
    the first open one is asked; the others follow if it is there.
    """
    return tuple(dict.fromkeys(_open(rule, case, knowledge)))


def may_hold(rule: Expression, case: Case, knowledge: Knowledge) -> bool:
    """Whether a rule that narrows treatment is to be kept. Where its condition was found (pregnant) and only
    a number (how many weeks) or an exception (consent was given) is not known, it holds until that is known.
    A further sign that nobody saw is asked about instead.
    """
    truth = settle(rule, case, knowledge)
    if truth is not None:
        return truth
    return bool(found_parts(rule, case, knowledge)) and _at_worst(rule, case, knowledge)


def _at_worst(rule: Expression, case: Case, knowledge: Knowledge) -> bool:
    """The rule with every unknown number against the client and every exception not given."""
    match rule:
        case Not(part):
            return settle(part, case, knowledge) is not True
        case Number() | Client():
            return settle(rule, case, knowledge) is not False
        case Count(least, parts):
            return sum(_at_worst(part, case, knowledge) for part in parts) >= least
        case Points(parts, bounds):
            return bounds.holds(sum(points for points, part in parts if _at_worst(part, case, knowledge)))
        case Present(finding) if finding in knowledge.findings and finding in knowledge.rules:
            return present(finding, case, knowledge) or _at_worst(knowledge.rules[finding], case, knowledge)
        case _:
            return settle(rule, case, knowledge) is True


def found_parts(rule: Expression, case: Case, knowledge: Knowledge) -> tuple[str, ...]:
    """The findings of a rule, true or not, that were found present: it may be half way to true."""
    return tuple(dict.fromkeys(_found(rule, case, knowledge)))


def _found(rule: Expression, case: Case, knowledge: Knowledge) -> Iterator[str]:
    """Present parts; what stands under a `not` speaks against the rule and does not count."""
    match rule:
        case Present(finding):
            if present(finding, case, knowledge):
                yield finding
        case BothSides(finding):
            if any(one.present for one in observed(case, finding)):
                yield finding
        case IfKnown(part):
            yield from _found(part, case, knowledge)
        case Count(_, parts):
            for part in parts:
                yield from _found(part, case, knowledge)
        case Points(weighted, _):
            for points, part in weighted:
                if points > 0:
                    yield from _found(part, case, knowledge)


def _support(rule: Expression, wanted: bool, case: Case, knowledge: Knowledge) -> Iterator[str]:
    """The findings behind a part that came out as wanted."""
    match rule:
        case Present(finding):
            deeper = knowledge.rules.get(finding)
            if deeper is not None and not observed(case, finding):
                yield from _support(deeper, wanted, case, knowledge)
            elif present(finding, case, knowledge) is wanted:
                yield finding
        case BothSides(finding):
            yield finding
        case Number(of, finding, _) if of != "score":
            yield finding
        case Not(part):
            yield from _support(part, not wanted, case, knowledge)
        case IfKnown(part) if wanted:
            yield from _support(part, True, case, knowledge)
        case Count(_, parts):
            for part in parts:
                if settle(part, case, knowledge) is wanted:
                    yield from _support(part, wanted, case, knowledge)
        case Points(weighted, _):
            for points, part in weighted:
                if points > 0 and settle(part, case, knowledge) is wanted:
                    yield from _support(part, wanted, case, knowledge)


def _open(rule: Expression, case: Case, knowledge: Knowledge) -> Iterator[str]:
    if settle(rule, case, knowledge) is not None:
        return
    match rule:
        case Present(finding):
            deeper = knowledge.rules.get(finding)
            if deeper is not None and not observed(case, finding):
                yield from _open(deeper, case, knowledge)
            else:
                yield finding
        case BothSides(finding):
            yield finding
        case Number(of, finding, _) if of != "score":
            yield finding
        case Not(part):
            yield from _open(part, case, knowledge)
        case Count(least, parts):
            still = [part for part in parts if settle(part, case, knowledge) is None]
            # Where all are needed, a no to the first already settles the rule: the rest can wait.
            for part in still[:1] if least == len(parts) else still:
                yield from _open(part, case, knowledge)
        case Points(weighted, _):
            for _points, part in weighted:
                yield from _open(part, case, knowledge)


def _count(least: int, truths: list[Truth]) -> Truth:
    true = sum(truth is True for truth in truths)
    unknown = sum(truth is None for truth in truths)
    if true >= least:
        return True
    return None if true + unknown >= least else False


def _points(weighted: list[tuple[float, Truth]], bounds: Bounds) -> Truth:
    """Settled only when every total that is still possible gives the same answer."""
    totals = {0.0}
    for points, truth in weighted:
        if truth is True:
            totals = {total + points for total in totals}
        elif truth is None:
            totals |= {total + points for total in totals}
    answers = {bounds.holds(total) for total in totals}
    return answers.pop() if len(answers) == 1 else None


def _both_sides(finding: str, case: Case) -> Truth:
    sides = {one.side: one.present for one in observed(case, finding)}
    if sides.get("both") or (sides.get("left") and sides.get("right")):
        return True
    if False in (sides.get("both"), sides.get("left"), sides.get("right")):
        return False
    return None


def _number(rule: Number, case: Case, knowledge: Knowledge) -> Truth:
    if rule.of == "score":
        scores = [score for score in case.scores if score.measure == rule.finding]
        return rule.bounds.holds(max(scores, key=lambda score: score.on).value) if scores else None
    values = {one.side: one.value for one in observed(case, rule.finding) if one.value is not None}
    if not values:
        return None
    if rule.of == "value":
        return any(rule.bounds.holds(value) for value in values.values())
    if rule.of == "difference":
        left, right = values.get("left"), values.get("right")
        return None if left is None or right is None else rule.bounds.holds(abs(left - right))
    return _loss(rule, values, case, knowledge)


def _loss(rule: Number, values: dict[Side | None, float], case: Case, knowledge: Knowledge) -> Truth:
    """The share lost on any side: against the other side if that was measured, else against the norm."""
    finding = knowledge.findings[rule.finding]
    answers: list[Truth] = []
    for side, value in values.items():
        expected = expected_value(finding, side, values, case.client)
        answers.append(None if not expected else rule.bounds.holds((expected - value) / expected))
    return True if True in answers else None if None in answers else False


def _complaint_at(regions: tuple[str, ...], case: Case, knowledge: Knowledge) -> Truth:
    if not case.complaint.regions:
        return None
    return any(
        knowledge.overlap(place.region, region) for place in case.complaint.regions for region in regions
    )
