"""What the pages of signing in share."""

import datetime
import json
from collections.abc import Callable
from typing import Any

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from palpate.accounts import codes, tries
from palpate.accounts.address import address_of
from palpate.accounts.models import CodeApp
from palpate.accounts.passwords import LONGEST
from palpate.accounts.sealing import SealError

WRONG_PASSWORD = "The password is not right. Capital letters count."
WRONG_CODE = "The code is not right. Write the six digits the app shows now, or an unused recovery code."
UNREADABLE = (
    "Codes of the app cannot be checked: the secret key of this program was changed. "
    "Ask the owner to reset the second factor."
)


def inside(request: HttpRequest, usual: str = "/") -> str:
    """Where to go on, from `next`; `usual` for what is none of our own addresses."""
    return own_address(request, request.POST.get("next") or request.GET.get("next") or "", usual)


def own_address(request: HttpRequest, wanted: str, usual: str = "/") -> str:
    """`wanted` if it is one of our own addresses, else `usual`."""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else usual


def line(text: str, most: int) -> str:
    """A line as typed, without what no keyboard writes (PostgreSQL takes no NUL), cut at `most` letters."""
    return "".join(letter for letter in text if letter.isprintable()).strip()[:most]


def refused(request: HttpRequest, until: datetime.datetime) -> HttpResponse:
    """The page that says when to try again."""
    answer = render(request, "accounts/refused.html", {"until": until, "words": waiting(until)}, status=429)
    answer["Retry-After"] = str(_seconds(until))
    return answer


def waiting(until: datetime.datetime) -> str:
    """How long still, in words: "one minute", "5 minutes"."""
    minutes = -(-_seconds(until) // 60)
    return "one minute" if minutes == 1 else f"{minutes} minutes"


def _seconds(until: datetime.datetime) -> int:
    return max(1, round((until - timezone.now()).total_seconds()))


def right_password(request: HttpRequest, user: Any, password: str) -> bool:
    """Whether this is the password of somebody signed in. Raises LockedOutError; a wrong one counts."""
    attempt = tries.begin(user.username, address_of(request))
    if len(password) <= LONGEST and authenticate(request, username=user.username, password=password) == user:
        attempt.half()
        return True
    if until := attempt.wrong():
        raise tries.LockedOutError(until)
    return False


def right_code(request: HttpRequest, user: Any, code: str, *, recovery: bool = True) -> bool:
    """Whether this is a code of the person's app, or a recovery code; takes it. A wrong one counts.
    Raises LockedOutError and SealError.
    """
    attempt = tries.begin(user.username, address_of(request))
    if _takes(user, code, recovery):
        attempt.right()
        return True
    if until := attempt.wrong():
        raise tries.LockedOutError(until)
    return False


def _takes(user: Any, code: str, recovery: bool) -> bool:
    if recovery and codes.take_recovery_code(user, code):
        return True
    app = CodeApp.objects.filter(user=user).exclude(confirmed_at=None).first()
    return app is not None and codes.take_app_code(app, code)


def for_scripts(answer: Callable[[HttpRequest, dict[str, Any]], dict[str, Any]]) -> Any:
    """A view that takes and gives JSON. What it refuses is `{"wrong": words}`, with 400 or 429."""
    from palpate.accounts.passkeys import PasskeyError

    def view(request: HttpRequest) -> HttpResponse:
        try:
            given = json.loads(request.body or b"{}")
            if not isinstance(given, dict):
                raise ValueError("no object")
            return JsonResponse(answer(request, given))
        except (PasskeyError, SealError) as error:
            return JsonResponse({"wrong": str(error)}, status=400)
        except tries.LockedOutError as error:
            words = f"Too many bad tries. Try again in {waiting(error.until)}."
            return JsonResponse({"wrong": words}, status=429)
        except (ValueError, TypeError, AttributeError, RecursionError, RawPostDataException):
            return JsonResponse({"wrong": "That could not be read."}, status=400)

    view.__name__, view.__doc__ = answer.__name__, answer.__doc__
    return view
