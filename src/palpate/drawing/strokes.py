"""Lines drawn by hand on the figure: reading them, keeping few points of them, and what they run over.

A stroke is a row of points in the units of its view.
"""

import itertools
import math
from collections.abc import Sequence

from palpate.drawing.body import AnyView, Cell, tile_at
from palpate.drawing.outline import Point

Stroke = tuple[Point, ...]

OFF = 1.5  # units: how far a point that is left out may lie from the line that is kept
LONGEST = 2000  # points that are read
MOST = 120  # points that are kept, however the hand trembled
PACE = 6.0  # units between two looks at what lies under the line


def read_stroke(text: str) -> Stroke:
    """The points of "12.5,40 13,41.2 …"; empty for an empty text. Raises ValueError for what is no such row,
    or has more than 2000 points.
    """
    pairs = text.split()
    if len(pairs) > LONGEST:
        raise ValueError(f"a stroke of {len(pairs)} points; at most {LONGEST}")
    points: list[Point] = []
    for pair in pairs:
        x, comma, y = pair.partition(",")
        try:
            point = float(x), float(y)
        except ValueError:
            point = (math.nan, math.nan)
        if not comma or not all(map(math.isfinite, point)):
            raise ValueError(f"{pair[:40]!r} is no point of a stroke; it would be two numbers: 12.5,40")
        points.append(point)
    return tuple(points)


def simplified(points: Sequence[Point], off: float = OFF) -> Stroke:
    """The stroke with fewer points: first and last stay, and none that is left out lies further than `off`
    units from the line that is kept (Douglas and Peucker 1973). Where more than 120 points would stay, `off`
    is doubled until they do not.
    """
    kept = _kept(points, off)
    while len(kept) > MOST:
        off *= 2
        kept = _kept(points, off)
    return tuple((round(x, 1), round(y, 1)) for x, y in kept)


def _kept(points: Sequence[Point], off: float) -> list[Point]:
    if len(points) < 3:
        return list(points)
    stay = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        between = range(first + 1, last)
        if not between:
            continue
        far = max(between, key=lambda at: away(points[at], points[first], points[last]))
        if away(points[far], points[first], points[last]) > off:
            stay.add(far)
            spans += [(first, far), (far, last)]
    return [points[at] for at in sorted(stay)]


def away(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from the straight piece between two others."""
    (px, py), (ax, ay), (bx, by) = point, start, end
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    share = min(1.0, max(0.0, ((px - ax) * dx + (py - ay) * dy) / length)) if length else 0.0
    return math.hypot(px - ax - share * dx, py - ay - share * dy)


def middle(points: Sequence[Point]) -> Point:
    """The point half way along a stroke of at least one point."""
    pieces = list(itertools.pairwise(points))
    left = sum(math.dist(a, b) for a, b in pieces) / 2
    for a, b in pieces:
        length = math.dist(a, b)
        if length and length >= left:
            share = left / length
            return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
        left -= length
    return points[0]


def tiles_along(view: AnyView, points: Sequence[Point]) -> tuple[Cell, ...]:
    """The tiles that a stroke runs over, each once, in order."""
    looked = list(points[:1])
    for a, b in itertools.pairwise(points):
        steps = max(1, math.ceil(math.dist(a, b) / PACE))
        looked += [
            (a[0] + (b[0] - a[0]) * step / steps, a[1] + (b[1] - a[1]) * step / steps)
            for step in range(1, steps + 1)
        ]
    found = (tile_at(view, x, y) for x, y in looked)
    return tuple(dict.fromkeys(tile for tile in found if tile))
