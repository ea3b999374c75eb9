"""Every part of the look is drawn in a browser: open to everybody, no overflow, no refused load."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils.html import escape
from tests.conftest import LAPTOP, PHONE, TABLET
from tests.web import look_urls

from palpate.accounts.models import Clinic
from palpate.pages.look import colours, contrast, sections

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.look_urls")]


@pytest.mark.parametrize("base", ["base.html", "base_portal.html", "base_table.html"])
def test_the_parts_are_accessible_and_fit(
    base: str, open_page: Callable[..., Any], assert_accessible: Callable[[Any], None]
) -> None:
    page = open_page()
    for size, scheme in product((PHONE, TABLET, LAPTOP), ("light", "dark")):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme)
        page.goto(f"/look/{base}")
        assert_accessible(page)
        fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert page.evaluate(fits), (size, scheme)


def test_buttons_are_large_enough_to_press(open_page: Callable[..., Any]) -> None:
    page = open_page(PHONE)
    page.goto("/look/base.html")
    for button in page.locator("main :is(.btn, .seg label, summary)").all():
        box = button.bounding_box()
        assert box is None or (box["height"] >= 43.5 and box["width"] >= 43.5), button.inner_text()


def test_slash_goes_to_the_search_and_not_while_typing(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.route("**/find/**", lambda asked: asked.fulfill(body=""))  # nobody is signed in here
    page.goto("/look/base.html")
    page.keyboard.press("/")
    page.keyboard.type("neck/back")
    assert page.locator("[data-find]").input_value() == "neck/back"


def test_the_first_tab_offers_to_skip_to_the_page(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.goto("/look/base.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_a_press_on_the_figure_becomes_a_point(open_page: Callable[..., Any]) -> None:
    page = open_page(TABLET)
    page.goto("/look/base.html")
    page.evaluate(
        """() => { const figure = document.querySelector('svg.figure[aria-label^="Front"]');
        figure.dataset.point = "point"; figure.dataset.view = "front";
        const input = document.createElement("input"); input.id = "point"; document.body.append(input); }"""
    )
    figure = page.locator("svg[data-point]")
    box = figure.bounding_box()
    figure.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    view, x, y = page.locator("#point").input_value().split(",")
    assert view == "front"
    assert (float(x), float(y)) == pytest.approx((200, 450), abs=2)


def test_a_page_with_its_styles_is_small() -> None:
    """At most 60 KB for the page and its style sheets, of which the sheets may take half."""
    sheets = [Path(str(finders.find(f"palpate/{name}.css"))) for name in ("tokens", "parts", "clinic")]
    assert sum(sheet.stat().st_size for sheet in sheets) < 30_000


def test_every_answer_carries_the_content_policy_and_stays_out_of_caches(client: Any) -> None:
    answer = client.get("/look/base.html")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert " style=" not in answer.content.decode()
    assert " onclick=" not in answer.content.decode()


def test_a_broken_page_says_so_in_the_look(client: Any) -> None:
    client.raise_request_exception = False
    answer = client.get("/broken/")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_a_stale_form_gets_a_page_that_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/sign-in/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "load the page anew" in answer.content.decode()


def test_the_clock_of_a_step_counts_pauses_and_survives_a_reload(open_page: Callable[..., Any]) -> None:
    page = open_page(TABLET)
    page.clock.install(time=1000)
    page.clock.pause_at(2000)
    page.goto("/look/base_table.html")
    shown, button = page.locator(".ring text").first, page.locator("[data-pause]")
    page.clock.run_for(10_000)
    assert shown.text_content() == "2:30"
    assert page.locator(".ring .run").get_attribute("stroke-dasharray") == "62.5 100"
    button.click()
    page.clock.run_for(10_000)
    assert shown.text_content() == "2:30"
    assert button.text_content() == "Go on"
    page.reload()
    assert shown.text_content() == "2:30"
    button.click()
    page.clock.run_for(170_000)
    assert shown.text_content() == "0:20"
    assert page.locator(".ring .of").text_content() == "over"
    assert page.locator("#said").text_content() == "The time of this step is over."


def test_an_answer_saves_itself_and_says_so(open_page: Callable[..., Any]) -> None:
    """The htmx request carries the CSRF header, or the server would refuse it."""
    look_urls.TOLD.clear()
    page = open_page(PHONE)
    page.goto("/answers/")
    page.get_by_label("Not known").check()
    page.locator("#kept[data-state=kept]").wait_for()
    assert page.locator("#kept").text_content() == "Saved"
    assert look_urls.TOLD == ["unclear"]


def test_leaving_unsent_changes_asks_first(open_page: Callable[..., Any]) -> None:
    asked = []
    page = open_page(PHONE)
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/answers/")
    page.reload()
    assert asked == []
    page.locator("#more").fill("half a sentence")
    page.reload()
    assert asked == ["beforeunload"]


def test_each_colour_has_the_contrast_that_its_use_asks_for() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)
    assert len(colours()) > 10
    assert not [one for one in colours() if not one.enough]


@pytest.mark.urls("palpate.web.urls")
def test_every_part_is_drawn_by_day_and_in_the_evening(django_user_model: Any) -> None:
    client = Client()
    clinic = Clinic.objects.create(name="Harbour Street")
    client.force_login(django_user_model.objects.create_user("ida", clinic=clinic))
    for part, (title, _snippets) in sections().items():
        page = client.get(f"/look/{part}/").content.decode()
        assert page.count(f'aria-label="{escape(title)}, ') >= 2 and "{%" not in page, part
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), part
    assert client.get("/look/no-such-part/").status_code == 404


def test_a_reader_who_asks_for_less_motion_gets_none() -> None:
    sheets = Path(str(finders.find("palpate/tokens.css"))).parent.rglob("*.css")
    moving = [one for one in sheets if re.search(r"transition|animation|@keyframes", one.read_text("utf8"))]
    assert moving
    assert not [one.name for one in moving if "prefers-reduced-motion" not in one.read_text("utf8")]
