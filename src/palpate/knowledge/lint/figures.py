"""Every figure and statement says where it comes from: a source that somebody opened, or judgement."""

from collections.abc import Iterator

from palpate.knowledge.lint.walk import entries, parts, problem
from palpate.knowledge.load import Knowledge, Problem
from palpate.knowledge.model import Accuracy, Advice, Dose, Entry, Figure, Guideline, Rule, Statement, Suits

# Rows whose figures all come from the row's own source.
COVERS = (Accuracy,)


def lint_figures(knowledge: Knowledge) -> Iterator[Problem]:
    """Yield a problem for each figure with no origin, or with two."""
    for kind, entry in entries(knowledge):
        if isinstance(entry, Accuracy | Advice | Guideline):
            yield from _origin(knowledge, kind, entry, "", entry.source, entry.judgement)
        for path, value in parts(entry):
            if isinstance(value, Figure) and isinstance(entry, COVERS):
                continue
            if isinstance(value, Figure | Rule | Suits | Statement):
                yield from _origin(knowledge, kind, entry, path, value.source, value.judgement)
            if isinstance(value, Dose) and (
                value.sets or value.reps or value.hold_seconds or value.days_per_week
            ):
                yield from _origin(knowledge, kind, entry, path, value.source, value.judgement)


def _origin(
    knowledge: Knowledge, kind: str, entry: Entry, path: str, source: str | None, judgement: str | None
) -> Iterator[Problem]:
    if source and judgement:
        what = "has a source and calls itself judgement"
        yield problem(knowledge, kind, entry, path or "source", what, "keep the one that is true")
    if not source and not judgement:
        what = "has neither a source nor a judgement"
        remedy = "name the source that was read, or write `judgement:` and on what it rests"
        yield problem(knowledge, kind, entry, path or "source", what, remedy)
