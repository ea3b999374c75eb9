"""Every id that an entry names must exist."""

import difflib
from collections.abc import Collection, Iterator

from palpate.knowledge.expression import ComplaintAt, Number, findings, walk
from palpate.knowledge.lint.walk import entries, parts, problem
from palpate.knowledge.load import Knowledge, Problem
from palpate.knowledge.model import (
    Accuracy,
    Condition,
    Contraindication,
    Effect,
    Entry,
    Exercise,
    Finding,
    Guideline,
    RedFlag,
    Structure,
    Technique,
)

PLACES = frozenset({"complaint", "observed"})


def lint_references(knowledge: Knowledge) -> Iterator[Problem]:
    """Yield a problem for each id that stands nowhere."""
    for kind, entry in entries(knowledge):
        for field, name, known in _named(entry, knowledge):
            if name not in known:
                yield problem(knowledge, kind, entry, field, f"{name!r} does not exist", _remedy(name, known))
    yield from _in_rules(knowledge)


def _named(entry: Entry, knowledge: Knowledge) -> Iterator[tuple[str, str, Collection[str]]]:
    """The field, the id it names, and where that id should be found."""
    for path, value in parts(entry):
        field = path.rpartition(".")[2].partition("[")[0]
        if (field in ("source", "referral_source") and isinstance(value, str)) or path.startswith("sources["):
            yield path, value, knowledge.sources
    for field, names, known in _fields(entry, knowledge):
        for name in names:
            yield field, name, known


def _fields(entry: Entry, knowledge: Knowledge) -> Iterator[tuple[str, Collection[str], Collection[str]]]:
    match entry:
        case Finding():
            yield "regions", entry.regions, knowledge.regions
            yield "structures", entry.structures, knowledge.structures
            yield "joint", (entry.joint,) if entry.joint else (), knowledge.joints
        case Accuracy():
            yield "finding", (entry.finding,), knowledge.findings
            yield "condition", (entry.condition,), knowledge.conditions
        case Condition():
            yield "regions", entry.regions, knowledge.regions
            yield "structures", entry.structures, knowledge.structures
            yield "rates", [rate.finding for rate in entry.rates], knowledge.findings
            yield "differentials", entry.differentials, knowledge.conditions
        case RedFlag():
            yield "regions", entry.regions, knowledge.regions
            yield "condition", (entry.condition,) if entry.condition else (), knowledge.conditions
        case Contraindication():
            yield "sites", set(entry.sites) - PLACES, knowledge.regions
            yield "refuses", entry.refuses, knowledge.techniques
            yield "since", (entry.since,) if entry.since else (), knowledge.findings
        case Structure():
            yield "regions", entry.regions, knowledge.regions
            yield "referral", entry.referral, knowledge.regions
            yield "territory", entry.territory, knowledge.regions
            yield "tension_tests", entry.tension_tests, knowledge.findings
            yield "crosses", entry.crosses, knowledge.joints
            treated = getattr(entry, "treated_as", "")
            yield "treated_as", (treated,) if treated else (), knowledge.structures
            yield "actions", {action.partition(".")[0] for action in entry.actions}, knowledge.joints
        case Technique():
            yield "credentials", entry.credentials, knowledge.credentials
        case Exercise():
            yield "regions", entry.regions, knowledge.regions
            yield "targets", entry.targets, knowledge.structures
            yield "conditions", entry.conditions, knowledge.conditions
        case Effect():
            yield "technique", (entry.technique,) if entry.technique else (), knowledge.techniques
            yield "condition", (entry.condition,) if entry.condition else (), knowledge.conditions
        case Guideline():
            yield "condition", (entry.condition,) if entry.condition else (), knowledge.conditions
            yield "conditions", entry.conditions, knowledge.conditions
            yield "techniques", entry.techniques, knowledge.techniques


def _in_rules(knowledge: Knowledge) -> Iterator[Problem]:
    owners: dict[str, tuple[str, Entry]] = {}
    for kind, entry in entries(knowledge):
        owners[entry.id] = owners.get(entry.id, (kind, entry))
        if isinstance(entry, RedFlag):
            owners.update({rule.id: (kind, entry) for rule in entry.rules})
    for key, rule in knowledge.rules.items():
        kind, entry = _owner(key, knowledge, owners)
        field = f"rules.{key}" if kind == "flags" else "when" if kind == "contraindications" else "rule"
        for name in dict.fromkeys(findings(rule)):
            if name not in knowledge.findings:
                what = f"the rule names the finding {name!r}, which does not exist"
                yield problem(knowledge, kind, entry, field, what, _remedy(name, knowledge.findings))
        for part in walk(rule):
            if isinstance(part, ComplaintAt):
                for region in part.regions:
                    if region not in knowledge.regions:
                        what = f"the rule names the region {region!r}, which does not exist"
                        yield problem(knowledge, kind, entry, field, what, _remedy(region, knowledge.regions))
            if isinstance(part, Number) and part.of == "score" and part.finding not in knowledge.measures:
                what = f"the rule names the measure {part.finding!r}, which does not exist"
                yield problem(knowledge, kind, entry, field, what, _remedy(part.finding, knowledge.measures))


def _owner(key: str, knowledge: Knowledge, owners: dict[str, tuple[str, Entry]]) -> tuple[str, Entry]:
    for kind, table in (("contraindications", knowledge.contraindications), ("findings", knowledge.findings)):
        if key in table:
            return kind, table[key]
    return owners[key]


def _remedy(name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else "define it, or take it out"
