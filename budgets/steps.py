"""What several flows have in common."""

from typing import Any

from budgets.clinic import Made
from budgets.person import Person


def opened(person: Person, made: Made) -> None:
    """From the day's page into the visit of somebody who is here."""
    line = person.page.locator(f"#visit-{made.visit.first}")
    person.tap(line.locator("h3 a"), "the client's name", choosing="which client")


def begun(person: Person, made: Made) -> None:
    """From the day's page into the visit of somebody who is here, which begins with it."""
    line = person.page.locator(f"#visit-{made.visit.first}")
    person.tap(line.get_by_role("button", name="Begin visit"), choosing="which client")


def step(person: Person, name: str, *, choosing: str = "") -> None:
    """Another page of the visit, by whatever link to it is at hand, else by its tab."""
    links = person.page.locator(f"a[href$='/{name.lower()}/']").all()
    tabs = person.page.get_by_role("navigation", name="Steps of the visit").get_by_role("link", name=name)
    at_hand = [link for link in links if person.sees(link)]
    person.tap(at_hand[0] if at_hand else tabs, f"on to {name}", choosing=choosing)


def signed(person: Person) -> None:
    """The note is read to its end and signed."""
    page = person.page
    person.look_through(page.locator("form#note"), "the end of the note")
    person.tap(page.get_by_role("button", name="Sign and close"), choosing="whether the note is right")
    page.get_by_role("heading", name="Note, signed").wait_for()


def chosen(person: Person, part: Any, legend: str, word: str, *, choosing: str) -> None:
    """One of the answers that stand side by side under a legend."""
    group = part.get_by_role("group", name=legend)
    person.tap(group.locator("label", has=person.page.get_by_text(word, exact=True)), word, choosing=choosing)
