"""Therapists in an empty record, each with a client to write about."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from palpate.accounts.models import Clinic, Role, User
from palpate.records import acts

PASSWORD = "no secret here"


@dataclass(frozen=True)
class Place:
    """Who writes, and at which visit."""

    username: str
    visit: str


def begin(writers: int) -> list[Place]:
    """Make the clinic and its people."""
    clinic = Clinic.objects.create(name="Crash Street")
    return [_place(clinic, f"writer{number}") for number in range(writers)]


def _place(clinic: Clinic, username: str) -> Place:
    person = User.objects.create_user(username, password=PASSWORD, clinic=clinic, role=Role.THERAPIST)
    client = acts.register_client(
        by=person, given_name=username, family_name="Made up", birth_date=date(1971, 3, 3)
    )
    episode = acts.open_episode(
        by=person,
        client=client,
        title="Right shoulder",
        regions=[{"region": "shoulder", "side": "right"}],
        onset_date=timezone.localdate(),
    )
    visit = acts.book_visit(
        by=person, episode=episode, therapist=person, starts_at=timezone.now(), minutes=60
    )
    return Place(username, str(visit.first))
