"""The demo clinic at one fixed moment, served for the pictures; its pages' addresses are the first line.

python -m screens.served PORT     (PALPATE_HOME is an empty folder)
"""

import datetime
import json
import sys
from random import Random
from typing import Any

from django.utils import timezone

MOMENT = datetime.datetime(2026, 3, 12, 10, 41, tzinfo=datetime.UTC)  # a Thursday morning at work
timezone.now = lambda: MOMENT  # before any model takes it for a default

NEWCOMER, PASSWORD = "newcomer", "palpate-demo"
STEPS = ("screen", "assess", "plan", "treat", "note", "home", "progress")
INTAKE = ("about", "why", "where", "heart", "head", "nerves", "medicine", "life", "pain", "touch", "consent")
ENTRIES = (
    "conditions/frozen_shoulder", "findings/hawkins_kennedy", "structures/infraspinatus",
    "techniques/deep_tissue", "flags/dvt_leg", "contraindications/dvt_legs", "exercises/pendulum",
    "measures/nprs", "sources/u_sherman2009",
)  # fmt: skip
MISTAKES = ("400", "403", "403_csrf", "404", "409", "500")


def begin() -> dict[str, list[list[str]]]:
    """Make the clinic; who looks at which pages: name, address and what is done there first."""
    from palpate.accounts import isolation
    from palpate.web import serve

    serve.prepare()
    from palpate.clinic.demo.fill import fill

    with isolation.everywhere():
        fill(Random(20260112), MOMENT)
        return {"demo": _pages(), "newcomer": _empty(), "nobody": _of_nobody()}


def _somebody(number: int) -> Any:
    """The client who was written as that one: the demo's stories have fixed places (clinic/demo/story.py)."""
    from palpate.records.models import Client, Episode

    client = Client.objects.order_by("id")[number]
    return client, Episode.objects.filter(client_id=client.first).first()


def _visits(episode: Any) -> list[Any]:
    from palpate.records import look

    return list(look.visits(episode))


def _of_a_visit(label: str, visit: Any, steps: tuple[str, ...] = STEPS) -> list[list[str]]:
    return [[f"{label}-{step}", f"/visits/{visit.first}/{step}/", ""] for step in steps]


def _pages() -> list[list[str]]:
    client, episode = _under_way()
    alarming, unknown = _somebody(0), _somebody(15)
    held, now = _visits(episode)[-2:]
    visit, key = f"/visits/{now.first}", client.first
    days = [["today", "/", ""], ["today-past", f"/?on={held.starts_at:%Y-%m-%d}", ""]]
    clients = [
        ["clients", "/clients/", ""],
        ["client-new", "/clients/new/", ""],
        ["client-new-mistakes", "/clients/new/", "send"],
        ["client", f"/clients/{key}/", ""],
        ["client-unknown", f"/clients/{unknown[0].first}/", ""],
        ["client-edit", f"/clients/{key}/edit/", ""],
        ["client-looked", f"/clients/{key}/looked/", ""],
        ["episode-new", f"/clients/{key}/episodes/new/", ""],
        ["visit-new", f"/episodes/{episode.first}/visits/new/", ""],
        ["visit-next", f"/episodes/{episode.first}/next/", ""],
        ["visit-move", f"{visit}/move/", ""],
        ["invite", f"/episodes/{episode.first}/invite/", ""],
        ["find", "/find/?q=shoulder", ""],
        ["find-nothing", "/find/?q=zzzz", ""],
    ]
    steps = [
        *_of_a_visit("visit", now),
        ["visit-assess-offline", f"{visit}/assess/", "offline"],
        ["visit-body", f"{visit}/assess/body/", ""],
        ["visit-treat-step", f"{visit}/treat/?at=step", ""],
        ["visit-treat-after", f"{visit}/treat/?at=after", ""],
        ["visit-letter", f"/letters/{now.first}/", ""],
        *_of_a_visit("visit-signed", held, ("note", "treat", "progress")),
        *_of_a_visit("visit-alarm", _visits(alarming[1])[0], ("screen", "note", "progress")),
        *_of_a_visit("visit-unknown", _visits(unknown[1])[0]),
        ["visit-unknown-letter", f"/letters/{_visits(unknown[1])[0].first}/", ""],
    ]
    return [*days, *clients, *steps, *_of_the_house(key)]


