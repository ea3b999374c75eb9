"""The body figure as SVG, and which cell of the body map a point on it belongs to.

The figure is our own drawing: front, back, left and right in a frame of 400 by 900 units, regions that
tile the outline, and the muscles under it. Muscle places were set by eye. Beside it stand four plates of
440 by 430 units: both palms, both hands from behind, both feet from above and from below. What a record
stores is the point; the cell is derived from it here. How the figure looks in its builds: figures.py.
"""

import functools
import json
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from palpate.drawing.charts import number
from palpate.drawing.outline import Polygon, inside, polygons

View = Literal["front", "back", "left", "right"]
Plate = Literal["palms", "hands", "feet", "soles"]
AnyView = View | Plate
Side = Literal["left", "right"]
VIEWS: tuple[View, ...] = ("front", "back", "left", "right")
PLATES: tuple[Plate, ...] = ("palms", "hands", "feet", "soles")
ALL_VIEWS: tuple[AnyView, ...] = (*VIEWS, *PLATES)
WIDTH, HEIGHT = 400, 900
PLATE_WIDTH, PLATE_HEIGHT = 440, 430
DATA = Path(__file__).parent / "data"

# A touch in the hairline between two cells belongs to a neighbour: looked for this far away, in units.
SLACK = 2.0


class Mark(NamedTuple):
    """A place on the figure: its point, its radius in units, a short text in it, and how it is drawn."""

    x: float
    y: float
    radius: float = 14
    text: str = ""
    kind: str = ""  # "numb" for numbness and tingling


class Cell(msgspec.Struct, frozen=True):
    """One tile of a view. `side` is the client's own side, None on the midline. A tile of a plate has a name
    of its own: several of them may be of one cell of the body map.
    """

    cell: str
    side: Side | None
    path: str
    name: str = ""


class Muscle(msgspec.Struct, frozen=True):
    """The shape of a muscle in a view. `deep` lies under another muscle."""

    structure: str
    side: Side | None
    deep: bool
    path: str
    view: View = "front"


class Site(msgspec.Struct, frozen=True):
    """A site of care (an artery, a nerve, an organ) as a circle on a view."""

    site: str
    name: str
    view: View
    side: Side | None
    x: float
    y: float
    radius: float
    what: str


class _View(msgspec.Struct, frozen=True):
    outline: str
    lines: tuple[str, ...]
    cells: tuple[Cell, ...]
    muscles: tuple[Muscle, ...]


_Shapes = dict[str, _View]


@functools.cache
def _views() -> dict[str, _View]:
    read = (json.loads((DATA / name).read_text(encoding="utf8")) for name in ("body.json", "plates.json"))
    return {view: shape for raw in read for view, shape in msgspec.convert(raw["views"], _Shapes).items()}


def shape_of(view: AnyView) -> "_View":
    """All shapes of a view or plate."""
    return _views()[view]


@functools.cache
def sites() -> tuple[Site, ...]:
    """All sites of care on all views."""
    raw = json.loads((DATA / "points.json").read_text(encoding="utf8"))
    return msgspec.convert(raw["points"], tuple[Site, ...])


@functools.cache
def _polygons(view: AnyView) -> tuple[tuple[Cell, tuple[Polygon, ...]], ...]:
    return tuple((cell, polygons(cell.path)) for cell in _views()[view].cells)


@functools.cache
def _outline(view: AnyView) -> tuple[Polygon, ...]:
    return polygons(_views()[view].outline)


def cell_shapes(view: AnyView) -> tuple[Cell, ...]:
    """The tiles of a view, with their outlines."""
    return _views()[view].cells


def cells(view: AnyView) -> tuple[tuple[str, Side | None], ...]:
    """Every cell of a view with its side."""
    return tuple((cell.cell, cell.side) for cell in _views()[view].cells)


