"""The next visit: offered as the plan has it, booked by one tap, moved and called off, all taken back."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from palpate.accounts.hours import usual_week
from palpate.records import acts, look
from palpate.records.models import Visit
from palpate.records.models.words import State
from tests.clinic.conftest import signed_in

HX = {"HX-Request": "true"}


@pytest.fixture
def at(cast):
    """The addresses of the episode's next visit."""
    return f"/episodes/{cast.episode.first}/next/"


def tapped(page, number=0):
    """What a tap on one of the times sends."""
    course = page.context["course"]
    starts = page.context["offers"][number].starts
    return {"starts": starts.isoformat(), "minutes": course.wish.minutes, "therapist": course.therapist.pk}


def test_times_about_the_day_of_the_plan_are_offered(cast, at):
    assert cast.browser.get(at).context["course"].days == 7
    acts.save_plan(
        by=cast.therapist,
        episode=cast.episode,
        content={"days_between": 4, "visits": 6},
        knowledge_version="1",
    )
    page = cast.browser.get(at, headers=HX)
    text = page.content.decode()
    assert "<html" not in text and "1 of the 6 visits planned is held or booked" in text
    first = timezone.localtime(cast.visit.starts_at).date()
    assert page.context["near"] == first + timedelta(days=4)
    offered = [one.starts for one in page.context["offers"]]
    assert len(offered) == 6 and offered[0].isoformat() in text
    assert all(timezone.localtime(one).weekday() < 5 for one in offered)
    # What the plan says is of the record: the front desk is offered a week.
    assert signed_in(cast.desk).get(at).context["course"].days == 7


def test_one_tap_books_and_one_takes_it_back(cast, at):
    sent = tapped(cast.browser.get(at))
    answer = cast.browser.post(f"{at}book/", sent, headers=HX).content.decode()
    booked = Visit.objects.get(number=2)
    assert (
        booked.starts_at == datetime.fromisoformat(sent["starts"]) and "Booked" in answer and "Undo" in answer
    )
    cast.browser.post(f"{at}undo/", {"row": booked.pk}, headers=HX)
    assert len(look.visits(cast.episode)) == 1
    page = cast.browser.post(f"{at}book/", tapped(cast.browser.get(at)), follow=True)
    assert "Undo" in page.content.decode() and len(look.visits(cast.episode)) == 2


def test_a_time_that_was_taken_meanwhile_is_refused_with_others(cast, at):
    sent = tapped(cast.browser.get(at))
    acts.book_visit(
        by=cast.therapist, episode=cast.episode, therapist=cast.therapist,
        starts_at=datetime.fromisoformat(sent["starts"]) + timedelta(minutes=10),
    )  # fmt: skip
    answer = cast.browser.post(f"{at}book/", sent, headers=HX)
    assert (
        answer.status_code == 422
        and "Not booked: therapist has another visit then" in answer.content.decode()
    )
    assert len(look.visits(cast.episode)) == 2
    assert sent["starts"] not in answer.content.decode()
    past = sent | {"starts": (timezone.now() - timedelta(days=1)).isoformat()}
    assert "no time to come" in cast.browser.post(f"{at}book/", past, headers=HX).content.decode()


@pytest.mark.parametrize(
    "starts", ["soon", "2031-05-05T10:00:00", "2031-13-45T10:00:00+00:00", "9999-12-31T23:59:00+00:00", ""]
)
def test_what_is_no_time_is_refused(cast, at, starts):
    sent = tapped(cast.browser.get(at)) | {"starts": starts}
    assert cast.browser.post(f"{at}book/", sent, headers=HX).status_code == 422
    assert cast.browser.post(f"{at}book/", sent | {"minutes": "900"}).status_code == 400
    cast.browser.post(f"/visits/{cast.visit.first}/move/", {"starts": starts})
    assert Visit.objects.count() == 1


