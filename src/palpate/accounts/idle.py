"""When a screen is locked: after the clinic's idle minutes, or when somebody locked it.

When the person last did something stands in a signed cookie, renewed at most once a minute, so that reading
a page writes no row. The time of the last password, code or key stands with the sign-in on the server: taking
the cookie away, or sending an older one, cannot make it later.
"""

import hmac
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SEEN = "palpate_seen"  # the cookie
RENEWED_AFTER = 60  # seconds
RENEW = "palpate.renew"  # in a request's META: say it in the cookie at once
TOLD = "palpate.told"  # and what the cookie said
OPENED, LOCKED = "opened", "locked"  # kept with the sign-in


def now() -> float:
    """Seconds since 1970."""
    return time.time()


def opened(request: HttpRequest) -> None:
    """The person has just shown who they are: the screen is open from now on."""
    request.session[OPENED] = int(now())
    request.session.pop(LOCKED, None)
    request.META[RENEW] = True


def lock(request: HttpRequest) -> None:
    """Lock the screen until the person shows again who they are."""
    request.session[LOCKED] = True


def is_locked(request: HttpRequest) -> bool:
    """Whether the signed-in person has to show again who they are."""
    if request.session.get(LOCKED):
        return True
    return now() - _last(request) > minutes(request.user) * 60


def minutes(user: Any) -> int:
    """After how many idle minutes the person's screen locks."""
    return int(user.clinic.lock_after)


def renew(request: HttpRequest, response: HttpResponse) -> None:
    """Say in the cookie that the person is here, unless it was said within the last minute."""
    if not request.META.get(RENEW) and now() - _told(request) < RENEWED_AFTER:
        return
    response.set_cookie(
        SEEN,
        _signed(request, str(int(now()))),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _last(request: HttpRequest) -> float:
    return max(_told(request), float(request.session.get(OPENED, 0)))


def _told(request: HttpRequest) -> float:
    """What the cookie says; 0 without one, for one of another sign-in, and for one that was changed. Worked
    out once a request.
    """
    if TOLD not in request.META:
        request.META[TOLD] = _read(request)
    return float(request.META[TOLD])


def _read(request: HttpRequest) -> float:
    said = request.COOKIES.get(SEEN, "")
    moment = said.partition(".")[0]
    right = moment.isdecimal() and hmac.compare_digest(said.encode(), _signed(request, moment).encode())
    return float(moment) if right else 0.0


def _signed(request: HttpRequest, moment: str) -> str:
    """The moment with a mark that only this program makes, and only for this sign-in."""
    words = f"{SEEN} {request.session.session_key} {moment}".encode()
    return f"{moment}.{hmac.digest(settings.SECRET_KEY.encode(), words, 'sha256').hex()}"
