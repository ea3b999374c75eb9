"""The record under real commits: refused for good, and two writers at once keep one chain."""

import threading

import pytest
from django.db import DatabaseError, connection

from palpate.accounts import isolation
from palpate.accounts.models import Clinic, Role, User
from palpate.records import acts
from palpate.records.chain import verify
from palpate.records.models import Client, LedgerEntry
from tests.records.growing import transactional_db  # noqa: F401

WRITERS, EACH = 4, 5


@pytest.fixture
def owner(transactional_db: None) -> User:  # noqa: F811
    clinic = Clinic.objects.create(name="Harbour Street")
    return User.objects.create_user("owner", clinic=clinic, role=Role.OWNER)


def test_a_committed_row_stays(owner: User) -> None:
    client = acts.register_client(by=owner, given_name="Ada", family_name="Osei")
    with pytest.raises(DatabaseError, match="only grows"):
        Client.objects.filter(pk=client.pk).delete()
    assert Client.objects.count() == 1


def test_nothing_is_left_of_the_test_before(owner: User) -> None:
    assert not Client.objects.exists() and not LedgerEntry.objects.exists()


def test_writers_at_once_keep_one_chain(owner: User) -> None:
    wrong: list[BaseException] = []

    def write() -> None:
        try:
            with isolation.within(owner.clinic_id):
                for number in range(EACH):
                    acts.register_client(by=owner, given_name=f"{number}", family_name="At once")
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert LedgerEntry.objects.count() == WRITERS * EACH
    assert verify(owner.clinic) is None
