"""One step on or back in the guided visit, its beginning and its end."""

import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from palpate.accounts.rights import may_treat
from palpate.clinic.tour.place import Place, keep
from palpate.clinic.tour.steps import STEPS
from palpate.records import look
from palpate.records.clock import today
from palpate.records.look.day import NOT_HELD, STOPS, DayLine

BACK_AT_MOST = datetime.timedelta(days=14)


@login_required
@require_POST
def tour(request: HttpRequest) -> HttpResponse:
    """From the step `at` go `next`, `back`, `stay` or `leave`, or `begin`. A script gets the panel alone."""
    go, at, visit = request.POST.get("go", ""), _number(request.POST.get("at", "")), _visit(request)
    if go == "begin" or (go == "next" and not visit):
        visit, at = _chosen(request.user), 0 if go == "begin" else at
        if not visit:
            return _answer(request, None, "")
    to = {"next": at + 1, "back": max(at - 1, 0), "stay": at, "begin": 0}.get(go)
    return _answer(request, to if to is not None and to < len(STEPS) else None, visit)


def _answer(request: HttpRequest, at: int | None, visit: str) -> HttpResponse:
    path = _path(request)
    if request.headers.get("X-Tour"):
        place = None if at is None else Place(at, visit, path, noticed="noticed" in request.POST)
        answer = render(
            request, "palpate/tour.html", {"tour": place, "none": request.POST.get("go") != "leave"}
        )
    elif request.POST.get("go") == "begin":
        answer = redirect("/")
    else:
        answer = redirect(path)
    keep(request, answer, at, visit)
    return answer


def _path(request: HttpRequest) -> str:
    """The page that asks, without what stands after a question mark."""
    asked = request.POST.get("back", "")
    own = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked.partition("?")[0] if own and asked.startswith("/") else "/"


def _number(text: str) -> int:
    return min(int(text), len(STEPS)) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _visit(request: HttpRequest) -> str:
    try:
        return str(UUID(request.POST.get("visit", "")))
    except ValueError:
        return ""


def _chosen(user: Any) -> str:
    """The visit that is shown: one of today that may be treated, screened, not signed yet, of one's own as
    far as there is. Where today has none, one of the last two weeks; empty where there is none either.
    """
    for back in range(BACK_AT_MOST.days):
        date = today(user.clinic) - datetime.timedelta(days=back)
        lines = [one for one in look.day(user.clinic, date) if _fit(user, one)]
        if lines:
            return str(max(lines, key=lambda one: _worth(user, one)).visit.first)
    return ""


def _fit(user: Any, line: DayLine) -> bool:
    return line.state not in NOT_HELD and line.level not in STOPS and bool(may_treat(user, line.visit))


def _worth(user: Any, line: DayLine) -> tuple[bool, ...]:
    return (bool(line.level), line.note != "signed", line.visit.therapist == user, "intake" not in line.needs)
