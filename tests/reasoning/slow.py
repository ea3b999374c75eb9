"""The rules settled by walking their trees: the slow form that the compiled one is held against."""

import datetime
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
from palpate.knowledge.words import Side
from palpate.reasoning.case import Case, Observation
from palpate.reasoning.norms import expected_value, normal_value

Truth = bool | None
DAY = datetime.date(2026, 3, 2)


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


def _newest(case: Case) -> dict[str, tuple[Observation, ...]]:
    """By finding, the newest observation for each side."""
    newest: dict[str, dict[str | None, Observation]] = {}
    for observation in case.observations:
        newest.setdefault(observation.finding, {})[observation.side] = observation
    return {finding: tuple(sides.values()) for finding, sides in newest.items()}


def open_findings(rule: Expression, case: Case, knowledge: Knowledge) -> tuple[str, ...]:
    """The ids of the findings to ask now for an unsettled rule, each once. Of parts that are all needed only
    the first open one is asked; the others follow if it is there.
    """
    return tuple(dict.fromkeys(_open(rule, case, knowledge)))


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
    seen = observed(case, rule.finding)
    values = {one.side: one.value for one in seen if one.value is not None}
    finding = knowledge.findings[rule.finding]
    free = [one for one in seen if finding.kind == "motion" and one.present is False and one.value is None]
    if not values and not free:
        return None
    if rule.of == "value":
        usual = normal_value(finding, case.client)
        held: list[Truth] = [rule.bounds.holds(value) for value in values.values()]
        held += [None if usual is None else rule.bounds.holds(usual) for _ in free]
        return True if True in held else None if None in held else False
    if rule.of == "difference":
        left, right = values.get("left"), values.get("right")
        return None if left is None or right is None else rule.bounds.holds(abs(left - right))
    truth = _loss(rule, values, case, knowledge)
    if not free or truth is True:
        return truth
    return True if rule.bounds.holds(0.0) else truth


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
