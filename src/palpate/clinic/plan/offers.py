"""What may be added to a plan: a search over structures and techniques, and the techniques of a place."""

from dataclasses import dataclass
from typing import Any

from palpate.clinic.plan import words
from palpate.clinic.plan.desk import Desk
from palpate.clinic.plan.edits import usual_pressure
from palpate.knowledge.find import find
from palpate.knowledge.words import Side
from palpate.reasoning.limits.permit import permits

MOST = 6


@dataclass(frozen=True)
class Offer:
    """A technique at a place: what is open of it, or why it is shut."""

    technique: str
    structure: str
    side: str
    name: str
    place: str
    pressure: int
    still_open: str
    shut: list[str]


def found(text: str, desk: Desk) -> tuple[list[dict[str, Any]], list[Offer]]:
    """Structures of that name, and techniques of that name on the structures of the plan."""
    if len(text) < 2:
        return [], []
    hits = find(text, desk.known, most=MOST, kind="structures")
    places = [place for hit in hits for place in _sides(hit.id, desk)]
    techniques = [hit.id for hit in find(text, desk.known, most=3, kind="techniques") if hit.score > 0.4]
    here = list(dict.fromkeys(one.place for one in desk.items)) or [
        (one.structure, one.side) for one in desk.suspects[:MOST]
    ]
    on_plan = [_offer(each, *place, desk) for each in techniques for place in here]
    return places, [one for one in on_plan if not one.shut]


def at(structure: str, side: Side | None, desk: Desk) -> list[Offer]:
    """Every technique at a place, the permitted ones first, those made for such a structure before others."""
    kind = desk.known.structures[structure].kind
    rows = []
    for entry in desk.known.techniques.values():
        one = _offer(entry.id, structure, side, desk)
        fit = max((each.strength for each in entry.suits if kind in each.kinds), default=0)
        rows.append((bool(one.shut), -fit, one.name, one))
    return [row[-1] for row in sorted(rows, key=lambda row: row[:3])]


def _sides(structure: str, desk: Desk) -> list[dict[str, Any]]:
    """The structure on each side, that of the complaint first."""
    if not desk.known.structures[structure].sided:
        return [{"structure": structure, "side": "", "name": words.place(structure, None, desk.known)}]
    hurts = [one.side for one in desk.case.complaint.regions if one.side in ("left", "right")]
    order = list(dict.fromkeys([*hurts, "right", "left"]))
    return [
        {"structure": structure, "side": side, "name": words.place(structure, side, desk.known)}
        for side in order
    ]


def _offer(technique: str, structure: str, side: Any, desk: Desk) -> Offer:
    verdict = permits(
        desk.limits, technique, structure, side, None, desk.known, therapist=desk.case.therapist
    )
    shut = words.reasons(verdict.because, desk.known) if verdict.answer == "no" else []
    return Offer(
        technique=technique,
        structure=structure,
        side=side or "",
        name=words.technique(technique, desk.known),
        place=words.place(structure, side, desk.known),
        pressure=0 if shut else usual_pressure(verdict, desk.known),
        still_open=words.still_open(verdict),
        shut=shut,
    )
