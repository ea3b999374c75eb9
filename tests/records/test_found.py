"""Finding clients: what is found, what no more, and the same by the index as by looking at everybody."""

from random import Random

import pytest
from django.db import connection

from palpate.records import acts, ledger, look, names
from palpate.records.look import found
from palpate.records.models import Client, ClientName
from palpate.records.newest import latest
from tests.records.conftest import Cast

SYLLABLES = (
    "ol",
    "an",
    "Ö",
    "ra",
    "b",
    "é",
    "lin",
    "tz",
    "a",
    "qu",
    "ß",
    "ib",
    "Øs",
    "mar",
    "0",
    "%",
    "_",
    "!",
)


def enter(cast: Cast, given: str, family: str, **more: str) -> Client:
    return acts.register_client(by=cast.therapist, given_name=given, family_name=family, **more)


def told(cast: Cast, text: str, **more: int) -> list[str]:
    return [str(one) for one in look.find_clients(cast.clinic, text, **more)]


def everybody(cast: Cast, text: str) -> list[Client]:
    """The slow form: every client looked at."""

    def fits(row: Client) -> bool:
        said = names.entry_of(row)["text"]
        return all(word in said for word in names.words_of(text))

    rows = [row for row in latest(Client, clinic=cast.clinic) if fits(row)]
    return sorted(rows, key=lambda row: names.folded(f"{row.family_name} {row.given_name}"))


def test_case_and_accents_do_not_matter(cast: Cast) -> None:
    enter(cast, "José", "Müller-Łukasz")
    enter(cast, "Jana", "Strauß")
    for text in ("jose", "JOSÉ", "muller", "MÜLLER-LU", "lukasz josé", "e M"):
        assert told(cast, text) == ["José Müller-Łukasz"], text
    assert told(cast, "strauss") == told(cast, "strauß") == ["Jana Strauß"]


@pytest.mark.parametrize("text", ["os", "se", "a o", "ei ad", "da", "OSEI", "sei ada", "", "  "])
def test_short_parts_find_too(cast: Cast, text: str) -> None:
    assert told(cast, text) == ["Ada Osei"]


@pytest.mark.parametrize("text", ["ao", "so", "iada", "oseia", "zz", "ada z"])
def test_every_word_stands_as_it_is(cast: Cast, text: str) -> None:
    assert told(cast, text) == []


def test_phone_and_mail_find(cast: Cast) -> None:
    enter(cast, "Ines", "Marr", phone="+49 (30) 123-4567", email="I.Marr@mail.example")
    for text in ("1234567", "3012", "123-45", "+49 30", "i.marr@MAIL", "@mail.ex", "45"):
        assert told(cast, text) == ["Ines Marr"], text


def test_what_was_corrected_shows_and_what_was_taken_back_does_not(cast: Cast) -> None:
    who = enter(cast, "Ines", "Marr")
    now = acts.correct_client(by=cast.therapist, client=who, family_name="Lind")
    assert told(cast, "marr") == [] and told(cast, "lind") == ["Ines Lind"]
    acts.undo(by=cast.therapist, row=now)
    assert told(cast, "marr") == ["Ines Marr"] and told(cast, "lind") == []


def test_a_client_taken_back_is_found_no_more(cast: Cast) -> None:
    who = enter(cast, "Ines", "Marr")
    gone = acts.undo(by=cast.therapist, row=who)
    assert told(cast, "ines") == [] and not ClientName.objects.filter(client=who.first).exists()
    acts.undo(by=cast.therapist, row=gone)
    assert told(cast, "ines") == ["Ines Marr"]


def test_a_write_that_fails_is_not_found(cast: Cast) -> None:
    before = ClientName.objects.count()
    with pytest.raises(RuntimeError), ledger.writing(cast.clinic.pk):
        enter(cast, "Ines", "Marr")
        raise RuntimeError
    assert told(cast, "marr") == [] and ClientName.objects.count() == before


def test_another_clinic_finds_nobody_of_this_one(cast: Cast) -> None:
    assert look.find_clients(cast.mallory.clinic, "osei") == []
    assert look.find_clients(cast.mallory.clinic, "") == []


def test_those_whose_family_name_begins_so_come_first(cast: Cast) -> None:
    for family in ("Balind", "Linden", "Zlind", "Lindau"):
        enter(cast, "Ines", family)
    assert told(cast, "lind") == ["Ines Lindau", "Ines Linden", "Ines Balind", "Ines Zlind"]


@pytest.mark.parametrize("few", [0, 3, 2000])
def test_the_index_finds_what_a_look_at_everybody_finds(cast: Cast, monkeypatch, few: int) -> None:
    """Whether a part of a name is rare or frequent."""
    monkeypatch.setattr(found, "FEW", few)
    random = Random(few)

    def made(most: int) -> str:
        return "".join(random.choices(SYLLABLES, k=random.randint(1, most)))

    ledger.write_all(
        [
            Client(
                clinic=cast.clinic,
                author=cast.therapist,
                given_name=made(2),
                family_name=made(3),
                phone=f"0{random.randrange(1000)} {random.randrange(100)}",
            )
            for _ in range(60)
        ]
    )
    for _ in range(60):
        text = " ".join(made(2) for _ in range(random.randint(1, 2)))[: random.randint(1, 6)]
        rows = look.find_clients(cast.clinic, text, limit=100)
        slow = everybody(cast, text)
        assert {row.pk for row in rows} == {row.pk for row in slow}, text
        orders = [names.entry_of(row)["order"] for row in rows]
        begin = tuple(names.words_of(text)[:1])
        if connection.vendor == "sqlite":
            assert orders == sorted(orders, key=lambda order: (not order.startswith(begin or ""), order))
        assert len(look.find_clients(cast.clinic, text, limit=2)) == min(2, len(slow))


@pytest.mark.parametrize(
    "text", ['"', 'a"b', "'", "%", "_", "!", "NEAR(", "text:ada", "*", "\x00", "ada\x00", "😀", "-"]
)
def test_signs_of_a_query_are_only_signs(cast: Cast, text: str) -> None:
    expected = ["Ada Osei"] if text in ("\x00", "ada\x00") else []
    assert told(cast, text) == expected


def test_what_is_forgotten_wholly_leaves_nothing_in_the_index(cast: Cast) -> None:
    who = enter(cast, "Ines", "Zwygarth")
    names.forget([who.first], wholly=True)
    assert told(cast, "zwy") == [] and told(cast, "osei") == ["Ada Osei"]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT block FROM {names.INDEX}_data")
            assert not any(b"zwy" in bytes(block) for (block,) in cursor.fetchall())


def test_the_index_can_be_made_anew(cast: Cast) -> None:
    enter(cast, "Ines", "Marr")
    fields = ("clinic_id", "client", "row", "order", "text", "pairs")
    before = sorted(ClientName.objects.values_list(*fields))
    ClientName.objects.filter(order__contains="marr").update(text="wrong", pairs="wrong")
    assert names.rebuild() == 2
    assert sorted(ClientName.objects.values_list(*fields)) == before
    assert told(cast, "marr") == ["Ines Marr"]
