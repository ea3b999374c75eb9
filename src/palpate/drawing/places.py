"""What a point on the figure is called: the tile it lies in, and the muscle near the surface under it. And
the other way round: the point that stands for a place chosen from a list.
"""

import functools
import math
from collections.abc import Mapping

from palpate.drawing.body import AnyView, Cell, Side, cell_shapes, muscle_at, tile_at
from palpate.drawing.outline import Point, polygons
from palpate.knowledge.model import Region, Structure

BESIDE = "beside the figure"


def place_words(view: AnyView, x: float, y: float, regions: Mapping[str, Region]) -> str:
    """A point in words: "Front of the shoulder, right", "Thumb, palm side, left"."""
    name, side = place_at(view, x, y, regions)
    return f"{name}, {side}" if side else name


def place_at(view: AnyView, x: float, y: float, regions: Mapping[str, Region]) -> tuple[str, Side | None]:
    """The name of the place a point lies in, and the client's side; no side on the midline."""
    tile = tile_at(view, x, y)
    if tile is None:
        return BESIDE, None
    region = regions.get(tile.cell)
    name = tile.name or (region.name if region else tile.cell.replace("_", " ").capitalize())
    return name, tile.side


def muscle_name_at(view: AnyView, x: float, y: float, structures: Mapping[str, Structure]) -> str:
    """The muscle near the surface under a point, in words; empty where the figure draws none."""
    found = muscle_at(view, x, y)
    if found is None:
        return ""
    return structures[found].name if found in structures else found.replace("_", " ").capitalize()


def named_tiles(view: AnyView, regions: Mapping[str, Region]) -> dict[str, str]:
    """The places of a view for a list: an id of each, which both sides share, and its name."""
    found: dict[str, str] = {}
    for tile in cell_shapes(view):
        region = regions.get(tile.cell)
        name = tile.name or (region.name if region else tile.cell.replace("_", " ").capitalize())
        found[_id(view, tile)] = name
    return found


def _id(view: AnyView, tile: Cell) -> str:
    """Its cell, or on a plate the number of its name."""
    if not tile.name:
        return tile.cell
    return str(list(dict.fromkeys(one.name for one in cell_shapes(view))).index(tile.name))


@functools.cache
def middle_of(view: AnyView, place: str, side: str) -> Point | None:
    """A point well inside a place of `named_tiles`, on a side (empty: the midline); None where there is none.
    A place on the midline has no side, whatever is asked.
    """
    tiles = [tile for tile in cell_shapes(view) if _id(view, tile) == place]
    tile = next((one for one in tiles if one.side in (side or None, None)), None)
    return _middle(view, tile) if tile else None


def _middle(view: AnyView, tile: Cell) -> Point | None:
    """The point of a fine grid that is nearest to the middle of those within the tile."""
    points = [point for polygon in polygons(tile.path) for point in polygon]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    step = max(max(x for x, _ in points) - left, max(y for _, y in points) - top) / 24
    grid = [(left + step * i, top + step * j) for i in range(25) for j in range(25)]
    within = [(round(x, 1), round(y, 1)) for x, y in grid if tile_at(view, x, y) == tile]
    within = [point for point in within if tile_at(view, *point) == tile]
    if not within:
        return None
    x, y = (sum(axis) / len(within) for axis in zip(*within, strict=True))
    return min(within, key=lambda point: math.dist(point, (x, y)))
