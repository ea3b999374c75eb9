"""Whoever opens a page of a client is written down, whichever page it is: every address is opened."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from palpate.records import looking
from palpate.records.looking import LEADS, keep_look
from palpate.records.models import Looked
from palpate.records.models.words import LookedAt
from tests.agreement.access_world import World, built
from tests.agreement.test_access import Address, addresses, table

# Parts of addresses that lead to no client, or stand beside one that does. A new one goes here or into LEADS.
OTHER_PARTS = {
    "job",
    "user",
    "person",
    "who",
    "place",
    "key",
    "step",
    "mark",
    "finding",
    "region",
    "kind",
    "id",
    "part",
}
KINDS = {
    "clinic:client": LookedAt.RECORD,  # for a therapist: it shows what was seen last
    "clinic:visit_move": LookedAt.CONTACT,
    "clinic:timeline": LookedAt.RECORD,
    "clinic:screen": LookedAt.RECORD,
    "clinic:plan": LookedAt.RECORD,
    "clinic:note": LookedAt.NOTE,
    "letters:write": LookedAt.LETTER,
    "letters:pdf": LookedAt.LETTER,
}


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(looking, "_written", looking._Written())
    return built()


def opened(world: World, who: str, address: Address) -> Any:
    read = table()
    sent = {name: value.format(**world.ids) for name, value in read["send"].get(address.name, {}).items()}
    path = address.path(world, who, read["at"].get(address.name, {}))
    return world.browsers[who].get(path, sent)


def rows(world: World) -> set[tuple[str, str, str]]:
    """Who looked at what of whom."""
    found = Looked.objects.select_related("person")
    return {(row.person.username, row.kind, str(row.client_id)) for row in found}


def test_every_page_of_a_client_is_written_down(world: World) -> None:
    ours, seen = world.ids["client"], 0
    for address in addresses():
        if not set(address.parts) & {"client", "episode", "visit", "letter"}:
            continue
        with transaction.atomic():
            answer = opened(world, "therapist", address)
            if answer.status_code == 200 and not getattr(answer, "nothing_seen", False):
                kinds = {kind for who, kind, client in rows(world) if (who, client) == ("therapist", ours)}
                assert len(kinds) == 1, f"{address.name} showed something, and no look was written down"
                assert KINDS.get(address.name) in (None, *kinds), address.name
                seen += 1
            transaction.set_rollback(True)
        looking._written = looking._Written()
    assert seen > 25


def test_each_part_of_an_address_leads_to_a_client_or_to_none() -> None:
    unknown = {part for address in addresses() for part in address.parts} - set(LEADS) - OTHER_PARTS
    assert not unknown, f"say in records/looking.py how {unknown} lead to a client, or here that they do not"


def test_the_front_desk_looking_up_a_number_is_written_down(world: World) -> None:
    opened(world, "front_desk", Address("clinic:client", ("client",)))
    assert rows(world) == {("front_desk", LookedAt.CONTACT, world.ids["client"])}


def test_somebody_of_the_clinic_who_opens_a_clients_link_is_written_down(world: World) -> None:
    path = f"/portal/home/{world.ids['home_token']}/"
    assert world.browsers["front_desk"].get(path).status_code == 200
    assert rows(world) == {("front_desk", LookedAt.RECORD, world.ids["client"])}


def test_a_page_left_open_is_no_look_until_it_learns_something(world: World) -> None:
    address = f"/visits/{world.places['visit']}/news/"
    assert world.browsers["therapist"].get(address).status_code == 200
    assert rows(world) == set()
    assert "events" in world.browsers["therapist"].get(address, {"since": "1"}).json()
    assert rows(world) == {("therapist", LookedAt.RECORD, world.ids["client"])}


def test_what_was_refused_was_not_seen(world: World) -> None:
    for who in ("front_desk", "stranger", "gone", "other_link", "nobody"):
        opened(world, who, Address("clinic:note", ("visit",)))
    assert rows(world) == set()


def test_one_row_a_quarter_and_no_query_for_a_second_look(
    world: World, django_assert_num_queries: Any
) -> None:
    person = world.browsers["therapist"].get("/").wsgi_request.user
    parts = {"visit": world.places["visit"]}
    with django_assert_num_queries(2):
        keep_look(person, LookedAt.RECORD, parts)
    with django_assert_num_queries(0):
        keep_look(person, LookedAt.RECORD, parts)
    looking._written = looking._Written()  # another process
    keep_look(person, LookedAt.RECORD, parts)
    keep_look(person, LookedAt.NOTE, parts)
    assert sorted(Looked.objects.values_list("kind", flat=True)) == ["note", "record"]


def test_the_database_refuses_to_change_or_delete_a_look(world: World) -> None:
    opened(world, "therapist", Address("clinic:client", ("client",)))
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Looked.objects.update(kind="letter")
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Looked.objects.all().delete()
    assert Looked.objects.count() == 1


def test_a_look_that_cannot_be_written_down_hides_no_page(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_rows: Any, **_more: Any) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(Looked.objects, "bulk_create", full)
    answer = opened(world, "therapist", Address("clinic:screen", ("visit",)))
    assert answer.status_code == 200 and "could not be written down" in caplog.text
    assert "Xaverina" not in caplog.text
