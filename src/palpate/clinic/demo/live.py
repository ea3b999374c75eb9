"""Living through one made-up story: booking, intake, visits, notes, home program, discharge."""

import datetime
import functools
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from palpate.accounts.models import User
from palpate.clinic.demo import cast
from palpate.clinic.demo.story import Due, Story
from palpate.clinic.demo.visit import hold
from palpate.drawing.body import cell_at
from palpate.knowledge import knowledge
from palpate.knowledge.words import Side
from palpate.reasoning.report import screen_report
from palpate.records import acts, look
from palpate.records.models import Client, Episode, Invitation, Visit
from palpate.records.models.words import JudgementKind, Purpose, State


def live(
    random: Random,
    seed: UUID,
    therapist: User,
    now: datetime.datetime,
    name: cast.Name,
    story: Story,
    number: int,
    due: Due | None = None,
) -> None:
    """Write one story: what lies before `now` has happened, what lies after is booked. `due` says when the
    visit of today is, and how far it has come.
    """
    starts = [_start(day, story.hour, therapist) for day in story.days]
    if due is not None:
        starts[-1] = due.starts
        story = story._replace(pain=due.pain(story.pain))
    booked_on = starts[0] - datetime.timedelta(days=4)
    with acts.as_of(booked_on):
        client = _register(random, therapist, name, story, starts[0])
        episode = _open(random, therapist, client, story, starts[0])
        visits = [acts.book_visit(by=therapist, episode=episode, therapist=therapist, starts_at=starts[0])]
        invitation = acts.invite(by=therapist, episode=episode, purpose=Purpose.INTAKE, days=90)
    if story.intake:
        with acts.as_of(min(starts[0], now) - datetime.timedelta(hours=14)):
            _send_intake(random, seed, invitation, episode, story)
    held = [start for start in starts if start < now and len(story.pain) > starts.index(start)]
    for at, start in enumerate(held):
        with acts.as_of(start + datetime.timedelta(minutes=2)):
            if at:
                visits.append(
                    acts.book_visit(by=therapist, episode=episode, therapist=therapist, starts_at=start)
                )
            is_last = at == len(held) - 1
            # A few notes are still to be signed.
            left_open = is_last and (due.stage == "sign" if due and due.held else number % 5 == 3)
            hold(random, therapist, visits[-1], episode, story, at, sign=not left_open)
    with acts.as_of(min(now, (held[-1] if held else booked_on) + datetime.timedelta(hours=1))):
        for start in starts[1:]:
            if start not in held:
                visits.append(
                    acts.book_visit(by=therapist, episode=episode, therapist=therapist, starts_at=start)
                )
    if story.discharged and held:
        _discharge(therapist, episode, held[-1])
    if due is not None:
        _arrive(therapist, visits[-1], due, now)


def _start(day: datetime.date, hour: tuple[int, int], therapist: User) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(*hour), ZoneInfo(therapist.clinic.time_zone))


def _register(
    random: Random, therapist: User, name: cast.Name, story: Story, first: datetime.datetime
) -> Client:
    person = story.person.case.client
    born = first.date() - datetime.timedelta(days=int((person.age or 40) * 365.25) + random.randint(20, 340))
    return acts.register_client(
        by=therapist,
        given_name=name.given,
        family_name=name.family,
        birth_date=born,
        sex=person.sex or "",
        phone=f"555 01{random.randint(10, 99)}",
        physician_name=cast.PHYSICIAN,
    )


def _open(random: Random, therapist: User, client: Client, story: Story, first: datetime.datetime) -> Episode:
    complaint = story.person.case.complaint
    side = complaint.regions[0].side
    return acts.open_episode(
        by=therapist,
        client=client,
        title=cast.title(story.region, side),
        regions=[{"region": story.region, "side": side}],
        onset_date=first.date() - datetime.timedelta(days=int(complaint.days or 30)),
        words=random.choice(cast.WORDS[story.region]),
    )


def _send_intake(random: Random, seed: UUID, invitation: Invitation, episode: Episode, story: Story) -> None:
    """What the client answered at home: the questions, the body chart, pain, consent."""
    asked = [one for one in story.person.case.observations if _from_client(one.finding)]
    sent = acts.submit_intake(
        invitation=invitation,
        row_id=seed,
        answers={"why": {"words": episode.words}, "finished": True},
        observations=[
            acts.Seen(finding=one.finding, side=one.side or "", present=one.present, value=one.value)
            for one in asked
        ],
        marks=_marks(random, story),
        scores=[
            acts.Scored(measure="nprs", value=story.pain[0] if story.pain else float(random.randint(4, 8))),
            acts.Scored(measure="psfs", value=float(random.randint(3, 6))),
        ],
        consent=acts.Agreed(
            text_version="1", signature="signed on the phone", pressure_at_most=random.choice((5, 6, 7, 7))
        ),
    )
    known = knowledge()
    case = look.case_of(episode, today=sent.written_at.date())
    acts.keep_judgement(
        by=None, episode=episode, kind=JudgementKind.SCREEN, knowledge_version=known.version,
        result=screen_report(case, known),
    )  # fmt: skip


def _from_client(finding: str) -> bool:
    return knowledge().findings[finding].asked_of == "client"


def _marks(random: Random, story: Story) -> list[acts.Marked]:
    """A mark or two on the sore region, on its side."""
    side = story.person.case.complaint.regions[0].side
    found: list[acts.Marked] = []
    for cell in cast.MARKED[story.region]:
        spots = [spot for spot, (name, where) in _spots().items() if name == cell and side in (None, where)]
        if spots:
            view, x, y = random.choice(spots)
            quality = random.choice(("aching", "sharp", "pulling"))
            found.append(acts.Marked(view=view, x=x, y=y, quality=quality, intensity=random.randint(4, 8)))
    return found


@functools.cache
def _spots() -> dict[tuple[str, float, float], tuple[str, Side | None]]:
    """Points all over the figure with the cell each lies in."""
    grid = [
        (view, float(x), float(y))
        for view in ("front", "back")
        for x in range(100, 300, 8)
        for y in range(60, 520, 8)
    ]
    found = {spot: cell_at(*spot) for spot in grid}  # type: ignore[arg-type]
    return {spot: cell for spot, cell in found.items() if cell is not None}


def _discharge(therapist: User, episode: Episode, last: datetime.datetime) -> None:
    with acts.as_of(last + datetime.timedelta(hours=2)):
        acts.discharge(
            by=therapist, episode=episode, on=last.date(), reason="Course finished",
            summary="Goals looked over together; carries on with the home program.",
        )  # fmt: skip


def _arrive(therapist: User, visit: Visit, due: Due, now: datetime.datetime) -> None:
    """Who is here now: in the room, or before it."""
    arrived = min(now, due.starts) - datetime.timedelta(minutes=6)
    if due.stage in ("arrived", "treating"):
        with acts.as_of(arrived):
            acts.change_visit_state(by=therapist, visit=visit, state=State.ARRIVED)
    if due.stage == "treating":
        with acts.as_of(due.starts):
            acts.change_visit_state(by=therapist, visit=visit, state="in_treatment")
