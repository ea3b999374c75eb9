"""The note in a browser: what is typed is kept by itself and counted; a visit is written up in one pass, tap
by tap; short forms are written out.
"""

import pytest
from budgets.clinic import someone
from budgets.person import Person
from django.utils import timezone

from palpate.accounts.models import Role
from palpate.records import acts, look
from palpate.records.models import NoteSignature
from tests.clinic.conftest import person, signed_in
from tests.conftest import TABLET
from tests.records.growing import transactional_db  # noqa: F401


@pytest.fixture
def at_the_desk(open_page, live_server):
    """A page in which somebody is signed in."""

    def opened(browser, **how):
        page = open_page(**how)
        key = browser.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        return page

    return opened


def test_typing_is_kept_and_counted_then_signed(
    transactional_db,  # noqa: F811
    cast,
    at_the_desk,
    assert_accessible,
):
    acts.record_score(by=cast.therapist, episode=cast.episode, visit=cast.visit, measure="nprs", value=6)
    page = at_the_desk(cast.browser)
    page.goto(f"/visits/{cast.visit.first}/note/", wait_until="networkidle")  # with the short forms
    own = page.locator("#subjective")
    own.click()
    page.keyboard.type("Hx of rom, w/o pain. ")
    assert own.input_value() == "History of range of motion, without pain. "
    page.keyboard.type("lt ")
    assert own.input_value().endswith("left ")
    page.keyboard.press("Backspace")
    assert own.input_value().endswith(" lt ")
    page.keyboard.type("side.")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#note-forms").text_content() == "lt: left"
    page.locator("#kept[data-state=kept]").wait_for()
    row = look.note_of(cast.visit, reader=cast.therapist).note
    assert "without pain. lt side." in row.subjective
    assert "Numeric pain rating scale: 6 of 10." in row.subjective
    assert row.counters["characters"] >= 20 and row.counters["taps"] >= 1
    _a_sentence_edited_and_given_back(page, cast)
    assert_accessible(page)
    page.get_by_role("button", name="Sign and close").click()
    page.get_by_role("heading", name="Before you sign").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Sign all the same").click()
    page.get_by_role("heading", name="Note, signed").wait_for()
    signed = look.note_of(cast.visit, reader=cast.therapist).note
    assert NoteSignature.objects.get().note.subjective == signed.subjective
    assert "Numeric" not in signed.subjective and "s.score.nprs." in str(signed.lines)
    assert_accessible(page)


def _a_sentence_edited_and_given_back(page, cast):
    def stored(text):
        """Whether the draft says it, once what is under way has come back."""
        for _ in range(100):
            found = text in look.note_of(cast.visit, reader=cast.therapist).note.subjective
            if found:
                return True
            page.wait_for_timeout(50)
        return False

    line = page.locator("li.line", has=page.locator("[name='line:s.score.nprs.']"))
    line.get_by_role("button", name="As recorded").wait_for(state="hidden")
    line.locator("textarea").fill("Pain 6, at night.")
    line.locator("textarea").press("Enter")
    assert stored("Pain 6, at night.")
    line.get_by_role("button", name="As recorded").click()
    assert stored("Numeric pain rating scale: 6 of 10.")
    line.get_by_text("Take out").click()
    line.get_by_text("Put back").wait_for()


def test_a_follow_up_is_written_up_in_one_pass(
    transactional_db,  # noqa: F811
    cast,
    at_the_desk,
    assert_accessible,
):
    """From Today to signed within the taps, decisions and characters that a follow-up note may cost."""
    therapist = person(cast.clinic, "second", Role.THERAPIST)
    made = someone(therapist, 1, visits=2)
    page = at_the_desk(signed_in(therapist), size=TABLET, has_touch=True)
    page.goto("/")
    hand = Person(page)
    hand.tap(page.locator(f"#visit-{made.visit.first} h3 a"), choosing="which client")
    hand.tap(page.get_by_role("navigation", name="Steps of the visit").get_by_role("link", name="Note"))
    strip = page.locator("#pass")
    hand.tap(_chip(strip, "Pain before", "5"), choosing="pain before")
    hand.tap(_chip(strip, "Pain after", "3"), choosing="pain after")
    page.get_by_text("5 of 10, 3 after treatment").wait_for()
    for sign in range(strip.locator("input[name^='tap:sign'][name$='.after']").count()):
        field = strip.locator("input[name^='tap:sign'][name$='.after']").nth(sign)
        hand.tap(field, choosing="what the goniometer says")
        page.keyboard.press("Control+a")
        hand.type("71")
    hand.tap(strip.get_by_role("button", name="All as planned"), choosing="whether it went as planned")
    hand.tap(strip.get_by_role("link", name="Change").first, choosing="what went otherwise")
    hand.tap(
        strip.locator(".changes button[name=set_minutes]:not([aria-pressed=true])").first, choosing="how long"
    )
    page.locator("#note-lines").get_by_text("Treated:").first.wait_for()
    hand.tap(_chip(strip, "Response to the whole treatment", "Better"), choosing="what she said")
    hand.tap(_chip(strip, "Next time", "Continue as planned"), choosing="what follows")
    assert_accessible(page)
    hand.tap(page.get_by_role("button", name="Sign and close"), choosing="whether it is right")
    anyway = page.get_by_role("button", name="Sign all the same")
    if anyway.count():
        hand.tap(anyway)
    page.get_by_role("heading", name="Note, signed").wait_for()
    note = look.note_of(made.visit, reader=therapist).note
    assert "5 of 10, 3 after treatment" in note.subjective
    assert "71" in note.objective and note.objective.count("Treated:") > 1
    assert (
        "Response to the whole treatment: better." in note.assessment and "Continue as planned." in note.plan
    )
    count = hand.count
    assert (count.taps <= 20, len(count.decided) <= 12, count.characters <= 40) == (True,) * 3, count.did
    assert not hand.small
    assert timezone.localdate() == look.note_of(made.visit, reader=therapist).treated_on


def _chip(strip, legend, word):
    group = strip.get_by_role("group", name=legend)
    return group.locator("label", has=group.page.get_by_text(word, exact=True))
