"""The keystroke-level model: what a flow costs, and what it may cost.

The figures are of Card, Moran and Newell (The keystroke-level model for user performance time with
interactive systems, 1980), a tap being a pointing (1.10 s) and a press (0.20 s). What counts as a decision:
docs/budgets.md.
"""

from dataclasses import dataclass, field

TAP, DECISION, CHARACTER, HAND_CHANGE = 1.30, 1.35, 0.20, 0.40  # seconds of each


@dataclass(frozen=True)
class Budget:
    """The most that a flow may cost; None where nothing is set."""

    taps: int
    decisions: int | None = None
    characters: int | None = None
    seconds: float | None = None

    def public(self) -> dict[str, float]:
        """What is set."""
        return {name: most for name, most in vars(self).items() if most is not None}


@dataclass
class Count:
    """What happened."""

    taps: int = 0
    characters: int = 0
    hand_changes: int = 0
    decided: list[str] = field(default_factory=list)  # what, in the order of the decisions
    did: list[str] = field(default_factory=list)  # every tap and what was typed, in words

    @property
    def decisions(self) -> int:
        """How many."""
        return len(self.decided)

    @property
    def seconds(self) -> float:
        """What a practised hand needs, without the time to read and to talk."""
        return (
            self.taps * TAP
            + self.decisions * DECISION
            + self.characters * CHARACTER
            + self.hand_changes * HAND_CHANGE
        )


def exceeded(count: Count, budget: Budget) -> list[str]:
    """What is over the budget, in words: "23 taps, 20 are the budget"."""
    over = []
    for name, most in budget.public().items():
        is_now = getattr(count, name)
        if is_now > most + 0.5 * (name == "seconds"):  # the seconds of a budget are rounded
            over.append(f"{is_now:.4g} {name}, {most:g} are the budget")
    return over
