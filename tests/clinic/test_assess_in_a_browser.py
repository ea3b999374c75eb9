"""The assessment in a browser: taps, steps of a number, the panel, the keyboard; what is stored by them."""

import pytest
from django.conf import settings

from palpate.records.look import latest
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


OUTWARD, FLEXION = "shoulder_external_rotation_passive", "shoulder_flexion_active"


# A sensor speaks many times a second.
SENSOR = """setInterval(() => window.lean !== undefined && window.dispatchEvent(
    new DeviceOrientationEvent('deviceorientation', {beta: window.lean, gamma: 0})), 40)"""


def tilt(page, degrees, live=None):
    """The device leans by so many degrees; wait until the page shows it."""
    page.evaluate("degrees => { window.lean = degrees; }", degrees)
    if live is not None:
        page.locator("#degrees .live").get_by_text(f"{live}°", exact=True).wait_for()


def test_degrees_by_dial_by_keys_and_by_the_device(cast, open_assess):
    page = open_assess(TABLET, has_touch=True)
    motion = shown(page, "motion")
    motion.locator(f"#i-{OUTWARD}-right").tap()
    sheet = page.get_by_role("dialog", name="Shoulder external rotation, passive, right")
    dial = sheet.get_by_role("slider")
    box = dial.bounding_box()
    page.touchscreen.tap(
        box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.12
    )  # the top: the middle
    assert dial.get_attribute("aria-valuenow") == "35"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowUp")
    assert sheet.locator("output").inner_text() == "31°" and not values(OUTWARD)
    sheet.get_by_role("button", name="Keep, then left").tap()
    page.locator("#undo").get_by_text("31 degrees").wait_for()
    for key in "590":
        page.locator("#degrees").get_by_role("button", name=key, exact=True).tap()
    assert "Possible is" in page.locator("#degrees .beside").inner_text()
    page.locator("#degrees").get_by_role("button", name="Take the last figure away").tap()
    page.locator("#degrees").get_by_role("button", name="Keep", exact=True).tap()
    page.get_by_text("28° less than left").wait_for()
    assert values(OUTWARD) == {("right", None, 31.0), ("left", None, 59.0)}

    motion.locator(f"#i-{FLEXION}-left").tap()
    page.evaluate(SENSOR)
    held = page.locator("#degrees .device")
    tilt(page, 5)
    held.get_by_role("button", name="Use this device").tap()
    held.get_by_role("button", name="Set zero").tap()
    tilt(page, 128, live=123)
    held.get_by_role("button", name="Hold").tap()
    tilt(page, 60)  # put away
    assert page.locator("#degrees .of-phone").inner_text().startswith("By phone: 5.8° of error here")
    page.locator("#degrees").get_by_role("button", name="Keep", exact=True).tap()
    page.get_by_text("left measured by phone, 5.8° of error").wait_for()
    assert values(FLEXION) == {("left", None, 123.0)}


def test_without_a_sensor_it_is_said_and_what_was_set_can_be_left(cast, open_assess):
    page = open_assess(PHONE)
    shown(page, "motion").locator(f"#i-{FLEXION}-left").click()
    page.locator("#degrees").get_by_role("button", name="This device").click()
    page.locator("#degrees").get_by_role("button", name="Use this device").click()
    page.get_by_text("No sensor answers on this device. Use the dial or the keys.").wait_for()
    page.locator("#degrees").get_by_role("button", name="Keys").click()
    page.keyboard.press("7")
    page.keyboard.press("Escape")
    assert page.locator(f"#i-{FLEXION}-left").input_value() == "" and not values(FLEXION)


def test_what_one_tap_says_is_listed_and_taken_back_one_by_one(cast, open_assess):
    page = open_assess()
    group = shown(page, "motion")
    group.get_by_role("button", name="Rest is normal").click()
    lines = group.locator(".rested li")
    lines.first.wait_for()
    many, stored = lines.count(), len(latest(Observation))
    assert many > 4 and stored > many  # a line for both sides
    assert group.get_by_role("button", name="Rest is normal").count() == 0
    assert {(row.present, row.value) for row in latest(Observation)} == {(False, None)}
    assert lines.first.locator("span").first.inner_text().endswith("right and left: normal by eye")
    lines.first.get_by_role("button").click()
    page.wait_for_function("many => document.querySelectorAll('.rested li').length === many - 1", arg=many)
    assert len(latest(Observation)) == stored - 2 and page.get_by_text("2 answers taken back").count()
    group.get_by_role("button", name="Undo all").click()
    page.wait_for_function("() => !document.querySelector('.rested li')")
    assert not latest(Observation)


def test_a_search_leads_to_the_line_of_a_finding(cast, open_assess):
    page = open_assess()
    page.goto(f"/visits/{cast.visit.first}/assess/?find=spurling")
    page.locator("#added #r-spurling input:focus").wait_for()
    page.locator("#r-spurling label.yes").first.click()
    page.get_by_text("Spurling").filter(has_text="present").first.wait_for()
    assert {present for _side, present, _value in values("spurling")} == {True}


def test_the_next_best_is_answered_where_it_is_proposed(cast, open_assess):
    page = open_assess()
    name = page.locator("#nbt").inner_text()
    page.locator("#panel .next .seg label.no").first.click()
    page.wait_for_function("name => document.getElementById('nbt').innerText !== name", arg=name)
    (row,) = latest(Observation)
    assert row.present is False


def test_a_finding_is_added_by_its_first_letters(cast, open_assess):
    page = open_assess()
    page.locator("#q").type("kne")
    page.locator("#hits button").first.click()
    page.locator("#added li").wait_for()
    assert page.locator("#added li input").count()


@pytest.mark.parametrize("size", [PHONE, TABLET, LAPTOP])
def test_the_page_fits_and_is_accessible(cast, open_assess, assert_accessible, size):
    page = open_assess(size)
    for group in ("palpation", "strength", "tests", "motion"):
        shown(page, group)
    page.locator("#g-tests .how-to summary").first.click()
    page.get_by_text("All that is known of it").first.wait_for()
    for open_sheet in (False, True):
        if open_sheet:
            page.locator("#g-motion li input[type=number]").first.click()
            page.locator("#degrees").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page)
