"""Passwords: changing one's own, the owner's link, and where somebody is signed in."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from palpate.accounts.entering import browser_words
from palpate.accounts.models import SignIn, SignInEvent, User
from tests.accounts.conftest import PASSWORD, write_password

NEW = "seven slow tortoises"


def change(browser: Client, old: str, new: str) -> str:
    answer = browser.post("/accounts/own/password/", {"old": old, "password": new}, follow=True)
    return answer.content.decode()


def test_a_change_asks_the_old_one_and_ends_every_other_sign_in(
    ada: User, enter: Callable[..., Client]
) -> None:
    here, there = enter(ada), enter(ada)
    assert "is not right" in change(here, "guess", NEW)
    assert "1 other sign-in ended" in change(here, PASSWORD, NEW)
    assert here.get("/").status_code == 200 and there.get("/").status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(NEW) and SignIn.objects.filter(user=ada).count() == 1
    assert SignInEvent.objects.get().what == "changed the password"


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("eleven long", "at least 12 characters"),
        ("password1234", "too common"),
        ("x" * 1001, "too long"),
        ("Palpate-clinic-2026", "anybody here would try"),
        ("massage massage", "anybody here would try"),
    ],
)
def test_short_and_common_ones_are_refused_with_the_reason(
    ada: User, enter: Callable[..., Client], new: str, why: str
) -> None:
    assert why in change(enter(ada), PASSWORD, new)
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


@pytest.mark.parametrize("new", ["only letters here", "ünïcödé würde passen", "2468 1357 0864"])
def test_no_rule_says_what_it_is_made_of(ada: User, enter: Callable[..., Client], new: str) -> None:
    assert "The new password holds" in change(enter(ada), PASSWORD, new)


def link_for(user: User, browser: Client) -> str:
    write_password(browser)
    page = browser.post(f"/accounts/clinic/{user.pk}/password-link/").content.decode()
    return re.findall(r'value="http://testserver([^"]+)"', page)[0]


def test_an_owners_link_works_once(ada: User, owner: User, enter: Callable[..., Client]) -> None:
    hers, link = enter(ada), link_for(ada, enter(owner))
    assert "signs in as <b>ada</b>" in Client().get(link).content.decode()
    assert "at least 12" in Client().post(link, {"password": "short"}).content.decode()
    assert Client().post(link, {"password": NEW}).status_code == 302
    assert hers.get("/").status_code == 302  # signed out where she was
    assert Client().get(link).status_code == Client().post(link, {"password": NEW}).status_code == 410
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert {event.what for event in SignInEvent.objects.filter(user=ada)} == {
        "link to a new password made",
        "chose a new password by the owner's link",
    }


def test_an_owners_link_dies_with_a_day_a_newer_one_and_a_sign_in(
    ada: User, owner: User, enter: Callable[..., Client], settings: object
) -> None:
    browser = enter(owner)
    first = link_for(ada, browser)
    second = link_for(ada, browser)
    assert [Client().get(link).status_code for link in (first, second)] == [410, 200]
    enter(ada)
    assert Client().get(second).status_code == 410
    third = link_for(ada, browser)
    settings.PASSWORD_RESET_TIMEOUT = -1  # type: ignore[attr-defined]
    assert Client().get(third).status_code == 410


def test_nobody_but_the_own_clinics_owner_makes_links(
    ada: User, owner: User, stranger: User, enter: Callable[..., Client]
) -> None:
    for user, status in ((ada, 403), (stranger, 404)):
        browser = enter(user)
        write_password(browser)
        assert browser.post(f"/accounts/clinic/{owner.pk}/password-link/").status_code == status
    made_up = "/accounts/new-password/MTI/abc-def/"
    assert Client().get(made_up).status_code == Client().get("/accounts/new-password/é/x/").status_code == 410


def test_one_sees_where_one_is_signed_in_and_ends_it(
    ada: User, owner: User, enter: Callable[..., Client]
) -> None:
    here, there = enter(ada), enter(ada, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/150.0")
    others = enter(owner)
    page = here.get("/accounts/own/").content.decode()
    assert "Firefox on Windows" in page and page.count("this one") == 1
    hers = SignIn.objects.get(user=owner)
    assert here.post(f"/accounts/own/sign-ins/{hers.pk}/end/").status_code == 302
    here.post("/accounts/own/sign-ins/end/")
    assert [one.get("/").status_code for one in (here, there, others)] == [200, 302, 200]
    assert SignIn.objects.filter(user=ada).count() == 1
    here.post("/accounts/sign-out/")
    enter(ada)
    assert SignIn.objects.filter(user=ada).count() == 1  # the one that was signed out is gone


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPad"),
        ("", "A browser"),
    ],
)
def test_browsers_are_named_in_short(named: str, words: str) -> None:
    assert browser_words(named) == words
