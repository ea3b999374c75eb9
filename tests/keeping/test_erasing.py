"""After an erasure nothing of the content is left anywhere, the chain holds, and pages say so."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, models, transaction
from django.http import Http404
from django.utils import timezone

from palpate.accounts.models import Clinic, Role, User
from palpate.keeping import databases
from palpate.keeping.backup import make, verify
from palpate.keeping.erasing import erase, older_backups
from palpate.portal.models import Draft
from palpate.records import acts, look
from palpate.records.acts.erasing import hold_of, scope
from palpate.records.canonical import plain_fields
from palpate.records.chain import CHANGED, breaks
from palpate.records.errors import Closed, Erased, OnHold
from palpate.records.ledger import write_all
from palpate.records.models import (
    ROWS,
    ChartLegend,
    Client,
    Episode,
    Erasure,
    LedgerEntry,
    Row,
    Tombstone,
    Visit,
)
from palpate.records.models.kept import Hold, YearsToKeep
from palpate.records.triggers import install, remove
from tests.keeping.conftest import KEY
from tests.records.tampering import key, tamper

WHY: dict[str, Any] = {
    "reason": "asked for it",
    "legal_basis": "GDPR art. 17",
    "asked_by": "the client",
    "asked_on": date(2026, 1, 2),
    "early": "kept without need",
}
NOT_OF_A_CLIENT = {Erasure, Tombstone, YearsToKeep, ChartLegend, Client}


def fill(owner: User, marker: str) -> Client:
    """A client of whom every table has a row, with the marker in every text that a row can hold."""
    client = acts.register_client(by=owner, given_name=f"{marker}given", family_name=f"{marker}family")
    episode = acts.open_episode(by=owner, client=client, title=f"{marker}title")
    visit = acts.book_visit(by=owner, episode=episode, therapist=owner, starts_at=timezone.now(), minutes=60)
    above: dict[type[Row], Any] = {Client: client, Episode: episode, Visit: visit}
    for model in ROWS:
        if model not in NOT_OF_A_CLIENT:
            row = _row(model, owner, marker, above)
            write_all([row])
            above.setdefault(model, row)
    link = next(row for row in above.values() if row._meta.model_name == "invitation")
    Draft.objects.create(invitation=link.first, answers={"said": f"{marker}draft"})
    return client


def _row(model: type[Row], owner: User, marker: str, above: dict[type[Row], Any]) -> Row:
    said: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        related = field.related_model
        if field.attname in ("id", "first", "clinic_id", "author_id", "replaces_id", "written_at"):
            continue
        if related is User:
            said[field.attname] = owner.pk
        elif related in above:
            said[field.attname] = above[related].first
        else:
            said[field.attname] = _value(field, marker)
    row_id = uuid.uuid4()
    return model(id=row_id, clinic_id=owner.clinic_id, author=owner, written_at=timezone.now(), **said)


def _value(field: Any, marker: str) -> Any:
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.EmailField):
        return f"{marker}@example.org"
    if isinstance(field, models.CharField | models.TextField):
        return f"{marker}{field.attname}"[: field.max_length or 1000]
    plain = {
        "JSONField": {"said": [marker]},
        "BinaryField": marker.encode(),
        "BooleanField": False,
        "DateField": date(2026, 1, 1),
        "DateTimeField": timezone.now(),
        "UUIDField": uuid.uuid4(),
    }
    return plain.get(field.get_internal_type(), 5)


@pytest.fixture
def client(owner: User) -> Iterator[Client]:
    """A client with everything, restricted as well."""
    yield fill(owner, "zqxmarkerzqx")


def lift(owner: User, client: Client) -> None:
    """The row of a hold that `fill` wrote keeps the others from being written."""
    acts.lift_hold(by=owner, client=client, reason="for the test")


def everything() -> Iterator[str]:
    """All that the database's tables hold, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield from (f"{table} {row}" for row in cursor.fetchall())


