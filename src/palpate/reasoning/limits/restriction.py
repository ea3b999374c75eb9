"""One narrowing of elements at a place."""

import datetime

import msgspec

from palpate.knowledge.model import Limit
from palpate.knowledge.words import MassageLevel
from palpate.reasoning.limits.sites import Site


class Restriction(msgspec.Struct, frozen=True, kw_only=True):
    """What must not be done at some sites, why, how far one may go instead, and until when.

    `contraindication` is the id of one, or client.pressure, client.positions, or triage.<level>. `until` says
    what must have come about. Where it also takes its time, `days_left` are the days that are missing (0:
    none), or `not_before` the day, as far as the day of the event is known. Time alone never lifts it.
    """

    contraindication: str
    name: str
    level: MassageLevel
    sites: frozenset[Site]
    whole_body: bool
    limit: Limit
    reason: str
    modification: str = ""
    until: str = ""
    days_left: int | None = None
    not_before: datetime.date | None = None
    because: tuple[str, ...] = ()  # ids of the findings that make it hold
    sources: tuple[str, ...] = ()
    judgement: str = ""
    review: str = ""
    always: bool = False  # a site of care: it holds for everybody, and for the massaging hand alone

    def touches(self, where: frozenset[Site]) -> bool:
        """Whether it holds at one of the sites."""
        return not where.isdisjoint(self.sites)
