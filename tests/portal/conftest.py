"""The cast of the client's pages: a clinic, a client with a sore right shoulder, and links of either kind."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from palpate.accounts.models import Clinic, Role, User
from palpate.records import acts
from palpate.records.models import Client, Episode, Invitation, Visit

ABOUT = {"birth_date": "1971-03-03", "sex": "female", "phone": "555 0100", "email": "ada@example.org"}
WHY = {
    "words": "it aches at night",
    "region-0": "shoulder",
    "side-0": "right",
    "since": "6",
    "unit": "weeks",
    "began": "slowly",
}


@dataclass
class Cast:
    """Who is there. `phone` is the client's browser: nobody is signed in."""

    clinic: Clinic
    therapist: User
    client: Client
    episode: Episode
    visit: Visit
    link: Invitation
    home: Invitation
    phone: Browser

    def url(self, step: str = "") -> str:
        """The address of a page of the intake."""
        return f"/portal/{self.link.token}/{f'{step}/' if step else ''}"

    def here(self) -> str:
        """The page to which the link leads now."""
        return self.phone.get(self.url(), follow=True).redirect_chain[-1][0].rstrip("/").rsplit("/", 1)[-1]

    def answer(self, step: str, **fields: object) -> str:
        """Send a page; gives the page that follows, or the same one when it is shown again."""
        names = {name.replace("__", "-"): value for name, value in fields.items()}
        answer = self.phone.post(self.url(step), names)
        return answer.url.rstrip("/").rsplit("/", 1)[-1] if answer.status_code == 302 else step

    def begin(self) -> str:
        """Past the first three pages; gives the first of the safety questions."""
        self.phone.post(self.url("about"), ABOUT)
        self.phone.post(self.url("why"), WHY)
        return self.answer("where")

    def none_of(self, step: str, until: str) -> str:
        """Say none of these on each group from a page until another."""
        while step != until:
            following = self.answer(step, none="yes", leave="yes")
            assert following != step
            step = following
        return step


@pytest.fixture
def cast(db: None) -> Cast:
    """Nothing is answered yet."""
    clinic = Clinic.objects.create(name="Harbour Street", phone="555 0199", emergency_number="112")
    therapist = User.objects.create_user(
        "therapist", password="long enough", clinic=clinic, role=Role.THERAPIST, display_name="E. S."
    )
    client = acts.register_client(by=therapist, given_name="Ada", family_name="Osei")
    episode = acts.open_episode(by=therapist, client=client, title="Right shoulder")
    visit = acts.book_visit(
        by=therapist, episode=episode, therapist=therapist, starts_at=timezone.now() + timedelta(days=1)
    )
    return Cast(
        clinic=clinic,
        therapist=therapist,
        client=client,
        episode=episode,
        visit=visit,
        link=acts.invite(by=therapist, episode=episode, purpose="intake"),
        home=acts.invite(by=therapist, episode=episode, purpose="home"),
        phone=Browser(),
    )
