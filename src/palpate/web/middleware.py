"""What is done to every request and answer."""

import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import LazyObject

from palpate.accounts import isolation
from palpate.records import once
from palpate.records.errors import Conflict

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# What no page here uses, and so no script that got in may ask for. One that does says so: `request.permits`.
NOT_PERMITTED = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
    "midi", "payment", "usb",
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    # Health data: nothing stays behind in a shared tablet's cache.
    "Cache-Control": "no-store",
}


def content_policy(get_response: Handler) -> Handler:
    """Let the browser load only what is ours, no inline script or style; keep pages out of caches. The
    rest of the headers that guard a page are Django's own SecurityMiddleware's.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        permits = getattr(request, "permits", ())
        response.headers.setdefault("Permissions-Policy", _permissions(tuple(permits)))
        return response

    return answer


@cache
def _permissions(permits: tuple[str, ...]) -> str:
    return ", ".join(f"{name}={'(self)' if name in permits else '()'}" for name in NOT_PERMITTED)


def clinic_wall(get_response: Handler) -> Handler:
    """Let the database show only the rows of the clinic whose request it is. Before it is known who asks,
    only what is needed to find that out.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        with isolation.limited_to(isolation.SIGNING_IN):
            if isinstance(request.user, LazyObject):
                request.user = get_user(request)  # itself, not a stand-in that is asked each time who it is
            if (clinic_id := getattr(request.user, "clinic_id", None)) is not None:
                isolation.enter(clinic_id)
            response = get_response(request)
            if response.streaming and not hasattr(response, "file_to_stream"):
                # Its parts are made after this has ended.
                response.streaming_content = _parts_within(isolation.scope(), response.streaming_content)
            return response

    return answer


def _parts_within(scope: str, parts: Iterable[bytes]) -> Iterator[bytes]:
    one = iter(parts)
    while True:
        with isolation.limited_to(scope):
            part = next(one, None)
        if part is None:
            return
        yield part


def clinic_time(get_response: Handler) -> Handler:
    """Show times as the clock in the clinic shows them."""

    def answer(request: HttpRequest) -> HttpResponse:
        clinic = getattr(request.user, "clinic", None)
        if clinic is None:
            return get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(clinic.time_zone)):
            return get_response(request)

    return answer


def writes(get_response: Handler) -> Handler:
    """What every write may meet. A writer's id that comes again with other content, or a conflict that no
    page has answered, is said plainly, status 409. A write sent from the queue of a browser that was offline
    is told where it would have been led, not led there.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "X-Palpate-Queued" not in request.headers:
            return response
        if "X-Palpate-Shut" in response:
            return _plain("the screening closes this step since; look at the screening first")
        if 300 <= response.status_code < 400:
            return HttpResponse(status=204, headers={"X-Palpate-To": response["Location"]})
        return response

    def process_view(request: HttpRequest, *_view: Any) -> HttpResponse | None:
        try:
            # A client's link opens its clinic only in the view, which asks for itself.
            if request.method == "POST" and request.user.is_authenticated:
                once.came_before(request)
        except Conflict as error:
            return process_exception(request, error)
        return None

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Conflict):
            return None
        if request.headers.get("HX-Request"):
            return _plain(str(error))
        return render(request, "409.html", {"why": error}, status=409)

    answer.process_view = process_view  # type: ignore[attr-defined]
    answer.process_exception = process_exception  # type: ignore[attr-defined]
    return answer


def _plain(why: str) -> HttpResponse:
    return HttpResponse(f"Not saved: {why}.", status=409, content_type="text/plain; charset=utf-8")
