"""The marks on the drawing of a test: the examiner's hands, arrows, where it is felt, where to look.

Each mark has its own shape: a square hand holds still or feels, a round one moves or presses.
"""

import math
from typing import Any

import msgspec

from palpate.drawing.charts import number
from palpate.drawing.skeleton import Point, Points, away, heading

# How large the marks are, in units.
HAND, HALO = 5.5, 3.0
# A place: a joint; a joint moved by (x, y); the share of the way between two joints, moved; a point.
Place = str | tuple[str | float, ...]


class Hand(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a hand of the examiner lies, and where it pushes to (degrees, 0 right, 90 up), how far in units.

    Without `push` it presses straight down on the picture, or goes with the movement that is drawn.
    """

    at: Place
    push: float | None = None
    far: float = 22


class Effort(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The client's own force: where it begins, and where it goes to."""

    at: Place
    to: float
    far: float = 26


class Spin(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A turn about the long axis of a limb, drawn as a loop; `way` 1 counter-clockwise, -1 clockwise."""

    at: Place
    way: int
    size: float = 10


def place(spec: Place, points: Points) -> Point:
    """The point of a place. Raises KeyError for a joint that the figure does not have."""
    if isinstance(spec, str):
        return points[spec]
    first, second, *rest = spec
    if not isinstance(first, str):
        return float(first), float(second)
    start = points[first]
    if isinstance(second, str):
        end, share = points[second], float(rest[0])
        start = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
        by = [float(one) for one in rest[1:]] or [0.0, 0.0]
    else:
        by = [float(second), *(float(one) for one in rest)]
    return start[0] + by[0], start[1] + by[1]


def _stroked(track: str, wide: float, halo: str = "", more: str = "") -> str:
    """A line on a paler, thicker one, so that it is seen on the body."""
    under = f'<path class="cut{halo}" d="{track}" stroke-width="{number(wide + HALO)}"/>'
    return f'{under}<path d="{track}"{more} stroke-width="{number(wide)}"/>'


def held(spot: Point) -> str:
    """The hand that holds still or feels: a square."""
    x, y, size = number(spot[0] - HAND), number(spot[1] - HAND), number(2 * HAND)
    square = f'x="{x}" y="{y}" width="{size}" height="{size}" rx="1.5"'
    under = f'<rect class="cut" {square} stroke-width="{number(4 + HALO)}"/>'
    return f'{under}<rect {square} stroke-width="3"/>'


def moved(spot: Point, push: float | None, far: float) -> str:
    """The hand that moves or presses: a disc, with an arrow where it goes to."""
    middle = f'cx="{number(spot[0])}" cy="{number(spot[1])}"'
    under = f'<circle class="cut" {middle} r="{number(HAND + 1)}" stroke-width="{number(HALO)}"/>'
    disc = f'{under}<circle {middle} r="{number(HAND)}" fill="currentColor" stroke-width="1"/>'
    return disc if push is None else straight(away(spot, push, HAND), away(spot, push, HAND + far)) + disc


def felt(spot: Point, size: float = 7.5) -> str:
    """Where a positive test is felt: a star of six rays round a gap."""
    rays = [[away(spot, turn, 0.4 * size), away(spot, turn, size)] for turn in range(0, 360, 60)]
    return _stroked("".join(_track(ray) for ray in rays), 2.6)


def looked(spot: Point, size: float = 9.0) -> str:
    """Where to look: an eye."""
    (x, y), left, right = spot, (spot[0] - size, spot[1]), (spot[0] + size, spot[1])
    lids = f"M{_at(left)}Q{_at((x, y - size))} {_at(right)}Q{_at((x, y + size))} {_at(left)}Z"
    return f'{_stroked(lids, 2, " lid")}<path d="{_track([spot, spot])}" stroke-width="5.5"/>'


def straight(tail: Point, tip: Point, dashed: bool = False) -> str:
    """A straight arrow."""
    return _pointed(_track([tail, tip]), tip, heading(tail, tip), dashed)


def effort(spot: Point, to: float, far: float) -> str:
    """The client's own force: a dashed arrow."""
    return straight(spot, away(spot, to, far), dashed=True)


def bowed(tail: Point, tip: Point, bow: float) -> str:
    """An arrow that bows to the side by so many units."""
    middle = ((tail[0] + tip[0]) / 2, (tail[1] + tip[1]) / 2)
    pull = away(middle, heading(tail, tip) + 90, 2 * bow)
    return _pointed(f"M{_at(tail)}Q{_at(pull)} {_at(tip)}", tip, heading(pull, tip))


def swung(middle: Point, radius: float, first: float, last: float) -> str:
    """An arrow on a circle from one angle to another, the short way round."""
    return _arc(middle, radius, first, (last - first + 180) % 360 - 180)


def spun(spot: Point, way: int, size: float) -> str:
    """Three quarters of a loop with a tip."""
    return _arc(spot, size, 200 if way > 0 else -20, way * 250)


def _arc(middle: Point, radius: float, first: float, sweep: float) -> str:
    steps = max(1, math.ceil(abs(sweep) / 60))
    half = math.radians(sweep / steps / 2)
    run = f"M{_at(away(middle, first, radius))}"
    for step in range(steps):
        between = first + sweep * (step + 0.5) / steps
        end = away(middle, first + sweep * (step + 1) / steps, radius)
        run += f"Q{_at(away(middle, between, radius / math.cos(half)))} {_at(end)}"
    ahead = 1 if sweep > 0 else -1
    lean = math.degrees(min(4.5 / max(radius, 1), 0.5))
    return _pointed(run, away(middle, first + sweep, radius), first + sweep + ahead * (90 - lean))


def follow(spec: tuple[Any, ...], start: Points, last: Points) -> str:
    """The arrow of a movement: the way of a joint round another one, or between two points.

    [joint, pivot, how far outside] or [joint, dx, dy] or [x, y, x, y, bow].
    """
    if not isinstance(spec[0], str):
        tail, tip = (spec[0], spec[1]), (spec[2], spec[3])
        return bowed(tail, tip, spec[4] if len(spec) > 4 else 0)
    joint = spec[0]
    if isinstance(spec[1], str):
        pivot = spec[1]
        middle, further = last[pivot], spec[2] if len(spec) > 2 else 12
        radius = math.dist(middle, last[joint]) + further
        return swung(middle, radius, heading(start[pivot], start[joint]), heading(middle, last[joint]))
    dx, dy = spec[1], spec[2]
    tail, tip = ((points[joint][0] + dx, points[joint][1] + dy) for points in (start, last))
    return straight(tail, tip)


def _pointed(shaft: str, tip: Point, aim: float, dashed: bool = False) -> str:
    barbs = _track([away(tip, aim + 148, 7.5), tip, away(tip, aim - 148, 7.5)])
    dash = ' stroke-dasharray="1 5"' if dashed else ""
    return _stroked(shaft, 3, more=dash) + _stroked(barbs, 3)


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _track(run: list[Point]) -> str:
    return "M" + "L".join(_at(point) for point in run)
