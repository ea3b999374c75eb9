"""The knowledge that ships is clean, and each kind of mistake gives a line that names it."""

import copy
from pathlib import Path
from typing import Any

import pytest

from palpate.knowledge import KnowledgeError, knowledge, load
from palpate.knowledge.lint import check
from tests.small import finding, flag, number, region, write_knowledge

FIGURE = {"value": 0.5, "low": 0.4, "high": 0.6, "source": "paper"}
SOUND: dict[str, list[dict[str, Any]]] = {
    "sources": [{"id": "paper", "title": "A paper", "year": 2020, "doi": "10.1000/1"}],
    "regions": [region("arm")],
    "findings": [finding("ache", regions=["arm"]), number("girth", 1, 99, sided=True)],
    "conditions": [
        {
            "id": "sore_arm",
            "name": "Sore arm",
            "regions": ["arm"],
            "prior": FIGURE,
            "rates": [{"finding": "ache", "rate": FIGURE}],
        }
    ],
    "accuracy": [
        {
            "id": "row",
            "finding": "ache",
            "condition": "sore_arm",
            "sensitivity": {"value": 0.8},
            "specificity": {"value": 0.6},
            "lr_positive": {"value": 2.0},
            "source": "paper",
        }
    ],
    "flags": [flag("clot", {"all": ["ache", {"difference": "girth", "over": 3}]})],
    "credentials": [{"id": "licensed_massage_therapist", "name": "Licensed"}],
    "techniques": [
        {
            "id": "stroking",
            "name": "Stroking",
            "contact": {"may": ["gliding"]},
            "pressure": [1, 4],
            "usual_pressure": 2,
            "speed": {"may": ["slow"]},
            "movement": {"may": ["none"]},
            "positions": ["prone"],
            "minutes": [2, 10],
        }
    ],
    "effects": [
        {
            "id": "effect",
            "technique": "stroking",
            "condition_text": "sore arms",
            "comparator": "nothing",
            "outcome": "ache",
            "text": "Less ache.",
            "source": "paper",
        }
    ],
    "measures": [
        {
            "id": "scale",
            "name": "Scale",
            "domain": ["pain"],
            "low": 0,
            "high": 10,
            "direction": "lower-is-better",
            "scoring": "the number",
            "licence": "free",
        }
    ],
}

# where it stands, the field's path, the wrong value, and what the line must say
MISTAKES = [
    ("conditions", "prior.source", "papre", "'papre' does not exist; did you mean 'paper'?"),
    ("conditions", "regions", ["amr"], "'amr' does not exist"),
    ("conditions", "rates.0.finding", "ahce", "'ahce' does not exist; did you mean 'ache'?"),
    ("conditions", "structures", ["biceps"], "'biceps' does not exist"),
    ("accuracy", "condition", "sore", "'sore' does not exist"),
    ("flags", "rules.0.when", "pain", "the rule names the finding 'pain', which does not exist"),
    ("flags", "rules.0.when", {"region": "leg"}, "the rule names the region 'leg', which does not exist"),
    ("flags", "rules.0.when", {"score": "scal", "over": 1}, "the rule names the measure 'scal'"),
    ("flags", "rules.0.when", "girth", "girth is a number and is asked as yes or no"),
    ("flags", "rules.0.when", {"value": "ache", "over": 1}, "ache is no number"),
    ("flags", "rules.0.when", {"both_sides": "ache"}, "ache has no sides"),
    ("conditions", "prior.source", None, "has neither a source nor a judgement"),
    ("conditions", "prior.judgement", "we think", "has a source and calls itself judgement"),
    ("accuracy", "source", None, "has neither a source nor a judgement"),
    ("sources", "doi", None, "has no DOI, PMID or address"),
    ("sources", "year", None, "has no year and no note"),
    ("sources", "id", "other", "is used by nothing"),
    ("conditions", "prior.value", 1.5, "1.5 is no share"),
    ("conditions", "prior.value", 0.7, "0.7 lies outside its own interval"),
    ("conditions", "prior.low", 0.9, "the interval 0.9 to 0.6 is upside down"),
    ("accuracy", "sensitivity.value", 80, "80 is no share"),
    ("accuracy", "lr_positive.value", 9.0, "prints 9 where its shares give 2.00"),
    ("accuracy", "use", False, "is set aside without a reason"),
    ("techniques", "pressure", [5, 4], "do not rise from 0 to 10"),
    ("techniques", "minutes", [9, 2], "9 to 2 is no span"),
    ("techniques", "credentials", ["wizard"], "'wizard' does not exist"),
    ("effects", "technique", "strokes", "'strokes' does not exist"),
    ("effects", "technique", None, "is empty, and so is the intervention"),
    ("effects", "intervention", "exercise", "stands beside an intervention"),
    ("measures", "low", 10, "10 is not below 10"),
    ("measures", "items", [{"text": "Owned words"}], "carries item text that its licence does not allow"),
    ("measures", "licence", "", "is empty"),
    ("findings", "ask", "", "has no question"),
    ("findings", "id", "aches", "'ache' does not exist"),
    ("findings", "discomfort", 7, "7 is off the scale"),
    ("findings", "kind", "maneuver", "does not say how it is done"),
    ("findings", "kind", "motion", "is a motion without unit, joint, motion or mode"),
    ("findings", "kind", "derived", "is derived without a rule"),
    ("findings", "joint", "wing", "'wing' does not exist"),
]


