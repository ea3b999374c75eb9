"""The queue of a browser that was offline: replayed it stores once, refused it stops and is mended, and it
belongs to one person.
"""

import pytest

from palpate.accounts.models import Role
from palpate.records import look
from palpate.records.models import LedgerEntry, Observation
from tests.clinic.conftest import person, signed_in
from tests.pages.offline import back, cut, tablet, waiting
from tests.records.growing import transactional_db  # noqa: F401

MOTION = "shoulder_external_rotation_passive"


@pytest.fixture
def opened(transactional_db, cast, chromium, live_server):  # noqa: F811
    """The assessment of a shoulder, open on a tablet."""
    with tablet(chromium, live_server, cast) as page:
        page.goto(f"/visits/{cast.visit.first}/assess/?all=motion")
        page.locator(f"#r-{MOTION}").wait_for()
        page.locator("#where svg.figure").first.wait_for()
        yield page


# What lies in the browser's own store of pages, as anybody finds it who opens the profile.
LYING = """() => new Promise((done) => { indexedDB.open("palpate").onsuccess = (event) => {
  const all = event.target.result.transaction("pages").objectStore("pages").getAll();
  all.onsuccess = () => done(JSON.stringify(all.result.map((row) =>
    ({ ...row, sealed: "sealed", text: new TextDecoder().decode(row.sealed) }))));
} })"""


def measure(page, value):
    """Type the motion of the right side."""
    page.locator(f"#i-{MOTION}-right").fill(value)
    page.locator(f"#i-{MOTION}-right").press("Tab")


def sign_in_as(page, browser, live_server):
    """Let somebody else sign in on the tablet."""
    page.context.clear_cookies()
    key = browser.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])


def test_a_queue_that_is_sent_twice_is_stored_once(cast, opened):
    page = opened
    cut(page)
    measure(page, "20")
    waiting(page, 1)
    measure(page, "25")
    waiting(page, 2)
    kept = page.evaluate("palpate.store.all()")["mine"]
    back(page)
    stored = LedgerEntry.objects.exclude(table="judgement").count()
    for item in kept:
        page.evaluate("item => palpate.store.add(item)", item)
    page.evaluate("palpate.queue.drain()")
    page.locator("#offline").wait_for(state="hidden")
    assert page.evaluate("palpate.store.all()")["mine"] == []
    assert LedgerEntry.objects.exclude(table="judgement").count() == stored
    assert [row.value for row in look.latest(Observation, finding=MOTION)] == [25]


def test_what_is_refused_stops_the_queue_until_it_is_mended(cast, opened, assert_accessible):
    page = opened
    cut(page)
    measure(page, "900")
    waiting(page, 1)
    measure(page, "30")
    waiting(page, 2)
    page.context.set_offline(False)
    page.locator("#offline", has_text="did not accept one of 2").wait_for()
    assert not Observation.objects.filter(finding=MOTION).exists()
    page.get_by_role("link", name="Look").click()
    said = page.locator("#waits li").first
    said.get_by_text("Not recorded").wait_for()
    assert_accessible(page)
    said.locator("input").fill("28")
    said.get_by_role("button", name="Send again").click()
    page.get_by_text("Nothing waits").wait_for()
    values = Observation.objects.filter(finding=MOTION).order_by("written_at").values_list("value", flat=True)
    assert list(values) == [28, 30]


def test_a_queue_waits_for_its_own_person(cast, opened, live_server):
    page = opened
    cut(page)
    measure(page, "20")
    waiting(page, 1)
    sign_in_as(page, signed_in(person(cast.clinic, "second", Role.THERAPIST)), live_server)
    page.context.set_offline(False)
    page.locator("#offline", has_text="Sign in again").wait_for()
    page.goto("/")
    page.locator("#offline", has_text="1 waiting on this device for somebody else").wait_for()
    assert not Observation.objects.filter(finding=MOTION).exists()
    sign_in_as(page, cast.browser, live_server)
    page.goto("/")
    page.locator("#offline").wait_for(state="hidden")
    assert [row.author for row in Observation.objects.filter(finding=MOTION)] == [cast.therapist]


def test_signing_out_takes_the_kept_pages_and_the_key_away(cast, opened):
    page = opened
    held = "Promise.all([palpate.store.page(location.pathname), sessionStorage.getItem('palpate keeper')])"
    page.wait_for_timeout(700)  # until the page's state is kept
    assert all(page.evaluate(held))
    lying = page.evaluate(LYING)
    assert "sealed" in lying and "<body" not in lying and MOTION not in lying
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    assert page.evaluate(LYING) == "[]"
    assert not page.evaluate("sessionStorage.getItem('palpate keeper')")
