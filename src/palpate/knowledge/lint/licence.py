"""The wording of a measure ships only where its owner's terms allow it."""

from collections.abc import Iterator

from palpate.knowledge.lint.walk import problem
from palpate.knowledge.load import Knowledge, Problem


def lint_licence(knowledge: Knowledge) -> Iterator[Problem]:
    """Yield a problem for each measure with item text that its licence does not allow."""
    for measure in knowledge.measures.values():
        if measure.items and not measure.ship_items:
            what = "carries item text that its licence does not allow"
            yield problem(knowledge, "measures", measure, "items", what, "take the items out; keep the score")
        if not measure.licence:
            yield problem(
                knowledge,
                "measures",
                measure,
                "licence",
                "is empty",
                "state the terms, or that none were seen",
            )
