"""Privacy mode: whether the page that is being drawn hides the names of clients, and how it does.

The server writes initials and dots; the whole text stands beside them sealed, and is shown while somebody
holds it. Who can seal is told from outside, for each request.
"""

from collections.abc import Callable
from contextvars import ContextVar

from django.utils.html import format_html
from django.utils.safestring import SafeString

Seal = Callable[[str], str]
_seal: ContextVar[Seal | None] = ContextVar("_seal", default=None)

DOTS = "•••••"


def begin(seal: Seal) -> None:
    """Hide from here on."""
    _seal.set(seal)


def end() -> None:
    """Hide nothing from here on."""
    _seal.set(None)


def hides() -> bool:
    """Whether names are hidden now."""
    return _seal.get() is not None


def veiled(text: str, instead: str) -> SafeString | str:
    """The text; where names are hidden, what stands `instead` of it, with the text sealed beside it."""
    seal = _seal.get()
    if seal is None or not text:
        return text
    return format_html('<span class="veil" data-veil="{}">{}</span>', seal(text), instead)
