"""Made-up people, sampled from the knowledge: a true condition, findings by their published rates, and a
course over visits. They fill the demo clinic, and serve tests, races and training. The random numbers
come from outside, so that one seed gives the same people again.
"""

import math
from random import Random

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import (
    Always,
    BothSides,
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
from palpate.knowledge.expression import (
    Client as ClientNumber,
)
from palpate.knowledge.model import Condition, Finding
from palpate.knowledge.words import Level, Sex, Side
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.causes.differential import prior
from palpate.reasoning.causes.evidence import Strength, strengths
from palpate.reasoning.norms import normal_value
from palpate.reasoning.screening.screen import LEVELS, questions, screen

REGIONS = ("shoulder", "neck", "lumbar")
# How a course goes: the share of the starting pain that is gone in the end, and visits to half of that.
COURSES = {
    "quick": (0.8, 2.0),
    "steady": (0.6, 4.0),
    "slow": (0.35, 6.0),
    "none": (0.0, 4.0),
    "worse": (-0.2, 4.0),
}
COURSE_SHARES = (0.25, 0.35, 0.2, 0.14, 0.06)
OWN, BESIDE = 6, 5  # findings looked at that speak of the condition, and of its neighbours
TRIES = 40  # made-up people thrown away before it is given up
PAIN_NOISE = 0.6  # points of a 0 to 10 pain rating, about its standard error of measurement


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A made-up person: what is truly wrong, how it will go, and the case as it shows."""

    condition: str
    course: str
    case: Case


def make_person(
    random: Random, knowledge: Knowledge, *, region: str | None = None, level: Level = "treat"
) -> Person:
    """A person with a complaint of the region whose screening comes out at the level.

    Raises ValueError when no rule of the knowledge can bring that level about.
    """
    region = region or random.choice(REGIONS)
    for _ in range(TRIES):
        condition = _pick_condition(random, knowledge, region)
        case = _told(random, knowledge, region, level)
        side = case.complaint.regions[0].side
        found = _examined(random, condition, case, knowledge, side)
        case = msgspec.structs.replace(case, observations=(*case.observations, *found))
        if screen(case, knowledge).level == level:  # what the hands find can raise it
            course = random.choices(list(COURSES), COURSE_SHARES)[0]
            return Person(condition=condition.id, course=course, case=case)
    raise ValueError(f"no made-up complaint of {region} came out at {level}")


def _told(random: Random, knowledge: Knowledge, region: str, level: Level) -> Case:
    """Who the person is, where it hurts, and the questions answered so that the level comes out."""
    sex: Sex = random.choice(("female", "female", "male"))
    client = Client(age=float(random.randint(24, 63)), sex=sex)
    side: Side | None = random.choice(("left", "right")) if region == "shoulder" else None
    complaint = Complaint(regions=(Place(region=region, side=side),), days=float(random.randint(20, 300)))
    return with_level(
        random, _answer_questions(Case(client=client, complaint=complaint), knowledge), knowledge, level
    )


def pain_course(random: Random, course: str, visits: int, start: float | None = None) -> list[float]:
    """Pain (0 to 10) at each visit: an exponential approach to where the course leads, with the noise of
    a pain rating, in whole points.
    """
    begin = start if start is not None else float(random.randint(4, 8))
    share, half = COURSES[course]
    levels = [begin * (1 - share * (1 - 0.5 ** (visit / half))) for visit in range(visits)]
    return [float(max(0, min(10, round(level + random.gauss(0, PAIN_NOISE))))) for level in levels]


def with_level(random: Random, case: Case, knowledge: Knowledge, level: Level) -> Case:
    """The case with as many of the client's answers changed as bring the screening to the level, by one
    rule at random.
    """
    if screen(case, knowledge).level == level:
        return case
    rules = [
        rule.id
        for flag in knowledge.flags.values()
        if any(
            knowledge.overlap(place.region, region)
            for place in case.complaint.regions
            for region in flag.regions
        )
        for rule in flag.rules
        if LEVELS[rule.urgency or flag.urgency] == level
    ]
    random.shuffle(rules)
    for rule in rules:
        changes = fulfil(knowledge.rules[rule], knowledge)
        if not all(_can_answer(knowledge.findings[name], case.client) for name in changes):
            continue  # it has to come out of what this client can answer
        changed = _apply(case, changes)
        if screen(changed, knowledge).level == level:
            return changed
    raise ValueError(f"no rule of the knowledge brings a complaint of {case.complaint.regions} to {level}")


def _can_answer(finding: Finding, client: Client) -> bool:
    return finding.asked_of == "client" and finding.only in (None, client.sex)


def fulfil(rule: Expression, knowledge: Knowledge) -> dict[str, Observation]:
    """Observations that make a rule true, as far as observations can: by finding."""
    match rule:
        case Present(finding):
            deeper = knowledge.rules.get(finding) if finding in knowledge.findings else None
            if deeper is not None:
                return fulfil(deeper, knowledge)
            return {finding: Observation(finding=finding, present=True)}
        case BothSides(finding):
            return {finding: Observation(finding=finding, present=True, side="both")}
        case Number(of, finding, bounds) if of == "value":
            edges = [edge for edge in (bounds.at_least, bounds.at_most) if edge is not None]
            edges += [bounds.over + 1] if bounds.over is not None else []
            edges += [bounds.under - 1] if bounds.under is not None else []
            return {finding: Observation(finding=finding, value=edges[0])}
        case Not(Present(finding)):
            return {finding: Observation(finding=finding, present=False)}
        case Count(least, parts):
            plain = sorted(parts, key=lambda part: not isinstance(part, Present))
            return _union(plain[:least], knowledge)
        case Points(weighted, bounds):
            return _score_up(weighted, bounds.at_least or (bounds.over or 0) + 1, knowledge)
        case IfKnown(part):
            return fulfil(part, knowledge)
        case Always() | ClientNumber() | SexIs() | ComplaintAt() | Number() | Not():
            return {}


def _union(parts: list[Expression], knowledge: Knowledge) -> dict[str, Observation]:
    found: dict[str, Observation] = {}
    for part in parts:
        found |= fulfil(part, knowledge)
    return found


def _score_up(
    weighted: tuple[tuple[float, Expression], ...], goal: float, knowledge: Knowledge
) -> dict[str, Observation]:
    found: dict[str, Observation] = {}
    total = 0.0
    for points, part in sorted(weighted, key=lambda pair: -pair[0]):
        if total < goal and points > 0 and (more := fulfil(part, knowledge)):
            found |= more
            total += points
    return found


def _apply(case: Case, changes: dict[str, Observation]) -> Case:
    kept = tuple(one for one in case.observations if one.finding not in changes)
    return msgspec.structs.replace(case, observations=(*kept, *changes.values()))


def _pick_condition(random: Random, knowledge: Knowledge, region: str) -> Condition:
    ordinary = [
        one
        for one in knowledge.conditions.values()
        if not one.serious and one.prior and one.regions and one.regions[0] == region
    ]
    return random.choices(ordinary, [prior(one) for one in ordinary])[0]


def _answer_questions(case: Case, knowledge: Knowledge) -> Case:
    """Every question of the intake answered with no, as most are."""
    answers = [
        Observation(finding=one, present=False) for one in _yes_no(questions(case, knowledge), knowledge)
    ]
    return msgspec.structs.replace(case, observations=tuple(answers))


def _yes_no(names: tuple[str, ...], knowledge: Knowledge) -> list[str]:
    return [name for name in names if not knowledge.findings[name].unit]


def _examined(
    random: Random, condition: Condition, case: Case, knowledge: Knowledge, side: Side | None
) -> list[Observation]:
    """What the therapist finds: tests and touch by their rates, and the motions of the region."""
    answered = {one.finding for one in case.observations}
    found: list[Observation] = []
    for name in _worth_doing(random, condition, case, knowledge):
        finding = knowledge.findings[name]
        if name not in answered and not finding.unit and finding.kind != "derived":
            there = random.random() < _chance(name, condition.id, knowledge)
            found.append(Observation(finding=name, present=there, side=side if finding.sided else None))
    found += _touched(random, condition, knowledge, side)
    return found + _moved(random, case, knowledge, side)


def _worth_doing(random: Random, condition: Condition, case: Case, knowledge: Knowledge) -> list[str]:
    """What a therapist on the right track would look at: the findings that speak most of the condition, and a
    sample of those that speak of its neighbours.
    """
    table = strengths(knowledge)
    region = case.complaint.regions[0].region
    own = _strongest(table.get(condition.id, {}))[:OWN]
    beside: set[str] = set()
    for other in knowledge.conditions.values():
        if not other.serious and any(knowledge.overlap(region, one) for one in other.regions):
            beside.update(_strongest(table.get(other.id, {}))[:3])
    rest = sorted(beside - set(own))
    return sorted({*own, *random.sample(rest, min(BESIDE, len(rest)))})


def _strongest(rows: dict[str, Strength]) -> list[str]:
    return sorted(rows, key=lambda name: -abs(rows[name].present or 0.0))


def _chance(finding: str, condition: str, knowledge: Knowledge) -> float:
    """How often the finding is there in this condition; elsewhere, its mean false-positive rate."""
    table = strengths(knowledge)
    own = table.get(condition, {}).get(finding)
    if own is not None:
        return own.sensitivity
    others = [rows[finding].false_positive for rows in table.values() if finding in rows]
    return sum(others) / len(others) if others else 0.1


def _touched(
    random: Random, condition: Condition, knowledge: Knowledge, side: Side | None
) -> list[Observation]:
    found: list[Observation] = []
    for finding in knowledge.findings.values():
        if finding.kind == "palpation" and set(finding.structures) & set(condition.structures[:4]):
            there = random.random() < 0.6
            found.append(
                Observation(finding=finding.id, present=there, side=_one_side(finding, side, random))
            )
    return found


def _moved(random: Random, case: Case, knowledge: Knowledge, side: Side | None) -> list[Observation]:
    """Two motions of the region, with a loss on the sore side; the other side near the norm."""
    places = [place.region for place in case.complaint.regions]
    motions = [
        finding
        for finding in knowledge.findings.values()
        if finding.kind == "motion"
        and finding.regions
        and any(knowledge.overlap(place, finding.regions[0]) for place in places)
        and normal_value(finding, case.client)
    ]
    found: list[Observation] = []
    for finding in random.sample(motions, min(3, len(motions))):
        normal = normal_value(finding, case.client) or 0.0
        sore = _one_side(finding, side, random)
        found.append(_motion(finding, normal * random.uniform(0.55, 0.9), sore))
        if sore in ("left", "right"):
            other: Side = "left" if sore == "right" else "right"
            found.append(_motion(finding, normal * random.uniform(0.92, 1.0), other))
    return found


def _motion(finding: Finding, value: float, side: Side | None) -> Observation:
    low, high = finding.low or 0.0, finding.high if finding.high is not None else math.inf
    return Observation(finding=finding.id, value=float(round(max(low, min(high, value)))), side=side)


def _one_side(finding: Finding, side: Side | None, random: Random) -> Side | None:
    if not finding.sided:
        return None
    return side or random.choice(("left", "right"))
