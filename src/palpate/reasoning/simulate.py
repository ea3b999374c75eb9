"""Simulated clients, to measure the reasoning by: a true cause drawn from the knowledge's priors, and every
finding that could be asked or tried drawn with its published chance, from one seeded source of numbers.

What is simulated and what is not: causes exclude each other; a finding has its sensitivity where its cause
has a figure, and one base rate where it has none; findings of one construct share a latent normal variable,
so that they repeat each other (the differential only assumes that they do); a cluster comes out with its own
published rate, and its items follow; age and duration are drawn so that the shares by age and duration come
out. Answers go missing and are wrong at stated rates. Nothing else links the findings of one person.
`generate` makes people for the demo clinic, who come out at a wanted level; these here come as they come.
"""

import datetime
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from statistics import NormalDist

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import Client as ClientNumber
from palpate.knowledge.expression import Count, Number, Points, findings, walk
from palpate.knowledge.model import Finding
from palpate.knowledge.once import once
from palpate.knowledge.words import Sex, Side
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place, Score
from palpate.reasoning.causes.differential import OTHER, OTHER_PRIOR, candidates, cover, items_of, prior
from palpate.reasoning.causes.evidence import ASSUMED_BASE, speaking, strengths
from palpate.reasoning.change.course import GENERAL, Course, Family, true_value
from palpate.reasoning.change.forecast import WHOLE_SCALE, scale_of, within
from palpate.reasoning.norms import normal_value
from palpate.reasoning.rules.logic import present
from palpate.reasoning.screening.screen import Triage

# How common a sign that speaks of no ordinary cause of the place is among people without a serious one.
# Studies counted such signs in hospitals, among people already suspected; with their rates, or with the
# assumed base of three in ten, four in five clients would be sent to an emergency room (clinical judgement).
RARE = 0.005
TRIES = 20  # draws of the items of clusters until the clusters come out as drawn
FITS = 8  # rounds of proportional fitting of ages and durations; further rounds change nothing visible
FEMALE = 0.55  # share of women among those who seek care for pain of the body (clinical judgement)
# Ages in years and durations in days with their shares among adults and the few young who seek care for
# such pain, before a cause is known (clinical judgement, near the base rates of the age findings).
AGES = ((10, 16, 0.03), (17, 24, 0.09), (25, 34, 0.13), (35, 39, 0.1), (40, 49, 0.2), (50, 59, 0.18),
        (60, 65, 0.11), (66, 70, 0.06), (71, 85, 0.1))  # fmt: skip
DAYS = ((2, 7, 0.1), (8, 41, 0.25), (42, 83, 0.2), (84, 180, 0.2), (181, 900, 0.25))
NORMAL = NormalDist()


class Assumptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a simulated world is like. Shares and rates are fractions of 1."""

    missing: float = 0.15  # findings that cannot be answered or tried
    noise: float = 0.0  # yes-or-no answers that are the other way round
    likeness: float = 0.5  # correlation of the latent variables of findings of one construct
    priors: Mapping[str, float] = {}  # factors on the priors, by condition: the world differs from the book


USUAL = Assumptions()


class Simulated(msgspec.Struct, frozen=True, kw_only=True):
    """A simulated client: the true cause, who they are and where it hurts, and what each finding would show
    to somebody who asks or tries. What cannot be answered has neither a value nor present.
    """

    cause: str
    case: Case
    answers: dict[str, Observation]

    def with_answers(self, wanted: Iterable[str]) -> Case:
        """The case once these findings have been asked or tried."""
        told = tuple(self.answers[name] for name in wanted if name in self.answers)
        return msgspec.structs.replace(self.case, observations=(*self.case.observations, *told))


def simulate(
    random: Random, knowledge: Knowledge, assumptions: Assumptions = USUAL, region: str = ""
) -> Simulated:
    """A client with a complaint of the region, of any region if none is named. The same state of `random`
    gives the same client.
    """
    place = _places(knowledge)(region or random.choice(complaint_regions(knowledge)))
    factors = [assumptions.priors.get(cause, 1.0) for cause in place.causes]
    weights = [weight * factor for weight, factor in zip(place.weights, factors, strict=True)]
    cause = random.choices(place.causes, weights)[0]
    case = _who(random, knowledge, cause, place)
    truths = _truths(random, knowledge, cause, place, case, assumptions.likeness)
    answers = {
        name: _seen(random, knowledge.findings[name], there, case, assumptions)
        for name, there in truths.items()
    }
    answers |= _numbers(random, knowledge, cause, place, case, assumptions)
    return Simulated(cause=cause, case=case, answers=answers)


def wrong_priors(random: Random, knowledge: Knowledge, spread: float) -> dict[str, float]:
    """Factors for `Assumptions.priors`: log-normal, `spread` being the standard deviation of the natural
    logarithm. One draw is one world; many clients must share it, or the errors average out.
    """
    return {name: math.exp(random.gauss(0, spread)) for name in (*knowledge.conditions, OTHER)}


@once
def complaint_regions(knowledge: Knowledge) -> tuple[str, ...]:
    """The places where complaints are simulated: those to which two ordinary conditions or more belong."""
    counts: dict[str, int] = {}
    for condition in knowledge.conditions.values():
        if condition.prior and not condition.serious and condition.suspected and condition.regions:
            counts[condition.regions[0]] = counts.get(condition.regions[0], 0) + 1
    found = tuple(sorted(name for name, count in counts.items() if count > 1 and name != "whole_body"))
    return found or tuple(sorted(counts))


def pool(knowledge: Knowledge, region: str) -> tuple[str, ...]:
    """The yes-or-no findings that are simulated for a complaint there: what speaks for or against one of its
    causes, the items of clusters, and the questions of the red flags; in the knowledge's order.
    """
    return _places(knowledge)(region).plain


def chance(finding: str, cause: str, knowledge: Knowledge, region: str) -> float:
    """How often the finding is there with the cause: its sensitivity, else its base rate at that place."""
    own = strengths(knowledge).get(cause, {}).get(finding)
    return own.sensitivity if own is not None else base_rate(finding, knowledge, region)


def base_rate(finding: str, knowledge: Knowledge, region: str) -> float:
    """How often the finding is there with causes that have no figure for it: its counted background, else the
    mean of what studies saw in people without the cause, over the causes of that place, else the assumed
    base. What speaks of none of the ordinary causes of the place is rare there.
    """
    return _places(knowledge)(region).bases[finding]


@once
def measures_with_course(knowledge: Knowledge) -> tuple[str, ...]:
    """The measures whose courses can be simulated: people can reach both ends, the error is published, and
    a score says how somebody is, not how much that has changed.
    """
    return tuple(
        sorted(
            entry.id
            for entry in knowledge.measures.values()
            if entry.unit in WHOLE_SCALE
            and not {"global change", "swelling"} & set(entry.domain)
            and scale_of(entry.id, (entry.low + entry.high) / 2, knowledge)
        )
    )


def simulate_scores(
    random: Random,
    knowledge: Knowledge,
    measure: str,
    days: Sequence[datetime.date],
    family: Family = GENERAL,
) -> tuple[Score, ...]:
    """The scores of a client on those days, in whole units: a course of the family, with its drift, the swing
    of each day and the error of the measure. The first day is the baseline, three to nine tenths of the
    scale away from its best end.
    """
    entry = knowledge.measures[measure]
    away = random.uniform(0.3, 0.9) * (entry.high - entry.low)
    baseline = entry.high - away if entry.direction == "higher-is-better" else entry.low + away
    scale = scale_of(measure, baseline, knowledge)
    if scale is None:
        raise ValueError(f"{measure} has no published error; one of {measures_with_course(knowledge)} has")
    plateau = within(baseline + random.gauss(family.share, family.share_spread) * scale.way, scale)
    swing = family.swing * scale.size
    course = Course(
        baseline=baseline, plateau=plateau, half_days=random.choice(family.half_days), noise=swing
    )
    scores: list[Score] = []
    drift, before = 0.0, days[0]
    for day in days:
        drift += random.gauss(0, 1) * family.drift * scale.size * math.sqrt((day - before).days)
        value = true_value(course, (day - days[0]).days) + drift
        value += random.gauss(0, math.hypot(swing, scale.error))
        scores.append(Score(measure=measure, value=float(round(within(value, scale))), on=day))
        before = day
    return tuple(scores)


class _Family(msgspec.Struct, frozen=True):
    """Clusters that share items, and the items."""

    clusters: tuple[str, ...]
    items: tuple[str, ...]


class _Where(msgspec.Struct, frozen=True):
    """A place of complaint with all that a client there can have."""

    region: str
    causes: tuple[str, ...]
    weights: tuple[float, ...]
    plain: tuple[str, ...]
    families: tuple[_Family, ...]
    numbers: dict[str, tuple[str, ...]]  # number findings, and the thresholds that look at them
    bases: dict[str, float]  # how often a finding is there with causes that have no figure for it


@once
def _places(knowledge: Knowledge) -> Callable[[str], _Where]:
    known: dict[str, _Where] = {}

    def of(region: str) -> _Where:
        if region not in known:
            known[region] = _where(region, knowledge)
        return known[region]

    return of


def _where(region: str, knowledge: Knowledge) -> _Where:
    case = Case(complaint=Complaint(regions=(Place(region=region),)))
    found = candidates(case, knowledge, Triage(level="treat"))
    ordinary = sum(prior(condition) for condition in found if not condition.serious)
    weights = [prior(one) * cover(one, case, knowledge) for one in found]
    causes = {one.id for one in found}
    spoken = [name for name, rows in speaking(knowledge).items() if causes & rows.keys()]
    derived = [name for name in spoken if name in knowledge.rules]
    asked = {
        name
        for flag in knowledge.flags.values()
        if any(one == "whole_body" or knowledge.overlap(region, one) for one in flag.regions)
        for rule in flag.rules
        for name in findings(knowledge.rules[rule.id])
    }
    wanted = {*spoken, *asked}.union(*(items_of(name, knowledge) for name in (*derived, *asked)))
    numbers: dict[str, list[str]] = {}
    for name in derived:
        rule = knowledge.rules[name]
        if isinstance(rule, Number) and rule.of in ("value", "loss"):
            numbers.setdefault(rule.finding, []).append(name)
    plain = tuple(
        one.id
        for one in knowledge.findings.values()
        if one.id in wanted and not one.unit and one.kind != "derived"
    )
    return _Where(
        region=region,
        causes=(*(one.id for one in found), OTHER),
        weights=(*weights, max(OTHER_PRIOR, 1 - ordinary)),
        plain=plain,
        families=_families([name for name in derived if _is_cluster(name, knowledge)], plain, knowledge),
        numbers={name: tuple(rules) for name, rules in numbers.items()},
        bases={name: _base(name, causes, knowledge) for name in (*plain, *derived)},
    )


def _families(clusters: list[str], plain: tuple[str, ...], knowledge: Knowledge) -> tuple[_Family, ...]:
    """The clusters, those that share items together."""
    groups: list[tuple[list[str], set[str]]] = []
    for cluster in clusters:
        names, items = [cluster], set(items_of(cluster, knowledge)) & set(plain)
        for group in [group for group in groups if group[1] & items]:
            groups.remove(group)
            names, items = [*group[0], *names], group[1] | items
        groups.append((names, items))
    return tuple(_Family(tuple(names), tuple(sorted(items))) for names, items in groups if items)


def _is_cluster(name: str, knowledge: Knowledge) -> bool:
    """Whether the items decide it: several yes-or-no findings, and no number or score among them."""
    rule = knowledge.rules[name]
    plain = not any(isinstance(part, Number) for part in walk(rule))
    return plain and isinstance(rule, Count | Points) and len(items_of(name, knowledge)) > 1


def _base(finding: str, causes: set[str], knowledge: Knowledge) -> float:
    background = knowledge.findings[finding].background_rate
    if background is not None:
        return max(0.01, min(0.99, background.value))
    rows = {cause: row for cause, row in speaking(knowledge).get(finding, {}).items() if cause in causes}
    if all(knowledge.conditions[cause].serious for cause in rows):
        return RARE
    counted = [row.false_positive for row in rows.values() if row.false_positive != ASSUMED_BASE]
    return sum(counted) / len(counted) if counted else ASSUMED_BASE


def _who(random: Random, knowledge: Knowledge, cause: str, place: _Where) -> Case:
    """Who it is, where it hurts and since when."""
    fitted = _fitted(knowledge)
    low, high, _ = random.choices(AGES, fitted(cause, "age"))[0]
    age = float(random.randint(low, high))
    low, high, _ = random.choices(DAYS, fitted(cause, "days"))[0]
    days = float(random.randint(low, high))
    drawn: Sex = "female" if random.random() < FEMALE else "male"
    sex = _sex_of(cause, knowledge) or drawn
    side: Side | None = random.choice(("left", "right")) if knowledge.regions[place.region].sided else None
    complaint = Complaint(regions=(Place(region=place.region, side=side),), days=days)
    return Case(client=Client(age=age, sex=sex), complaint=complaint)


def _sex_of(cause: str, knowledge: Knowledge) -> Sex | None:
    """The sex of people with the cause, where most of them have what only one sex can have."""
    for name, row in strengths(knowledge).get(cause, {}).items():
        sexes = {knowledge.findings[part].only for part in items_of(name, knowledge) or {name}}
        if row.sensitivity > 0.5 and len(sexes) == 1 and None not in sexes:
            return sexes.pop()
    return None


@once
def _fitted(knowledge: Knowledge) -> Callable[[str, str], list[float]]:
    known: dict[tuple[str, str], list[float]] = {}

    def of(cause: str, what: str) -> list[float]:
        if (cause, what) not in known:
            known[cause, what] = _fit(cause, what, knowledge)
        return known[cause, what]

    return of


def _fit(cause: str, what: str, knowledge: Knowledge) -> list[float]:
    """The shares of the bands, moved until every figure on age or duration that the cause has holds
    (iterative proportional fitting, Deming and Stephan 1940).
    """
    bands = AGES if what == "age" else DAYS
    shares = [share for _, _, share in bands]
    rows = [
        ([rule.bounds.holds((low + high) / 2) for low, high, _ in bands], strength.sensitivity)
        for name, strength in strengths(knowledge).get(cause, {}).items()
        if isinstance(rule := knowledge.rules.get(name), ClientNumber) and rule.what == what
    ]
    for _ in range(FITS):
        for inside, wanted in rows:
            now = sum(share for share, here in zip(shares, inside, strict=True) if here)
            if 0 < now < 1:
                yes, no = wanted / now, (1 - wanted) / (1 - now)
                shares = [share * (yes if here else no) for share, here in zip(shares, inside, strict=True)]
    return shares


def _truths(
    random: Random, knowledge: Knowledge, cause: str, place: _Where, case: Case, likeness: float
) -> dict[str, bool]:
    """What is truly there, of the yes-or-no findings of the place."""
    limits = _limits(knowledge)
    latent: dict[str, float] = {}
    shared, own = math.sqrt(likeness), math.sqrt(1 - likeness)

    def draw(name: str) -> bool:
        finding = knowledge.findings[name]
        if finding.only not in (None, case.client.sex):
            return False
        level = random.gauss(0, 1)
        if finding.construct:
            if finding.construct not in latent:
                latent[finding.construct] = random.gauss(0, 1)
            level = shared * latent[finding.construct] + own * level
        return level < limits(name, cause, place.region)

    truths = {name: draw(name) for name in place.plain}
    for family in place.families:
        _fit_clusters(random, knowledge, cause, family, case, truths, latent, draw)
    return truths


def _fit_clusters(
    random: Random,
    knowledge: Knowledge,
    cause: str,
    family: _Family,
    case: Case,
    truths: dict[str, bool],
    latent: dict[str, float],
    draw: Callable[[str], bool],
) -> None:
    """Draw the items of a family of clusters again until each comes out as its own rate wants it, or at
    least the draw that fits best. One number decides for all, so that of nested clusters the strict one is
    never wanted without the loose one.
    """
    level, region = random.random(), case.complaint.regions[0].region
    wanted = {cluster: level < chance(cluster, cause, knowledge, region) for cluster in family.clusters}
    best, most = {name: truths[name] for name in family.items}, -1
    for _ in range(TRIES):
        told = tuple(Observation(finding=name, present=truths[name]) for name in family.items)
        seen = msgspec.structs.replace(case, observations=told)
        right = sum(present(cluster, seen, knowledge) is wish for cluster, wish in wanted.items())
        if right > most:
            best, most = {name: truths[name] for name in family.items}, right
        if right == len(wanted):
            break
        for name in family.items:
            latent.pop(knowledge.findings[name].construct, None)
        truths.update({name: draw(name) for name in family.items})
    truths.update(best)


@once
def _limits(knowledge: Knowledge) -> Callable[[str, str, str], float]:
    """The level of the latent variable below which a finding is there, by finding, cause and place."""
    known: dict[tuple[str, str, str], float] = {}

    def of(finding: str, cause: str, region: str) -> float:
        key = (finding, cause, region)
        if key not in known:
            known[key] = NORMAL.inv_cdf(chance(finding, cause, knowledge, region))
        return known[key]

    return of


def _seen(random: Random, finding: Finding, there: bool, case: Case, assumptions: Assumptions) -> Observation:
    """What is recorded of it: nothing, the truth, or its opposite."""
    side = case.complaint.regions[0].side if finding.sided else None
    if random.random() < assumptions.missing:
        return Observation(finding=finding.id, side=side)
    wrong = assumptions.noise > 0 and random.random() < assumptions.noise
    return Observation(finding=finding.id, present=there != wrong, side=side)


def _numbers(
    random: Random, knowledge: Knowledge, cause: str, place: _Where, case: Case, assumptions: Assumptions
) -> dict[str, Observation]:
    """A value for each number that a threshold looks at: on the side of the cause's own threshold that was
    drawn, else of the first.
    """
    found: dict[str, Observation] = {}
    for name, thresholds in place.numbers.items():
        finding = knowledge.findings[name]
        own = [one for one in thresholds if one in strengths(knowledge).get(cause, {})]
        threshold = (own or list(thresholds))[0]
        wanted = random.random() < chance(threshold, cause, knowledge, place.region)
        if assumptions.noise > 0 and random.random() < assumptions.noise:
            wanted = not wanted
        fitting = _values(finding, knowledge.rules[threshold], wanted, case.client)
        side = case.complaint.regions[0].side if finding.sided else None
        value = random.choice(fitting) if fitting and random.random() >= assumptions.missing else None
        found[name] = Observation(finding=name, value=value, side=side)
    return found


def _values(finding: Finding, rule: object, wanted: bool, client: Client) -> list[float]:
    """The values from which the threshold comes out as wanted."""
    assert isinstance(rule, Number)
    if rule.of == "loss":
        normal = normal_value(finding, client)
        if not normal or normal < 0:
            return []
        shares = [step / 50 for step in range(46) if rule.bounds.holds(step / 50) is wanted]
        return [round(normal * (1 - share), 1) for share in shares]
    low, high = finding.low or 0.0, finding.high if finding.high is not None else 100.0
    steps = [low + (high - low) * step / 60 for step in range(61)]
    return [round(value, 1) for value in steps if rule.bounds.holds(round(value, 1)) is wanted]
