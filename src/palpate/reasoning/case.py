"""Everything known about an episode now: immutable, and the one input of the reasoning."""

import datetime
from typing import Annotated, Literal

import msgspec

from palpate.knowledge.words import Position, Sex, Side

# What a client says while being treated. Of the complaint: better, same, worse. Of the pressure: more, good,
# less. Stop and stopped are one thing: stop is the word, stopped what the record keeps of it.
Word = Literal["more", "good", "less", "stop", "better", "same", "worse", "stopped"]


class Client(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person. Age in years; None is not known."""

    age: float | None = None
    sex: Sex | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A region of the body, with its side where it has one."""

    region: str
    side: Side | None = None


class Complaint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where it hurts, and for how many days."""

    regions: tuple[Place, ...] = ()
    days: float | None = None
    text: str = ""  # the client's own words


class Observation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A finding with its value and side. Neither present nor a value: recorded as unclear, so unknown."""

    finding: str
    present: bool | None = None
    value: float | None = None  # in the finding's own unit
    side: Side | None = None
    region: str | None = None  # where it was seen, for what can be anywhere: a wound, a bruise
    note: str = ""
    on: datetime.date | None = None


class Score(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One result of a measure, or of a motion when `measure` names a finding with a unit."""

    measure: str
    value: float
    on: datetime.date
    side: Side | None = None


class Therapist(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who treats, and what they may do."""

    credentials: tuple[str, ...] = ("licensed_massage_therapist",)


class Visit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What this visit allows."""

    minutes: int = 60
    pressure_at_most: int | None = None  # the ceiling the client agreed to, 0 to 10
    positions: tuple[Position, ...] = ("prone", "supine", "side_lying", "seated")
    avoid: tuple[str, ...] = ()  # regions the client does not want touched
    number: int = 1  # first, second … visit of the episode
    visits_at_most: int | None = None  # visits of the episode the client can come to; None: nobody asked
    home_minutes: int | None = None  # a day for exercises at home; None: nobody asked


class Goal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A measure, a baseline, a target, a date."""

    measure: str
    baseline: float
    target: float
    start: datetime.date
    due: datetime.date
    side: Side | None = None


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One word of the client, with the pressure (0 to 10) it was said at; None is not known."""

    word: Word
    pressure: Annotated[int, msgspec.Meta(ge=0, le=10)] | None = None


class Treated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was done before, and what the client said of it."""

    technique: str
    structure: str
    side: Side | None = None
    minutes: float = 0
    pressure: int | None = None
    response: str = ""  # better, same, worse, stopped
    on: datetime.date | None = None
    said: tuple[Said, ...] = ()  # every word in order of time; empty: the response, at the pressure, is all


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One episode, as it is known now. Later observations of one finding and side replace earlier ones."""

    palpate: int = 1  # version of the case format
    client: Client = Client()
    complaint: Complaint = Complaint()
    pain: tuple[Place, ...] = ()  # the pain drawing: cells of the body map
    observations: tuple[Observation, ...] = ()
    scores: tuple[Score, ...] = ()
    goals: tuple[Goal, ...] = ()
    treated: tuple[Treated, ...] = ()
    therapist: Therapist = Therapist()
    visit: Visit = Visit()
    cleared: tuple[str, ...] = ()  # red-flag rules that a physician has looked into since
    unmapped: tuple[str, ...] = ()  # what the report states and no finding of ours says yet
    source: str = ""  # where a published case comes from
    expect: dict[str, str] = {}  # what must come out, for worked cases
