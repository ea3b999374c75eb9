# ruff: noqa: SIM905 (long lists of words are read more easily so)
"""A large clinic made up: its rows written in batches through the ledger, truly chained, the same each time.

Names are put together by chance; nobody is meant. What belongs to a visit is a fraction of what a real one
leaves behind, and `Size` says which: every visit has its note and signature, not every one its findings.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

SEED = 20260112
END = date(2026, 1, 31)  # the day of the last visit that is made up
PASSWORD = "long enough for a load"
GIVEN = """
    Ada Amir Bea Ben Carlos Clara Dana David Elif Emil Farah Faris Goran Greta Hana Hugo Ines Ivan Jana Jonas
    Kamala Kenji Lena Luca Malik Mira Nils Noor Olga Omar Paula Pavel Rafael Rosa Samir Sofia Tara Tom Yuki
    José
""".split()
STARTS = """
    Al Ba Be Bran Cas Cor Dvo Eri Fal Gar Had Hol Ian Jen Kas Lind Lo Mar Mor Nov Oka Os Pet Qui Ros
""".split()
MIDDLES = "an ber den di el en gar ha il ka la len ma mi mon ne ol ra ri sen ta ten va vi zo".split()
ENDS = """
    ak ard berg da e en er gaard i ić ins ler mann o off ova quist sen son ström ton ura vik wald
""".split()
COMPLAINTS = (("shoulder", "right", "Right shoulder"), ("shoulder", "left", "Left shoulder"))
SOAP = {
    "subjective": "Reaching up hurts less than a week ago, 4 of 10. Sleeps on that side half the night.",
    "objective": "Flexion 150 degrees, painful arc absent at the second try. Friction, well borne.",
    "assessment": "Findings are consistent with a sore tendon of the cuff; better than at the last visit.",
    "plan": "Once more in a week, the same. Two exercises at home, twice a day; to stop at 5 of 10.",
}


@dataclass(frozen=True)
class Size:
    """How many of each; those after `therapists` are for one client."""

    clients: int = 10_000
    therapists: int = 50
    visits: int = 20
    unsigned: int = 0  # the last visits have no note yet
    states: int = 2  # the last visits have theirs
    observations: int = 10
    treatments: int = 5
    scores: int = 2
    batch: int = 50  # clients written in one transaction


def fill(size: Size, *, clinic: str = "Harbour Street", users: str = "therapist") -> int:
    """A clinic with its people, clients and visits; the clinic's key. One size gives one clinic."""
    from palpate.accounts.models import Clinic, Role, User
    from palpate.records import ledger

    random = Random(f"{SEED} {clinic}")
    made = Clinic.objects.create(name=clinic, time_zone="UTC")
    first = User(username=f"{users}1", clinic=made)
    first.set_password(PASSWORD)  # one slow hash for all of them
    staff = User.objects.bulk_create(
        User(username=f"{users}{number}", password=first.password, clinic=made, role=Role.THERAPIST,
             display_name=f"Therapist {number}", licence_number=f"LMT {number}")
        for number in range(1, size.therapists + 1)
    )  # fmt: skip
    keys = [user.pk for user in User.objects.filter(clinic=made).order_by("pk")]
    assert len(keys) == len(staff)
    for start in range(0, size.clients, size.batch):
        people = range(start, min(start + size.batch, size.clients))
        rows: dict[str, list[Any]] = {}
        for number in people:
            for row in person(random, made.pk, keys[number % len(keys)], number, size):
                rows.setdefault(type(row).__name__, []).append(row)
        ledger.write_all([row for same in rows.values() for row in same])
    return int(made.pk)


def person(random: Random, clinic: int, therapist: int, number: int, size: Size) -> Iterator[Any]:
    """All rows of one client, in the order in which one refers to another."""
    from palpate.records.models import Client, Episode

    given, family = name(random)
    last = datetime.combine(END, time(8), UTC) - timedelta(
        days=random.randrange(60), minutes=30 * (number % 16)
    )
    begin = last - timedelta(weeks=size.visits)

    def row(model: type, at: datetime, **fields: Any) -> Any:
        key = UUID(int=random.getrandbits(128), version=4)
        return model(id=key, clinic_id=clinic, author_id=therapist, written_at=at, **fields)

    client = row(
        Client, begin, given_name=given, family_name=family, sex=random.choice(("female", "male")),
        birth_date=date(1940, 1, 1) + timedelta(days=random.randrange(23_000)),
        phone=f"+49 30 {random.randrange(10**7):07}",
        email=f"{plain(given)}.{plain(family)}.{number}@mail.example",
    )  # fmt: skip
    region, side, title = random.choice(COMPLAINTS)
    episode = row(
        Episode, begin, client_id=client.pk, title=title, regions=[{"region": region, "side": side}],
        onset_date=begin.date() - timedelta(days=60), words="It hurts when I reach up or behind me.",
    )  # fmt: skip
    client.first, episode.first = client.pk, episode.pk
    yield client
    yield episode
    yield from intake(row, episode, begin)
    yield from visits(random, row, episode, therapist, side, last, size)


