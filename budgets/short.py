"""The short flows: one finding, a search, a letter, a booking."""

from typing import Any

from budgets import examination
from budgets.clinic import Made
from budgets.person import Person
from budgets.steps import opened, step

TRIED = "hawkins_kennedy"
DEGREES = 65


def in_treatment(made: Made, therapist: Any) -> str:
    """The visit has begun; the day's page."""
    from palpate.records import acts

    acts.change_visit_state(by=therapist, visit=made.visit, state="in_treatment")
    return "/"


def at_the_motions(made: Made, therapist: Any) -> str:
    """The therapist has come to the motions of the examination."""
    in_treatment(made, therapist)
    return f"/visits/{made.visit.first}/assess/"


def motion_found(person: Person, _made: Made) -> None:
    """T3: the motion that stands first, with the motions of the region before one."""
    examination.turned_to(person, "motion")
    examination.dial(person, person.page.locator("#g-motion li.mo").first, DEGREES, "the motion")


def motion_missing(made: Made) -> list[str]:
    """The motion in degrees."""
    from palpate.records.models import Observation

    found = Observation.objects.filter(visit_id=made.visit.first, value=DEGREES)
    return [] if found.count() == 1 else [f"a motion of {DEGREES} degrees"]


def client_sought(person: Person, made: Made) -> None:
    """T4: three letters of the client's name lead into the visit of today."""
    search(person, made.client.family_name[:3].lower(), "visit of")
    arrived(person, f"/visits/{made.visit.first}/screen/", "#screening")


def finding_sought(person: Person, made: Made) -> None:
    """T4: three letters of a test lead to the line where its answer is tapped."""
    search(person, TRIED[:3], "Hawkins-Kennedy")
    arrived(person, f"/visits/{made.visit.first}/assess/", f"#r-{TRIED} input[value=present]")


def search(person: Person, letters: str, found: str) -> None:
    """A tap, the letters, a tap."""
    page = person.page
    person.tap(page.locator("[data-find]"), "the search")
    person.type(letters, choosing="what to look for")
    person.tap(page.get_by_role("option", name=found).first, choosing="which of what was found")


def arrived(person: Person, path: str, form: str) -> None:
    """Fails where the page is another one, or its form is not there."""
    person.page.wait_for_url(f"**{path}*")
    person.page.locator(form).first.wait_for(state="attached")


def nothing(_made: Made) -> list[str]:
    """A flow that records nothing."""
    return []


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