def files() -> bytes:
    """What the files of SQLite hold, in every page."""
    own = Path(str(connection.settings_dict["NAME"]))
    return b"".join(
        beside.read_bytes() for end in ("", "-wal") if (beside := own.with_name(own.name + end)).exists()
    )


def test_nothing_of_the_content_is_left_and_the_chain_holds(owner: User, client: Client) -> None:
    marker, other = "zqxmarkerzqx", fill(owner, "otherclient")
    lift(owner, other)
    before = {row.pk: row for row in LedgerEntry.objects.all()}
    assert any(marker in line for line in everything())
    done = erase(by=owner, thing=client, **WHY)
    assert done.scrubbed and done.rows == Tombstone.objects.count() >= len(ROWS) - len(NOT_OF_A_CLIENT)
    assert not [line for line in everything() if marker in line]
    assert any("otherclient" in line for line in everything())
    if connection.vendor == "sqlite":
        assert marker.encode() not in files()
        assert b"otherclient" in files() or not files().startswith(b"SQLite format")  # or it is encrypted
    assert list(breaks(owner.clinic)) == []
    for entry in LedgerEntry.objects.filter(pk__in=before):
        assert (entry.content, entry.digest) == (before[entry.pk].content, before[entry.pk].digest)
    assert LedgerEntry.objects.filter(salt="").count() == done.rows
    assert not Draft.objects.filter(answers__said=f"{marker}draft").exists()


def test_each_row_keeps_its_id_times_and_writer(owner: User, client: Client) -> None:
    kept = ("id", "first", "clinic_id", "author_id", "written_at", "by_client")
    before = {row.pk: [plain_fields(row)[name] for name in kept] for row in Client.objects.all()}
    erase(by=owner, thing=client, **WHY)
    assert before == {row.pk: [plain_fields(row)[name] for name in kept] for row in Client.objects.all()}


def test_what_was_erased_is_found_nowhere_and_named_where_it_is_asked_for(
    owner: User, client: Client
) -> None:
    erase(by=owner, thing=client, **WHY)
    with pytest.raises(Erased, match="erased on"):
        look.one(Client, owner.clinic, client.first)
    with pytest.raises(Http404, match="there is no such client"):
        look.one(Client, owner.clinic, uuid.uuid4())
    assert not look.find_clients(owner.clinic, "zqx")
    with pytest.raises(OnHold, match="erased"):
        acts.open_episode(by=owner, client=client, title="a late sending")


def test_one_thing_alone_with_what_hangs_on_it(owner: User, client: Client) -> None:
    lift(owner, client)
    visit = Visit.objects.filter(episode__client_id=client.first)[0]
    rows = scope(visit)
    done = erase(by=owner, thing=visit, **WHY)
    assert done.erasure.client_id == client.first and done.rows == sum(map(len, rows.values()))
    assert look.one(Client, owner.clinic, client.first).given_name == "zqxmarkerzqxgiven"
    with pytest.raises(Erased):
        look.one(Visit, owner.clinic, visit.first)
    assert hold_of(client.first) is None and list(breaks(owner.clinic)) == []
    acts.correct_client(by=owner, client=client, phone="555")


def test_before_its_time_only_with_a_reason(owner: User) -> None:
    client = Client.objects.filter(given_name="Ada").get()
    plain = {name: value for name, value in WHY.items() if name != "early"}
    with pytest.raises(acts.TooEarly, match="how many years"):
        erase(by=owner, thing=client, **plain)
    acts.set_years_to_keep(by=owner, clinic=owner.clinic, years=10, law="the law")
    with pytest.raises(acts.TooEarly, match="keep this until"):
        erase(by=owner, thing=client, **plain)
    acts.set_years_to_keep(by=owner, clinic=owner.clinic, years=0)
    assert erase(by=owner, thing=client, **plain).erasure.early == ""


