"""The six flows, as somebody practised goes through them, and what the record must hold afterwards."""

from typing import Any

from budgets.clinic import Made
from budgets.flow import Flow
from budgets.model import Budget
from budgets.person import Person


def today(_made: Made, _therapist: Any) -> str:
    """Everything begins on the day's page."""
    return "/"


def letter_written(person: Person, made: Made) -> None:
    """T5: the letter for the physician, looked over and closed with its PDF."""
    page = person.page
    page.goto(f"/visits/{made.visit.first}/note/")
    person.answers.settle(page)
    person.tap(
        page.get_by_role("navigation", name="Steps").get_by_role("link", name="Letter"),
        choosing="what follows",
    )
    person.tap(
        page.locator("label.pick", has_text="Asking for an opinion"), choosing="what the letter is for"
    )
    person.tap(page.get_by_role("button", name="Sign and make the PDF"), choosing="whether it is right")


def letter_missing(made: Made) -> list[str]:
    """A letter that went out, with its PDF."""
    from palpate.records import look

    sent = [one for one in look.letters(made.episode) if one.sent_at and one.pdf]
    return [] if sent else ["a letter that was signed, with its PDF"]


FLOWS = (Flow("T5", "physician letter ready", Budget(taps=6), 2, today, letter_written, letter_missing),)
