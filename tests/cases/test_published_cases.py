"""The published cases: all of them read and run, and nobody who must be seen today is treated."""

import msgspec
import pytest
from evaluate.published import FOLDER, judge, published

from palpate.knowledge import knowledge
from palpate.knowledge.words import Level
from palpate.reasoning.care.plan import make_plan
from palpate.reasoning.case import Case, Observation
from palpate.reasoning.causes.differential import OTHER, differential
from palpate.reasoning.screening.screen import CLOSED, screen

CASES = published()
LEVELS = set(Level.__args__)  # type: ignore[attr-defined]
each = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
urgent = pytest.mark.parametrize(
    "name", [name for name, case in CASES.items() if case.expect["triage"] in CLOSED]
)


def test_there_are_cases_of_every_level() -> None:
    assert len(CASES) >= 30
    assert {case.expect["triage"] for case in CASES.values()} == LEVELS


def test_every_file_of_a_report_is_read() -> None:
    assert {file.stem for file in FOLDER.glob("HO-*.yaml")} <= set(CASES)


@each
def test_expectation_uses_our_words(case: Case) -> None:
    known = knowledge()
    assert case.expect["triage"] in LEVELS
    assert set(case.expect["also"].split()) <= LEVELS - {case.expect["triage"]}
    assert set(case.expect["condition"].split()) <= {*known.conditions, OTHER}
    assert case.expect["diagnosis"]


@each
def test_source_is_an_address(case: Case) -> None:
    assert case.source.startswith(("https://", "http://"))


@each
def test_hypotheses_are_probabilities(case: Case) -> None:
    found = differential(case, knowledge())
    assert sum(one.probability for one in found) == pytest.approx(1)
    assert all(0 <= one.low <= one.probability <= one.high <= 1 for one in found)


@each
def test_plan_follows_the_level(case: Case) -> None:
    known = knowledge()
    triage = screen(case, known)
    plan = make_plan(case, known)
    assert not (triage.closed and plan.items)


@urgent
def test_nobody_who_must_be_seen_today_is_treated(name: str) -> None:
    row = judge(name, CASES[name], knowledge())
    assert not row.missed, f"{name} is {row.truth} and came out as {row.level}"


@each
def test_a_danger_told_later_raises_every_case(case: Case) -> None:
    told = Observation(finding="saddle_numbness", present=True)
    later = msgspec.structs.replace(case, observations=(*case.observations, told))
    assert screen(later, knowledge()).level == "emergency"
