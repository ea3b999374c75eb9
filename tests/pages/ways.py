"""The ways through the pages that more than one test goes: entering a client, answering the intake."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from palpate.records.models import Episode, Visit

SAFETY = re.compile(r"/(heart|head|belly|nerves|began|limbs|general|pregnancy|medicine|illness)/$")


def enter_client(page: Any, **fields: str) -> Visit:
    """Enter somebody with a complaint and a first visit now, on the one page; gives the visit."""
    now = timezone.localtime()
    page.get_by_role("link", name="New client").first.click()
    page.get_by_label("Given name").fill(fields["given"])
    page.get_by_label("Family name").fill(fields["family"])
    page.get_by_label("Where it hurts").select_option(fields["region"])
    page.get_by_label("Side").first.select_option(fields["side"])
    page.get_by_label("For how long").fill("8")
    page.get_by_label("In the client's words").fill(fields["words"])
    page.get_by_label("Date").fill(now.date().isoformat())
    page.get_by_label("Time").fill(now.strftime("%H:%M"))
    page.get_by_label("Minutes").select_option("60")
    page.get_by_role("button", name="Enter the client").click()
    page.get_by_role("heading", name=f"{fields['given']} {fields['family']}").wait_for()
    return Visit.objects.get(episode__client__family_name=fields["family"])


def send_intake(page: Any, visit: Visit) -> str:
    """From the client's page to the link that is copied; gives its path, as the phone opens it."""
    page.goto(f"/clients/{Episode.objects.get(first=visit.episode_id).client_id}/")
    page.get_by_role("button", name="Send intake").click()
    page.get_by_role("button", name="Copy the link").click()
    return urlsplit(page.get_by_role("textbox", name="Link").input_value()).path


@contextmanager
def replaced(part: Any) -> Iterator[None]:
    """Wait until the answer to what is done has taken the place of a part of the page. That the answer came,
    or that like words stand there, is too early: both may be so while the old part can still be touched.
    """
    old = part.element_handle()
    yield
    old.wait_for_element_state("hidden")


def go_on(phone: Any) -> None:
    """Press the one filled button of the client's page."""
    with phone.expect_navigation():
        phone.locator(".btn.main").click()


def say_who(phone: Any) -> None:
    """The first page of the intake."""
    phone.get_by_label("When were you born?").fill("1971-03-03")
    phone.get_by_label("female", exact=True).check()
    phone.locator("#f-physician_name").fill("Dr. Iva Lund")
    go_on(phone)


def say_why(phone: Any, side: str, words: str) -> None:
    """The page of the complaint: a shoulder for eight weeks. What the clinic knows stands there already."""
    assert phone.get_by_label("Part of the body").input_value() == "shoulder"
    assert phone.locator("#f-side-0").input_value() == side
    phone.get_by_label("What brings you?").fill(words)
    phone.get_by_label("How long ago did it begin?").fill("8")
    phone.get_by_label("Slowly, over days or weeks").check()
    go_on(phone)


def touch_the_figure(phone: Any, x: float, y: float) -> None:
    """Touch the front of the body chart; x and y are in its own frame of 400 by 900."""
    figure = phone.locator("svg[data-view=front]").first
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    with phone.expect_response(lambda answer: answer.request.method == "POST"):
        figure.click(position={"x": x * box["width"] / 400, "y": y * box["height"] / 900})
    phone.locator("#marks .mark-line").first.wait_for()


def answer_safety(phone: Any, each: Callable[[Any], None]) -> int:
    """Answer every page of safety questions, and give how many there were."""
    pages = 0
    while SAFETY.search(phone.url):
        each(phone)
        if phone.get_by_label("None of these").count():
            phone.get_by_label("None of these").check()
        for question in phone.locator("fieldset.ask:not(:has(input[value=absent]))").all():
            question.locator("input").first.check(force=True)
        go_on(phone)
        pages += 1
    return pages


def tap_number(phone: Any, field: str, number: int) -> None:
    """Tap a number of a row from 0 to 10."""
    phone.locator(f"#f-{field} label", has_text=re.compile(rf"^{number}$")).click()


def sign(phone: Any) -> None:
    """Agree, sign with a finger, and send."""
    phone.get_by_label("I have read this and agree").check()
    pad = phone.locator("svg.pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    phone.mouse.move(box["x"] + 40, box["y"] + 60)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 120, box["y"] + 30, steps=5)
    phone.mouse.up()
    go_on(phone)
    phone.get_by_role("heading", name="Thank you").wait_for()


def of_visit(visit: Visit, step: str) -> str:
    """The address of a step of the visit."""
    return f"/letters/{visit.first}/" if step == "letter" else f"/visits/{visit.first}/{step}/"
