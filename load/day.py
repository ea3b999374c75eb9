"""A therapist's day, as requests: Today, a client's page, a search, an assessment and an answer in it, a note
signed; and the visits of today that it needs, booked on the copy that a load works on.
"""

import json
import random
import re
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from urllib.parse import quote
from uuid import UUID

from load.browser import AnswerError, Browser
from load.made import ENDS, PASSWORD, STARTS

VISITS = 8  # of each therapist today
THINK = 3.0  # seconds between two requests, on average; a person takes ten times as long
SHARES = {"Today": 20, "client": 30, "search": 15, "assess answer": 25, "sign": 10}  # in a hundred
FOUND = ("painful_arc", "speed", "yergason", "hawkins_kennedy", "external_rotation_lag")
PARTS = ("subjective", "objective", "assessment", "plan")


@dataclass(frozen=True)
class Place:
    """A visit of today."""

    visit: str
    client: str


@dataclass
class Told:
    """What was measured: milliseconds by what was asked, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, what: str, milliseconds: float) -> None:
        """One answer."""
        self.took.setdefault(what, []).append(milliseconds)


def book(therapists: int) -> dict[str, list[tuple[str, str]]]:
    """Book today's visits of each therapist of the first clinic: visit and client by the username."""
    from palpate.accounts.models import Clinic, User
    from palpate.records import ledger
    from palpate.records.models import Client, Episode, Visit, VisitState

    chance, clinic = Random("today"), Clinic.objects.order_by("pk")[0]
    people = list(User.objects.filter(clinic=clinic).order_by("pk")[:therapists])
    keys = list(
        Client.objects.filter(clinic=clinic).order_by("id").values_list("pk", flat=True)[: 40 * len(people)]
    )
    chosen = chance.sample(keys, VISITS * len(people))
    episodes = dict(Episode.objects.filter(client_id__in=chosen).values_list("client_id", "pk"))
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=4)
    visits, states, told = [], [], {}
    for number, client in enumerate(chosen):
        person = people[number // VISITS]
        at = begin + timedelta(hours=number % VISITS)
        common = {"clinic_id": clinic.pk, "author": person, "written_at": begin}
        visit = Visit(
            id=UUID(int=chance.getrandbits(128), version=4), episode_id=episodes[client],
            therapist=person, starts_at=at, minutes=60, number=21, **common,
        )  # fmt: skip
        visits.append(visit)
        if at < datetime.now(UTC):
            states.append(VisitState(visit_id=visit.pk, state="in_treatment", **common))
        told.setdefault(person.username, []).append((str(visit.pk), str(client)))
    ledger.write_all([*visits, *states])
    return told


class Therapist:
    """Somebody at work until the time is over."""

    def __init__(self, port: int, name: str, places: list[Place], told: Told) -> None:
        self.chance = random.Random(name)
        self.browser, self.name, self.places, self.told = Browser(port), name, places, told
        self.unsigned = list(places)

    def sign_in(self) -> None:
        """Sign in, before the clock starts."""
        self.browser.sign_in(self.name, PASSWORD)

    def work(self, until: float) -> None:
        """One thing after another, with a pause between, until the moment (monotonic seconds)."""
        kinds, shares = list(SHARES), list(SHARES.values())
        time.sleep(self.chance.uniform(0, THINK))
        while time.monotonic() < until:
            what = self.chance.choices(kinds, shares)[0]
            try:
                self.do(what)
            except Exception as error:  # whatever it is, it is counted
                self.told.wrong.append(f"{what}: {error}")
            time.sleep(self.chance.uniform(0.5, 1.5) * THINK)

    def do(self, what: str) -> None:
        """One thing. Raises AnswerError where the answer is not what was asked for."""
        place = self.chance.choice(self.places)
        if what == "Today":
            self._read(what, "/?mine=1", "visit")
        elif what == "client":
            self._read(what, f"/clients/{place.client}/", "Seen last")
        elif what == "search":
            text = self.chance.choice(STARTS).lower() + self.chance.choice(ENDS)[:2]
            self._read(what, f"/clients/?q={quote(text)}", "", part=True)
        elif what == "assess answer":
            self.assess(place)
        elif self.unsigned:
            self.sign(self.unsigned.pop())

    def _read(self, what: str, path: str, word: str, *, part: bool = False) -> None:
        page = self.browser.get(path, part=part)
        if word not in page:
            raise AnswerError(f"{path}: {word!r} is not on the page")
        self.told.add(what, self.browser.took)

    def assess(self, place: Place) -> None:
        """Open the assessment and answer one finding in it."""
        self._read("assess page", f"/visits/{place.visit}/assess/", 'id="hy"')
        time.sleep(self.chance.uniform(0.5, 1.5) * THINK)
        name, said = self.chance.choice(FOUND), self.chance.choice(("present", "absent"))
        answer = self.browser.post(
            f"/visits/{place.visit}/assess/answer/", {"only": name, f"{name}:right": said}, part=True
        )
        if 'id="hy"' not in answer:
            raise AnswerError(f"answer to {name}: {answer[:200]}")
        self.told.add("assess answer", self.browser.took)

    def sign(self, place: Place) -> None:
        """Open the note and sign it as it is composed."""
        self._read("note page", f"/visits/{place.visit}/note/", "textarea")
        time.sleep(self.chance.uniform(0.5, 1.5) * THINK)
        text = f"Said by {self.name}, {self.chance.random()}"
        self.browser.post(
            f"/visits/{place.visit}/note/sign/",
            dict.fromkeys(PARTS, text) | {"anyway": "unsettled same"},
            status=302,
        )
        self.told.add("sign", self.browser.took)
        if not re.search("[Ss]igned", self.browser.get(f"/visits/{place.visit}/note/")):
            raise AnswerError(f"visit {place.visit}: the note is not signed")


if __name__ == "__main__":  # in the home and on the database that the environment names
    import django

    django.setup()
    from palpate.accounts import isolation

    with isolation.everywhere():
        print(json.dumps(book(int(sys.argv[1]))))
