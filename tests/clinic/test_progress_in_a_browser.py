"""The progress page on a laptop, in the evening and on a phone: what to do next can be read by everybody."""

from datetime import timedelta

from django.utils import timezone

from palpate.records import acts
from tests.records.growing import transactional_db  # noqa: F401

SIZES = [((1280, 800), "light"), ((1280, 800), "dark"), ((390, 844), "light"), ((390, 844), "dark")]


def test_a_missing_response_and_the_forecast_are_read_at_every_size(
    transactional_db,  # noqa: F811
    cast,
    open_page,
    live_server,
    assert_accessible,
):
    start = timezone.localdate() - timedelta(weeks=3)
    of = {"by": cast.therapist, "episode": cast.episode}
    acts.set_goal(**of, measure="nprs", baseline=7, target=4, start=start, due=start + timedelta(weeks=12))
    for week in (1, 2, 3):
        acts.record_score(**of, measure="nprs", value=7, taken_on=start + timedelta(weeks=week))
        later = timezone.now() + timedelta(minutes=week)
        visit = acts.book_visit(**of, therapist=cast.therapist, starts_at=later)
    key = cast.browser.cookies["sessionid"].value
    for size, scheme in SIZES:
        page = open_page(size)
        page.emulate_media(color_scheme=scheme)
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        page.goto(f"/visits/{visit.first}/progress/")
        assert page.get_by_text("No response by visit 4").is_visible()
        assert page.get_by_text("nine times in ten").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.locator("path.f90").first.bounding_box()["width"] > 0
        assert_accessible(page)
