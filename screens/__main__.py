"""`make screens`: every page in light and dark at three widths into docs/screens, with an index; what
axe finds in any of them, and what sticks out of its screen, goes to build/screens.json, which must be empty.

    python -m screens            all
    python -m screens visit you  only pages whose name begins so; the others' pictures stay
    python -m screens --no-axe   pictures only
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.process import free_port
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright

from palpate.web.chromium import FLAGS, require
from screens.index import written
from screens.served import MOMENT, NEWCOMER, PASSWORD

ROOT = Path(__file__).parents[1]
TO, OUT = ROOT / "docs/screens", ROOT / "build/screens.json"
WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "laptop": (1280, 800)}
SCREENS = 1.7  # as much of a long page as so many screens hold
QUALITY = 22
SCALE = {820: 0.75, 1280: 0.75}  # of the picture, so that all of them stay small
ACTS = ("", "send", "tour", "offline")  # what is done on a page first, in this order
WHO = {"demo": "demo", "newcomer": NEWCOMER, "nobody": ""}


@contextmanager
def served() -> Iterator[tuple[str, dict[str, list[list[str]]]]]:
    """The address of a freshly made demo clinic, and its pages."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="palpate-screens-") as home:
        paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        surroundings = os.environ | {"PALPATE_HOME": home, "PYTHONPATH": paths, "DATABASE_URL": ""}
        command = [sys.executable, "-m", "screens.served", str(port)]
        process = subprocess.Popen(command, env=surroundings, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            line = next((said for said in process.stdout or () if said.startswith("{")), "")
            if not line:
                raise RuntimeError("the demo clinic could not be made; see above")
            yield f"http://127.0.0.1:{port}", json.loads(line)
        finally:
            process.terminate()
            process.wait()


def opened(browser: Any, url: str, who: str, scheme: str) -> Page:
    """A page of somebody who has signed in, at the moment of the demo."""
    context = browser.new_context(
        base_url=url, color_scheme=scheme, reduced_motion="reduce", service_workers="block", timezone_id="UTC"
    )
    page: Page = context.new_page()
    page.set_default_timeout(15_000)
    page.clock.set_fixed_time(MOMENT)
    if who:
        page.goto("/accounts/sign-in/")
        page.get_by_label("Name", exact=True).fill(who)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda address: "sign-in" not in address)
        if page.locator("#tour").count():
            page.get_by_role("button", name="Leave the tour").click()
            page.locator("#tour", has_text="left").wait_for()
    return page


def prepared(page: Page, address: str, act: str) -> None:
    """Open a page and do there what its state asks for."""
    page.set_viewport_size({"width": 820, "height": 1180})
    page.goto(address)
    if act == "tour":
        page.get_by_role("button", name="Begin the tour").click()
        page.locator("#tour").get_by_role("button", name="Begin").click()
        page.locator("#tour-h", has_text="step 2").wait_for()
    if page.locator("h1", has_text="Your password once more").count() and not address.endswith("/confirm/"):
        page.locator("main input[type=password]").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_url(lambda now: "confirm" not in now)
    if act == "send":
        form = page.locator("main form").first
        form.evaluate("form => { form.noValidate = true; form.requestSubmit() }")
        page.wait_for_timeout(600)
    if act == "offline":
        page.context.set_offline(True)
        page.locator("main .seg label").first.click()
        page.locator("#offline:not([hidden])").wait_for()
    page.wait_for_timeout(60)


def taken(page: Page, file: Path, across: int, down: int) -> None:
    """A picture of the page at a width, cut after so many screens; what sticks to the bottom is there."""
    page.set_viewport_size({"width": across, "height": down})
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": across, "height": int(max(down, min(tall, SCREENS * down)))})
    page.wait_for_timeout(30)
    session = page.context.new_cdp_session(page)
    clip = {
        "x": 0,
        "y": page.evaluate("scrollY"),
        "width": across,
        "height": page.evaluate("innerHeight"),
        "scale": SCALE.get(across, 1),
    }
    asked = {"format": "webp", "quality": QUALITY, "clip": clip}
    file.write_bytes(base64.b64decode(session.send("Page.captureScreenshot", asked)["data"]))
    session.detach()
    page.set_viewport_size({"width": across, "height": down})


def wrong(page: Page, axe: bool) -> list[str]:
    """What axe finds, of any level, and what is wider than its screen."""
    from axe_playwright_python.sync_playwright import Axe

    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{over} px too wide"] if over > 0 else []
    if axe:
        options = {"resultTypes": ["violations"]}
        for one in Axe().run(page, options=options).response["violations"]:
            found += [f"{one['id']}: {node['html'][:160]}" for node in one["nodes"][:3]]
    return found


def looked_at(browser: Any, url: str, who: str, pages: list[list[str]], axe: bool) -> dict[str, list[str]]:
    """Take all pictures of these pages; what is wrong, by picture."""
    found: dict[str, list[str]] = {}
    for scheme in ("light", "dark"):
        page = opened(browser, url, WHO[who], scheme)
        for name, address, act in sorted(
            pages, key=lambda one: ("", "send", "tour", "offline").index(one[2])
        ):
            try:
                prepared(page, address, act)
            except PlaywrightError as error:
                found[name] = [str(error)[:300]]
                continue
            for width, (across, down) in WIDTHS.items():
                picture = f"{name}-{width}-{scheme}"
                taken(page, TO / f"{picture}.webp", across, down)
                if mistakes := wrong(page, axe):
                    found[picture] = mistakes
            print(".", end="", flush=True)
        page.context.close()
    return found


def main() -> int:
    """Take the pictures; 1 where anything is wrong in one."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*")
    asked.add_argument("--no-axe", action="store_true")
    said = asked.parse_args()
    TO.mkdir(parents=True, exist_ok=True)
    OUT.parent.mkdir(exist_ok=True)
    found: dict[str, list[str]] = {}
    with served() as (url, pages), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require(), args=list(FLAGS))
        for who, theirs in pages.items():
            wanted = [one for one in theirs if not said.names or one[0].startswith(tuple(said.names))]
            if wanted:
                found |= looked_at(browser, url, who, wanted, not said.no_axe)
        browser.close()
    names = [one[0] for theirs in pages.values() for one in theirs]
    (TO / "README.md").write_text(written(names, list(WIDTHS)), encoding="utf8")
    if not said.names:
        kept = {
            f"{name}-{width}-{scheme}.webp"
            for name in names
            for width in WIDTHS
            for scheme in ("light", "dark")
        }
        for file in TO.glob("*.webp"):
            if file.name not in kept:
                file.unlink()
    OUT.write_text(json.dumps({"pages": len(names), "wrong": found}, indent=1) + "\n", encoding="utf8")
    print(f"\n{len(names)} pages; {len(found)} pictures with something wrong: {OUT.relative_to(ROOT)}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
