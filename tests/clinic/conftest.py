"""The cast of the page tests, on the shipped knowledge: a clinic at work, and Mallory of another one."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from palpate.accounts.models import Clinic, Role, User
from palpate.records import acts, looking
from palpate.records.models import Client, Episode, Visit
from tests.clinic.noting import ANYWAY, MOTION, address, typed


@dataclass
class Cast:
    """Who is there. `browser` is signed in as the therapist, `stranger` as an owner elsewhere."""

    clinic: Clinic
    therapist: User
    desk: User
    reader: User
    mallory: User
    client: Client
    episode: Episode
    visit: Visit
    browser: Browser
    stranger: Browser


def person(clinic: Clinic, name: str, role: Role) -> User:
    """Somebody who can sign in."""
    return User.objects.create_user(name, password="long enough", clinic=clinic, role=role, display_name=name)


def signed_in(user: User) -> Browser:
    """A browser in which the user is signed in."""
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture(autouse=True)
def looked_already(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages cost here what they cost after the first look of a quarter of an hour. That looks are written
    down is tested on every address, in tests/agreement/test_looks.py.
    """
    monkeypatch.setattr(looking._Written, "has", lambda *_look: True)


@pytest.fixture
def cast(db: None) -> Cast:
    """A client with a sore right shoulder, and a first visit that begins about now."""
    clinic = Clinic.objects.create(name="Harbour Street")
    therapist = person(clinic, "therapist", Role.THERAPIST)
    mallory = person(Clinic.objects.create(name="Elsewhere"), "mallory", Role.OWNER)
    client = acts.register_client(
        by=therapist, given_name="Ada", family_name="Osei", birth_date=date(1971, 3, 3), sex="female"
    )
    episode = acts.open_episode(
        by=therapist,
        client=client,
        title="Right shoulder",
        regions=[{"region": "shoulder", "side": "right"}],
        onset_date=timezone.localdate() - timedelta(days=90),
        words="it aches at night",
    )
    visit = acts.book_visit(
        by=therapist, episode=episode, therapist=therapist, starts_at=timezone.now(), minutes=60
    )
    return Cast(
        clinic=clinic,
        therapist=therapist,
        desk=person(clinic, "desk", Role.FRONT_DESK),
        reader=person(clinic, "reader", Role.READ_ONLY),
        mallory=mallory,
        client=client,
        episode=episode,
        visit=visit,
        browser=signed_in(therapist),
        stranger=signed_in(mallory),
    )


@pytest.fixture
def worked(cast):
    """A visit at which something was asked, measured and done."""
    of = {"by": cast.therapist, "episode": cast.episode, "visit": cast.visit}
    acts.record_score(**of, measure="nprs", value=6)
    acts.record_observations(
        **of,
        observations=[
            acts.Seen(finding="night_pain", present=True),
            acts.Seen(finding="hawkins_kennedy", side="right", present=False),
            acts.Seen(finding="tender_infraspinatus", side="right", present=True),
            acts.Seen(finding=MOTION, side="right", value=20, moment="before"),
            acts.Seen(finding=MOTION, side="right", value=28, moment="after"),
            acts.Seen(finding=MOTION, side="left", value=58),
        ],
    )
    acts.record_treatment(
        by=cast.therapist,
        visit=cast.visit,
        technique="swedish_massage",
        structure="infraspinatus",
        side="right",
        minutes=4,
        pressure=4,
        response="better",
    )
    return cast


@pytest.fixture
def followed(worked):
    """A second visit, a week after a first whose note is signed."""
    worked.browser.post(
        address(worked, "sign/"), typed(plan="Sleeps on the left.\nCall on Friday.", **ANYWAY)
    )
    worked.visit = acts.book_visit(
        by=worked.therapist,
        episode=worked.episode,
        therapist=worked.therapist,
        starts_at=timezone.now() + timedelta(days=7),
    )
    return worked
