"""Stages of healing, the emphasis of a visit, and courses as trials had them."""

import pytest

from palpate.knowledge import knowledge
from palpate.reasoning.care.stages import COUNTS, THIRDS, counts, emphasis_of, leading, stage_of
from palpate.reasoning.care.tried import read_dose, usual_course

KNOWN = knowledge()


@pytest.mark.parametrize(
    ("days", "stage"),
    [(None, "unknown"), (0, "inflammation"), (3, "inflammation"), (4, "repair"), (21, "repair"),
     (22, "remodelling"), (91, "remodelling"), (92, "long-lasting")],
)  # fmt: skip
def test_stages_change_on_their_days(days: float | None, stage: str) -> None:
    assert stage_of(days) == stage


def test_no_work_counts_more_than_wholly_and_none_is_worth_nothing() -> None:
    for table in (*COUNTS.values(), *THIRDS):
        assert all(0 < share <= 1 for share in table.values())


def test_a_fresh_injury_is_calmed_and_not_loaded() -> None:
    assert counts("load", 1, 1, 6) < counts("free", 1, 1, 6) < counts("calm", 1, 1, 6)
    assert leading(1, 1, 6) == "calm" and leading(10, 1, 6) == "calm"


def test_a_lasting_complaint_ends_with_load() -> None:
    emphasis = [leading(400, visit, 6) for visit in range(1, 7)]
    assert emphasis[0] != "load" and emphasis[-1] == "load"
    loads = [counts("load", 400, visit, 6) / counts("calm", 400, visit, 6) for visit in range(1, 7)]
    assert loads == sorted(loads)
    assert counts("load", 400, 9, 6) == counts("load", 400, 6, 6)  # a visit more than was planned


def test_every_technique_has_an_emphasis() -> None:
    assert emphasis_of("mld", "hypertonic", KNOWN) == "calm"
    assert emphasis_of("cupping", "hypertonic", KNOWN) == "free"
    assert emphasis_of("pnf", "shortened", KNOWN) == "load"
    assert emphasis_of("swedish", "weak", KNOWN) == "load"
    assert emphasis_of("stretching_rom", "swollen", KNOWN) == "calm"


def test_courses_are_read_in_their_own_words() -> None:
    assert read_dose("60 min twice weekly for 4 weeks") == (8, 4, 60)
    assert read_dose("up to 10 massages over 10 weeks") == (10, 10, None)
    assert read_dose("60 min weekly x 8") == (8, 8, 60)
    assert read_dose("six visits over 2 weeks in the index trial") == (6, 2, None)
    assert read_dose("30 min 2-3 times weekly for 4 weeks") == (8, 4, 30)
    assert all(read_dose(one) is None for one in ("", "single visit", "90 s", "two 6-min bouts", "6 weeks"))


def test_the_course_most_people_were_tried_on_is_taken_and_no_more_often_than_it_was_tried() -> None:
    back = usual_course("cnslbp", {"swedish"}, KNOWN)
    assert back and (back.visits, back.weeks, back.days_between) == (10, 10, 7)
    neck = usual_course("neck_pain", {"swedish"}, KNOWN)
    assert neck and (neck.visits, neck.days_between, neck.minutes) == (8, 4, 60)
    assert usual_course("neck_pain", {"cupping"}, KNOWN) is None
    assert usual_course("no such", {"swedish"}, KNOWN) is None


def test_every_course_of_the_knowledge_is_possible() -> None:
    for effect in KNOWN.effects.values():
        read = read_dose(effect.dose)
        if read:
            visits, weeks, minutes = read
            assert 2 <= visits <= 40 and 1 <= weeks <= 30, effect.id
            assert minutes is None or 10 <= minutes <= 120, effect.id
            assert visits <= 7 * weeks, effect.id
