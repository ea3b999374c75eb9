"""What a screening says: a level, the reasons that raised it, and what is still open."""

from dataclasses import dataclass
from functools import partial
from typing import Protocol

import msgspec

from palpate.knowledge.words import Level, Urgency

ORDER: tuple[Urgency, ...] = ("emergency", "same-day", "refer", "caution")
LEVELS: dict[Urgency, Level] = {
    "emergency": "emergency",
    "same-day": "same-day",
    "refer": "refer",
    "caution": "treat-with-restrictions",
}
# From this probability of a serious cause on, a client is referred. Where suspected cancer is referred for
# urgent investigation, the threshold is 3 % (NICE guideline 12, 2015, introduction); that it also holds for
# other serious causes, and for a therapist who cannot investigate, is clinical judgement.
REFER_AT = 0.03
CLOSED: tuple[Level, ...] = ("same-day", "emergency")  # at these levels nothing is planned


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that is true, what it makes one think of, and the findings that made it true."""

    rule: str
    flag: str  # empty where no rule but a probability is the reason
    name: str
    suspect: str
    urgency: Urgency
    because: tuple[str, ...]
    action: str
    sources: tuple[str, ...] = ()  # of the rule; where the rule itself is judgement, of the flag
    judgement: str = ""
    cleared: bool = False  # a physician has looked into it since; it stays in view and raises nothing


class Unsettled(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that could still come true, and the findings that would settle it."""

    rule: str
    flag: str
    name: str
    suspect: str
    urgency: Urgency
    ask: tuple[str, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Triage:
    """What the screening says."""

    level: Level
    reasons: tuple[Reason, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    ask_next: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether nothing may be planned until somebody has dealt with it."""
        return self.level in CLOSED

    @property
    def open_emergencies(self) -> tuple[Unsettled, ...]:
        """The emergency rules that nobody has settled yet."""
        return tuple(rule for rule in self.unsettled if rule.urgency == "emergency")

    def raised(self, level: Level, reasons: tuple[Reason, ...]) -> "Triage":
        """The same with another level, and these reasons before its own."""
        return Triage(
            level=level, reasons=(*reasons, *self.reasons), unsettled=self.unsettled, ask_next=self.ask_next
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Triage) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash(self._all())

    def _all(self) -> tuple[Level, tuple[Reason, ...], tuple[Unsettled, ...], tuple[str, ...]]:
        return self.level, self.reasons, self.unsettled, self.ask_next


class Open(Protocol):
    """Something that knows what is still open, and works it out when it is first asked."""

    @property
    def unsettled(self) -> tuple[Unsettled, ...]:
        """The rules that could still come true."""

    @property
    def ask_next(self) -> tuple[str, ...]:
        """The fewest questions that settle the most urgent of them."""


class Screened(Triage):
    """A triage that works out what is still open when somebody looks at it: a level, its reasons and the
    hypotheses need none of that. In all else, also when it is compared or stored, it is the triage it gives.
    """

    __slots__ = ("_still_open",)
    _still_open: Open

    def __init__(self, level: Level, reasons: tuple[Reason, ...], still_open: Open) -> None:
        # Through the frozen class: its fields for what is still open are never set, but are the properties.
        object.__setattr__(self, "level", level)
        object.__setattr__(self, "reasons", reasons)
        object.__setattr__(self, "_still_open", still_open)

    @property
    def unsettled(self) -> tuple[Unsettled, ...]:
        """The rules that could still come true."""
        return self._still_open.unsettled

    @property
    def ask_next(self) -> tuple[str, ...]:
        """The fewest questions that settle the most urgent of them."""
        return self._still_open.ask_next

    def raised(self, level: Level, reasons: tuple[Reason, ...]) -> Triage:
        """The same with another level, and these reasons before its own."""
        return Screened(level, (*reasons, *self.reasons), self._still_open)

    def __reduce__(self) -> tuple[object, ...]:
        level, reasons, unsettled, ask_next = self._all()
        plain = partial(Triage, level=level, reasons=reasons, unsettled=unsettled, ask_next=ask_next)
        return plain, ()
