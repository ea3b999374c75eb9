"""The owner's pages of people, and the states of a note, in a browser: whole at every size, on paper too."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from palpate.accounts.models import Role, User
from palpate.accounts.strength import CONFIRMED
from palpate.records import acts
from palpate.records.models import Looked, Visit
from tests.clinic.conftest import Cast, person, signed_in
from tests.conftest import LAPTOP, PHONE, TABLET
from tests.records.growing import transactional_db  # noqa: F401


def enter(open_page: Any, live_server: Any, user: User, size: tuple[int, int] = LAPTOP, **more: Any) -> Any:
    """A page in which the person is signed in, with the password written just now."""
    browser = signed_in(user)
    kept = browser.session
    kept[CONFIRMED] = int(time.time())
    kept.save()
    page = open_page(size, **more)
    key = browser.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    return page


def visit_of(cast: Cast, therapist: User, days: int) -> Visit:
    """A visit that was held some days ago."""
    held = timezone.now() - timedelta(days=days)
    return acts.book_visit(by=cast.therapist, episode=cast.episode, therapist=therapist, starts_at=held)


@pytest.fixture
def owner(transactional_db: None, cast: Cast) -> User:  # noqa: F811
    """The owner, with a therapist of the same discipline and a student under that therapist."""
    found = person(cast.clinic, "owner", Role.OWNER)
    student = person(cast.clinic, "student", Role.STUDENT)
    User.objects.filter(clinic=cast.clinic).update(discipline="Massage")
    User.objects.filter(pk=student.pk).update(supervisor=cast.therapist)
    return User.objects.get(pk=found.pk)


def notes(cast: Cast) -> dict[str, str]:
    """A visit for each state of a note: waiting, private, co-signed and written later."""
    therapist, student = (User.objects.get(username=name) for name in ("therapist", "student"))
    visits = {"waits": visit_of(cast, student, 2), "hidden": visit_of(cast, therapist, 3)}
    visits["signed"] = visit_of(cast, student, 9)
    for name in ("waits", "signed"):
        note = acts.save_note_draft(by=student, visit=visits[name], subjective="Sore when reaching up.")
        acts.sign_note_as_student(by=student, note=note, supervisor=therapist)
    acts.cosign_note(by=therapist, note=note)
    acts.choose_readers(by=therapist, visit=visits["hidden"], readers="me")
    acts.save_note_draft(by=therapist, visit=visits["hidden"], subjective="Private words.")
    return {name: f"/visits/{visit.first}/note/" for name, visit in visits.items()}


def test_the_pages_are_whole(
    owner: User, cast: Cast, open_page: Any, live_server: Any, assert_accessible: Any
) -> None:
    now = timezone.now()
    row = {"clinic": cast.clinic, "person": cast.desk, "client_id": cast.client.first}
    Looked.objects.create(**row, kind="contact", quarter=now, at=now)
    page = enter(open_page, live_server, owner)
    told = notes(cast)
    heads = {
        "/people/": "People",
        "/people/new/": "Add a person",
        f"/people/{cast.therapist.pk}/": "therapist",
        f"/clients/{cast.client.first}/looked/": "Who looked at your record",
        told["waits"]: "Note, waits for co-signature",
        told["hidden"]: "A note you may not read",
        told["signed"]: "Note, signed",
    }
    for address, head in heads.items():
        page.goto(address)
        assert page.locator("h1").inner_text() == head, address
        assert "Private words" not in page.content()
        for size in (PHONE, TABLET, LAPTOP):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.emulate_media(color_scheme="dark" if size == TABLET else "light")
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (address, size)
            assert_accessible(page)


def test_both_dates_stand_on_paper(owner: User, cast: Cast, open_page: Any, live_server: Any) -> None:
    page = enter(open_page, live_server, owner)
    page.emulate_media(media="print")
    for state, words in {"signed": "Co-signed by therapist", "waits": "Waits for the co-signature"}.items():
        page.goto(notes(cast)[state])
        for shown in ("Date of treatment", "Date of writing", "written later", words):
            assert page.get_by_text(shown).first.is_visible(), (state, shown)
        assert not page.get_by_text("Who may read this note").is_visible()


def write(page: Any, words: str) -> None:
    """Write into the note, until it is kept."""
    page.locator("#subjective").click()
    page.locator("#subjective").fill(words)
    page.locator("#kept[data-state=kept]").wait_for()


def test_a_student_hands_in_and_the_supervisor_closes(
    owner: User, cast: Cast, open_page: Any, live_server: Any
) -> None:
    therapist, student = (User.objects.get(username=name) for name in ("therapist", "student"))
    address = f"/visits/{visit_of(cast, student, 0).first}/note/"
    page = enter(open_page, live_server, student)
    page.goto(address)
    write(page, "Sore when reaching up.")
    page.get_by_role("button", name="Sign for therapist to co-sign").click()
    page.get_by_role("button", name="Sign all the same").click()  # nothing was screened
    page.get_by_role("heading", name="Note, waits for co-signature").wait_for()
    page = enter(open_page, live_server, therapist)
    page.goto("/")
    page.get_by_role("link", name="student's note").click()
    page.get_by_label("What is to be mended").fill("Which side?")
    page.get_by_role("button", name="Give it back").click()
    page.get_by_text("Given back").wait_for()
    page = enter(open_page, live_server, student)
    page.goto(address)
    assert page.get_by_text("Which side?").is_visible()
    write(page, "Sore on the right when reaching up.")
    page.get_by_role("button", name="Sign for therapist to co-sign").click()
    page.get_by_role("button", name="Sign all the same").click()  # nothing was screened
    page.get_by_role("heading", name="Note, waits for co-signature").wait_for()
    page = enter(open_page, live_server, therapist)
    page.goto(address)
    page.get_by_role("button", name="Co-sign and close").click()
    page.get_by_role("heading", name="Note, signed").wait_for()
    assert page.get_by_text("Co-signed by therapist").is_visible()


def test_readers_are_chosen_on_the_page_and_kept_at_once(
    owner: User, cast: Cast, open_page: Any, live_server: Any
) -> None:
    page = enter(open_page, live_server, User.objects.get(username="therapist"))
    page.goto(f"/visits/{cast.visit.first}/note/")
    page.get_by_label("Who may read it").select_option(label="Only me")
    page.get_by_role("button", name="Keep").click()
    page.locator("#note-readers [role=status]").wait_for()
    assert page.get_by_label("Who may read it").input_value() == "me"
