"""The note in a browser: what is typed is kept by itself, and what it took is counted."""

from palpate.records import acts, look
from palpate.records.models import NoteSignature
from tests.records.growing import transactional_db  # noqa: F401


def test_typing_is_kept_and_counted_then_signed(
    transactional_db,  # noqa: F811
    cast,
    open_page,
    live_server,
    assert_accessible,
):
    acts.record_score(by=cast.therapist, episode=cast.episode, visit=cast.visit, measure="nprs", value=6)
    page = open_page()
    key = cast.browser.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.goto(f"/visits/{cast.visit.first}/note/")
    page.locator("#subjective").click()
    page.keyboard.type("By hand. ")
    page.locator("#kept[data-state=kept]").wait_for()
    row = look.note_of(cast.visit, reader=cast.therapist).note
    assert "By hand. " in row.subjective and "Numeric pain rating scale: 6 of 10." in row.subjective
    assert row.counters["characters"] == len("By hand. ") and row.counters["taps"] >= 1
    assert_accessible(page)
    page.get_by_role("button", name="Sign and close").click()
    page.get_by_role("heading", name="Note, signed").wait_for()
    assert (
        NoteSignature.objects.get().note.subjective
        == look.note_of(cast.visit, reader=cast.therapist).note.subjective
    )
    assert_accessible(page)
