"""What is left open of a technique: its elements, cut down by limits. Cutting never adds anything."""

import msgspec

from palpate.knowledge.model import Choice, Limit, Structure, Technique
from palpate.knowledge.words import Position, Speed

SPEEDS: tuple[Speed, ...] = ("still", "slow", "moderate", "brisk")
CHOICES = ("contact", "movement", "temperature", "product", "speed")


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """The elements of a technique that are still open. Pressure 0 to 10 and minutes are (least, most);
    most below least means that none is left.
    """

    pressure: tuple[int, int]
    minutes: tuple[int, int]
    positions: tuple[Position, ...]
    contact: tuple[str, ...]
    movement: tuple[str, ...]
    temperature: tuple[str, ...]
    product: tuple[str, ...]
    speed: tuple[str, ...]


def full(technique: Technique, structure: Structure) -> Room:
    """All that a technique offers on a structure, before any limit."""
    return _room(technique, tuple(one for one in technique.positions if one in structure.positions))


def offered(technique: Technique) -> Room:
    """All that a technique offers, wherever it is done."""
    return _room(technique, technique.positions)


def _room(technique: Technique, positions: tuple[Position, ...]) -> Room:
    return Room(
        pressure=technique.pressure,
        minutes=technique.minutes,
        positions=positions,
        contact=_words(technique.contact),
        movement=_words(technique.movement),
        temperature=_words(technique.temperature),
        product=_words(technique.product),
        speed=_words(technique.speed),
    )


def narrow(room: Room, limit: Limit) -> Room:
    """The room without what the limit forbids."""
    if limit.everything:
        return _closed(room)
    fast = SPEEDS[SPEEDS.index(limit.speed_at_most) + 1 :] if limit.speed_at_most else ()
    return Room(
        pressure=_at_most(room.pressure, limit.pressure_at_most),
        minutes=_at_most(room.minutes, limit.minutes_at_most),
        positions=(
            tuple(one for one in room.positions if one not in limit.position)
            if limit.position
            else room.positions
        ),
        contact=_without(room.contact, limit.contact),
        movement=_without(room.movement, limit.movement),
        temperature=_without(room.temperature, limit.temperature),
        product=_without(room.product, limit.product),
        speed=_without(room.speed, fast),
    )


def possible(room: Room, technique: Technique) -> bool:
    """Whether the technique can still be done: a pressure, a minute and a position are left, and of each
    element all that it needs and one at least of what it may use.
    """
    return (
        room.pressure[0] <= room.pressure[1]
        and room.minutes[0] <= room.minutes[1]
        and bool(room.positions)
        and _open(technique.contact, room.contact)
        and _open(technique.movement, room.movement)
        and _open(technique.temperature, room.temperature)
        and _open(technique.product, room.product)
        and _open(technique.speed, room.speed)
    )


def _words(choice: Choice) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*choice.needs, *choice.may))) if choice.needs else choice.may


def _closed(room: Room) -> Room:
    words: dict[str, tuple[str, ...]] = dict.fromkeys(CHOICES, ())
    least, shortest = room.pressure[0], room.minutes[0]
    return Room(pressure=(least, -1), minutes=(shortest, 0), positions=(), **words)


def _at_most(span: tuple[int, int], most: int | None) -> tuple[int, int]:
    return span if most is None else (span[0], min(span[1], most))


def _without(words: tuple[str, ...], bad: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in bad) if bad else words


def _open(choice: Choice, left: tuple[str, ...]) -> bool:
    for word in choice.needs:
        if word not in left:
            return False
    return not choice.may or not set(left).isdisjoint(choice.may)
