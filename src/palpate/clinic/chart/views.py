"""The pages of the body chart: over the visits and on paper, the figure of a client, the clinic's legend."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palpate.accounts.rights import may_enter, may_manage_clinic, may_treat, require
from palpate.clinic.chart.course import Stop, spans, stops
from palpate.clinic.chart.forms import entries_of
from palpate.clinic.chart.shown import legend_signs, line_of, placed, qualities, signs_of, windows
from palpate.clinic.frame import Frame, open_visit
from palpate.drawing.chart import badge
from palpate.drawing.signs import SIGNS, Entry, usual_legend
from palpate.records import acts, look, once
from palpate.records.models import ChartFigure, ChartLegend, Mark


@login_required
@require_GET
def chart(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The chart as it stood after a visit, to be slid through the visits, compared and printed."""
    frame = open_visit(request, visit, "chart")
    legend = look.legend_of(frame.episode.clinic_id)
    course = stops(look.visits(frame.episode), max(timezone.now(), frame.visit.starts_at))
    here = next((at for at, stop in enumerate(course) if stop.visit == frame.visit.first), len(course) - 1)
    at = _position(request, "at", here, course)
    then = _position(request, "with", max(0, at - 1), course)
    rows = list(Mark.objects.filter(episode_id=frame.episode.first))
    page = {
        "frame": frame,
        "course": course,
        "panels": [_panel(frame, rows, legend, course, one) for one in (at, then)],
        "names": ("at", "with"),
        "qualities": qualities(),
        "signs": legend_signs(legend, also={row.symbol for row in rows}),
        "two": len(course) > 1,
        "today": timezone.localdate(),
        "own_legend": may_manage_clinic(request.user, request.user.clinic),
    }
    return render(request, "clinic/chart/chart.html", page)


def _position(request: HttpRequest, name: str, usual: int, course: list[Stop]) -> int:
    given = request.GET.get(name, "")
    return min(int(given), len(course) - 1) if given.isascii() and given.isdigit() else usual


def _panel(
    frame: Frame, rows: list[Mark], legend: tuple[Entry, ...], course: list[Stop], at: int
) -> dict[str, Any]:
    """The chart at one position. The marks of the others are there too, put away, for the slider."""
    signs, figure = signs_of(legend), look.figure_of(frame.client)
    standing = spans(rows, course)
    lines = [line_of(row, signs, (first, last)) for row, first, last in standing]
    drawn = [placed(row, signs, (first, last), at) for row, first, last in standing]
    return {
        "at": at,
        "stop": course[at],
        "shown": windows(drawn, figure, only_marked=True),
        "lines": [(line, not line.span[0] <= at <= line.span[1]) for line in lines if line.span],
        "none": not any(first <= at <= last for _row, first, last in standing),
    }


@login_required
@require_POST
def chart_figure(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Choose the figure that shows the client."""
    frame = open_visit(request, visit, "chart", right=may_treat)
    if not once.stored(request, ChartFigure):
        try:
            acts.choose_figure(
                by=request.user,
                client=frame.client,
                figure=request.POST.get("figure", ""),
                row_id=once.row_id(request),
            )
        except ValidationError as wrong:
            return HttpResponse("; ".join(wrong.messages), status=422)
    return redirect("clinic:assess_body", frame.visit.first)


@login_required
@require_http_methods(["GET", "POST"])
def chart_legend(request: HttpRequest) -> HttpResponse:
    """What the clinic's charting signs stand for: to read for everybody, to change for the owner."""
    clinic = request.user.clinic
    require(may_enter, request.user, clinic)
    entries, wrong = look.legend_of(clinic.pk), ""
    if request.method == "POST":
        require(may_manage_clinic, request.user, clinic)
        entries = entries_of(request.POST, entries)
        try:
            if not once.stored(request, ChartLegend):
                acts.set_legend(by=request.user, clinic=clinic, entries=entries, row_id=once.row_id(request))
        except ValidationError as refused:
            wrong = "; ".join(refused.messages)
        else:
            messages.success(request, "The legend is saved. It stands on every chart from now on.")
            return redirect("clinic:chart_legend")
    page = {
        "entries": [(one, mark_safe(badge(sign=one.sign))) for one in entries],
        "signs": [(key, key.replace("_", " ")) for key in SIGNS],
        "drawn": [(key.replace("_", " "), mark_safe(badge(sign=key))) for key in SIGNS],
        "usual": entries == usual_legend(),
        "may_change": may_manage_clinic(request.user, clinic),
        "wrong": wrong,
    }
    return render(request, "clinic/chart/legend.html", page, status=422 if wrong else 200)
