"""Made-up people: one seed gives the same again, and their screening comes out as asked."""

from random import Random

import msgspec
import pytest

from palpate.knowledge import knowledge
from palpate.reasoning.casefile import read_case
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.generate import COURSES, REGIONS, make_person, pain_course
from palpate.reasoning.screening.screen import screen


@pytest.mark.parametrize("level", ["treat", "treat-with-restrictions", "refer", "same-day", "emergency"])
@pytest.mark.parametrize("region", REGIONS)
def test_the_screening_comes_out_as_asked(region: str, level: str) -> None:
    for seed in range(3):
        person = make_person(Random(seed), knowledge(), region=region, level=level)  # type: ignore[arg-type]
        assert screen(person.case, knowledge()).level == level


def test_one_seed_gives_one_person() -> None:
    assert make_person(Random(4), knowledge()) == make_person(Random(4), knowledge())
    assert make_person(Random(4), knowledge()) != make_person(Random(5), knowledge())


def test_a_made_up_case_is_a_case() -> None:
    for seed in range(10):
        person = make_person(Random(seed), knowledge())
        assert read_case(msgspec.to_builtins(person.case), knowledge()) == person.case


def test_the_true_condition_is_found_more_often_than_by_chance() -> None:
    found = 0
    for seed in range(40):
        person = make_person(Random(seed), knowledge())
        ranked = [one.condition for one in differential(person.case, knowledge())]
        found += person.condition in ranked[:3]
    assert found >= 24


def test_a_good_course_ends_lower_than_it_began_and_stays_on_the_scale() -> None:
    for course in COURSES:
        levels = pain_course(Random(1), course, 8, start=7)
        assert all(0 <= level <= 10 for level in levels)
    assert pain_course(Random(1), "quick", 8, start=7)[-1] <= 4
    assert abs(pain_course(Random(1), "none", 8, start=7)[-1] - 7) <= 2
