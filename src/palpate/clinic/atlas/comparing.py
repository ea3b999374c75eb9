"""The comparison of techniques for a condition, as its page reads it out."""

from dataclasses import dataclass

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Condition, Effect, Guideline, Technique
from palpate.reasoning.care.choose import STRENGTH_WORDS
from palpate.reasoning.compare import Chosen, Compared, Comparison, compare

CERTAINTY_WORDS = ("not stated", "very low", "low", "moderate", "high")
BRIEF = 6  # rows on a condition's own page


@dataclass(frozen=True)
class Usual:
    """What a technique is chosen for here, in words."""

    strength: str
    chosen: Chosen


@dataclass(frozen=True)
class Beside:
    """One technique of the table."""

    technique: Technique
    effects: tuple[Effect, ...]
    guidelines: tuple[tuple[str, str], ...]  # mark and id
    usual: tuple[Usual, ...]


@dataclass(frozen=True)
class Table:
    """The comparison with the sentence that comes before it."""

    honest: str
    rows: tuple[Beside, ...]
    guidelines: tuple[tuple[str, Guideline], ...]  # mark and guideline
    parts: tuple[str, ...]  # conditions under an umbrella, compared on their own pages

    @property
    def brief(self) -> tuple[Beside, ...]:
        """The first rows: all that were tried, and others up to a handful."""
        tried = sum(bool(row.effects) for row in self.rows)
        return self.rows[: max(BRIEF, tried)]


def table(condition: Condition, knowledge: Knowledge) -> Table:
    """The comparison for a condition, ready to be read."""
    found = compare(condition, knowledge)
    marks = {one.id: f"G{number}" for number, one in enumerate(found.guidelines, 1)}
    return Table(
        honest=honest(condition, found),
        rows=tuple(_beside(row, marks, knowledge) for row in found.rows),
        guidelines=tuple((marks[one.id], one) for one in found.guidelines),
        parts=() if condition.suspected else condition.differentials,
    )


def honest(condition: Condition, found: Comparison) -> str:
    """How much was read for this condition, before anything is compared."""
    usual = "are here because they are usual for what it brings, which is clinical judgement"
    tried = found.tried
    if not tried and any(one.source for one in condition.massage):
        return (
            "What was read of trials stands in the sentences on the condition's page; none gave figures"
            f" technique by technique. Those below {usual}."
        )
    if not tried:
        rest = f" The techniques below {usual}." if found.rows else ""
        return f"No trial of massage or of another technique here was read for this condition.{rest}"
    best = max(row.certainty for row in tried)
    count = f"{len(tried)} technique{'s' if len(tried) > 1 else ''}"
    others = f" No trial of the others was read for this condition; they {usual}."
    said = (
        f"the best stated certainty is {CERTAINTY_WORDS[best]}" if best else "none states how certain it is"
    )
    return f"Trials were read for {count}; {said}." + (others if len(found.rows) > len(tried) else "")


def _beside(row: Compared, marks: dict[str, str], knowledge: Knowledge) -> Beside:
    return Beside(
        technique=knowledge.techniques[row.technique],
        effects=row.effects,
        guidelines=tuple((marks[one], one) for one in row.guidelines),
        usual=tuple(Usual(STRENGTH_WORDS[one.suits.strength], one) for one in row.chosen),
    )
