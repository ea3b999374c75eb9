"""The cast of these tests: two clinics, people of every role, one client with an episode and a visit."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import pytest

from palpate.accounts.models import Clinic, Role, User
from palpate.records import acts
from palpate.records.acts import checks, seen
from palpate.records.look import case, clients
from palpate.records.models import Client, Episode, Visit
from tests.small import finding, number, small_knowledge

VISIT_AT = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)  # the 2nd in New York
TODAY = date(2026, 3, 2)


def person(clinic: Clinic, name: str, role: Role) -> User:
    """Somebody who can sign in."""
    return User.objects.create_user(name, password="long enough", clinic=clinic, role=role, display_name=name)


@dataclass
class Cast:
    """One clinic at work, and Mallory, who is of another and must see nothing."""

    clinic: Clinic
    therapist: User
    owner: User
    desk: User
    reader: User
    mallory: User
    client: Client
    episode: Episode
    visit: Visit


@pytest.fixture(autouse=True)
def known(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small knowledge instead of the shipped one, so that these tests hold whatever it says."""
    folder: Path = tmp_path_factory.mktemp("knowledge")
    small = small_knowledge(
        folder,
        findings=[
            finding("night_pain"),
            finding("taking_anticoagulant", kind="background"),
            finding("history_of_cancer", kind="background"),
            finding("allergy_latex", kind="background"),
            number("shoulder_flexion_active", kind="motion", sided=True),
        ],
        measures=[
            {
                "id": "nprs",
                "name": "pain 0 to 10",
                "domain": ["pain"],
                "low": 0,
                "high": 10,
                "direction": "lower-is-better",
                "scoring": "the number said",
            }
        ],
    )
    users: tuple[ModuleType, ...] = (checks, case, clients)
    for module in users:
        monkeypatch.setattr(module, "knowledge", lambda: small)
    monkeypatch.setattr(
        seen, "_hit", lambda marked: ("shoulder_front", "right") if marked.x > 0 else ("", "")
    )


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, with one booked visit."""
    clinic = Clinic.objects.create(name="Harbour Street", time_zone="America/New_York")
    other = Clinic.objects.create(name="Elsewhere")
    therapist = person(clinic, "therapist", Role.THERAPIST)
    owner = person(clinic, "owner", Role.OWNER)
    client = acts.register_client(
        by=therapist, given_name="Ada", family_name="Osei", birth_date=date(1971, 3, 3), sex="female"
    )
    episode = acts.open_episode(
        by=therapist,
        client=client,
        title="Right shoulder",
        regions=[{"region": "shoulder", "side": "right"}],
        onset_date=date(2026, 1, 1),
        words="it aches at night",
    )
    visit = acts.book_visit(
        by=therapist, episode=episode, therapist=therapist, starts_at=VISIT_AT, minutes=45
    )
    return Cast(
        clinic=clinic,
        therapist=therapist,
        owner=owner,
        desk=person(clinic, "desk", Role.FRONT_DESK),
        reader=person(clinic, "reader", Role.READ_ONLY),
        mallory=person(other, "mallory", Role.OWNER),
        client=client,
        episode=episode,
        visit=visit,
    )
