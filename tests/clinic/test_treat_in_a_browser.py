"""Planning and treating in a browser, at the sizes that people have: what is tapped is stored."""

import pytest

from palpate.records import acts, look
from tests.clinic.test_plan import MOTION, STRETCH, item
from tests.conftest import LAPTOP, PHONE, TABLET
from tests.records.growing import transactional_db  # noqa: F401

SIZES = (PHONE, TABLET, LAPTOP)


@pytest.fixture
def opened(transactional_db, cast, open_page, live_server):  # noqa: F811
    """A page of a size, signed in, of a client with findings who takes a blood thinner."""
    acts.record_observations(
        by=cast.therapist,
        episode=cast.episode,
        visit=cast.visit,
        observations=[
            acts.Seen(finding="tender_infraspinatus", side="right", present=True),
            acts.Seen(finding="taking_anticoagulant", present=True),
            acts.Seen(finding=MOTION, side="right", value=20),
            acts.Seen(finding=MOTION, side="left", value=58),
        ],
    )

    def signed_in(size=LAPTOP):
        page = open_page(size)
        page.set_default_timeout(10_000)
        key = cast.browser.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        return page

    return signed_in


def sideways(page):
    """How far the page is wider than the window, in pixels."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("size", SIZES)
def test_plan_and_treat(cast, opened, assert_accessible, size) -> None:
    page = opened(size)
    page.goto(f"/visits/{cast.visit.first}/plan/")
    page.get_by_role("button", name="Take over this plan").click()
    page.get_by_text("This is the plan now").wait_for()
    assert sideways(page) <= 0
    assert_accessible(page)
    line = page.locator(f"#i-{STRETCH}")
    line.get_by_text("Change").click()
    line.get_by_label("Minutes").fill("6")
    line.get_by_label("Minutes").press("Tab")  # kept as it is left, and the next field is at hand
    page.get_by_text("Changed.").wait_for()
    assert page.evaluate("document.activeElement.name") == "pressure"
    assert item(cast)["minutes"] == 6
    page.get_by_role("link", name="Start treating").click()
    page.locator("#pain-4").click()
    page.locator("#pain-4[aria-pressed=true]").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Begin").click()
    page.locator("#say-good").click()
    page.get_by_text("Kept at").wait_for()
    assert sideways(page) <= 0
    assert_accessible(page)
    small = page.evaluate(
        "[...document.querySelectorAll('.table :is(button, summary, .btn, .big)')]"
        ".filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 63.5).length"
    )
    assert small == 0
    page.get_by_role("button", name="Next").click()
    page.get_by_text("Step 2 of").wait_for()
    rows = look.treatments(cast.visit)
    assert [row.response for row in rows] == ["good"]
    assert look.state_of(cast.visit) == "in_treatment"
    page.reload()
    page.get_by_text("Step 2 of").wait_for()
