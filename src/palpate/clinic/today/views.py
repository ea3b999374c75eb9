"""The page of the day, and the state of its visits."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from palpate.accounts.rights import may_arrange, may_decide, may_enter, may_read_record, may_treat, require
from palpate.clinic.today.board import board, closes
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
    """The visits of a date: `on` (a date), `mine` (1: one's own, 0: everybody's; else one's own for whoever
    has some that day), `stage` (only those), `names` (show or hide).
    """
    clinic = request.user.clinic
    require(may_enter, request.user, clinic)
    asked = request.GET
    if NAMES in asked:
        now = date_at(clinic)
        return _show_names(asked[NAMES] == "show", _date(asked.get("on", ""), now), now, _whose(asked))
    return render(request, "clinic/today/today.html", _page(request, asked))


def _page(request: HttpRequest, asked: QueryDict, keep: UUID | None = None) -> dict[str, Any]:
    """All that the page shows, as it was asked for; `keep` is the visit that was just changed."""
    clinic = request.user.clinic
    now = date_at(clinic)
    on, at = _date(asked.get("on", ""), now), timezone.now()
    everybody = [_line(request, one) for one in look.day(clinic, on)]
    own = [line for line in everybody if line.day.visit.therapist_id == request.user.pk]
    whose = _whose(asked)
    mine = whose == "1" or (whose == "" and bool(own))
    lines = own if mine else everybody
    urgent = [line for line in everybody if line.urgent]
    notes = _open_notes(request, on, now)
    stage = asked.get("stage", "")
    return {
        "room": "today",
        "on": on,
        "now": now,
        "mine": mine,
        "alone": len(own) == len(everybody),
        "named": _named(request),
        "board": board(lines, request.user, on, at, stage=stage, keep=keep),
        "urgent": sorted(urgent, key=lambda line: not line.emergency),
        "headline": headline(lines, "" if on == now else written(on), calls=len(urgent), notes=len(notes)),
        "open_notes": notes,
        "to_cosign": _to_cosign(request, on, now),
        "over": on == now and closes(lines, at),
        "clinical": may_read_record(request.user, clinic),
        "links": _links(on, now, whose, mine),
    }


def _whose(asked: QueryDict) -> str:
    """Whose visits were asked for: "1" one's own, "0" everybody's, "" as it is usual."""
    return asked["mine"] if asked.get("mine") in ("0", "1") else ""


def _links(on: date, now: date, whose: str, mine: bool) -> dict[str, str]:
    """The days around, the same day shown otherwise; today's address carries no date."""
    own = "" if on == now else on.isoformat()
    return {
        "before": query(on=(on - timedelta(days=1)).isoformat(), mine=whose) or "/",
        "after": query(on=(on + timedelta(days=1)).isoformat(), mine=whose) or "/",
        "today": query(mine=whose) or "/",
        "all": query(on=own, mine=whose) or "/",
        "stage": query(on=own, mine=whose, stage="x")[:-1],
        "other": query(on=own, mine="0" if mine else "1"),
        "show": query(on=own, mine=whose, names="show"),
        "hide": query(on=own, mine=whose, names="hide"),
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


def _show_names(show: bool, on: date, now: date, whose: str) -> HttpResponse:
    answer = redirect(f"/{query(on='' if on == now else on.isoformat(), mine=whose)}")
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
        return _go(request, _line(request, look.line_of(found)).due_url)
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


def _go(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else redirect(url)


def _back(request: HttpRequest, visit: Visit, row: VisitState | None) -> HttpResponse:
    """The day again as it stood, with the way back; the whole page for a browser without scripts."""
    if request.htmx:
        asked = QueryDict(urlsplit(request.htmx.current_url or "").query)
        page = _page(request, asked, keep=visit.first) | {"undo": row, "changed": visit.first}
        return render(request, "clinic/today/board.html", page)
    at = timezone.localtime(visit.starts_at).date()
    return redirect(f"/{query(on='' if at == date_at(request.user.clinic) else at.isoformat())}")
