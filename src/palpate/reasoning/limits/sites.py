"""Places on the body as sets of sites: a cell of the body map with its side.

A cell in the middle has no side. A sided cell always carries one, so that two places overlap exactly
where the sets share a site; a side that is not known is both. What belongs to a region or a structure is
worked out once for a body of knowledge.
"""

from collections.abc import Iterable

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Structure
from palpate.knowledge.once import once
from palpate.knowledge.words import Side

Site = tuple[str, Side | None]
Sites = frozenset[Site]


def sites_of(regions: Iterable[str], side: Side | None, knowledge: Knowledge) -> Sites:
    """The sites of regions or cells on a side; no side and "both" mean left and right."""
    known, side = _by_region(knowledge), _one_side(side)
    found: set[Site] = set()
    for region in regions:
        sites = known.get((region, side))
        if sites is None:
            sites = known[region, side] = _region(region, side, knowledge)
        found |= sites
    return frozenset(found)


def everywhere(knowledge: Knowledge) -> Sites:
    """Every site of the body."""
    return _everywhere(knowledge)


def under(structure: Structure, side: Side | None, knowledge: Knowledge) -> Sites:
    """The sites where hands are laid to reach a structure. The side of one that has none is not looked at."""
    return _of_structure(structure, side, knowledge)[0]


def joints_moved(structure: Structure, side: Side | None, knowledge: Knowledge) -> Sites:
    """The sites of the joints that move when the structure is moved or stretched."""
    return _of_structure(structure, side, knowledge)[1]


def _of_structure(structure: Structure, side: Side | None, knowledge: Knowledge) -> tuple[Sites, Sites]:
    known, side = _by_structure(knowledge), _one_side(side) if structure.sided else None
    found = known.get((structure.id, side))
    if found is None or knowledge.structures.get(structure.id) is not structure:
        joints = {*structure.crosses, *(action.partition(".")[0] for action in structure.actions)}
        moved = [knowledge.structures[joint] for joint in joints if joint in knowledge.structures]
        found = (
            sites_of(structure.regions, side, knowledge),
            sites_of((region for joint in moved for region in joint.regions), side, knowledge),
        )
        known[structure.id, side] = found
    return found


def _one_side(side: Side | None) -> Side | None:
    return side if side in ("left", "right") else None


def _region(region: str, side: Side | None, knowledge: Knowledge) -> Sites:
    return frozenset(site for cell in knowledge.cells(region) for site in _sides(cell, side, knowledge))


def _sides(cell: str, side: Side | None, knowledge: Knowledge) -> tuple[Site, ...]:
    entry = knowledge.regions.get(cell)
    if entry is not None and not entry.sided:
        return ((cell, None),)
    return ((cell, side),) if side else ((cell, "left"), (cell, "right"))


@once
def _by_region(_knowledge: Knowledge) -> dict[tuple[str, Side | None], Sites]:
    """Filled as regions are asked for."""
    return {}


@once
def _by_structure(_knowledge: Knowledge) -> dict[tuple[str, Side | None], tuple[Sites, Sites]]:
    """Filled as structures are asked for."""
    return {}


@once
def _everywhere(knowledge: Knowledge) -> Sites:
    return sites_of(knowledge.regions, None, knowledge)