def test_a_first_visit_takes_a_free_time_by_one_tap(cast):
    url = f"/clients/{cast.client.first}/episodes/new/"
    free = cast.browser.get(url).context["visit"].offered()
    assert 3 <= len(free) == len(set(free)) and free == sorted(free)
    sent = {
        "region1": "neck", "side1": "left", "unit": "weeks", "minutes": "60",
        "slot": free[0].isoformat(), "therapist": cast.therapist.pk,
    }  # fmt: skip
    other = type(cast.therapist).objects.create_user("second", clinic=cast.clinic, role="therapist")
    assert "are those of therapist" in cast.browser.post(url, sent | {"therapist": other.pk}).content.decode()
    far = {"slot": "", "date": "9999-12-31", "time": "10:00"}
    assert "years from now" in cast.browser.post(url, sent | far).content.decode()
    assert cast.browser.post(url, sent).status_code == 302
    assert Visit.objects.filter(starts_at=free[0]).count() == 1
    assert not signed_in(cast.desk).get(url).context["visit"].offered()


def test_a_visit_is_called_off_and_that_is_taken_back(cast, at):
    answer = cast.browser.post(f"/visits/{cast.visit.first}/cancel/", headers=HX).content.decode()
    assert look.state_of(cast.visit) == State.CANCELLED and "The visit is called off" in answer
    row = answer.split('name="row" value="')[1].split('"')[0]
    cast.browser.post(f"{at}undo/", {"row": row})
    assert look.state_of(cast.visit) == State.BOOKED
    assert cast.browser.post(f"{at}undo/", {"row": str(cast.client.pk)}).status_code == 400


def test_a_visit_is_moved_by_one_tap_and_back(cast, at):
    url = f"/visits/{cast.visit.first}/move/"
    to = cast.browser.get(url).context["offers"][0]
    page = cast.browser.post(url, {"starts": to.isoformat()}, follow=True)
    moved = look.one(Visit, cast.clinic, cast.visit.first)
    assert moved.starts_at == to and "Moved to" in page.content.decode()
    cast.browser.post(f"{at}undo/", {"row": moved.pk})
    assert look.one(Visit, cast.clinic, cast.visit.first).starts_at == cast.visit.starts_at


def test_no_visit_is_booked_beside_another_unseen(cast):
    url, there = f"/episodes/{cast.episode.first}/visits/new/", timezone.localtime(cast.visit.starts_at)
    sent = {"date": there.date(), "time": f"{there:%H:%M}", "minutes": 60, "therapist": cast.therapist.pk}
    page = cast.browser.post(url, sent).content.decode()
    assert f"therapist has a visit from {there:%H:%M}" in page and "Book it all the same" in page
    assert Visit.objects.count() == 1
    assert cast.browser.post(url, sent | {"anyway": "1"}).status_code == 302
    assert len(look.visits(cast.episode)) == 2


def test_hours_are_kept_and_offers_follow(cast, at):
    url = "/accounts/own/hours/"
    page = cast.browser.get(url).content.decode()
    assert 'value="09:00–12:00, 13:00–18:00"' in page
    week = {f"day{number}": "" for number in range(7)} | {
        "day2": "14-17.30",
        "buffer_minutes": 20,
        "visit_minutes": 45,
    }
    assert "no time" in cast.browser.post(url, week | {"day3": "late"}).content.decode()
    cast.therapist.refresh_from_db()
    assert cast.therapist.week == usual_week()
    assert cast.browser.post(url, week).status_code == 302
    cast.therapist.refresh_from_db()
    assert cast.therapist.week[2] == [["14:00", "17:30"]] and cast.therapist.buffer_minutes == 20
    offered = [timezone.localtime(one.starts) for one in cast.browser.get(at).context["offers"]]
    assert offered and {one.weekday() for one in offered} == {2}
    assert all(time(14) <= one.time() <= time(16, 30) for one in offered)


def test_only_the_owner_sets_the_hours_of_others(cast):
    url = f"/accounts/people/{cast.therapist.pk}/hours/"
    assert cast.browser.get(url).status_code == 403
    assert cast.stranger.get(url).status_code == 404
