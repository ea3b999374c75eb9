"""Rules and limits in words."""

from pathlib import Path
from typing import Any

import pytest

from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.expression import Bounds, findings, parse
from palpate.knowledge.model import Limit
from palpate.knowledge.say import Said, flat, said, say, say_bounds, say_limit
from tests.small import finding, number, region, small_knowledge


@pytest.fixture
def known(tmp_path: Path) -> Knowledge:
    return small_knowledge(
        tmp_path,
        findings=[finding(name) for name in ("fever", "chills", "cough")]
        + [number("girth", low=10, high=60)],
        regions=[region("neck"), region("head")],
        measures=[
            {
                "id": "nprs",
                "name": "Pain",
                "domain": ["pain"],
                "low": 0,
                "high": 10,
                "direction": "lower-is-better",
                "scoring": "as said",
            }
        ],
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("always", "Always"),
        ("fever", "fever"),
        ({"all": ["fever", "chills"]}, "fever and chills"),
        ({"any": ["fever", "chills"]}, "fever or chills"),
        ({"any": ["fever"]}, "fever"),
        ({"any": ["fever", "chills", "cough"]}, "any of: fever; chills; cough"),
        ({"at_least": 2, "of": ["fever", "chills", "cough"]}, "at least 2 of: fever; chills; cough"),
        ({"all": ["fever", {"any": ["chills", "cough"]}]}, "fever and (chills or cough)"),
        ({"not": "fever"}, "fever: absent"),
        ({"not": {"any": ["fever", "chills", "cough"]}}, "none of: fever; chills; cough"),
        ({"not": {"all": ["fever", "chills"]}}, "not this together: (fever and chills)"),
        ({"not": {"sex": "male"}}, "Not: Male"),
        ({"value": "girth", "at_least": 20, "under": 30}, "girth: at least 20 and under 30 degrees"),
        ({"difference": "girth", "over": 3}, "girth: left and right differ by over 3 degrees"),
        ({"loss": "girth", "at_least": 0.5}, "girth: at least 50 % is lost"),
        ({"both_sides": "fever"}, "fever, left and right"),
        ({"age": {"at_least": 50}}, "Age at least 50 years"),
        ({"days": {"under": 42}}, "It began under 42 days ago"),
        ({"region": ["neck", "head"]}, "The complaint is at: neck or head"),
        ({"score": "nprs", "at_least": 7}, "Pain: at least 7 points"),
        (
            {"points": [[1, "fever"], [-2, "chills"]], "at_least": 1},
            "points at least 1 from: +1: fever; −2: chills",
        ),
    ],
)
def test_each_form_of_rule_is_said_in_words(rule: Any, words: str, known: Knowledge) -> None:
    assert say(parse(rule), known) == words


def test_what_does_not_exist_is_said_by_its_id(known: Knowledge) -> None:
    assert say(parse("nothing_such"), known) == "nothing_such"
    assert say(parse({"region": "moon"}), known) == "The complaint is at: moon"
    assert say(parse({"score": "moon", "over": 1}), known) == "moon: over 1"


def test_every_shipped_rule_names_each_of_its_findings() -> None:
    shipped = knowledge()
    for key, rule in shipped.rules.items():
        named = set(_findings(said(rule, shipped)))
        assert named == set(findings(rule)), key
        words = say(rule, shipped)
        assert all(shipped.findings[one].name.lower() in words.lower() for one in named), key


def _findings(tree: Said) -> list[str]:
    return [tree.finding] * bool(tree.finding) + [one for part in tree.parts for one in _findings(part)]


def test_a_single_statement_stays_as_it_is() -> None:
    assert flat(Said(words="Fever")) == "Fever"


def test_a_comparison_names_each_bound_and_its_unit() -> None:
    assert say_bounds(Bounds(over=3, at_most=5), "cm") == "over 3 and at most 5 cm"


def test_a_limit_is_said_clause_by_clause_and_an_open_one_says_nothing() -> None:
    assert say_limit(Limit()) == ()
    assert say_limit(Limit(everything=True)) == ("no massage at all here",)
    limit = Limit(
        pressure_at_most=3,
        minutes_at_most=1,
        speed_at_most="slow",
        contact=("friction", "percussion"),
        movement=("passive_end_range",),
        temperature=("heat",),
        product=("oil",),
        position=("prone",),
    )
    assert say_limit(limit) == (
        "pressure up to 3 of 10",
        "at most 1 minute here",
        "no faster than slow",
        "no friction or percussion",
        "no passive end range",
        "no heat",
        "no oil",
        "not lying or sitting prone",
    )


def test_every_shipped_limit_but_care_says_something() -> None:
    for item in knowledge().contraindications.values():
        if item.limit != Limit():
            assert say_limit(item.limit), item.id
