"""The six flows, as somebody practised goes through them, and what the record must hold afterwards."""

from typing import Any

from budgets.clinic import Made
from budgets.flow import Flow
from budgets.model import Budget
from budgets.person import Person
from budgets.steps import opened, step


def today(_made: Made, _therapist: Any) -> str:
    """Everything begins on the day's page."""
    return "/"


def letter_written(person: Person, made: Made) -> None:
    """T5: the letter for the physician, of the purpose proposed, read to its end and closed with its PDF."""
    page = person.page
    opened(person, made)
    step(person, "Letter", choosing="what follows")
    person.decide("whether the purpose proposed is the right one")
    person.look_through(page.locator("form.letter"), "the end of the letter")
    person.tap(page.get_by_role("button", name="Sign and make the PDF"), choosing="whether it is right")


def letter_missing(made: Made) -> list[str]:
    """A letter that went out, with its PDF."""
    from palpate.records import look

    sent = [one for one in look.letters(made.episode) if one.sent_at and one.pdf]
    return [] if sent else ["a letter that was signed, with its PDF"]


def of_the_client(made: Made, _therapist: Any) -> str:
    """The client's page."""
    return f"/clients/{made.client.first}/"


def next_booked(person: Person, _made: Made) -> None:
    """T6: the next visit, as the plan and the therapist's hours have it."""
    page = person.page
    person.tap(page.get_by_role("link", name="Book the next visit"))
    person.tap(page.locator(".times button").first, choosing="which of the free times")


def next_missing(made: Made) -> list[str]:
    """A visit that lies ahead."""
    from django.utils import timezone

    from palpate.records import look

    ahead = [one for one in look.visits(made.episode) if one.starts_at > timezone.now()]
    return [] if len(ahead) == 1 else ["one visit ahead"]


FLOWS = (
    Flow("T5", "physician letter ready", Budget(taps=6), 2, today, letter_written, letter_missing),
    Flow("T6", "next visit booked", Budget(taps=2), 2, of_the_client, next_booked, next_missing),
)  # fmt: skip
