"""Which entries name an entry: the way back from a source, a finding or a muscle to all that rests on it."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from palpate.knowledge.expression import findings
from palpate.knowledge.lint.walk import entries, parts
from palpate.knowledge.load import Knowledge
from palpate.knowledge.model import Contraindication, Entry, Finding, RedFlag
from palpate.knowledge.once import once

# The kind of entry that the ids in a field name.
NAMED_BY = {
    "source": "sources",
    "sources": "sources",
    "referral_source": "sources",
    "finding": "findings",
    "tension_tests": "findings",
    "condition": "conditions",
    "conditions": "conditions",
    "differentials": "conditions",
    "structures": "structures",
    "targets": "structures",
    "crosses": "structures",
    "joint": "structures",
    "technique": "techniques",
    "techniques": "techniques",
    "refuses": "techniques",
    "regions": "regions",
    "sites": "regions",
    "referral": "regions",
    "territory": "regions",
    "credentials": "credentials",
}


class Use(msgspec.Struct, frozen=True, order=True):
    """One entry that names another, and in which field."""

    kind: str
    id: str
    field: str


Uses = dict[tuple[str, str], tuple[Use, ...]]


@once
def all_uses(knowledge: Knowledge) -> Uses:
    """For each (kind, id) the entries that name it, each once a field, in the order of the files. Free
    text in a field of ids (a published figure on a sign that no finding says yet) names nothing.
    """
    found: dict[tuple[str, str], dict[Use, None]] = defaultdict(dict)
    for kind, entry in entries(knowledge):
        for target, name, field in _names(entry, knowledge):
            if name in getattr(knowledge, target) and (target, name) != (kind, entry.id):
                found[target, name][Use(kind, entry.id, field)] = None
    return {key: tuple(uses) for key, uses in found.items()}


def uses(kind: str, name: str, knowledge: Knowledge, by: str = "", field: str = "") -> tuple[str, ...]:
    """The ids of the entries of kind `by` that name this one, in `field` only where it is given."""
    found = all_uses(knowledge).get((kind, name), ())
    wanted = (one.id for one in found if by in ("", one.kind) and field in ("", one.field))
    return tuple(dict.fromkeys(wanted))


def _names(entry: Entry, knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    for path, value in parts(entry):
        field = path.rpartition(".")[2].partition("[")[0]
        if isinstance(value, str) and value and field in NAMED_BY:
            yield NAMED_BY[field], value, field
        elif isinstance(value, str) and field == "actions":
            yield "structures", value.partition(".")[0], field
    for key in _rule_ids(entry):
        for finding in findings(knowledge.rules[key]):
            yield "findings", finding, "rule"


def _rule_ids(entry: Entry) -> Iterator[str]:
    if isinstance(entry, RedFlag):
        yield from (rule.id for rule in entry.rules)
    elif isinstance(entry, Contraindication) or (isinstance(entry, Finding) and entry.rule is not None):
        yield entry.id
