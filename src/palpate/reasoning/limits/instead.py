"""What is still possible under a restriction: which techniques remain, and how each is changed to be safe."""

from collections.abc import Iterator

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Limit
from palpate.reasoning.case import Therapist
from palpate.reasoning.limits.elements import CHOICES, Room, narrow, offered, possible
from palpate.reasoning.limits.permit import is_able

WORDS = {
    "contact": "without {}",
    "movement": "without {} movement",
    "temperature": "without {}",
    "product": "without {}",
    "speed": "no {} strokes",
}


class StillOpen(msgspec.Struct, frozen=True, kw_only=True):
    """A technique that remains, and what is changed of it; unchanged where nothing stands."""

    technique: str
    changes: tuple[str, ...] = ()


def still_open(limit: Limit, therapist: Therapist, knowledge: Knowledge) -> tuple[StillOpen, ...]:
    """The therapist's techniques that remain under a limit, those that change least first. What a structure
    or a further restriction closes besides is not looked at: `permits` answers for a place.
    """
    found = []
    for technique in knowledge.techniques.values():
        if technique.self_care or not is_able(technique, therapist):
            continue
        whole = offered(technique)
        room = narrow(whole, limit)
        if possible(room, technique):
            found.append(StillOpen(technique=technique.id, changes=tuple(changes(whole, room))))
    return tuple(sorted(found, key=lambda one: (len(one.changes), one.technique)))


def changes(whole: Room, room: Room) -> Iterator[str]:
    """What a narrowed technique does differently, in words."""
    if room.pressure != whole.pressure:
        yield f"pressure {room.pressure[1]} of 10 at most"
    if room.minutes != whole.minutes:
        yield f"{room.minutes[1]} minutes at most"
    if room.positions != whole.positions:
        lost = [one.replace("_", " ") for one in whole.positions if one not in room.positions]
        yield f"not {' or '.join(lost)}"
    for name in CHOICES:
        lost = [one.replace("_", " ") for one in getattr(whole, name) if one not in getattr(room, name)]
        if lost:
            yield WORDS[name].format(" or ".join(lost))
