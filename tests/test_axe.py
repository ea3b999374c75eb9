"""Axe with its colours read once finds what axe finds."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests import axe

PAGE = """<!doctype html><html lang="en"><title>Words</title><main><h1>Words</h1><a href="/"></a>
 <p style="color: #bbb">pale</p><p style="color: rgb(187 187 187); background: white">pale again</p>
 <p style="color: rgba(0, 0, 0, .3)">thin</p><p style="color: #111; opacity: .3">faint</p>
 <p style="background: #113; color: oklch(40% .1 20)">dark on dark</p><p>well</p></main>"""


def test_nothing_is_lost_by_reading_each_colour_once(chromium: Any) -> None:
    page = chromium.new_page()
    page.set_content(PAGE)
    found = axe.violations(page)
    page.evaluate("() => { delete window.axe }")
    assert found == Axe().run(page).response["violations"]
    broken = {one["id"]: len(one["nodes"]) for one in found}
    assert broken == {"color-contrast": 5, "link-name": 1}
    assert axe.violations(page, ("link-name",)) == [one for one in found if one["id"] == "link-name"]
    page.close()
