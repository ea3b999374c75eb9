"""What happened in an episode, in order; and single things that pages show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from palpate.records.look.ahead import of_episode
from palpate.records.look.notes import NoteOf, hidden_visits
from palpate.records.models import (
    Amendment,
    Consent,
    Disposition,
    Episode,
    EpisodeEnd,
    Goal,
    HomeProgram,
    HomeReport,
    IntakeSubmitted,
    Invitation,
    Judgement,
    Letter,
    Mark,
    NoteSignature,
    Plan,
    Row,
    Score,
    StudentSignature,
    Treatment,
    Visit,
    VisitState,
)
from palpate.records.models.words import JudgementKind, State
from palpate.records.newest import asking, latest, newest_only
from palpate.records.prepared import together


@dataclass(frozen=True)
class Event:
    """One thing that happened: when, what kind (the row's name in small letters), the row. `hidden`: it is of
    this note, which the reader may not read.
    """

    at: datetime
    kind: str
    row: Row
    hidden: NoteOf | None = None


# Where each kind of row hangs on the episode, and when it counts as having happened.
KINDS: tuple[tuple[type[Row], str, Callable[[Any], datetime]], ...] = (
    (IntakeSubmitted, "episode_id", lambda row: row.written_at),
    (Consent, "episode_id", lambda row: row.written_at),
    (Visit, "episode_id", lambda row: row.starts_at),
    (StudentSignature, "visit__episode_id", lambda row: row.written_at),
    (NoteSignature, "visit__episode_id", lambda row: row.written_at),
    (Amendment, "note__visit__episode_id", lambda row: row.written_at),
    (Score, "episode_id", lambda row: datetime.combine(row.taken_on, time(12), UTC)),
    (Disposition, "episode_id", lambda row: row.written_at),
    (Goal, "episode_id", lambda row: row.written_at),
    (Plan, "episode_id", lambda row: row.written_at),
    (HomeProgram, "episode_id", lambda row: row.written_at),
    (Letter, "episode_id", lambda row: row.sent_at or row.written_at),
    (EpisodeEnd, "episode_id", lambda row: datetime.combine(row.date, time(12), UTC)),
)


def timeline(episode: Episode, *, reader: Any) -> list[Event]:
    """What happened in the episode, oldest first. Of a note that the reader may not read it
    says only that there is one.
    """
    hidden = hidden_visits(episode, reader=reader)
    asked = [
        asking(model, related=("note",) if model is Amendment else (), **{path: episode.first})
        for model, path, _ in KINDS
    ]
    events = [
        _event(at(row), row, hidden)
        for (_, _, at), rows in zip(KINDS, together(*asked), strict=True)
        for row in newest_only(rows)
    ]
    return sorted(events, key=lambda event: event.at)


def _event(at: datetime, row: Any, hidden: dict[UUID, NoteOf]) -> Event:
    of: Any = row.note.visit_id if isinstance(row, Amendment) else getattr(row, "visit_id", None)
    behind = hidden.get(of) if isinstance(row, Amendment | NoteSignature | StudentSignature) else None
    if behind is not None and isinstance(row, Amendment):
        row = Amendment(clinic_id=row.clinic_id, author_id=row.author_id, written_at=row.written_at)
    return Event(at, str(row._meta.model_name), row, behind)


def history(row: Row) -> list[Row]:
    """Every row of one thing, as it was corrected, oldest first."""
    return list(type(row)._default_manager.filter(first=row.first).order_by("written_at", "id"))


def state_of(visit: Visit) -> State:
    """How far the visit has come."""
    rows = latest(VisitState, visit_id=visit.first)
    return State(rows[-1].state if rows else "booked")


def treatments(visit: Visit) -> list[Treatment]:
    """What was done or skipped in the visit, in the order it was first recorded."""
    return latest(Treatment, visit_id=visit.first)


def marks(episode: Episode) -> list[Mark]:
    """The marks on the body chart."""
    return of_episode(Mark, episode)


def scores(episode: Episode) -> list[Score]:
    """The results of measures, by day."""
    return sorted(of_episode(Score, episode), key=lambda row: row.taken_on)


def goals(episode: Episode) -> list[Goal]:
    """The goals."""
    return of_episode(Goal, episode)


def plan_of(episode: Episode) -> Plan | None:
    """The plan as it now stands."""
    rows = of_episode(Plan, episode)
    return rows[-1] if rows else None


def dispositions(episode: Episode) -> list[Disposition]:
    """What was done about the screenings, oldest first."""
    return of_episode(Disposition, episode)


def judgement_of(episode: Episode, kind: JudgementKind | str) -> Judgement | None:
    """The judgement of this kind that was shown last."""
    rows = latest(Judgement, episode_id=episode.first, kind=kind)
    return rows[-1] if rows else None


def home_program_of(episode: Episode) -> HomeProgram | None:
    """The home program as it now stands."""
    rows = of_episode(HomeProgram, episode)
    return rows[-1] if rows else None


def home_reports(program: HomeProgram) -> list[HomeReport]:
    """What was said about doing the exercises, by day."""
    rows = latest(HomeReport, program_id=program.first)
    return sorted(rows, key=lambda row: row.on)


def letters(episode: Episode) -> list[Letter]:
    """The letters, oldest first."""
    return of_episode(Letter, episode)


def invitations(episode: Episode) -> list[Invitation]:
    """The links made for the client, oldest first."""
    return of_episode(Invitation, episode)
