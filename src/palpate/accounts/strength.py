"""How strongly somebody signed in, and how lately they showed who they are."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from palpate.accounts import idle
from palpate.accounts.models import CodeApp, Passkey

STRONG, CONFIRMED = "strong", "confirmed"  # kept with the sign-in
CONFIRMED_FOR = 5 * 60  # seconds

View = Callable[..., HttpResponse]


def has_factor(user: Any) -> bool:
    """Whether the person has a second factor."""
    has_app = CodeApp.objects.filter(user=user).exclude(confirmed_at=None).exists()
    return has_app or Passkey.objects.filter(user=user).exists()


def missing(request: HttpRequest) -> bool:
    """Whether the clinic asks for a second factor that this sign-in did without."""
    return bool(request.user.clinic.second_factor_required) and not request.session.get(STRONG)


def strong(request: HttpRequest) -> None:
    """This sign-in has a second factor."""
    request.session[STRONG] = True


def confirmed(request: HttpRequest) -> None:
    """The person has just written the password."""
    request.session[CONFIRMED] = int(idle.now())


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the password was written in the last five minutes."""
    return idle.now() - request.session.get(CONFIRMED, 0) < CONFIRMED_FOR


def ask_password_again(view: View) -> View:
    """Let a view be used only within five minutes of the password; else it is asked for first."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        if is_confirmed(request):
            return view(request, *args, **more)
        back = request.get_full_path() if request.method == "GET" else reverse("accounts:own")
        return redirect(f"{reverse('accounts:confirm')}?{urlencode({'next': back})}")

    return login_required(asking)


def while_locked(view: View) -> View:
    """Answer this view on a locked screen too, and where a second factor is missing."""
    view.while_locked = True  # type: ignore[attr-defined]
    return view


def without_factor(view: View) -> View:
    """Answer this view where the clinic asks for a second factor that is not there yet."""
    view.without_factor = True  # type: ignore[attr-defined]
    return view
