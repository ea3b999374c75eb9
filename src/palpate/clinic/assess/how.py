"""What the how-to of a finding says beyond its steps and its drawing: how far it is to be trusted."""

from collections import defaultdict
from dataclasses import dataclass

from palpate.clinic.assess.thinking import Thinking
from palpate.knowledge import Knowledge
from palpate.knowledge.model import Accuracy, Figure
from palpate.knowledge.once import once

MOST = 4  # conditions shown; the rest stand on the page of the finding


@dataclass(frozen=True)
class Accurate:
    """How often a finding is there in people with and without a condition, in published figures."""

    condition: str
    row: Accuracy

    @property
    def sensitivity(self) -> Figure | None:
        """Of 1, those with the condition who have the finding."""
        return self.row.sensitivity

    @property
    def wrongly(self) -> float | None:
        """Of 1, those without the condition who have the finding all the same."""
        return None if self.row.specificity is None else 1 - self.row.specificity.value


def accurate(finding: str, thinking: Thinking) -> list[Accurate]:
    """What is published of a finding, the likeliest hypotheses of now first."""
    likely = {one.condition: one.probability for one in thinking.hypotheses}
    rows = sorted(_rows(thinking.known).get(finding, ()), key=lambda row: -likely.get(row.condition, 0.0))
    return [
        Accurate(thinking.known.conditions[row.condition].name, row)
        for row in rows[:MOST]
        if row.condition in thinking.known.conditions
    ]


@once
def _rows(known: Knowledge) -> dict[str, tuple[Accuracy, ...]]:
    found: dict[str, list[Accuracy]] = defaultdict(list)
    for row in known.accuracy.values():
        if row.use and (row.sensitivity or row.specificity):
            found[row.finding].append(row)
    return {finding: tuple(rows) for finding, rows in found.items()}
