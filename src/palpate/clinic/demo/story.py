"""What happens to one made-up client: when visits are, and how each goes."""

import datetime
from random import Random
from typing import NamedTuple

from palpate.knowledge import Knowledge
from palpate.knowledge.words import Level
from palpate.reasoning.generate import Person, make_person, pain_course

HOURS = ((8, 30), (9, 45), (11, 0), (13, 30), (14, 45), (16, 0), (17, 15), (7, 15), (12, 15), (18, 30))
THERAPISTS = 3
# How many of the forty come out at each level of the screening.
LEVELS: tuple[tuple[Level, int], ...] = (
    ("treat", 22),
    ("treat-with-restrictions", 12),
    ("refer", 3),
    ("same-day", 2),
    ("emergency", 1),
)
SENT_ON: tuple[Level, ...] = ("refer", "same-day", "emergency")
REGIONS = ("shoulder", "neck", "lumbar")
Book = set[tuple[int, datetime.date, tuple[int, int]]]  # therapist, day and hour that are taken


class Story(NamedTuple):
    """A person, the days of their visits (the last may lie ahead), and whether they were discharged."""

    person: Person
    region: str
    therapist: int  # which of the three
    days: list[datetime.date]
    hour: tuple[int, int]
    pain: list[float]  # at each visit held
    intake: bool  # whether it came in
    discharged: bool
    today: bool = False  # whether the last visit is today


class Due(NamedTuple):
    """The visit of today: when, and how far it has come: done, sign, treating, arrived or booked."""

    starts: datetime.datetime
    stage: str

    @property
    def held(self) -> bool:
        """Whether it is over."""
        return self.stage in ("done", "sign")

    def pain(self, before: list[float]) -> list[float]:
        """The pain at each visit held; today a little less than last time."""
        return [*before, max(0.0, before[-1] - 1)] if self.held else before


# When the visits of today begin, in minutes from now: those of clients who are known, then the first visits.
BEHIND = ((-195, "done"), (-120, "sign"), (-45, "treating"))
AHEAD = ((30, "arrived"), (105, "booked"), (180, "booked"), (255, "booked"), (330, "booked"))
A_QUARTER = datetime.timedelta(minutes=15)


def due_today(told: list[Story], now: datetime.datetime) -> dict[int, Due]:
    """By the number of the story, the visit of today: each therapist has one in every state, whatever the
    hour; who must be sent on comes last.
    """
    rounded = now - (now - datetime.datetime.min.replace(tzinfo=now.tzinfo)) % A_QUARTER
    found: dict[int, Due] = {}
    for therapist in range(THERAPISTS):
        own = [n for n, story in enumerate(told) if story.therapist == therapist and story.today]
        known = [n for n in own if told[n].pain]
        new = [n for n in reversed(own) if not told[n].pain]
        for numbers, plan in ((known, BEHIND), (new, AHEAD)):
            for n, (minutes, stage) in zip(numbers, plan, strict=False):
                found[n] = Due(rounded + datetime.timedelta(minutes=minutes), stage)
    return found


def stories(random: Random, knowledge: Knowledge, today: datetime.date) -> list[Story]:
    """Forty people over the last two months and the week ahead, some of them today; nobody's hour twice."""
    levels = [level for level, number in LEVELS for _ in range(number)]
    book: Book = set()
    found: list[Story] = []
    for number, level in enumerate(reversed(levels)):  # who is sent on comes first in the book
        region = REGIONS[number % len(REGIONS)]
        person = make_person(random, knowledge, region=region, level=level)
        found.append(_story(random, person, region, level, number, book, today))
    return found


def _story(
    random: Random, person: Person, region: str, level: Level, number: int, book: Book, today: datetime.date
) -> Story:
    """Those who are sent on have their first visit today, and so have a few others; of the rest every fourth
    is done, and the others are under way.
    """
    therapist = number % THERAPISTS
    if level in SENT_ON or number % 8 == 7:
        hour = _free(therapist, [today], book)
        return Story(person, region, therapist, [today], hour, [], number % 16 != 15, False, True)
    discharged = number % 4 == 0
    held = random.randint(4, 7) if discharged else random.randint(1, 6)
    ends = today - datetime.timedelta(days=random.randint(3, 12) if discharged else random.randint(1, 6))
    days = [_weekday(ends - datetime.timedelta(days=7 * back)) for back in reversed(range(held))]
    if not discharged:
        ahead = datetime.timedelta(days=number % 6 + 1)
        days.append(today if number % 4 == 1 else _weekday(today + ahead, before=False))
    is_today = not discharged and days[-1] == today
    pain = pain_course(random, person.course, held)
    return Story(
        person, region, therapist, days, _free(therapist, days, book), pain, True, discharged, is_today
    )


def _free(therapist: int, days: list[datetime.date], book: Book) -> tuple[int, int]:
    """The first hour that the therapist has free on all of these days; it is taken then."""
    for hour in HOURS:
        wanted = {(therapist, day, hour) for day in days}
        if not wanted & book:
            book |= wanted
            return hour
    raise ValueError("the days are too full; give the clinic more hours")


def _weekday(day: datetime.date, before: bool = True) -> datetime.date:
    """The day itself, or the Friday before a weekend, or the Monday after it."""
    past = max(0, day.weekday() - 4)
    return (
        day - datetime.timedelta(days=past)
        if before
        else day + datetime.timedelta(days=(3 - past) if past else 0)
    )
