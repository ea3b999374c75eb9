"""A case as the rules look at it: read once, so that some seven hundred rules can look things up in sets.

Unknown is never absent: a finding that nobody recorded, or that was recorded as unclear, is in neither set.
"""

from collections.abc import Mapping
from typing import Any

from palpate.knowledge import Knowledge
from palpate.reasoning.case import Case, Observation

Truth = bool | None


class Facts:
    """What one case says about findings: those known to be there (`present`), and those known not to be
    (`absent`). Findings that follow a rule are among them where the rule is settled. Made by `facts`.
    """

    __slots__ = ("absent", "case", "impossible", "knowledge", "moved", "newest", "present", "worked_out")

    def __init__(
        self,
        case: Case,
        knowledge: Knowledge,
        newest: Mapping[str, tuple[Observation, ...]],
        moved: set[str],
        impossible: frozenset[str],
    ) -> None:
        self.case, self.knowledge = case, knowledge
        self.newest = newest  # by finding, the newest observation for each side
        self.moved = moved  # the ids of the rules that look at anything recorded
        self.impossible = impossible  # what a client of that sex cannot have
        self.present, self.absent = set[str](), set(impossible)
        self.worked_out: dict[object, Any] = {}  # results that several steps need, by what they rest on

    def truth(self, finding: str) -> Truth:
        """Whether the finding is there; None where that is not known."""
        return True if finding in self.present else False if finding in self.absent else None

    def know(self, finding: str, truth: Truth) -> None:
        """Take the finding as there, or as not there; as nothing, where the truth is not known."""
        if truth:
            self.present.add(finding)
            self.absent.discard(finding)
        elif truth is False:
            self.absent.add(finding)
