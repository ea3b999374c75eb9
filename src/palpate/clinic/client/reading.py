"""What the pages of clients show, read in few queries however much there is."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from palpate.clinic.client.forms import title_of
from palpate.clinic.today.lines import STATES
from palpate.knowledge import Knowledge, knowledge
from palpate.pages.templatetags.palpate_ui import clock, day, figure
from palpate.records.look import age, latest
from palpate.records.models import (
    Client,
    Episode,
    EpisodeEnd,
    IntakeSubmitted,
    Invitation,
    NoteSignature,
    Observation,
    Visit,
    VisitState,
)
from palpate.records.models.words import Purpose, State
from palpate.records.newest import asking, newest_only
from palpate.records.prepared import Asked, together


@dataclass(frozen=True)
class Held:
    """One visit with its state, and whether its note is signed."""

    visit: Visit
    state: State
    signed: bool

    @property
    def status(self) -> str:
        """The word of the state."""
        return "Done" if self.signed else STATES[self.state][1]

    @property
    def icon(self) -> str:
        """The shape of the state."""
        return "done" if self.signed else STATES[self.state][0]

    @property
    def ahead(self) -> bool:
        """Whether it is still to come, and can be moved."""
        return self.state in (State.BOOKED, State.ARRIVED)


@dataclass(frozen=True)
class Complaint:
    """One episode as the client's page shows it."""

    episode: Episode
    end: EpisodeEnd | None
    visits: list[Held]
    invited: Invitation | None  # the newest link for the intake that still works
    answered: IntakeSubmitted | None

    @property
    def places(self) -> str:
        """The regions in words."""
        return title_of(self.episode.regions) if self.episode.regions else ""

    @property
    def last(self) -> Held | None:
        """The visit that pages lead to: the one in progress or next, else the latest."""
        going = (State.IN_TREATMENT, State.ARRIVED, State.BOOKED)
        open_ones = [one for one in self.visits if one.state in going]
        held = [one for one in self.visits if one.state == State.FINISHED]
        return open_ones[0] if open_ones else held[-1] if held else None


def complaints(client: Client) -> list[Complaint]:
    """The client's episodes, open ones first, the newest first among them; six queries, one on SQLite."""
    of_client = {"episode__client_id": client.first}
    ended, answered, invited, episodes, *of_visits = together(
        asking(EpisodeEnd, **of_client),
        asking(IntakeSubmitted, **of_client),
        asking(Invitation, **of_client, purpose=str(Purpose.INTAKE)),
        asking(Episode, client_id=client.first),
        *_asked_of_visits(of_client),
    )
    ends, intakes, links = (
        {row.episode_id: row for row in newest_only(rows)} for rows in (ended, answered, invited)
    )
    links = {key: row for key, row in links.items() if row.expires_at > timezone.now()}
    visits = _held(*of_visits)
    found = [
        Complaint(
            episode=one,
            end=ends.get(one.first),
            visits=visits[one.first],
            invited=links.get(one.first),
            answered=intakes.get(one.first),
        )
        for one in reversed(newest_only(episodes))
    ]
    return sorted(found, key=lambda one: one.end is not None)


def held_of(episode: Episode) -> list[Held]:
    """The visits of one episode, in order of time; three queries, one on SQLite."""
    return _held(*together(*_asked_of_visits({"episode_id": episode.first})))[episode.first]


def _asked_of_visits(where: dict[str, Any]) -> tuple[Asked, Asked, Asked]:
    of_visit = {f"visit__{name}": value for name, value in where.items()}
    return (
        asking(Visit, related=("therapist",), **where),
        asking(VisitState, **of_visit),
        asking(NoteSignature, **of_visit),
    )


