"""The keys and the palette in a browser: chosen with arrows and by touch, and nothing barred to anybody."""

import pytest

from tests.clinic.conftest import Cast
from tests.conftest import LAPTOP, PHONE
from tests.records.growing import transactional_db  # noqa: F401


@pytest.fixture
def opened(transactional_db, cast, open_page, live_server):  # noqa: F811
    """A page of a size in which the therapist is signed in."""

    def signed_in(size=LAPTOP, **more):
        page = open_page(size, **more)
        page.set_default_timeout(10_000)
        key = cast.browser.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        return page

    return signed_in


def test_everything_is_reached_by_keys(cast: Cast, opened, assert_accessible) -> None:
    page = opened()
    page.goto(f"/visits/{cast.visit.first}/screen/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Find a client")
    page.get_by_role("option", name="Assess visit of").wait_for()
    page.keyboard.type("not")
    first = page.get_by_role("option").first
    page.locator("#found [data-query=not]").wait_for()
    assert first.inner_text().startswith("Note") and box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert first.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert_accessible(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/note/")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.locator("ol.visits").wait_for()
    page.wait_for_load_state()  # the keys are heard once the scripts have run
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "A. O."
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    assert_accessible(page)
    page.get_by_label("Single keys work on this device").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert page.url.endswith("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("new cl")
    page.locator("#found [data-query='new cl']").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/new/")


def test_three_letters_and_two_taps_by_touch(cast: Cast, opened) -> None:
    page = opened(PHONE, has_touch=True)
    page.goto("/")
    page.locator("[data-find]").tap()
    page.keyboard.type("ose")
    page.get_by_role("option", name="visit of").tap()
    page.wait_for_url(f"**/visits/{cast.visit.first}/screen/")
    assert page.locator("[data-find]").evaluate("box => box.scrollWidth <= box.clientWidth")


def test_the_next_visit_is_booked_in_two_taps(cast: Cast, opened, assert_accessible) -> None:
    page = opened(PHONE, has_touch=True)
    page.goto(f"/clients/{cast.client.first}/")
    page.get_by_role("link", name="Book the next visit").tap()
    page.locator(".times button").first.tap()
    page.get_by_role("status").get_by_text("Booked").wait_for()
    assert page.locator("table").get_by_role("rowheader", name="2").is_visible()  # the list of visits follows
    assert_accessible(page)
    page.get_by_role("button", name="Undo").tap()
    page.locator("table").get_by_role("rowheader", name="2").wait_for(state="detached")
