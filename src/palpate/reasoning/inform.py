"""How much an answer is expected to tell about the decision: to refer, or which cause to treat.

Serious causes lead to one decision, to refer, and count together; each other cause is treated in its own
way. Expected information (bits) is the fall in entropy that an answer is expected to bring:
H(now) - P(yes) H(after yes) - P(no) H(after no). Since a finding has figures for few causes, and all others
share its base rate, only those few have to be looked at one by one (Shannon 1948 for the measure).
"""

import math
from collections.abc import Iterable, Mapping

import msgspec

from palpate.reasoning.evidence import Strength

REFER = "refer"


class Expected(msgspec.Struct, frozen=True):
    """What asking is expected to bring (bits), and whether an answer could change the decision."""

    bits: float
    decides: bool


class Speaker(msgspec.Struct, frozen=True):
    """A finding with the chance of it under each cause it has figures for, and under all others."""

    finding: str
    base: float
    rows: tuple[tuple[str, float], ...]  # cause, chance of the finding under it


class Shares:
    """Probabilities of the causes, and of the decisions they lead to."""

    def __init__(self, causes: Mapping[str, float], serious: Iterable[str], refer_at: float) -> None:
        self.causes = causes
        dangers = frozenset(serious)
        self.decision_of = {cause: REFER if cause in dangers else cause for cause in causes}
        self.decisions: dict[str, float] = {}
        for cause, share in causes.items():
            decision = self.decision_of[cause]
            self.decisions[decision] = self.decisions.get(decision, 0.0) + share
        self.refer_at = refer_at
        self.terms = {decision: _term(share) for decision, share in self.decisions.items()}
        self.entropy = sum(self.terms.values())
        treated = [decision for decision in self.decisions if decision != REFER]
        self.ranked = sorted(treated, key=lambda decision: -self.decisions[decision])
        self.choice = self._choice(self.decisions.get(REFER, 0.0), self.ranked[0] if self.ranked else REFER)

    def _choice(self, refer: float, leading: str) -> str:
        return REFER if refer >= self.refer_at else leading

    def expected(self, speaker: Speaker) -> Expected:
        """What an answer to the finding is expected to bring."""
        moved: dict[str, float] = {}  # by decision: how much likelier yes is than at the base rate
        for cause, chance in speaker.rows:
            share = self.causes.get(cause)
            if share:
                decision = self.decision_of[cause]
                moved[decision] = moved.get(decision, 0.0) + share * (chance - speaker.base)
        base = speaker.base
        yes = base + sum(moved.values())
        if not moved or not 0 < yes < 1:
            return Expected(0.0, decides=False)
        still = 1.0  # share of the decisions that the finding does not speak of
        after = self.entropy - _term(yes) - _term(1 - yes)
        with_yes = {}
        for decision, more in moved.items():
            share = self.decisions[decision]
            positive = base * share + more
            still -= share
            after += _term(positive) + _term(share - positive) - self.terms[decision]
            with_yes[decision] = positive
        # An untouched decision of share q splits into bq and (1 - b)q, which adds q H(b).
        after += max(0.0, still) * (_term(base) + _term(1 - base))
        return Expected(max(0.0, self.entropy - after), decides=self._decides(with_yes, yes, base))

    def _decides(self, with_yes: dict[str, float], yes: float, base: float) -> bool:
        """Whether the decision after yes, or after no, is another one than now."""
        with_no = {decision: self.decisions[decision] - share for decision, share in with_yes.items()}
        return any(
            self._after(touched, total, rest) != self.choice
            for touched, total, rest in ((with_yes, yes, base), (with_no, 1 - yes, 1 - base))
        )

    def _after(self, touched: dict[str, float], total: float, rest: float) -> str:
        refer = touched.get(REFER, rest * self.decisions.get(REFER, 0.0)) / total
        best, most = REFER, -1.0
        for decision in self.ranked:
            share = touched.get(decision, rest * self.decisions[decision])
            if share > most:
                best, most = decision, share
            if decision not in touched:
                break  # those after it are less probable, unless the finding speaks of them
        for decision, share in touched.items():
            if decision != REFER and share > most:
                best, most = decision, share
        return self._choice(refer, best)


def speaker(finding: str, rows: Mapping[str, Strength]) -> Speaker:
    """A finding with its chances; causes without a figure of their own take the mean of what the others'
    studies saw in people without the cause.
    """
    base = sum(row.false_positive for row in rows.values()) / len(rows)
    return Speaker(finding, base, tuple((cause, row.sensitivity) for cause, row in rows.items()))


def _term(share: float) -> float:
    return -share * math.log2(share) if share > 0 else 0.0
