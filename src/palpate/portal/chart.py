"""The body chart on the phone: places that were touched or chosen from a list, and their names."""

import functools
from typing import Any, cast
from uuid import uuid4

from django.utils.safestring import SafeString, mark_safe

from palpate.drawing.body import HEIGHT, WIDTH, Mark, Side, View, body_map, cell_at
from palpate.knowledge import knowledge
from palpate.portal.words import PLACES

Kept = dict[str, Any]  # a mark as the draft keeps it
VIEWS: tuple[View, ...] = ("front", "back")
MOST = 12  # marks; more say no more
GRID = 14  # units of the figure between the points that are tried when a place comes from the list


def touched(point: str) -> Kept | None:
    """The mark for "view,x,y" as the figure sends it; None beside the body."""
    try:
        view, x, y = point.split(",")
        at = cast(View, view), float(x), float(y)
    except ValueError:
        return None
    return _mark(*at) if view in VIEWS and cell_at(*at) else None


def from_list(view: str, region: str, side: str) -> Kept | None:
    """The mark in the middle of a region, for who chooses from the list; None where the view has none."""
    if view not in VIEWS or region not in PLACES:
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


def figure(view: View, marks: list[Kept]) -> SafeString:
    """One view with the marks on it, to be touched."""
    drawn = [
        Mark(
            one["x"], one["y"], 15, str(number), "numb" if one.get("quality") in ("numb", "tingling") else ""
        )
        for number, one in enumerate(marks, start=1)
        if one["view"] == view
    ]
    places = ", ".join(name_of(one) for one in marks if one["view"] == view) or "nothing marked"
    return mark_safe(body_map(view, marks=drawn, field="point", label=f"{view.capitalize()}: {places}"))


def name_of(mark: Kept) -> str:
    """A mark in words: "Front of the shoulder, right"."""
    found = cell_at(mark["view"], mark["x"], mark["y"])
    if found is None:
        return "Beside the figure"
    cell, side = found
    region = knowledge().regions.get(cell)
    name = region.name if region else cell.replace("_", " ").capitalize()
    return f"{name}, {side}" if side else name


def _mark(view: View, x: float, y: float) -> Kept:
    return {"id": str(uuid4()), "view": view, "x": x, "y": y, "quality": "", "intensity": None}


@functools.cache
def _grid(view: View) -> tuple[tuple[float, float, str, Side | None], ...]:
    found = []
    for x in range(GRID // 2, WIDTH, GRID):
        for y in range(GRID // 2, HEIGHT, GRID):
            cell = cell_at(view, x, y)
            if cell:
                found.append((float(x), float(y), *cell))
    return tuple(found)
