"""The page of the day: what it says, what it stores, and what it costs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from palpate.records import acts, look
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
    assert "Right shoulder, first visit, 60 minutes" in page


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
