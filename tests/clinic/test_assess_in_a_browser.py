"""The assessment in a browser: taps, steps of a number, the panel, the keyboard; what is stored by them."""

import pytest
from django.conf import settings

from palpate.records.look import latest, marks
from palpate.records.models import Observation
from tests.conftest import LAPTOP, PHONE, TABLET
from tests.records.growing import transactional_db  # noqa: F401 - requested by the live server


@pytest.fixture
def open_assess(cast, open_page, live_server):
    """Open the assessment, signed in, on a screen of a size."""

    def opener(size=LAPTOP, **more):
        page = open_page(size, **more)
        cookie = cast.browser.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page.goto(f"/visits/{cast.visit.first}/assess/")
        page.locator("#where svg.figure").first.wait_for()
        return page

    return opener


def shown(page, group):
    """A group of lines, brought into view so that it is drawn."""
    page.evaluate("id => document.getElementById(id).scrollIntoView()", f"g-{group}")
    page.locator(f"#g-{group} li").first.wait_for()
    return page.locator(f"#g-{group}")


def values(name):
    return {(row.side, row.present, row.value) for row in latest(Observation, finding=name)}


def test_a_tap_is_kept_and_undone(cast, open_assess):
    page = open_assess()
    line = shown(page, "tests").locator("#r-painful_arc")
    line.locator("label.yes").click()
    page.get_by_text("Painful arc, right: present").wait_for()
    assert values("painful_arc") == {("right", True, None)}
    page.locator("#undo button").click()
    page.get_by_text("Taken back").wait_for()
    assert not values("painful_arc")
    assert not page.locator("#r-painful_arc input:checked").count()


def test_the_arrow_keys_answer_and_keep_the_place(cast, open_assess):
    page = open_assess()
    line = shown(page, "tests").locator("#r-painful_arc")
    line.locator("input[value=present]").focus()
    page.keyboard.press("Space")
    page.get_by_text("Painful arc, right: present").wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_text("Painful arc, right: absent").wait_for()
    assert values("painful_arc") == {("right", False, None)}
    assert page.evaluate("document.activeElement.value") == "absent"


def test_a_number_goes_in_fives_from_the_usual_and_is_sent_once(cast, open_assess):
    page = open_assess()
    line = shown(page, "motion").locator("#r-shoulder_external_rotation_passive")
    for _ in range(6):  # 30 degrees: more than two readings differ by error
        line.get_by_label("5 less, Shoulder external rotation, passive, right").click()
    page.locator("#undo").get_by_text("degrees").wait_for()
    ((side, _present, value),) = values("shoulder_external_rotation_passive")
    assert side == "right" and value % 5 == 0
    assert Observation.objects.filter(finding="shoulder_external_rotation_passive").count() == 1
    page.get_by_text("less than usual").wait_for()


def test_the_next_best_is_answered_where_it_is_proposed(cast, open_assess):
    page = open_assess()
    name = page.locator("#nbt").inner_text()
    page.locator("#panel .next .seg label.no").first.click()
    page.wait_for_function("name => document.getElementById('nbt').innerText !== name", arg=name)
    (row,) = latest(Observation)
    assert row.present is False


def test_a_place_is_marked_by_a_press(cast, open_assess):
    page = open_assess()
    page.locator("#where svg.figure").first.click(position={"x": 50, "y": 60})
    page.locator("#where ol.marks li").wait_for()
    assert len(marks(cast.episode)) == 1
    page.wait_for_timeout(100)  # htmx takes the new fields over a moment after it shows them
    page.locator("#where select[name=quality]").select_option("burning")
    page.locator("#where option[selected]", has_text="burning").wait_for(state="attached")
    page.wait_for_timeout(100)
    page.locator("#where select[name=intensity]").select_option("7")
    page.locator("#where option[selected]", has_text="7").wait_for(state="attached")
    assert [(one.quality, one.intensity) for one in marks(cast.episode)] == [("burning", 7)]


def test_a_finding_is_added_by_its_first_letters(cast, open_assess):
    page = open_assess()
    page.locator("#q").type("kne")
    page.locator("#hits button").first.click()
    page.locator("#added li").wait_for()
    assert page.locator("#added li input").count()


@pytest.mark.parametrize("size", [PHONE, TABLET, LAPTOP])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_and_is_accessible(cast, open_assess, assert_accessible, size, scheme):
    page = open_assess(size, color_scheme=scheme)
    for group in ("palpation", "strength", "tests"):
        shown(page, group)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert_accessible(page)
