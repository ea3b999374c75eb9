"""Every page of an erased client says that it was erased, and when; none fails."""

from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from palpate.accounts.models import Clinic, Role, User
from palpate.accounts.strength import CONFIRMED
from palpate.records import acts

NAMES = ("client", "episode", "visit", "letter")


def addresses(resolver: URLResolver, before: str = "") -> list[str]:
    """Every address of the program that names one of a client's things and nothing else, as a pattern."""
    found = []
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            found += addresses(one, path)
        elif isinstance(one, URLPattern) and path.count("<") == 1 and "<uuid:" in path:
            found.append(path)
    return found


@pytest.fixture
def things(db: None) -> dict[str, object]:
    clinic = Clinic.objects.create(name="Harbour Street")
    owner = User.objects.create_user("owner", clinic=clinic, role=Role.OWNER)
    client = acts.register_client(by=owner, given_name="Ada", family_name="Osei")
    episode = acts.open_episode(by=owner, client=client, title="Shoulder")
    visit = acts.book_visit(by=owner, episode=episode, therapist=owner, starts_at=timezone.now(), minutes=60)
    letter = acts.write_letter(by=owner, episode=episode, to_name="Dr", body={})
    acts.erase(
        by=owner, thing=client, reason="asked for it", legal_basis="GDPR art. 17", asked_by="the client",
        asked_on=date(2026, 1, 2), early="for the test",
    )  # fmt: skip
    return {"owner": owner, "client": client, "episode": episode, "visit": visit, "letter": letter}


def test_every_page_of_an_erased_client_says_so(things: dict[str, object]) -> None:
    browser = Browser()
    browser.force_login(things["owner"])
    kept = browser.session
    kept[CONFIRMED] = timezone.now().timestamp()  # some addresses ask for the password again
    kept.save()
    day = f"Erased on {timezone.localdate():%a} {timezone.localdate().day} {timezone.localdate():%b %Y}"
    walked = 0
    for pattern in addresses(get_resolver()):
        name = pattern.partition("<uuid:")[2].partition(">")[0]
        if name not in NAMES:
            continue
        address = "/" + pattern.replace(f"<uuid:{name}>", str(things[name].first))  # type: ignore[attr-defined]
        answer = browser.get(address)
        assert answer.status_code in {410, 405}, address  # 405: only for posting
        walked += answer.status_code == 410
        if answer.status_code == 410:
            assert day in answer.content.decode() and "GDPR art. 17" in answer.content.decode(), address
    assert walked >= 15


def test_pages_of_the_others_go_on(things: dict[str, object]) -> None:
    browser = Browser()
    browser.force_login(things["owner"])
    for address in ("/", "/clients/", "/find/?q=Ada"):
        answer = browser.get(address)
        assert answer.status_code == 200 and "Osei" not in answer.content.decode(), address


def test_another_clinic_does_not_learn_that_it_was_there(things: dict[str, object]) -> None:
    stranger = User.objects.create_user("m", clinic=Clinic.objects.create(name="Else"), role=Role.OWNER)
    browser = Browser()
    browser.force_login(stranger)
    key = things["client"].first  # type: ignore[attr-defined]
    answer = browser.get(f"/clients/{key}/")
    assert answer.status_code == 404 and "rased" not in answer.content.decode()