def _held(
    visits: list[Visit], stated: list[VisitState], signatures: list[NoteSignature]
) -> dict[UUID, list[Held]]:
    """The visits by their episode."""
    states = {row.visit_id: row.state for row in newest_only(stated)}
    signed = {row.visit_id for row in signatures}
    found: dict[UUID, list[Held]] = defaultdict(list)
    for row in sorted(newest_only(visits), key=lambda one: one.starts_at):
        found[row.episode_id].append(Held(row, State(states.get(row.first, "booked")), row.first in signed))
    return found


def seen_lines(rows: list[Observation]) -> SafeString:
    """Observations, newest first, as the items of a list: of each finding and side what was seen last, and on
    which day.
    """
    known = knowledge()
    last: dict[tuple[str, str | None], Observation] = {}
    for row in rows:
        last.setdefault((row.finding, row.side), row)
    said = (_said(row, known) for row in last.values())
    return format_html_join("", "<li><span>{}</span> <b>{}</b> <time>{}</time></li>", said)


def _said(row: Observation, known: Knowledge) -> tuple[str, str, str]:
    finding = known.findings.get(row.finding)
    name = finding.name if finding else row.finding
    word = {True: "present", False: "absent", None: "not known"}[row.present]
    if finding and finding.unit and row.present is False:
        word = "normal by eye"
    if row.value is not None:
        word = f"{figure(row.value)} {finding.unit or '' if finding else ''}".strip()
    return f"{name}, {row.side}" if row.side else name, word, day(row.when)


@dataclass(frozen=True)
class Listed:
    """One client in the list."""

    client: Client
    years: float | None
    episodes: list[Episode] = field(default_factory=list)  # open ones
    coming: Visit | None = None

    @property
    def complaints(self) -> str:
        """What they come with."""
        return "; ".join(one.title for one in self.episodes) or "no open complaint"

    @property
    def booked(self) -> str:
        """When they come next."""
        visit = self.coming
        return f"next {day(visit.starts_at)}, {clock(visit.starts_at)}" if visit else "nothing booked"


def listed(clients: list[Client], today: date) -> list[Listed]:
    """The clients with their open episodes and the next visit; three queries, one on SQLite."""
    wanted = [one.first for one in clients]
    if not wanted:
        return []
    ends, episodes, visits = together(
        asking(EpisodeEnd, episode__client_id__in=wanted),
        asking(Episode, client_id__in=wanted),
        asking(Visit, episode__client_id__in=wanted, starts_at__gte=timezone.now()),
    )
    ended = {row.episode_id for row in newest_only(ends)}
    by_client: dict[UUID, list[Episode]] = defaultdict(list)
    for episode in newest_only(episodes):
        if episode.first not in ended:
            by_client[episode.client_id].append(episode)
    coming = _coming(newest_only(visits))
    found = []
    for one in clients:
        own = by_client[one.first]
        found.append(Listed(client=one, years=age(one, today), episodes=own, coming=_first(own, coming)))
    return found


def _coming(ahead: list[Visit]) -> dict[UUID, Visit]:
    """By episode, the next visit that is still to come."""
    rows = sorted(ahead, key=lambda row: row.starts_at, reverse=True)
    states = latest(VisitState, visit_id__in=[row.first for row in rows])
    gone = {row.visit_id for row in states if row.state in (State.CANCELLED, State.NO_SHOW)}
    return {row.episode_id: row for row in rows if row.first not in gone}


def _first(episodes: list[Episode], coming: dict[UUID, Visit]) -> Visit | None:
    found = [coming[one.first] for one in episodes if one.first in coming]
    return min(found, key=lambda visit: visit.starts_at) if found else None


def alike(clinic_clients: list[Client], given: dict[str, Any]) -> list[Client]:
    """Those of the same name and birth date; a birth date that is not known differs from none."""
    born = given.get("birth_date")
    return [
        one
        for one in clinic_clients
        if (one.given_name.lower(), one.family_name.lower())
        == (given["given_name"].lower(), given["family_name"].lower())
        and (born is None or one.birth_date is None or one.birth_date == born)
    ]
