"""A clinic with an owner and a therapist, somebody of another clinic, and a clock that can be put forward."""

import datetime
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palpate.accounts import idle
from palpate.accounts.models import Clinic, Role, User

PASSWORD = "eleven grey herons"


@pytest.fixture
def ada(db: None) -> User:
    """The therapist of Harbour Street."""
    clinic = Clinic.objects.create(name="Harbour Street")
    return User.objects.create_user("ada", password=PASSWORD, clinic=clinic, role=Role.THERAPIST)


@pytest.fixture
def owner(ada: User) -> User:
    """The owner of Harbour Street."""
    return User.objects.create_user("olga", password=PASSWORD, clinic=ada.clinic, role=Role.OWNER)


@pytest.fixture
def stranger(db: None) -> User:
    """The owner of another clinic."""
    clinic = Clinic.objects.create(name="Elsewhere")
    return User.objects.create_user("eva", password=PASSWORD, clinic=clinic, role=Role.OWNER)


@pytest.fixture
def enter() -> Callable[..., Client]:
    """A browser in which the person has signed in by the page."""

    def signed_in(user: User, **more: Any) -> Client:
        browser = Client(**more)
        answer = browser.post("/accounts/sign-in/", {"username": user.username, "password": PASSWORD})
        assert answer.status_code == 302, answer.content
        return browser

    return signed_in


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put the clock forward: `later(minutes=5)`, counted from the moment of the last call."""
    ahead, real_now, real_time = [datetime.timedelta()], timezone.now, time.time

    def shift(**by: float) -> None:
        ahead[0] += datetime.timedelta(**by)

    monkeypatch.setattr(timezone, "now", lambda: real_now() + ahead[0])
    monkeypatch.setattr(idle, "now", lambda: real_time() + ahead[0].total_seconds())
    return shift


def write_password(browser: Client) -> None:
    """Before anything about signing in is changed."""
    browser.post("/accounts/own/confirm/", {"password": PASSWORD, "next": "/accounts/own/"})
