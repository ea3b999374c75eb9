"""The guided visit: where it begins by itself, how far somebody is, that it leads nobody else."""

import re
from typing import Any

import pytest
from django.test import Client

from palpate.accounts.models import Clinic
from palpate.clinic.tour.place import COOKIE
from palpate.clinic.tour.steps import DEMO_CLINIC, DEMO_USER, STEPS, address, reached
from tests.clinic.conftest import Cast

pytestmark = pytest.mark.django_db
VISIT = "6e1c1f0e-8a38-4c77-9a63-0b8c8d6a3a10"


def step_on(answer: Any) -> int | None:
    """The number of the step that a page shows."""
    found = re.search(r"Tour, step (\d+) of", answer.content.decode())
    return int(found[1]) if found else None


def go(browser: Client, to: str, at: int = 0, visit: str = "", back: str = "/") -> Any:
    return browser.post("/tour/", {"go": to, "at": str(at), "visit": visit, "back": back})


def test_it_begins_by_itself_in_the_demo_only(cast: Cast) -> None:
    assert step_on(cast.browser.get("/")) is None
    Clinic.objects.filter(pk=cast.clinic.pk).update(name=DEMO_CLINIC)
    assert step_on(cast.browser.get("/")) is None
    cast.therapist.username = DEMO_USER
    cast.therapist.save(update_fields=["username"])
    assert step_on(cast.browser.get("/")) == 1
    assert step_on(cast.browser.get("/clients/")) is None, "only Today opens with it"
    left = cast.browser.post("/tour/", {"go": "leave", "at": "0"}, headers={"X-Tour": "1"})
    assert "You have left the tour" in left.content.decode()
    assert step_on(cast.browser.get("/")) is None


def test_it_is_begun_anywhere_from_the_page_you_and_goes_on_and_back(cast: Cast) -> None:
    assert "Begin the tour" in cast.browser.get("/accounts/own/").content.decode()
    assert go(cast.browser, "begin", back="/accounts/own/")["Location"] == "/"
    assert cast.browser.cookies[COOKIE].value == f"{cast.therapist.pk}:0:{cast.visit.first}"
    go(cast.browser, "next", 0, str(cast.visit.first))
    page = cast.browser.get("/")
    assert step_on(page) == 2 and f"#visit-{cast.visit.first}" in page.content.decode()
    go(cast.browser, "back", 1, str(cast.visit.first))
    assert step_on(cast.browser.get("/clients/")) == 1, "it stays, wherever somebody goes"


def test_coming_to_the_next_page_is_a_step_and_another_page_leads_back(cast: Cast) -> None:
    visit = str(cast.visit.first)
    go(cast.browser, "stay", 1, visit)
    assert step_on(cast.browser.get(f"/visits/{visit}/screen/")) == 3
    elsewhere = cast.browser.get("/knowledge/").content.decode()
    assert "Go there" in elsewhere and step_on(cast.browser.get("/knowledge/")) == 2


def test_nobody_else_on_the_same_device_is_led(cast: Cast) -> None:
    go(cast.browser, "begin")
    cast.stranger.cookies[COOKIE] = cast.browser.cookies[COOKIE].value
    assert step_on(cast.stranger.get("/")) is None


def test_a_clinic_without_a_visit_is_told_so(cast: Cast) -> None:
    answer = cast.stranger.post("/tour/", {"go": "begin"}, headers={"X-Tour": "1"})
    assert "book one" in answer.content.decode()
    assert step_on(cast.stranger.get("/")) is None


@pytest.mark.parametrize(
    "kept", ["", "x", "1:2", "1:99:", "1:-1:", f"9{'9' * 40}:1:", "1:²:", "1:2:" + "z" * 36]
)
def test_what_was_not_written_here_is_no_tour(cast: Cast, kept: str) -> None:
    cast.browser.cookies[COOKIE] = kept.replace("1:", f"{cast.therapist.pk}:", 1)
    assert step_on(cast.browser.get("/")) is None


def test_what_is_sent_wrong_does_no_harm(cast: Cast) -> None:
    for at, visit, back in (
        ("-5", "x", "//elsewhere"),
        ("\0", "\0", "https://elsewhere"),
        ("999", VISIT, "/"),
    ):
        answer = cast.browser.post("/tour/", {"go": "next", "at": at, "visit": visit, "back": back})
        assert answer.status_code == 302 and answer["Location"].startswith("/")
        assert not answer["Location"].startswith("//")


def test_steps_are_sentences_over_pages_that_are_there() -> None:
    from django.urls import resolve

    assert 8 <= len(STEPS) <= 12
    for step in STEPS:
        assert resolve(address(step, VISIT)) and len(step.say) < 120 and step.say.endswith(".")
    assert reached(1, f"/visits/{VISIT}/screen/", VISIT) == 2
    assert reached(1, "/clients/", VISIT) == 1
