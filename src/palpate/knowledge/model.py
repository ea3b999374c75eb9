"""What one entry of the knowledge looks like: frozen records, one a concept.

Every figure carries either `source` (an id in data/sources, somebody opened it) or `judgement`
(a sentence saying whose experience it is); never both, never neither. `palpate knowledge check`
holds all of it to that.
"""

from typing import Any

import msgspec

from palpate.knowledge.mean import MeanCourse
from palpate.knowledge.words import (
    AskedOf,
    Contact,
    Direction,
    FindingKind,
    Impairment,
    MassageLevel,
    Movement,
    Position,
    Product,
    Read,
    Sex,
    Speed,
    StructureKind,
    Temperature,
    Urgency,
)


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Anything with an id. `was` keeps former ids, so that old case files and records still resolve."""

    id: str
    was: tuple[str, ...] = ()


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of an entry, without an id of its own."""


class Source(Entry, frozen=True, kw_only=True):
    """Where a figure comes from. A DOI, a PMID or an address is compulsory."""

    title: str
    authors: str | None = None
    year: int | None = None  # None only where the page itself shows no year; `note` then says so
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    kind: str = ""  # review, cohort, trial, guideline, textbook-page, clinic_page …
    quality: str | None = None
    note: str = ""


class Figure(Part, frozen=True, kw_only=True):
    """A number with its unit, its 95 % interval, whom it holds for, and where it comes from."""

    value: float
    unit: str = ""
    low: float | None = None
    high: float | None = None
    population: str = ""
    age: tuple[float, float] | None = None  # years, from and to, where the figure is for an age band
    sex: Sex | None = None
    method: str = ""
    use: bool = True  # measures: False keeps it on record, and no change is judged by it
    source: str | None = None
    read: Read | None = None
    judgement: str | None = None


class Statement(Part, frozen=True, kw_only=True):
    """A sentence in our own words, with what it rests on."""

    text: str
    mean: MeanCourse | None = None  # natural course: the figures behind the sentence
    source: str | None = None
    judgement: str | None = None
    read: Read | None = None


class Region(Entry, frozen=True, kw_only=True):
    """A named place: a set of cells of the body map. `whole_body` has every cell."""

    name: str
    lay: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()  # ids of region shapes on the body map; a cell is a region of itself
    sided: bool = True
    note: str = ""


class Norm(Part, frozen=True, kw_only=True):
    """What is normal for a motion or a landmark, and how far two readings differ by error alone."""

    normal: tuple[Figure, ...] = ()  # degrees, or the finding's unit
    error: tuple[Figure, ...] = ()  # minimal detectable change or standard error; `method` says which
    phone: tuple[Figure, ...] = ()  # how far a phone held to the body errs as an inclinometer; so too


class Finding(Entry, frozen=True, kw_only=True):
    """Something that can be asked, seen, felt, tested or measured."""

    name: str
    kind: FindingKind
    lay: tuple[str, ...] = ()  # other names: abbreviations, eponyms, what clients call it
    regions: tuple[str, ...] = ()  # where it belongs; empty: whole body
    sided: bool = False
    only: Sex | None = None  # set where only this sex can have it
    asked_of: AskedOf = "therapist"
    ask: str = ""  # the question in a client's words, answered yes, no or not sure
    how: str = ""  # how to do it
    positive_if: str = ""
    unit: str = ""  # set: the finding is a number, in this unit
    low: float | None = None  # the lowest and highest possible value, not the normal one
    high: float | None = None
    joint: str = ""  # for motions
    motion: str = ""
    mode: str = ""  # active or passive
    norm: Norm | None = None
    seconds: int = 30  # time it costs
    discomfort: int = 0  # 0 none to 3 painful
    uses: tuple[Movement, ...] = ()  # elements the procedure needs; a restriction on them closes it
    pressure: int = 0  # 0 to 10, pressure the procedure needs
    risk: str = ""
    construct: str = ""  # findings of one construct repeat each other and are discounted together
    rule: Any = None  # kind derived: an expression over other findings (expression.py)
    background_rate: Figure | None = None  # share of people without a serious cause who have it
    structures: tuple[str, ...] = ()  # palpation, strength, maneuver: what it loads or touches
    impairment: Impairment | None = None  # palpation: what a positive finding says of the structure
    sources: tuple[str, ...] = ()


