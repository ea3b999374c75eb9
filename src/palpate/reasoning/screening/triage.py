"""What a screening says: a level, the reasons that raised it, and what is still open."""

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


class Triage(msgspec.Struct, frozen=True, kw_only=True):
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
