"""The locked screen: locking, staying open, and showing again who one is."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from palpate.accounts import held, idle, passkeys, tries
from palpate.accounts.sealing import SealError
from palpate.accounts.strength import while_locked, without_factor
from palpate.accounts.views.common import (
    UNREADABLE,
    WRONG_CODE,
    WRONG_PASSWORD,
    for_scripts,
    inside,
    refused,
    right_code,
    right_password,
    waiting,
)


@while_locked
@login_required
def locked(request: HttpRequest) -> HttpResponse:
    """The lock as a page of its own, for a page that was asked for too late."""
    if not idle.is_locked(request):
        return redirect(inside(request))
    return lock_page(request)


def lock_page(
    request: HttpRequest, *, posted: bool = False, wrong: str = "", status: int = 200
) -> HttpResponse:
    """The lock page. It carries a form that was `posted` meanwhile, sealed."""
    page = {
        "next": request.get_full_path() if posted else inside(request),
        "held": held.hold(request) if posted else request.POST.get("held", ""),
        "posted": posted,
        "wrong": wrong,
    }
    return render(request, "accounts/locked.html", page, status=401 if posted else status)


@without_factor
@require_POST
@login_required
def lock(request: HttpRequest) -> HttpResponse:
    """Lock now."""
    idle.lock(request)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"locked": True})
    return redirect("accounts:locked")


@without_factor
@require_POST
@login_required
def awake(request: HttpRequest) -> HttpResponse:
    """Somebody is typing or reading: the screen stays open. Says it in the cookie only."""
    return HttpResponse(status=204)


@while_locked
@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """For the script of the lock: whether the screen is locked, who is signed in, and the token of forms."""
    if not request.user.is_authenticated:
        return JsonResponse({"locked": True, "who": 0, "token": ""})
    token = get_token(request)
    ends = int(request.session.get_expiry_date().timestamp())
    told = {"locked": idle.is_locked(request), "who": request.user.pk, "token": token, "until": ends}
    return JsonResponse(told)


@while_locked
@sensitive_post_parameters("password")
@require_POST
@login_required
def unlock(request: HttpRequest) -> HttpResponse:
    """By password, or by a code of the app. A script gets JSON; a person the page that was asked for."""
    by_script = request.headers.get("Accept") == "application/json"
    try:
        wrong = _wrong(request) if idle.is_locked(request) else ""  # a passkey may have opened it meanwhile
    except tries.LockedOutError as refusal:
        if by_script:
            words = f"Too many bad tries. Try again in {waiting(refusal.until)}."
            return JsonResponse({"wrong": words}, status=429)
        return refused(request, refusal.until)
    if wrong:
        answer = {"wrong": wrong}
        return JsonResponse(answer, status=400) if by_script else lock_page(request, wrong=wrong)
    idle.opened(request)
    return JsonResponse({"open": True}) if by_script else _go_on(request)


def _wrong(request: HttpRequest) -> str:
    """What is wrong with what was given; empty where it opens. Six digits are a code, all else a password."""
    given = request.POST.get("password", "")
    digits = given.replace(" ", "")
    try:
        if len(digits) == 6 and digits.isdecimal():
            return "" if right_code(request, request.user, given, recovery=False) else WRONG_CODE
    except SealError:
        return UNREADABLE
    return "" if right_password(request, request.user, given) else WRONG_PASSWORD


def _go_on(request: HttpRequest) -> HttpResponse:
    """Where the person was going; with a form that was held, the page that sends it."""
    if token := request.POST.get("held", ""):
        kept = held.give_back(request, token)
        if kept is None:
            return render(request, "accounts/not_held.html", {"next": inside(request)}, status=400)
        return render(request, "accounts/send_again.html", {"to": kept[0], "fields": kept[1]})
    return redirect(inside(request))


@while_locked
@require_POST
@login_required
@for_scripts
def passkey_begin(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """The first round of opening the screen with a key."""
    passkeys.require_any(request.user)
    return passkeys.begin_showing(request, "unlock", request.user)


@while_locked
@require_POST
@login_required
@for_scripts
def passkey_finish(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """The second round: opens the screen."""
    key = passkeys.finish_showing(request, "unlock", given["key"])
    if key.user_id != request.user.pk:
        raise passkeys.PasskeyError("This key belongs to somebody else.")
    tries.lift(request.user.username)
    idle.opened(request)
    return {"open": True}
