"""The body chart within the assessment: where it hurts, how, and how much, and what the therapist charts."""

from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from palpate.accounts.rights import may_treat
from palpate.clinic.chart.shown import legend_signs, line_of, placed, qualities, signs_of, windows
from palpate.clinic.frame import Frame, gate, open_visit
from palpate.drawing.body import ALL_VIEWS, AnyView, tile_at
from palpate.drawing.figures import FIGURES, Figure, stored_at
from palpate.drawing.outline import Point
from palpate.drawing.places import middle_of, named_tiles
from palpate.drawing.signs import QUALITIES
from palpate.drawing.strokes import Stroke, read_stroke, tiles_along
from palpate.knowledge import knowledge
from palpate.records import acts, look, once
from palpate.records.look import marks, one
from palpate.records.models import Mark

HELP = "Press the figure where it hurts. That was beside it, so nothing was marked."
LISTED = {"front": "Front", "back": "Back", "left": "Sides", "palms": "Palms", "hands": "Backs of the hands",
          "feet": "Feet from above", "soles": "Soles"}  # fmt: skip


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
    """Put a mark where the figure was pressed or drawn on, or at a place from the list, or put one back."""
    frame = open_visit(request, visit, "assess", right=may_treat)
    if shut := gate(request, frame):
        return shut
    if taken := request.POST.get("undo"):
        row = get_object_or_404(Mark, pk=taken, episode_id=frame.episode.first)
        acts.undo(by=request.user, row=row, row_id=once.row_id(request))
        return _answer(request, frame)
    if before := once.stored(request, Mark):
        return _answer(request, frame, undo=before)
    given = _given(request)
    if given is None:
        return _answer(request, frame, wrong=HELP)
    view, (x, y), stroke = given
    kind, intensity = request.POST.get("kind", ""), request.POST.get("intensity", "")
    row = acts.record_mark(
        by=request.user,
        episode=frame.episode,
        visit=frame.visit,
        view=view,
        x=x,
        y=y,
        stroke=stroke,
        quality=kind if kind in QUALITIES else "",
        symbol=kind.removeprefix("sign:") if kind.startswith("sign:") else "",
        intensity=_intensity(intensity),
        row_id=once.row_id(request),
    )
    return _answer(request, frame, undo=row)


@login_required
@require_POST
def change(request: HttpRequest, visit: UUID, mark: UUID) -> HttpResponse:
    """Say how a marked place feels and how strong it is, or take it off."""
    frame = open_visit(request, visit, "assess", right=may_treat)
    if shut := gate(request, frame):
        return shut
    if before := once.stored(request, Mark):
        return _answer(request, frame, undo=before)
    row = one(Mark, request.user.clinic, mark)
    if row.episode_id != frame.episode.first:
        raise Http404("a mark of another episode")
    if "remove" in request.POST:
        taken = acts.remove_mark(by=request.user, mark=row, row_id=once.row_id(request))
        return _answer(request, frame, undo=taken)
    quality, intensity = request.POST.get("quality", ""), _intensity(request.POST.get("intensity", ""))
    changed = acts.correct_mark(
        by=request.user,
        mark=row,
        row_id=once.row_id(request),
        quality=quality if quality in QUALITIES and not row.symbol else "",
        intensity=intensity,
        unsaid=intensity is None,
    )
    return _answer(request, frame, undo=changed)


def _intensity(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) <= 10 else None


def _given(request: HttpRequest) -> tuple[AnyView, Point, Stroke] | None:
    """The view, the point and the line that were sent, in the units of the record; None for a press beside
    the body, or none at all.
    """
    if place := request.POST.get("place", ""):
        return _from_list(place, request.POST.get("side", ""))
    try:
        view, x, y = request.POST.get("point", "").split(",")
        at = float(x), float(y)
        drawn = read_stroke(request.POST.get("stroke", ""))
    except ValueError:
        return None
    figure = request.POST.get("drawn_on", "")
    if view not in ALL_VIEWS:
        return None
    point = stored_at(figure, view, *at)
    stroke = tuple(stored_at(figure, view, *one) for one in drawn)
    hit = tiles_along(view, stroke) if len(stroke) > 1 else tile_at(view, *point)
    return (view, point, stroke) if hit else None


def _from_list(place: str, side: str) -> tuple[AnyView, Point, Stroke] | None:
    view, _, key = place.partition(":")
    if view == "left" and side == "right":
        view = "right"
    if view not in ALL_VIEWS:
        return None
    point = middle_of(view, key, side)
    return (view, point, ()) if point else None


def _answer(request: HttpRequest, frame: Frame, *, undo: Mark | None = None, wrong: str = "") -> HttpResponse:
    """After a write: the chart anew for htmx, the page by itself without it."""
    if request.headers.get("HX-Request") or wrong:
        return _drawn(request, frame, undo=undo, wrong=wrong, only_chart=True)
    return redirect("clinic:assess_body", frame.visit.first)


def _drawn(
    request: HttpRequest, frame: Frame, *, undo: Mark | None = None, wrong: str = "", only_chart: bool = False
) -> HttpResponse:
    found, legend = marks(frame.episode), look.legend_of(frame.episode.clinic_id)
    signs, figure = signs_of(legend), look.figure_of(frame.client)
    drawn = [placed(row, signs) for row in found]
    context: dict[str, Any] = {
        "frame": frame,
        "lines": [line_of(row, signs) for row in found],
        "shown": windows(drawn, figure, field="chart-tools" if may_treat(request.user, frame.visit) else ""),
        "figure": figure,
        "qualities": qualities(),
        "numbers": range(11),
        "undo": undo,
        "wrong": wrong,
        "may_treat": may_treat(request.user, frame.visit),
    }
    whole = not request.headers.get("HX-Request")
    if whole or not only_chart:
        context |= _tools(legend, figure)
    name = "body_page" if whole else "body_chart" if only_chart else "body"
    return render(request, f"clinic/assess/{name}.html", context, status=422 if wrong else 200)


def _tools(legend: Any, figure: Figure) -> dict[str, Any]:
    """What stays while marks come and go: what the next mark says, the figure, and the list of places."""
    regions = knowledge().regions
    places, seen = [], set[str]()
    for view, name in LISTED.items():
        tiles = named_tiles(cast(AnyView, view), regions)
        places.append((name, [(f"{view}:{key}", words) for key, words in tiles.items() if key not in seen]))
        seen |= set(tiles) if view in ("front", "back") else set()
    return {"signs": legend_signs(legend), "figures": FIGURES, "places": places}
