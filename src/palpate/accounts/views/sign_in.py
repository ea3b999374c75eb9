"""Coming in: name and password, the second step, a passkey, a new password by link."""

import time
import unicodedata
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from palpate.accounts import entering, passkeys, passwords, strength, tries
from palpate.accounts.address import address_of
from palpate.accounts.events import tell
from palpate.accounts.models import CodeApp, Passkey, SignIn, User
from palpate.accounts.sealing import SealError
from palpate.accounts.strength import while_locked, without_factor
from palpate.accounts.views.common import (
    UNREADABLE,
    WRONG_CODE,
    for_scripts,
    inside,
    line,
    own_address,
    refused,
    right_code,
)

HALF = "half"  # kept with the visitor: whose password was right
HALF_FOR = 10 * 60  # seconds until the password must be written again


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """By name and password."""
    if request.user.is_authenticated:
        return redirect(inside(request))
    if request.method != "POST":
        return _page(request)
    name = line(unicodedata.normalize("NFKC", request.POST.get("username", "")), 150)
    password = request.POST.get("password", "")
    try:
        attempt = tries.begin(name, address_of(request))
    except tries.LockedOutError as locked:
        return refused(request, locked.until)
    user = authenticate(request, username=name, password=password[: passwords.LONGEST])
    if user is None:
        until = attempt.wrong()
        return refused(request, until) if until else _page(request, name=name, wrong=True)
    if strength.has_factor(user):
        attempt.half()
        request.session[HALF] = {"user": user.pk, "at": int(time.time()), "next": inside(request)}
        return redirect("accounts:second_step")
    attempt.right()
    to = inside(request)
    entering.enter(request, user, with_factor=False)
    return redirect(to)


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    page = {"next": inside(request, ""), "possible": passkeys.possible(request)}
    return render(request, "accounts/sign_in.html", page | more)


def half(request: HttpRequest) -> Any:
    """Whose password was right within the last ten minutes; None where nobody's was."""
    kept = request.session.get(HALF)
    if not kept or time.time() - kept["at"] > HALF_FOR:
        return None
    return User.objects.select_related("clinic").filter(pk=kept["user"], is_active=True).first()


@sensitive_post_parameters("code")
def second_step(request: HttpRequest) -> HttpResponse:
    """A code of the app, a recovery code, or a key."""
    user = half(request)
    if user is None:
        return redirect("accounts:sign_in")
    wrong = ""
    if request.method == "POST":
        try:
            if right_code(request, user, request.POST.get("code", "")):
                return redirect(_finish(request, user))
            wrong = WRONG_CODE
        except tries.LockedOutError as locked:
            return refused(request, locked.until)
        except SealError:
            wrong = UNREADABLE
    page = {
        "wrong": wrong,
        "app": CodeApp.objects.filter(user=user).exclude(confirmed_at=None).exists(),
        "keys": passkeys.possible(request) and Passkey.objects.filter(user=user).exists(),
    }
    return render(request, "accounts/second_step.html", page)


def _finish(request: HttpRequest, user: Any) -> str:
    to: str = request.session.get(HALF, {}).get("next", "/")
    entering.enter(request, user, with_factor=True)
    return to


@while_locked
@without_factor
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out here. Somebody who cannot open the lock can still leave."""
    SignIn.objects.filter(key=request.session.session_key).delete()
    logout(request)
    return redirect("accounts:sign_in")


@require_POST
@for_scripts
def passkey_begin(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """The first round with a key: `for` is "alone" or "second"."""
    user = half(request) if given.get("for") == "second" else None
    if given.get("for") == "second" and user is None:
        raise passkeys.PasskeyError("That took too long. Write name and password once more.")
    if user is not None:
        passkeys.require_any(user)
    return passkeys.begin_showing(request, "second" if user else "alone", user)


@require_POST
@for_scripts
def passkey_finish(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """The second round: signs in, and says where to go on."""
    if given.get("for") == "second":
        user = half(request)
        key = passkeys.finish_showing(request, "second", given["key"])
        if user is None or key.user_id != user.pk:
            raise passkeys.PasskeyError("This key belongs to somebody else.")
        tries.lift(user.username)
        return {"go": _finish(request, user)}
    key = passkeys.finish_showing(request, "alone", given["key"])
    to = own_address(request, str(given.get("next", "")))
    tries.lift(key.user.username)
    entering.enter(request, key.user, with_factor=True)
    return {"go": to}


@sensitive_post_parameters("password")
def new_password(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """Choose a password by the link that the owner gave. A second factor stays as it is."""
    user = passwords.link_of(who, token)
    if user is None:
        return render(request, "accounts/link_over.html", status=410)
    wrong: list[str] = []
    if request.method == "POST":
        wrong = passwords.mistakes(user, request.POST.get("password", ""))
        if not wrong:
            user.set_password(request.POST["password"])
            user.save(update_fields=["password"])
            entering.end_all(user)
            tries.lift(user.username)
            tell(user, "chose a new password by the owner's link", by=user)
            messages.success(request, "The new password holds. Sign in with it.")
            return redirect("accounts:sign_in")
    return render(request, "accounts/new_password.html", {"who": user, "wrong": wrong})
