"""What is done to every request and answer."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def content_policy(get_response: Handler) -> Handler:
    """Let the browser load only what is ours, no inline script or style; keep pages out of caches."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        # Health data: nothing stays behind in a shared tablet's cache.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def clinic_time(get_response: Handler) -> Handler:
    """Show times as the clock in the clinic shows them."""

    def answer(request: HttpRequest) -> HttpResponse:
        clinic = getattr(request.user, "clinic", None)
        if clinic is None:
            return get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(clinic.time_zone)):
            return get_response(request)

    return answer