def tile_at(view: AnyView, x: float, y: float) -> Cell | None:
    """The tile at a point (units of the view), or None beside the body."""
    found = _tile(view, x, y)
    if found or not inside(x, y, _outline(view)):
        return found
    around = ((dx * SLACK, dy * SLACK) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    return next(filter(None, (_tile(view, x + dx, y + dy) for dx, dy in around)), None)


def cell_at(view: AnyView, x: float, y: float) -> tuple[str, Side | None] | None:
    """The cell of the body map at a point (units of the view), or None beside the body."""
    found = tile_at(view, x, y)
    return (found.cell, found.side) if found else None


def _tile(view: AnyView, x: float, y: float) -> Cell | None:
    for (cell, shape), (left, top, right, low) in zip(_polygons(view), _boxes(view), strict=True):
        if left <= x <= right and top <= y <= low and inside(x, y, shape):
            return cell
    return None


@functools.cache
def _boxes(view: AnyView) -> tuple[tuple[float, float, float, float], ...]:
    """The box round each tile: most need no closer look."""
    points = [[point for polygon in shape for point in polygon] for _, shape in _polygons(view)]
    return tuple(
        (min(x for x, _ in of), min(y for _, y in of), max(x for x, _ in of), max(y for _, y in of))
        for of in points
    )


def muscle_at(view: AnyView, x: float, y: float) -> str | None:
    """The muscle near the surface under a point; None where the figure draws none."""
    for muscle, shape in reversed(_surface(view)):
        if inside(x, y, shape):
            return muscle.structure
    return None


@functools.cache
def _surface(view: AnyView) -> tuple[tuple[Muscle, tuple[Polygon, ...]], ...]:
    near = (muscle for muscle in _views()[view].muscles if not muscle.deep)
    return tuple((muscle, polygons(muscle.path)) for muscle in near)


@functools.cache
def muscle_shapes(structure: str) -> tuple[Muscle, ...]:
    """The shapes of a structure on all views; empty where the figure does not draw it."""
    return tuple(
        msgspec.structs.replace(shape, view=view)
        for view in VIEWS
        for shape in _views()[view].muscles
        if shape.structure == structure
    )


def body_map(
    view: View,
    *,
    marks: Iterable[Mark] = (),
    lit: Mapping[tuple[str, Side | None], str] | None = None,
    structures: Iterable[tuple[str, str | None]] = (),
    box: tuple[float, float, float, float] = (0, 0, WIDTH, HEIGHT),
    field: str = "",
    label: str = "",
) -> str:
    """One view of the figure as SVG text.

    `marks` are points; `lit` gives cells with the class each is drawn in ("sore", "zone" or "lit");
    `structures` are muscles drawn as zones (side None or "both" draws every side); `box` cuts out a part
    (x, y, width, height). `field` names the input that a press fills with "view,x,y". `label` is read
    aloud; left empty, the view and what is drawn on it are named.
    """
    marks, wanted = tuple(marks), tuple(structures)
    drawn = [_skin(view), *_lit(view, lit or {}), *_muscles(view, wanted), *map(_mark, marks)]
    words = label or _label(view, lit or {}, wanted, len(marks))
    point = f' data-point="{escape(field)}" data-view="{view}"' if field else ""
    frame = " ".join(map(number, box))
    return (
        f'<svg class="figure" viewBox="{frame}" role="img" aria-label="{escape(words)}"{point}>'
        f"{''.join(drawn)}{_names(view, box)}</svg>"
    )


def _skin(view: View) -> str:
    shape = _views()[view]
    return f'<path class="skin" d="{shape.outline}"/><path class="lines" d="{"".join(shape.lines)}"/>'


def _lit(view: View, lit: Mapping[tuple[str, Side | None], str]) -> list[str]:
    return [
        f'<path class="{escape(lit[cell.cell, cell.side])}" d="{cell.path}"/>'
        for cell in _views()[view].cells
        if (cell.cell, cell.side) in lit
    ]


def _muscles(view: View, wanted: tuple[tuple[str, str | None], ...]) -> list[str]:
    return [
        f'<path class="zone" d="{shape.path}"/>'
        for structure, side in wanted
        for shape in muscle_shapes(structure)
        if shape.view == view and (side not in ("left", "right") or shape.side in (side, None))
    ]


def _mark(mark: Mark) -> str:
    at = f'"{number(mark.x)}" {{}}="{number(mark.y)}"'
    circle = f'<circle class="mark {escape(mark.kind)}" cx={at.format("cy")} r="{number(mark.radius)}"/>'
    if not mark.text:
        return circle
    return (
        circle + f'<text class="n" x="{number(mark.x)}" y="{number(mark.y + 6)}">{escape(mark.text)}</text>'
    )


def _names(view: View, box: tuple[float, float, float, float]) -> str:
    """Left and right of the client beside the figure; on a cut-out there is no room for them."""
    if view in ("left", "right") or box[2] < WIDTH:
        return ""
    sides = ("R", "L") if view == "front" else ("L", "R")
    return "".join(f'<text x="{x}" y="230">{name}</text>' for x, name in zip((60, 340), sides, strict=True))


def _label(
    view: View,
    lit: Mapping[tuple[str, Side | None], str],
    structures: tuple[tuple[str, str | None], ...],
    marks: int,
) -> str:
    here = [pair for pair in cells(view) if pair in lit]
    named = [f"{side or ''} {cell.replace('_', ' ')}".strip() for cell, side in (*here, *structures)]
    if marks:
        named.append("1 place" if marks == 1 else f"{marks} places")
    head = f"{view.capitalize()} view of the body"
    return f"{head}. Marked: {', '.join(named)}" if named else f"{head}. Nothing marked"
