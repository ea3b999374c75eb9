"""The intakes of the pictures: answered by the portal's own forms, so that each page stands as on a phone."""

import datetime
from typing import Any

from palpate.accounts.models import Clinic, Role, User
from palpate.records import acts
from screens.pages import INTAKE

ABOUT = {"birth_date": "1984-05-17", "sex": "female", "phone": "555 0142", "email": "ines@example.org",
         "emergency_contact": "Jonas, 555 0188", "physician_name": "Family practice"}  # fmt: skip
WHY = {"words": "My right shoulder aches at night and pulls up into the neck.", "region-0": "shoulder",
       "side-0": "right", "region-1": "neck", "side-1": "both", "since": "6", "unit": "weeks",
       "began": "slowly"}  # fmt: skip
PLACES = (("front", "shoulder", "6", "aching"), ("back", "shoulder", "4", "pulling"))
LIFE = {"medicines": "none", "allergies": "almond oil", "sleep": "Six hours; the shoulder wakes me."}
PAIN = {"now": "4", "worst": "7", "average": "5", "activity-0": "Sleeping on the right side", "score-0": "3",
        "activity-1": "Lifting my daughter", "score-1": "5"}  # fmt: skip
TOUCH = {"pressure": "medium", "ceiling": "6", "avoid": ["head", "belly"], "more": "Warm hands, please."}
EMERGENCY = ("jaw_pain", "left_arm_pain", "sweating", "breathlessness")
TODAY = ("calf_pain", "leg_swelling")  # what a physician should see the same day


class Phone:
    """A client's phone, and the link on it."""

    def __init__(self, token: str) -> None:
        from django.test import Client

        self.token, self.browser = token, Client(headers={"host": "localhost"})

    def send(self, step: str, given: dict[str, Any], query: str = "") -> str:
        """Send a page; the page that follows."""
        answer = self.browser.post(f"/portal/{self.token}/{step}/{query}", given)
        if answer.status_code >= 400:
            raise RuntimeError(f"the intake refused {step}: {answer.status_code}")
        return str(answer.headers.get("Location", step)).rstrip("/").rsplit("/", 1)[-1]

    def begin(self) -> str:
        """Past the first three pages; the first group of safety questions."""
        self.send("about", ABOUT)
        self.send("why", WHY)
        for view, region, _much, _how in PLACES:
            self.send("where", {"do": "add", "view": view, "region": region, "side": "right"})
        told: dict[str, str] = {}
        for mark, (_view, _region, much, how) in zip(self._marks(), PLACES, strict=True):
            told |= {f"quality-{mark}": how, f"intensity-{mark}": much}
        return self.send("where", told)

    def answer_all(self) -> None:
        """All but the signature, which is written and not sent. Raises where a page did not come."""
        step, given = self.begin(), {"life": LIFE, "pain": PAIN, "touch": TOUCH}
        seen = {"about", "why", "where", "consent"}
        while step != "consent":
            if step == "stop":
                raise RuntimeError("an answer that should be harmless has stopped the intake")
            seen.add(step)
            step = self.send(step, given.get(step, {"none": "yes", "leave": "yes"}))
        if missing := set(INTAKE) - seen:
            raise RuntimeError(f"this client is not asked {missing}")
        self.send("consent", {"agreed": "yes", "name": "Ines Duarte"}, "?keep=1")

    def alarm(self, findings: tuple[str, ...]) -> None:
        """Say yes to what stops the intake."""
        step = self.begin()
        while self.send(step, {f"q-{one}": "present" for one in findings} | {"leave": "yes"}) != "stop":
            raise RuntimeError(f"{findings} did not stop the intake")

    def mistake(self) -> None:
        """Answers that cannot be right, kept as they are typed."""
        self.begin()
        self.send("pain", PAIN | {"worst": "2", "score-1": ""}, "?keep=1")

    def _marks(self) -> list[str]:
        from palpate.portal.links import open_link

        link = open_link(self.token)
        return [one["id"] for one in link.answers["where"]["marks"]] if link else []


def intakes(moment: datetime.datetime) -> dict[str, str]:
    """The tokens of the intakes by what was answered, in a clinic of their own: the demo's day stays."""
    clinic = Clinic.objects.create(name="Mill Lane Practice", time_zone="UTC", emergency_number="112")
    therapist = User.objects.create_user(
        "mill-lane", clinic=clinic, role=Role.THERAPIST, display_name="Rivka Stern"
    )
    tokens = {}
    for name in ("fresh", "answered", "wrong", "stop", "stop_today"):
        client = acts.register_client(by=therapist, given_name="Ines", family_name="Duarte")
        place = {"region": "shoulder", "side": "right"}
        episode = acts.open_episode(by=therapist, client=client, title="Right shoulder", regions=[place])
        acts.book_visit(
            by=therapist, episode=episode, therapist=therapist, starts_at=moment + datetime.timedelta(days=1)
        )
        tokens[name] = acts.invite(by=therapist, episode=episode, purpose="intake").token
    Phone(tokens["answered"]).answer_all()
    Phone(tokens["wrong"]).mistake()
    Phone(tokens["stop"]).alarm(EMERGENCY)
    Phone(tokens["stop_today"]).alarm(TODAY)
    return tokens
