"""What a point on the figure is called: the tile it lies in, and the muscle near the surface under it."""

from collections.abc import Mapping

from palpate.drawing.body import AnyView, Side, muscle_at, tile_at
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