def changed(kind: str, path: str, value: Any) -> dict[str, list[dict[str, Any]]]:
    """The sound knowledge with one field of the first entry of a kind set otherwise."""
    tables = copy.deepcopy(SOUND)
    place: Any = tables[kind][0]
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step) if step.isdigit() else step]
    place[last] = value
    return tables


def test_what_ships_is_clean() -> None:
    assert check(knowledge()) == []


def test_the_sound_example_is_clean(tmp_path: Path) -> None:
    assert check(load(write_knowledge(tmp_path, **SOUND))) == []


@pytest.mark.parametrize(("kind", "path", "value", "says"), MISTAKES)
def test_each_mistake_is_named(kind: str, path: str, value: Any, says: str, tmp_path: Path) -> None:
    problems = check(load(write_knowledge(tmp_path, **changed(kind, path, value))))
    lines = [str(problem) for problem in problems]
    assert any(says in line and ".yaml › " in line and "; " in line for line in lines), lines


def test_two_rows_in_use_for_one_pair_are_named(tmp_path: Path) -> None:
    tables = copy.deepcopy(SOUND)
    tables["accuracy"].append(tables["accuracy"][0] | {"id": "row2"})
    lines = [str(problem) for problem in check(load(write_knowledge(tmp_path, **tables)))]
    assert any("in use twice" in line for line in lines), lines


def test_an_unused_finding_is_named(tmp_path: Path) -> None:
    tables = copy.deepcopy(SOUND)
    tables["findings"].append(finding("itch"))
    lines = [str(problem) for problem in check(load(write_knowledge(tmp_path, **tables)))]
    assert any("itch: is used by nothing" in line for line in lines), lines


def test_a_finding_that_follows_from_itself_is_named(tmp_path: Path) -> None:
    tables = copy.deepcopy(SOUND)
    for name, other in (("one", "two"), ("two", "one")):
        tables["findings"].append(
            {"id": name, "name": name, "kind": "derived", "rule": {"any": [other, "ache"]}}
        )
    lines = [str(problem) for problem in check(load(write_knowledge(tmp_path, **tables)))]
    assert any("one › rule: follows from itself" in line for line in lines), lines


def test_priors_of_a_region_beyond_the_whole_are_named(tmp_path: Path) -> None:
    tables = copy.deepcopy(SOUND)
    tables["conditions"].append(tables["conditions"][0] | {"id": "again", "prior": FIGURE | {"value": 0.55}})
    lines = [str(problem) for problem in check(load(write_knowledge(tmp_path, **tables)))]
    assert any("the priors of arm add up to 1.05" in line for line in lines), lines


@pytest.mark.parametrize(
    ("kind", "path", "value", "says"),
    [
        ("findings", "colour", "red", "unknown field `colour`"),
        ("findings", "kind", "smell", "Invalid enum value 'smell'"),
        ("findings", "id", "Bad Id", "is no id"),
        ("measures", "low", "nought", "Expected `float`"),
        ("techniques", "pressure", [1, 2, 3], "Expected `array` of length 2"),
        ("flags", "rules.0.when", {"most": ["ache"]}, "none of most begins a rule"),
        ("flags", "rules.0.when", {"at_least": 3, "of": ["ache"]}, "whole number from 1 to 1"),
        ("flags", "rules.0.when", {"all": []}, "is no list of rules"),
        ("flags", "rules.0.when", {"value": "girth"}, "a comparison needs one of"),
        ("flags", "rules.0.when", {"sex": "other"}, "sex is female or male"),
    ],
)
def test_what_cannot_be_read_is_named(kind: str, path: str, value: Any, says: str, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        load(write_knowledge(tmp_path, **changed(kind, path, value)))
    assert any(says in str(problem) for problem in caught.value.problems), caught.value.problems


def test_what_is_no_yaml_or_stands_twice_is_named(tmp_path: Path) -> None:
    write_knowledge(tmp_path, **SOUND)
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "bad.yaml").write_text("entries: [", encoding="utf8")
    (tmp_path / "regions" / "twice.yaml").write_text("entries:\n- {id: arm, name: Arm}\n", encoding="utf8")
    (tmp_path / "gossip").mkdir()
    (tmp_path / "gossip" / "some.yaml").write_text("entries: []\n", encoding="utf8")
    (tmp_path / "advice").mkdir()
    (tmp_path / "advice" / "bare.yaml").write_text("- id: a\n", encoding="utf8")
    with pytest.raises(KnowledgeError) as caught:
        load(tmp_path)
    lines = "\n".join(map(str, caught.value.problems))
    for says in (
        "claims/bad.yaml: is no YAML",
        "stands already in",
        "is in no known folder",
        "does not hold `entries:`",
    ):
        assert says in lines
