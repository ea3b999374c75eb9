"""What all tests share: the browser, and the check that a page is open to everybody."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from palpate.accounts import isolation
from tests import axe, postgres

# How busy the machine is decides no test: the first example of a fresh checkout builds tables for seconds.
# The check of a change tries the same examples each time, so that it says something of the change; else they
# are new each time, and one that fails becomes a test of its own.
settings.register_profile(
    "palpate",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("palpate")

PHONE, TABLET, LAPTOP = (390, 844), (820, 1180), (1280, 800)


# The files that take longest, in few tests each: begun first, so that the others fill the time beside them.
LONGEST = (
    "test_every_page", "test_assess_in_a_browser", "test_flows", "test_move", "test_hostile_forms",
    "test_atlas_in_a_browser", "test_whole_visit", "test_sign_in_in_a_browser",
    "test_sign_in_locked_in_a_browser",
    "test_access", "test_atlas", "test_emergency", "test_simulate", "test_look", "test_treat_in_a_browser",
    "test_in_a_browser", "test_every_way_to_a_technique", "test_day_in_a_browser", "test_people_in_a_browser",
    "test_crash", "test_chain", "test_compiled", "test_document", "test_tour",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for the browser is marked so, whoever forgot it; what takes longest comes first."""
    for item in items:
        if {"chromium", "open_page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


@pytest.fixture(scope="session", autouse=True)
def all_clinics() -> Iterator[None]:
    """Tests arrange things in several clinics; each request they make is within its own."""
    with isolation.everywhere():
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL of this test process; `server.new_database()` gives the address of a fresh database."""
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser a test process. Fails, never skips, where there is none."""
    from playwright.sync_api import sync_playwright

    from palpate.web.chromium import FLAGS, require

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def growing_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Afterwards the record refuses changes again: for tests that lift it (tests/records/growing.py). Asked
    for before the database, it ends after the tables were emptied.
    """
    yield
    from django.db import connection

    from palpate.records import triggers
    from palpate.records.models import ONLY_GROW

    with django_db_blocker.unblock():
        triggers.install(connection, [model._meta.db_table for model in ONLY_GROW])


@pytest.fixture
def open_page(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open a browser page of a size on the test server; any console error or refused load fails the test."""
    contexts, wrong = [], []

    def opener(size: tuple[int, int] = LAPTOP, **more: Any) -> Any:
        more.setdefault("service_workers", "block")  # it would fetch the whole program anew in every test
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": size[0], "height": size[1]}, **more
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not wrong, wrong


@pytest.fixture
def assert_accessible() -> Callable[..., None]:
    """No violation of any level on the page, by axe; `rules` are all, unless some are named."""

    def check(page: Any, *rules: str) -> None:
        found = [
            (violation["id"], [node["html"][:120] for node in violation["nodes"]][:3])
            for violation in axe.violations(page, rules)
        ]
        assert not found, found

    return check
