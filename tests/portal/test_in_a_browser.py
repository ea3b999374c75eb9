"""The client's way on a phone, in a browser: with touch and typing, and open to everybody."""

import re
from collections.abc import Callable
from typing import Any

from palpate.records import acts, look
from palpate.records.models import Consent, IntakeSubmitted
from tests.conftest import PHONE
from tests.records.growing import transactional_db  # noqa: F401 - requested by the live server

from .conftest import Cast


def go_on(page: Any) -> None:
    """Press the one filled button."""
    with page.expect_navigation():
        page.locator(".btn.main").click()


def test_a_client_answers_on_a_phone(
    cast: Cast, open_page: Callable[..., Any], assert_accessible: Callable[[Any], None]
) -> None:
    page = open_page(PHONE)
    page.goto(cast.url())
    page.get_by_label("When were you born?").fill("1971-03-03")
    page.get_by_label("female", exact=True).check()
    assert_accessible(page)
    go_on(page)

    page.get_by_label("What brings you?").fill("It aches at night")
    page.get_by_label("Part of the body").select_option("shoulder")
    page.locator("#f-side-0").select_option("right")
    page.get_by_label("How long ago did it begin?").fill("6")
    page.get_by_label("Slowly, over days or weeks").check()
    assert_accessible(page)
    go_on(page)

    figure = page.locator("svg[data-view=front]").first
    figure.click(position=_place(figure, 120, 185))
    page.get_by_label("What is it like?").select_option("aching")
    page.get_by_label("How strong?").select_option("6")
    assert page.locator(".w-front .q-aching text").text_content() == "6"  # at once on the figure too
    assert_accessible(page)
    go_on(page)

    while re.search(r"/(heart|head|belly|nerves|began|limbs|general|pregnancy|medicine|illness)/$", page.url):
        assert_accessible(page)
        if page.get_by_label("None of these").count():
            page.get_by_label("None of these").check()
        for question in page.locator("fieldset.ask:not(:has(input[value=absent]))").all():
            question.locator("input").first.check(force=True)
        go_on(page)

    assert page.url.endswith("/life/")
    page.get_by_label("Which medicines do you take?").fill("vitamin D")
    assert_accessible(page)
    go_on(page)
    page.locator("#f-now label", has_text=re.compile(r"^4$")).click()
    assert_accessible(page)
    go_on(page)
    page.locator("#f-ceiling label", has_text=re.compile(r"^5$")).click()
    assert_accessible(page)
    go_on(page)

    page.get_by_label("I have read this and agree").check()
    pad = page.locator("svg.pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 30, steps=5)
    page.mouse.up()
    assert_accessible(page)
    go_on(page)
    assert page.get_by_role("heading", name="Thank you").is_visible()
    assert_accessible(page)

    assert look.line_of(cast.visit).level == "treat"
    assert Consent.objects.get().signature.startswith("M")
    [mark] = look.marks(cast.episode)
    assert (mark.cell, mark.quality, mark.intensity) == ("shoulder_front", "aching", 6)
    assert IntakeSubmitted.objects.get().answers["life"]["medicines"] == "vitamin D"


def test_what_was_ticked_is_kept_when_the_phone_is_closed(cast: Cast, open_page: Callable[..., Any]) -> None:
    cast.begin()
    page = open_page(PHONE)
    page.goto(cast.url("heart"))
    with page.expect_response(lambda answer: "keep=1" in answer.url):
        page.locator("#f-q-chest_pain label.no").click()
    page.close()
    again = open_page(PHONE)
    again.goto(cast.url())
    assert again.locator("input[name=q-chest_pain]:checked").get_attribute("value") == "absent"


def test_the_alarm_on_a_phone(
    cast: Cast, open_page: Callable[..., Any], assert_accessible: Callable[[Any], None]
) -> None:
    cast.begin()
    page = open_page(PHONE)
    page.goto(cast.url())
    for finding in ("jaw_pain", "left_arm_pain", "sweating", "breathlessness"):
        page.locator(f"#f-q-{finding} label.yes").click()
    go_on(page)
    assert page.get_by_role("heading", name="Please call 112 now").is_visible()
    assert_accessible(page)
    assert look.line_of(cast.visit).level == "emergency"
    page.get_by_role("link", name="I answered wrongly").click()
    assert page.locator("input[name=q-jaw_pain]:checked").get_attribute("value") == "present"


def test_the_home_program_on_a_phone(
    cast: Cast, open_page: Callable[..., Any], assert_accessible: Callable[[Any], None]
) -> None:
    program = acts.save_home_program(
        by=cast.therapist, episode=cast.episode, exercises=[{"exercise": "pendulum"}]
    )
    page = open_page(PHONE)
    page.goto(f"/portal/home/{cast.home.token}/")
    assert_accessible(page)
    page.get_by_role("button", name="Yes").click()
    page.get_by_text("Noted: done today.").wait_for()
    assert [row.done for row in look.home_reports(program)] == [True]


def _place(figure: Any, x: float, y: float) -> dict[str, float]:
    """Where a point of the figure's frame lies on the page."""
    box = figure.bounding_box()
    return {"x": x * box["width"] / 400, "y": y * box["height"] / 900}


def test_the_enter_key_goes_on_and_leaves_nothing_open_unasked(
    cast: Cast, open_page: Callable[..., Any]
) -> None:
    cast.begin()
    page = open_page(PHONE)
    page.goto(cast.url("heart"))
    go_on(page)
    assert page.get_by_role("button", name="Leave open and go on").is_visible()
    with page.expect_navigation():
        page.locator("#f-q-chest_pain input").first.press("Enter")
    assert page.url.endswith("/heart/")
