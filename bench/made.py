"""A clinic with one visit, made through the acts of the record in a home of its own; taps on its Assess page.

`python -m bench.made` makes the clinic in PALPATE_HOME and prints the address of its visit; `python -m
bench.made taps` also taps, and prints its rows as JSON.
"""

import os
import statistics
import sys
from datetime import timedelta

import msgspec

from bench.row import PASSES, Row, ms

NAME, PASSWORD = "therapist", "long enough for a race"
TAP = 100  # milliseconds that are let pass
TAPPED = ("painful_arc", "speed", "yergason", "external_rotation_lag")


def make() -> str:
    """Migrate, and make a clinic; the address of its visit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palpate.web.settings")
    from palpate.web.serve import prepare

    prepare()
    from django.utils import timezone

    from palpate.accounts.models import Clinic, Role, User
    from palpate.records import acts

    clinic = Clinic.objects.create(name="Harbour Street")
    therapist = User.objects.create_user(
        NAME, password=PASSWORD, clinic=clinic, role=Role.THERAPIST, display_name=NAME
    )
    born = timezone.localdate() - timedelta(days=20_000)
    client = acts.register_client(
        by=therapist, given_name="Ada", family_name="Osei", birth_date=born, sex="female"
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
    return f"/visits/{visit.first}/"


def taps() -> list[Row]:
    """The median time of an answer tapped on the Assess page, with its forgery check, record and answer."""
    visit = make()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    browser = Client(enforce_csrf_checks=True)
    assert browser.get("/accounts/sign-in/").status_code == 200
    form = {"username": NAME, "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    assert browser.post("/accounts/sign-in/", form).status_code == 302
    page = browser.get(f"{visit}assess/")
    assert page.status_code == 200, page.status_code

    def tap(name: str, said: str) -> None:
        answer = browser.post(
            f"{visit}assess/answer/",
            {"only": name, f"{name}:right": said},
            HTTP_HX_REQUEST="true",
            HTTP_X_CSRFTOKEN=browser.cookies["csrftoken"].value,
        )
        assert answer.status_code == 200 and b'id="hy"' in answer.content

    tap(TAPPED[0], "absent")
    said = ("present", "absent", "unclear")
    times = [
        ms(lambda name=name, word=said[(number + shift) % 3]: tap(name, word))
        for number in range(3 * PASSES)
        for shift, name in enumerate(TAPPED)
    ]
    opened = [ms(lambda: browser.get(f"{visit}assess/")) for _ in range(3 * PASSES)]
    return [
        Row(
            name="an answer tapped on the Assess page", value=statistics.median(times), unit="ms", at_most=TAP
        ),
        Row(name="the Assess page opened", value=statistics.median(opened), unit="ms"),
    ]


if __name__ == "__main__":
    if sys.argv[1:] == ["taps"]:
        sys.stdout.buffer.write(msgspec.json.encode(taps()))
    else:
        print(make())
