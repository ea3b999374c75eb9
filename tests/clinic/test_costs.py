"""What each page costs: at most twelve queries, and sixty kilobytes with its styles."""

import re
from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.utils import timezone

from palpate.records import acts

BYTES = 60 * 1024
# On SQLite what a visit's page needs is asked in one query, on PostgreSQL one by one (records/prepared.py).
QUERIES = 12 if connection.vendor == "sqlite" else 20
PAGES = (
    "/",
    "/?mine=1",
    "/clients/",
    "/clients/?q=ose",
    "/find/?q=ose",
    "/clients/{client}/",
    "/clients/{client}/edit/",
    "/clients/{client}/episodes/new/",
    "/clients/new/",
    "/episodes/{episode}/visits/new/",
    "/episodes/{episode}/timeline/",
    "/episodes/{episode}/invite/",
    "/episodes/{episode}/next/",
    "/visits/{visit}/move/",
    "/visits/{visit}/screen/",
    "/visits/{visit}/assess/",
    "/visits/{visit}/chart/",
    "/chart/legend/",
    "/visits/{visit}/plan/",
    "/visits/{visit}/treat/",
    "/visits/{visit}/note/",
    "/visits/{visit}/home/",
    "/visits/{visit}/progress/",
    "/letters/{visit}/",
    "/knowledge/",
)


@pytest.fixture
def places(cast) -> dict[str, object]:
    """The cast's visit with something of everything, after a first visit whose note is signed."""
    by, episode, visit = cast.therapist, cast.episode, cast.visit
    before = acts.book_visit(
        by=by, episode=episode, therapist=by, starts_at=timezone.now() - timedelta(days=7), minutes=60
    )
    draft = acts.save_note_draft(by=by, visit=before, subjective="Sore.", plan="Again.")
    acts.sign_note(by=by, note=draft)
    for at in (before, visit):
        for finding in ("painful_arc", "speed", "yergason"):
            acts.record_observation(
                by=by, episode=episode, visit=at, finding=finding, side="right", present=True
            )
        acts.record_score(by=by, episode=episode, visit=at, measure="nprs", value=5)
        acts.record_treatment(
            by=by, visit=at, technique="friction", structure="supraspinatus", side="right", minutes=5,
            pressure=4, response="better",
        )  # fmt: skip
    today = timezone.localdate()
    acts.set_goal(
        by=by,
        episode=episode,
        measure="nprs",
        baseline=6,
        target=2,
        start=today,
        due=today + timedelta(days=40),
    )
    return {"client": cast.client.first, "episode": episode.first, "visit": visit.first}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_at_most_twelve_queries_and_sixty_kilobytes(
    cast, places, page, django_assert_max_num_queries
):
    url = page.format(**places)
    assert cast.browser.get(url).status_code == 200  # what is looked up once in each process
    with django_assert_max_num_queries(QUERIES):
        answer = cast.browser.get(url)
    text = answer.content.decode()
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', text)
    assert sheets and len(answer.content) + sum(size(sheet) for sheet in sheets) <= BYTES


def size(sheet: str) -> int:
    found = finders.find(sheet)
    assert isinstance(found, str)
    with open(found, "rb") as file:
        return len(file.read())
