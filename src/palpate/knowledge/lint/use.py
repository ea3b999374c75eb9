"""Every finding is used by something: a rule, a weight, a structure, a restriction, a motion to measure."""

from collections.abc import Iterator

from palpate.knowledge.expression import findings
from palpate.knowledge.lint.walk import problem
from palpate.knowledge.load import Knowledge, Problem
from palpate.knowledge.model import Structure


def lint_use(knowledge: Knowledge) -> Iterator[Problem]:
    """Yield a problem for each finding that nothing looks at."""
    used = set(_used(knowledge))
    for finding in knowledge.findings.values():
        speaks_of_structure = finding.kind in ("palpation", "strength", "maneuver") and finding.structures
        if finding.id not in used and finding.kind != "motion" and not speaks_of_structure:
            what = "is used by nothing"
            yield problem(
                knowledge, "findings", finding, "", what, "use it in a rule or a row, or take it out"
            )


def _used(knowledge: Knowledge) -> Iterator[str]:
    for rule in knowledge.rules.values():
        yield from findings(rule)
    for row in knowledge.accuracy.values():
        yield row.finding
    for condition in knowledge.conditions.values():
        yield from (rate.finding for rate in condition.rates)
    yield from (item.since for item in knowledge.contraindications.values())
    for structure in knowledge.structures.values():
        if isinstance(structure, Structure):
            yield from structure.tension_tests
