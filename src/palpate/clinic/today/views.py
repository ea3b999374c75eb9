"""The page of the day, and the state of its visits."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from palpate.accounts.rights import may_arrange, may_decide, may_enter, may_read_record, may_treat, require
from palpate.clinic.today.lines import Line, headline, query
from palpate.pages.hiding import hides
from palpate.pages.templatetags.palpate_ui import day as written
from palpate.records import acts, look, once
from palpate.records.clock import today as date_at
from palpate.records.errors import Conflict
from palpate.records.models import Visit, VisitState
from palpate.records.models.words import State

NAMES = "names"  # the cookie that says this screen may show whole names
A_SHIFT = 12 * 60 * 60


@login_required
def today(request: HttpRequest) -> HttpResponse:
    """The visits of a date: `on` (a date), `mine` (only one's own), `names` (show or hide)."""
    clinic = request.user.clinic
    require(may_enter, request.user, clinic)
    now = date_at(clinic)
    on = _date(request.GET.get("on", ""), now)
    mine = "1" if request.GET.get("mine") else ""
    if NAMES in request.GET:
        return _show_names(request.GET[NAMES] == "show", on, now, mine)
    whose = request.user if mine else None
    lines = [_line(request, one) for one in look.day(clinic, on, therapist=whose)]
    page = {
        "room": "today",
        "on": on,
        "now": now,
        "mine": mine,
        "named": _named(request),
        "lines": lines,
        "urgent": [line for line in lines if line.urgent],
        "headline": headline(lines, "" if on == now else written(on)),
        "open_notes": _open_notes(request, on, now),
        "to_cosign": _to_cosign(request, on, now),
        "clinical": may_read_record(request.user, clinic),
        "links": _links(on, now, mine),
    }
    return render(request, "clinic/today/today.html", page)


def _links(on: date, now: date, mine: str) -> dict[str, str]:
    """The days around, the same day shown otherwise; today's address carries no date."""
    own = "" if on == now else on.isoformat()
    return {
        "before": query(on=(on - timedelta(days=1)).isoformat(), mine=mine) or "/",
        "after": query(on=(on + timedelta(days=1)).isoformat(), mine=mine) or "/",
        "today": query(mine=mine) or "/",
        "other": query(on=own, mine="" if mine else "1") or "/",
        "show": query(on=own, mine=mine, names="show"),
        "hide": query(on=own, mine=mine, names="hide"),
    }


def _open_notes(request: HttpRequest, on: date, now: date) -> list[Line]:
    """Notes to sign, shown beside today only: one's own for whoever treats, else those of all."""
    user = request.user
    if on != now or not may_read_record(user, user.clinic):
        return []
    whose = user if may_treat(user, user.clinic) else None
    lines = [_line(request, one) for one in look.open_notes(user.clinic, therapist=whose)]
    return [line for line in lines if line.unsigned]


def _to_cosign(request: HttpRequest, on: date, now: date) -> list[Line]:
    """Students' notes that wait for one's own name, shown beside today only."""
    user = request.user
    if on != now or not may_decide(user, user.clinic):
        return []
    return [_line(request, one) for one in look.notes_to_cosign(user.clinic, user)]


def _date(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _named(request: HttpRequest) -> bool:
    return request.COOKIES.get(NAMES) == "show" and not hides()


def _show_names(show: bool, on: date, now: date, mine: str) -> HttpResponse:
    answer = redirect(f"/{query(on='' if on == now else on.isoformat(), mine=mine)}")
    if show:
        answer.set_cookie(NAMES, "show", max_age=A_SHIFT, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(NAMES)
    return answer


def _line(request: HttpRequest, one: look.DayLine) -> Line:
    return Line(
        day=one,
        clinical=may_read_record(request.user, one.visit),
        arranges=may_arrange(request.user, one.visit),
        named=_named(request),
    )


@login_required
@require_POST
def visit_state(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Say how far a visit has come. Beginning leads into the visit; the rest stays on the day."""
    found = look.one(Visit, request.user.clinic, visit)
    require(may_arrange, request.user, found)
    state = request.POST.get("state", "")
    if state not in State.values:
        return HttpResponseBadRequest(f"there is no state {state!r}; use one of {', '.join(State.values)}")
    row = acts.change_visit_state(by=request.user, visit=found, state=state, row_id=once.row_id(request))
    if state == State.IN_TREATMENT and may_treat(request.user, found):
        return _go(request, "clinic:screen", found)
    return _back(request, found, row)


@login_required
@require_POST
def undo_state(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Take the last word on a visit's state back."""
    found = look.one(Visit, request.user.clinic, visit)
    require(may_arrange, request.user, found)
    row = VisitState.objects.filter(pk=request.POST.get("row"), visit_id=found.first).first()
    if row is None:
        return HttpResponseBadRequest("there is no such state of this visit to take back")
    try:
        acts.undo(by=request.user, row=row, row_id=once.row_id(request))
    except Conflict as refused:
        messages.warning(request, str(refused))
    return _back(request, found, None)


def _go(request: HttpRequest, name: str, visit: Visit) -> HttpResponse:
    answer = redirect(name, visit.first)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def _back(request: HttpRequest, visit: Visit, row: VisitState | None) -> HttpResponse:
    """The visit's line again, with the way back; the whole day for a browser without scripts."""
    if request.htmx:
        parts: dict[str, Any] = {"line": _line(request, look.line_of(visit)), "undo": row, "swapped": True}
        return render(request, "clinic/today/line.html", parts)
    at = timezone.localtime(visit.starts_at).date()
    return redirect(f"/{query(on='' if at == date_at(request.user.clinic) else at.isoformat())}")
