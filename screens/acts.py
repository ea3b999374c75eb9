"""Opening a page for its picture: signed in, at the moment of the demo, and in the state that is asked for.

"" as it opens · "send" its form as it stands · "blank" its form with every field emptied · "tour" the guided
visit begun · "lock" after locking · "offline" without a network · "offline:CSS" that pressed without one.
"""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from screens.served import CAREFUL, MOMENT, NEWCOMER, PASSWORD

WHO = {"demo": "demo", "newcomer": NEWCOMER, "careful": CAREFUL, "nobody": ""}
BLANK = """form => {
    for (const one of form.querySelectorAll("input, textarea, select")) {
        if (one.type === "radio" || one.type === "checkbox") one.checked = false;
        else if (one.options && !one.querySelector("[value='']")) continue;  // has no empty choice
        else if (one.type !== "hidden") one.value = "";
    }
}"""
SEND = "form => { form.noValidate = true; form.requestSubmit() }"
LED = ("/accounts/sign-in/second/", "/accounts/own/confirm/")  # where signing in leads, or writing a password


def alone(act: str) -> bool:
    """Whether what is done there would be seen on the pages after it, in the same browser."""
    return act == "tour" or act.startswith("offline")


def turn(act: str) -> int:
    """When it is done: what locks the sign-in itself comes last."""
    return 2 if act == "lock" else int(alone(act))


def opened(browser: Any, url: str, scheme: str, kept: Any = None) -> Page:
    """A page at the moment of the demo; `kept` is what a browser kept of signing in."""
    context = browser.new_context(
        base_url=url,
        color_scheme=scheme,
        reduced_motion="reduce",
        service_workers="block",
        timezone_id="UTC",
        storage_state=kept,
    )
    page: Page = context.new_page()
    page.set_default_timeout(20_000)
    page.clock.set_fixed_time(MOMENT)
    return page


def sign_in(page: Page, who: str) -> None:
    """Sign in, as far as a password alone leads, and leave the tour."""
    if not WHO[who]:
        return
    page.goto("/accounts/sign-in/")
    page.get_by_label("Name", exact=True).fill(WHO[who])
    page.locator("main input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: not address.split("?")[0].endswith("/sign-in/"))
    if page.locator("#tour").count():
        page.get_by_role("button", name="Leave the tour").click()
        page.locator("#tour", has_text="left").wait_for()


def lock(page: Page) -> None:
    """Lock what is signed in, where it is not locked yet."""
    page.goto("/")
    if urlsplit(page.url).path == "/":
        page.locator("[data-lock]").click()
        page.locator("dialog#lock[open]").wait_for()


def prepared(page: Page, address: str, act: str) -> None:
    """Open a page and do there what its state asks for. Raises ValueError where it led elsewhere."""
    page.set_viewport_size({"width": 820, "height": 1180})
    if act == "lock":
        lock(page)
    if urlsplit(page.url).path != address or act != "lock":
        page.goto(address)
    if page.locator("h1", has_text="Your password once more").count() and address not in LED:
        page.locator("main input[type=password]").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url(lambda now: "confirm" not in now)
    there = urlsplit(page.url).path
    if there != urlsplit(address).path:
        raise ValueError(f"{address} led to {there}")
    if act == "tour":
        page.get_by_role("button", name="Begin the tour").click()
        page.locator("#tour").get_by_role("button", name="Begin").click()
        page.locator("#tour-h", has_text="step 2").wait_for()
    elif act in ("send", "blank"):
        form = page.locator("form.screen, main form:not(.nextvisit)").first
        if act == "blank":
            form.evaluate(BLANK)
        form.evaluate(SEND)
        page.wait_for_timeout(600)
        page.wait_for_load_state("networkidle")
    elif act == "offline":
        page.wait_for_load_state("networkidle")
        page.context.set_offline(True)
        page.locator("h1", has_text="no network").wait_for()
    elif act.startswith("offline:"):
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(2500)  # until the page has fetched what it goes on with
        page.context.set_offline(True)
        page.locator(act.removeprefix("offline:")).first.click()
        page.locator("#offline:not([hidden])", has_text="waiting").wait_for()
    page.wait_for_timeout(60)
