"""Two clinics for the walk through all addresses: ours with one client of everything, and a stranger's. What
may not be seen is marked: each name, word and id of our client is found again wherever it appears.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client as Browser
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode

from palpate.accounts import idle
from palpate.accounts.models import Clinic, Role, User
from palpate.accounts.strength import CONFIRMED
from palpate.keeping import jobs
from palpate.knowledge import knowledge
from palpate.records import acts
from palpate.records.models import Client, Episode, Mark

MARKS = ("Xaverina", "Quillfeather", "zz-complaint", "zz-words", "zz-street", "555 0177", "zz@zz.example")
CLINICAL = ("zz-seen", "zz-note", "zz-letter")  # in no answer to the front desk


@dataclass
class World:
    """Who asks, what can be asked for, and what must not show."""

    browsers: dict[str, Browser] = field(default_factory=dict)
    places: dict[str, Any] = field(default_factory=dict)  # what stands for each part of an address
    tokens: dict[str, dict[str, str]] = field(default_factory=dict)  # by address and who asks
    ids: dict[str, str] = field(default_factory=dict)  # of our client
    episode: UUID | None = None


def built() -> World:
    """The world, in a database of its own."""
    world = World()
    clinic, people = _people(world)
    therapist = people["therapist"]
    client = acts.register_client(
        by=therapist,
        given_name=MARKS[0],
        family_name=MARKS[1],
        phone=MARKS[5],
        email=MARKS[6],
        address=MARKS[4],
    )
    episode, visit = _episode(therapist, client, words=MARKS[3], title=MARKS[2])
    of = {"by": therapist, "episode": episode, "visit": visit}
    seen = acts.record_observation(**of, finding="night_pain", present=True, note=CLINICAL[0])
    mark = acts.record_mark(**of, view="front", x=190.0, y=200.0)
    note = acts.save_note_draft(by=therapist, visit=visit, subjective=CLINICAL[1])
    letter = acts.write_letter(
        by=therapist, episode=episode, to_name="Dr", body={"subject": CLINICAL[2], "visit": str(visit.first)}
    )
    letter = acts.send_letter(by=therapist, letter=letter, pdf=b"%PDF-1.7 zz-letter")
    acts.save_home_program(by=therapist, episode=episode, exercises=[{"exercise": "pendulum"}])
    state = acts.change_visit_state(by=therapist, visit=visit, state="arrived")
    decided = acts.record_disposition(**of, level="refer", decision="referred")
    rows = (client, episode, visit, seen, mark, note, letter, state, decided)
    world.ids = {str(row._meta.model_name): str(row.first) for row in rows}
    world.places = _places(world, clinic, people) | {"waiting": _waiting(people, episode)}
    world.places["job"] = UUID(_finished_export(people["owner"]))
    world.episode = episode.first
    _links(world, therapist, episode)
    return world


def _people(world: World) -> tuple[Clinic, dict[str, User]]:
    clinic, elsewhere = Clinic.objects.create(name="Ours"), Clinic.objects.create(name="Theirs")
    roles = {
        "owner": Role.OWNER,
        "therapist": Role.THERAPIST,
        "student": Role.STUDENT,
        "front_desk": Role.FRONT_DESK,
        "read_only": Role.READ_ONLY,
        "stranger": Role.OWNER,
        "gone": Role.THERAPIST,
    }
    people = {
        name: User.objects.create_user(
            name,
            clinic=elsewhere if name == "stranger" else clinic,
            role=role,
            display_name=f"the {name}",
            discipline="Physiotherapy" if name == "owner" else "Massage",
        )
        for name, role in roles.items()
    }
    people["student"].supervisor = people["therapist"]
    people["student"].save()
    for name, user in people.items():
        world.browsers[name] = _signed_in(user)
    User.objects.filter(username="gone").update(is_active=False)
    world.browsers |= {name: Browser(raise_request_exception=False) for name in ("other_link", "nobody")}
    return clinic, people


def _signed_in(user: User) -> Browser:
    """A browser in which the user has just written the password."""
    browser = Browser(raise_request_exception=False)
    browser.force_login(user)
    kept = browser.session
    kept[CONFIRMED] = int(idle.now())
    kept.save()
    return browser


def _episode(by: User, client: Client, **fields: str) -> tuple[Episode, Any]:
    place = [{"region": "shoulder", "side": "right"}]
    episode = acts.open_episode(by=by, client=client, regions=place, **fields)
    starts = timezone.now() - timedelta(minutes=10)
    return episode, acts.book_visit(by=by, episode=episode, therapist=by, starts_at=starts)


def _waiting(people: dict[str, User], episode: Episode) -> UUID:
    """The visit of a student whose note waits for the therapist's name."""
    student, therapist = people["student"], people["therapist"]
    starts = timezone.now() - timedelta(days=1)
    visit = acts.book_visit(by=therapist, episode=episode, therapist=student, starts_at=starts)
    note = acts.save_note_draft(by=student, visit=visit, subjective=CLINICAL[1])
    acts.sign_note_as_student(by=student, note=note, supervisor=therapist)
    return visit.first


def _finished_export(owner: User) -> str:
    """A finished export of the clinic."""
    job = jobs.start("export", owner)
    jobs.run(job.id)
    return job.id


def _places(world: World, clinic: Clinic, people: dict[str, User]) -> dict[str, Any]:
    """By the name of a part of an address, what stands for it. A new part of a new address goes here."""
    known = knowledge()
    return {
        "client": UUID(world.ids["client"]),
        "episode": UUID(world.ids["episode"]),
        "visit": UUID(world.ids["visit"]),
        "letter": UUID(world.ids["letter"]),
        "mark": UUID(world.ids["mark"]),
        "person": people["read_only"].pk,
        "user": people["read_only"].pk,
        "who": urlsafe_base64_encode(str(people["read_only"].pk).encode()),
        "place": 1,
        "finding": "night_pain",
        "region": "shoulder",
        "key": "ask",
        "part": "answers",
        "step": "about",
        "kind": "conditions",
        "id": next(iter(known.conditions)),
    }


def _links(world: World, by: User, ours: Episode) -> None:
    """Our client's links, which nobody here holds, and another client's, with which one of them comes."""
    other = acts.register_client(by=by, given_name="Other", family_name="Person")
    theirs, _visit = _episode(by, other, title="Other complaint")
    acts.save_home_program(by=by, episode=theirs, exercises=[{"exercise": "pendulum"}])
    for purpose, names in {"intake": ("intake", "intake_step"), "home": ("home", "did")}.items():
        ours_token = acts.invite(by=by, episode=ours, purpose=purpose).token
        held = acts.invite(by=by, episode=theirs, purpose=purpose).token
        world.ids[f"{purpose}_token"] = ours_token
        for name in names:
            # Nobody guesses the link: these come with our token cut short.
            guess = ours_token[:-4] + "AAAA"
            world.tokens[name] = {who: held if who == "other_link" else guess for who in world.browsers}
    assert Mark.objects.filter(episode_id=ours.first).count() == 1
