"""The day, the entry of a client and the screening in a browser: what is tapped is stored, and every page
is open to everybody at every size.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from palpate.records import look
from palpate.records.models import Client, Episode, Observation, Visit, VisitState
from tests.clinic.conftest import Cast
from tests.conftest import LAPTOP, PHONE, TABLET
from tests.records.growing import transactional_db  # noqa: F401


@pytest.fixture
def opened(transactional_db, cast, open_page, live_server):  # noqa: F811
    """A page of a size in which the therapist is signed in."""

    def signed_in(size=LAPTOP):
        page = open_page(size)
        page.set_default_timeout(10_000)
        key = cast.browser.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        return page

    return signed_in


def choose(page, question, answer, recorded):
    """Press an answer of a question and wait until the page says that it is stored."""
    # A click, not a check: the answer takes the question off the page before anybody could look at it.
    page.get_by_role("group", name=question).first.get_by_role("radio", name=answer, exact=True).click()
    page.get_by_role("status").get_by_text(f"Recorded: {recorded}: {answer.lower()}").wait_for()


def test_a_client_is_entered_on_one_page(cast: Cast, opened) -> None:
    page = opened(TABLET)
    page.goto("/clients/")
    page.get_by_label("Name").press_sequentially("Ines")
    page.get_by_role("heading", name="Nobody is called").wait_for()
    page.locator("#clients-found").get_by_role("link", name="New client").click()
    assert page.get_by_label("Given name").input_value() == "Ines"
    page.get_by_label("Family name").fill("Marr")
    page.get_by_label("Where it hurts").select_option("neck")
    page.get_by_role("button", name="Enter the client").click()
    assert "left, right or both?" in page.get_by_role("alert").first.inner_text()
    page.get_by_label("Side").first.select_option("left")
    page.get_by_label("Date").fill((timezone.localdate() + timedelta(days=2)).isoformat())
    page.get_by_label("Time").fill("16:30")
    page.get_by_role("button", name="Enter the client").click()
    page.get_by_role("heading", name="Ines Marr").wait_for()
    who = Client.objects.get(family_name="Marr")
    episode = Episode.objects.get(client_id=who.first)
    assert episode.regions == [{"region": "neck", "side": "left"}]
    assert Visit.objects.get(episode_id=episode.first).therapist == cast.therapist
    page.get_by_role("button", name="Send intake").click()
    assert "/portal/" in page.get_by_role("textbox", name="Link").input_value()
    page.get_by_role("button", name="Copy the link").click()


def test_a_visit_arrives_and_that_is_taken_back(cast: Cast, opened) -> None:
    page = opened(PHONE)
    page.goto("/")
    page.get_by_role("button", name="Has arrived").click()
    page.get_by_role("button", name="Undo").wait_for()
    assert look.state_of(cast.visit) == "arrived"
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Has arrived").wait_for()
    assert look.state_of(cast.visit) == "booked" and VisitState.objects.count() == 2
    page.locator(".visits .more summary").click()
    page.get_by_role("button", name="Begin now").click()
    page.get_by_role("heading", name="Not screened yet").wait_for()
    assert look.state_of(cast.visit) == "in_treatment"


def test_answers_reach_emergency_and_the_way_is_shut(cast: Cast, opened) -> None:
    page = opened(PHONE)
    page.goto(f"/visits/{cast.visit.first}/screen/")
    page.get_by_text("Would be an emergency").click()
    for question, name in (
        ("pain in your jaw", "Pain in the jaw"),
        ("break out in a sweat", "Sweating with the pain"),
        ("newly short of breath", "New breathlessness"),
    ):
        choose(page, question, "Yes", name)
    page.get_by_role("heading", name="needs emergency care now").wait_for()
    stored = {row.finding: row.present for row in Observation.objects.all()}
    assert stored and all(stored.values())
    shut = page.get_by_role("link", name="Plan shut")
    assert shut.get_attribute("aria-disabled") == "true"
    page.goto(shut.get_attribute("href"))
    page.wait_for_url("**/screen/")
    page.get_by_role("heading", name="needs emergency care now").wait_for()
    assert "stay shut" in page.content()


def test_an_answer_is_changed_in_place(cast: Cast, opened) -> None:
    page = opened(LAPTOP)
    page.goto(f"/visits/{cast.visit.first}/screen/")
    choose(page, "newly short of breath", "No", "New breathlessness")
    page.get_by_text("1 answered with no").click()
    page.get_by_role("link", name="Change").click()
    choose(page, "newly short of breath", "Yes", "New breathlessness")
    assert Observation.objects.latest("written_at").present is True
    assert page.url.endswith("/screen/")
    page.get_by_label("Body temperature").fill("38.6")
    page.get_by_label("Body temperature").press("Tab")
    page.get_by_role("status").get_by_text("Recorded: Body temperature: 38.6 °C").wait_for()
    assert Observation.objects.latest("written_at").value == 38.6


def test_pages_are_open_to_everybody(cast: Cast, opened, assert_accessible) -> None:
    screening = f"/visits/{cast.visit.first}/screen/"
    where = ("/", "/clients/", "/clients/new/", f"/clients/{cast.client.first}/", screening)
    for size in (PHONE, TABLET, LAPTOP):
        page = opened(size)
        for url in where:
            page.goto(url)
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, f"{url} at {size[0]}: {wider} px too wide"
            if size != TABLET:
                assert_accessible(page)
