"""Verifying names everything that is not as it was written, and goes on after the first."""

from collections.abc import Iterator

import pytest
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from palpate.accounts.models import Clinic, Role, User
from palpate.records import acts, canonical, triggers
from palpate.records.chain import ADDED, CHANGED, ENTRY, GONE, breaks, cut_off, head, verify
from palpate.records.ledger import START, content_digest, writing
from palpate.records.models import Client, LedgerEntry, Observation
from tests.records.conftest import Cast
from tests.records.growing import transactional_db  # noqa: F401
from tests.records.tampering import key, tamper


@pytest.fixture
def seen(cast: Cast) -> Observation:
    """One observation more: entry 4."""
    return acts.record_observation(
        by=cast.therapist, episode=cast.episode, finding="night_pain", present=True
    )


def test_a_changed_row_is_named_with_whose_it_is(cast: Cast, seen: Observation) -> None:
    tamper("UPDATE records_observation SET present = %s WHERE id = %s", False, key(seen))
    (found,) = breaks(cast.clinic)
    assert (found.seq, found.table, found.row_id, found.what) == (4, "observation", seen.pk, CHANGED)
    assert (found.whose.client, found.whose.client_id) == ("Ada Osei", cast.client.first)
    assert (found.whose.episode, found.whose.author) == ("Right shoulder", "therapist")
    assert found.whose.written_at == seen.written_at


def test_all_breaks_are_listed(cast: Cast, seen: Observation) -> None:
    tamper("UPDATE records_client SET notes = 'never said' WHERE id = %s", key(cast.client))
    tamper("DELETE FROM records_visit")
    forged = Client(clinic=cast.clinic, author=cast.owner, given_name="No", family_name="Body")
    forged.first = forged.pk
    Client.objects.bulk_create([forged])
    found = [(one.seq, one.table, one.what) for one in breaks(cast.clinic)]
    assert found == [(1, "client", CHANGED), (3, "visit", GONE), (None, "client", ADDED)]


def test_removed_entries_are_named_and_their_rows_stand_outside(cast: Cast, seen: Observation) -> None:
    tamper("DELETE FROM records_ledgerentry WHERE seq IN (2, 3)")
    found = [(one.seq, one.table, one.what) for one in breaks(cast.clinic)]
    assert found == [
        (2, "", "entries 2 to 3 are missing"),
        (None, "episode", ADDED),
        (None, "visit", ADDED),
    ]


def test_a_row_changed_together_with_its_entry_breaks_the_chain_there(cast: Cast, seen: Observation) -> None:
    tamper("UPDATE records_episode SET title = 'Left knee'")
    entry = LedgerEntry.objects.get(seq=2)
    said = canonical.canonical(type(cast.episode).objects.get())
    tamper("UPDATE records_ledgerentry SET content = %s WHERE seq = 2", content_digest(entry.salt, said))
    assert [(one.seq, one.what) for one in breaks(cast.clinic)] == [(2, ENTRY)]


def test_a_cut_off_end_shows_against_a_digest_kept_elsewhere(cast: Cast, seen: Observation) -> None:
    length, kept = head(cast.clinic)
    assert length == 4 and cut_off([kept]) == []
    tamper("DELETE FROM records_observation")
    tamper("DELETE FROM records_ledgerentry WHERE seq = 4")
    assert verify(cast.clinic) is None  # the chain alone cannot know
    assert cut_off([kept]) == [kept]


def test_what_fails_within_a_writing_undoes_all_of_it_and_the_next_goes_on(cast: Cast) -> None:
    length = LedgerEntry.objects.count()

    def observe(present: bool) -> None:
        acts.record_observation(
            by=cast.therapist, episode=cast.episode, visit=cast.visit, finding="night_pain", present=present
        )

    with pytest.raises(RuntimeError), writing(cast.clinic.pk):
        observe(True)
        with writing(cast.clinic.pk):
            observe(False)
            raise RuntimeError
    assert LedgerEntry.objects.count() == length and not Observation.objects.exists()
    with writing(cast.clinic.pk):
        observe(True)
        observe(False)
    assert LedgerEntry.objects.count() == length + 2 == Observation.objects.count() + length
    assert verify(cast.clinic) is None


def test_a_clinic_without_rows_has_the_first_head(cast: Cast) -> None:
    assert head(cast.mallory.clinic) == (0, START)


def test_an_entry_that_names_no_table_is_a_break_and_no_error(cast: Cast) -> None:
    tamper("UPDATE records_ledgerentry SET \"table\" = 'nothing' WHERE seq = 1")
    assert {one.what for one in breaks(cast.clinic)} == {ENTRY, GONE, ADDED}


def test_more_rows_than_one_batch(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("palpate.records.chain.BATCH", 2)
    for number in range(5):
        acts.register_client(by=cast.owner, given_name=f"{number}", family_name="Row")
    assert verify(cast.clinic) is None
    tamper("UPDATE records_client SET phone = '1' WHERE given_name = '4'")
    assert [one.seq for one in breaks(cast.clinic)] == [8]


def test_the_same_content_has_another_digest_each_time(cast: Cast) -> None:
    assert len(set(LedgerEntry.objects.values_list("salt", flat=True))) == 3
    assert all(len(salt) == 32 for salt in LedgerEntry.objects.values_list("salt", flat=True))


def test_a_later_field_leaves_older_rows_their_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    class Later(models.Model):
        says = models.CharField(max_length=10)
        loudly = models.BooleanField(default=False)

        class Meta:
            app_label = "chain_test"

    monkeypatch.setattr(canonical, "LATER", {"later": {"loudly": False}})
    assert canonical.canonical(Later(says="a")) == '{"id":null,"says":"a","table":"later"}'
    assert '"loudly":true' in canonical.canonical(Later(says="a", loudly=True))


OLD, NEW = [("records", "0003_notes")], [("records", "0004_content_digests")]


def migrate(target: list[tuple[str, str]]) -> None:
    """Bring the database to a migration."""
    MigrationExecutor(connection).migrate(target)


@pytest.fixture
def older(transactional_db: None) -> Iterator[User]:  # noqa: F811
    """A record as the version before had it; brought to the present afterwards."""
    owner = User.objects.create_user("o", clinic=Clinic.objects.create(name="Harbour"), role=Role.OWNER)
    acts.register_client(by=owner, given_name="Ada", family_name="Osei")
    acts.register_client(by=owner, given_name="Ben", family_name="Osei")
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    migrate(OLD)
    yield owner
    migrate(newest)


def test_chains_of_the_version_before_are_verified_and_made_anew(older: User) -> None:
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert verify(older.clinic) is None
    assert head(older.clinic)[0] == 2
    with pytest.raises(Exception, match="only grows"):
        LedgerEntry.objects.update(digest="")


def test_a_record_that_does_not_verify_is_refused_with_the_place(older: User) -> None:
    change = "UPDATE records_client SET notes = %s WHERE given_name = 'Ben'"
    triggers.remove(connection, ["records_client"])
    with connection.cursor() as cursor:
        cursor.execute(change, ["never said"])
    try:
        with pytest.raises(RuntimeError, match=r"Harbour does not verify.* entry 2, client .*not as it was"):
            migrate(NEW)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(change, [""])
