"""The kinds of entries as a reader meets them: their names, how lists are grouped, what narrows them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.model import Entry
from palpate.knowledge.say import plain_word


@dataclass(frozen=True)
class Kind:
    """One kind: its folder of the knowledge, its words, and how its list is grouped."""

    id: str
    name: str
    one: str
    what: str
    group: Callable[[Any], str]


# Trials of other care have no page of their own; the search leads to where they are shown.
TRIALS = Kind("effects", "Trials of other care", "trial of other care", "", lambda one: "")
FINDING_KINDS = {
    "maneuver": "Special tests",
    "motion": "Ranges of motion",
    "palpation": "Palpation",
    "strength": "Strength",
    "neuro": "Reflex, sensation and strength of a nerve root",
    "posture": "Posture",
    "sign": "Seen or measured",
    "symptom": "What the client tells",
    "background": "Who the client is: illness, medication, earlier events",
    "derived": "Follows from other findings",
}
URGENCIES = {
    "emergency": "Emergency",
    "same-day": "Physician the same day",
    "refer": "Refer to a physician",
    "caution": "Caution",
}
LEVELS = {
    "absolute-general": "No massage at all",
    "absolute-local": "No massage at the place",
    "needs-clearance": "Only with a physician's clearance",
    "technique-specific": "Some techniques not",
    "caution": "With care",
}
CONDITION_KINDS = {
    "soft-tissue": "Muscle, tendon and other soft tissue",
    "joint": "Joint",
    "nerve": "Nerve",
    "systemic": "Of the whole body",
    "serious": "Serious: referred, not treated",
}

# Headings of the sources, the strongest first, and the beginnings of the words for their kinds.
SOURCE_KINDS = {
    "Systematic reviews": ("systematic", "cochrane", "meta", "ipd", "umbrella", "scoping", "review-table"),
    "Trials": ("rct", "trial", "crossover", "uncontrolled"),
    "Cohorts and cross-sections": ("cohort",),
    "Other studies": ("primary", "methods", "modelling", "norms", "congress", "registry", "protocol"),
    "Guidelines": ("guideline", "position", "employer"),
    "Other reviews and comments": ("review", "comment", "editorial", "author", "reference"),
    "Textbooks and their pages": ("textbook",),
    "Leaflets, clinics and other pages": ("leaflet", "clinic", "blog", "news", "secondary", "training"),
    "Owners of measures, licences and forms": ("measure", "licence", "form", "software"),
    "Professional bodies and regulators": ("professional", "regulator", "accreditor", "association"),
}
OTHER_SOURCES = "Other"


def source_heading(kind: str) -> str:
    """The heading under which a kind of source is listed."""
    word = kind.replace("_", "-").replace(" ", "-")
    for heading, beginnings in SOURCE_KINDS.items():
        if word.startswith(beginnings):
            return heading
    return OTHER_SOURCES


def _first_place(entry: Any) -> str:
    """The name of its first place."""
    return str(knowledge().regions[entry.regions[0]].name) if entry.regions else ""


def _letter(entry: Any) -> str:
    return str(entry.name[:1].upper())


KINDS = {
    kind.id: kind
    for kind in (
        Kind("conditions", "Conditions", "condition", "what the findings may be consistent with",
             lambda one: CONDITION_KINDS.get(one.kind, one.kind)),
        Kind("findings", "Tests and other findings", "finding", "asked, seen, felt, tested or measured",
             lambda one: FINDING_KINDS[one.kind]),
        Kind("structures", "Muscles, joints, nerves", "structure", "what is treated, and where it is felt",
             lambda one: f"{one.kind.capitalize()}s"),
        Kind("techniques", "Techniques", "technique", "each a bundle of elements with ranges",
             lambda one: "Referred to others" if one.referral_only else "Done by massage therapists"),
        Kind("flags", "Red flags", "red flag", "serious causes, and the rules that raise them",
             lambda one: URGENCIES[one.urgency]),
        Kind("contraindications", "Contraindications", "contraindication",
             "when, where and how far massage is narrowed",
             lambda one: LEVELS[one.level]),
        Kind("exercises", "Exercises", "exercise", "for the client at home",
             _first_place),
        Kind("measures", "Measures", "measure", "outcome instruments, their error and what change matters",
             lambda one: one.domain[0].capitalize()),
        Kind("claims", "Claims", "claim", "what is commonly said, and whether it is borne out",
             lambda one: one.verdict.capitalize()),
        Kind("guidelines", "Guidelines", "guideline", "what professional bodies recommend",
             lambda one: one.body),
        Kind("populations", "Populations", "population", "for whom the work changes", lambda one: ""),
        Kind("credentials", "Credentials", "credential", "what a therapist may hold",
             lambda one: one.country or "Anywhere"),
        Kind("advice", "Advice", "advice", "what is told to a client",
             lambda one: plain_word(one.topic).replace("-", " ").capitalize()),
        Kind("regions", "Places on the body", "place", "cells of the body map and the regions made of them",
             lambda one: "Regions" if len(one.cells) > 1 else "Cells of the map"),
        Kind("sources", "Sources", "source", "where each figure comes from",
             lambda one: source_heading(one.kind)),
    )
}  # fmt: skip
ORDER = {
    "findings": tuple(FINDING_KINDS.values()),
    "flags": tuple(URGENCIES.values()),
    "contraindications": tuple(LEVELS.values()),
    "conditions": tuple(CONDITION_KINDS.values()),
    "structures": ("Muscles", "Joints", "Nerves"),
    "sources": (*SOURCE_KINDS, OTHER_SOURCES),
}


def name_of(entry: Any) -> str:
    """What an entry is called: its name, a claim's text, a source's title."""
    return str(
        getattr(entry, "name", "") or getattr(entry, "text", "") or getattr(entry, "title", "") or entry.id
    )


def places_of(entry: Any) -> tuple[str, ...]:
    """The regions that an entry names as its own."""
    return tuple(getattr(entry, "sites", ()) or getattr(entry, "regions", ()))


def narrowed(entries: Iterable[Entry], region: str, knowledge: Knowledge) -> list[Entry]:
    """Those that concern a region: one of their places shares a cell of the body map with it. What
    concerns the whole body belongs to no region.
    """
    if not region:
        return list(entries)
    everywhere = knowledge.cells("whole_body")
    return [
        one
        for one in entries
        if any(
            knowledge.overlap(region, place) and knowledge.cells(place) != everywhere
            for place in places_of(one)
        )
    ]


def grouped(kind: Kind, entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries under the headings of their kind; known headings in their order, others by name."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[kind.group(entry)].append(entry)
    order = ORDER.get(kind.id, ())
    heads = sorted(groups, key=lambda head: (order.index(head) if head in order else len(order), head))
    return [(head, sorted(groups[head], key=lambda one: name_of(one).lower())) for head in heads]


def areas(knowledge: Knowledge) -> list[tuple[str, str]]:
    """The larger regions, to choose from."""
    return [(one.id, one.name) for one in knowledge.regions.values() if len(one.cells) > 1]
