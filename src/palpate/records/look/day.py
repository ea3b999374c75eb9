"""The day's visits and what each still needs; the notes that are still open."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from palpate.accounts.models import Clinic, User
from palpate.records.clock import now
from palpate.records.look.clients import finished_intakes
from palpate.records.models import (
    Client,
    Disposition,
    Episode,
    Judgement,
    Note,
    NoteSignature,
    Plan,
    StudentSignature,
    Visit,
    VisitState,
)
from palpate.records.models.words import JudgementKind, State, TriageLevel
from palpate.records.newest import by_first, latest, newest_only
from palpate.records.prepared import rows_of

NOT_HELD = frozenset({State.CANCELLED, State.NO_SHOW})
STOPS = frozenset({TriageLevel.EMERGENCY, TriageLevel.SAME_DAY})


class Need(StrEnum):
    """What a visit can still need, in the order of the day."""

    INTAKE = "intake"
    SCREEN = "screen"
    UNSETTLED = "unsettled"
    DISPOSITION = "disposition"
    PLAN = "plan"
    NOTE = "note"

    @property
    def label(self) -> str:
        """In words, for pages."""
        return LABELS[self]


LABELS = {
    Need.INTAKE: "intake is missing",
    Need.SCREEN: "not screened",
    Need.UNSETTLED: "screening has open questions",
    Need.DISPOSITION: "say what was done",
    Need.PLAN: "no plan yet",
    Need.NOTE: "note is open",
}


@dataclass(frozen=True)
class DayLine:
    """One visit of the day, with its client and episode as now known."""

    visit: Visit
    episode: Episode
    client: Client
    state: State
    level: str  # of the newest screening kept; empty: not screened
    note: str  # none, draft, waits (for a co-signature) or signed
    needs: tuple[Need, ...]


def day(clinic: Clinic, date: datetime.date, *, therapist: User | None = None) -> list[DayLine]:
    """The clinic's visits of one date at its place, in order of time; three queries however many."""
    start = datetime.datetime.combine(date, datetime.time(), ZoneInfo(clinic.time_zone))
    end = start + datetime.timedelta(days=1)
    whose = {"therapist": therapist} if therapist is not None else {}
    return _lines("day", _visits, clinic=clinic, starts_at__gte=start, starts_at__lt=end, **whose)


def open_notes(clinic: Clinic, *, therapist: User | None = None) -> list[DayLine]:
    """Visits that have begun, were held, and whose note nobody has signed; oldest first; three queries."""
    # Not by the clinic as well: SQLite would then look through all of the clinic for one person's.
    whose = {"therapist": therapist} if therapist is not None else {"clinic": clinic}
    lines = _lines("open", _unsigned, starts_at__lte=now(), **whose)
    return [line for line in lines if line.state not in NOT_HELD and line.visit.clinic_id == clinic.pk]


def notes_to_cosign(clinic: Clinic, supervisor: User) -> list[DayLine]:
    """Visits whose note waits for this supervisor to close it; oldest first; at most three queries."""
    lines = _lines("to co-sign", _to_cosign, supervisor=supervisor)
    return [line for line in lines if line.visit.clinic_id == clinic.pk]


def _to_cosign(**of: Any) -> "QuerySet[Visit]":
    waiting: Any = StudentSignature.objects.filter(**of)
    return Visit.objects.filter(~Exists(_closed()), first__in=waiting.newest().values("visit_id"))


def _closed() -> Any:
    return NoteSignature.objects.filter(visit_id=OuterRef("first"))


def _waiting() -> Any:
    return StudentSignature.objects.filter(visit_id=OuterRef("first")).newest()


def line_of(visit: Visit) -> DayLine:
    """The line of one visit, as the day shows it."""
    return _lines("line", _visits, first=visit.first)[0]


def _visits(**of: Any) -> "QuerySet[Visit]":
    return Visit.objects.filter(**of)


def _unsigned(**of: Any) -> "QuerySet[Visit]":
    return _visits(**of).filter(~Exists(_closed()), ~Exists(_waiting()))


def _lines(form: str, choose: "Callable[..., QuerySet[Visit]]", **of: Any) -> list[DayLine]:
    def build(**values: Any) -> Any:
        visits: Any = _annotated(choose(**values))
        return visits.newest().order_by("written_at", "id")

    rows: list[Any] = sorted(newest_only(rows_of(form, build, **of)), key=lambda row: row.starts_at)
    episodes = by_first(latest(Episode, first__in={row.episode_id for row in rows}))
    wanted = {episode.client_id for episode in episodes.values()}
    clients = by_first(latest(Client, first__in=wanted))
    return [
        _line(row, episodes[row.episode_id], clients[episodes[row.episode_id].client_id])
        for row in rows
        if row.episode_id in episodes and episodes[row.episode_id].client_id in clients
    ]


def _annotated(visits: "QuerySet[Visit]") -> "QuerySet[Visit]":
    of_visit = {"visit_id": OuterRef("first")}
    of_episode = {"episode_id": OuterRef("episode_id")}
    states = VisitState.objects.filter(**of_visit).newest().order_by("-written_at")
    screens = Judgement.objects.filter(**of_episode, kind=JudgementKind.SCREEN).order_by("-written_at")
    decided = Disposition.objects.filter(**of_episode).newest().order_by("-written_at")
    return visits.select_related("therapist").annotate(
        state_now=Subquery(states.values("state")[:1]),
        screen=Subquery(screens.values("result")[:1]),
        screened_at=Subquery(screens.values("written_at")[:1]),
        decided=Subquery(decided.values("level")[:1]),
        decided_at=Subquery(decided.values("written_at")[:1]),
        drafted=Exists(Note.objects.filter(**of_visit).newest()),
        signed=Exists(_closed()),
        waits=Exists(_waiting()),
        sent_in=Exists(finished_intakes(**of_episode)),
        planned=Exists(Plan.objects.filter(**of_episode).newest()),
    )


def _line(row: Any, episode: Episode, client: Client) -> DayLine:
    triage = (row.screen or {}).get("triage", {})
    return DayLine(
        visit=row,
        episode=episode,
        client=client,
        state=State(row.state_now or State.BOOKED),
        level=triage.get("level", ""),
        note=_note(row),
        needs=tuple(_needs(row, triage)),
    )


def _note(row: Any) -> str:
    if row.signed:
        return "signed"
    return "waits" if row.waits else "draft" if row.drafted else "none"


def _needs(row: Any, triage: dict[str, Any]) -> Iterable[Need]:
    if row.state_now in NOT_HELD:
        return
    stopped = triage.get("level") in STOPS
    if not row.sent_in:
        yield Need.INTAKE
    if not triage:
        yield Need.SCREEN
    elif triage.get("unsettled"):
        yield Need.UNSETTLED
    if stopped and not _decided(row, triage["level"]):
        yield Need.DISPOSITION
    if not stopped and not row.planned:
        yield Need.PLAN
    if not row.signed and not row.waits and row.starts_at <= now():
        yield Need.NOTE


def _decided(row: Any, level: str) -> bool:
    """What was decided on an earlier screening does not answer a later one, even of the same level."""
    return row.decided == level and bool(row.decided_at >= row.screened_at)
