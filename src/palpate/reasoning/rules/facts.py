"""A case as the rules look at it: read once, so that some six hundred rules can look things up.

Unknown is never absent: a finding that nobody recorded, or that was recorded as unclear, is not known.
"""

from typing import Any

from palpate.knowledge import Knowledge
from palpate.knowledge.once import once
from palpate.knowledge.words import Sex
from palpate.reasoning.case import Case, Observation

Truth = bool | None


class Facts:
    """What one case says about findings. `truths` holds what is recorded or follows from the client's sex;
    derived findings are added when they are first asked for. What is not in it is not known.
    """

    __slots__ = ("case", "knowledge", "newest", "truths", "worked_out")

    def __init__(self, case: Case, knowledge: Knowledge) -> None:
        self.case, self.knowledge = case, knowledge
        self.worked_out: dict[object, Any] = {}  # results that several steps need, by what they rest on
        self.newest = newest(case)
        others = (
            _of_other_sex(knowledge).get(case.client.sex, frozenset()) if case.client.sex else frozenset()
        )
        self.truths: dict[str, Truth] = dict.fromkeys(others, False)
        for finding, seen in self.newest.items():
            if any(one.present for one in seen):
                self.truths[finding] = True
            elif finding not in others:
                self.truths[finding] = False if all(one.present is False for one in seen) else None


def facts(case: Case, knowledge: Knowledge) -> Facts:
    """The facts of a case, made once as long as the case is in use."""
    kept = _kept(case)
    found = kept.get(id(knowledge))
    if found is None:
        found = kept[id(knowledge)] = Facts(case, knowledge)
    return found


@once
def _kept(_case: Case) -> dict[int, Facts]:
    return {}


@once
def newest(case: Case) -> dict[str, tuple[Observation, ...]]:
    """By finding, the newest observation for each side: later ones in the case replace earlier ones."""
    sides: dict[str, dict[str | None, Observation]] = {}
    for observation in case.observations:
        sides.setdefault(observation.finding, {})[observation.side] = observation
    return {finding: tuple(by_side.values()) for finding, by_side in sides.items()}


@once
def _of_other_sex(knowledge: Knowledge) -> dict[Sex, frozenset[str]]:
    """By sex, the findings that a client of that sex cannot have."""
    limited = [finding for finding in knowledge.findings.values() if finding.only is not None]
    sexes: tuple[Sex, ...] = ("female", "male")
    return {sex: frozenset(one.id for one in limited if one.only != sex) for sex in sexes}
