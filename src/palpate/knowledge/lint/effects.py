"""An effect says what was tried: one of our techniques, or in words what else it was."""

from collections.abc import Iterator

from palpate.knowledge.lint.walk import problem
from palpate.knowledge.load import Knowledge, Problem


def lint_effects(knowledge: Knowledge) -> Iterator[Problem]:
    """Yield a problem for each effect of nothing, and for each that names two things tried."""
    for effect in knowledge.effects.values():
        if bool(effect.technique) == bool(effect.intervention.strip()):
            twice, never = "stands beside an intervention", "is empty, and so is the intervention"
            remedy = "give a technique, or an intervention in words where it is none of ours"
            what = twice if effect.technique else never
            yield problem(knowledge, "effects", effect, "technique", what, remedy)
