"""T2: the first visit, from Today to the signed note."""

from typing import Any

from budgets import examination
from budgets.clinic import Made
from budgets.person import Person
from budgets.steps import begun, signed, step

# What it is like, how strong, and where on the front of the figure, which measures 400 by 900.
MARKS = (("Sharp", "6", (120, 185)), ("Aching", "4", (240, 340)), ("Burning", "3", (236, 640)))
DEGREES = (60, 40, 70, 120, 130, 110)
TESTS = ("present", "present", "absent", "absent", "absent")


def walk(person: Person, made: Made) -> None:
    """All of it, in the order of the tabs."""
    begun(person, made)
    history(person)
    step(person, "Assess")
    chart(person)
    posture(person)
    motions(person)
    palpation(person)
    tests(person)
    step(person, "Plan", choosing="whether enough is known")
    person.tap(
        person.page.get_by_role("button", name="Take over this plan"), choosing="whether the plan is right"
    )
    step(person, "Note")
    signed(person)


def history(person: Person) -> None:
    """What is still open of the emergencies is asked, and what the client sent in is looked through."""
    page = person.page
    asked = page.locator("section[aria-labelledby=next-head] .seg").first
    while not page.get_by_text("Every emergency rule is settled").count():
        person.tap(asked.locator("label.no"), "the question: no", choosing="what the client answers")
    person.look_through(page.locator("section[aria-labelledby=said-head]"), "the end of the answers")
    person.decide("whether the answers fit the person")


def chart(person: Person) -> None:
    """Three places, each with its quality and strength."""
    page = person.page
    tools = page.locator("#chart-tools")
    for quality, strength, (x, y) in MARKS:
        kind = tools.locator(".kinds label", has=page.get_by_text(quality, exact=True))
        person.tap(kind, quality, choosing="what it is like")
        pains = tools.locator(".strengths label", has=page.get_by_text(strength, exact=True))
        person.tap(pains, strength, choosing="how strong")
        figure = page.locator("#chart svg[data-view=front]").first
        person.tap(figure, "the figure", choosing="where it hurts", at=(x / 400, y / 900))


def posture(person: Person) -> None:
    """One thing that is seen, and the rest of what is looked at is usual."""
    group = examination.part(person, "posture")
    examination.say(person, examination.open_lines(group).first, "present", "the posture")


def motions(person: Person) -> None:
    """Six motions, on the dial."""
    group = examination.part(person, "motion")
    for number, degrees in enumerate(DEGREES):
        line = group.locator("ul.mans > li.mo").nth(number)
        examination.dial(person, line, degrees, f"motion {number + 1}")


def palpation(person: Person) -> None:
    """Three sites."""
    group = examination.part(person, "palpation")
    for number in range(3):
        line = group.locator("ul.mans > li.felt").nth(number)
        examination.say(person, line, "present", f"site {number + 1}")


def tests(person: Person) -> None:
    """Five tests."""
    group = examination.part(person, "tests")
    for number, answer in enumerate(TESTS):
        examination.say(person, group.locator("ul.mans > li").nth(number), answer, f"test {number + 1}")


def missing(made: Made) -> list[str]:
    """What the record does not hold of it."""
    from palpate.knowledge import knowledge
    from palpate.records import look
    from palpate.records.models import Observation

    found = look.latest(Observation, visit_id=made.visit.first, by_client=False)
    kinds = knowledge().findings
    values = [row for row in found if row.value is not None]
    felt = [row for row in found if row.present and row.finding.startswith("tender_")]
    tried = [row for row in found if row.present is not None and kinds[row.finding].kind == "maneuver"]
    held = {
        "3 places drawn": len([one for one in look.marks(made.episode) if not one.by_client]) == 3,
        "6 motions": len(values) == len(DEGREES),
        "3 sites palpated": len(felt) == 3,
        "5 tests": len(tried) >= len(TESTS),
        "posture": any(row.present and kinds[row.finding].kind in ("posture", "sign") for row in found),
        "the emergencies settled by the therapist": settled(made),
        "a plan": look.plan_of(made.episode) is not None,
        "a signed note": look.note_of(made.visit, reader=made.visit.therapist).closed,
    }
    return [what for what, is_held in held.items() if not is_held]


def settled(made: Made) -> bool:
    """Whether the screening was looked at in this visit, and no emergency rule is open."""
    from palpate.knowledge import knowledge
    from palpate.reasoning.screening.screen import screen
    from palpate.records import look

    kept: Any = look.judgement_of(made.episode, "screen")
    level = screen(
        look.case_of(made.episode, visit=made.visit, today=made.visit.starts_at.date()), knowledge()
    )
    return kept.author_id == made.visit.therapist_id and not level.open_emergencies
