"""Paths of the body figure as polygons: reading them, and asking whether a point lies within."""

import itertools
import re
from collections.abc import Iterator

Point = tuple[float, float]
Polygon = tuple[Point, ...]

# Straight pieces for one curve: at the figure's size the chord is then less than half a unit off.
PIECES = 8
_TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")


def polygons(path: str) -> tuple[Polygon, ...]:
    """The closed polygons of a path made of absolute M, relative c and l, and Z.

    Curves are cut into straight pieces. Raises ValueError for any other command.
    """
    done: list[Polygon] = []
    points: list[Point] = []
    for command, numbers in _commands(path):
        if command == "M":
            points = [(numbers[0], numbers[1])]
        elif command == "Z":
            done.append(tuple(points))
        elif command in "cl":
            points.extend(_walk(points[-1], command, numbers))
        else:
            raise ValueError(f"command {command!r} in a path; only M, c, l and Z are read")
    return tuple(done) or (tuple(points),)


def walked(path: str) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """The commands of such a path, each with its points made absolute: one for M, one a line for l, three a
    curve for c (its two handles and its end), none for Z. Raises ValueError for any other command.
    """
    here = (0.0, 0.0)
    for command, numbers in _commands(path):
        if command not in ("M", "c", "l", "Z"):
            raise ValueError(f"command {command!r} in a path; only M, c, l and Z are read")
        points: list[Point] = []
        start, size = ((0.0, 0.0), 1) if command == "M" else (here, 3 if command == "c" else 1)
        for at in range(0, len(numbers), 2):
            points.append((start[0] + numbers[at], start[1] + numbers[at + 1]))
            if len(points) % size == 0:
                here = start = points[-1]
        yield command, tuple(points)


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    command, numbers = "", list[float]()
    for token in _TOKEN.findall(path):
        if token.isalpha():
            if command:
                yield command, numbers
            command, numbers = token, []
        else:
            numbers.append(float(token))
    if command:
        yield command, numbers


def _walk(start: Point, command: str, numbers: list[float]) -> Iterator[Point]:
    """The points after `start` along relative lines (two numbers each) or cubic curves (six)."""
    size = 2 if command == "l" else 6
    for at in range(0, len(numbers), size):
        part = numbers[at : at + size]
        corners = [start, *((start[0] + part[i], start[1] + part[i + 1]) for i in range(0, size, 2))]
        steps = 1 if command == "l" else PIECES
        for step in range(1, steps + 1):
            yield _between(corners, step / steps)
        start = corners[-1]


def _between(corners: list[Point], share: float) -> Point:
    """The point at `share` of a line or Bezier curve, by De Casteljau's halving of its control polygon."""
    while len(corners) > 1:
        corners = [
            (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
            for a, b in itertools.pairwise(corners)
        ]
    return corners[0]


def inside(x: float, y: float, shape: tuple[Polygon, ...]) -> bool:
    """Whether a point lies within the polygons, by the even-odd rule."""
    odd = False
    for polygon in shape:
        ax, ay = polygon[-1]
        for bx, by in polygon:
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                odd = not odd
            ax, ay = bx, by
    return odd
