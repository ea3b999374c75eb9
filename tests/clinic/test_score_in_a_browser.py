"""A form of statements in a browser: ticked on a phone and at a desk, and the count is stored."""

import pytest

from palpate.records import look
from tests.conftest import LAPTOP, PHONE
from tests.records.growing import transactional_db  # noqa: F401


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_statements_are_ticked_and_counted(
    transactional_db,  # noqa: F811
    cast,
    open_page,
    live_server,
    assert_accessible,
    size,
) -> None:
    page = open_page(size)
    page.set_default_timeout(10_000)
    key = cast.browser.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.goto(f"/visits/{cast.visit.first}/progress/score/?measure=rmdq")
    page.get_by_text("put a tick against it").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert_accessible(page)
    page.get_by_label("I walk more slowly than usual because of my back.").check()
    page.get_by_label("I sleep less well because of my back.").check()
    page.get_by_role("button", name="Record").click()
    page.get_by_text("Roland-Morris disability questionnaire: 2 recorded.").wait_for()
    assert [(row.measure, row.value) for row in look.scores(cast.episode)] == [("rmdq", 2)]
