"""The body chart within the assessment: where it hurts, how, and how much."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from palpate.accounts.rights import may_treat
from palpate.clinic.frame import Frame, gate, open_visit
from palpate.drawing.body import Mark as Drawn
from palpate.drawing.body import View, body_map
from palpate.records import acts, once
from palpate.records.look import marks, one
from palpate.records.models import Mark

QUALITIES = ("aching", "sharp", "burning", "numb", "tingling", "stiff", "throbbing", "cramping")
FRONT_BACK: tuple[View, ...] = ("front", "back")
SIDES: tuple[View, ...] = ("left", "right")


@login_required
@require_GET
def body(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The chart with what is drawn on it."""
    frame = open_visit(request, visit, "assess")
    if shut := gate(request, frame):
        return shut
    return _drawn(request, frame)


@login_required
@require_POST
def mark(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Put a mark where the figure was pressed, or put one back that was taken off."""
    frame = open_visit(request, visit, "assess", right=may_treat)
    if shut := gate(request, frame):
        return shut
    if taken := request.POST.get("undo"):
        row = get_object_or_404(Mark, pk=taken, episode_id=frame.episode.first)
        acts.undo(by=request.user, row=row, row_id=once.row_id(request))
        return _drawn(request, frame)
    view, x, y = _point(request.POST.get("point", ""))
    if not view:
        return HttpResponse("press the figure where it hurts", status=422)
    if not once.stored(request, Mark):
        acts.record_mark(
            by=request.user,
            episode=frame.episode,
            visit=frame.visit,
            view=view,
            x=x,
            y=y,
            row_id=once.row_id(request),
        )
    return _drawn(request, frame)


@login_required
@require_POST
def change(request: HttpRequest, visit: UUID, mark: UUID) -> HttpResponse:
    """Say how a marked place feels and how strong it is, or take it off."""
    frame = open_visit(request, visit, "assess", right=may_treat)
    if shut := gate(request, frame):
        return shut
    if before := once.stored(request, Mark):
        return _drawn(request, frame, removed=before.pk if before.removed else None)
    row = one(Mark, request.user.clinic, mark)
    if row.episode_id != frame.episode.first:
        raise Http404("a mark of another episode")
    if "remove" in request.POST:
        taken = acts.remove_mark(by=request.user, mark=row, row_id=once.row_id(request))
        return _drawn(request, frame, removed=taken.pk)
    quality, intensity = request.POST.get("quality", ""), request.POST.get("intensity", "")
    acts.correct_mark(
        by=request.user,
        mark=row,
        row_id=once.row_id(request),
        quality=quality if quality in QUALITIES else "",
        intensity=int(intensity) if intensity.isdigit() and int(intensity) <= 10 else None,
    )
    return _drawn(request, frame)


def _drawn(request: HttpRequest, frame: Frame, removed: UUID | None = None) -> HttpResponse:
    found = marks(frame.episode)
    lateral = request.GET.get("views") == "sides" or any(row.view in SIDES for row in found[-1:])
    context: dict[str, Any] = {
        "frame": frame,
        "figures": [_figure(view, found) for view in (SIDES if lateral else FRONT_BACK)],
        "marks": [(row, _place(row, frame)) for row in found],
        "qualities": QUALITIES,
        "numbers": range(11),
        "lateral": lateral,
        "removed": removed,
    }
    whole = not request.headers.get("HX-Request")
    return render(request, "clinic/assess/body_page.html" if whole else "clinic/assess/body.html", context)


def _figure(view: View, found: list[Mark]) -> str:
    drawn = [
        Drawn(row.x, row.y, 15, str(number), "numb" if row.quality in ("numb", "tingling") else "")
        for number, row in enumerate(found, 1)
        if row.view == view
    ]
    label = f"{view.capitalize()}. {len(drawn)} marked. Press where it hurts"
    return mark_safe(body_map(view, marks=drawn, field="point", label=label))


def _place(row: Mark, frame: Frame) -> str:
    region = frame.knowledge.regions.get(row.cell)
    name = region.name if region else row.cell.replace("_", " ") or "beside the figure"
    return f"{name}, {row.side}" if row.side else name


def _point(text: str) -> tuple[str, float, float]:
    """View and place from "front,155.0,190.2"; empty where it is none."""
    try:
        view, x, y = text.split(",")
        return view, float(x), float(y)
    except ValueError:
        return "", 0.0, 0.0
