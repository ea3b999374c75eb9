"""The search: any name, mistyped or half typed, finds the entry; nothing is found by chance."""

from pathlib import Path

import pytest

from palpate.knowledge import knowledge
from palpate.knowledge.find import find, plain, trigrams
from tests.small import finding, small_knowledge

WANTED = {
    "hawkin kenedy": "hawkins_kennedy",
    "frozen sholder": "frozen_shoulder",
    "tennis elbow": "lateral_epicondylalgia",
    "empty can": "empty_can",
    "SLR": "straight_leg_raise",
    "rotatorcuff": "rotator_cuff_tear",
    "rotator cuf": "rotator_cuff_tear",
    "blood thiner": "taking_anticoagulant",
    "infraspinatis": "infraspinatus",
    "piriformus": "piriformis",
    "carpal tunel": "carpal_tunnel",
    "deep tissu": "deep_tissue",
    "lymph drainage": "mld",
    "dropp arm": "drop_arm",
    "scm": "sternocleidomastoid",
    "ql": "quadratus_lumborum",
    "oswestry": "odi",
    "heart attack": "acute_coronary_syndrome",
    "whiplash": "whiplash",
    "levat": "levator_scapulae",
}


@pytest.mark.parametrize("text", WANTED)
def test_what_is_meant_comes_first(text: str) -> None:
    assert find(text, knowledge())[0].id == WANTED[text]


def test_every_entry_is_found_by_its_own_name() -> None:
    known = knowledge()
    for kind in ("conditions", "structures", "techniques", "measures", "flags"):
        for entry in getattr(known, kind).values():
            assert entry.id in [hit.id for hit in find(entry.name, known, 10)], entry.name


def test_a_published_score_is_found_by_the_name_of_its_rule() -> None:
    assert {hit.kind for hit in find("wells score dvt", knowledge(), 3)} & {"flags"}


@pytest.mark.parametrize("text", ["", "  ", "?!", "qqqq zzzz", "xylophonist"])
def test_nothing_is_found_by_chance(text: str) -> None:
    assert find(text, knowledge()) == []


def test_names_with_something_of_every_word_go_alone(tmp_path: Path) -> None:
    known = small_knowledge(
        tmp_path,
        findings=[finding("night_pain"), finding("night_sweats")],
    )
    assert [hit.id for hit in find("night pain", known)] == ["night_pain"]
    assert {hit.id for hit in find("night fever", known)} == {"night_pain", "night_sweats"}


def test_another_name_that_matched_is_told(tmp_path: Path) -> None:
    known = small_knowledge(tmp_path, findings=[finding("empty_can", lay=["Jobe"])])
    hit = find("jobe", known)[0]
    assert (hit.id, hit.also) == ("empty_can", "Jobe")
    assert find("empty can", known)[0].also == ""


def test_a_search_can_keep_to_one_kind() -> None:
    assert {hit.kind for hit in find("shoulder", knowledge(), kind="conditions")} == {"conditions"}


def test_spelling_marks_do_not_matter() -> None:
    assert plain("Hawkins–Kennedy") == plain("hawkins kennedy") == "hawkins kennedy"
    assert trigrams("ab") == {"  a", " ab", "ab "}
