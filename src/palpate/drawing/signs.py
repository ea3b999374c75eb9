"""The small signs on the body chart: one for each quality of pain, and those that therapists chart with.

Each is a line drawing in a box from -10 to 10, so that it reads without its colour.
"""

import functools
from collections.abc import Mapping

import msgspec

from palpate.drawing.body import DATA

# What pain is like, in the words that are stored, each with its sign.
QUALITIES: Mapping[str, str] = {
    "aching": "M-7 2C-5-6-2-6 0 0S5 6 7-2",
    "sharp": "M3-8L-4 1H4L-3 8",
    "burning": "M0-8C5-3 6 0 6 2A6 6 0 0 1-6 2C-6 0-4-1-3-4C-1-2 0-4 0-8Z",
    "numb": "M-7-3H7M-7 3H7",
    "tingling": "M-5-4h.1M5-4h.1M-5 4h.1M5 4h.1M0 0h.1",
    "stiff": "M-6-6V6M6-6V6M-6 0H6",
    "throbbing": "M-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M-7.5 0a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0-15 0",
    "cramping": "M-8 4L-4-5L0 4L4-5L8 4",
}

# The signs that a legend may give a meaning to.
SIGNS: Mapping[str, str] = {
    "circle": "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0",
    "target": "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0",
    "cross": "M-6-6L6 6M6-6L-6 6",
    "wave": "M-9 0C-7-7-4-7-3 0S1 7 3 0S7-7 9 0",
    "zigzag": "M-9 5L-5-5L0 5L5-5L9 5",
    "star": "M0-8V8M-7-4L7 4M7-4L-7 4",
    "arrows_in": "M-9 0H-2M-5-3L-2 0L-5 3M9 0H2M5-3L2 0L5 3",
    "arrows_out": "M-2 0H-9M-6-3L-9 0L-6 3M2 0H9M6-3L9 0L6 3",
    "slashes": "M-7 6L-3-6M-2 6L2-6M3 6L7-6",
    "bars": "M-9 0H9M-3-7V7M3-7V7",
    "turn": "M6-5A7 7 0 1 0 7 2M7-9L6-4L1-5",
    "up": "M0 8V-7M-5-2L0-8L5-2",
    "down": "M0-8V7M-5 2L0 8L5 2",
    "triangle": "M0-7L7 6H-7Z",
    "square": "M-6-6H6V6H-6Z",
    "letter_p": "M-3 8V-7H1A4 4 0 0 1 1 1H-3",
}


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a legend: what a sign stands for, and whether it is offered for new marks."""

    id: str
    name: str
    sign: str
    shown: bool = True


@functools.cache
def usual_legend() -> tuple[Entry, ...]:
    """The legend as it is usually taught: where a clinic starts."""
    from palpate.knowledge.written import read  # once somebody looks at a chart

    raw = read((DATA / "legend.yaml").read_text("utf8"))
    return msgspec.convert(raw, tuple[Entry, ...])
