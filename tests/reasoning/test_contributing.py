"""A second cause stands on what the leading one leaves unexplained, and on nothing else."""

from pathlib import Path
from typing import Any

import pytest

from palpate.knowledge import Knowledge
from palpate.reasoning.case import Case, Complaint, Observation, Place
from palpate.reasoning.causes.contributing import Contributor, contributing
from palpate.reasoning.causes.differential import differential
from tests.small import finding, region, small_knowledge


def row(test: str, cause: str, sensitivity: float, specificity: float) -> dict[str, Any]:
    return {
        "id": f"{test}.{cause}",
        "finding": test,
        "condition": cause,
        "sensitivity": {"value": sensitivity},
        "specificity": {"value": specificity},
        "judgement": "for a test",
    }


@pytest.fixture
def known(tmp_path: Path) -> Knowledge:
    def condition(name: str, share: float) -> dict[str, Any]:
        return {
            "id": name,
            "name": name,
            "regions": ["arm"],
            "prior": {"value": share, "judgement": "for a test"},
        }

    return small_knowledge(
        tmp_path,
        regions=[region("arm")],
        findings=[finding(name) for name in ("lifting_hurts", "tingling", "pinch")],
        conditions=[condition("tendon", 0.6), condition("nerve", 0.2)],
        accuracy=[
            row("lifting_hurts", "tendon", 0.9, 0.9),
            row("lifting_hurts", "nerve", 0.2, 0.9),
            row("tingling", "nerve", 0.8, 0.9),
            row("pinch", "nerve", 0.8, 0.8),
        ],
    )


def second(known: Knowledge, **answers: bool) -> tuple[Contributor, ...]:
    seen = tuple(Observation(finding=name, present=there) for name, there in answers.items())
    case = Case(complaint=Complaint(regions=(Place(region="arm"),)), observations=seen)
    return contributing(differential(case, known), case, known)


def test_by_hand(known: Knowledge) -> None:
    [one] = second(known, lifting_hurts=True, tingling=True)
    # Lifting is the tendon's already. Left for the nerve: 0.2 / 0.8 x (0.8 / 0.1) = 2, which is 2 / 3.
    assert one.condition == "nerve"
    assert one.probability == pytest.approx(2 / 3)
    assert [weight.finding for weight in one.because] == ["tingling"]


def test_what_the_leading_cause_explains_makes_no_second_one(known: Knowledge) -> None:
    assert second(known, lifting_hurts=True) == ()


def test_what_speaks_against_it_counts(known: Knowledge) -> None:
    # 2 from above x (0.2 / 0.8) for the pinch that is not there = 0.5, which is 1 / 3.
    [one] = second(known, lifting_hurts=True, tingling=True, pinch=False)
    assert one.probability == pytest.approx(1 / 3)


def test_where_nothing_leads_there_is_no_second_cause(known: Knowledge) -> None:
    assert second(known, lifting_hurts=False, tingling=False, pinch=False) == ()
