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
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bench.process import free_port
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright
from tests.axe import violations

from palpate.web.chromium import FLAGS, require
from screens.acts import alone, opened, prepared, sign_in, turn
from screens.index import written

ROOT = Path(__file__).parents[1]
TO, OUT = ROOT / "docs/screens", ROOT / "build/screens.json"
WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "laptop": (1280, 800)}
SCHEMES = ("light", "dark")  # each by a browser of its own, at the same time
SCREENS = 1.7  # as much of a long page as so many screens hold
QUALITY = 22
# To the top, but for what a page would scroll to by itself.
SCROLLED = """() => {
    scrollTo(0, 0);
    document.querySelector("#offline-note:not([hidden]), .tour-here")?.scrollIntoView({ block: "center" });
}"""
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
SCALE = {820: 0.75, 1280: 0.75}  # of the picture, so that all of them stay small


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
            yield f"http://localhost:{port}", json.loads(line)
        finally:
            process.terminate()
            process.wait()


def taken(page: Page, file: Path, across: int, down: int) -> None:
    """A picture of the page at a width, cut after so many screens; what sticks to the bottom is there."""
    page.set_viewport_size({"width": across, "height": down})
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": across, "height": int(max(down, min(tall, SCREENS * down)))})
    page.evaluate(SCROLLED)
    page.evaluate(PAINTED)
    session = page.context.new_cdp_session(page)
    top, high = page.evaluate("[scrollY, innerHeight]")
    clip = {"x": 0, "y": top, "width": across, "height": high}
    asked = {"format": "webp", "quality": QUALITY, "clip": clip | {"scale": SCALE.get(across, 1)}}
    file.write_bytes(base64.b64decode(session.send("Page.captureScreenshot", asked)["data"]))
    session.detach()
    page.set_viewport_size({"width": across, "height": down})


def wrong(page: Page, axe: bool) -> list[str]:
    """What axe finds, of any level, and what is wider than its screen."""
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{over} px too wide"] if over > 0 else []
    if axe:
        for one in violations(page):
            found += [f"{one['id']}: {node['html'][:160]}" for node in one["nodes"][:3]]
    return found


def looked_at(url: str, pages: dict[str, list[list[str]]], scheme: str, axe: bool) -> dict[str, list[str]]:
    """Take all pictures of these pages by day or in the evening; what is wrong, by picture."""
    found: dict[str, list[str]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require(), args=list(FLAGS))
        for who, theirs in pages.items():
            usual = opened(browser, url, scheme)
            sign_in(usual, who)
            kept = usual.context.storage_state()
            for name, address, act in sorted(theirs, key=lambda one: turn(one[2])):
                page = opened(browser, url, scheme, kept) if alone(act) else usual
                found |= _looked_at(page, (name, address, act), scheme, axe)
                if page is not usual:
                    page.context.close()
                print(".", end="", flush=True)
            usual.context.close()
        browser.close()
    return found


def _looked_at(page: Page, shot: tuple[str, str, str], scheme: str, axe: bool) -> dict[str, list[str]]:
    name, address, act = shot
    try:
        prepared(page, address, act)
    except (PlaywrightError, ValueError) as error:
        return {f"{name}-{scheme}": [str(error)[:600]]}
    found: dict[str, list[str]] = {}
    for width, (across, down) in WIDTHS.items():
        picture = f"{name}-{width}-{scheme}"
        taken(page, TO / f"{picture}.webp", across, down)
        if mistakes := wrong(page, axe):
            found[picture] = mistakes
    return found


def _asked(name: str, beginnings: list[str]) -> bool:
    return not beginnings or name.startswith(tuple(beginnings))


def main() -> int:
    """Take the pictures; 1 where anything is wrong in one."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*")
    asked.add_argument("--no-axe", action="store_true")
    said = asked.parse_args()
    TO.mkdir(parents=True, exist_ok=True)
    OUT.parent.mkdir(exist_ok=True)
    found: dict[str, list[str]] = {}
    with served() as (url, pages), ThreadPoolExecutor() as both:
        wanted = {who: [one for one in theirs if _asked(one[0], said.names)] for who, theirs in pages.items()}
        wanted = {who: theirs for who, theirs in wanted.items() if theirs}
        for done in both.map(lambda scheme: looked_at(url, wanted, scheme, not said.no_axe), SCHEMES):
            found |= done
    names = [one[0] for theirs in pages.values() for one in theirs]
    (TO / "README.md").write_text(written(names, list(WIDTHS)), encoding="utf8")
    if not said.names:
        kept = {f"{name}-{width}-{scheme}.webp" for name in names for width in WIDTHS for scheme in SCHEMES}
        for file in TO.glob("*.webp"):
            if file.name not in kept:
                file.unlink()
    OUT.write_text(json.dumps({"pages": len(names), "wrong": found}, indent=1) + "\n", encoding="utf8")
    print("\n" + "\n".join(f"{one}: {'; '.join(said_of)}" for one, said_of in found.items()))
    print(f"{len(names)} pages; {len(found)} pictures with something wrong: {OUT.relative_to(ROOT)}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
