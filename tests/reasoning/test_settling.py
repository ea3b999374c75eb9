"""The fewest questions: they do settle what they are meant to, and small sets are as small as can be."""

from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.expression import Count, Expression, Present
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.rules.known import facts
from palpate.reasoning.rules.logic import settle
from palpate.reasoning.rules.settling import fewest, task
from palpate.reasoning.screening.flags import by_rules
from tests.small import finding, small_knowledge

NAMES = "abcdef"
LEAVES = st.sampled_from(NAMES).map(Present)
RULES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.integers(1, len(parts)).map(lambda least: Count(least, tuple(parts)))
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder: Path = tmp_path_factory.mktemp("knowledge")
    return small_knowledge(folder, findings=[finding(name) for name in NAMES])


def chosen(rules: list[Expression], known: Knowledge) -> tuple[str, ...]:
    wanted = [task(rule, facts(Case(), known)) for rule in rules]
    return fewest([one for one in wanted if one is not None], {}, most=len(NAMES))


def settled(rules: list[Expression], denied: tuple[str, ...], known: Knowledge) -> bool:
    case = Case(observations=tuple(Observation(finding=name, present=False) for name in denied))
    return all(settle(rule, case, known) is False for rule in rules)


@given(rules=st.lists(RULES, min_size=1, max_size=4))
def test_all_no_settles_every_rule(known: Knowledge, rules: list[Expression]) -> None:
    asked = chosen(rules, known)
    assert settled(rules, asked, known)


@given(rules=st.lists(RULES, min_size=1, max_size=4))
def test_it_is_at_most_one_question_from_the_smallest_set(known: Knowledge, rules: list[Expression]) -> None:
    asked = chosen(rules, known)
    smallest = next(
        size
        for size in range(len(NAMES) + 1)
        if any(settled(rules, denied, known) for denied in combinations(NAMES, size))
    )
    assert smallest <= len(asked) <= smallest + 1


@pytest.mark.parametrize("region", ["neck", "shoulder", "lumbar", "hip", "calf", "head"])
def test_fewer_questions_settle_the_emergencies_than_asking_in_order(region: str) -> None:
    assert questions_until_settled(region, best=True) <= questions_until_settled(region, best=False)


def questions_until_settled(region: str, *, best: bool) -> int:
    """How often somebody without any of it says no before no emergency rule is open."""
    known = knowledge()
    case = Case(
        client=Client(age=45, sex="female"), complaint=Complaint(regions=(Place(region=region),), days=40)
    )
    for count in range(200):
        triage = by_rules(case, known)
        if not triage.open_emergencies:
            return count
        asked = triage.ask_next[0] if best else triage.unsettled[0].ask[0]
        case = msgspec.structs.replace(case, observations=(*case.observations, no(asked, known)))
    raise AssertionError(f"{region}: never settled")


def no(name: str, known: Knowledge) -> Observation:
    entry = known.findings[name]
    if entry.unit:
        return Observation(finding=name, value={"temperature": 36.6}.get(name, entry.low or 0.0))
    return Observation(finding=name, present=False, side="both" if entry.sided else None)
