"""What the reasoning says of a visit, computed once for a page or an answer."""

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from palpate.clinic.assess.rows import Answers
from palpate.clinic.frame import Frame
from palpate.knowledge import Knowledge
from palpate.reasoning.case import Case
from palpate.reasoning.causes.ask import NextFinding, ask_next, decided
from palpate.reasoning.causes.contributing import Contributor, contributing
from palpate.reasoning.causes.differential import Hypothesis, differential, items_of
from palpate.reasoning.causes.evidence import strengths
from palpate.reasoning.limits.restrict import Restriction
from palpate.reasoning.tissue.structures import Suspect, structures


@dataclass(frozen=True)
class Thinking:
    """The hypotheses, the next best findings, the suspects and the limits of one visit."""

    frame: Frame

    @property
    def case(self) -> Case:
        """What is known."""
        return self.frame.chart.case

    @property
    def known(self) -> Knowledge:
        """The knowledge."""
        return self.frame.knowledge

    @cached_property
    def answers(self) -> Answers:
        """What was recorded, by finding and side."""
        return Answers(self.frame)

    @cached_property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """The differential, the likeliest first."""
        return differential(self.case, self.known, self.frame.triage)

    @cached_property
    def limits(self) -> tuple[Restriction, ...]:
        """What must not be done to this client. Sites of care are left out: they keep heavy hands from a
        place within a region, and would shut every test of the neck to everybody.
        """
        return self.frame.restricted

    @cached_property
    def next(self) -> tuple[NextFinding, ...]:
        """The open findings from which most is to be learnt."""
        return ask_next(self.case, self.known, self.hypotheses, self.frame.triage, self.limits)

    @property
    def decided(self) -> bool:
        """Whether one cause leads clearly and no answer to any one open finding would change the decision."""
        return decided(self.hypotheses, self.next)

    @cached_property
    def second(self) -> tuple[Contributor, ...]:
        """What may be there beside the leading cause."""
        return contributing(self.hypotheses, self.case, self.known)

    @cached_property
    def suspects(self) -> tuple[Suspect, ...]:
        """The structures that are likely impaired."""
        return structures(self.case, self.known, self.hypotheses)

    @cached_property
    def _scores(self) -> dict[str, float]:
        """How loudly each finding speaks of the hypotheses of now: the log ratios by their probabilities."""
        table = strengths(self.known)
        scores: dict[str, float] = defaultdict(float)
        for one in self.hypotheses:
            for finding, strength in table.get(one.condition, {}).items():
                loud = max(abs(strength.present or 0), abs(strength.absent or 0)) * one.probability
                for part in items_of(finding, self.known) or {finding}:
                    scores[part] += loud
        return scores

    def score(self, finding: str) -> float:
        """How much a finding has to say here; for the order of lines only."""
        return self._scores.get(finding, 0.0)

    @staticmethod
    def ratio(log: float | None) -> str:
        """A likelihood ratio from its natural logarithm, to two figures; empty where there is none."""
        return "" if log is None else f"{math.exp(log):.2g}"
