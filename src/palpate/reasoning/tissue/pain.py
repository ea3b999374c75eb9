"""What the places of pain and of numbness say: referral maps and the skin areas of nerves.

The overlap of two sets of cells of the body map is what they share by what they have together: 1 where they
are the same, less for a wide map, 0 where they do not touch. Referral maps are traditional and drawn from few
people, and skin areas are coarse on the body map: both point, and prove nothing.
"""

from collections.abc import Iterator

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Structure
from palpate.knowledge.once import once
from palpate.reasoning.case import Case, Observation, Place
from palpate.reasoning.rules.logic import observed
from palpate.reasoning.tissue.suspect import Clue, side_of

DRAWN = 1.2  # the pain drawing and the referral are the same cells (clinical judgement)
NUMB = 1.2  # the numb place and the skin area are the same cells (clinical judgement)
# Where a finding of numbness or tingling lies, and of which nerves it speaks where the cells are too coarse
# to tell. No cells: the part of the pain drawing within the finding's regions.
NUMB_AT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "numb_first_three_fingers": (("thumb", "fingers"), ("median", "cervical_nerve_roots")),
    "numb_ring_little_fingers": (("fingers",), ("ulnar", "cervical_nerve_roots", "brachial_plexus")),
    "palm_numb_too": (("palm",), ()),
    "lateral_thigh_numbness": (("thigh_outer",), ()),
    "sole_burns_or_tingles": (("sole_edge", "heel"), ()),
    "toes_burn_or_tingle": (("toes",), ()),
    "toe_tip_sensation_reduced": (("toes",), ()),
    "facial_numbness": (("face",), ()),
    "arm_numbness": ((), ()),
    "dermatome_loss_arm": ((), ()),
    "numbness_leg": ((), ()),
    "tingling_leg": ((), ()),
    "dermatomal_numbness_leg": ((), ()),
    "paraesthesia": ((), ()),
}

Table = tuple[tuple[Structure, frozenset[str]], ...]


def from_drawing(case: Case, knowledge: Knowledge) -> Iterator[Clue]:
    """How much of the pain drawing a muscle's referral covers."""
    for side in ("left", "right"):
        cells = cells_on(case.pain, side, knowledge)
        for structure, reach in _referrals(knowledge) if cells else ():
            shared = len(cells & reach)
            if shared:
                text = (
                    f"Pain drawing: {shared} of {len(cells)} painful places lie in its referral area, "
                    f"which has {len(reach)}"
                )
                weight = DRAWN * shared / len(cells | reach)
                place = side_of(structure, side)
                yield Clue(structure.id, place, "trigger_point", weight, "pain_drawing", text)


def from_numbness(case: Case, knowledge: Knowledge) -> Iterator[Clue]:
    """How much of a numb or tingling place a nerve's skin area covers."""
    for observation in case.observations:
        if observation.finding not in NUMB_AT or observation.finding not in knowledge.findings:
            continue
        if not observation.present or observation not in observed(case, observation.finding):
            continue
        name = knowledge.findings[observation.finding].name
        nerves = NUMB_AT[observation.finding][1]
        for side in ("left", "right"):
            cells = _numb_cells(observation, side, case, knowledge)
            for nerve, area in _territories(knowledge) if cells else ():
                shared = len(cells & area)
                if shared and (not nerves or nerve.id in nerves):
                    text = f"{name}: {shared} of {len(cells)} such places lie in its skin area"
                    weight = NUMB * shared / len(cells | area)
                    place = side_of(nerve, side)
                    yield Clue(nerve.id, place, "sensitised", weight, observation.finding, text, "numbness")


def cells_on(places: tuple[Place, ...], side: str, knowledge: Knowledge) -> frozenset[str]:
    """The map cells of the places on one side; a place without a side lies on both."""
    here = [place for place in places if place.side in (None, "both", side)]
    return frozenset().union(*(knowledge.cells(place.region) for place in here))


def _numb_cells(observation: Observation, side: str, case: Case, knowledge: Knowledge) -> frozenset[str]:
    if observation.side not in (None, "both", side):
        return frozenset()
    if observation.region:
        return knowledge.cells(observation.region)
    named = NUMB_AT[observation.finding][0]
    if named:
        return frozenset().union(*(knowledge.cells(cell) for cell in named if cell in knowledge.regions))
    regions = knowledge.findings[observation.finding].regions
    within = frozenset().union(*(knowledge.cells(region) for region in regions))
    drawn = cells_on(case.pain, side, knowledge)
    return drawn & within if within else drawn


@once
def _referrals(knowledge: Knowledge) -> Table:
    return tuple((one, _reach(one.referral, knowledge)) for one in _having("referral", knowledge))


@once
def _territories(knowledge: Knowledge) -> Table:
    return tuple((one, _reach(one.territory, knowledge)) for one in _having("territory", knowledge))


def _having(field: str, knowledge: Knowledge) -> Iterator[Structure]:
    return (one for one in knowledge.structures.values() if getattr(one, field))


def _reach(regions: tuple[str, ...], knowledge: Knowledge) -> frozenset[str]:
    return frozenset().union(*(knowledge.cells(region) for region in regions))
