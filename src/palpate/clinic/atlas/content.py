"""What the page of an entry holds beyond the entry itself: one function a kind, in one table at the end."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from palpate.clinic.atlas.comparing import table
from palpate.clinic.atlas.kinds import FINDING_KINDS, KINDS, LEVELS, Kind, source_heading
from palpate.drawing.body import VIEWS, body_map, cells, muscle_shapes
from palpate.knowledge import Knowledge
from palpate.knowledge.expression import Expression
from palpate.knowledge.model import (
    Accuracy,
    Condition,
    Contraindication,
    Credential,
    Effect,
    Figure,
    Finding,
    Rate,
    RedFlag,
    Region,
    Source,
    Structure,
    Technique,
)
from palpate.knowledge.uses import Use, all_uses, uses
from palpate.reasoning.causes.evidence import likelihood_ratios

Content = dict[str, Any]


@dataclass(frozen=True)
class Ratio:
    """A likelihood ratio: published with its interval, or worked out from sensitivity and specificity."""

    value: float | None
    figure: Figure | None

    @property
    def worked_out(self) -> bool:
        """Whether nobody published it as such."""
        return self.value is not None and self.figure is None


@dataclass(frozen=True)
class Evidence:
    """One accuracy row, ready to be read."""

    row: Accuracy
    positive: Ratio
    negative: Ratio

    @property
    def circumstances(self) -> str:
        """Among whom, against what, and what else is to be known of the row."""
        against = f"against {self.row.reference_standard}" if self.row.reference_standard else ""
        whom = ", ".join(filter(None, (self.row.sample, self.row.population, against)))
        parts = [part.strip().rstrip(".") for part in (whom, self.row.note) if part.strip()]
        return "".join(f"{part[:1].upper()}{part[1:]}. " for part in parts).strip()

    @property
    def strength(self) -> float:
        """How far it moves the odds at most, either way."""
        up, down = self.positive.value or 1, self.negative.value or 1
        return max(up, 1 / down if down > 0 else up)


def evidence(rows: Iterable[Accuracy]) -> list[Evidence]:
    """Rows with their likelihood ratios, the strongest first."""
    found = []
    for row in rows:
        positive, negative = likelihood_ratios(row)
        found.append(Evidence(row, Ratio(positive, row.lr_positive), Ratio(negative, row.lr_negative)))
    return sorted(found, key=lambda one: -one.strength)


def _sorted_rows(rows: Iterable[Accuracy]) -> Content:
    listed = list(rows)
    return {
        "shares": any(row.sensitivity or row.specificity for row in listed if row.use),
        "evidence": evidence(row for row in listed if row.use),
        "on_record": evidence(row for row in listed if not row.use),
    }


def _of(kind: str, names: Iterable[str], knowledge: Knowledge) -> list[Any]:
    table = getattr(knowledge, kind)
    return [table[name] for name in names]


def condition(entry: Condition, knowledge: Knowledge) -> Content:
    """The findings that speak for it and against it, how often they are there, what is done about it."""
    effects = _of("effects", uses("conditions", entry.id, knowledge, "effects"), knowledge)
    return _sorted_rows(_of("accuracy", uses("conditions", entry.id, knowledge, "accuracy"), knowledge)) | {
        "rates": _by_origin(entry.rates),
        "table": None if entry.serious else table(entry, knowledge),
        "effects": [one for one in effects if one.technique],
        "other_care": [one for one in effects if not one.technique],
        "guidelines": uses("conditions", entry.id, knowledge, "guidelines"),
        "flags": uses("conditions", entry.id, knowledge, "flags"),
        "exercises": uses("conditions", entry.id, knowledge, "exercises"),
    }


def _by_origin(rates: Iterable[Rate]) -> list[tuple[Figure, list[Rate]]]:
    """Rates grouped by what they rest on, so that one sentence of judgement is read once."""
    groups: dict[tuple[str | None, str | None], list[Rate]] = defaultdict(list)
    for one in rates:
        groups[one.rate.source, one.rate.judgement].append(one)
    return [(group[0].rate, sorted(group, key=lambda one: -one.rate.value)) for group in groups.values()]


def finding(entry: Finding, knowledge: Knowledge) -> Content:
    """What it says of which condition, what is normal, and which rules look at it."""
    owners = _rule_owners(entry.id, knowledge)
    return _sorted_rows(_of("accuracy", uses("findings", entry.id, knowledge, "accuracy"), knowledge)) | {
        "kind_name": FINDING_KINDS[entry.kind],
        "rated_in": [
            (one.id, next(rate.rate for rate in one.rates if rate.finding == entry.id))
            for one in _of("conditions", uses("findings", entry.id, knowledge, "conditions"), knowledge)
        ],
        "flags": owners["flags"],
        "contraindications": owners["contraindications"],
        "derived": owners["findings"],
        "tensions": uses("findings", entry.id, knowledge, "structures", "tension_tests"),
        "rule": knowledge.rules.get(entry.id) if entry.rule is not None else None,
        "moves": _moves(f"{entry.joint}.{entry.motion}", knowledge) if entry.motion else (),
    }


def _rule_owners(finding: str, knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    return {
        kind: uses("findings", finding, knowledge, kind, "rule")
        for kind in ("flags", "contraindications", "findings")
    }


def _moves(action: str, knowledge: Knowledge) -> tuple[str, ...]:
    return tuple(one.id for one in knowledge.structures.values() if action in one.actions)


def structure(entry: Structure, knowledge: Knowledge) -> Content:
    """Where it lies and is felt, which findings touch it, which conditions involve it."""
    own = [(name, None) for name in entry.shapes]
    touching = _of("findings", uses("structures", entry.id, knowledge, "findings"), knowledge)
    moving: dict[str, list[str]] = defaultdict(list)
    for action in entry.actions:
        joint, _, motion = action.partition(".")
        moving[joint].append(motion)
    return {
        "maps": maps(entry.referral, "sore", own, knowledge),
        "findings": _by_kind(touching),
        "moving": list(moving.items()),
        "conditions": uses("structures", entry.id, knowledge, "conditions", "structures"),
        "exercises": uses("structures", entry.id, knowledge, "exercises", "targets"),
        "care": uses("structures", entry.id, knowledge, "contraindications", "structures"),
        "moved_by": uses("structures", entry.id, knowledge, "structures", "actions"),
        "measured": [one for one in knowledge.findings.values() if one.joint == entry.id and one.motion],
    }


def _by_kind(findings: Iterable[Finding]) -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for one in findings:
        groups[one.kind].append(one.id)
    return [(word, groups[kind]) for kind, word in FINDING_KINDS.items() if kind in groups]


def maps(
    regions: Iterable[str], style: str, structures: Iterable[tuple[str, str | None]], knowledge: Knowledge
) -> list[SafeString]:
    """The views of the body on which the regions or structures can be seen, drawn; at most front and back
    where these show anything.
    """
    wanted = frozenset[str]().union(*(knowledge.cells(region) for region in regions))
    drawn, structures = [], tuple(structures)
    for view in VIEWS:
        lit = {(cell, side): style for cell, side in cells(view) if cell in wanted}
        shown = any(shape.view == view for name, _ in structures for shape in muscle_shapes(name))
        if lit or shown:
            drawn.append(mark_safe(body_map(view, lit=lit, structures=structures)))
    return drawn[:2]


def technique(entry: Technique, knowledge: Knowledge) -> Content:
    """What it did in trials, and the contraindications that narrow it."""
    narrowing = _of(
        "contraindications", uses("techniques", entry.id, knowledge, "contraindications"), knowledge
    )
    elements = ("contact", "speed", "movement", "temperature", "product")
    return {
        "elements": [(name, getattr(entry, name)) for name in elements],
        "effects": _of("effects", uses("techniques", entry.id, knowledge, "effects"), knowledge),
        "narrowing": [
            (word, group)
            for level, word in LEVELS.items()
            if (group := [one.id for one in narrowing if one.level == level])
        ],
        "statements": [
            ("Known", entry.known),
            ("Said of it, without support", entry.unsupported),
            ("Harm seen", entry.adverse),
            ("Doses in trials", entry.doses),
        ],
    }


def flag(entry: RedFlag, knowledge: Knowledge) -> Content:
    """Where it is asked about."""
    return {"everywhere": "whole_body" in entry.regions}


def contraindication(entry: Contraindication, knowledge: Knowledge) -> Content:
    """Its rule, and its places on the body."""
    rule: Expression = knowledge.rules[entry.id]
    places = [site for site in entry.sites if site in knowledge.regions]
    whole = any(len(knowledge.cells(site)) == len(knowledge.cells("whole_body")) for site in places)
    return {
        "rule": rule,
        "level_name": LEVELS[entry.level],
        "maps": [] if whole else maps(places, "sore", (), knowledge),
        "places": places,
        "at_complaint": "complaint" in entry.sites,
        "where_seen": "observed" in entry.sites,
    }


def region(entry: Region, knowledge: Knowledge) -> Content:
    """All that concerns a place, or a cell of the body map."""
    whole = knowledge.cells(entry.id) == knowledge.cells("whole_body")
    drawn = [] if whole else maps((entry.id,), "lit", (), knowledge)
    return {"concerns": concerning(entry.id, knowledge), "maps": drawn}


@dataclass(frozen=True)
class Concern:
    """The entries of one kind that lie at a place: the nearest, and how many there are in all."""

    kind: Kind
    ids: list[str]
    count: int


def concerning(place: str, knowledge: Knowledge, most: int = 60) -> list[Concern]:
    """The entries of each kind that lie at a place, nearest first (the fewest cells beyond it). What
    belongs to the whole body is left out.
    """
    found = []
    for kind in ("conditions", "structures", "findings", "flags", "exercises"):
        rows = _at(place, getattr(knowledge, kind).values(), knowledge)
        if rows:
            found.append(Concern(KINDS[kind], rows[:most], len(rows)))
    return found


def _at(place: str, entries: Iterable[Any], knowledge: Knowledge) -> list[str]:
    here, everywhere = knowledge.cells(place), len(knowledge.cells("whole_body"))
    rows = []
    for entry in entries:
        covered = frozenset[str]().union(*(knowledge.cells(one) for one in entry.regions))
        if covered & here and len(covered) < everywhere:
            rows.append((len(covered - here), entry.name.lower(), entry.id))
    return [name for _, _, name in sorted(rows)]


def place_of(effect: Effect) -> tuple[str, str]:
    """The kind and id of the page that shows an effect: its technique, its condition, or its source."""
    if effect.technique:
        return "techniques", effect.technique
    return ("conditions", effect.condition) if effect.condition else ("sources", effect.source)


def source(entry: Source, knowledge: Knowledge) -> Content:
    """Which entries rest on it, by kind; an accuracy row stands for its finding and condition. An effect
    that has neither a technique nor a condition of ours is shown here.
    """
    groups: dict[str, dict[Use, None]] = defaultdict(dict)
    for one in all_uses(knowledge).get(("sources", entry.id), ()):
        for use in _shown_as(one, knowledge):
            groups[use.kind][use] = None
    resting = _of("effects", uses("sources", entry.id, knowledge, "effects"), knowledge)
    return {
        "heading": source_heading(entry.kind),
        "used": [(KINDS[kind], [one.id for one in group]) for kind, group in groups.items()],
        "effects": [one for one in resting if place_of(one)[0] == "sources"],
    }


def _shown_as(use: Use, knowledge: Knowledge) -> list[Use]:
    """Rows that have no page of their own are shown where they are read."""
    if use.kind == "accuracy":
        row = knowledge.accuracy[use.id]
        return [Use("findings", row.finding, ""), Use("conditions", row.condition, "")]
    if use.kind == "effects":
        kind, name = place_of(knowledge.effects[use.id])
        return [] if kind == "sources" else [Use(kind, name, "")]
    return [Use(use.kind, use.id, "")]


def credential(entry: Credential, knowledge: Knowledge) -> Content:
    """The techniques it opens."""
    return {"opens": uses("credentials", entry.id, knowledge, "techniques")}


def nothing(entry: Any, knowledge: Knowledge) -> Content:
    """The entry says it all."""
    return {}


CONTENT: dict[str, Callable[[Any, Knowledge], Content]] = {
    "conditions": condition,
    "findings": finding,
    "structures": structure,
    "techniques": technique,
    "flags": flag,
    "contraindications": contraindication,
    "regions": region,
    "credentials": credential,
    "sources": source,
}


def content(kind: str, entry: Any, knowledge: Knowledge) -> Content:
    """What the page of an entry shows beside the entry."""
    return CONTENT.get(kind, nothing)(entry, knowledge)
