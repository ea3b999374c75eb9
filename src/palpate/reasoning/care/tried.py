"""How often clients came in the trials: the number of visits and the days between them, read from the dose
of a published effect in its own words ("60 min twice weekly for 4 weeks", "12 visits over 6 weeks"). They say
what was tried and not what is best.
"""

import re
from collections.abc import Container

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.once import once

# The advice `visits_default`: four to six visits, then the measures are looked at. Weekly is judgement.
VISITS, REVIEW_AFTER, DAYS_BETWEEN = 6, 4, 7
LIKELY = 0.2  # probability from which a hypothesis sets the distance of visits (clinical judgement)
NUMBERS = {"once": 1, "twice": 2, "three times": 3, "six": 6}
IN_ALL = re.compile(r"(?:up to )?(\d+|six) (?:weekly )?(?:visits|treatments|massages) over (\d+) weeks")
A_WEEK = re.compile(r"(?:(once|twice|three times|\d+-\d+ times) )?weekly\b.*?(?:for|x) (\d+)")
MINUTES = re.compile(r"^(\d+) min\b")


class TriedCourse(msgspec.Struct, frozen=True, kw_only=True):
    """A course of visits as a trial had it. Minutes of a visit are None where the row does not say."""

    visits: int
    weeks: int
    minutes: int | None
    effect: str

    @property
    def days_between(self) -> int:
        """Whole days from a visit to the next, rounded up: no more often than it was tried."""
        return max(1, -(-7 * self.weeks // self.visits))


def read_dose(text: str) -> tuple[int, int, int | None] | None:
    """Visits, weeks and minutes of a dose in words; None where it tells no course."""
    minutes = MINUTES.search(text)
    spent = int(minutes[1]) if minutes else None
    if found := IN_ALL.search(text):
        return int(NUMBERS.get(found[1]) or found[1]), int(found[2]), spent
    if found := A_WEEK.search(text):
        word = found[1] or "once"
        often = NUMBERS.get(word) or int(word.split("-")[0])
        return often * int(found[2]), int(found[2]), spent
    return None


def usual_course(condition: str, techniques: Container[str], knowledge: Knowledge) -> TriedCourse | None:
    """The course that the most people of a condition were tried on with one of the techniques; of equals the
    one with the fewest visits. None where no row tells one.
    """
    rows = [
        (size, one)
        for technique, size, one in _courses(knowledge).get(condition, ())
        if technique in techniques
    ]
    return min(rows, key=lambda row: (-row[0], row[1].visits, row[1].effect))[1] if rows else None


@once
def _courses(knowledge: Knowledge) -> dict[str, list[tuple[str, int, TriedCourse]]]:
    """By condition: technique, participants, and the course."""
    found: dict[str, list[tuple[str, int, TriedCourse]]] = {}
    for effect in knowledge.effects.values():
        read = read_dose(effect.dose)
        if effect.technique and effect.condition and read:
            course = TriedCourse(visits=read[0], weeks=read[1], minutes=read[2], effect=effect.id)
            row = effect.technique, effect.participants or 0, course
            found.setdefault(effect.condition, []).append(row)
    return found
