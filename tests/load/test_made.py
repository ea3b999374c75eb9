"""The large clinic of the load is a true record: chained, signed, and the same each time."""

from random import Random

from load.made import Size, fill, names_only, person, turns

from palpate.accounts.models import Clinic, User
from palpate.records import chain, look
from palpate.records.models import Client, LedgerEntry, NoteSignature, Observation, Visit

SMALL = Size(
    clients=3, therapists=2, visits=4, unsigned=1, states=1, observations=6, treatments=2, scores=1, batch=2
)


def test_a_small_one_is_chained_and_whole(db):
    clinic = Clinic.objects.get(pk=fill(SMALL))
    names_only(clinic.pk, 5, batch=2)
    assert list(chain.breaks(clinic)) == []
    assert LedgerEntry.objects.filter(clinic=clinic).count() == 3 * (6 + 4 + 1 + 6 + 2 + 1 + 2 * 3) + 5
    assert (Visit.objects.count(), NoteSignature.objects.count(), Client.objects.count()) == (12, 9, 8)
    assert len(look.find_clients(clinic, "")) == 8
    assert {row.side for row in Observation.objects.all()} <= {"left", "right"}
    assert [len(look.open_notes(clinic, therapist=one)) for one in User.objects.order_by("pk")] == [2, 1]


def test_it_is_the_same_each_time(db):
    def told(seed: str) -> list[tuple]:
        rows = person(Random(seed), 1, 1, 7, SMALL)
        return [(type(row).__name__, row.pk, row.written_at, str(vars(row).get("visit_id"))) for row in rows]

    assert told("a") == told("a") != told("b")


def test_things_are_spread_over_the_visits():
    for total, visits in ((0, 4), (3, 4), (4, 4), (10, 3)):
        given = [nth for number in range(1, visits + 1) for nth in turns(number, total, visits)]
        assert given == list(range(total))
