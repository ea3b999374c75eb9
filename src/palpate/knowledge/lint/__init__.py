"""The checks of the knowledge: one file a rule of the data, each a function from Knowledge to problems."""

from collections.abc import Callable, Iterator

from palpate.knowledge.lint.accuracy import lint_accuracy
from palpate.knowledge.lint.courses import lint_courses
from palpate.knowledge.lint.effects import lint_effects
from palpate.knowledge.lint.figures import lint_figures
from palpate.knowledge.lint.licence import lint_licence
from palpate.knowledge.lint.questions import lint_questions
from palpate.knowledge.lint.ranges import lint_ranges
from palpate.knowledge.lint.references import lint_references
from palpate.knowledge.lint.rules import lint_rules
from palpate.knowledge.lint.sources import lint_sources
from palpate.knowledge.lint.use import lint_use
from palpate.knowledge.load import Knowledge, Problem

LINTS: tuple[Callable[[Knowledge], Iterator[Problem]], ...] = (
    lint_references,
    lint_figures,
    lint_sources,
    lint_ranges,
    lint_rules,
    lint_accuracy,
    lint_use,
    lint_questions,
    lint_licence,
    lint_effects,
    lint_courses,
)


def check(knowledge: Knowledge) -> list[Problem]:
    """Every problem the checks find, sorted by file and entry."""
    return sorted({problem for lint in LINTS for problem in lint(knowledge)})
