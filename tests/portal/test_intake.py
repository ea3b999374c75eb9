"""The intake: what is stored of each answer, and what is never made of one that was not given."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from palpate.drawing.body import cell_at
from palpate.knowledge import knowledge
from palpate.portal.links import open_link
from palpate.portal.models import Draft
from palpate.portal.pages import pages
from palpate.portal.questions import AFTER, BASICS
from palpate.records import acts, look
from palpate.records.models import Consent, IntakeSubmitted, Observation, Score

from .conftest import ABOUT, WHY, Cast


def stored(cast: Cast) -> dict[str, Observation]:
    """The newest observation of each finding."""
    return {row.finding: row for row in look.observations(cast.episode)}


def finish(cast: Cast, step: str) -> None:
    """From the free words to the end."""
    assert step == "life"
    assert cast.answer("life", medicines="vitamin D", sleep="badly") == "pain"
    pain = {"now": 4, "worst": 8, "average": 6, "activity__0": "sleep on that side", "score__0": 3}
    assert cast.answer("pain", **pain, activity__1="swim", score__1=6) == "touch"
    assert cast.answer("touch", pressure="medium", ceiling=5, avoid=["abdomen"]) == "consent"
    assert cast.answer("consent", agreed="yes", name="Ada Osei") == cast.link.token


def test_a_whole_intake_is_stored(cast: Cast) -> None:
    step = cast.begin()
    cast.phone.post(cast.url("where"), {"do": "touch", "point": "front,120,185"})
    mark = Draft.objects.get().answers["where"]["marks"][0]["id"]
    cast.answer("where", **{f"quality__{mark}".replace("__", "-"): "aching", f"intensity-{mark}": 6})
    finish(cast, cast.none_of(step, "life"))

    client, episode = look.client_of(cast.episode), look.latest(type(cast.episode))[-1]
    assert (client.birth_date, client.sex, client.phone) == (date(1971, 3, 3), "female", "555 0100")
    assert episode.regions == [{"region": "shoulder", "side": "right"}]
    assert episode.onset_date == timezone.localdate() - timedelta(days=42)
    assert episode.words == "it aches at night"
    [marked] = look.marks(cast.episode)
    assert (marked.cell, marked.side, marked.quality, marked.intensity) == (
        "shoulder_front",
        "right",
        "aching",
        6,
    )
    scores = {row.measure: row for row in Score.objects.all()}
    assert scores["nprs"].value == 6
    assert {item["rating"]: item["value"] for item in scores["nprs"].items} == {
        "now": 4,
        "worst": 8,
        "average": 6,
    }
    assert (scores["psfs"].value, len(scores["psfs"].items)) == (4.5, 2)
    consent = Consent.objects.get()
    assert (consent.signature, consent.pressure_at_most, consent.areas_to_avoid) == (
        "Ada Osei",
        5,
        ["abdomen"],
    )
    sent = IntakeSubmitted.objects.get()
    assert sent.answers["life"]["medicines"] == "vitamin D"
    assert sent.answers["finished"] is True
    assert stored(cast)["gradual_onset"].present is True
    assert all(row.by_client and row.author is None for row in Observation.objects.all())
    assert not Draft.objects.exists()
    assert look.line_of(cast.visit).level == "treat"
    assert b"Thank you" in cast.phone.get(cast.url()).content


def test_none_of_these_says_no_to_what_was_left_open_and_only_to_that(cast: Cast) -> None:
    assert cast.begin() == "heart"
    cast.answer("heart", **{"q-palpitations": "unclear", "q-fainting": "absent"}, none="yes")
    said = Draft.objects.get().answers["findings"]
    assert said["palpitations"] == "unclear"
    assert said["chest_pain"] == said["fainting"] == "absent"
    assert "headache_thunderclap" not in said  # asked on no page so far


def test_not_sure_is_stored_as_unclear_and_open_is_stored_as_nothing(cast: Cast) -> None:
    step = cast.begin()
    cast.answer("heart", **{"q-chest_pain": "unclear"})
    following = cast.answer("heart", **{"q-chest_pain": "unclear"}, leave="yes")
    assert following != "heart"
    finish(cast, cast.none_of(following, "life"))
    rows = stored(cast)
    assert (rows["chest_pain"].present, rows["chest_pain"].value) == (None, None)
    assert "chest_pressure" not in rows
    assert step == "heart"


def test_nothing_is_ticked_before_it_was_answered(cast: Cast) -> None:
    cast.begin()
    page = cast.phone.get(cast.url("heart")).content.decode()
    assert 'name="q-chest_pain"' in page
    assert " checked" not in page


def test_open_questions_are_named_once_and_may_stay_open(cast: Cast) -> None:
    cast.begin()
    page = cast.phone.post(cast.url("heart"), {"q-chest_pain": "absent"}).content.decode()
    assert "still open" in page
    assert 'href="#f-q-chest_pressure"' in page
    assert cast.answer("heart", leave="yes") != "heart"


def test_the_length_is_bearable(cast: Cast) -> None:
    step, asked, groups = cast.begin(), 0, 0
    while step != "life":
        page = cast.phone.get(cast.url(step)).content.decode()
        asked += page.count('<fieldset class="ask"')
        groups += 1
        step = cast.answer(step, none="yes", leave="yes")
    assert 30 <= asked <= 75
    assert groups <= 10


def test_a_mistake_names_the_answer_and_leads_to_it_and_the_rest_is_kept(cast: Cast) -> None:
    page = cast.phone.post(cast.url("about"), {**ABOUT, "birth_date": "2091-01-01"}).content.decode()
    assert 'href="#f-birth_date"' in page
    assert "cannot be a birth date" in page
    assert Draft.objects.get().answers["about"]["phone"] == "555 0100"
    page = cast.phone.post(cast.url("why"), {**WHY, "region-0": ""}).content.decode()
    assert 'href="#f-region-0"' in page


def test_the_link_resumes_where_it_was_left(cast: Cast) -> None:
    cast.begin()
    cast.phone.post(cast.url("heart") + "?keep=1", {"q-chest_pain": "absent"})
    assert cast.here() == "heart"
    page = cast.phone.get(cast.url("heart")).content.decode()
    assert page.count(" checked") == 1
    assert not IntakeSubmitted.objects.exists()


def test_keeping_a_change_answers_nothing_by_none_of_these(cast: Cast) -> None:
    cast.begin()
    cast.phone.post(cast.url("heart") + "?keep=1", {"none": "yes"})
    assert Draft.objects.get().answers.get("findings", {}) == {}


def test_back_shows_what_was_answered(cast: Cast) -> None:
    cast.begin()
    page = cast.phone.get(cast.url("about")).content.decode()
    assert 'value="1971-03-03"' in page
    assert cast.url("where") in cast.phone.get(cast.url("heart")).content.decode()


def test_a_place_can_be_chosen_from_the_list_and_removed(cast: Cast) -> None:
    cast.begin()
    post = {"do": "add", "region": "lumbar", "side": "left", "view": "back"}
    cast.phone.post(cast.url("where"), post)
    [mark] = Draft.objects.get().answers["where"]["marks"]
    cell, side = cell_at(mark["view"], mark["x"], mark["y"]) or ("", None)
    assert (cell in knowledge().cells("lumbar"), side) == (True, "left")
    assert "left" in cast.phone.get(cast.url("where")).content.decode()
    cast.phone.post(cast.url("where"), {"do": f"remove-{mark['id']}"})
    assert Draft.objects.get().answers["where"]["marks"] == []


def test_it_cannot_be_signed_while_a_page_is_missing(cast: Cast) -> None:
    cast.begin()
    page = cast.phone.post(cast.url("consent"), {"agreed": "yes", "name": "Ada Osei"}).content.decode()
    assert "still missing" in page
    assert cast.url("heart") in page
    assert not IntakeSubmitted.objects.exists()


@pytest.mark.parametrize("path", ["", "about/", "consent/", "stop/"])
def test_an_unknown_an_expired_and_another_link_open_nothing(cast: Cast, path: str) -> None:
    old = acts.invite(by=cast.therapist, episode=cast.episode, purpose="intake", days=-1)
    for token in (uuid.uuid4().hex, old.token, cast.home.token):
        answer = cast.phone.get(f"/portal/{token}/{path}")
        assert answer.status_code == 404
        assert "does not work" in answer.content.decode()
        assert "Ada" not in answer.content.decode()


def test_a_page_costs_few_queries(cast: Cast, django_assert_max_num_queries: object) -> None:
    cast.begin()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        answer = cast.phone.get(cast.url("heart"))
    assert len(answer.content) < 60_000


def test_a_strange_sender_changes_nothing(cast: Cast) -> None:
    """Values that no page offers are not kept."""
    cast.begin()
    cast.phone.post(cast.url("heart"), {"q-chest_pain": "maybe", "q-nonsense": "present"})
    cast.phone.post(cast.url("where"), {"do": "touch", "point": "front,1,1"})
    cast.phone.post(cast.url("where"), {"do": "touch", "point": "x"})
    answers = Draft.objects.get().answers
    assert answers.get("findings", {}) == {}
    assert answers["where"]["marks"] == []


def test_a_yes_opens_the_questions_that_hang_on_it(cast: Cast) -> None:
    step = cast.begin()
    while step != "illness":
        step = cast.answer(step, none="yes", leave="yes")
    assert "pacemaker put in" not in cast.phone.get(cast.url("illness")).content.decode()
    assert cast.answer("illness", **{"q-pacemaker": "present"}, none="yes") == "illness"
    page = cast.phone.get(cast.url("illness")).content.decode()
    assert "pacemaker put in" in page
    assert 'name="q-pacemaker_new" value="absent" checked' not in page


@pytest.mark.parametrize("region", ["neck", "lumbar", "knee", "head", "whole_body"])
def test_every_complaint_is_asked_of_danger_and_of_the_basics(cast: Cast, region: str) -> None:
    cast.phone.post(cast.url("about"), ABOUT)
    cast.phone.post(cast.url("why"), {**WHY, "region-0": region, "side-0": "middle"})
    link = open_link(cast.link.token)
    assert link is not None
    triage = link.triage()
    asked = {finding for page in pages(link, triage) for finding in page.ask}
    can_tell = {key for key, entry in knowledge().findings.items() if entry.asked_of == "client"}
    dangers = {
        finding
        for rule in triage.unsettled
        if rule.urgency in ("emergency", "same-day")
        for finding in rule.ask
    }
    assert (dangers & can_tell) - set(AFTER) <= asked
    assert set(BASICS) <= asked
