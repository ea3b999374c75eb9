"""The locked screen and hidden names in Chromium."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from palpate.records import acts
from palpate.records.models import Client, VisitState
from tests.conftest import LAPTOP, PHONE
from tests.pages.conftest import PASSWORD, House, house  # noqa: F401
from tests.records.growing import transactional_db  # noqa: F401

TITLE = "This screen is locked"
SEEN = """() => [...document.querySelectorAll('body *')]
    .filter((one) => one.checkVisibility({visibilityProperty: true}))
    .flatMap((one) => [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data))
    .join(' ')"""


def a_client(house: House) -> Client:  # noqa: F811
    """Mira Castillo, with a telephone."""
    return acts.register_client(
        by=house.therapist, clinic=house.clinic, given_name="Mira", family_name="Castillo", phone="555 0142"
    )


def unlock(page: Any, password: str = PASSWORD) -> None:
    page.locator("#lock").get_by_label("Password").fill(password)
    page.locator("#lock").get_by_role("button", name="Unlock", exact=True).click()


def is_open(page: Any) -> None:
    page.get_by_role("heading", name=TITLE).wait_for(state="hidden")


def seen(page: Any) -> str:
    """What can be read on the screen."""
    return str(page.evaluate(SEEN))


def test_after_the_idle_minutes_a_cover_lies_over_what_was_half_written(
    house: House,  # noqa: F811
    assert_accessible: Callable[[Any], None],
) -> None:
    client = a_client(house)
    page = house.beside(house.enter(PHONE))  # a wrong password is an error in the console
    page.clock.install()
    page.goto(f"/clients/{client.first}/edit/")
    page.get_by_label("Anything to remember").fill("Afraid of need")
    page.clock.fast_forward("14:50")
    assert "Correct what is known" in seen(page)
    with page.expect_response(lambda answer: answer.url.endswith("/accounts/lock/")):
        page.clock.fast_forward("00:20")
    page.get_by_role("heading", name=TITLE).wait_for()
    assert page.title() == "Locked · Palpate" and "Castillo" not in seen(page)
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert "Correct what is known" not in seen(page)
    assert page.request.get("/", max_redirects=0).status == 302  # the server is shut as well
    unlock(page, "guess")
    page.get_by_text("The password is not right").wait_for()
    unlock(page)
    is_open(page)
    field = page.get_by_label("Anything to remember")
    assert field.input_value() == "Afraid of need"
    field.press_sequentially("les")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**/clients/{client.first}/")
    assert "Afraid of needles" in seen(page)


def test_one_tab_locks_and_opens_the_other(house: House) -> None:  # noqa: F811
    first = house.enter(LAPTOP)
    second = first.context.new_page()
    second.goto("/clients/new/")
    second.get_by_label("Given name").fill("Half")
    first.get_by_role("button", name="Lock").click()
    second.get_by_role("heading", name=TITLE).wait_for()
    unlock(first)
    is_open(first)
    is_open(second)
    assert second.get_by_label("Given name").input_value() == "Half"


def lock_behind(page: Any) -> None:
    """The server locks, and the page does not know."""
    token = page.evaluate("JSON.parse(document.body.getAttribute('hx-headers'))['X-CSRFToken']")
    page.request.post("/accounts/lock/", headers={"X-CSRFToken": token, "Accept": "application/json"})


def test_a_tap_that_met_the_lock_is_sent_once_it_opens(house: House) -> None:  # noqa: F811
    client = a_client(house)
    episode = acts.open_episode(by=house.therapist, client=client, title="Neck", regions=[])
    acts.book_visit(
        by=house.therapist, episode=episode, therapist=house.therapist, starts_at=timezone.now(), minutes=60
    )
    page = house.beside(house.enter(LAPTOP))  # the 401 is an error in the console
    page.goto("/")
    lock_behind(page)
    page.get_by_role("button", name="Arrived").click()
    page.get_by_role("heading", name=TITLE).wait_for()
    assert not VisitState.objects.filter(state="arrived").exists()
    unlock(page)
    is_open(page)
    page.locator(".status", has_text="Arrived").wait_for()
    assert VisitState.objects.filter(state="arrived").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_whole_form_that_met_the_lock_is_kept(house: House, chromium: Any, scripts: bool) -> None:  # noqa: F811
    client = a_client(house)
    entered = house.enter(LAPTOP)
    context = chromium.new_context(
        base_url=entered.evaluate("location.origin"),
        storage_state=entered.context.storage_state(),
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.goto(f"/clients/{client.first}/edit/")
    lock_behind(entered)
    page.get_by_label("Anything to remember").fill(f"Likes tea & quiet {uuid4()}")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("What you sent is kept").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock", exact=True).click()
    if not scripts:
        page.get_by_role("button", name="Send it now").click()
    page.wait_for_url(f"**/clients/{client.first}/")
    page.get_by_text("Likes tea & quiet").wait_for()
    context.close()


def test_a_hidden_name_shows_while_it_is_held(
    house: House,  # noqa: F811
    assert_accessible: Callable[[Any], None],
) -> None:
    client = a_client(house)
    page = house.enter(LAPTOP)
    page.goto(f"/clients/{client.first}/")
    with page.expect_navigation():
        page.get_by_role("button", name="Hide names").click()
    assert page.title() == "M. C. · Palpate" and "Castillo" not in seen(page) and "0142" not in seen(page)
    assert_accessible(page)
    head = page.get_by_role("heading", level=1)
    head.hover()
    page.get_by_role("heading", name="Mira Castillo").wait_for()
    page.get_by_text("Today", exact=True).hover()
    page.get_by_role("heading", name="M. C.").wait_for()
    assert "Castillo" not in seen(page)
    page.locator("dd .veil").focus()  # by the keyboard
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.get_by_text("555 0142").wait_for()
    page.keyboard.press("Tab")
    assert "0142" not in seen(page)
    page.goto("/clients/")
    assert "Castillo" not in seen(page) and "M. C." in seen(page)
    page.get_by_label("Find a client").fill("casti")
    page.locator("#found a").first.wait_for()
    assert "Castillo" not in seen(page)
    page.get_by_role("button", name="Hide names").click()
    page.locator("a.name", has_text="Castillo, Mira").wait_for()
