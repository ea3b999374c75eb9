"""The body chart on the phone: places that were touched or chosen from a list, and their names."""

import functools
from typing import Any
from uuid import uuid4

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from palpate.drawing.body import ALL_VIEWS, HEIGHT, WIDTH, AnyView, Side, View, cell_at, tile_at
from palpate.drawing.chart import GROUPS, Group, Placed, Sheets, badge, window_svg
from palpate.drawing.figures import FIGURES, Figure, figure_for, stored_at
from palpate.drawing.places import BESIDE, place_words
from palpate.drawing.strokes import Stroke, middle, read_stroke, simplified, tiles_along
from palpate.knowledge import knowledge
from palpate.portal.words import PLACES, QUALITIES

Kept = dict[str, Any]  # a mark as the draft keeps it
LISTED: tuple[View, ...] = ("front", "back")  # where a place from the list is marked
FORM = "intake-form"  # the id of the form that a touch is sent by
MOST = 12  # marks; more say no more
GRID = 14  # units of the figure between the points that are tried when a place comes from the list


def touched(point: str, stroke: str = "", figure: str = "") -> Kept | None:
    """The mark for "view,x,y" as the drawing of a figure sends it, with the points of a line if one was
    drawn; None beside the body.
    """
    try:
        view, x, y = point.split(",")
        at, drawn = (float(x), float(y)), read_stroke(stroke)
    except ValueError:
        return None
    if view not in ALL_VIEWS:
        return None
    line = simplified([stored_at(figure, view, *one) for one in drawn]) if len(drawn) > 1 else ()
    if line:
        return _mark(view, *middle(line), line) if tiles_along(view, line) else None
    place = stored_at(figure, view, *at)
    return _mark(view, *place) if tile_at(view, *place) else None


def from_list(view: str, region: str, side: str) -> Kept | None:
    """The mark in the middle of a region, for who chooses from the list; None where the view has none."""
    if view not in LISTED or region not in PLACES:
        return None
    cells = knowledge().cells(region)
    points = [(x, y) for x, y, cell, of in _grid(view) if cell in cells and side in ("", "both", of)]
    if not points:
        return None
    middle_x, middle_y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    x, y = min(points, key=lambda point: (point[0] - middle_x) ** 2 + (point[1] - middle_y) ** 2)
    return _mark(view, x, y)


def change(marks: list[Kept], *, add: Kept | None, remove: str) -> None:
    """Put a mark on the chart, or take one off, in place."""
    if add and len(marks) < MOST:
        marks.append(add)
    marks[:] = [mark for mark in marks if mark["id"] != remove]


def tell(marks: list[Kept], told: dict[str, Kept]) -> None:
    """Say quality and strength of marks, in place. Only of those that are there: one that came or went
    meanwhile is neither lost nor brought back.
    """
    for mark in marks:
        mark.update(told.get(mark["id"], {}))


def figure_of(chosen: str, sex: str | None) -> Figure:
    """The figure that the client sees: the one they chose, else by their sex, else the neutral one."""
    return next((one for one in FIGURES if one == chosen), figure_for(sex))


def windows(marks: list[Kept], figure: Figure) -> list[tuple[Group, list[tuple[str, SafeString]]]]:
    """All views with the marks on them, to be touched."""
    sheets = Sheets(static(f"palpate/figure-{figure}.svg"), static("palpate/figure-plates.svg"))
    placed = [_placed(one) for one in marks]
    return [
        (
            group,
            [
                (one.name, mark_safe(window_svg(one, placed, figure=figure, sheets=sheets, field=FORM)))
                for one in group.windows
            ],
        )
        for group in GROUPS
    ]


def _placed(mark: Kept) -> Placed:
    return Placed(
        key=mark["id"],
        view=mark["view"],
        x=mark["x"],
        y=mark["y"],
        stroke=tuple((x, y) for x, y in mark.get("stroke", ())),
        quality=mark.get("quality", ""),
        intensity=mark.get("intensity"),
        by_client=True,
        words=name_of(mark),
    )


def badge_of(mark: Kept) -> SafeString:
    """The sign of a mark, to stand beside its name."""
    return mark_safe(badge(quality=mark.get("quality", ""), by_client=True, of=mark["id"]))


def key() -> list[tuple[str, SafeString]]:
    """What each sign stands for."""
    return [(one, mark_safe(badge(quality=one, by_client=True, of=one))) for one in QUALITIES]


def name_of(mark: Kept) -> str:
    """A mark in words: "Front of the shoulder, right"."""
    words = place_words(mark["view"], mark["x"], mark["y"], knowledge().regions)
    return "Beside the figure" if words == BESIDE else words


def _mark(view: AnyView, x: float, y: float, line: Stroke = ()) -> Kept:
    kept: Kept = {"id": str(uuid4()), "view": view, "x": x, "y": y, "quality": "", "intensity": None}
    return kept | {"stroke": [list(point) for point in line]} if line else kept


@functools.cache
def _grid(view: View) -> tuple[tuple[float, float, str, Side | None], ...]:
    found = []
    for x in range(GRID // 2, WIDTH, GRID):
        for y in range(GRID // 2, HEIGHT, GRID):
            cell = cell_at(view, x, y)
            if cell:
                found.append((float(x), float(y), *cell))
    return tuple(found)
