"""Rules can be decided: no finding follows from itself, numbers are compared and the rest is not."""

from collections.abc import Iterator

from palpate.knowledge.expression import BothSides, Number, Present, findings, walk
from palpate.knowledge.lint.walk import problem
from palpate.knowledge.load import Knowledge, Problem
from palpate.knowledge.model import Entry


def lint_rules(knowledge: Knowledge) -> Iterator[Problem]:
    """Yield a problem for each rule that could not be decided."""
    for kind, entry, key in _owners(knowledge):
        if key not in knowledge.rules:
            continue
        for part in walk(knowledge.rules[key]):
            for what, remedy in _wrong(part, knowledge):
                yield problem(knowledge, kind, entry, f"rule {key}", what, remedy)
    for finding in knowledge.findings.values():
        if _returns(finding.id, finding.id, knowledge, set()):
            what = "follows from itself"
            yield problem(knowledge, "findings", finding, "rule", what, "break the circle")
        if (finding.kind == "derived") != (finding.rule is not None):
            what = (
                "is derived without a rule" if finding.kind == "derived" else "has a rule but is not derived"
            )
            yield problem(knowledge, "findings", finding, "rule", what, "give both or neither")


def _owners(knowledge: Knowledge) -> Iterator[tuple[str, Entry, str]]:
    for flag in knowledge.flags.values():
        for rule in flag.rules:
            yield "flags", flag, rule.id
    for item in knowledge.contraindications.values():
        yield "contraindications", item, item.id
    for finding in knowledge.findings.values():
        yield "findings", finding, finding.id


def _wrong(part: object, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    if isinstance(part, Present | BothSides):
        finding = knowledge.findings.get(part.finding)
        if finding is not None and finding.unit:
            yield f"{finding.id} is a number and is asked as yes or no", "write {value: …, at_least: …}"
        if isinstance(part, BothSides) and finding is not None and not finding.sided:
            yield f"{finding.id} has no sides", "give the finding `sided: true`, or name it plainly"
    if isinstance(part, Number) and part.of != "score":
        finding = knowledge.findings.get(part.finding)
        if finding is not None and not finding.unit:
            yield f"{finding.id} is no number", "name it plainly, or give the finding a unit"
        if finding is not None and part.of == "difference" and not finding.sided:
            yield f"{finding.id} has no sides to compare", "give the finding `sided: true`"


def _returns(finding: str, start: str, knowledge: Knowledge, seen: set[str]) -> bool:
    for inner in findings(knowledge.rules[finding]) if _is_derived(finding, knowledge) else ():
        if inner == start:
            return True
        if inner not in seen:
            seen.add(inner)
            if _returns(inner, start, knowledge, seen):
                return True
    return False


def _is_derived(finding: str, knowledge: Knowledge) -> bool:
    entry = knowledge.findings.get(finding)
    return entry is not None and entry.rule is not None and finding in knowledge.rules
