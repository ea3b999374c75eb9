"""Signing somebody in, and ending where they are signed in."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from palpate.accounts import idle, strength
from palpate.accounts.address import address_of
from palpate.accounts.models import SignIn

BROWSERS = (
    "Edg",
    "OPR",
    "Firefox",
    "Chrome",
    "Safari",
)  # in this order: the earlier ones also name later ones
CALLED = {"Edg": "Edge", "OPR": "Opera"}
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "CrOS", "Linux")


def enter(request: HttpRequest, user: Any, *, with_factor: bool) -> None:
    """Sign the person in, for twelve hours at most however busy they are."""
    request.session.flush()  # what was begun under the old key is worth nothing afterwards
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.set_expiry(timezone.now() + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE))
    if with_factor:
        strength.strong(request)
    _forget_ended(user)
    SignIn.objects.create(
        user=user,
        key=request.session.session_key,
        address=address_of(request),
        browser=request.headers.get("User-Agent", "")[:200],
    )


def opened(request: HttpRequest | None, **_more: Any) -> None:
    """Called by Django whenever somebody signs in, in whatever way: the screen is open."""
    if request is not None:
        idle.opened(request)


def moved(request: HttpRequest, before: str | None) -> None:
    """The sign-in goes on under a new key, as after a new password."""
    SignIn.objects.filter(key=before).update(key=request.session.session_key)


def sign_ins(user: Any) -> list[SignIn]:
    """Where the person is signed in, the latest first."""
    _forget_ended(user)
    return list(SignIn.objects.filter(user=user).order_by("-began_at"))


def end(rows: Any) -> int:
    """End these sign-ins at once; how many there were."""
    keys = list(rows.values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)


def end_others(request: HttpRequest) -> int:
    """End all sign-ins of the person but this one; how many there were."""
    return end(SignIn.objects.filter(user=request.user).exclude(key=request.session.session_key))


def end_all(user: Any) -> int:
    """End all sign-ins of a person; how many there were."""
    return end(SignIn.objects.filter(user=user))


def browser_words(named: str) -> str:
    """How a browser names itself, in short: "Firefox on Windows"."""
    browser = next((CALLED.get(one, one) for one in BROWSERS if one in named), "A browser")
    system = next((one for one in SYSTEMS if one in named), "")
    return f"{browser} on {system.replace('CrOS', 'ChromeOS')}" if system else browser


def _forget_ended(user: Any) -> None:
    """Rows of sign-ins that ran out or were signed out."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    SignIn.objects.filter(user=user).exclude(key__in=living).delete()
