"""A small clinic at work, lived through by the acts of the demo: somebody under way with a plan, treatments,
notes, a home program and a letter; somebody who must be sent on; and somebody of whom nothing is known yet.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

import msgspec
from django.utils import timezone

from palpate.clinic.demo.cast import Name
from palpate.clinic.demo.live import live
from palpate.clinic.demo.story import Story
from palpate.exchange.letters.content import content_of
from palpate.exchange.letters.pdf import pdf_of
from palpate.knowledge import knowledge
from palpate.reasoning.case import Case, Complaint, Observation, Place
from palpate.reasoning.case import Client as Told
from palpate.reasoning.generate import Person
from palpate.reasoning.screening.screen import screen
from palpate.records import acts, look
from palpate.records.models import Client, Episode, Invitation, Letter, Visit
from tests.pages.conftest import House

SORE: tuple[Observation, ...] = (
    Observation(finding="taking_anticoagulant", present=True),
    Observation(finding="night_pain", present=True),
    Observation(finding="painful_arc", side="left", present=True),
    Observation(finding="hawkins_kennedy", side="left", present=False),
    Observation(finding="shoulder_external_rotation_passive", side="left", value=25),
    Observation(finding="shoulder_external_rotation_passive", side="right", value=60),
    Observation(finding="tender_infraspinatus", side="left", present=True),
    Observation(finding="taut_band_infraspinatus", side="left", present=True),
)
ALARM = tuple(
    Observation(finding=one, present=True)
    for one in ("jaw_pain", "left_arm_pain", "sweating", "breathlessness")
)
LATE = (23, 58)  # of today: still ahead
EARLY = (0, 1)


@dataclass(frozen=True)
class Somebody:
    """One client, with the visits in order and the links that were sent."""

    client: Client
    episode: Episode
    visits: list[Visit]
    intake: str  # the token
    home: str


@dataclass(frozen=True)
class People:
    """Who comes to the clinic."""

    under_way: Somebody  # two visits held, the third later today
    alarming: Somebody  # an emergency by the intake
    unknown: Somebody  # booked, and nothing else
    letter: Letter


def settle(house: House) -> People:
    """Fill the house."""
    today = timezone.localdate()
    days = [today - timedelta(days=14), today - timedelta(days=7), today]
    under_way = _lived(house, "Mira Castillo", SORE, days, LATE, [7.0, 4.0])
    alarming = _lived(house, "Pavel Ito", ALARM, [today], EARLY, [])
    unknown = _lived(house, "Noor Weiss", (), [today], LATE, None)
    return People(under_way, alarming, unknown, _letter(house, under_way))


def _lived(
    house: House,
    name: str,
    seen: tuple[Observation, ...],
    days: list[date],
    hour: tuple[int, int],
    pain: list[float] | None,
) -> Somebody:
    """Live a story; without `pain` no intake came in either."""
    given, family = name.split()
    person = Person(condition="frozen_shoulder", course="steady", case=_asked_out(seen))
    story = Story(person, "shoulder", 0, days, hour, pain or [], pain is not None, False)
    live(Random(name), UUID(int=len(days)), house.therapist, timezone.now(), Name(given, family), story, 0)
    client = Client.objects.get(family_name=family)
    episode = Episode.objects.get(client_id=client.first)
    home = acts.invite(by=house.therapist, episode=episode, purpose="home")
    intake = Invitation.objects.get(episode_id=episode.first, purpose="intake")
    return Somebody(client, episode, look.visits(episode), intake.token, home.token)


def _asked_out(seen: tuple[Observation, ...]) -> Case:
    """Somebody with a sore left shoulder who has answered no to whatever else a client is asked."""
    known, place = knowledge(), Place(region="shoulder", side="left")
    case = Case(
        client=Told(age=54, sex="female"), complaint=Complaint(regions=(place,), days=60), observations=seen
    )
    while asked := {
        finding: None
        for rule in screen(case, known).unsettled
        for finding in rule.ask
        if known.findings[finding].asked_of == "client" and not known.findings[finding].unit
    }:
        no = (Observation(finding=finding, present=False) for finding in asked)
        case = msgspec.structs.replace(case, observations=(*case.observations, *no))
    return case


def _letter(house: House, who: Somebody) -> Letter:
    """A letter that went out."""
    said = {"key": "course", "head": "Course", "text": "Pain went down."}
    body = {"subject": who.episode.title, "visit": str(who.visits[0].first), "paragraphs": [said]}
    letter = acts.write_letter(by=house.therapist, episode=who.episode, to_name="Family practice", body=body)
    content = content_of(letter, who.client, house.clinic, house.therapist, timezone.localdate())
    return acts.send_letter(by=house.therapist, letter=letter, pdf=pdf_of(content | {"draft": False}))
