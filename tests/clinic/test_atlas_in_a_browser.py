"""The knowledge pages in a browser: they fit, they are open to everybody, the search works by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clinic.conftest import Cast
from tests.conftest import LAPTOP, PHONE, TABLET
from tests.records.growing import transactional_db  # noqa: F401 - requested by the live server

PAGES = (
    "/knowledge/",
    "/knowledge/conditions/",
    "/knowledge/review/?kind=techniques",
    "/knowledge/conditions/rotator_cuff_tear/",
    "/knowledge/compare/cnslbp/",
    "/knowledge/compare/arthritis/",
    "/knowledge/sources/",
    "/knowledge/findings/shoulder_external_rotation_passive/",
    "/knowledge/structures/infraspinatus/",
    "/knowledge/techniques/deep_tissue/",
    "/knowledge/flags/dvt_leg/",
    "/knowledge/contraindications/dvt_legs/",
    "/knowledge/measures/nprs/",
    "/find/?q=neck",
    "/find/?q=shiatsu",
)


@pytest.fixture
def enter(
    transactional_db: None,  # noqa: F811
    cast: Cast,
    open_page: Callable[..., Any],
    live_server: Any,
) -> Callable[..., Any]:
    """A page of a signed-in therapist."""

    def opener(size: tuple[int, int] = LAPTOP, **more: Any) -> Any:
        page = open_page(size, **more)
        value = cast.browser.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        return page

    return opener


def test_pages_fit_and_are_open_to_everybody(
    enter: Callable[..., Any], assert_accessible: Callable[[Any], None]
) -> None:
    page = enter()
    for address in PAGES:
        page.goto(address)
        for size in (PHONE, TABLET, LAPTOP):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.emulate_media(color_scheme="dark" if size == TABLET else "light")
            fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            assert page.evaluate(fits), (address, size)
            assert_accessible(page)


def test_a_client_or_an_entry_is_three_letters_and_an_arrow_away(enter: Callable[..., Any]) -> None:
    page = enter()
    page.goto("/knowledge/")
    page.keyboard.press("/")
    page.keyboard.type("ose")
    page.get_by_role("option", name="Osei, Ada", exact=False).first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#found a").count() == 0
    page.keyboard.press("Control+a")
    page.keyboard.type("hawkin kenedy")
    page.locator("#found a", has_text="Hawkins-Kennedy").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/knowledge/findings/hawkins_kennedy/")
    assert "Hawkins" in page.locator("h1").inner_text()


def test_typing_on_the_way_in_shows_hits_and_the_body_answers_a_press(enter: Callable[..., Any]) -> None:
    page = enter(TABLET)
    page.goto("/knowledge/")
    page.get_by_label("Look up by any of its names").fill("frozen sholder")
    page.locator("#hits a", has_text="Frozen shoulder").first.wait_for()
    figure = page.locator("svg[data-view=front]")
    box = figure.bounding_box()
    figure.click(position={"x": box["width"] * 130 / 400, "y": box["height"] * 190 / 900})
    page.locator("#place h3").wait_for()
    assert "Right" in page.locator("#place h3").inner_text()
    assert page.locator("#place a", has_text="Frozen shoulder").count()


def test_a_list_narrows_while_typing(enter: Callable[..., Any]) -> None:
    page = enter()
    page.goto("/knowledge/conditions/")
    page.get_by_label("Name contains").fill("frozen")
    page.get_by_text("1 entry").wait_for()
    assert page.locator("#entries li").count() == 1
