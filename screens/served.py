"""The demo clinic at one fixed moment, served for the pictures; its pages' addresses are the first line.

python -m screens.served PORT     (PALPATE_HOME is an empty folder)
"""

import datetime
import json
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

from django.template import defaulttags
from django.utils import timezone

from screens.pages import Keys, Shot, pages

MOMENT = datetime.datetime(2026, 3, 12, 10, 41, tzinfo=datetime.UTC)  # a Thursday morning at work
NEWCOMER, CAREFUL, PASSWORD = "newcomer", "careful", "palpate-demo"


class Stopped(datetime.datetime):
    """What a template's "now" asks for the time."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        """The one moment."""
        return MOMENT.astimezone(tz)


timezone.now = lambda: MOMENT  # before any model takes it for a default
defaulttags.datetime = Stopped  # type: ignore[attr-defined]


def begin() -> dict[str, list[Shot]]:
    """Make the clinics; who looks at which pages: name, address and what is done there first."""
    from palpate.accounts import isolation
    from palpate.web import serve

    serve.prepare()
    from palpate.clinic.demo.fill import fill

    with isolation.everywhere():
        fill(Random(20260112), MOMENT)
        _others()
        return pages(_keys())


def _others() -> None:
    """Somebody whose clinic has just opened, and somebody who signs in with a code."""
    from palpate.accounts.codes import new_app
    from palpate.accounts.models import Clinic, Role, User

    clinic = Clinic.objects.create(name="Quiet Lane", time_zone="UTC", emergency_number="112")
    for name in (NEWCOMER, CAREFUL):
        role = Role.OWNER if name == NEWCOMER else Role.THERAPIST
        place = clinic if name == NEWCOMER else Clinic.objects.create(name="Elm Row", time_zone="UTC")
        who = User.objects.create_user(
            name, password=PASSWORD, clinic=place, role=role, display_name="Rivka Stern"
        )
    app = new_app(who)
    app.confirmed_at = MOMENT
    app.save()


def _keys() -> Keys:
    from palpate.accounts import passwords
    from palpate.accounts.models import User
    from palpate.records import acts
    from palpate.records.models import Invitation
    from screens.phone import intakes

    demo = User.objects.get(username="demo")
    client, episode, visits = _under_way(demo)
    _alarming, alarm, stopped = _somebody_at("emergency")
    newcomer, unasked, first = _without_intake()
    signed = _signed(demo)
    home = {
        one: acts.invite(by=demo, episode=of, purpose="home").token
        for one, of in (("home", episode), ("home_none", unasked))
    }
    return Keys(
        client=str(client.first),
        episode=str(episode.first),
        visit=str(visits[-1].first),
        held=str(signed.first),
        held_on=f"{signed.starts_at:%Y-%m-%d}",
        alarm=str(stopped[0].first),
        unknown=str(first[0].first),
        unknown_client=str(newcomer.first),
        erased=_erased(demo),
        person=str(User.objects.get(username="therapist2").pk),
        job=_job(demo),
        new_password=passwords.new_link(User.objects.get(username="therapist3")),
        sent=Invitation.objects.get(episode_id=alarm.first, purpose="intake").token,
        **home,
        **intakes(MOMENT),
    )


def _everybody() -> Iterator[tuple[Any, Any, list[Any]]]:
    """Each client of the demo with the complaint and its visits; always in the same order."""
    from palpate.records import look
    from palpate.records.models import Client, Episode

    for client in Client.objects.filter(clinic__users__username="demo").order_by("family_name", "given_name"):
        episode = Episode.objects.filter(client_id=client.first).first()
        yield client, episode, list(look.visits(episode))


def _under_way(therapist: Any) -> tuple[Any, Any, list[Any]]:
    """Somebody who is being treated now, after visits that were held."""
    from palpate.records import look

    for client, episode, visits in _everybody():
        last = visits[-1]
        if len(visits) > 2 and last.therapist_id == therapist.pk and look.state_of(last) == "in_treatment":
            return client, episode, visits
    raise LookupError("nobody under way is being treated now")


def _signed(therapist: Any) -> Any:
    """The newest visit before today whose note the therapist has signed."""
    from palpate.records import look

    held = [
        visit
        for _client, _episode, visits in _everybody()
        for visit in visits
        if visit.therapist_id == therapist.pk and visit.starts_at.date() < MOMENT.date()
    ]
    return next(
        visit
        for visit in sorted(held, key=lambda one: one.starts_at, reverse=True)
        if (of := look.note_of(visit, reader=therapist)) and of.closed
    )


def _somebody_at(level: str) -> tuple[Any, Any, list[Any]]:
    """Somebody whose answers came out at this level of the screening."""
    from palpate.knowledge import knowledge
    from palpate.reasoning.screening.screen import screen
    from palpate.records import look

    for client, episode, visits in _everybody():
        if screen(look.case_of(episode, today=MOMENT.date()), knowledge()).level == level:
            return client, episode, visits
    raise LookupError(f"nobody came out at {level}")


def _without_intake() -> tuple[Any, Any, list[Any]]:
    """Somebody who has not answered anything."""
    from palpate.records.models import IntakeSubmitted

    for client, episode, visits in _everybody():
        if not IntakeSubmitted.objects.filter(episode_id=episode.first).exists():
            return client, episode, visits
    raise LookupError("everybody has sent an intake")


def _erased(owner: Any) -> str:
    """Somebody who was entered by mistake and erased."""
    from palpate.keeping import erasing
    from palpate.records import acts

    client = acts.register_client(by=owner, given_name="Ada", family_name="Osei")
    why = {
        "reason": "Entered twice",
        "legal_basis": "No duty to keep what is empty",
        "asked_by": "the clinic",
    }
    erasing.erase(by=owner, thing=client, asked_on=MOMENT.date(), early="Nothing was recorded yet", **why)
    return str(client.first)


def _job(owner: Any) -> str:
    """An export of everything, as it stands when it is done."""
    import uuid

    from palpate.keeping import jobs

    said = "40 clients, 8211 rows"
    job = jobs.Job(str(uuid.UUID(int=7)), "export", owner.clinic_id, MOMENT.isoformat(), "done", 40, 40, said)
    job.folder.mkdir(parents=True, mode=0o700)
    jobs._tell(job)
    return job.id


def main() -> int:
    """Serve until the end of the input."""
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "palpate.web.settings"
    shots = begin()
    from django.conf import settings

    settings.ROOT_URLCONF = "screens.addresses"
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from palpate.web.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadedWSGIServer(("127.0.0.1", int(sys.argv[1])), Quiet)
    server.set_app(application)
    print(json.dumps(shots), flush=True)
    server.serve_forever()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
