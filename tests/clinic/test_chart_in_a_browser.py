"""The body chart in a browser: a tap, a line, undo, a press beside it; the visits by the slider."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from palpate.records import acts, look
from tests.conftest import LAPTOP, PHONE
from tests.records.growing import transactional_db  # noqa: F401 - requested by the live server


@pytest.fixture
def opened(cast, open_page, live_server):
    """Open a page of the visit, signed in."""

    def opener(rest, size=LAPTOP):
        page = open_page(size)
        cookie = cast.browser.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page.goto(f"/visits/{cast.visit.first}/{rest}")
        page.locator(".windows svg.figure").first.wait_for()
        return page

    return opener


def at(page, x, y):
    """Where a point of the front, of 400 by 900 units, lies on the screen."""
    figure = page.locator("svg[data-view=front]").first
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    return box["x"] + x * box["width"] / 400, box["y"] + y * box["height"] / 900


def test_three_places_cost_five_taps_and_a_line_a_drag(cast, opened, assert_accessible):
    page = opened("assess/body/", PHONE)
    page.locator(".kinds label", has_text="Sharp").click()
    page.locator(".strengths label", has_text="6").click()
    for number, place in enumerate([(120, 185), (240, 340), (236, 640)], 1):
        page.mouse.click(*at(page, *place))
        page.locator("#chart .marks > li").nth(number - 1).wait_for()
    assert {(one.quality, one.intensity) for one in look.marks(cast.episode)} == {("sharp", 6)}
    first = look.marks(cast.episode)[0]
    assert (first.cell, first.side) == ("shoulder_front", "right")
    page.locator(".kinds label", has_text="Burning").click()
    page.locator(".switch", has_text="Draw a line").click()
    page.mouse.move(*at(page, 240, 480))
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(*at(page, 240 - step % 2, 480 + 20 * step))
    page.mouse.up()
    page.locator("#chart .line").first.wait_for()
    line = look.marks(cast.episode)[-1]
    assert 2 <= len(line.stroke) < 12 and ["knee_front", "left"] in line.also and line.quality == "burning"
    page.locator(".undo button").click()
    page.locator("#chart .line").first.wait_for(state="detached")
    page.mouse.click(*at(page, 20, 40))
    page.get_by_text("Press the figure where it hurts").wait_for()
    assert len(look.marks(cast.episode)) == 3
    assert_accessible(page)


def test_the_slider_shows_what_was_drawn_by_each_visit(cast, opened, assert_accessible):
    before = acts.book_visit(
        by=cast.therapist,
        episode=cast.episode,
        therapist=cast.therapist,
        starts_at=timezone.now() - timedelta(days=7),
        minutes=60,
    )
    for visit, x, quality in ((before, 120, "aching"), (cast.visit, 280, "numb")):
        acts.record_mark(
            by=cast.therapist, episode=cast.episode, visit=visit, view="front", x=x, y=185, quality=quality
        )
    page = opened("chart/")
    first = page.locator(".course").first
    assert first.locator("li:visible").count() == 2
    assert page.locator(".course.then li:visible").count() == 1  # the visit before, beside it
    first.locator("input[type=range]").focus()
    page.keyboard.press("ArrowLeft")
    assert first.locator("li:visible").all_inner_texts() == [
        "Front of the shoulder, right: aching drawn by the therapist"
    ]
    assert first.locator("svg .m:visible").count() == 1
    page.keyboard.press("ArrowLeft")
    assert first.get_by_text("Nothing was drawn on the chart by then.").is_visible()
    assert_accessible(page)
