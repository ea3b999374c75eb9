"""Nobody of another clinic reads or writes anything, and each role writes only what it may."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from palpate.records import acts, look
from palpate.records.models import Client, LedgerEntry
from tests.records.conftest import TODAY, VISIT_AT, Cast

CLINICAL: list[Callable[..., object]] = [
    lambda c, by: acts.record_observation(by=by, episode=c.episode, finding="night_pain", present=True),
    lambda c, by: acts.record_score(by=by, episode=c.episode, measure="nprs", value=6),
    lambda c, by: acts.record_mark(by=by, episode=c.episode, view="front", x=1, y=1),
    lambda c, by: acts.record_disposition(by=by, episode=c.episode, level="refer", decision="referred"),
    lambda c, by: acts.keep_judgement(
        by=by, episode=c.episode, kind="screen", knowledge_version="1", result={}
    ),
    lambda c, by: acts.save_plan(by=by, episode=c.episode, content={}, knowledge_version="1"),
    lambda c, by: acts.set_goal(
        by=by, episode=c.episode, measure="nprs", baseline=6, target=2, start=TODAY, due=TODAY
    ),
    lambda c, by: acts.record_treatment(by=by, visit=c.visit, technique="x", structure="y"),
    lambda c, by: acts.save_note_draft(by=by, visit=c.visit, subjective="s"),
    lambda c, by: acts.save_home_program(by=by, episode=c.episode, exercises=[]),
    lambda c, by: acts.write_letter(by=by, episode=c.episode, to_name="Dr. Who", body={}),
    lambda c, by: acts.discharge(by=by, episode=c.episode, on=TODAY, reason="well"),
    lambda c, by: acts.give_consent(
        by=by, episode=c.episode, agreed=acts.Agreed(text_version="1", signature="A")
    ),
]
ARRANGING: list[Callable[..., object]] = [
    lambda c, by: acts.correct_client(by=by, client=c.client, phone="1"),
    lambda c, by: acts.open_episode(by=by, client=c.client, title="Neck"),
    lambda c, by: acts.correct_episode(by=by, episode=c.episode, title="Neck"),
    lambda c, by: acts.book_visit(by=by, episode=c.episode, therapist=c.therapist, starts_at=VISIT_AT),
    lambda c, by: acts.change_visit(by=by, visit=c.visit, minutes=30),
    lambda c, by: acts.change_visit_state(by=by, visit=c.visit, state="arrived"),
    lambda c, by: acts.invite(by=by, episode=c.episode, purpose="intake"),
    lambda c, by: acts.undo(by=by, row=c.visit),
]


@pytest.mark.parametrize("act", CLINICAL + ARRANGING)
def test_mallory_finds_nothing_to_write_to(cast: Cast, act: Callable[..., object]) -> None:
    before = LedgerEntry.objects.count()
    with pytest.raises(Http404):
        act(cast, cast.mallory)
    assert LedgerEntry.objects.count() == before


@pytest.mark.parametrize("act", CLINICAL)
def test_front_desk_and_readers_do_not_write_clinical_rows(cast: Cast, act: Callable[..., object]) -> None:
    for user in (cast.desk, cast.reader):
        with pytest.raises(PermissionDenied):
            act(cast, user)
    act(cast, cast.owner)


@pytest.mark.parametrize("act", ARRANGING)
def test_the_front_desk_arranges_and_readers_do_not(cast: Cast, act: Callable[..., object]) -> None:
    with pytest.raises(PermissionDenied):
        act(cast, cast.reader)
    act(cast, cast.desk)


def test_a_visit_of_another_episode_is_not_found(cast: Cast) -> None:
    other = acts.open_episode(by=cast.therapist, client=cast.client, title="Neck")
    with pytest.raises(Http404):
        acts.record_observation(
            by=cast.therapist, episode=other, visit=cast.visit, finding="night_pain", present=True
        )


def test_a_visit_cannot_be_given_to_somebody_who_may_not_treat(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        acts.change_visit(by=cast.owner, visit=cast.visit, therapist=cast.desk)
    with pytest.raises(Http404):
        acts.change_visit(by=cast.owner, visit=cast.visit, therapist=cast.mallory)


def test_mallorys_clinic_shows_nothing_of_ours(cast: Cast) -> None:
    theirs = cast.mallory.clinic
    assert look.find_clients(theirs, "osei") == []
    assert look.day(theirs, TODAY) == []
    assert look.open_notes(theirs) == []
    with pytest.raises(Http404):
        look.one(Client, theirs, cast.client.first)
