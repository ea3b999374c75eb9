"""The page says where a goal is heading, whether the client responds, and what time alone does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from palpate.clinic.progress.course import span_words, whole_ends
from palpate.records import acts
from palpate.records.models import Judgement
from tests.clinic.conftest import signed_in


def address(cast):
    return f"/visits/{cast.visit.first}/progress/"


@pytest.fixture
def followed(cast):
    """A goal on pain of 7, set so many weeks ago, and a score at each week since; this is the visit after."""

    def follow(*values, target=4, weeks=12, measure="nprs", first=7):
        start = timezone.localdate() - timedelta(weeks=len(values))
        of = {"by": cast.therapist, "episode": cast.episode}
        due = start + timedelta(weeks=weeks)
        acts.set_goal(**of, measure=measure, baseline=first, target=target, start=start, due=due)
        for week, value in enumerate(values, start=1):
            acts.record_score(**of, measure=measure, value=value, taken_on=start + timedelta(weeks=week))
            later = timezone.now() + timedelta(minutes=week)
            cast.visit = acts.book_visit(**of, therapist=cast.therapist, starts_at=later)
        assert cast.visit.number == len(values) + 1
        return cast.browser.get(address(cast))

    return follow


def test_the_forecast_is_said_in_words_and_drawn(followed):
    page = followed(6, 5)
    said = page.content.decode()
    course = page.context["goals"][0]["course"]
    expected = course.judged.progress.expected
    assert f"{course.ahead}\u00a0<" in said
    low, high = whole_ends(expected.low, expected.high)
    assert (
        course.ahead == f"Ten weeks after the last score: between {low} and {high} of 10, nine times in ten."
    )
    assert 0 <= low < 4 < high <= 7
    assert 'class="f90"' in said and 'title="Clinical judgement: ' in said, (
        "the spread between clients is judgement, and says so"
    )


def test_a_missing_response_says_what_then(followed):
    said = followed(7, 7, 7).content.decode()
    assert "No response by visit 4" in said and "Change the technique, its dose or the exercises" in said
    assert "t_nordic2005_course" in said and "t_msksp2020" in said, "what it rests on, and how unsure that is"


def test_before_the_fourth_visit_nothing_is_said_of_response(followed):
    said = followed(7, 7).content.decode()
    assert "response by visit" not in said and 'class="early"' not in said


def test_a_response_is_a_line_and_no_call(followed):
    said = followed(6, 5, 4.5, target=2).content.decode()
    assert 'class="early"' not in said and "more than error" in said


def test_nothing_gained_by_the_sixth_visit_stops(followed):
    said = followed(40, 41, 40, 42, 40, measure="spadi", first=40, target=20).content.decode()
    assert "Nothing gained by visit 6" in said and "Add no more hands-on visits" in said
    assert 'class="verdict stop"' in said


def test_the_note_says_that_a_response_is_missing(cast, followed):
    followed(7, 7, 7)
    note = cast.browser.get(f"/visits/{cast.visit.first}/note/").content.decode()
    assert "By visit 4 those who get better have mostly lost 2; here it is 0" in note


def test_what_is_shown_is_kept_with_it(followed):
    followed(7, 7, 7)
    kept = Judgement.objects.get(kind="progress").result["goals"][0]["progress"]
    assert kept["early"]["state"] == "not-responding" and kept["expected"]["low"] < kept["expected"]["high"]


def test_no_query_more_than_before(cast, followed, django_assert_max_num_queries):
    followed(7, 7, 7)
    reader = signed_in(cast.reader)
    reader.get(address(cast))
    with django_assert_max_num_queries(16):
        reader.get(address(cast))


def test_the_time_is_said_in_words():
    assert [span_words(days) for days in (1, 5, 7, 21, 180)] == [
        "One day", "Five days", "One week", "Three weeks", "26 weeks",
    ]  # fmt: skip


def test_between_whole_numbers_are_those_inside_the_interval():
    assert whole_ends(1.3, 4.2) == (2, 4) and whole_ends(0, 10) == (0, 10)
    assert whole_ends(2.2, 2.4) == (2, 2), "where none lies inside, the nearest"
