"""The figure in its builds, feminine, masculine and neutral, and the sheets of shapes that pages draw from.

What a record stores is a point of the neutral figure, in the units of `body.json`. A build moves points
sideways by a smooth rule that can be undone, so a mark stays on its region whichever build shows it. How far
each build moves was set by eye; no anthropometry is meant.
"""

import functools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from palpate.drawing.body import DATA, PLATES, VIEWS, WIDTH, AnyView, shape_of
from palpate.drawing.outline import Point, walked

Figure = Literal["feminine", "masculine", "neutral"]
FIGURES: tuple[Figure, ...] = ("feminine", "masculine", "neutral")
AXIS = WIDTH / 2
SHEETS = ("feminine", "masculine", "neutral", "plates")
CLOSE = 1e-4  # units: when the search for the way back is near enough


class Build(NamedTuple):
    """How far a build lies outward of the neutral figure, in units: in front at shoulder, waist and hip of
    each half, from the side at breast, belly and buttock.
    """

    shoulder: float
    waist: float
    hip: float
    breast: float
    belly: float
    buttock: float


BUILDS: dict[str, Build] = {
    "feminine": Build(shoulder=-7, waist=-5, hip=4.5, breast=9, belly=-3, buttock=4),
    "masculine": Build(shoulder=4, waist=2, hip=-2.5, breast=2, belly=1, buttock=-2),
}


def figure_for(sex: str | None) -> Figure:
    """The build that is shown first: by the sex that is recorded, neutral where none is."""
    found: dict[str | None, Figure] = {"female": "feminine", "male": "masculine"}
    return found.get(sex, "neutral")


def drawn_at(figure: str, view: AnyView, x: float, y: float) -> Point:
    """Where a point of the record (neutral units) lies on the drawing of a build."""
    build = BUILDS.get(figure)
    return (x + _shift(build, view, x, y), y) if build else (x, y)


def stored_at(figure: str, view: AnyView, x: float, y: float) -> Point:
    """The point of the record for one on the drawing of a build: `drawn_at` undone, to a thousandth."""
    build = BUILDS.get(figure)
    if not build:
        return x, y
    found = x
    for _ in range(60):  # moves by less than it is moved: each step comes nearer
        off = found + _shift(build, view, found, y) - x
        if abs(off) < CLOSE:
            break
        found -= off
    return found, y


def _shift(build: Build, view: AnyView, x: float, y: float) -> float:
    """How far a point goes to the right."""
    if view in ("front", "back"):
        out = abs(x - AXIS)
        return _outward(build, out, y) * (1 if x >= AXIS else -1)
    if view == "left":
        return _along(build, x, y)
    if view == "right":
        return -_along(build, WIDTH - x, y)
    return 0.0


def _outward(build: Build, out: float, y: float) -> float:
    """Front and back: by the distance from the midline. The arm goes with the shoulder, the trunk with what
    is level with it; between the two it changes over the gap.
    """
    level = (
        build.shoulder * _ramp(y, 145, 185) * (1 - _ramp(y, 226, 310))
        + build.waist * _ramp(y, 235, 315) * (1 - _ramp(y, 335, 400))
        + build.hip * _ramp(y, 335, 415) * (1 - _ramp(y, 470, 660))
    )
    share = min(1.0, out / 80)
    trunk = level * share * (2 - share)
    if not 200 < y < 600:
        return trunk
    skin = 72 + max(0.0, y - 226) * 0.09
    arm = _ramp(out, skin, skin + 4 + max(0.0, y - 226) * 0.13)
    return trunk + (build.shoulder - trunk) * arm * _ramp(y, 200, 226) * (1 - _ramp(y, 560, 600))


def _along(build: Build, x: float, y: float) -> float:
    """From the side, facing left: breast and belly forward, buttock backward; the arm hardly."""
    front, behind = 1 - _ramp(x, 152, 192), _ramp(x, 222, 262)
    forward = build.breast * _bump(y, 226, 34) + build.belly * _bump(y, 345, 60)
    return build.buttock * _bump(y, 428, 60) * behind - forward * front


def _ramp(at: float, low: float, high: float) -> float:
    """From 0 at `low` to 1 at `high`, smooth at both ends."""
    share = min(1.0, max(0.0, (at - low) / (high - low)))
    return share * share * (3 - 2 * share)


def _bump(at: float, middle: float, half: float) -> float:
    return 1 - _ramp(abs(at - middle), 0, half)


def moved(path: str, move: Callable[[float, float], Point]) -> str:
    """A path (absolute M, relative c and l, Z) with each of its points moved; tenths, relative to the end
    that was rounded, so that errors do not add up.
    """
    out, here = [], (0, 0)
    for command, points in walked(path):
        if command == "Z":
            out.append("Z")
            continue
        tenths = [tuple(round(10 * value) for value in move(*point)) for point in points]
        start = (0, 0) if command == "M" else here
        size = {"M": 1, "l": 1, "c": 3}[command]
        numbers: list[int] = []
        for at, (x, y) in enumerate(tenths):
            numbers += [x - start[0], y - start[1]]
            if (at + 1) % size == 0:
                here = x, y
                start = here if command != "M" else (0, 0)
        out.append(command + _joined(numbers))
    return "".join(out)


def _joined(tenths: list[int]) -> str:
    text = ""
    for number in tenths:
        one = re.sub(r"(?<!\d)0\.", ".", f"{number / 10:.1f}".removesuffix(".0"))
        one = "0" if one in ("-0", "") else one
        text += one if not text or one.startswith("-") else " " + one
    return text


@functools.cache
def _details() -> dict[str, dict[str, list[str]]]:
    raw: dict[str, dict[str, list[str]]] = json.loads((DATA / "plates.json").read_text("utf8"))["details"]
    return raw


def sheet(name: str) -> str:
    """One sheet as an SVG file: of a build all views of the body, each as `<g id="front">` with skin and
    lines and `<g id="front-muscles">`; "plates" has hands and feet. Colours come from the page, through the
    variables that `<use>` hands down. Raises KeyError for another name.
    """
    if name not in SHEETS:
        raise KeyError(name)
    views: tuple[AnyView, ...] = PLATES if name == "plates" else VIEWS
    drawn = "".join(_group(name, view) for view in views)
    return f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{drawn}</defs></svg>\n'


def _group(name: str, view: AnyView) -> str:
    shape = shape_of(view)

    def here(path: str) -> str:
        return moved(path, lambda x, y: drawn_at(name, view, x, y)) if name in BUILDS else path

    lines = "".join(map(here, (*shape.lines, *_details().get(name, {}).get(view, ()))))
    skin = f'<path fill="var(--body)" stroke="var(--body-edge)" d="{here(shape.outline)}"/>'
    thin = f'<path fill="none" stroke="var(--body-edge)" opacity=".7" d="{lines}"/>'
    parts = f'<g id="{view}">{skin}{thin}</g>'
    over = "".join(here(muscle.path) for muscle in shape.muscles if not muscle.deep)
    return parts + (f'<path id="{view}-muscles" d="{over}"/>' if over else "")


def write(folder: Path) -> list[Path]:
    """Write every sheet into a folder; gives their paths."""
    written = []
    for name in SHEETS:
        path = folder / f"figure-{name}.svg"
        path.write_text(sheet(name), encoding="utf8")
        written.append(path)
    return written
