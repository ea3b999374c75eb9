"""The second wall on PostgreSQL: a query without a filter shows nothing of another clinic."""

from collections.abc import Callable

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.urls import reverse

from palpate.accounts import isolation
from palpate.accounts.models import Clinic, User
from palpate.portal.models import Draft
from palpate.records import acts, look, policies
from palpate.records.errors import Conflict
from palpate.records.models import Client, Invitation, LedgerEntry, Visit
from palpate.records.models.words import Purpose
from tests.records.conftest import Cast

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no row security")
pytestmark = [pytest.mark.django_db]

# Tables that hold nothing of one clinic alone, or only ids of what stands behind the wall.
OF_NO_CLINIC = {
    "django_migrations", "django_content_type", "django_session",
    "auth_group", "auth_permission", "auth_group_permissions",
    "records_backupmade",  # of the whole database
}  # fmt: skip


def rows(sql: str) -> list[tuple[object, ...]]:
    """What one statement typed by hand shows."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def refused(write: Callable[[], object]) -> None:
    """The database itself turns the write down."""
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        write()


@on_postgresql
def test_every_table_stands_under_a_policy_or_is_known_to_hold_nothing_of_a_clinic(db: None) -> None:
    found = rows(
        "SELECT relname, relrowsecurity AND relforcerowsecurity AND EXISTS "
        "(SELECT FROM pg_policy WHERE polrelid = pg_class.oid) FROM pg_class "
        "WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace"
    )
    open_to_all = {str(name) for name, walled in found if not walled}
    assert open_to_all == OF_NO_CLINIC & open_to_all, (
        "new: give it a column clinic_id (or user_id, in accounts), or an entry in records/policies.py; "
        "name it here only where it holds nothing of a clinic"
    )
    assert len(found) - len(open_to_all) > 25


@on_postgresql
def test_the_role_of_the_tests_does_not_go_around_the_wall(db: None) -> None:
    assert policies.bypasses(connection) == ""


@on_postgresql
def test_a_query_without_a_filter_shows_the_own_clinic_only(cast: Cast) -> None:
    acts.register_client(by=cast.mallory, given_name="Else", family_name="Where")
    with isolation.within(cast.mallory.clinic_id):
        assert [client.family_name for client in Client.objects.all()] == ["Where"]
        assert rows("SELECT family_name FROM records_client") == [("Where",)]
        assert rows("SELECT count(*) FROM records_visit") == [(0,)]
        assert rows("SELECT DISTINCT clinic_id FROM records_ledgerentry") == [(cast.mallory.clinic_id,)]
        assert rows("SELECT username FROM accounts_user") == [("mallory",)]
        assert Clinic.objects.get() == cast.mallory.clinic
    assert Client.objects.count() == 2


@on_postgresql
def test_where_nothing_is_said_nothing_shows(cast: Cast) -> None:
    with isolation.limited_to(isolation.NOWHERE):
        assert not any(model.objects.exists() for model in (Client, Visit, LedgerEntry, User, Clinic))
        with pytest.raises(Clinic.DoesNotExist):
            acts.register_client(by=cast.owner, given_name="No", family_name="Where")


@on_postgresql
def test_nothing_is_written_into_another_clinic(cast: Cast) -> None:
    with isolation.within(cast.mallory.clinic_id):
        forged = Client(clinic=cast.clinic, author=cast.mallory, given_name="Not", family_name="Theirs")
        forged.first = forged.pk
        refused(lambda: Client.objects.bulk_create([forged]))
        refused(lambda: User.objects.create_user("spy", clinic=cast.clinic))
        assert User.objects.filter(pk=cast.owner.pk).update(role="read_only") == 0
        assert Clinic.objects.filter(pk=cast.clinic.pk).update(name="Taken") == 0
    assert Clinic.objects.get(pk=cast.clinic.pk).name == "Harbour Street"


@on_postgresql
def test_before_the_sign_in_people_are_found_and_no_row_of_the_record(cast: Cast) -> None:
    with isolation.limited_to(isolation.SIGNING_IN):
        assert User.objects.select_related("clinic").get(username="owner").clinic == cast.clinic
        assert not Client.objects.exists() and not LedgerEntry.objects.exists()


@on_postgresql
def test_a_link_shows_itself_and_opens_its_clinic(cast: Cast) -> None:
    mine = acts.invite(by=cast.therapist, episode=cast.episode, purpose=Purpose.INTAKE)
    acts.invite(by=cast.therapist, episode=cast.episode, purpose=Purpose.HOME)
    with isolation.limited_to(isolation.SIGNING_IN):
        assert not Invitation.objects.exists()
        with isolation.by_token(mine.token):
            assert [link.token for link in Invitation.objects.all()] == [mine.token]
            assert not Client.objects.exists()
        assert look.invitation_of("f" * 64, Purpose.INTAKE) is None
        assert not Client.objects.exists()
        assert look.invitation_of(mine.token, Purpose.INTAKE) == mine
        assert Client.objects.get() == cast.client  # from here on within the link's clinic


@on_postgresql
def test_a_draft_of_the_intake_stands_behind_the_wall_too(cast: Cast) -> None:
    link = acts.invite(by=cast.therapist, episode=cast.episode, purpose=Purpose.INTAKE)
    Draft.objects.create(invitation=link.first, answers={"why": "it aches"})
    with isolation.within(cast.mallory.clinic_id):
        assert not Draft.objects.exists()
    with isolation.within(cast.clinic.pk):
        assert Draft.objects.get().answers == {"why": "it aches"}


@on_postgresql
def test_what_a_transaction_took_back_is_told_again(cast: Cast) -> None:
    """The setting goes back with the transaction: taking it for told would show another clinic's rows."""
    with isolation.within(cast.mallory.clinic_id):
        assert not Visit.objects.exists()
    with pytest.raises(ZeroDivisionError), transaction.atomic(), isolation.within(cast.clinic.pk):
        assert Visit.objects.exists()
        1 / 0  # noqa: B018
    with isolation.within(cast.clinic.pk):
        assert Visit.objects.exists()
    with isolation.within(cast.mallory.clinic_id):
        assert not Visit.objects.exists()


