"""One's own way in: password, second factor, where one is signed in, hidden names."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from palpate.accounts import codes, entering, passkeys, passwords, reveal, strength, tries
from palpate.accounts.events import tell
from palpate.accounts.models import CodeApp, Passkey, RecoveryCode, SignIn
from palpate.accounts.sealing import SealError
from palpate.accounts.strength import ask_password_again, without_factor
from palpate.accounts.views.common import (
    WRONG_CODE,
    WRONG_PASSWORD,
    for_scripts,
    inside,
    line,
    own_address,
    refused,
    right_password,
)

A_YEAR = 365 * 24 * 60 * 60


@without_factor
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """All of it on one page."""
    user = request.user
    page = {
        "missing": strength.missing(request),
        "app": CodeApp.objects.filter(user=user).exclude(confirmed_at=None).first(),
        "keys": list(Passkey.objects.filter(user=user).order_by("added_at")),
        "unused": RecoveryCode.objects.filter(user=user, used_at=None).count(),
        "places": [(one, entering.browser_words(one.browser)) for one in entering.sign_ins(user)],
        "here": request.session.session_key,
        "possible": passkeys.possible(request),
    }
    return render(request, "accounts/own.html", page)


@without_factor
@sensitive_post_parameters("password")
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """The password once more, before anything about signing in is changed."""
    wrong = ""
    if request.method == "POST":
        try:
            if right_password(request, request.user, request.POST.get("password", "")):
                strength.confirmed(request)
                return redirect(inside(request, "/accounts/own/"))
        except tries.LockedOutError as locked:
            return refused(request, locked.until)
        wrong = WRONG_PASSWORD
    return render(request, "accounts/confirm.html", {"wrong": wrong, "next": inside(request)})


@without_factor
@sensitive_post_parameters("old", "password")
@login_required
def password(request: HttpRequest) -> HttpResponse:
    """A new password for oneself. Every other sign-in ends."""
    old_wrong, wrong = "", []
    if request.method == "POST":
        try:
            right = right_password(request, request.user, request.POST.get("old", ""))
        except tries.LockedOutError as locked:
            return refused(request, locked.until)
        old_wrong = "" if right else WRONG_PASSWORD
        wrong = passwords.mistakes(request.user, request.POST.get("password", ""))
        if right and not wrong:
            _change(request)
            return redirect("accounts:own")
    return render(request, "accounts/password.html", {"old_wrong": old_wrong, "wrong": wrong})


def _change(request: HttpRequest) -> None:
    user, before = request.user, request.session.session_key
    user.set_password(request.POST["password"])
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    entering.moved(request, before)
    ended = entering.end_others(request)
    tell(user, "changed the password", by=user)
    others = f" {ended} other sign-in{'s' if ended > 1 else ''} ended." if ended else ""
    messages.success(request, f"The new password holds.{others}")


@without_factor
@ask_password_again
def app(request: HttpRequest) -> HttpResponse:
    """Add an authenticator app: its QR code, and the first code to prove it."""
    if CodeApp.objects.filter(user=request.user).exclude(confirmed_at=None).exists():
        return redirect("accounts:own")
    found = CodeApp.objects.filter(user=request.user).first()
    wrong = ""
    if request.method == "POST" and found and "code" in request.POST:
        if codes.confirm(found, request.POST["code"]):
            return _factor_added(request, "added an authenticator app")
        wrong = WRONG_CODE
    elif request.method == "POST" or found is None or _unreadable(found):
        found = codes.new_app(request.user)
    secret = codes.secret_of(found)
    page = {
        "qr": codes.drawn(codes.address_for(found)),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "wrong": wrong,
    }
    return render(request, "accounts/app.html", page)


def _unreadable(found: CodeApp) -> bool:
    try:
        codes.secret_of(found)
    except SealError:
        return True
    return False


def _factor_added(request: HttpRequest, what: str) -> HttpResponse:
    strength.strong(request)
    tell(request.user, what, by=request.user)
    if RecoveryCode.objects.filter(user=request.user, used_at=None).exists():
        messages.success(request, "Added.")
        return redirect("accounts:own")
    return _recovery_page(request)


def _recovery_page(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown this once."""
    return render(request, "accounts/recovery.html", {"codes": codes.new_recovery_codes(request.user)})