def test_only_the_owner_of_the_same_clinic(owner: User) -> None:
    client = Client.objects.filter(given_name="Ada").get()
    for role in Role:
        person = User.objects.create_user(f"is-{role}", clinic=owner.clinic, role=role)
        if role != Role.OWNER:
            with pytest.raises(PermissionDenied):
                acts.erase(by=person, thing=client, **WHY)
            with pytest.raises(PermissionDenied):
                acts.hold_client(by=person, client=client, reason="x")
    mallory = User.objects.create_user("m", clinic=Clinic.objects.create(name="Else"), role=Role.OWNER)
    with pytest.raises(Http404):
        acts.erase(by=mallory, thing=client, **WHY)


def test_the_database_blanks_only_what_a_tombstone_names_and_only_to_blank(
    owner: User, client: Client
) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Client.objects.filter(pk=client.pk).update(notes="")
    erase(by=owner, thing=client, **WHY)
    for change in ({"notes": "more"}, {"removed": False}, {"written_at": timezone.now()}):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            Client.objects.filter(pk=client.pk).update(**change)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        LedgerEntry.objects.filter(row_id=client.pk).update(digest="0" * 64)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        LedgerEntry.objects.exclude(row_id=client.pk).filter(salt__gt="").update(salt="")
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Tombstone.objects.all().delete()


def test_a_row_blanked_behind_the_back_is_a_break_even_with_a_tombstone(owner: User) -> None:
    client = Client.objects.filter(given_name="Ada").get()
    tamper("UPDATE records_client SET notes = '', given_name = '' WHERE id = %s", key(client))
    tamper("UPDATE records_ledgerentry SET salt = '' WHERE row_id = %s", key(client))
    assert [one.what for one in breaks(owner.clinic)] == [CHANGED]


@pytest.mark.usefixtures("scratch_is_migrated")
def test_backups_of_before_are_named(owner: User, tmp_path: Path) -> None:
    client = Client.objects.filter(given_name="Ada").get()
    made = make(tmp_path, KEY)
    done = erase(by=owner, thing=client, **WHY)
    assert done.backups == [made]
    later = make(tmp_path / "later", KEY)
    verify(Path(later.folder) / later.name, KEY)
    (tmp_path / made.name).unlink()
    assert older_backups(done.erasure) == []


def test_a_restricted_client_can_only_be_read_until_it_is_lifted(owner: User) -> None:
    client = Client.objects.filter(given_name="Ada").get()
    other = Client.objects.filter(given_name="Ben").get()
    acts.hold_client(by=owner, client=client, reason="contests the accuracy", asked_on=timezone.localdate())
    with pytest.raises(OnHold, match="only be read"):
        acts.correct_client(by=owner, client=client, phone="1")
    with pytest.raises(OnHold):
        acts.open_episode(by=owner, client=client, title="x")
    acts.correct_client(by=owner, client=other, phone="1")
    assert look.one(Client, owner.clinic, client.first) == client
    acts.lift_hold(by=owner, client=client, reason="settled")
    acts.correct_client(by=owner, client=client, phone="2")
    assert hold_of(client.first) is None
    with pytest.raises(Closed):
        acts.undo(by=owner, row=Hold.objects.order_by("written_at").first())


def test_the_time_to_keep_counts_from_the_last_entry(owner: User) -> None:
    from palpate.records.acts.erasing import kept_until

    client = Client.objects.filter(given_name="Ada").get()
    assert kept_until(client) is None
    acts.set_years_to_keep(by=owner, clinic=owner.clinic, years=10)
    day = timezone.now().date()
    assert abs(kept_until(client) - day.replace(year=day.year + 10)) <= timedelta(days=1)


def test_triggers_installed_again_still_let_a_blanking_through(owner: User, client: Client) -> None:
    tables = [model._meta.db_table for model in ROWS]
    remove(connection, tables)
    install(connection, tables)
    assert erase(by=owner, thing=client, **WHY).rows
    assert databases.vendor() in {"sqlite", "postgresql"}
