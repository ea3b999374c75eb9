"""What is written down about requests and errors: one JSON object a line, without anything of a person.

No path (it holds ids), no query, no form, no name, no message of somebody else's code with its values filled
in, no traceback. An error is told by its type and its place.
"""

import json
import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

_now: ContextVar[str] = ContextVar("request", default="")  # the id of the request that is being answered
_requests = logging.getLogger("palpate.requests")


class Lines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {"time": when, "level": record.levelname.lower(), "logger": record.name}
        if what := _what(record):
            told["what"] = what
        if request := _now.get():
            told["request"] = request
        told |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0]:
            told |= _error(record.exc_info[0], record.exc_info[2])
        return json.dumps(told, ensure_ascii=False)


class Raised(logging.Filter):
    """Lets through what tells of an exception: of the rest of the failures `log_requests` tells more."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record tells of an exception."""
        return bool(record.exc_info)


def log_requests(get_response: Handler) -> Handler:
    """Give each request an id, which the answer carries as X-Request-ID, and write a line about it: always
    where the server failed, else with PALPATE_LOG=requests.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        begun, name = time.perf_counter(), uuid.uuid4().hex
        before = _now.set(name)
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = name
            _write(request, response.status_code, 1000 * (time.perf_counter() - begun))
        finally:
            _now.reset(before)
        return response

    return answer


def _write(request: HttpRequest, status: int, ms: float) -> None:
    level = logging.ERROR if status >= 500 else logging.INFO
    route = _route(request)
    if not _requests.isEnabledFor(level) or (route == "health" and status == 200):
        return
    # The one that the sign-in has found; asking for it here could ask the database once more.
    user = getattr(request, "_cached_user", None)
    fields = {
        "method": request.method if re.fullmatch(r"[A-Z]{3,7}", request.method or "") else "other",
        "route": route,
        "status": status,
        "ms": round(ms, 1),
        "user": getattr(user, "pk", None),
    }
    _requests.log(level, "", extra={"fields": fields})


def _route(request: HttpRequest) -> str:
    if request.resolver_match:
        return str(request.resolver_match.view_name)
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"


def _what(record: logging.LogRecord) -> str:
    """Our own messages as they are. Of another's only the words, for its values may be a path or a form's;
    and none where the values are in the words already.
    """
    if record.name.partition(".")[0] == "palpate":
        return record.getMessage()
    return str(record.msg) if record.args else ""


def _error(kind: type[BaseException], trace: TracebackType | None) -> dict[str, str]:
    """The type of an error, where it was raised, and the last place of ours on the way there."""
    places = [
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(trace)
    ]
    ours = [place for place in places if place.startswith("palpate.")]
    told = {"error": f"{kind.__module__}.{kind.__qualname__}"}
    if places:
        told["raised"] = places[-1]
    if ours:
        told["at"] = ours[-1]
    return told
