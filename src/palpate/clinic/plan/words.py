"""Words of the plan and of the treatment."""

from collections.abc import Iterable

from palpate.knowledge import Knowledge
from palpate.reasoning.limits.permit import Ground, Verdict

SIDES = {"right": "right", "left": "left", "both": "both sides", None: ""}
EMPHASIS = {"calm": "Calm", "free": "Loosen", "load": "Load and move"}
POSITIONS = {
    "prone": "prone",
    "supine": "supine",
    "side_lying": "on the side",
    "seated": "seated",
    "semi_reclined": "half lying",
    "standing": "standing",
}


def place(structure: str, side: str | None, knowledge: Knowledge) -> str:
    """A structure with its side: "Infraspinatus, right"."""
    entry = knowledge.structures.get(structure)
    name = entry.name if entry else structure.replace("_", " ")
    return f"{name}, {SIDES[side]}" if side else name


def technique(key: str, knowledge: Knowledge) -> str:
    """A technique's name; its id where the knowledge has no such technique."""
    entry = knowledge.techniques.get(key)
    return entry.name if entry else key.replace("_", " ")


def positions(words: Iterable[str]) -> str:
    """Positions as people say them."""
    return ", ".join(POSITIONS.get(word, word) for word in words)


def span(least: int, most: int) -> str:
    """Two numbers as "1 to 3", or one."""
    return str(least) if least == most else f"{least} to {most}"


def reasons(grounds: Iterable[Ground], knowledge: Knowledge) -> list[str]:
    """Why something is narrowed: the names of the restrictions, each once."""
    return list(dict.fromkeys(ground_name(one, knowledge) for one in grounds))


def ground_name(one: Ground, knowledge: Knowledge) -> str:
    """A short name for a ground."""
    rule = knowledge.contraindications.get(one.contraindication)
    return rule.name if rule else one.reason.rstrip(".")


def still_open(verdict: Verdict) -> str:
    """What is left of a technique at a place, in words; empty where nothing is."""
    pressed, timed = verdict.pressure, verdict.minutes
    if pressed[0] > pressed[1] or timed[0] > timed[1] or not verdict.positions:
        return ""
    return f"pressure {span(*pressed)} of 10, {span(*timed)} minutes, {positions(verdict.positions)}"
