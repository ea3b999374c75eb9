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


# What the machine of the tests has not: a screen kept awake, ears, and speech understood on the device.
STUBS = """
Object.assign(window, { locks: 0, tones: 0, battery: "full" });
Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
  if (battery === "low") throw new DOMException("low battery", "NotAllowedError");
  locks += 1;
  return { released: true };
} } });
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { tones += 1; return start.apply(this, when); };
window.SpeechRecognition = class {
  static available = async ({ processLocally }) => processLocally ? "available" : "unavailable";
  start() {
    this.onresult({ results: [Object.assign([{ transcript: "warm afterwards" }], { isFinal: true })] });
    this.onend();
  }
};
"""
LATER = """seconds => { for (const key of Object.keys(sessionStorage)) {
  if (!/^step .* /.test(key)) continue;
  const state = JSON.parse(sessionStorage[key]);
  sessionStorage[key] = JSON.stringify({ ...state, at: state.at - seconds * 1000 });
} }"""


def seconds_left(page):
    """What the ring shows."""
    minutes, seconds = page.locator("svg.ring text").first.text_content().split(":")
    return 60 * int(minutes) + int(seconds)


def test_table_mode(cast, opened, assert_accessible) -> None:
    page = opened(TABLET)
    page.add_init_script(STUBS)
    page.goto(f"/visits/{cast.visit.first}/plan/")
    page.get_by_role("button", name="Take over this plan").click()
    page.get_by_text("This is the plan now").wait_for()
    page.goto(f"/visits/{cast.visit.first}/treat/?at=step")
    the_screen_stays_awake(page)
    the_clock_goes_on_and_chimes(page)
    page.get_by_text("Skip, change").click()
    page.get_by_role("button", name="Speak").click()
    page.locator(".other form.words").get_by_role("button", name="Keep").click()
    page.get_by_text("warm afterwards").wait_for()
    page.get_by_text("Less time").click()
    page.get_by_role("button", name="10 min").click()
    page.get_by_text("Planned again for 10 minutes").wait_for()
    page.locator(".again").get_by_role("button", name="Undo").click()
    page.locator(".again").wait_for(state="detached")
    assert [row.note for row in look.treatments(cast.visit)] == ["warm afterwards"]
    the_rest_is_told_late(page, cast, assert_accessible)


def the_screen_stays_awake(page) -> None:
    page.wait_for_function("() => locks === 1")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("() => locks === 2")
    assert not page.get_by_text("Screen may sleep").is_visible()
    page.evaluate("battery = 'low'; document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("Screen may sleep").wait_for()


def the_clock_goes_on_and_chimes(page) -> None:
    whole = seconds_left(page)
    page.evaluate(LATER, 60)
    page.reload()
    page.wait_for_function(
        "whole => document.querySelector('svg.ring text').textContent !== whole", arg=f"{whole // 60}:00"
    )
    assert whole - 75 < seconds_left(page) <= whole - 60
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on").click()
    page.evaluate(LATER, seconds_left(page))
    page.wait_for_function("() => tones === 2")
    page.get_by_text("Skip, change").click()
    page.get_by_role("button", name="Chime is on").click()
    page.get_by_role("button", name="Chime is off").wait_for()
    page.emulate_media(reduced_motion="reduce")
    page.get_by_role("button", name="No chime").wait_for()
    page.emulate_media(reduced_motion="no-preference")
    page.reload()
    page.locator("[data-chime]", has_text="Chime is off").wait_for(state="attached")


def the_rest_is_told_late(page, cast, assert_accessible) -> None:
    page.goto(f"/visits/{cast.visit.first}/treat/?at=late")
    page.get_by_role("button", name="All as planned").click()
    page.get_by_role("button", name="Undo all").wait_for()
    assert sideways(page) <= 0
    rows = look.treatments(cast.visit)
    assert len(rows) > 2 and not any(row.response for row in rows)
    last = page.locator(".passed").first.locator("> li").last
    last.get_by_role("link", name="Change").click()
    last.get_by_role("button", name="Wanted less").click()
    last.locator("[aria-pressed=true]", has_text="Wanted less").wait_for()
    assert_accessible(page)
    assert sorted(row.response for row in look.treatments(cast.visit))[-1] == "less"