class Accuracy(Entry, frozen=True, kw_only=True):
    """How far a finding speaks for a condition. One row a study or pool; `use` picks one per pair."""

    finding: str
    condition: str
    sensitivity: Figure | None = None
    specificity: Figure | None = None
    lr_positive: Figure | None = None
    lr_negative: Figure | None = None
    pooled: bool = False
    population: str = ""
    sample: str = ""
    reference_standard: str = ""
    use: bool = True  # False: on record only; `why_not` says why
    why_not: str = ""
    source: str | None = None
    read: Read | None = None
    judgement: str | None = None
    note: str = ""


class Rate(Part, frozen=True, kw_only=True):
    """How often a finding is there in people with the condition (a fraction of 1)."""

    finding: str
    rate: Figure


class Condition(Entry, frozen=True, kw_only=True):
    """What a hypothesis can name."""

    name: str
    lay: tuple[str, ...] = ()
    icd10: str | None = None
    regions: tuple[str, ...] = ()
    kind: str = ""  # soft-tissue, joint, nerve, systemic, serious
    serious: bool = False  # a cause that is referred, not treated
    suspected: bool = True  # False: an umbrella, or known before the visit; no hypothesis names it
    structures: tuple[str, ...] = ()
    prior: Figure | None = None  # share among adults who seek care for pain of this region
    rates: tuple[Rate, ...] = ()
    course: tuple[Statement, ...] = ()  # natural course
    massage: tuple[Statement, ...] = ()  # what massage is known to do for it
    refer_if: tuple[str, ...] = ()
    differentials: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""


class Rule(Entry, frozen=True, kw_only=True):
    """One condition under which a flag is raised, in three-valued logic."""

    name: str
    when: Any  # an expression (expression.py)
    urgency: Urgency | None = None  # None: the flag's own
    action: str = ""  # empty: the flag's own
    source: str | None = None
    judgement: str | None = None
    note: str = ""


class FlagAccuracy(Part, frozen=True, kw_only=True):
    """A published figure on a red flag, kept for the page and for calibration."""

    finding: str
    figures: dict[str, float] = {}
    source: str | None = None
    read: Read | None = None


