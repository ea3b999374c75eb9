"""The network drops while a page is open: work goes on, shows that it waits, and is stored once later."""

import pytest

from palpate.records import acts, look
from palpate.records.models import Observation, Treatment
from tests.clinic.test_plan import MOTION, post
from tests.pages.offline import back, cut, tablet, waiting
from tests.records.growing import transactional_db  # noqa: F401


@pytest.fixture
def taken(transactional_db, cast):  # noqa: F811
    """A client with findings and a plan that was taken over."""
    acts.record_observations(
        by=cast.therapist,
        episode=cast.episode,
        visit=cast.visit,
        observations=[
            acts.Seen(finding="tender_infraspinatus", side="right", present=True),
            acts.Seen(finding=MOTION, side="right", value=20),
            acts.Seen(finding=MOTION, side="left", value=58),
        ],
    )
    post(cast, "take-over/")
    return cast


def place(page):
    """Which step the page shows."""
    return page.locator(".place").inner_text(), page.locator("h1").inner_text()


def test_a_treatment_goes_on_and_survives_a_reload(taken, chromium, live_server, assert_accessible):
    with tablet(chromium, live_server, taken) as page:
        page.goto(f"/visits/{taken.visit.first}/treat/?at=step")
        page.locator("#ahead template").nth(2).wait_for(state="attached")
        first = place(page)
        cut(page, worker=True)
        page.locator("#say-good").click()
        waiting(page, 1)
        page.locator("#say-good[aria-pressed=true]").wait_for()
        page.get_by_role("button", name="Pressure one more").click()
        waiting(page, 2)
        page.get_by_role("button", name="Undo").click()
        waiting(page, 1)
        assert_accessible(page)
        page.get_by_role("button", name="Next").click()
        waiting(page, 2)
        page.get_by_text("Step 2 of").wait_for()
        second = place(page)
        page.locator("#say-less").click()
        waiting(page, 3)
        page.wait_for_timeout(700)  # until the page's state is kept
        page.reload()
        waiting(page, 3)
        page.get_by_text("Step 2 of").wait_for()
        assert place(page) == second != first
        page.get_by_text("Skip, change").click()
        page.get_by_role("button", name="Time is short").click()
        waiting(page, 4)
        assert Treatment.objects.count() == 0
        back(page)
        page.get_by_text("Step 3 of").or_(page.get_by_text("Measure again")).first.wait_for()
    rows = look.treatments(taken.visit)
    assert [(row.response, row.skipped) for row in rows] == [("good", False), ("", True)]


def test_an_assessment_goes_on_and_says_what_is_not_up_to_date(
    taken, chromium, live_server, assert_accessible
):
    with tablet(chromium, live_server, taken) as page:
        page.goto(f"/visits/{taken.visit.first}/assess/?all=tests")
        page.locator("#where svg.figure").first.wait_for()
        line = page.locator("#r-hawkins_kennedy")
        line.wait_for()
        cut(page)
        line.get_by_label("present").check(force=True)
        waiting(page, 1)
        line.get_by_text("waiting").wait_for()
        page.get_by_text("Not up to date while offline").wait_for()
        assert_accessible(page)
        line.get_by_label("absent").check(force=True)
        waiting(page, 2)
        page.get_by_role("button", name="Undo").click()
        waiting(page, 1)
        assert line.get_by_label("present").is_checked()
        assert not Observation.objects.filter(finding="hawkins_kennedy").exists()
        back(page)
    assert [row.present for row in Observation.objects.filter(finding="hawkins_kennedy")] == [True]
