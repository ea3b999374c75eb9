"""Every tap at the table is a row: which words of the client they tell, and at what pressure."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from palpate.reasoning.case import Treated
from palpate.records import acts, look
from palpate.records.acts import common
from palpate.records.look import done
from palpate.records.models import Treatment
from tests.records.conftest import TODAY, VISIT_AT, Cast

WORK = {"technique": "friction", "structure": "supraspinatus", "side": "right", "minutes": 5}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Seconds since the visit began, set by the test."""
    seconds = [0]
    monkeypatch.setattr(common, "now", lambda: VISIT_AT + timedelta(seconds=seconds[0]))
    return seconds


def tell(cast: Cast, clock: list[int], *taps: dict[str, Any] | str, apart: int = 60) -> Treated | None:
    """Record a step, change it tap by tap, so many seconds apart, and read what the reasoning gets."""
    row = acts.record_treatment(by=cast.therapist, visit=cast.visit, **(WORK | {"pressure": 6}))
    for tap in taps:
        clock[0] += apart
        if isinstance(tap, str):
            row = acts.undo(by=cast.therapist, row=row)
        else:
            row = acts.correct_treatment(by=cast.therapist, treatment=row, **tap)
    told = look.case_of(cast.episode, today=TODAY, visit=cast.visit).treated
    return told[-1] if told else None


def words(told: Treated | None) -> list[tuple[str, int | None]]:
    assert told is not None
    return [(one.word, one.pressure) for one in told.said]


def test_one_word_at_one_pressure_needs_no_list(cast: Cast, clock: list[int]) -> None:
    told = tell(cast, clock, {"response": "better"})
    assert told is not None and (told.response, told.pressure, told.said) == ("better", 6, ())


def test_each_word_keeps_the_pressure_it_was_said_at(cast: Cast, clock: list[int]) -> None:
    told = tell(cast, clock, {"response": "worse"}, {"pressure": 4}, {"response": "better"})
    assert words(told) == [("worse", 6), ("less", 6), ("better", 4)]
    assert told is not None and (told.response, told.pressure) == ("better", 4)


def test_a_pressure_that_was_lowered_after_it_stood_was_too_much(cast: Cast, clock: list[int]) -> None:
    assert words(tell(cast, clock, {"pressure": 5})) == [("less", 6)]


def test_a_slip_of_the_finger_says_nothing(cast: Cast, clock: list[int]) -> None:
    told = tell(cast, clock, {"pressure": 7}, {"pressure": 5}, apart=5)
    assert words(told) == []


def test_what_was_taken_back_was_not_said(cast: Cast, clock: list[int]) -> None:
    told = tell(cast, clock, {"response": "stopped"}, "undo")
    assert told is not None and (told.response, words(told)) == ("", [])
    assert words(tell(cast, clock, {"pressure": 7}, {"pressure": 6})) == []  # back to where it was


def test_the_same_word_later_is_said_again(cast: Cast, clock: list[int]) -> None:
    again = tell(cast, clock, {"response": "better"}, {"response": "better"})
    assert words(again) == [("better", 6), ("better", 6)]


def test_a_note_written_to_a_word_is_no_second_word(cast: Cast, clock: list[int]) -> None:
    told = tell(cast, clock, {"response": "stopped"}, {"note": "Sharp pain"})
    assert told is not None and (told.response, words(told)) == ("stopped", [])


def test_a_double_tap_is_one_word(cast: Cast, clock: list[int]) -> None:
    assert words(tell(cast, clock, {"response": "better"}, {"response": "better"}, apart=2)) == []


def test_a_step_left_out_after_it_made_worse_is_not_forgotten(cast: Cast, clock: list[int]) -> None:
    left_out = {"skipped": True, "minutes": 0, "pressure": None, "response": "", "note": "Not tolerated"}
    told = tell(cast, clock, {"response": "worse"}, left_out)
    assert words(told) == [("worse", 6)]
    assert told is not None and (told.response, told.minutes) == ("worse", 0)


def test_a_step_left_out_without_a_word_was_not_done(cast: Cast, clock: list[int]) -> None:
    assert tell(cast, clock, {"skipped": True, "minutes": 0, "pressure": None}) is None


def test_one_query_reads_every_row_and_the_newest_are_those_of_the_page(
    cast: Cast, clock: list[int], django_assert_num_queries: Any
) -> None:
    tell(cast, clock, {"response": "better"}, {"pressure": 5})
    gone = acts.record_treatment(by=cast.therapist, visit=cast.visit, **WORK)
    acts.undo(by=cast.therapist, row=gone)
    with django_assert_num_queries(1):
        rows = done.treatment_rows(cast.episode.first)
    assert len(rows) == 5
    assert done.newest_of(rows) == look.treatments(cast.visit)
    assert done.treatment_rows(UUID(int=0)) == [] and Treatment.objects.count() == 5


def test_work_goes_with_its_visit_when_that_is_moved(cast: Cast, clock: list[int]) -> None:
    tell(cast, clock, {"response": "better"})
    acts.change_visit(by=cast.desk, visit=cast.visit, starts_at=VISIT_AT + timedelta(days=7))
    told = look.case_of(cast.episode, today=TODAY).treated
    assert [(one.on - TODAY).days for one in told if one.on] == [7]
