"""How much an answer is expected to tell about the decision: to refer, or which cause to treat.

Serious causes lead to one decision, to refer, and count together; each other cause is treated in its own
way. Expected information is the mutual information of the answer and the decision, in bits: the entropy of
the answer, less what is left of it once the decision is known (Shannon 1948). It is also what the entropy
of the decision is expected to fall by. Since a finding has figures for few causes, and all others share
its base rate, only those few have to be looked at one by one.

Causes are known here by their places in a list, which the rows of figures share.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import NamedTuple

from palpate.reasoning.causes.evidence import Strength

LEAST_BITS = 0.01  # what tells less is not worth asking (clinical judgement)
Figures = tuple[tuple[int, float], ...]  # by the place of a cause


class Speaker(NamedTuple):
    """A finding with its chance under every cause it has no figures for (`base`), and how much likelier it is
    under those it has: causes to treat, and serious ones. `at_most` has for each of these what an answer
    tells of it: the divergence of its chance from the base rate, in bits.
    """

    base: float
    spread: float  # entropy of the answer at the base rate, bits
    treated: Figures
    serious: Figures
    at_most: Figures


class Told(NamedTuple):
    """What an answer is expected to bring (bits), its chance of yes, and for the decisions that the finding
    speaks of the chance that they are right and the answer is yes: causes to treat by place, and to refer.
    """

    bits: float
    yes: float
    treated: tuple[tuple[int, float], ...] = ()
    refer: float | None = None


class Shares:
    """Probabilities of the causes, and of the decisions they lead to. To refer is right once the serious
    causes together have the probability `refer_at`.
    """

    def __init__(self, causes: Sequence[float], serious: Iterable[int], refer_at: float) -> None:
        self.causes, self.refer_at = causes, refer_at
        referred = frozenset(serious)
        self.refer = sum(causes[place] for place in referred)
        treated = [place for place in range(len(causes)) if place not in referred]
        self.ranked = sorted(treated, key=lambda place: -causes[place])

    def may_tell(self, speaker: Speaker) -> bool:
        """Whether an answer could tell enough. Information is the mean divergence from the mean chance, which
        no other chance makes smaller; with the base rate for the mean it is a bound, and most end here.
        """
        causes, bound = self.causes, 0.0
        for place, bits in speaker.at_most:
            bound += causes[place] * bits
        return bound >= LEAST_BITS

    def told(self, speaker: Speaker) -> Told:
        """What an answer to the finding is expected to bring."""
        causes, (base, spread, treated, serious, _) = self.causes, speaker
        yes, still = base, 1.0  # the chance of yes; the share of the decisions it does not speak of
        left = 0.0  # the entropy that the answer has left
        spoken, refer = list[tuple[int, float]](), None
        for place, likelier in treated:
            share = causes[place]
            more = share * likelier
            yes += more
            still -= share
            left += _split(share, base * share + more)
            spoken.append((place, base * share + more))
        if serious:
            more = 0.0
            for place, likelier in serious:
                more += causes[place] * likelier
            yes += more
            still -= self.refer
            refer = base * self.refer + more
            left += _split(self.refer, refer)
        left += max(0.0, still) * spread
        return Told(max(0.0, _split(1.0, yes) - left), yes, tuple(spoken), refer)

    def decides(self, speaker: Speaker, told: Told) -> bool:
        """Whether the decision after yes, or after no, is another one than now."""
        base, yes, causes = speaker.base, told.yes, self.causes
        refer = base * self.refer if told.refer is None else told.refer
        refers = self.refer >= self.refer_at
        after_yes, after_no = refer / yes >= self.refer_at, (self.refer - refer) / (1 - yes) >= self.refer_at
        if after_yes != refers or after_no != refers:
            return True
        if refers:
            return False
        gone = [(place, causes[place] - there) for place, there in told.treated]
        return self._overtaken(told.treated, base) or self._overtaken(gone, 1 - base)

    def _overtaken(self, touched: Iterable[tuple[int, float]], rest: float) -> bool:
        """Whether another cause leads when some have these shares, and the others `rest` of what they had."""
        leading = self.ranked[0]
        lead, most = rest * self.causes[leading], 0.0
        for place, share in touched:
            if place == leading:
                lead = share
            elif share > most:
                most = share
        if lead < rest * self.causes[leading]:  # else none that is not spoken of comes near it
            spoken = {place for place, _share in touched}
            second = next((place for place in self.ranked if place not in spoken), None)
            most = most if second is None else max(most, rest * self.causes[second])
        return most > lead


def speaker(rows: Mapping[str, Strength], places: Mapping[str, int], serious: frozenset[str]) -> Speaker:
    """A finding with its chances; causes without a figure of their own take the mean of what the others'
    studies saw in people without the cause.
    """
    base = sum(row.false_positive for row in rows.values()) / len(rows)
    likelier = [(cause, (places[cause], row.sensitivity - base)) for cause, row in rows.items()]
    return Speaker(
        base=base,
        spread=_split(1.0, base),
        treated=tuple(figure for cause, figure in likelier if cause not in serious),
        serious=tuple(figure for cause, figure in likelier if cause in serious),
        at_most=tuple((places[cause], _divergence(row.sensitivity, base)) for cause, row in rows.items()),
    )


def _divergence(chance: float, base: float) -> float:
    """Of one chance of yes from another, in bits (Kullback and Leibler 1951)."""
    parts = ((chance, base), (1 - chance, 1 - base))
    return sum(one * log2(one / other) for one, other in parts if one > 0)


def _split(whole: float, part: float) -> float:
    """The entropy of a yes or no of which so much is yes, in bits, weighed by the whole."""
    rest = whole - part
    if part <= 0 or rest <= 0:
        return 0.0
    return whole * log2(whole) - part * log2(part) - rest * log2(rest)
