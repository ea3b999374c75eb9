"""How much an answer is expected to tell about the decision: to refer, or which cause to treat.

Serious causes lead to one decision, to refer, and count together; each other cause is treated in its own
way. Expected information is the mutual information of the answer and the decision, in bits: the entropy of
the answer, less what is left of it once the decision is known (Shannon 1948). It is also what the entropy
of the decision is expected to fall by. Since a finding has figures for few causes, and all others share
its base rate, only those few have to be looked at one by one.

Causes are known here by their places in a list, which the rows of figures share.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import log2
from typing import NamedTuple, TypeVar

import msgspec

from palpate.reasoning.causes.evidence import Strength

LEAST_BITS = 0.01  # what tells less is not worth asking (clinical judgement)


class Speaker(NamedTuple):
    """A finding with its chance under every cause it has no figures for (`base`), and the entropy of its
    answer there, in bits (`spread`). For the causes it has figures for, by place, how much likelier it is:
    for those to treat (`treated`) with how many bits its answer is surer, for the serious ones without.
    `at_most` has for all of them what an answer tells of it: the divergence of its chance from the base rate.
    """

    base: float
    spread: float
    treated: tuple[tuple[int, float, float], ...]
    serious: tuple[tuple[int, float], ...]
    at_most: tuple[tuple[int, float], ...]


Row = TypeVar("Row", bound=tuple[Speaker, *tuple[object, ...]])


class Told(msgspec.Struct, frozen=True, gc=False):
    """What an answer is expected to bring (bits), its chance of yes, and the chance that it is yes and a
    serious cause is there.
    """

    bits: float
    yes: float
    refer: float


class Shares:
    """Probabilities of the causes, and of the decisions they lead to. To refer is right once the serious
    causes together have the probability `refer_at`.
    """

    def __init__(self, causes: Sequence[float], serious: Collection[int], refer_at: float) -> None:
        self.causes, self.refer_at = causes, refer_at
        self.refer = sum([causes[place] for place in serious])
        self.treated = [place for place in range(len(causes)) if place not in serious]
        self.leading = max(self.treated, key=causes.__getitem__, default=0)

    def telling(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows that could tell enough; each begins with its speaker. Information is the mean divergence
        from the mean chance, which no other chance makes smaller; with the base rate for the mean it is a
        bound, and most end here.
        """
        causes = self.causes
        for row in rows:
            bound = 0.0
            for place, bits in row[0].at_most:
                bound += causes[place] * bits
            if bound >= LEAST_BITS:
                yield row

    def told(self, speaker: Speaker) -> Told:
        """What an answer to the finding is expected to bring."""
        causes, (base, spread, treated, serious, _) = self.causes, speaker
        yes = base
        left = spread  # the entropy of the answer once the decision is known
        for place, likelier, surer in treated:
            share = causes[place]
            yes += share * likelier
            left -= share * surer
        refer = base * self.refer
        if serious:
            # Among the serious causes the chances differ, and it stays open which of them it is.
            more = 0.0
            for place, likelier in serious:
                more += causes[place] * likelier
            refer += more
            yes += more
            left += _split(self.refer, refer) - self.refer * spread
        no = 1 - yes  # neither is ever none, since no chance is
        return Told(max(0.0, -yes * log2(yes) - no * log2(no) - left), yes, refer)

    def decides(self, speaker: Speaker, told: Told) -> bool:
        """Whether the decision after yes, or after no, is another one than now."""
        refers = self.refer >= self.refer_at
        after_yes = told.refer / told.yes >= self.refer_at
        after_no = (self.refer - told.refer) / (1 - told.yes) >= self.refer_at
        if after_yes != refers or after_no != refers:
            return True
        return not refers and self._overtaken(speaker)

    def _overtaken(self, speaker: Speaker) -> bool:
        """Whether another cause to treat leads after yes, or after no."""
        causes, base, leading = self.causes, speaker.base, self.leading
        lead = causes[leading]
        lead_yes, lead_no = base * lead, lead - base * lead
        most_yes = most_no = 0.0  # of the others that the finding speaks of
        for place, likelier, _surer in speaker.treated:
            share = causes[place]
            yes = base * share + share * likelier
            if place == leading:
                lead_yes, lead_no = yes, share - yes
            else:
                most_yes, most_no = max(most_yes, yes), max(most_no, share - yes)
        if lead_yes < base * lead or lead_no < lead - base * lead:
            # Only where the leading cause lost can one overtake it that the finding does not speak of.
            spoken = {place for place, *_ in speaker.treated}
            second = max((causes[place] for place in self.treated if place not in spoken), default=0.0)
            most_yes, most_no = max(most_yes, base * second), max(most_no, second - base * second)
        return most_yes > lead_yes or most_no > lead_no


def speaker(rows: Mapping[str, Strength], places: Mapping[str, int], serious: frozenset[str]) -> Speaker:
    """A finding with its chances; causes without a figure of their own take the mean of what the others'
    studies saw in people without the cause.
    """
    base = sum(row.false_positive for row in rows.values()) / len(rows)
    spread = _split(1.0, base)
    chances = {places[cause]: row.sensitivity for cause, row in rows.items()}
    referred = {places[cause] for cause in rows if cause in serious}
    return Speaker(
        base=base,
        spread=spread,
        treated=tuple(
            (place, chance - base, spread - _split(1.0, chance))
            for place, chance in chances.items()
            if place not in referred
        ),
        serious=tuple((place, chance - base) for place, chance in chances.items() if place in referred),
        at_most=tuple((place, _divergence(chance, base)) for place, chance in chances.items()),
    )


def _divergence(chance: float, base: float) -> float:
    """Of one chance of yes from another, in bits (Kullback and Leibler 1951)."""
    parts = ((chance, base), (1 - chance, 1 - base))
    return sum(one * log2(one / other) for one, other in parts if one > 0)


def _split(whole: float, part: float) -> float:
    """The entropy of an answer, in bits, times the whole, of which this part is yes."""
    rest = whole - part
    if part <= 0 or rest <= 0:
        return 0.0
    return whole * log2(whole) - part * log2(part) - rest * log2(rest)
