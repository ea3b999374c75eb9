"""From marks of the record to what a chart shows: windows onto the figure, and a line in words for each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from palpate.drawing.body import AnyView
from palpate.drawing.chart import GROUPS, Group, Placed, Sheets, Window, badge, window_svg
from palpate.drawing.figures import Figure
from palpate.drawing.places import muscle_name_at, place_words
from palpate.drawing.signs import QUALITIES, Entry
from palpate.knowledge import knowledge
from palpate.records.models import Mark

Span = tuple[int, int]
FALLBACK = "cross"  # for a sign of a legend that is not there any more


@dataclass(frozen=True)
class Line:
    """One mark in words, with its sign."""

    row: Mark
    place: str
    muscle: str  # near the surface under it; empty where none is drawn
    said: str  # "sharp, 6 of 10", "Trigger point"
    badge: SafeString
    span: Span | None = None

    @property
    def by(self) -> str:
        """Who drew it."""
        return "client" if self.row.by_client else "therapist"


@dataclass(frozen=True)
class Shown:
    """A group of windows that are looked at together."""

    group: Group
    windows: list[tuple[Window, SafeString]]


def sheets(figure: Figure) -> Sheets:
    """The addresses of the sheets that hold the figure."""
    return Sheets(static(f"palpate/figure-{figure}.svg"), static("palpate/figure-plates.svg"))


def signs_of(legend: Iterable[Entry]) -> dict[str, str]:
    """Which sign stands for what, by id."""
    return {one.id: one.sign for one in legend}


def placed(row: Mark, legend: dict[str, str], span: Span | None = None, at: int = 0) -> Placed:
    """A mark as the drawing takes it; `span`: where a slider shows it, `at`: where the slider is."""
    return Placed(
        key=str(row.first),
        view=row.view,
        x=row.x,
        y=row.y,
        stroke=tuple((x, y) for x, y in row.stroke),
        quality=row.quality,
        intensity=row.intensity,
        sign=legend.get(row.symbol, FALLBACK) if row.symbol else "",
        by_client=row.by_client,
        words=f"{place_of(row)}: {said_of(row)}",
        shown=span,
        away=span is not None and not span[0] <= at <= span[1],
    )


def place_of(row: Mark) -> str:
    """Where a mark is, in words."""
    words = place_words(cast(AnyView, row.view), row.x, row.y, knowledge().regions)
    return f"{words}, and on from there" if row.stroke and row.also else words


def said_of(row: Mark) -> str:
    """What a mark says: the sign's meaning when it was drawn, or quality and strength of the pain."""
    strength = "" if row.intensity is None else f"{row.intensity} of 10"
    kind = row.words if row.symbol else row.quality or ("" if strength else "pain, not said how")
    return ", ".join(part for part in (kind, strength) if part)


def line_of(row: Mark, legend: dict[str, str], span: Span | None = None) -> Line:
    """A mark in words."""
    view = cast(AnyView, row.view)
    sign = legend.get(row.symbol, FALLBACK) if row.symbol else ""
    return Line(
        row=row,
        place=place_of(row),
        muscle=muscle_name_at(view, row.x, row.y, knowledge().structures),
        said=said_of(row),
        badge=mark_safe(badge(quality=row.quality, sign=sign, by_client=row.by_client)),
        span=span,
    )


def windows(
    marks: Sequence[Placed], figure: Figure, *, field: str = "", only_marked: bool = False
) -> list[Shown]:
    """All groups of windows with the marks. `only_marked` leaves out what says nothing, but never front and
    back.
    """
    found = sheets(figure)
    shown = []
    for group in GROUPS:
        drawn = [
            (one, mark_safe(window_svg(one, marks, figure=figure, sheets=found, field=field)))
            for one in group.windows
        ]
        if only_marked and group.key not in ("front", "back"):
            drawn = [(one, svg) for one, svg in drawn if "data-mark" in svg]
        if drawn:
            shown.append(Shown(group, drawn))
    return shown


def qualities() -> list[tuple[str, SafeString]]:
    """What pain is like, each word with its sign."""
    return [(word, mark_safe(badge(quality=word))) for word in QUALITIES]


def legend_signs(legend: Iterable[Entry], also: Iterable[str] = ()) -> list[tuple[Entry, SafeString]]:
    """The signs that are offered, and those that are used already, each with its drawing."""
    used: set[Any] = set(also)
    return [(one, mark_safe(badge(sign=one.sign))) for one in legend if one.shown or one.id in used]
