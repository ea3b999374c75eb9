"""Reading a case: what is recorded, what the client's sex rules out, and what follows by rules from both."""

from collections.abc import Iterable

from palpate.knowledge import Knowledge
from palpate.knowledge.expression import findings
from palpate.knowledge.once import once
from palpate.knowledge.words import Sex
from palpate.reasoning.case import Case, Observation
from palpate.reasoning.rules.compiled import Settle, compiled
from palpate.reasoning.rules.facts import Facts
from palpate.reasoning.rules.leaves import leaves, settle_leaf
from palpate.reasoning.rules.touched import Blanks, touched


def facts(case: Case, knowledge: Knowledge) -> Facts:
    """The facts of a case, made once as long as the case is in use."""
    kept = _kept(case)
    found = kept.get(id(knowledge))
    if found is None:
        found = kept[id(knowledge)] = _facts(case, knowledge)
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


def _facts(case: Case, knowledge: Knowledge) -> Facts:
    sex = case.client.sex
    impossible = _of_other_sex(knowledge)[sex] if sex else frozenset[str]()
    found = Facts(case, knowledge, newest(case), touched(case, knowledge), impossible)
    derived = _derived(knowledge)
    if not case.observations and not case.scores:
        _settle(leaves(knowledge).of_anybody, found)
        derived.follow(found, derived.rules)
        return found
    # What looks at nothing that is recorded stands as it does before anything is.
    blank = derived.blank(case)
    found.present, found.absent = blank.present - found.moved, blank.absent - found.moved
    for finding, seen in found.newest.items():
        if any(one.present for one in seen):
            found.know(finding, True)
        elif finding in impossible or all(one.present is False for one in seen):
            found.know(finding, False)
    _settle(leaves(knowledge).moved(found), found)
    derived.follow(found, derived.names & found.moved)
    return found


def _settle(names: Iterable[str], found: Facts) -> None:
    for name in names:
        found.know(name, settle_leaf(leaves(found.knowledge).by_name[name], found))


class _Derived:
    """The findings that follow a rule, each after those that its own rule looks at."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules: dict[str, Settle] = {}
        for finding in knowledge.rules:
            self._add(finding, knowledge)
        self.names = frozenset(self.rules)
        self.places = {finding: place for place, finding in enumerate(self.rules)}
        self.blank = Blanks(knowledge, lambda case: facts(case, knowledge))

    def _add(self, finding: str, knowledge: Knowledge) -> None:
        if finding not in self.rules and finding in knowledge.rules and finding in knowledge.findings:
            for deeper in findings(knowledge.rules[finding]):
                self._add(deeper, knowledge)
            self.rules[finding] = compiled(knowledge).settle(knowledge.rules[finding])

    def follow(self, found: Facts, names: Iterable[str]) -> None:
        """Settle the rules of these findings. What is recorded itself, if only as unclear, follows none."""
        for finding in sorted(names, key=self.places.__getitem__):
            if finding not in found.newest and finding not in found.impossible:
                found.know(finding, self.rules[finding](found))
            elif finding in found.impossible and finding not in found.present:
                found.know(finding, False)


@once
def _derived(knowledge: Knowledge) -> _Derived:
    return _Derived(knowledge)


@once
def _of_other_sex(knowledge: Knowledge) -> dict[Sex, frozenset[str]]:
    """By sex, the findings that a client of that sex cannot have."""
    limited = [finding for finding in knowledge.findings.values() if finding.only is not None]
    sexes: tuple[Sex, ...] = ("female", "male")
    return {sex: frozenset(one.id for one in limited if one.only != sex) for sex in sexes}