def _under_way() -> Any:
    """Somebody who comes today, after visits that were held."""
    for number in range(39, 0, -1):
        client, episode = _somebody(number)
        visits = _visits(episode)
        if len(visits) > 2 and visits[-1].starts_at.date() == MOMENT.date():
            return client, episode
    raise LookupError("nobody under way comes today")


def _of_the_house(client: Any) -> list[list[str]]:
    lists = sorted({entry.split("/")[0] for entry in ENTRIES})
    own = ["", "confirm/", "password/", "app/", "passkey/", "hours/"]
    return [
        ["knowledge", "/knowledge/", ""],
        ["knowledge-review", "/knowledge/review/", ""],
        ["knowledge-compare", "/knowledge/compare/neck_pain/", ""],
        *([f"knowledge-{kind}", f"/knowledge/{kind}/", ""] for kind in lists),
        *([f"knowledge-{entry.replace('/', '-')}", f"/knowledge/{entry}/", ""] for entry in ENTRIES),
        ["people", "/people/", ""],
        ["person-new", "/people/new/", ""],
        ["record", "/record/", ""],
        ["record-client", f"/record/clients/{client}/", ""],
        *([f"you{'-' if page else ''}{page.strip('/')}", f"/accounts/own/{page}", ""] for page in own),
        ["locked", "/accounts/locked/", ""],
        *([f"mistake-{code}", f"/mistakes/{code}/", ""] for code in MISTAKES),
        ["offline", "/offline/", ""],
        ["look", "/look/", ""],
        ["look-parts", "/look/answers/", ""],
        ["look-sections", "/look/sections-and-lists/", ""],
        ["tour", "/accounts/own/", "tour"],
    ]


def _empty() -> list[list[str]]:
    """A clinic that has just opened."""
    from palpate.accounts.models import Clinic, Role, User

    clinic = Clinic.objects.create(name="Quiet Lane", time_zone="UTC", emergency_number="112")
    User.objects.create_user(
        NEWCOMER, password=PASSWORD, clinic=clinic, role=Role.OWNER, display_name="Rivka Stern"
    )
    places = {"today": "/", "clients": "/clients/", "people": "/people/", "record": "/record/"}
    return [[f"empty-{name}", address, ""] for name, address in places.items()]


def _of_nobody() -> list[list[str]]:
    """What opens without signing in: the door, and the pages of the clients' phones."""
    from palpate.accounts.models import User
    from palpate.records import acts
    from palpate.records.models import Invitation

    therapist = User.objects.get(username="demo")
    episode = {name: who[1] for name, who in (("on", _under_way()), ("new", _somebody(15)))}
    asked = acts.invite(by=therapist, episode=episode["new"], purpose="intake").token
    home = {
        name: acts.invite(by=therapist, episode=one, purpose="home").token for name, one in episode.items()
    }
    alarm = Invitation.objects.get(episode_id=_somebody(0)[1].first, purpose="intake").token
    return [
        ["sign-in", "/accounts/sign-in/", ""],
        ["sign-in-mistakes", "/accounts/sign-in/", "send"],
        *([f"intake-{step}", f"/portal/{asked}/{step}/", ""] for step in INTAKE),
        ["intake-heart-mistakes", f"/portal/{asked}/heart/", "send"],
        ["intake-alarm", f"/portal/{alarm}/", ""],
        ["intake-over", "/portal/no-such-link/", ""],
        ["home-program", f"/portal/home/{home['on']}/", ""],
        ["home-program-none", f"/portal/home/{home['new']}/", ""],
    ]


def main() -> int:
    """Serve until the end of the input."""
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "palpate.web.settings"
    pages = begin()
    from django.conf import settings

    settings.ROOT_URLCONF = "screens.addresses"
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from palpate.web.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadedWSGIServer(("127.0.0.1", int(sys.argv[1])), Quiet)
    server.set_app(application)
    print(json.dumps(pages), flush=True)
    server.serve_forever()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
