"""How the examination is tapped on the Assess page."""

import math
from typing import Any

from budgets.person import Person

# The dial: where its arc begins, how far it goes (degrees of the screen), and its drawing's box.
START, SWEEP, RADIUS = 145, 250, 84
LEFT, TOP, WIDTH, HEIGHT = -104, -104, 208, 172


def part(person: Person, key: str) -> Any:
    """A part of the examination (posture, motion, palpation, tests), brought into view by its jump where that
    is at hand, else by pushing the page.
    """
    page = person.page
    found = page.locator(f"#g-{key}")
    jump = page.get_by_role("navigation", name="Parts of the examination").locator(f"a[href='#g-{key}']")
    if person.sees(jump):
        person.tap(jump)
    else:
        person.bring(found)
    found.locator("li").first.wait_for()
    person.answers.settle(page)
    return found


def turned_to(person: Person, key: str) -> None:
    """The page as it stands when somebody has come to a part of it; nothing of that is counted."""
    part = person.page.locator(f"#g-{key}")
    for _ in range(2):  # what comes into view draws itself, and moves what follows
        part.evaluate("one => one.scrollIntoView({block: 'start', behavior: 'instant'})")
        person.answers.settle(person.page, pause=400)


def open_lines(group: Any) -> Any:
    """The lines of a part that were not answered yet."""
    return group.locator("ul.mans > li:not(:has(input:checked)):not(:has(.shut))")


def say(person: Person, line: Any, word: str, what: str) -> None:
    """Answer a line: present, absent or unclear, the first of its answers where there are several."""
    person.tap(line.locator(f"label:has(input[value={word}])").first, what, choosing=what)


def dial(person: Person, line: Any, degrees: int, what: str) -> None:
    """Set the first number of a motion on the dial, which keeps to steps of five degrees."""
    page = person.page
    person.tap(line.locator("input[type=number]").first, what)
    arc = page.locator("svg.dial")
    low, high = (float(arc.get_attribute(f"aria-value{end}")) for end in ("min", "max"))
    turn = math.radians(START + SWEEP * (degrees - low) / (high - low))
    at = (RADIUS * math.cos(turn) - LEFT) / WIDTH, (RADIUS * math.sin(turn) - TOP) / HEIGHT
    person.tap(arc, f"the dial at {degrees}", choosing=f"{what}: {degrees}", at=at)
    person.tap(page.locator("#degrees").get_by_role("button", name="Keep", exact=True), "Keep")
