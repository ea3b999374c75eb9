"""The one question put to restrictions: may this technique be done on this structure? There is no other
way to a technique.

Another restriction can turn a yes into a no, never a no into a yes, and pressure only ever shrinks.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Limit, Structure, Technique
from palpate.knowledge.words import Movement, Position, Side
from palpate.reasoning.case import Therapist
from palpate.reasoning.limits.elements import Room, full, narrow, possible
from palpate.reasoning.limits.restriction import Restriction
from palpate.reasoning.limits.sites import joints_moved, under

__all__ = ["Answer", "Ground", "Permit", "Verdict", "is_able", "joints_moved", "permits"]

Answer = Literal["yes", "yes-if", "no"]
MOVING: tuple[Movement, ...] = (
    "active",
    "passive_mid_range",
    "passive_end_range",
    "resisted",
    "traction",
    "thrust",
)


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """Why an answer is less than yes. `contraindication` is that of the restriction, or
    therapist.credentials, asked.pressure, or technique.positions.
    """

    contraindication: str
    reason: str
    modification: str = ""
    sources: tuple[str, ...] = ()
    judgement: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a technique may be done on a structure, and what of it is still open.

    `pressure` (0 to 10) and `minutes` on this structure are (least, most); most below least means that
    none is left. The word lists are what the technique may still use.
    """

    answer: Answer
    technique: str
    structure: str
    side: Side | None
    pressure: tuple[int, int]
    minutes: tuple[int, int]
    positions: tuple[Position, ...]
    contact: tuple[str, ...]
    movement: tuple[str, ...]
    temperature: tuple[str, ...]
    product: tuple[str, ...]
    speed: tuple[str, ...]
    because: tuple[Ground, ...] = ()


class Permit:
    """The restrictions of one case, put to many questions: what bears on a place is looked up once. Calling
    it is `permits`.
    """

    def __init__(self, limits: Iterable[Restriction], knowledge: Knowledge, therapist: Therapist) -> None:
        self.limits, self.knowledge, self.therapist = tuple(limits), knowledge, therapist
        self._here: dict[tuple[str, Side | None], tuple[tuple[Restriction, Limit], ...]] = {}

    def __call__(self, technique: str, structure: str, side: Side | None, pressure: int | None) -> Verdict:
        """Whether the technique may be done there at the pressure (0 to 10; None: at any).

        Yes: nothing of it is narrowed. Yes-if: within what the verdict leaves open. No: something it needs
        is closed, no pressure, minute or position is left, the wanted pressure lies outside what is left, or
        the therapist lacks the credential. Raises KeyError for an unknown technique or structure.
        """
        bundle, target = _known(technique, structure, self.knowledge)
        whole = full(bundle, target)
        room, grounds = whole, []
        for one, limit in self.here(target, side):
            if (narrowed := narrow(whole, limit)) != whole:
                grounds.append(_ground(one))
                room = narrowed if room is whole else narrow(room, limit)
        inside = pressure is None or room.pressure[0] <= pressure <= room.pressure[1]
        able = is_able(bundle, self.therapist)
        grounds += _own_grounds(bundle, whole, able, inside)
        closed = not (able and inside and possible(room, bundle))
        return Verdict(
            answer="no" if closed else "yes-if" if grounds else "yes",
            technique=technique,
            structure=structure,
            side=side,
            pressure=room.pressure,
            minutes=room.minutes,
            positions=room.positions,
            contact=room.contact,
            movement=room.movement,
            temperature=room.temperature,
            product=room.product,
            speed=room.speed,
            because=tuple(grounds),
        )

    def here(self, target: Structure, side: Side | None) -> tuple[tuple[Restriction, Limit], ...]:
        """The restrictions that bear on a structure, each with what it forbids there."""
        key = target.id, side
        if key not in self._here:
            self._here[key] = tuple(_here(self.limits, target, side, self.knowledge))
        return self._here[key]


def permits(
    limits: Iterable[Restriction],
    technique: str,
    structure: str,
    side: Side | None,
    pressure: int | None,
    knowledge: Knowledge,
    *,
    therapist: Therapist,
) -> Verdict:
    """One question put to some restrictions; see `Permit`, which answers many. Raises KeyError for an
    unknown technique or structure.
    """
    return Permit(limits, knowledge, therapist)(technique, structure, side, pressure)


def _known(technique: str, structure: str, knowledge: Knowledge) -> tuple[Technique, Structure]:
    if technique not in knowledge.techniques:
        raise KeyError(f"there is no technique {technique!r}")
    if structure not in knowledge.structures:
        raise KeyError(f"there is no structure {structure!r}")
    return knowledge.techniques[technique], knowledge.structures[structure]


def _here(
    limits: Iterable[Restriction], target: Structure, side: Side | None, knowledge: Knowledge
) -> Iterator[tuple[Restriction, Limit]]:
    """The restrictions that bear on a structure, each with what it forbids there. A joint that is
    restricted is not moved through a muscle that crosses it either, and a position counts everywhere.
    """
    reached = under(target, side, knowledge)
    moved = joints_moved(target, side, knowledge)
    for one in limits:
        if one.touches(reached):
            yield one, one.limit
        elif one.touches(moved):
            movement = MOVING if one.limit.everything else one.limit.movement
            yield one, Limit(movement=movement, position=one.limit.position)
        elif one.limit.position:
            yield one, Limit(position=one.limit.position)


def _ground(one: Restriction) -> Ground:
    return Ground(
        contraindication=one.contraindication,
        reason=one.reason,
        modification=one.modification,
        sources=one.sources,
        judgement=one.judgement,
    )


def is_able(technique: Technique, therapist: Therapist) -> bool:
    """Whether the therapist holds what the technique asks for."""
    held = not technique.credentials or bool(set(technique.credentials) & set(therapist.credentials))
    return held and not technique.referral_only


def _own_grounds(technique: Technique, whole: Room, able: bool, inside: bool) -> Iterator[Ground]:
    """The grounds that lie in the technique, the therapist and the question, and in no restriction."""
    if not able:
        what = (
            "It is referred and not done here"
            if technique.referral_only
            else "It asks for a further credential"
        )
        yield Ground(contraindication="therapist.credentials", reason=f"{what}.")
    if not whole.positions:
        reason = "No position suits both the technique and the structure."
        yield Ground(contraindication="technique.positions", reason=reason)
    if not inside:
        reason = "The wanted pressure lies outside what is left of the technique."
        yield Ground(contraindication="asked.pressure", reason=reason)