@without_factor
@require_POST
@ask_password_again
def app_remove(request: HttpRequest) -> HttpResponse:
    """Remove the authenticator app."""
    return _remove(request, CodeApp.objects.filter(user=request.user), "removed the authenticator app")


@without_factor
@require_POST
@ask_password_again
def passkey_remove(request: HttpRequest, key: int) -> HttpResponse:
    """Remove a passkey."""
    found = get_object_or_404(Passkey, pk=key, user=request.user)
    return _remove(request, Passkey.objects.filter(pk=found.pk), f"removed the passkey {found.name}")


def _remove(request: HttpRequest, rows: Any, what: str) -> HttpResponse:
    others = CodeApp.objects.filter(user=request.user).exclude(confirmed_at=None).count()
    left = others + Passkey.objects.filter(user=request.user).count() - rows.count()
    if left < 1 and request.user.clinic.second_factor_required:
        messages.error(request, "Your clinic asks for a second factor: add another before this one goes.")
        return redirect("accounts:own")
    rows.delete()
    if left < 1:
        RecoveryCode.objects.filter(user=request.user).delete()
    tell(request.user, what, by=request.user)
    messages.success(request, "Removed.")
    return redirect("accounts:own")


@without_factor
@require_POST
@ask_password_again
def recovery_new(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes in the place of the old."""
    if not strength.has_factor(request.user):
        messages.error(request, "Recovery codes stand in for a second factor: add one first.")
        return redirect("accounts:own")
    tell(request.user, "made new recovery codes", by=request.user)
    return _recovery_page(request)


@without_factor
@ask_password_again
def passkey(request: HttpRequest) -> HttpResponse:
    """The page that adds a passkey."""
    return render(request, "accounts/passkey.html", {"possible": passkeys.possible(request)})


@without_factor
@require_POST
@ask_password_again
@for_scripts
def passkey_begin(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """The first round of adding a key."""
    return passkeys.begin_adding(request)


@without_factor
@require_POST
@ask_password_again
@for_scripts
def passkey_finish(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """The second round: keeps the key."""
    key = passkeys.finish_adding(request, given["key"], line(str(given.get("name", "")), 60))
    strength.strong(request)
    tell(request.user, f"added the passkey {key.name}", by=request.user)
    messages.success(request, f"The passkey {key.name} is added.")
    return {"go": "/accounts/own/"}


@without_factor
@require_POST
@login_required
def passkey_name(request: HttpRequest, key: int) -> HttpResponse:
    """Call a passkey otherwise."""
    found = get_object_or_404(Passkey, pk=key, user=request.user)
    name = line(request.POST.get("name", ""), 60)
    if name:
        Passkey.objects.filter(pk=found.pk).update(name=name)
    return redirect("accounts:own")


@without_factor
@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    ended = entering.end_others(request)
    tell(request.user, "signed out everywhere else", by=request.user)
    messages.success(request, f"{ended} other sign-in{'' if ended == 1 else 's'} ended.")
    return redirect("accounts:own")


@without_factor
@require_POST
@login_required
def end_one(request: HttpRequest, place: int) -> HttpResponse:
    """End one of one's sign-ins."""
    rows = SignIn.objects.filter(pk=place, user=request.user)
    if rows.exclude(key=request.session.session_key).exists():
        entering.end(rows)
        messages.success(request, "Signed out there.")
    return redirect("accounts:own")


@require_POST
@login_required
def hide_names(request: HttpRequest) -> HttpResponse:
    """Hide the names of clients on this device, or show them again."""
    answer = redirect(own_address(request, request.POST.get("back", "")))
    if request.POST.get("hide") == "1":
        answer.set_cookie(
            reveal.COOKIE, "1", max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    else:
        answer.delete_cookie(reveal.COOKIE)
    return answer


@require_POST
@login_required
def reveal_one(request: HttpRequest) -> HttpResponse:
    """One hidden name, while it is held."""
    try:
        return JsonResponse({"text": reveal.shown(request, request.POST.get("veil", ""))})
    except SealError as error:
        return JsonResponse({"wrong": str(error)}, status=400)
