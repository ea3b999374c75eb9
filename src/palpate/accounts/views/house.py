"""The owner's view: how people of the clinic sign in, and what to do when somebody cannot."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from palpate.accounts import passwords, tries
from palpate.accounts.events import tell
from palpate.accounts.models import (
    LOCK_AFTER,
    SignInEvent,
    User,
)
from palpate.accounts.rescue import take_factor
from palpate.accounts.rights import may_manage_clinic, require
from palpate.accounts.strength import ask_password_again

SHOWN_EVENTS = 50
LEAST, MOST = LOCK_AFTER[0].limit_value, LOCK_AFTER[1].limit_value


@ask_password_again
def house(request: HttpRequest) -> HttpResponse:
    """Everybody's second factor and lock-outs, the clinic's rules, and what happened."""
    clinic = request.user.clinic
    require(may_manage_clinic, request.user, clinic)
    return _page(request)


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    clinic = request.user.clinic
    people = User.objects.filter(clinic=clinic, is_active=True).order_by("display_name", "username")
    counted = people.annotate(
        apps=Count("code_app", filter=Q(code_app__confirmed_at__isnull=False), distinct=True),
        keys=Count("passkeys", distinct=True),
        unused=Count("recovery_codes", filter=Q(recovery_codes__used_at=None), distinct=True),
    )
    found = list(counted)
    refusals = tries.kept(one.username for one in found)
    page = {
        "people": [(one, refusals.get(one.username)) for one in found],
        "addresses": tries.closed_addresses(clinic.pk),
        "events": SignInEvent.objects.filter(clinic=clinic).select_related("user", "by")[:SHOWN_EVENTS],
        "least": LEAST,
        "most": MOST,
    }
    return render(request, "accounts/house.html", page | more)


def _member(request: HttpRequest, user: int) -> Any:
    """Somebody of the owner's clinic. Raises Http404 and PermissionDenied."""
    require(may_manage_clinic, request.user, request.user.clinic)
    return get_object_or_404(User, pk=user, clinic=request.user.clinic)


@require_POST
@ask_password_again
def rules(request: HttpRequest) -> HttpResponse:
    """After how many minutes screens lock, and whether a second factor is asked for."""
    clinic = request.user.clinic
    require(may_manage_clinic, request.user, clinic)
    typed = request.POST.get("lock_after", "").strip()
    if not (typed.isdecimal() and LEAST <= int(typed) <= MOST):
        return _page(
            request, wrong=f"{typed or 'Nothing'} is no time to lock after: write {LEAST} to {MOST} minutes."
        )
    clinic.lock_after = int(typed)
    clinic.second_factor_required = request.POST.get("second_factor_required") == "1"
    clinic.save(update_fields=["lock_after", "second_factor_required"])
    asked = "asked for" if clinic.second_factor_required else "not asked for"
    tell(request.user, f"set: lock after {typed} minutes, second factor {asked}", by=request.user)
    messages.success(request, "Saved. It holds from now on for everybody.")
    return redirect("accounts:house")


@require_POST
@ask_password_again
def lift(request: HttpRequest, user: int) -> HttpResponse:
    """Let somebody try again at once."""
    found = _member(request, user)
    tries.lift(found.username)
    tell(found, "lock-out lifted", by=request.user)
    messages.success(request, f"{found} can try again now.")
    return redirect("accounts:house")


@require_POST
@ask_password_again
def lift_addresses(request: HttpRequest) -> HttpResponse:
    """Let whoever sits behind a closed address try again at once."""
    clinic = request.user.clinic
    require(may_manage_clinic, request.user, clinic)
    tries.lift_addresses(clinic.pk)
    tell(request.user, "closed addresses opened", by=request.user)
    messages.success(request, "From there one can try again now.")
    return redirect("accounts:house")


@require_POST
@ask_password_again
def reset_factor(request: HttpRequest, user: int) -> HttpResponse:
    """Take away a second factor that was lost, with its recovery codes, and end every sign-in of theirs."""
    found = _member(request, user)
    if found.pk == request.user.pk:
        messages.error(request, "Your own second factor is changed on your own page.")
        return redirect("accounts:own")
    take_factor(found, by=request.user)
    messages.success(request, f"{found} signs in by password alone until a second factor is added again.")
    return redirect("accounts:house")


@require_POST
@ask_password_again
def password_link(request: HttpRequest, user: int) -> HttpResponse:
    """A link by which somebody chooses a new password, shown this once."""
    found = _member(request, user)
    url = request.build_absolute_uri(passwords.new_link(found))
    tell(found, "link to a new password made", by=request.user)
    return render(request, "accounts/password_link.html", {"who": found, "url": url})
