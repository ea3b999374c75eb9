"""What is done to every request and answer."""

import zoneinfo
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from palpate.accounts import isolation

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


def clinic_wall(get_response: Handler) -> Handler:
    """Let the database show only the rows of the clinic whose request it is. Before it is known who asks,
    only what is needed to find that out.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        with isolation.limited_to(isolation.SIGNING_IN):
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
