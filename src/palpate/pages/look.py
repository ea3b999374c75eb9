"""The look on a page of its own: tokens with their contrast, type, space and parts, day beside evening.

The tokens are read from tokens.css, the parts are the snippets of docs/look.md: nothing stands here twice.
Where the program was installed without its documents, the page has no parts.
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.utils.safestring import mark_safe
from django.utils.text import slugify
from django.views.decorators.http import require_GET

HERE = Path(__file__).parent
TOKENS = HERE / "static/palpate/tokens.css"
PARTS = HERE.parents[2] / "docs/look.md"
THEMES = ("light", "dark")
# What each colour says, and on what it stands: text needs 4.5 against it, the edge of a control 3
# (WCAG 1.4.3 and 1.4.11).
COLOURS = (
    ("ink", "text", "paper", 4.5),
    ("ink2", "secondary text", "paper", 4.5),
    ("act", "what can be pressed, measured values", "paper", 4.5),
    ("on-act", "writing on a filled button", "act", 4.5),
    ("on-slab", "writing on the one filled block", "slab", 4.5),
    ("ok", "done, ready, goal; with a tick", "paper", 4.5),
    ("mind", "restrictions, unsettled, still needed; with a half or dashed circle", "paper", 4.5),
    ("stop", "same day, emergency, stop, not on course; with a diamond, octagon or triangle", "paper", 4.5),
    ("stop", "the same in a warning", "stop-soft", 4.5),
    ("sore", "marks on the body", "body", 3),
    ("edge", "edges of controls", "sheet", 3),
    ("body-edge", "the outline of the body", "paper", 3),
)
OWN_BASE = {"The client's phone", "At the table"}  # drawn on a page of their own kind


@dataclass(frozen=True)
class Colour:
    """One colour on another, by day and in the evening."""

    name: str
    on: str
    says: str
    least: float
    light: float
    dark: float

    @property
    def enough(self) -> bool:
        """Whether both contrasts are what the rules ask for."""
        return min(self.light, self.dark) >= self.least


@functools.cache
def tokens() -> dict[str, tuple[str, str]]:
    """Every colour of tokens.css, by day and in the evening."""
    text = TOKENS.read_text(encoding="utf8")
    found = {
        name: (day, night)
        for name, day, night in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", text)
    }
    return found | {name: (one, one) for name, one in re.findall(r"--([\w-]+): (#\w+);", text)}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as #rgb or #rrggbb, from 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colours() -> list[Colour]:
    """All colours that stand on another, with their contrast."""
    known = tokens()
    return [
        Colour(name, on, says, least, *(contrast(known[name][at], known[on][at]) for at in (0, 1)))
        for name, says, on, least in COLOURS
    ]


def sections() -> dict[str, tuple[str, list[str]]]:
    """The parts of docs/look.md that have something to draw: name to title and snippets."""
    if not PARTS.exists():
        return {}
    found = {}
    for section in re.split(r"^## ", PARTS.read_text(encoding="utf8"), flags=re.M)[1:]:
        title = section.splitlines()[0]
        snippets = re.findall(r"```html\n(.*?)```", section, re.S)
        if snippets and title not in OWN_BASE:
            found[slugify(title)] = (title, snippets)
    return found


@login_required
@require_GET
def look(request: HttpRequest, part: str = "") -> HttpResponse:
    """The tokens; or one family of parts, day beside evening."""
    every = sections()
    if part and part not in every:
        raise Http404
    page = {
        "colours": colours(),
        "sections": [(key, title) for key, (title, _said) in every.items()],
        "part": part,
    }
    if part:
        title, snippets = every[part]
        page |= {"title": title, "drawn": [(theme, _drawn(request, snippets, theme)) for theme in THEMES]}
    return render(request, "palpate/look.html", page)


def _drawn(request: HttpRequest, snippets: list[str], theme: str) -> str:
    """The snippets as they look; ids and names are of this theme only, for both stand on one page."""
    html = engines["django"].from_string("\n".join(snippets)).render({}, request)
    html = re.sub(r'(\b(?:id|for|name|aria-labelledby|aria-describedby)=")([^"]+)"', rf'\1{theme}-\2"', html)
    html = re.sub(r'(aria-labelledby="[^"]+)"', rf'\1 {theme}"', html)  # by day and in the evening
    html = re.sub(r'aria-label="([^"]*)"', rf'aria-label="\1, {theme}"', html)
    return mark_safe(html)
