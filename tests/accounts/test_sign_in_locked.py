"""The locked screen, as the server keeps it: who was idle must show again who they are, and loses nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from palpate.accounts import codes
from palpate.accounts.models import Clinic, CodeApp, User
from tests.accounts.conftest import PASSWORD

LOCKED = "/accounts/locked/?next="


def unlock(browser: Client, **fields: str) -> Any:
    return browser.post("/accounts/unlock/", {"password": PASSWORD, **fields})


def test_an_idle_screen_locks_and_opens_where_it_was(
    ada: User, enter: Callable[..., Client], later: Callable[..., None]
) -> None:
    browser = enter(ada)
    later(minutes=14)
    assert browser.get("/clients/?q=a").status_code == 200
    later(minutes=15, seconds=1)
    assert browser.get("/clients/?q=a")["Location"] == LOCKED + "%2Fclients%2F%3Fq%3Da"
    page = browser.get(LOCKED + "%2Fclients%2F").content.decode()
    assert "This screen is locked" in page and "Today" not in page
    assert "is not right" in unlock(browser, password="guess").content.decode()
    assert browser.get("/").status_code == 302
    assert unlock(browser, next="/clients/")["Location"] == "/clients/"
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("minutes", [5, 60])
def test_the_clinic_says_after_how_many_minutes(
    ada: User, enter: Callable[..., Client], later: Callable[..., None], minutes: int
) -> None:
    Clinic.objects.update(lock_after=minutes)
    browser = enter(ada)
    later(minutes=minutes, seconds=-2)
    assert browser.get("/").status_code == 200
    later(minutes=minutes, seconds=2)
    assert browser.get("/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "taken"), [("4", False), ("5", True), ("60", True), ("61", False), ("", False), ("½", False)]
)
def test_the_owner_sets_it_from_five_to_sixty(
    owner: User, enter: Callable[..., Client], typed: str, taken: bool
) -> None:
    browser = enter(owner)
    browser.post("/accounts/own/confirm/", {"password": PASSWORD})
    answer = browser.post("/accounts/clinic/rules/", {"lock_after": typed})
    assert (answer.status_code == 302) == taken
    assert Clinic.objects.get(pk=owner.clinic_id).lock_after == (int(typed) if taken else 15)
    assert taken or "write 5 to 60 minutes" in answer.content.decode()


def test_reading_writes_nothing_and_the_cookie_at_most_each_minute(
    ada: User, enter: Callable[..., Client], later: Callable[..., None]
) -> None:
    browser = enter(ada)
    browser.get("/clients/")
    later(seconds=61)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        first = browser.get("/clients/")
        second = browser.get("/clients/")
    assert "palpate_seen" in first.cookies and "palpate_seen" not in second.cookies
    assert not [one["sql"] for one in asked if re.match(r"INSERT|UPDATE|DELETE", one["sql"])]


def test_what_no_hand_sent_keeps_no_screen_open(
    ada: User, enter: Callable[..., Client], later: Callable[..., None]
) -> None:
    browser = enter(ada)
    later(minutes=10)
    browser.get("/clients/", headers={"X-Palpate-Quiet": "1"})
    browser.get("/accounts/lock/state/")
    later(minutes=6)
    assert browser.get("/").status_code == 302
    unlock(browser)
    later(minutes=10)
    assert browser.post("/accounts/awake/").status_code == 204  # while somebody types
    later(minutes=10)
    assert browser.get("/").status_code == 200


def test_neither_no_cookie_nor_an_old_nor_a_made_up_one_opens(
    ada: User, owner: User, enter: Callable[..., Client], later: Callable[..., None]
) -> None:
    browser, other = enter(ada), enter(owner)
    early = browser.cookies["palpate_seen"].value
    later(minutes=16)
    unlock(other)
    for value in ("", early, early.replace(early[0], "9", 1), other.cookies["palpate_seen"].value):
        browser.cookies["palpate_seen"] = value
        assert browser.get("/").status_code == 302
    assert other.get("/").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}, {"Accept": "application/json"}],
    ids=["htmx", "fetch", "json"],
)
def test_a_script_is_answered_401_with_the_mark(
    ada: User, enter: Callable[..., Client], headers: dict[str, str]
) -> None:
    browser = enter(ada)
    browser.post("/accounts/lock/")
    for answer in (browser.get("/", headers=headers), browser.post("/clients/new/", {}, headers=headers)):
        assert answer.status_code == 401 and answer["X-Palpate-Locked"] == "1" and b"<" not in answer.content
    signed_out = Client().post("/clients/new/", {}, headers=headers)
    assert signed_out.status_code == 401 and signed_out["X-Palpate-Locked"] == "1"


def test_lock_now_holds_however_lately_somebody_was_there(ada: User, enter: Callable[..., Client]) -> None:
    browser = enter(ada)
    assert browser.post("/accounts/lock/", headers={"Accept": "application/json"}).json() == {"locked": True}
    assert browser.get("/").status_code == 302
    said = browser.get("/accounts/lock/state/").json()
    assert (said["locked"], said["who"]) == (True, ada.pk)
    assert unlock(browser).status_code == 302 and browser.get("/").status_code == 200


def test_a_form_that_came_too_late_is_kept_sealed_and_given_back(
    ada: User, enter: Callable[..., Client], later: Callable[..., None]
) -> None:
    browser = enter(ada)
    later(minutes=16)
    sent = {"given_name": "Mira\nB.", "family_name": "Castillo & <Sons>", "region": ["a", "b"]}
    page = browser.post("/clients/new/?name=x", sent)
    text = page.content.decode()
    assert page.status_code == 401 and "What you sent is kept" in text and "Castillo" not in text
    held = re.findall(r'name="held" value="([^"]+)"', text)[0]
    again = browser.post("/accounts/unlock/", {"password": "guess", "held": held, "next": "/"})
    assert re.findall(r'name="held" value="([^"]+)"', again.content.decode()) == [held]
    back = unlock(browser, held=held).content.decode()
    assert 'action="/clients/new/?name=x"' in back and "has not been saved yet" in back
    assert re.findall(r'<textarea name="(\w+)" hidden>\n([^<]*)</textarea>', back) == [
        ("given_name", "Mira\nB."),
        ("family_name", "Castillo &amp; &lt;Sons&gt;"),
        ("region", "a"),
        ("region", "b"),
    ]


def test_a_kept_form_is_given_to_nobody_else(
    ada: User, owner: User, enter: Callable[..., Client], later: Callable[..., None]
) -> None:
    browser, other = enter(ada), enter(owner)
    later(minutes=16)
    text = browser.post("/clients/new/", {"given_name": "Mira"}).content.decode()
    held = re.findall(r'name="held" value="([^"]+)"', text)[0]
    for token in (held, held[:-4] + "AAAA", "nonsense"):
        answer = unlock(other, held=token)
        assert answer.status_code == 400 and "Mira" not in answer.content.decode()


def test_a_forged_form_is_not_kept(ada: User, later: Callable[..., None]) -> None:
    """Else a stranger's page could have a form of its own sent once the person unlocks."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    later(minutes=16)
    answer = browser.post("/clients/new/", {"given_name": "Mira"})
    assert answer.status_code == 403 and "held" not in answer.content.decode()


