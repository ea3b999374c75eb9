"""How much an answer is expected to tell about the decision: to refer, or which cause to treat.

Serious causes lead to one decision, to refer, and count together; each other cause is treated in its own
way. Expected information (bits) is the fall in entropy that an answer is expected to bring:
H(now) - P(yes) H(after yes) - P(no) H(after no). Since a finding has figures for few causes, and all others
share its base rate, only those few have to be looked at one by one (Shannon 1948 for the measure).
"""

import math
from collections.abc import Mapping

import msgspec

from palpate.reasoning.causes.evidence import Strength

REFER = "refer"


LEAST_BITS = 0.01  # what tells less is not worth asking (clinical judgement)


class Speaker(msgspec.Struct, frozen=True):
    """A finding with its chance under every cause it has no figures for (`base`), and how much likelier it is
    under those it has, grouped by the decision they lead to. `at_most` has for each of these what an answer
    tells of it: the divergence of its chance from the base rate, in bits.
    """

    finding: str
    base: float
    groups: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
    at_most: tuple[tuple[str, float], ...]
    spread: float  # entropy of the answer at the base rate, bits


class Told(msgspec.Struct, frozen=True):
    """What an answer is expected to bring (bits), its chance of yes, and by decision the share of yes."""

    bits: float
    speaker: Speaker
    yes: float = 0.0
    with_yes: dict[str, float] = {}


class Shares:
    """Probabilities of the causes, and of the decisions they lead to."""

    def __init__(self, causes: Mapping[str, float], decision_of: Mapping[str, str], refer_at: float) -> None:
        self.causes = causes
        self.decisions: dict[str, float] = {}
        for cause, share in causes.items():
            decision = decision_of[cause]
            self.decisions[decision] = self.decisions.get(decision, 0.0) + share
        self.refer_at = refer_at
        self.terms = {decision: _term(share) for decision, share in self.decisions.items()}
        self.entropy = sum(self.terms.values())
        treated = [decision for decision in self.decisions if decision != REFER]
        self.ranked = sorted(treated, key=lambda decision: -self.decisions[decision])
        self.choice = self._choice(self.decisions.get(REFER, 0.0), self.ranked[0] if self.ranked else REFER)

    def told(self, speaker: Speaker) -> Told:
        """What an answer to the finding is expected to bring."""
        causes, base, yes = self.causes, speaker.base, speaker.base
        # Information is the mean divergence from the mean chance, which no other chance makes smaller; so
        # with the base rate for the mean it is a bound, and most findings are done with here.
        bound = 0.0
        for cause, bits in speaker.at_most:
            bound += causes[cause] * bits
        if bound < LEAST_BITS:
            return Told(0.0, speaker)
        with_yes: dict[str, float] = {}
        for decision, group in speaker.groups:
            more = 0.0
            for cause, likelier in group:
                more += causes[cause] * likelier
            with_yes[decision] = base * self.decisions[decision] + more
            yes += more
        if not 0 < yes < 1:
            return Told(0.0, speaker)
        still = 1.0  # share of the decisions that the finding does not speak of
        after = self.entropy - _term(yes) - _term(1 - yes)
        for decision, positive in with_yes.items():
            share = self.decisions[decision]
            still -= share
            after += _term(positive) + _term(share - positive) - self.terms[decision]
        # An untouched decision of share q splits into bq and (1 - b)q, which adds q H(b).
        after += max(0.0, still) * speaker.spread
        return Told(max(0.0, self.entropy - after), speaker, yes, with_yes)

    def decides(self, told: Told) -> bool:
        """Whether the decision after yes, or after no, is another one than now."""
        if not told.with_yes:
            return False
        base, yes, with_yes = told.speaker.base, told.yes, told.with_yes
        with_no = {decision: self.decisions[decision] - share for decision, share in with_yes.items()}
        return (
            self._after(with_yes, yes, base) != self.choice
            or self._after(with_no, 1 - yes, 1 - base) != self.choice
        )

    def _choice(self, refer: float, leading: str) -> str:
        return REFER if refer >= self.refer_at else leading

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


def speaker(finding: str, rows: Mapping[str, Strength], decision_of: Mapping[str, str]) -> Speaker:
    """A finding with its chances; causes without a figure of their own take the mean of what the others'
    studies saw in people without the cause.
    """
    base = sum(row.false_positive for row in rows.values()) / len(rows)
    groups: dict[str, list[tuple[str, float]]] = {}
    for cause, row in rows.items():
        groups.setdefault(decision_of[cause], []).append((cause, row.sensitivity - base))
    return Speaker(
        finding=finding,
        base=base,
        groups=tuple((decision, tuple(group)) for decision, group in groups.items()),
        at_most=tuple((cause, _divergence(row.sensitivity, base)) for cause, row in rows.items()),
        spread=_term(base) + _term(1 - base),
    )


def _divergence(chance: float, base: float) -> float:
    """Of one chance of yes from another, in bits (Kullback and Leibler 1951)."""
    parts = ((chance, base), (1 - chance, 1 - base))
    return sum(one * math.log2(one / other) for one, other in parts if one > 0)


def _term(share: float) -> float:
    return -share * math.log2(share) if share > 0 else 0.0
