"""What comes in from forms: one small record for each thing that is sent in numbers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypedDict
from uuid import UUID


class ClientFields(TypedDict, total=False):
    """The fields of a client that can be given or corrected."""

    given_name: str
    family_name: str
    birth_date: date | None
    sex: str  # female, male or empty
    pronouns: str
    phone: str
    email: str
    address: str
    emergency_contact: str
    physician_name: str
    physician_address: str
    notes: str


class EpisodeFields(TypedDict, total=False):
    """The fields of an episode that can be given or corrected."""

    title: str
    regions: list[dict[str, str | None]]  # {"region": id, "side": left, right, both or None}
    onset_date: date | None
    words: str


class ErasureFields(TypedDict, total=False):
    """Why something is erased."""

    reason: str
    legal_basis: str  # the law that allows it
    asked_by: str
    asked_on: date
    early: str  # why before the years to keep are over


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One observation. Neither present nor a value: unclear, so unknown."""

    finding: str
    side: str = ""
    region: str = ""  # where it was seen, for what can be anywhere
    present: bool | None = None
    value: float | None = None  # in the finding's unit
    note: str = ""
    moment: str = ""  # before, after, or empty
    seen_at: datetime | None = None
    row_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Marked:
    """One place on the body chart, in the units of the neutral figure; intensity 0 to 10. With `stroke` a
    line drawn by hand, x and y then are where it began. With `symbol` a sign of the legend, and no pain.
    """

    view: str
    x: float
    y: float
    quality: str = ""
    intensity: int | None = None
    stroke: tuple[tuple[float, float], ...] = ()
    symbol: str = ""
    words: str = ""  # what the sign stands for now
    row_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Scored:
    """One result of a measure."""

    measure: str
    value: float
    items: list[Any] = field(default_factory=list)
    side: str = ""
    moment: str = ""
    taken_on: date | None = None  # None: the day of the act
    row_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A signed consent. `pressure_at_most` 0 to 10; the areas are region ids."""

    text_version: str
    signature: str  # SVG path data, or the name as typed
    pressure_at_most: int | None = None
    areas_to_avoid: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was done to one structure; pressure 0 to 10."""

    technique: str
    structure: str
    side: str = ""
    minutes: float = 0
    pressure: int | None = None
    planned: bool = True
    row_id: UUID | None = None
