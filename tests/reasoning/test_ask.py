"""The next best finding: most information for its cost, by the definition, and never a forbidden one."""

from pathlib import Path
from typing import Any

import pytest

from palpate.knowledge import Knowledge, knowledge
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.causes.ask import ask_next, decided, forbidden
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.limits.restrict import restrictions
from tests.small import finding, flag, number, region, small_knowledge


def row(test: str, sensitivity: float, specificity: float) -> dict[str, Any]:
    return {
        "id": f"{test}.one",
        "finding": test,
        "condition": "one",
        "sensitivity": {"value": sensitivity},
        "specificity": {"value": specificity},
        "judgement": "for a test",
    }


@pytest.fixture
def known(tmp_path: Path) -> Knowledge:
    def condition(name: str, share: float) -> dict[str, Any]:
        prior = {"value": share, "judgement": "for a test"}
        return {"id": name, "name": name, "regions": ["arm"], "prior": prior}

    stretch = {"kind": "maneuver", "asked_of": "therapist", "how": "stretch", "positive_if": "pain"}
    return small_knowledge(
        tmp_path,
        regions=[region("arm")],
        findings=[
            finding("telling"),
            finding("vague"),
            finding("dear", seconds=600),
            finding("stretching", regions=["arm"], uses=["passive_end_range"], **stretch),
            finding("broken"),
            finding("danger"),
            number("girth", sided=True),
            {"id": "wide", "name": "wide", "kind": "derived", "rule": {"value": "girth", "over": 40}},
        ],
        conditions=[condition("one", 0.4), condition("two", 0.4)],
        accuracy=[
            row("telling", 0.9, 0.9),
            row("vague", 0.5, 0.52),
            row("dear", 0.9, 0.9),
            row("stretching", 0.9, 0.9),
            row("wide", 0.9, 0.9),
        ],
        contraindications=[
            {
                "id": "fracture",
                "name": "Fracture",
                "level": "absolute-local",
                "when": "broken",
                "sites": ["arm"],
                "limit": {"movement": ["passive_end_range"]},
                "reason": "it is broken",
                "judgement": "for a test",
            }
        ],
        flags=[flag("alarm", "danger")],
    )


def case(**answers: bool) -> Case:
    seen = tuple(Observation(finding=name, present=there) for name, there in answers.items())
    return Case(complaint=Complaint(regions=(Place(region="arm"),)), observations=seen)


def offered(person: Case, known: Knowledge) -> list[str]:
    return [one.finding for one in ask_next(person, known)]


def test_the_telling_and_cheap_come_first_and_the_vague_not_at_all(known: Knowledge) -> None:
    names = offered(case(), known)
    assert names[0] in ("telling", "girth", "stretching")
    assert "vague" not in names
    assert names.index("dear") > names.index("telling")
    assert "girth" in names  # a threshold is learnt by measuring its number
    assert "wide" not in names


def test_what_is_known_is_not_asked_again(known: Knowledge) -> None:
    assert "telling" not in offered(case(telling=False), known)


def test_a_forbidden_test_is_never_offered(known: Knowledge) -> None:
    assert "stretching" in offered(case(), known)
    assert "stretching" not in offered(case(broken=True), known)


def test_in_an_emergency_only_questions_are_offered(known: Knowledge) -> None:
    names = offered(case(danger=True), known)
    assert "stretching" not in names
    assert "girth" not in names


def test_with_the_whole_knowledge_nothing_forbidden_is_offered() -> None:
    known = knowledge()
    for seen in ("taking_anticoagulant", "osteoporosis", "fracture_healing", "rheumatoid_arthritis"):
        if seen not in known.findings:
            continue
        person = Case(
            client=Client(age=70, sex="female"),
            complaint=Complaint(regions=(Place(region="neck"),)),
            observations=(Observation(finding=seen, present=True),),
        )
        limits = restrictions(person, known)
        for one in ask_next(person, known):
            assert not forbidden(known.findings[one.finding], person, known, limits)


def test_asking_stops_where_one_leads_clearly_and_nothing_would_change_that(known: Knowledge) -> None:
    def stops(person: Case) -> bool:
        hypotheses = differential(person, known)
        return decided(hypotheses, ask_next(person, known, hypotheses))

    assert not stops(case())  # two causes, as likely as each other
    assert not stops(case(telling=True, dear=False))  # one for and one against: as before
    assert stops(case(telling=True, dear=True, stretching=True))
