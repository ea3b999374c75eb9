"""What is looked at in a region, in groups: the story, posture, motion, palpation, strength, tests.

A group shows first what says most about the hypotheses of now, and all of it on demand. Nothing that is
not shown is ever answered by "rest is normal", and nothing that a red flag asks of a client or looks for.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from palpate.clinic.assess.rows import Row, Weighs, felt_row, one_row
from palpate.clinic.assess.thinking import Thinking
from palpate.knowledge import Knowledge
from palpate.knowledge.model import Finding
from palpate.reasoning.causes.differential import items_of
from palpate.reasoning.causes.evidence import strengths

# Key, heading, word of the button that answers the rest, lines shown first.
GROUPS = (
    ("story", "The client’s story", "Rest is absent", 7),
    ("posture", "Seen", "Rest is normal", 5),
    ("motion", "Motion", "Rest is normal", 6),
    ("palpation", "Palpation", "Rest is normal", 6),
    ("strength", "Strength and nerves", "Rest is normal", 6),
    ("tests", "Special tests", "Rest is absent", 8),
)
KINDS = {
    "posture": "posture",
    "sign": "posture",
    "motion": "motion",
    "palpation": "palpation",
    "strength": "strength",
    "neuro": "strength",
    "maneuver": "tests",
}
SAYS_NOTHING = 0.1  # a log ratio below this is not worth a line
EAGER = ("story",)  # drawn with the page; the others when they come into view


@dataclass(frozen=True)
class Group:
    """A group of lines."""

    key: str
    title: str
    rest_word: str
    region: str
    rows: tuple[Row, ...]
    hidden: int  # how many more there are
    total: int
    both: bool = False

    @property
    def shown(self) -> str:
        """The findings that have a line, by which later answers know what to draw again."""
        return " ".join(row.only for row in self.rows)

    @property
    def rest(self) -> tuple[str, ...]:
        """What is still open of what is shown, and may be answered at once."""
        return tuple(key for row in self.rows for key in row.restable)

    @property
    def singly(self) -> int:
        """How many open lines wait for an answer of their own: what a red flag asks about."""
        return sum(row.singly and not row.answered for row in self.rows)

    @property
    def done(self) -> int:
        """How many lines have an answer of this visit."""
        return sum(row.answered for row in self.rows)


@dataclass(frozen=True)
class Outline:
    """A group that is not drawn yet."""

    key: str
    title: str
    total: int


def group(
    key: str, region: str, thinking: Thinking, *, everything: bool = False, both: bool = False
) -> Group:
    """The group of a region, the most telling lines first. Answered lines are always shown, but for what the
    client said no to beyond these: an intake brings dozens.
    """
    _, title, rest_word, first = next(one for one in GROUPS if one[0] == key)
    answers = thinking.answers
    rows = _felt(region, thinking, both) if key == "palpation" else _plain(key, region, thinking, both)
    rows_told = answers.rows.items()
    told = {finding for (finding, _), row in rows_told if key != "story" or row.present is not False}
    kept = [
        row
        for number, row in enumerate(rows)
        if everything or number < first or any(part.finding.id in told for part in row.parts)
    ]
    return Group(key, title, rest_word, region, tuple(kept), len(rows) - len(kept), len(rows), both)


def outline(key: str, region: str, thinking: Thinking) -> Outline:
    """What a group holds, counted, without drawing it."""
    title = next(one[1] for one in GROUPS if one[0] == key)
    found = findings_of(key, region, thinking)
    return Outline(key, title, len(by_structure(found, thinking.known)) if key == "palpation" else len(found))


def findings_of(key: str, region: str, thinking: Thinking) -> list[Finding]:
    """The findings of a group: those of the region, and those that weigh for its conditions."""
    known = thinking.known
    weighing = _weighing(region, thinking)
    return [
        entry
        for entry in known.findings.values()
        if _group_of(entry) == key
        and (entry.id in weighing or (key != "story" and _at(entry, region, known)))
    ]


def by_structure(found: Iterable[Finding], known: Knowledge) -> dict[str, list[Finding]]:
    """Palpation by the structure felt; what names none, or more than one, stands for itself."""
    table: dict[str, list[Finding]] = defaultdict(list)
    for entry in found:
        alone = len(entry.structures) != 1 or entry.structures[0] not in known.structures
        table[entry.id if alone else entry.structures[0]].append(entry)
    return table


def _plain(key: str, region: str, thinking: Thinking, both: bool) -> list[Row]:
    found = findings_of(key, region, thinking)
    scores = {entry.id: thinking.score(entry.id) for entry in found}
    if key == "motion":
        best: dict[str, float] = defaultdict(float)
        for entry in found:
            best[entry.motion] = max(best[entry.motion], scores[entry.id])
        found.sort(key=lambda entry: -best[entry.motion])
    else:
        found.sort(key=lambda entry: -scores[entry.id])
    return [
        one_row(entry, thinking.answers, thinking.limits, both=both, weighs=weighs(entry.id, thinking))
        for entry in found
    ]


def _felt(region: str, thinking: Thinking, both: bool) -> list[Row]:
    table = by_structure(findings_of("palpation", region, thinking), thinking.known)
    suspects: dict[str, float] = defaultdict(float)
    for one in thinking.suspects:
        suspects[one.structure] = max(suspects[one.structure], one.weight)

    def weight(item: tuple[str, list[Finding]]) -> float:
        return -suspects[item[0]] - sum(thinking.score(entry.id) for entry in item[1])

    return [
        felt_row(
            structure_name(structure, found, thinking.known),
            found,
            thinking.answers,
            thinking.limits,
            both=both,
        )
        for structure, found in sorted(table.items(), key=weight)
    ]


def structure_name(structure: str, found: list[Finding], known: Knowledge) -> str:
    """The name of a line of palpation."""
    return known.structures[structure].name if structure in known.structures else found[0].name


def weighs(finding: str, thinking: Thinking, most: int = 2) -> tuple[Weighs, ...]:
    """What the finding says of the hypotheses on which it has most to say now."""
    table = strengths(thinking.known)
    rows: list[tuple[float, Weighs]] = []
    for one in thinking.hypotheses:
        strength = table.get(one.condition, {}).get(finding)
        if strength is not None:
            source = strength.sources[0] if strength.sources else ""
            ratios = (thinking.ratio(strength.present), thinking.ratio(strength.absent))
            loud = max(abs(strength.present or 0), abs(strength.absent or 0)) * one.probability
            if loud < SAYS_NOTHING * one.probability:
                continue
            rows.append((loud, Weighs(one.name, *ratios, source, strength.judgement)))
    rows.sort(key=lambda row: -row[0])
    return tuple(row for _, row in rows[:most])


def _group_of(entry: Finding) -> str:
    if entry.kind == "derived":
        return ""
    return "story" if entry.asked_of == "client" else KINDS.get(entry.kind, "")


def _at(entry: Finding, region: str, known: Knowledge) -> bool:
    return "whole_body" not in entry.regions and any(known.overlap(region, one) for one in entry.regions)


def _weighing(region: str, thinking: Thinking) -> frozenset[str]:
    """Findings that weigh for a condition of the region, thresholds and clusters by their parts."""
    known = thinking.known
    table = strengths(known)
    names = {
        finding
        for condition in known.conditions.values()
        if any(known.overlap(region, one) for one in condition.regions)
        for finding in table.get(condition.id, {})
    }
    parts = (items_of(name, known) | {name} for name in names)
    return frozenset().union(*parts)
