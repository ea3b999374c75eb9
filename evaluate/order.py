"""The usual fixed order of an assessment: the story, what is seen, motion, palpation, strength and nerves,
special tests. Within a group the findings stand as on the page before anything is recorded, loudest first,
so that next-best-test is not raced against a poor order.
"""

from collections import defaultdict
from collections.abc import Callable

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Finding
from palpate.knowledge.once import once
from palpate.reasoning.case import Case, Complaint, Place
from palpate.reasoning.causes.differential import differential, items_of
from palpate.reasoning.causes.evidence import strengths
from palpate.reasoning.screening.screen import Triage

# Group of each kind of finding, and how many of each the page shows before somebody asks for more. The page
# itself (clinic/assess/groups.py) is of Django and is not imported here; a test holds the two together.
GROUPS = (("story", 7), ("posture", 5), ("motion", 6), ("palpation", 6), ("strength", 6), ("tests", 8))
KINDS = {
    "posture": "posture",
    "sign": "posture",
    "motion": "motion",
    "palpation": "palpation",
    "strength": "strength",
    "neuro": "strength",
    "maneuver": "tests",
}


def shown_first(known: Knowledge, region: str) -> tuple[str, ...]:
    """The findings of a complaint there in the usual order: first those that the page shows of each group,
    then the rest of each group in the same order.
    """
    return _orders(known)(region)


@once
def _orders(known: Knowledge) -> Callable[[str], tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}

    def of(region: str) -> tuple[str, ...]:
        if region not in made:
            made[region] = _order(known, region)
        return made[region]

    return of


def _order(known: Knowledge, region: str) -> tuple[str, ...]:
    groups: dict[str, list[str]] = defaultdict(list)
    loud = _loudness(known, region)
    for finding in sorted(loud, key=lambda name: -loud[name]):
        groups[_group_of(known.findings[finding])].append(finding)
    first = [name for key, most in GROUPS for name in groups[key][:most]]
    return (*first, *(name for key, most in GROUPS for name in groups[key][most:]))


def _loudness(known: Knowledge, region: str) -> dict[str, float]:
    """How loudly each finding speaks of the hypotheses of a complaint of which nothing is known yet: the log
    ratios by the probabilities, as the page orders its lines.
    """
    case = Case(complaint=Complaint(regions=(Place(region=region),)))
    loud: dict[str, float] = defaultdict(float)
    table = strengths(known)
    for one in differential(case, known, Triage(level="treat")):
        for finding, strength in table.get(one.condition, {}).items():
            ratio = max(abs(strength.present or 0), abs(strength.absent or 0)) * one.probability
            for part in items_of(finding, known) or {finding}:
                loud[part] += ratio
    return dict(sorted((name, value) for name, value in loud.items() if _group_of(known.findings[name])))


def _group_of(finding: Finding) -> str:
    if finding.kind == "derived":
        return ""
    return "story" if finding.asked_of == "client" else KINDS.get(finding.kind, "")
