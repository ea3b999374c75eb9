"""No row of the record can be changed or deleted, neither through the program nor behind its back."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from palpate.records import acts
from palpate.records.canonical import canonical
from palpate.records.chain import verify
from palpate.records.errors import Conflict
from palpate.records.models import ONLY_GROW, Client, LedgerEntry, Observation
from palpate.records.triggers import install, remove
from tests.records.conftest import Cast

TABLES = [model._meta.db_table for model in ONLY_GROW]


def run(sql: str, *values: object) -> None:
    """One statement, typed by hand."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def key(row: Client) -> object:
    """The id as the database holds it."""
    return row.pk.hex if connection.vendor == "sqlite" else row.pk


def test_saving_or_deleting_a_row_is_refused(cast: Cast) -> None:
    with pytest.raises(TypeError, match="never changed"):
        cast.client.save()
    with pytest.raises(TypeError, match="never deleted"):
        cast.client.delete()


def test_bulk_updates_and_deletes_are_refused(cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Client.objects.update(family_name="Changed")
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        run("DELETE FROM records_ledgerentry")
    assert Client.objects.get().family_name == "Osei"
    assert LedgerEntry.objects.count() == 3


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", TABLES)
def test_emptying_a_table_at_once_is_refused(db: None, table: str) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        run(f"TRUNCATE {table} CASCADE")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has OR REPLACE")
def test_replacing_a_row_on_the_way_in_is_refused(cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        run("INSERT OR REPLACE INTO records_client SELECT * FROM records_client")
    assert verify(cast.clinic) is None


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_its_triggers(db: None, table: str) -> None:
    events = ("update", "delete") if connection.vendor == "sqlite" else ("update", "delete", "truncate")
    names = {f"{table}_no_{event}" for event in events}
    source = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid WHERE relname = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(source, [table])
        assert names <= {row[0] for row in cursor.fetchall()}


def test_an_untouched_chain_holds(cast: Cast) -> None:
    acts.correct_client(by=cast.desk, client=cast.client, phone="555 0100")
    assert verify(cast.clinic) is None
    assert [entry.seq for entry in LedgerEntry.objects.order_by("seq")] == [1, 2, 3, 4]


def test_a_row_changed_behind_the_back_is_named(cast: Cast) -> None:
    remove(connection, ["records_client"])
    run("UPDATE records_client SET notes = 'never said' WHERE id = %s", key(cast.client))
    found = verify(cast.clinic)
    assert found is not None and (found.seq, found.table, found.row_id) == (1, "client", cast.client.pk)
    assert "not as it was written" in found.what
    install(connection, ["records_client"])


def test_a_row_deleted_behind_the_back_is_named(cast: Cast) -> None:
    remove(connection, ["records_visit"])
    run("DELETE FROM records_visit")
    found = verify(cast.clinic)
    assert found is not None and (found.table, found.what) == ("visit", "the row is gone")
    install(connection, ["records_visit"])


def test_an_entry_cut_out_of_the_middle_is_named(cast: Cast) -> None:
    remove(connection, ["records_ledgerentry"])
    run("DELETE FROM records_ledgerentry WHERE seq = 2")
    found = verify(cast.clinic)
    assert found is not None and found.what == "entry 2 is missing"
    install(connection, ["records_ledgerentry"])


def test_a_row_added_behind_the_back_is_named(cast: Cast) -> None:
    forged = Client(clinic=cast.clinic, author=cast.owner, given_name="No", family_name="Body")
    forged.first = forged.pk
    Client.objects.bulk_create([forged])
    found = verify(cast.clinic)
    assert found is not None and found.row_id == forged.pk and "added behind" in found.what


def test_an_altered_digest_breaks_the_chain_there(cast: Cast) -> None:
    remove(connection, ["records_ledgerentry"])
    run("UPDATE records_ledgerentry SET digest = %s WHERE seq = 1", "f" * 64)
    found = verify(cast.clinic)
    assert found is not None and found.seq == 1
    install(connection, ["records_ledgerentry"])


def test_each_clinic_has_a_chain_of_its_own(cast: Cast) -> None:
    acts.register_client(by=cast.mallory, given_name="Else", family_name="Where")
    assert LedgerEntry.objects.get(clinic=cast.mallory.clinic).seq == 1
    assert verify(cast.mallory.clinic) is None


def test_a_row_reads_the_same_before_and_after_storing(cast: Cast) -> None:
    row = acts.record_observation(
        by=cast.therapist, episode=cast.episode, finding="shoulder_flexion_active", side="right", value=120
    )
    assert canonical(row) == canonical(Observation.objects.get(pk=row.pk))


def test_sending_a_row_twice_stores_it_once(cast: Cast) -> None:
    made = uuid.uuid4()
    fields = {"finding": "night_pain", "present": True, "row_id": made}
    first = acts.record_observation(by=cast.therapist, episode=cast.episode, **fields)
    again = acts.record_observation(by=cast.therapist, episode=cast.episode, **fields)
    assert first.pk == again.pk == made
    assert Observation.objects.count() == 1
    assert verify(cast.clinic) is None


def test_other_content_under_a_taken_id_is_a_conflict(cast: Cast) -> None:
    made = uuid.uuid4()
    acts.record_observation(
        by=cast.therapist, episode=cast.episode, finding="night_pain", present=True, row_id=made
    )
    with pytest.raises(Conflict, match="already"):
        acts.record_observation(
            by=cast.therapist, episode=cast.episode, finding="night_pain", present=False, row_id=made
        )
    with pytest.raises(Conflict):
        acts.register_client(by=cast.mallory, given_name="x", family_name="y", row_id=cast.client.pk)
