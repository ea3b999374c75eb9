"""The plots of the report, as SVG text: points and lines in a unit box, bars, with axes and labels."""

from collections.abc import Sequence
from html import escape

import msgspec

WIDTH, HEIGHT = 420, 340
LEFT, BOTTOM, TOP, RIGHT = 54, 44, 54, 14  # names of lines stand above the box
COLOURS = ("#1f5f8b", "#b3541e", "#3d7a3d", "#7a3d7a", "#666")


class Line(msgspec.Struct, frozen=True):
    """A named line, or points where `joined` is not set, in the units of the axes."""

    name: str
    points: tuple[tuple[float, float], ...]
    joined: bool = True
    sizes: tuple[float, ...] = ()  # radius of each point, in pixels


def plot(
    title: str,
    axes: tuple[str, str],
    lines: Sequence[Line],
    *,
    across: tuple[float, float] = (0, 1),
    up: tuple[float, float] = (0, 1),
    diagonal: bool = False,
) -> str:
    """Lines over two axes, which reach from the first to the second number."""

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            LEFT + (x - across[0]) / (across[1] - across[0]) * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - (y - up[0]) / (up[1] - up[0]) * (HEIGHT - BOTTOM - TOP),
        )

    parts = list(_frame(axes, across, up))
    if diagonal:
        (a, b), (c, d) = place(across[0], up[0]), place(across[1], up[1])
        parts.append(
            f'<line x1="{a:.1f}" y1="{b:.1f}" x2="{c:.1f}" y2="{d:.1f}" stroke="#999" '
            'stroke-dasharray="4 3"/>'
        )
    for number, line in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        spots = [place(x, y) for x, y in line.points]
        if line.joined and spots:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        sizes = line.sizes or (3.0,) * len(spots)
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{colour}" fill-opacity="0.8"/>'
            for (x, y), size in zip(spots, sizes, strict=True)
        ]
        if line.name:
            parts.append(
                f'<text x="{LEFT + 8}" y="{14 + 14 * number}" fill="{colour}">{escape(line.name)}</text>'
            )
    return _wrap(title, parts)


def histogram(title: str, axes: tuple[str, str], counts: Sequence[int]) -> str:
    """Bars of equal width over 0 to 1, as shares of all."""
    total, highest = sum(counts) or 1, max(counts, default=1) or 1
    top = highest / total
    parts = list(_frame(axes, (0, 1), (0, top)))
    width = (WIDTH - LEFT - RIGHT) / max(1, len(counts))
    for number, count in enumerate(counts):
        tall = count / highest * (HEIGHT - BOTTOM - TOP)
        parts.append(
            f'<rect x="{LEFT + number * width + 1:.1f}" y="{HEIGHT - BOTTOM - tall:.1f}" '
            f'width="{width - 2:.1f}" height="{tall:.1f}" fill="{COLOURS[0]}"/>'
        )
    return _wrap(title, parts)


def _frame(axes: tuple[str, str], across: tuple[float, float], up: tuple[float, float]) -> list[str]:
    """The two axes with five marks each, and their names."""
    floor, end = HEIGHT - BOTTOM, WIDTH - RIGHT
    parts = [
        f'<path d="M{LEFT} {TOP}V{floor}H{end}" fill="none" stroke="#333"/>',
        f'<text x="{(LEFT + end) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(axes[0])}</text>',
        f'<text transform="translate(13 {(TOP + floor) / 2:.0f}) rotate(-90)" text-anchor="middle">'
        f"{escape(axes[1])}</text>",
    ]
    for mark in range(5):
        share = mark / 4
        x, y = LEFT + share * (end - LEFT), floor - share * (floor - TOP)
        parts += [
            f'<text x="{x:.0f}" y="{floor + 15}" text-anchor="middle">{_number(across, share)}</text>',
            f'<text x="{LEFT - 5}" y="{y + 4:.0f}" text-anchor="end">{_number(up, share)}</text>',
        ]
    return parts


def _number(ends: tuple[float, float], share: float) -> str:
    return f"{ends[0] + share * (ends[1] - ends[0]):.3g}"


def _wrap(title: str, parts: list[str]) -> str:
    return (
        f'<figure><svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" font-size="11" fill="#222">'
        f"{''.join(parts)}</svg><figcaption>{escape(title)}</figcaption></figure>"
    )
