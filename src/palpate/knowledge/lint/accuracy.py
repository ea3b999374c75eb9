"""Of the rows on one test and one condition a single one carries weight, and it agrees with itself."""

from collections import defaultdict
from collections.abc import Iterator

from palpate.knowledge.lint.walk import problem
from palpate.knowledge.load import Knowledge, Problem
from palpate.knowledge.model import Accuracy

TOLERANCE = 0.25  # share by which a printed ratio may differ from the recomputed one (rounding, pooling)


def lint_accuracy(knowledge: Knowledge) -> Iterator[Problem]:
    """Yield a problem for each pair with two rows in use, and each ratio that cannot be what it says."""
    used: dict[tuple[str, str], list[Accuracy]] = defaultdict(list)
    for row in knowledge.accuracy.values():
        if row.use:
            used[row.finding, row.condition].append(row)
            yield from _disagreement(row, knowledge)
        elif not row.why_not:
            what = "is set aside without a reason"
            yield problem(knowledge, "accuracy", row, "why_not", what, "say why it carries no weight")
    for rows in used.values():
        for row in rows[1:]:
            what = f"{row.finding} for {row.condition} is in use twice, here and in {rows[0].id}"
            yield problem(knowledge, "accuracy", row, "use", what, "set `use: false` on the weaker row")


def _disagreement(row: Accuracy, knowledge: Knowledge) -> Iterator[Problem]:
    for field, recomputed in recompute(row):
        printed = getattr(row, field)
        if printed is not None and abs(printed.value - recomputed) > TOLERANCE * max(recomputed, 0.1):
            what = f"prints {printed.value:g} where its shares give {recomputed:.2f}"
            yield problem(
                knowledge, "accuracy", row, field, what, "set `use: false`, or compare with the source"
            )
    if row.judgement is None and not (row.sensitivity or row.lr_positive or row.lr_negative):
        yield problem(knowledge, "accuracy", row, "", "has no figure", "give one, or set `use: false`")


def recompute(row: Accuracy) -> list[tuple[str, float]]:
    """The ratios that follow from sensitivity and specificity, with the field each belongs to."""
    if row.sensitivity is None or row.specificity is None:
        return []
    sensitivity, specificity = row.sensitivity.value, row.specificity.value
    found = [("lr_positive", sensitivity / (1 - specificity))] if specificity < 1 else []
    return found + ([("lr_negative", (1 - sensitivity) / specificity)] if specificity > 0 else [])
