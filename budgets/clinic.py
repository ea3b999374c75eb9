"""The demo clinic served as a user serves it, its browser, and the people whom the flows treat."""

import datetime
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from bench.process import first_answer, free_port, page_with, running, tree

ROOT = Path(__file__).parents[1]
TABLET = {"width": 820, "height": 1180}
PHONE = {"width": 390, "height": 844}
SERVE = "from palpate.web.serve import serve; raise SystemExit(serve(port={port}, demo=True))"
PATIENT = 5  # times a minute that a server may take until it is filled
LETTERS = "abcdefghij"
PAIN = [6.0, 5.0]  # at the two visits that were held before a follow-up


@contextmanager
def served() -> Iterator[tuple[str, Callable[[], float]]]:
    """The address of the demo clinic on a temporary home, and what its processes have worked (ms of processor
    time); this process reads and writes the same record.
    """
    with tempfile.TemporaryDirectory(prefix="palpate-budgets-") as home:
        paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        surroundings = {"PALPATE_HOME": home, "DATABASE_URL": "", "PYTHONPATH": paths,
                        "DJANGO_SETTINGS_MODULE": "palpate.web.settings"}  # fmt: skip
        os.environ.update(surroundings, DJANGO_ALLOW_ASYNC_UNSAFE="1")
        port = free_port()
        with running([sys.executable, "-c", SERVE.format(port=port)]) as server:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/accounts/sign-in/", server)
            import django

            django.setup()
            from palpate.accounts import isolation

            with isolation.everywhere():
                yield address, lambda: worked(server.pid)


def worked(pid: int) -> float:
    """Milliseconds of processor time of a process, its threads and all that it started."""
    total = 0
    for one in tree(pid):
        for task in Path(f"/proc/{one}/task").glob("*/schedstat"):
            with suppress(OSError):  # it has ended meanwhile
                total += int(task.read_text().split()[0])
    return total / 1e6


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Until the page of sign-in is there: filling the clinic takes a while. Raises TimeoutError."""
    for nth in range(PATIENT):
        if server.poll() is not None:
            raise TimeoutError("the server ended; look at it with: palpate serve --demo")
        try:
            first_answer(lambda: page_with(address, b"password"), time.perf_counter())
            return
        except TimeoutError:
            if nth == PATIENT - 1:
                raise


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    from playwright.sync_api import sync_playwright

    from palpate.web.chromium import FLAGS, require

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=require(), args=list(FLAGS))
        yield opened
        opened.close()


def tablet(chromium: Any, address: str, size: dict[str, int] | None = None, state: Any = None) -> Any:
    """A page of a touched tablet, `state` being what it has of an earlier one. Without a service worker: each
    page is fetched as by a new one.
    """
    context = chromium.new_context(
        base_url=address,
        viewport=size or TABLET,
        has_touch=True,
        service_workers="block",
        storage_state=state,
    )
    return context.new_page()


def sign_in(page: Any, name: str, password: str) -> None:
    """Sign in by the page, and leave the tour that a newcomer is offered; ends on Today."""
    page.goto("/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    leave = page.get_by_role("button", name="Leave the tour")
    if leave.count():
        leave.click()
        leave.wait_for(state="detached")


@dataclass
class Made:
    """Somebody whom a flow is about, and the visit of now."""

    visit: Any
    episode: Any
    client: Any


def someone(therapist: Any, number: int, *, visits: int, region: str = "shoulder") -> Made:
    """A client of the kind that the demo is filled with, who sent in an intake, was seen so many times, a
    week apart, and is here for the next visit. One number gives one person.
    """
    from django.utils import timezone

    from palpate.clinic.demo.live import live
    from palpate.clinic.demo.story import Story
    from palpate.knowledge import knowledge
    from palpate.reasoning.generate import make_person
    from palpate.records import acts, look
    from palpate.records.models import Client, Episode

    random, now = Random(f"budgets {number}"), timezone.localtime()
    person = make_person(random, knowledge(), region=region, level="treat")
    days = [now.date() - datetime.timedelta(weeks=back) for back in reversed(range(visits + 1))]
    story = Story(person, region, 0, days, (now.hour, now.minute), PAIN[:visits], True, False)
    seed = UUID(int=random.getrandbits(128), version=4)
    live(random, seed, therapist, timezone.now(), name(number), story, 0)
    client = Client.objects.get(family_name=name(number).family)
    [episode] = Episode.objects.filter(client_id=client.first)
    [visit] = [one for one in look.visits(episode) if timezone.localdate(one.starts_at) == now.date()]
    if visits:
        ask_out(therapist, look.visits(episode)[0])
    if look.state_of(visit) != "arrived":
        acts.change_visit_state(by=therapist, visit=visit, state="arrived")
    return Made(visit, episode, client)


def ask_out(therapist: Any, first: Any) -> None:
    """What the intake had left open of the emergencies was asked at the first visit: it was not so."""
    from palpate.knowledge import knowledge
    from palpate.reasoning.screening.screen import screen
    from palpate.records import acts, look

    episode, known = look.episode_of(first), knowledge()
    while left := screen(look.case_of(episode, today=first.starts_at.date()), known).open_emergencies:
        with acts.as_of(first.starts_at + datetime.timedelta(minutes=3)):
            for finding in {one: None for rule in left for one in rule.ask if not known.findings[one].unit}:
                acts.record_observation(
                    by=therapist, episode=episode, visit=first, finding=finding, present=False
                )


def gone(who: Made) -> None:
    """Who is still here goes, so that the next one comes into an empty room."""
    from palpate.records import acts, look

    if look.state_of(who.visit) in ("arrived", "in_treatment"):
        acts.change_visit_state(by=who.visit.therapist, visit=who.visit, state="cancelled")


def name(number: int) -> Any:
    """What somebody is called: no other client's name begins so."""
    from palpate.clinic.demo.cast import Name

    return Name("Wanda" if number % 2 else "Xaver", f"Z{LETTERS[number // 10]}{LETTERS[number % 10]}lski")


def links(therapist: Any, who: Made) -> tuple[str, str]:
    """What opens the client's home program and intake on a phone."""
    from palpate.records import acts

    home, intake = (acts.invite(by=therapist, episode=who.episode, purpose=one) for one in ("home", "intake"))
    return str(home.token), str(intake.token)
