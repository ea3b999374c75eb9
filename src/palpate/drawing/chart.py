"""The body chart: windows onto the figure and its plates, and the marks on them, as SVG text.

The figure itself comes from the sheets of `figures.py` by `<use>`, so a chart is a few hundred bytes. Round
marks the client drew, square ones a therapist: who drew it shows without colour.
"""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from palpate.drawing.body import AnyView
from palpate.drawing.charts import number
from palpate.drawing.figures import Figure, drawn_at
from palpate.drawing.outline import Point
from palpate.drawing.signs import QUALITIES, SIGNS

RADIUS = 13.0  # of a mark, in units of the whole figure
USUAL_WIDTH = 400.0  # of a window, at which a mark has that radius
LEAST = 0.34  # how much smaller marks may become where a window shows little


class Window(NamedTuple):
    """A part of a view that is shown by itself: its name, and its box (x, y, width, height)."""

    key: str
    view: AnyView
    name: str
    box: tuple[float, float, float, float]


class Group(NamedTuple):
    """What is looked at together; `pair` is the word where there is room for its neighbour too."""

    key: str
    name: str
    pair: str
    windows: tuple[Window, ...]


BODY = (0, 0, 400, 900)
GROUPS: tuple[Group, ...] = (
    Group("front", "Front", "Front and back", (Window("front", "front", "Front", BODY),)),
    Group("back", "Back", "", (Window("back", "back", "Back", BODY),)),
    Group("left", "Left", "Sides", (Window("left", "left", "Left side", BODY),)),
    Group("right", "Right", "", (Window("right", "right", "Right side", BODY),)),
    Group(
        "head",
        "Head",
        "Head",
        (
            Window("head-front", "front", "Face", (140, 22, 120, 150)),
            Window("head-back", "back", "Back of the head", (140, 22, 120, 150)),
            Window("head-left", "left", "Left side of the head", (140, 22, 120, 150)),
            Window("head-right", "right", "Right side of the head", (140, 22, 120, 150)),
        ),
    ),
    Group(
        "hands",
        "Hands",
        "Hands",
        (
            Window("palms", "palms", "Palms", (0, 72, 440, 360)),
            Window("hands", "hands", "Backs of the hands", (0, 72, 440, 360)),
        ),
    ),
    Group(
        "feet",
        "Feet",
        "Feet",
        (
            Window("feet", "feet", "Feet from above", (20, 0, 400, 400)),
            Window("soles", "soles", "Soles", (20, 20, 400, 400)),
        ),
    ),
)
WINDOWS: tuple[Window, ...] = tuple(window for group in GROUPS for window in group.windows)
# On which side of the picture the client's right lies; from the side there is none.
RIGHT_IS = {"front": 0, "palms": 0, "feet": 0, "soles": 0, "back": 1, "hands": 1}


class Placed(NamedTuple):
    """A mark to be drawn: its point and line in the units of the record, and what it says."""

    key: str
    view: str
    x: float
    y: float
    stroke: tuple[Point, ...] = ()
    quality: str = ""
    intensity: int | None = None
    sign: str = ""  # of signs.SIGNS, for what a therapist charts; empty: pain
    by_client: bool = False
    words: str = ""
    shown: tuple[int, int] | None = None  # from which to which position of a slider
    away: bool = False  # not at the position where the slider is


class Sheets(NamedTuple):
    """The addresses of the sheets: of the figure, and of the plates."""

    figure: str
    plates: str


