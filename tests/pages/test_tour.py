"""The whole tour in a browser: each step is noticed as done, and it can be left at any moment."""

from typing import Any

from playwright.sync_api import expect

from palpate.clinic.tour.steps import STEPS
from palpate.records import look
from tests.conftest import PHONE
from tests.pages.conftest import House
from tests.pages.people import settle


def at_step(page: Any, number: int) -> None:
    expect(page.locator("#tour-h")).to_have_text(f"Tour, step {number} of {len(STEPS)}")


def go_there(page: Any) -> None:
    page.locator("#tour").get_by_role("link", name="Go there").click()


def lead(page: Any, name: str) -> None:
    page.locator("#tour").get_by_role("button", name=name).click()


def test_a_newcomer_is_led_through_a_visit(house: House, assert_accessible: Any) -> None:
    people = settle(house)
    visit = people.under_way.visits[2].first
    page = house.enter(PHONE, color_scheme="dark", reduced_motion="reduce")
    page.goto("/accounts/own/")
    page.get_by_role("button", name="Begin the tour").click()
    at_step(page, 1)
    lead(page, "Begin")
    at_step(page, 2)
    assert page.evaluate("document.activeElement.id") == "tour", "who presses in it stays in it"
    assert page.locator("#said").text_content().startswith("Tour, step 2 of"), "and hears it"
    box, over = page.locator(".tour-here").bounding_box(), page.locator("#tour").bounding_box()
    assert box["y"] + box["height"] <= over["y"] + 1, "it does not cover what it speaks of"
    page.goto(f"/visits/{visit}/screen/")
    at_step(page, 3)
    assert page.locator("#tour-done").is_visible()
    assert_accessible(page)
    page.goto(f"/visits/{visit}/assess/")
    at_step(page, 4)
    page.locator(".panel .next .seg label, .panel .next button").first.click()
    at_step(page, 5)
    page.reload()
    at_step(page, 5)  # it is remembered
    lead(page, "Next")
    go_there(page)
    at_step(page, 6)
    page.goto(f"/visits/{visit}/treat/?at=step")
    at_step(page, 7)
    page.locator("[id^=say-]").first.click()
    at_step(page, 8)
    assert len(look.treatments(people.under_way.visits[2])) == 1
    go_there(page)
    lead(page, "Next")  # signing needs no showing
    go_there(page)
    at_step(page, 9)
    page.wait_for_load_state()  # so that its script hears the key
    page.keyboard.press("Escape")
    expect(page.locator("#tour")).to_contain_text("You have left the tour")
    page.goto("/")
    assert page.locator("#tour").count() == 0
