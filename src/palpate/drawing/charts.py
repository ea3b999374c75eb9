"""Bars and charts as SVG text. Colours and line styles come from the page's CSS classes."""

from html import escape


def number(value: float) -> str:
    """A coordinate with at most one decimal: 12.0 as 12, 12.34 as 12.3."""
    return f"{value:.1f}".removesuffix(".0")


def bar(value: float, low: float | None = None, high: float | None = None) -> str:
    """A probability (0 to 1) as a bar: solid up to `low`, paler up to `high`, a tick at the value.

    Hidden from screen readers: the page says the figure in words beside it.
    """
    end = value if low is None or high is None else low
    parts = [f'<rect width="{number(100 * end)}" height="10"/>']
    if low is not None and high is not None:
        parts.append(
            f'<rect class="maybe" x="{number(100 * low)}" width="{number(100 * (high - low))}" height="10"/>'
        )
        parts.append(f'<path class="tick" d="M{number(100 * value)} 0V10"/>')
    body = "".join(parts)
    return f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{body}</svg>'


def pips(least: float, most: float, usual: float | None = None) -> str:
    """Pressure 1 to 10 as ten fields: open up to `most`, hatched above, filled up to `usual`."""
    fields = {"met": "", "open": "", "shut": ""}
    for step in range(1, 11):
        kind = "shut" if step > most else "met" if usual is not None and step <= usual else "open"
        fields[kind] += f"M{20 * step - 19} 1h18v10h-18z"
    drawn = "".join(f'<path class="{kind}" d="{path}"/>' for kind, path in fields.items() if path)
    words = f"Pressure {number(least)} to {number(most)} of 10 is open"
    if usual is not None:
        words = f"Pressure {number(usual)} of 10; {number(most)} is the limit"
    head = f'<svg class="pips" viewBox="0 0 200 12" role="img" aria-label="{escape(words)}">'
    return f"{head}{drawn}</svg>"


def motion(here: float, beside: float | None = None, usual: float | None = None) -> str:
    """A range of motion (degrees): the bar is this side, the tick the other, the length the usual range.

    Hidden from screen readers: the figures stand in the row.
    """
    full = usual or max(here, beside or 0, 1)

    def share(degrees: float) -> str:
        return number(100 * min(max(degrees / full, 0), 1))

    tick = "" if beside is None else f'<path class="tick" d="M{share(beside)} 0V10"/>'
    drawing = f'<rect width="{share(here)}" height="10"/>{tick}'
    return (
        f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{drawing}</svg>'
    )