class RedFlag(Entry, frozen=True, kw_only=True):
    """A serious cause to think of, and the rules that raise it."""

    name: str
    suspect: str
    urgency: Urgency
    regions: tuple[str, ...]  # complaints at which it is asked about; whole_body: always
    rules: tuple[Rule, ...]
    action: str
    condition: str | None = None
    accuracy: tuple[FlagAccuracy, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""


class Limit(Part, frozen=True, kw_only=True):
    """A narrowing of elements. Everything left empty stays free."""

    everything: bool = False  # no massage at all at the site
    pressure_at_most: int | None = None  # 0 to 10
    minutes_at_most: int | None = None  # at the site
    speed_at_most: Speed | None = None
    contact: tuple[Contact, ...] = ()  # forbidden
    movement: tuple[Movement, ...] = ()  # forbidden
    temperature: tuple[Temperature, ...] = ()  # forbidden
    product: tuple[Product, ...] = ()  # forbidden
    position: tuple[Position, ...] = ()  # forbidden for the whole visit


class Contraindication(Entry, frozen=True, kw_only=True):
    """When massage must be narrowed, where, and how far."""

    name: str
    level: MassageLevel
    when: Any  # an expression; `always` for endangerment sites
    sites: tuple[str, ...]  # region ids; or "complaint", or "observed" (where the finding was seen)
    limit: Limit
    reason: str
    modification: str = ""
    structures: tuple[str, ...] = ()  # endangerment sites: what lies under the hand
    clearance: bool = False  # lifted by a physician's written clearance
    resume_when: str = ""
    days: int | None = None  # how long it holds at least, after the event
    since: str = ""  # the finding with the days since the event; empty: since the complaint began
    refuses: tuple[str, ...] = ()  # techniques that must not come out as a plain yes; checked
    sources: tuple[str, ...] = ()
    judgement: str | None = None
    review: str = ""  # awaits a clinician's review, and what of it


class Structure(Entry, frozen=True, kw_only=True):
    """A muscle, joint, nerve or other part that can be impaired and treated."""

    name: str
    kind: StructureKind
    regions: tuple[str, ...]  # where hands are laid to reach it (map cells or regions)
    lay: tuple[str, ...] = ()
    sided: bool = True
    shapes: tuple[str, ...] = ()  # muscle shapes of the body map
    actions: tuple[str, ...] = ()  # motion ids "joint.motion" that it makes, e.g. shoulder.external_rotation
    crosses: tuple[str, ...] = ()  # joints
    nerve: str = ""
    attachments: str = ""
    referral: tuple[str, ...] = ()  # regions where its trigger points are felt
    referral_source: str | None = None
    referral_judgement: str | None = None
    mimics: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ("prone", "supine", "side_lying", "seated")
    territory: tuple[str, ...] = ()  # nerves: skin regions
    tension_tests: tuple[str, ...] = ()  # nerves: finding ids
    sources: tuple[str, ...] = ()
    note: str = ""


class Joint(Structure, frozen=True, kw_only=True):
    """A joint with its motions. `opposite` pairs say which motion lengthens which muscles."""

    motions: tuple[tuple[str, str], ...] = ()  # (motion, opposite motion)
    treated_as: str = ""  # the structure under the hand, where the joint of the motions is a complex


class Choice(Part, frozen=True, kw_only=True):
    """Words of one element that a technique needs (all of them) or may use (one at least)."""

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


class Suits(Part, frozen=True, kw_only=True):
    """What the technique is chosen for."""

    impairment: Impairment
    kinds: tuple[StructureKind, ...] = ("muscle",)
    strength: int = 1  # 1 may help, 2 usual choice, 3 best supported
    source: str | None = None
    judgement: str | None = None


class Technique(Entry, frozen=True, kw_only=True):
    """A bundle of elements with ranges."""

    name: str
    lay: tuple[str, ...] = ()
    contact: Choice  # of Contact
    pressure: tuple[int, int]  # 0 to 10, least and most
    usual_pressure: int
    speed: Choice  # of Speed
    movement: Choice  # of Movement
    temperature: Choice = Choice(may=("neutral",))
    product: Choice = Choice(may=("none", "oil", "cream"))
    positions: tuple[Position, ...]
    minutes: tuple[int, int]  # per structure and visit
    effort: int = 1  # therapist's effort, 1 light to 3 heavy
    credentials: tuple[str, ...] = ("licensed_massage_therapist",)  # any one of these
    referral_only: bool = False  # not done by the therapist: acupuncture
    self_care: bool = False  # done by the client at home: foam rolling
    suits: tuple[Suits, ...] = ()
    known: tuple[Statement, ...] = ()
    unsupported: tuple[Statement, ...] = ()
    adverse: tuple[Statement, ...] = ()
    doses: tuple[Statement, ...] = ()
    certainty: str = ""
    how: str = ""
    sources: tuple[str, ...] = ()
    review: str = ""


class Estimate(Part, frozen=True, kw_only=True):
    """A published effect: metric (SMD, MD, OR …) with its 95 % interval."""

    metric: str
    value: float
    low: float | None = None
    high: float | None = None


class Effect(Entry, frozen=True, kw_only=True):
    """What a technique, or other care, did to an outcome in a condition, against what. One of `technique`
    and `intervention` stands, never both.
    """

    technique: str | None = None
    intervention: str = ""  # what was tried, in words, where it is none of our techniques
    condition: str | None = None  # our condition id, where there is one
    condition_text: str
    comparator: str
    outcome: str
    text: str
    estimate: Estimate | None = None
    follow_up: str = ""
    trials: int | None = None
    participants: int | None = None
    certainty: str = ""
    dose: str = ""
    source: str
    read: Read | None = None


class Guideline(Entry, frozen=True, kw_only=True):
    """What a body recommends."""

    name: str
    body: str
    year: int | None = None
    condition_text: str
    condition: str | None = None
    conditions: tuple[str, ...] = ()  # further conditions it speaks of
    techniques: tuple[str, ...] = ()  # those it names, whether for or against; massage at large: swedish
    text: str
    strength: str = ""
    source: str | None = None
    judgement: str | None = None  # told without having been read: says so, until somebody reads it


class Dose(Part, frozen=True, kw_only=True):
    """How much, how often."""

    sets: int | None = None
    reps: str | None = None
    hold_seconds: int | None = None
    days_per_week: str | None = None
    text: str = ""
    source: str | None = None
    judgement: str | None = None


class Exercise(Entry, frozen=True, kw_only=True):
    """Something the client does at home."""

    name: str
    lay: tuple[str, ...] = ()
    purpose: str
    regions: tuple[str, ...]
    targets: tuple[str, ...] = ()  # structure ids
    steps: tuple[str, ...]
    dose: Dose
    progression: str = ""
    regress: str = ""
    stop_if: str
    uses: tuple[Movement, ...] = ()
    conditions: tuple[str, ...] = ()
    impairments: tuple[Impairment, ...] = ()
    equipment: str = ""
    sources: tuple[str, ...] = ()


class Item(Part, frozen=True, kw_only=True):
    """One question of a measure and its possible answers with their points. A statement to tick has one."""

    text: str
    answers: tuple[tuple[str, float], ...] = ()


class Measure(Entry, frozen=True, kw_only=True):
    """An outcome instrument. Items only where the licence lets us carry them."""

    name: str
    lay: tuple[str, ...] = ()
    domain: tuple[str, ...]  # pain, function, global change, sleep, mood, swelling, range …
    regions: tuple[str, ...] = ()  # empty: any
    low: float
    high: float
    unit: str = "points"
    direction: Direction
    scoring: str
    missing_rule: str = ""
    intro: str = ""  # what stands above the questions, in the owner's words
    items: tuple[Item, ...] = ()
    item_count: int | None = None
    error: tuple[Figure, ...] = ()  # minimal detectable change; `method` gives the level, 90 % or 95 %
    important: tuple[Figure, ...] = ()  # minimal important change
    recall: str = ""
    licence: str = ""
    ship_items: bool = False
    owner_url: str = ""
    loinc: str | None = None
    sources: tuple[str, ...] = ()


class Claim(Entry, frozen=True, kw_only=True):
    """A thing commonly said of massage, and whether it is borne out. Never repeated to a client if not."""

    text: str
    verdict: str
    why: str
    phrases: tuple[str, ...] = ()  # wordings to recognise in a letter or a page
    sources: tuple[str, ...] = ()


class Credential(Entry, frozen=True, kw_only=True):
    """What a therapist may hold, and where."""

    name: str
    country: str = ""
    text: str = ""
    sources: tuple[str, ...] = ()


class Population(Entry, frozen=True, kw_only=True):
    """A group of people for whom work changes: athletes, pregnancy, older adults."""

    name: str
    lay: tuple[str, ...] = ()
    changes: tuple[Statement, ...]


class Advice(Entry, frozen=True, kw_only=True):
    """What is told to a client: education, healing phases, dosing rules."""

    name: str
    text: str
    topic: str
    source: str | None = None
    judgement: str | None = None


FOLDERS: dict[str, type[Entry]] = {
    "sources": Source,
    "regions": Region,
    "findings": Finding,
    "accuracy": Accuracy,
    "conditions": Condition,
    "flags": RedFlag,
    "contraindications": Contraindication,
    "structures": Structure,
    "joints": Joint,
    "techniques": Technique,
    "effects": Effect,
    "guidelines": Guideline,
    "exercises": Exercise,
    "measures": Measure,
    "claims": Claim,
    "credentials": Credential,
    "populations": Population,
    "advice": Advice,
}
