"""Every request of somebody signed in: is the screen locked, is a second factor missing, are names hidden."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from palpate.accounts import idle, strength
from palpate.accounts.reveal import begin_hiding, end_hiding

LOCKED = {"X-Palpate-Locked": "1"}  # on the answer to a script whose person must show again who they are
QUIET = "X-Palpate-Quiet"  # on a request that nobody's hand sent


class SignInMiddleware:
    """Locks, and hides names. Views marked `while_locked` are answered on a locked screen too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; hide names while the page is drawn, and say in the cookie that somebody is here."""
        begin_hiding(request)
        try:
            response = self.get_response(request)
        finally:
            end_hiding()
        if request.META.get("palpate.here") or request.META.get(idle.RENEW):
            idle.renew(request, response)
        return _for_scripts(request, response)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse what a locked screen may not do. Runs after the check against forged forms."""
        if _open_to_all(request) or not signed_in(request):
            return None
        if getattr(view, "while_locked", False):
            return None
        if idle.is_locked(request):
            return refuse(request, view)
        request.META["palpate.here"] = QUIET not in request.headers
        if strength.missing(request) and not getattr(view, "without_factor", False):
            return redirect("accounts:own")
        return None


def signed_in(request: HttpRequest) -> bool:
    """Whether the request belongs to somebody's sign-in, and not to a program's key."""
    return SESSION_KEY in request.session and request.user.is_authenticated


def by_script(request: HttpRequest) -> bool:
    """Whether a script asks, not the browser itself for a page."""
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    asks = request.headers.get("HX-Request") or request.headers.get("X-Requested-With")
    return bool(asks) or mode != "navigate" or request.headers.get("Accept", "") == "application/json"


def refuse(request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse:
    """The answer of a locked screen: 401 for a script; for a person the lock page, and what was posted."""
    if by_script(request) or getattr(view, "csrf_exempt", False):
        return HttpResponse("This screen is locked.", status=401, headers=LOCKED, content_type="text/plain")
    if request.method == "POST":
        from palpate.accounts.views.lock import lock_page

        return lock_page(request, posted=True)
    return redirect(f"{reverse('accounts:locked')}?{_query(request)}")


def _query(request: HttpRequest) -> str:
    return urlencode({"next": request.get_full_path()})


def _open_to_all(request: HttpRequest) -> bool:
    match = request.resolver_match
    return bool(match) and bool(set(match.namespaces) & set(settings.NEVER_LOCKED))


def _for_scripts(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A script that is sent to the sign-in page would take it for the answer, and show "Saved"."""
    if response.status_code != 302 or not by_script(request):
        return response
    if (
        not response["Location"].startswith(resolve_url(settings.LOGIN_URL))
        or "next=" not in response["Location"]
    ):
        return response
    return HttpResponse("Sign in again.", status=401, headers=LOCKED, content_type="text/plain")
