"""Close-ups of knee, elbow, hand, foot and face: the strokes that are drawn between their joints."""

from collections.abc import Iterator

from palpate.drawing.charts import number
from palpate.drawing.skeleton import Point, Points, View, chains, heading

# How thick each piece is drawn, in units.
THICK = {
    "thigh": 36.0,
    "shin": 27.0,
    "upper": 26.0,
    "fore": 22.0,
    "palm": 20.0,
    "fingers": 12.0,
    "thumb": 10.0,
    "foot": 25.0,
}
FINGER, TOE = 8.0, 9.0
Stroke = tuple[list[Point], float]


def strokes(view: View, points: Points, scale: float) -> list[Stroke]:
    """The lines of a close-up with their thickness, in units."""
    if view == "palm":
        return [(run, wide * scale) for run, wide in _hand(points)]
    if view == "forefoot":
        return [(run, wide * scale) for run, wide in _foot(points)]
    if view == "face":
        return [([points["head"]], 92 * scale), ([points["chin"]], 46 * scale)]
    return [
        ([points[chain.origin], *(points[joint] for joint, _ in chain.pieces)], THICK[chain.name] * scale)
        for chain in chains(view)
        if chain.pieces[0][0] in points and chain.origin in points
    ]


def _hand(points: Points) -> Iterator[Stroke]:
    yield [points["elbow"], points["wrist"]], 24
    knuckles = [points[f"knuckle{i}"] for i in range(1, 5)]
    yield [points["wrist"], knuckles[0], knuckles[3], points["wrist"]], 12
    yield [points["wrist"], points["knuckle"]], 20
    for i, knuckle in enumerate(knuckles, 1):
        yield [knuckle, points[f"tip{i}"]], FINGER
    if "thumb1" in points:
        yield [points["wrist"], points["thumb1"], points["thumb2"]], 11


def _foot(points: Points) -> Iterator[Stroke]:
    yield [points["heel"], points["instep"]], 30
    yield [points["heel"], points["ball1"], points["ball5"], points["heel"]], 14
    yield [points["instep"], points["ball"]], 30
    for i in range(1, 6):
        yield [points[f"ball{i}"], points[f"toe{i}"]], TOE + (3 if i == 1 else 0)


def closeup(view: View, points: Points, scale: float, turn: float = 0) -> Iterator[str]:
    """The close-up as SVG; `turn` 1 shows a hand from its back."""
    if view == "face":
        yield from _face(points, scale)
        return
    for run, wide in strokes(view, points, scale):
        filled = ' fill="currentColor"' if len(run) > 3 else ""
        yield f'<path d="{_track(run)}"{filled} stroke-width="{number(wide)}"/>'
    if view == "palm" and turn > 0:
        nails = "".join(_track([points[f"tip{i}"]] * 2) for i in range(1, 5))
        yield f'<path class="cut" d="{nails}" stroke-width="{number(4.5 * scale)}"/>'
    if "patella" in points:
        x, y = points["patella"]
        turn = -heading(points["knee"], points["patella"])
        place = f'transform="rotate({number(turn)} {number(x)} {number(y)})"'
        size = f'rx="{number(6 * scale)}" ry="{number(11 * scale)}"'
        yield f'<ellipse class="cut cap" cx="{number(x)}" cy="{number(y)}" {size} {place} stroke-width="3"/>'


def _face(points: Points, scale: float) -> Iterator[str]:
    """Skull, jaw, eyes and mouth from in front; the mouth opens with the chin."""
    (x, y), (chin, low) = points["head"], points["chin"]
    left, right = points["jaw"], points["jaw2"]
    yield _line(_bowl(left, (x, y - 52 * scale), right, 50 * scale), 3.5)
    yield _line(_bowl(left, (chin, low + 8 * scale), right, 30 * scale), 3.5)
    yield _line("".join(_track([(x + side * scale, y - 6 * scale)] * 2) for side in (-16, 16)), 6 * scale)
    nose = [(x, y - 2 * scale), (x - 4 * scale, y + 12 * scale), (x + 2 * scale, y + 12 * scale)]
    yield _line(_track(nose), 2)
    mouth, gap = y + 26 * scale, max(low - y - 44 * scale, 0) * 0.8
    start, end = (_at((x + side * scale, mouth)) for side in (-13, 13))
    yield _line(f"M{start}Q{_at((chin, mouth + 2 * gap))} {end}{'Z' if gap else ''}", 2.5)
    yield _line(_track([(chin, mouth + gap - 2), (chin, mouth + gap + 5)]), 2.5)


def _bowl(left: Point, middle: Point, right: Point, wide: float) -> str:
    """A line from ear to ear over the crown or round the chin."""
    sides = [_at((middle[0] + side * wide, middle[1])) for side in (-1, 1)]
    return f"M{_at(left)}Q{sides[0]} {_at(middle)}Q{sides[1]} {_at(right)}"


def _line(track: str, wide: float) -> str:
    return f'<path d="{track}" stroke-width="{number(wide)}"/>'


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _track(run: list[Point]) -> str:
    return "M" + "L".join(_at(point) for point in run)