def test_a_code_of_the_app_opens_a_recovery_code_does_not(ada: User, enter: Callable[..., Client]) -> None:
    import pyotp

    browser = enter(ada)
    app = codes.new_app(ada)
    CodeApp.objects.filter(pk=app.pk).update(confirmed_at=app.added_at)
    paper = codes.new_recovery_codes(ada)[0]
    browser.post("/accounts/lock/")
    code = pyotp.TOTP(codes.secret_of(app)).now()
    as_script = {"headers": {"Accept": "application/json"}}
    assert browser.post("/accounts/unlock/", {"password": paper}, **as_script).status_code == 400
    assert browser.post("/accounts/unlock/", {"password": code}, **as_script).json() == {"open": True}
    browser.post("/accounts/lock/")
    assert browser.post("/accounts/unlock/", {"password": code}, **as_script).status_code == 400  # once


def test_twelve_hours_are_the_end_however_busy(
    ada: User, enter: Callable[..., Client], later: Callable[..., None]
) -> None:
    browser = enter(ada)
    for _ in range(71):
        later(minutes=10)
        assert browser.post("/accounts/awake/").status_code == 204
    browser.post("/accounts/lock/")
    unlock(browser)  # writes the row, and does not make it longer
    later(minutes=11)
    assert "/sign-in/" in browser.get("/")["Location"]
    assert Session.objects.count() == 1


def test_a_locked_screen_can_be_left(ada: User, enter: Callable[..., Client]) -> None:
    browser = enter(ada)
    browser.post("/accounts/lock/")
    browser.post("/accounts/sign-out/")
    assert "_auth_user_id" not in browser.session


def test_the_clients_own_pages_open_on_a_locked_tablet(ada: User, enter: Callable[..., Client]) -> None:
    browser = enter(ada)
    browser.post("/accounts/lock/")
    answer = browser.get("/portal/no-such-link/")
    assert answer.status_code != 302 and "locked" not in answer.content.decode()
