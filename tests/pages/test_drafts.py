"""What is typed and not sent yet is not lost: not by closing the page, and not by a network that is gone."""

from typing import Any

from palpate.records.models import Client
from tests.clinic.conftest import Cast, cast  # noqa: F401
from tests.pages.offline import cut, tablet
from tests.records.growing import transactional_db  # noqa: F401 - requested by the live server


def test_what_was_typed_is_back_until_it_is_sent(
    transactional_db: None,  # noqa: F811
    cast: Cast,  # noqa: F811
    chromium: Any,
    live_server: Any,
    assert_accessible: Any,
) -> None:
    with tablet(chromium, live_server, cast) as page:
        page.goto(f"/clients/{cast.client.first}/edit/")
        page.get_by_label("Anything to remember").fill("Afraid of needles")
        page.wait_for_timeout(700)  # until it is kept
        page.on("dialog", lambda asked: asked.accept())
        page.goto("/")  # left without sending: the page asks, and one goes all the same
        page.goto(f"/clients/{cast.client.first}/edit/")
        page.get_by_text("did not send is back").wait_for()
        assert page.get_by_label("Anything to remember").input_value() == "Afraid of needles"
        assert_accessible(page)
        cut(page)
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Not sent: there is no network").wait_for()
        assert Client.objects.count() == 1
        page.context.set_offline(False)
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(f"**/clients/{cast.client.first}/")
        assert Client.objects.latest("written_at").notes == "Afraid of needles"
        page.goto(f"/clients/{cast.client.first}/edit/")
        page.wait_for_timeout(300)
        assert not page.get_by_text("did not send is back").count()
