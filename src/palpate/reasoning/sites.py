"""Places on the body as sets of sites: a cell of the body map with its side.

A cell in the middle has no side. A sided cell always carries one, so that two places overlap exactly
where the sets share a site; a side that is not known is both.
"""

from collections.abc import Iterable

from palpate.knowledge import Knowledge
from palpate.knowledge.words import Side

Site = tuple[str, Side | None]


def sites_of(regions: Iterable[str], side: Side | None, knowledge: Knowledge) -> frozenset[Site]:
    """The sites of regions or cells on a side; no side and "both" mean left and right."""
    cells = frozenset().union(*(knowledge.cells(region) for region in regions))
    return frozenset(site for cell in cells for site in _sides(cell, side, knowledge))


def everywhere(knowledge: Knowledge) -> frozenset[Site]:
    """Every site of the body."""
    return sites_of(knowledge.regions, None, knowledge)


def _sides(cell: str, side: Side | None, knowledge: Knowledge) -> tuple[Site, ...]:
    entry = knowledge.regions.get(cell)
    if entry is not None and not entry.sided:
        return ((cell, None),)
    return ((cell, side),) if side in ("left", "right") else ((cell, "left"), (cell, "right"))