def intake(row: Any, episode: Any, begin: datetime) -> Iterator[Any]:
    """The intake as it came in, the consent, and the screening that was kept."""
    from palpate.records.models import Consent, IntakeSubmitted, Invitation, Judgement

    of = {"episode_id": episode.pk}
    sent = row(
        Invitation, begin, purpose="intake", token=episode.pk.hex, expires_at=begin + timedelta(days=14), **of
    )
    yield sent
    yield row(IntakeSubmitted, begin, invitation_id=sent.pk, answers={"finished": True}, **of)
    yield row(Consent, begin, text_version="1", signature="signed", **of)
    triage = {"level": "treat", "reasons": [], "unsettled": []}
    result = {"knowledge": "1", "triage": triage, "ask_next": []}
    yield row(Judgement, begin, kind="screen", knowledge_version="1", result=result, **of)


def visits(
    random: Random, row: Any, episode: Any, therapist: int, side: str, last: datetime, size: Size
) -> Iterator[Any]:
    """The visits, a week apart, each with its signed note; findings and treatments spread over them."""
    from palpate.records.models import Note, NoteSignature, Observation, Score, Treatment, Visit, VisitState

    findings, techniques = known()
    of = {"episode_id": episode.pk}
    for number in range(1, size.visits + 1):
        at = last - timedelta(weeks=size.visits - number)
        visit = row(
            Visit,
            at - timedelta(days=7),
            therapist_id=therapist,
            starts_at=at,
            minutes=60,
            number=number,
            **of,
        )
        yield visit
        if number > size.visits - size.states:
            yield row(VisitState, at, visit_id=visit.pk, state="finished")
        for nth in turns(number, size.observations, size.visits):
            yield row(Observation, at + timedelta(seconds=nth), visit_id=visit.pk, side=side,
                      finding=findings[nth % len(findings)], present=random.random() < 0.5, **of)  # fmt: skip
        for nth in turns(number, size.treatments, size.visits):
            yield row(
                Treatment, at, visit_id=visit.pk, technique=techniques[nth % len(techniques)],
                structure="supraspinatus", side=side, minutes=6, pressure=4, response="better",
            )  # fmt: skip
        for nth in turns(number, size.scores, size.visits):
            yield row(
                Score, at, visit_id=visit.pk, measure="nprs", value=8 - nth % 6, taken_on=at.date(), **of
            )
        if number > size.visits - size.unsigned:
            continue
        note = row(Note, at + timedelta(minutes=50), visit_id=visit.pk, counters={"taps": 3}, **SOAP)
        yield note
        yield row(
            NoteSignature, at + timedelta(minutes=55), note_id=note.pk, visit_id=visit.pk, name="Therapist"
        )


def turns(number: int, total: int, visits: int) -> range:
    """Which of `total` things fall to the visit of this number (from 1), spread evenly."""
    return range(total * (number - 1) // visits, total * number // visits)


def known() -> tuple[list[str], list[str]]:
    """Findings that are present or absent at one side, and techniques, of the knowledge."""
    from palpate.knowledge import knowledge

    entries = knowledge()
    findings = [key for key, one in sorted(entries.findings.items()) if one.kind == "maneuver" and one.sided]
    return findings, sorted(entries.techniques)


def name(random: Random) -> tuple[str, str]:
    """A given and a family name."""
    parts = random.choice(STARTS), random.choice(MIDDLES), random.choice(ENDS)
    family = parts[0] + (parts[1] if random.random() < 0.7 else "") + parts[2]
    return random.choice(GIVEN), family


def plain(text: str) -> str:
    """A name as it stands in an address of e-mail."""
    return text.lower().translate(str.maketrans("éćö", "eco"))


def names_only(clinic: int, number: int, batch: int = 3000) -> None:
    """So many more clients of the clinic of whom only name and phone are known."""
    from palpate.accounts.models import User
    from palpate.records import ledger
    from palpate.records.models import Client

    random, author = Random(f"{SEED} names"), User.objects.filter(clinic=clinic).order_by("pk")[0].pk
    at = datetime.combine(END, time(8), UTC)
    for start in range(0, number, batch):
        rows = []
        for _ in range(start, min(start + batch, number)):
            given, family = name(random)
            rows.append(
                Client(
                    id=UUID(int=random.getrandbits(128), version=4), clinic_id=clinic, author_id=author,
                    written_at=at, given_name=given, family_name=family,
                    phone=f"+49 30 {random.randrange(10**7):07}",
                )
            )  # fmt: skip
        ledger.write_all(rows)


def clinics(size: Size) -> None:
    """The large clinic, and a second one of twenty clients beside it."""
    fill(size)
    fill(replace(size, clients=min(20, size.clients), therapists=1), clinic="Elsewhere", users="elsewhere")


if __name__ == "__main__":  # in the home and on the database that the environment names
    from palpate.accounts import isolation
    from palpate.web.serve import prepare

    prepare()
    with isolation.everywhere():
        clinics(Size())
