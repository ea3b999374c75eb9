"""The place of a structure on the body figure, cut out so that it is seen from a metre away."""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from palpate.drawing.body import HEIGHT, VIEWS, WIDTH, View, body_map, cell_shapes, muscle_shapes
from palpate.drawing.outline import polygons
from palpate.knowledge import Knowledge
from palpate.knowledge.words import Side
from palpate.reasoning.limits.sites import sites_of

LEAST = 190.0  # side of the cut-out in the figure's units: less shows no limb to go by
AIR = 40.0


def spot(structure: str, side: Side | None, knowledge: Knowledge) -> SafeString | None:
    """The view that shows the structure best, with it marked; None where the figure does not draw it."""
    shown = [
        shape
        for shape in muscle_shapes(structure)
        if side not in ("left", "right") or shape.side in (side, None)
    ]
    if shown:
        shown.sort(key=lambda shape: (shape.deep, VIEWS.index(shape.view)))
        view = shown[0].view
        box = _box(shape.path for shape in shown if shape.view == view)
        return mark_safe(body_map(view, structures=[(structure, side)], box=box))
    return _cells(structure, side, knowledge)


def _cells(structure: str, side: Side | None, knowledge: Knowledge) -> SafeString | None:
    """The cells over a joint, nerve or tendon, which have no shape of their own."""
    entry = knowledge.structures[structure]
    sites = sites_of(entry.regions, side if entry.sided else None, knowledge)
    views: list[View] = ["front", "back", "left", "right"]
    found = [
        (view, [cell for cell in cell_shapes(view) if (cell.cell, cell.side) in sites]) for view in views
    ]
    view, cells = max(found, key=lambda pair: len(pair[1]))
    if not cells:
        return None
    lit = {(cell.cell, cell.side): "zone" for cell in cells}
    return mark_safe(body_map(view, lit=lit, box=_box(cell.path for cell in cells)))


def _box(paths: Iterable[str]) -> tuple[float, float, float, float]:
    """A square around shapes, within the figure: x, y, width, height."""
    points = [point for path in paths for polygon in polygons(path) for point in polygon]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    size = min(float(WIDTH), max(LEAST, right - left + AIR, bottom - top + AIR))
    x = max(0.0, min(WIDTH - size, (left + right - size) / 2))
    y = max(0.0, min(HEIGHT - size, (top + bottom - size) / 2))
    return round(x, 1), round(y, 1), round(size, 1), round(size, 1)