@on_postgresql
def test_an_error_inside_a_transaction_is_the_one_that_is_seen(cast: Cast) -> None:
    """The scope changes while the transaction is broken: nothing is told, and the rollback works."""
    with pytest.raises(ProgrammingError, match="no_such_table"), transaction.atomic():  # noqa: SIM117
        with isolation.within(cast.clinic.pk):
            rows("SELECT 1 FROM no_such_table")
    assert Client.objects.exists()


def test_an_id_that_another_clinic_has_taken_is_a_conflict(cast: Cast) -> None:
    with isolation.within(cast.mallory.clinic_id), pytest.raises(Conflict, match="already"):
        acts.register_client(by=cast.mallory, given_name="x", family_name="y", row_id=cast.client.pk)


def test_pages_work_within_the_own_clinic(cast: Cast, client, settings) -> None:
    """From the sign-in on, through the real middleware; another clinic's client is not there."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for person in (cast.therapist, cast.mallory):
        person.set_password("long enough")
        person.save()
    with isolation.limited_to(isolation.NOWHERE):
        for who, status in (("therapist", 200), ("mallory", 404)):
            said = {"username": who, "password": "long enough"}
            assert client.post(reverse("accounts:sign_in"), said).status_code == 302
            assert client.get(reverse("clinic:client", args=[cast.client.pk])).status_code == status
            client.logout()
        assert isolation.scope() == isolation.NOWHERE


@on_postgresql
def test_a_page_tells_the_database_twice_at_most(cast: Cast, client, monkeypatch) -> None:
    """Before and after it is known who asks."""
    told: list[str] = []
    tell = type(connections["default"])._tell
    monkeypatch.setattr(
        type(connections["default"]), "_tell", lambda self, now: (told.append(now), tell(self, now))
    )
    client.force_login(cast.therapist)
    assert client.get(reverse("clinic:client", args=[cast.client.pk])).status_code == 200
    assert told == [isolation.SIGNING_IN, str(cast.clinic.pk)]


def test_a_streamed_answer_is_made_within_its_clinic(cast: Cast, rf) -> None:
    from django.http import StreamingHttpResponse

    from palpate.web.middleware import clinic_wall

    def parts():
        yield isolation.scope()
        yield str(Client.objects.count())

    request = rf.get("/")
    request.user = cast.therapist
    with isolation.limited_to(isolation.NOWHERE):
        answer = clinic_wall(lambda request: StreamingHttpResponse(parts()))(request)
        assert b"".join(answer.streaming_content).decode() == f"{cast.clinic.pk}1"
        assert isolation.scope() == isolation.NOWHERE
