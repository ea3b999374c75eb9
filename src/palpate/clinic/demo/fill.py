"""Writing the made-up clinic into an empty record, each thing at the moment it would have happened."""

import datetime
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from palpate.accounts.models import Clinic, Role, User
from palpate.clinic.demo.cast import Name, names
from palpate.clinic.demo.live import live
from palpate.clinic.demo.story import due_today, stories
from palpate.clinic.tour.steps import DEMO_CLINIC, DEMO_USER
from palpate.knowledge import knowledge

SEED = 20260112
USERNAME, PASSWORD = DEMO_USER, "palpate-demo"
HOW = f"Sign in as {USERNAME} with the password {PASSWORD}. Every client is made up."


def fill_if_empty() -> str:
    """Fill a record that has no clinic yet; how to sign in, in words; empty for somebody's own record."""
    if not Clinic.objects.exists():
        print("Filling the demo clinic …", flush=True)
        with transaction.atomic():
            fill(Random(SEED), timezone.now())
    return HOW if User.objects.filter(username=USERNAME).exists() else ""


def fill(random: Random, now: datetime.datetime) -> Clinic:
    """A clinic with three therapists and forty clients around this moment. One seed gives one clinic."""
    clinic = Clinic.objects.create(
        name=DEMO_CLINIC,
        address="Harbour Street 12",
        time_zone=settings.TIME_ZONE,
        emergency_number="112",
    )
    team = _team(random, clinic)
    today = now.astimezone(ZoneInfo(clinic.time_zone)).date()
    told = stories(random, knowledge(), today)
    due = due_today(told, now)
    people = names(random, [story.person.case.client.sex or "female" for story in told])
    for number, (story, name) in enumerate(zip(told, people, strict=True)):
        live(
            random,
            UUID(int=random.getrandbits(128)),
            team[story.therapist],
            now,
            name,
            story,
            number,
            due.get(number),
        )
    return clinic


def _team(random: Random, clinic: Clinic) -> list[User]:
    usernames = (USERNAME, "therapist2", "therapist3")
    held = ["licensed_massage_therapist"]
    credentials = (held, [*held, "lymphatic_drainage_certified"], held)
    team: list[User] = []
    for username, who, credential in zip(
        usernames, names(random, ["female", "male", "female"]), credentials, strict=True
    ):
        team.append(_therapist(clinic, username, who, credential))
    return team


def _therapist(clinic: Clinic, username: str, who: Name, credentials: list[str]) -> User:
    return User.objects.create_user(
        username=username,
        password=PASSWORD,
        clinic=clinic,
        role=Role.OWNER if username == USERNAME else Role.THERAPIST,
        first_name=who.given,
        last_name=who.family,
        display_name=f"{who.given} {who.family}",
        initials=who.given[0] + who.family[0],
        licence_number=f"MT-{sum(map(ord, username)) % 9000 + 1000}",
        credentials=credentials,
        discipline="Massage therapist",
        week=[[["08:00", "12:30"], ["13:15", "19:00"]]] * 7,
    )