def window_svg(
    window: Window, marks: Iterable[Placed], *, figure: Figure, sheets: Sheets, field: str = ""
) -> str:
    """A window with the marks that lie in it. `field` is the id of the form that a press is sent by."""
    inside = [mark for mark in marks if mark.view == window.view and _within(mark, window, figure)]
    words = f"{window.name}. " + ("Nothing marked" if not inside else f"{len(inside)} marked")
    press = f' data-chart="{escape(field)}"' if field else ""
    plate = window.view in ("palms", "hands", "feet", "soles")
    sheet = sheets.plates if plate else sheets.figure
    muscles = "" if plate else f'<use class="muscles" href="{escape(sheet)}#{window.view}-muscles"/>'
    return (
        f'<svg class="figure" viewBox="{" ".join(map(number, window.box))}" role="img" '
        f'aria-label="{escape(words)}" data-view="{window.view}"{press}>'
        f'<use href="{escape(sheet)}#{window.view}"/>{muscles}{_sides(window)}'
        f"{''.join(mark_svg(mark, figure=figure, scale=_scale(window)) for mark in inside)}</svg>"
    )


def _scale(window: Window) -> float:
    return max(LEAST, window.box[2] / USUAL_WIDTH)


def _within(mark: Placed, window: Window, figure: Figure) -> bool:
    left, top, width, height = window.box
    x, y = drawn_at(figure, window.view, mark.x, mark.y)
    return left <= x <= left + width and top <= y <= top + height


def _sides(window: Window) -> str:
    """R and L beside the figure, the client's own."""
    right = RIGHT_IS.get(window.view)
    if right is None:
        return ""
    left, top, width, _height = window.box
    scale = _scale(window)
    ends = (left + 18 * scale, left + width - 18 * scale)
    y = top + (200 if window.box == BODY else 26) * scale
    return "".join(
        f'<text transform="translate({number(x)} {number(y)}) scale({scale:.2f})">{name}</text>'
        for x, name in ((ends[right], "R"), (ends[1 - right], "L"))
    )


def mark_svg(mark: Placed, *, figure: Figure, scale: float = 1.0) -> str:
    """One mark: its line, if it is one, and at its place a disc or square with the sign of what it says."""
    view: AnyView = mark.view  # type: ignore[assignment]
    x, y = drawn_at(figure, view, mark.x, mark.y)
    kind = [
        "m",
        "client" if mark.by_client else "own",
        "sign" if mark.sign else f"q-{mark.quality or 'pain'}",
    ]
    kind += ["off"] if mark.away else []
    span = f' data-from="{mark.shown[0]}" data-to="{mark.shown[1]}"' if mark.shown else ""
    line = ""
    if mark.stroke:
        points = "L".join(" ".join(map(number, drawn_at(figure, view, *at))) for at in mark.stroke)
        line = f'<path class="line" d="M{points}" stroke-width="{number(7 * scale)}"/>'
    at = f'transform="translate({number(x)} {number(y)}) scale({scale:.2f})"'
    strength = "" if mark.intensity is None else f'<text x="15" y="22">{mark.intensity}</text>'
    return (
        f'<g class="{" ".join(kind)}" data-mark="{escape(mark.key)}"{span}>'
        f"<title>{escape(mark.words)}</title>"
        f"{line}<g {at}>{_badge(mark)}{strength}</g></g>"
    )


def _badge(mark: Placed) -> str:
    round_one = f'<circle class="disc" r="{number(RADIUS)}"/>'
    square = '<path class="disc" d="M-12-12H12V12H-12Z"/>'
    drawn = SIGNS.get(mark.sign, "") if mark.sign else QUALITIES.get(mark.quality, "")
    return (round_one if mark.by_client else square) + (f'<path class="glyph" d="{drawn}"/>' if drawn else "")


def badge(*, quality: str = "", sign: str = "", by_client: bool = False, of: str = "") -> str:
    """The disc of a mark alone, for a button or a legend; hidden from who hears the page: a word stands
    beside it. `of` names the mark it belongs to, or the quality that it shows in a legend.
    """
    mark = Placed("", "front", 0, 0, quality=quality, sign=sign, by_client=by_client)
    kind = "sign" if sign else f"q-{quality or 'pain'}"
    name = f' data-badge="{escape(of)}"' if of else ""
    head = f'<svg class="badge m {kind}" viewBox="-15 -15 30 30" aria-hidden="true"{name}>'
    return f"{head}{_badge(mark)}</svg>"
