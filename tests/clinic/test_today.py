"""The page of the day: what it says, what it stores, and what it costs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from palpate.clinic.today.lines import Line
from palpate.records import acts, look
from palpate.records.look import Need
from palpate.records.models import VisitState
from palpate.records.models.words import State
from tests.clinic.conftest import signed_in

EMERGENCY = {
    "knowledge": "1",
    "triage": {
        "level": "emergency",
        "reasons": [{"rule": "r", "suspect": "s", "urgency": "emergency", "because": [], "sources": []}],
        "unsettled": [],
    },
    "ask_next": [],
}


def test_one_visit_is_said_in_a_sentence(cast):
    page = cast.browser.get("/").content.decode()
    assert "<h1>One visit</h1>" in page
    assert "A. O." in page and "Osei" not in page
    assert "Right shoulder, first visit, 60 min" in page


def test_names_show_only_when_asked_for(cast):
    page = cast.browser.get("/?names=show", follow=True).content.decode()
    assert "Ada Osei" in page
    page = cast.browser.get("/?names=hide", follow=True).content.decode()
    assert "Osei" not in page


def test_who_must_be_called_comes_first(cast):
    acts.keep_judgement(
        by=cast.therapist, episode=cast.episode, kind="screen", knowledge_version="1", result=EMERGENCY
    )
    page = cast.browser.get("/").content.decode()
    assert "<h1>One visit, and one call to make first</h1>" in page
    assert "needs emergency care, not a visit" in page
    acts.record_disposition(
        by=cast.therapist, episode=cast.episode, level="emergency", decision="called_emergency"
    )
    page = cast.browser.get("/").content.decode()
    assert "<h1>One visit</h1>" in page and "needs emergency care" not in page


def test_the_front_desk_sees_no_reasons(cast):
    acts.keep_judgement(
        by=cast.therapist, episode=cast.episode, kind="screen", knowledge_version="1", result=EMERGENCY
    )
    page = signed_in(cast.desk).get("/").content.decode()
    assert "therapist must speak to A. O." in page
    assert "emergency" not in page.lower() and f"/visits/{cast.visit.first}/screen/" not in page


@pytest.mark.parametrize("state", ["arrived", "no_show", "cancelled"])
def test_a_state_is_stored_and_undone(cast, state):
    url = f"/visits/{cast.visit.first}/state/"
    answer = cast.browser.post(url, {"state": state}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "Undo" in answer.content.decode()
    assert look.state_of(cast.visit) == State(state)
    row = VisitState.objects.get(visit_id=cast.visit.first)
    cast.browser.post(f"{url}undo/", {"row": str(row.pk)})
    assert look.state_of(cast.visit) == State.BOOKED


def test_how_many_are_in_each_state_and_only_those(cast):
    page = cast.browser.get("/")
    assert [(one.key, one.count) for one in page.context["board"].stages] == [
        ("booked", 1), ("arrived", 0), ("treating", 0), ("sign", 0), ("done", 0)
    ]  # fmt: skip
    assert page.context["board"].now.day.visit == cast.visit
    assert f'id="visit-{cast.visit.first}"' not in cast.browser.get("/?stage=done").content.decode()
    assert f'id="visit-{cast.visit.first}"' in cast.browser.get("/?stage=booked").content.decode()


def booked(cast, hours, state=None, by=None):
    at = timezone.now() + timedelta(hours=hours)
    who = by or cast.therapist
    visit = acts.book_visit(by=who, episode=cast.episode, therapist=who, starts_at=at)
    if state:
        acts.change_visit_state(by=who, visit=visit, state=state)
    return visit


def lines_of(board):
    return [line.day.visit.first for line in board.rest if not hasattr(line, "ends")]


def test_the_one_that_is_now_comes_first_and_what_is_done_folds(cast, monkeypatch):
    noon = timezone.now().replace(hour=12, minute=0)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    going, here = booked(cast, -0.5, "in_treatment"), booked(cast, 2, "arrived")
    off, signed = booked(cast, 3, "cancelled"), booked(cast, -2, "finished")
    acts.sign_note(
        by=cast.therapist, note=acts.save_note_draft(by=cast.therapist, visit=signed, plan="Again.")
    )
    colleague = type(cast.therapist).objects.create_user("second", clinic=cast.clinic, role="therapist")
    booked(cast, -1, "in_treatment", by=colleague)
    page = cast.browser.get("/")
    board = page.context["board"]
    assert board.now.day.visit.first == going.first  # one's own, though another of the clinic began before
    assert {line.day.visit.first for line in board.folded} == {off.first, signed.first}
    assert here.first in lines_of(board) and page.context["mine"]
    assert len(cast.browser.get("/?mine=0").context["board"].rest) == 3
    acts.change_visit_state(by=cast.therapist, visit=going, state="finished")
    assert cast.browser.get("/").context["board"].now.day.visit.first == here.first
    assert "and one note to sign</h1>" in cast.browser.get("/").content.decode()


def test_the_day_ends_with_no_note_open(cast, monkeypatch):
    late = timezone.now().replace(hour=23, minute=30)
    acts.change_visit(by=cast.therapist, visit=cast.visit, starts_at=late.replace(hour=9))
    monkeypatch.setattr(timezone, "now", lambda: late)
    # At half past eleven who came at midnight has long been signed out.
    cast.browser.force_login(cast.therapist)
    acts.change_visit_state(by=cast.therapist, visit=cast.visit, state="finished")
    assert "sign before you leave" in cast.browser.get("/").content.decode()
    note = acts.save_note_draft(by=cast.therapist, visit=cast.visit, plan="Again.")
    acts.sign_note(by=cast.therapist, note=note)
    assert "No note is open. The day is done." in cast.browser.get("/").content.decode()


def test_what_is_free_of_the_hours_is_shown(cast, monkeypatch):
    day = timezone.now().replace(hour=8, minute=0, second=0, microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: day)
    cast.therapist.week = [[["09:00", "12:00"], ["13:00", "18:00"]]] * 7
    cast.therapist.save()
    acts.change_visit(by=cast.therapist, visit=cast.visit, starts_at=day.replace(hour=10))
    page = cast.browser.get("/")
    free = [one for one in page.context["board"].rest if hasattr(one, "ends")]
    # Half an hour and a quarter before ten are too short for a visit; its buffer ends at 11:15.
    assert [f"{one.starts:%H:%M}-{one.ends:%H:%M}" for one in free] == ["13:00-18:00"]
    assert "Free until 18:00" in page.content.decode()


def test_beginning_goes_to_the_step_that_is_due(cast):
    for finding in ("fever", "night_pain"):
        acts.record_observation(by=cast.therapist, episode=cast.episode, finding=finding, present=False)
    line = Line(day=look.line_of(cast.visit), clinical=True, arranges=True, named=False)
    assert line.due_url.endswith("/screen/")
    ready = replace(line, day=replace(line.day, needs=(Need.PLAN,)))
    assert ready.due_url.endswith("/assess/")
    assert replace(line, day=replace(line.day, needs=())).due_url.endswith("/treat/")
    assert replace(line, day=replace(line.day, needs=(Need.DISPOSITION,))).due_url.endswith("/screen/")


def test_beginning_leads_into_the_visit(cast):
    answer = cast.browser.post(f"/visits/{cast.visit.first}/state/", {"state": "in_treatment"})
    assert answer["Location"] == f"/visits/{cast.visit.first}/screen/"
    assert look.state_of(cast.visit) == State.IN_TREATMENT


def test_a_state_that_is_none_is_refused(cast):
    assert cast.browser.post(f"/visits/{cast.visit.first}/state/", {"state": "gone"}).status_code == 400
    assert not VisitState.objects.exists()


def test_strangers_and_readers_change_nothing(cast):
    url = f"/visits/{cast.visit.first}/state/"
    assert cast.stranger.post(url, {"state": "arrived"}).status_code == 404
    assert signed_in(cast.reader).post(url, {"state": "arrived"}).status_code == 403
    assert "A. O." not in cast.stranger.get("/").content.decode()
    assert not VisitState.objects.exists()


def test_other_days_and_only_mine(cast):
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    page = cast.browser.get(f"/?on={day}").content.decode()
    assert "No visits" in page and "Book one from a client" in page
    assert cast.browser.get("/?on=nonsense&mine=1").status_code == 200


def test_a_visit_of_another_day_is_prepared_and_has_not_arrived(cast):
    day = timezone.localdate() + timedelta(days=2)
    acts.change_visit(by=cast.therapist, visit=cast.visit, starts_at=timezone.now() + timedelta(days=2))
    page = cast.browser.get(f"/?on={day.isoformat()}").content.decode()
    assert "Prepare" in page and "Has arrived" not in page


def test_a_full_day_costs_few_queries(cast, django_assert_max_num_queries):
    for hour in range(8):
        acts.book_visit(
            by=cast.therapist,
            episode=cast.episode,
            therapist=cast.therapist,
            starts_at=timezone.now() + timedelta(minutes=hour),
        )
    with django_assert_max_num_queries(12):
        answer = cast.browser.get("/")
    assert "Nine visits" in answer.content.decode()
    assert len(answer.content) < 60_000
