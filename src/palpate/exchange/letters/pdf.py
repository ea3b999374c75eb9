"""The letter set by Typst: PDF for sending, a picture for looking at it. What people typed goes in as data,
never as source.
"""

import json
from pathlib import Path
from typing import Any, Literal

SOURCE = Path(__file__).with_name("letter.typ")
SIZES = (10.5, 9.5, 9.0, 8.5)  # points: the largest at which the letter fits on one page is taken
Content = dict[str, Any]


class TooLong(Exception):  # noqa: N818 - what it is, not that it failed
    """The letter does not fit on one page even in the smallest letters."""


def pdf_of(content: Content) -> bytes:
    """The letter as a PDF of exactly one page. Raises TooLong."""
    size = fitting_size(content)
    if size is None:
        raise TooLong("the letter is longer than one page; shorten it")
    return _compiled(content, size, "pdf")


def picture_of(content: Content) -> bytes:
    """The first page as a PNG picture."""
    return _compiled(content, fitting_size(content) or SIZES[-1], "png")


def fitting_size(content: Content) -> float | None:
    """The largest size in points at which it fits on one page; None where none does."""
    return next((size for size in SIZES if pages(content, size) == 1), None)


def pages(content: Content, size: float) -> int:
    """How many pages the letter has at a size in points."""
    import typst  # here: 7 MiB for each process, and few ever set a letter

    found = typst.query(
        str(SOURCE),
        "<pages>",
        field="value",
        one=True,
        root=str(SOURCE.parent),
        ignore_system_fonts=True,
        sys_inputs=_inputs(content, size),
    )
    return int(json.loads(found))


def _compiled(content: Content, size: float, format: Literal["pdf", "png"]) -> bytes:
    import typst

    made = typst.compile(
        str(SOURCE),
        root=str(SOURCE.parent),
        ignore_system_fonts=True,
        format=format,
        ppi=110 if format == "png" else None,
        sys_inputs=_inputs(content, size),
    )
    return bytes(made[0] if isinstance(made, list) else made)


def _inputs(content: Content, size: float) -> dict[str, str]:
    return {"letter": json.dumps(content | {"size": size})}
