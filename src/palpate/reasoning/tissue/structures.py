"""Which structures are impaired: the muscle, joint or nerve, what is wrong with it, how sure, and why.

Kinesiology, in steps that add up. A motion that is lost implicates the muscles that it would lengthen, those
that make it, and the joint (motion.py). A pain drawing implicates the muscles whose referral covers it, a
numb place the nerve whose skin it is (pain.py). Palpation, strength and loading confirm or speak against, and
posture points weakly (touch.py). The structures of the leading hypotheses stand behind, weakly. suspect.py
puts it together. What nothing was found of, one joint up or down, is only worth a look (kinetics.py).
"""

from collections.abc import Iterator

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Condition
from palpate.knowledge.words import Impairment, Side
from palpate.reasoning.case import Case
from palpate.reasoning.causes.differential import OTHER, Hypothesis, differential, on_complaint_side
from palpate.reasoning.tissue.motion import LOST, from_motion, lost_share
from palpate.reasoning.tissue.pain import from_drawing, from_numbness
from palpate.reasoning.tissue.suspect import Clue, Reason, Suspect, side_of, suspects_of
from palpate.reasoning.tissue.touch import from_hands, from_posture

__all__ = ["LOST", "USUAL", "Reason", "Suspect", "lost_share", "structures"]

NAMED, NEXT = 1.0, 0.9  # a hypothesis that is certain; each further structure it names
USUAL: dict[str, Impairment] = {  # what a hypothesis usually means for a structure
    "muscle": "hypertonic",
    "fascia": "adhered",
    "joint": "restricted",
    "nerve": "sensitised",
    "bursa": "swollen",
}


def structures(
    case: Case, knowledge: Knowledge, hypotheses: tuple[Hypothesis, ...] | None = None
) -> tuple[Suspect, ...]:
    """The suspect structures, heaviest first. Those that palpation speaks against fall out."""
    hypotheses = hypotheses or differential(case, knowledge)
    local = on_complaint_side(case)
    clues = [
        *from_motion(local, knowledge),
        *from_drawing(case, knowledge),
        *from_numbness(local, knowledge),
        *from_hands(local, knowledge),
        *from_posture(local, knowledge),
        *_from_hypotheses(case, knowledge, hypotheses),
    ]
    return suspects_of(clues, knowledge)


def _from_hypotheses(case: Case, knowledge: Knowledge, hypotheses: tuple[Hypothesis, ...]) -> Iterator[Clue]:
    """The structures that the leading ordinary hypotheses name, by their probability."""
    for hypothesis in hypotheses:
        condition = knowledge.conditions.get(hypothesis.condition)
        if condition is None or condition.serious or hypothesis.condition == OTHER:
            continue
        for rank, name in enumerate(condition.structures):
            structure = knowledge.structures.get(name)
            if structure is None:
                continue
            weight = NAMED * hypothesis.probability * NEXT**rank
            impairment = USUAL.get(structure.kind, "sensitised")
            text = f"Belongs to {condition.name}, {hypothesis.probability:.0%}"
            place = side_of(structure, _side(condition, case, knowledge))
            yield Clue(name, place, impairment, weight, f"condition:{condition.id}", text)


def _side(condition: Condition, case: Case, knowledge: Knowledge) -> Side | None:
    """The side of the complaint where it touches the condition's place; None where both, or nobody said."""
    regions = case.complaint.regions
    here = [one for one in regions if any(knowledge.overlap(one.region, each) for each in condition.regions)]
    sides = {one.side for one in here or regions}
    return next(iter(sides)) if len(sides) == 1 else None
