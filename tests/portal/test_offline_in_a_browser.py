"""The client's phone loses the network: what is answered waits, and is stored once when it is back."""

from typing import Any

from palpate.portal.models import Draft
from palpate.records import acts
from palpate.records.models import HomeReport
from tests.pages.offline import cut, tablet, waiting
from tests.records.growing import transactional_db  # noqa: F401 - requested by the live server

from .conftest import Cast


def test_the_intake_goes_on_when_the_network_is_back(
    transactional_db: None,  # noqa: F811
    cast: Cast,
    chromium: Any,
    live_server: Any,
    assert_accessible: Any,
) -> None:
    with tablet(chromium, live_server) as page:
        page.goto(cast.url())
        page.get_by_label("When were you born?").fill("1971-03-03")
        page.get_by_label("female", exact=True).check()
        page.locator("#kept", has_text="Saved").wait_for()
        cut(page, worker=True)
        page.locator("#f-phone").fill("555 0100")
        page.locator("#kept", has_text="Kept on this device").wait_for()
        page.locator(".btn.main").click()
        page.locator("#offline-note").wait_for()
        assert "call 112 now" in page.locator("#offline-note").inner_text()
        waiting(page, 2)
        assert_accessible(page)
        page.wait_for_timeout(700)  # until the page's state is kept
        page.reload()
        waiting(page, 2)
        assert page.locator("#f-phone").input_value() == "555 0100"
        page.context.set_offline(False)
        page.wait_for_url("**/why/")
    about = Draft.objects.get().answers["about"]
    assert (about["phone"], about["birth_date"]) == ("555 0100", "1971-03-03")


def test_an_exercise_is_said_to_be_done(
    transactional_db: None,  # noqa: F811
    cast: Cast,
    chromium: Any,
    live_server: Any,
) -> None:
    acts.save_home_program(by=cast.therapist, episode=cast.episode, exercises=[{"exercise": "pendulum"}])
    with tablet(chromium, live_server) as page:
        page.goto(f"/portal/home/{cast.home.token}/")
        page.locator("#pendulum").wait_for()
        cut(page)
        page.locator("#pendulum button[value=yes]").click()
        page.get_by_text("Kept on this phone").wait_for()
        assert page.locator("button[value=yes]").get_attribute("aria-pressed") == "true"
        assert not HomeReport.objects.exists()
        page.context.set_offline(False)
        page.get_by_text("Noted: done today").wait_for()
    assert [row.done for row in HomeReport.objects.all()] == [True]
