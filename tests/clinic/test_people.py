"""The pages of the clinic's people, and the page that says who looked."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from palpate.accounts.models import Role, SignInEvent, User
from palpate.accounts.people import add_person, change_person, deactivate_person
from palpate.accounts.strength import CONFIRMED
from palpate.records.models import Looked
from palpate.records.models.words import LookedAt
from tests.clinic.conftest import Cast, person, signed_in

STUDENT = {"role": "student", "discipline": "Massage"}


@pytest.fixture
def owner(cast: Cast) -> User:
    """The owner, with a therapist of the same discipline."""
    found = person(cast.clinic, "owner", Role.OWNER)
    User.objects.filter(clinic=cast.clinic).update(discipline="Massage")
    found.refresh_from_db()
    cast.therapist.refresh_from_db()
    return found


def confirmed(user: User) -> Any:
    """A browser in which the person has just written the password."""
    browser = signed_in(user)
    kept = browser.session
    kept[CONFIRMED] = int(time.time())
    kept.save()
    return browser


def test_a_person_is_added_and_chooses_a_password_by_the_link(owner: User, cast: Cast) -> None:
    sent = {
        "display_name": "Noa Stern",
        "username": "noa",
        "supervisor": cast.therapist.pk,
        "credentials": ["licensed_massage_therapist"],
        **STUDENT,
    }
    page = confirmed(owner).post("/people/new/", sent)
    added = User.objects.get(username="noa")
    assert (added.clinic, added.role, added.supervisor) == (cast.clinic, Role.STUDENT, cast.therapist)
    assert not added.has_usable_password()
    link = re.search(r'value="http://testserver(/accounts/new-password/[^"]+)"', page.content.decode())
    assert link is not None and cast.browser.get(link[1]).status_code == 200
    told = SignInEvent.objects.get(user=added, by=owner, what__startswith="added")
    assert "student, Massage under therapist" in told.what


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({**STUDENT}, "A student needs a supervisor"),
        (
            {"role": "student", "discipline": "Physiotherapy", "supervisor": "therapist"},
            "of the same discipline",
        ),
        ({"role": "student", "discipline": "", "supervisor": "therapist"}, "of the same discipline"),
        ({**STUDENT, "supervisor": "mallory"}, "not one of the available choices"),
        ({"role": "therapist", "username": "therapist"}, "already exists"),
        ({"role": "god"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(owner: User, cast: Cast, wrong: Any, said: str) -> None:
    sent = {"display_name": "Noa", "username": "noa", **wrong}
    if "supervisor" in wrong:
        sent["supervisor"] = User.objects.get(username=wrong["supervisor"]).pk
    page = confirmed(owner).post("/people/new/", sent)
    assert page.status_code == 422 and said in page.content.decode()
    assert not User.objects.filter(display_name="Noa").exists()


def test_a_supervisor_who_leaves_leaves_no_student_unwatched(owner: User, cast: Cast) -> None:
    student = add_person(by=owner, username="noa", display_name="Noa", supervisor=cast.therapist, **STUDENT)
    page = confirmed(owner).post(f"/people/{cast.therapist.pk}/active/", {"active": "0"}, follow=True)
    assert "Noa has no supervisor now" in page.content.decode()
    student.refresh_from_db()
    assert student.supervisor is None
    assert cast.browser.get("/").status_code == 302  # out at once
    confirmed(owner).post(f"/people/{cast.therapist.pk}/active/", {"active": "1"})
    assert User.objects.get(pk=cast.therapist.pk).is_active


def test_another_discipline_ends_supervision_too(owner: User, cast: Cast) -> None:
    student = add_person(by=owner, username="noa", display_name="Noa", supervisor=cast.therapist, **STUDENT)
    left = change_person(by=owner, person=cast.therapist, discipline="Physiotherapy")
    assert left == [student]


def test_a_clinic_keeps_an_owner(owner: User) -> None:
    with pytest.raises(ValidationError, match="Nobody else is owner"):
        change_person(by=owner, person=owner, role="therapist")
    owner.refresh_from_db()
    with pytest.raises(ValidationError, match="yourself"):
        deactivate_person(by=owner, person=owner)
    owner.refresh_from_db()
    assert (owner.role, owner.is_active) == (Role.OWNER, True)


def test_a_change_stands_in_what_happened(owner: User, cast: Cast) -> None:
    sent = {"display_name": "Rivka Stern", "role": "read_only", "discipline": "Massage"}
    confirmed(owner).post(f"/people/{cast.therapist.pk}/", sent)
    told = SignInEvent.objects.get(user=cast.therapist, what__startswith="changed")
    assert told.by == owner and told.what == "changed from therapist, Massage to read only, Massage"
    page = signed_in(owner).get("/people/").content.decode()
    assert "Rivka Stern" in page and "Read only, Massage" in page


def test_people_are_managed_only_with_the_password_written_lately(owner: User, cast: Cast) -> None:
    answer = signed_in(owner).get("/people/new/")
    assert answer.status_code == 302 and "/accounts/own/confirm/" in answer["Location"]
    assert signed_in(owner).get("/people/").status_code == 200


def looked(cast: Cast, who: User, kind: str, days: int, quarter: int = 0) -> None:
    at = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=days)
    at += timedelta(minutes=15 * quarter)
    row = {"clinic": cast.clinic, "person": who, "client_id": cast.client.first}
    Looked.objects.create(**row, kind=kind, quarter=at, at=at + timedelta(minutes=4))


def test_the_page_says_in_plain_words_who_looked(
    owner: User, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    looked(cast, cast.desk, LookedAt.CONTACT, days=1)
    for quarter in range(4):
        looked(cast, cast.therapist, LookedAt.NOTE, days=1, quarter=quarter)
    looked(cast, cast.reader, LookedAt.LETTER, days=500)
    browser = signed_in(owner)
    with django_assert_max_num_queries(8):
        page = browser.get(f"/clients/{cast.client.first}/looked/").content.decode()
    assert "Who looked at your record" in page
    assert "name, contact and visits" in page and "09:04 to 10:00" in page
    assert "in 4 quarters of an hour" in page and "a letter" not in page
    page = browser.get(f"/clients/{cast.client.first}/looked/?all").content.decode()
    assert "a letter" in page


def test_the_client_page_leads_the_owner_there_and_nobody_else(owner: User, cast: Cast) -> None:
    address = f"/clients/{cast.client.first}/looked/"
    assert address in signed_in(owner).get(f"/clients/{cast.client.first}/").content.decode()
    assert address not in cast.browser.get(f"/clients/{cast.client.first}/").content.decode()
    assert cast.browser.get(address).status_code == 403
    assert cast.stranger.get(address).status_code == 404
