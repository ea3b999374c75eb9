"""T1: the note of a follow-up visit, from Today to signed, in one pass after the treatment."""

from typing import Any

from budgets.clinic import Made
from budgets.person import Person
from budgets.steps import begun, chosen, signed, step

DEGREES = ("71", "84")
SAID = {"response": "Better", "plan": "Continue as planned"}


def walk(person: Person, made: Made) -> None:
    """Pain, two signs again, what was done with one change, what the client says of it, what follows."""
    begun(person, made)
    step(person, "Note")
    strip = person.page.locator("#pass")
    chosen(person, strip, "Pain before", "5", choosing="how much pain there was")
    chosen(person, strip, "Pain after", "3", choosing="how much pain there is")
    signs_again(person, strip)
    person.tap(strip.get_by_role("button", name="All as planned"), choosing="whether it went as planned")
    person.tap(strip.get_by_role("link", name="Change").first, choosing="what went otherwise")
    other = strip.locator(".changes button[name=set_minutes]:not([aria-pressed=true])").first
    person.tap(other, "other minutes", choosing="how long it was")
    chosen(
        person, strip, "Response to the whole treatment", SAID["response"], choosing="what the client says"
    )
    chosen(person, strip, "Next time", SAID["plan"], choosing="what follows")
    signed(person)


def signs_again(person: Person, strip: Any) -> None:
    """The two signs that matter, after the treatment: degrees are written, a test is tapped."""
    fields = strip.locator("[name^='tap:sign'][name$='.after']")
    for nth, degrees in enumerate(DEGREES):
        name = fields.nth(nth).get_attribute("name")
        field = strip.locator(f"[name='{name}']")
        if field.first.get_attribute("type") == "radio":
            person.tap(field.first, "the test again", choosing="what the test says")
        else:
            person.tap(field, "the sign again", choosing=f"what the goniometer says: {degrees}")
            person.type(degrees)


def missing(made: Made) -> list[str]:
    """What the record does not hold of it."""
    from palpate.records import look
    from palpate.records.models import Observation, Score, Treatment

    here = {"visit_id": made.visit.first}
    pain = {row.moment: row.value for row in look.latest(Score, **here) if row.measure == "nprs"}
    again = [row for row in look.latest(Observation, **here) if row.moment == "after"]
    done = look.treatments(made.visit)
    written = Treatment.objects.filter(visit_id=made.visit.first)
    changed = [row for row in done if written.filter(first=row.first).count() > 1]
    note = look.note_of(made.visit, reader=made.visit.therapist)
    held = {
        "pain before and after": pain == {"before": 5, "after": 3},
        "two signs measured again": len(again) == len(DEGREES),
        "every technique of the agenda": len(done) > 1,
        "one of them changed": len(changed) == 1,
        "the response": note.note is not None and "better" in note.note.assessment.lower(),
        "what follows": note.note is not None and "as planned" in note.note.plan.lower(),
        "a signed note": note.closed,
    }
    return [what for what, is_held in held.items() if not is_held]
