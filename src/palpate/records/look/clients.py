"""Finding a client, an episode, a link; and what the background strip shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from palpate.accounts import isolation
from palpate.accounts.models import Clinic
from palpate.knowledge import knowledge
from palpate.records.clock import now
from palpate.records.errors import Erased
from palpate.records.look.ahead import of_episode
from palpate.records.look.case import age, observations
from palpate.records.models import (
    Client,
    Consent,
    Episode,
    EpisodeEnd,
    IntakeSubmitted,
    Invitation,
    Observation,
    Tombstone,
    Visit,
)
from palpate.records.models.words import Purpose
from palpate.records.newest import R, entered_at, latest


def one(model: type[R], clinic: Clinic, key: UUID) -> R:
    """The newest row of the thing that `key` (its `first`, as in addresses) names, in this clinic.
    Raises Http404 when there is none, it was taken back, or it is another clinic's.
    """
    # Asked for the clinic as well, SQLite may look through all of the clinic to find the one.
    rows = [row for row in latest(model, first=key) if row.clinic_id == clinic.pk]
    if not rows:
        raise missing(model, clinic, key)
    return rows[-1]


def missing(model: type[R], clinic: Clinic, key: UUID) -> Http404:
    """Why there is no such thing: Erased where it was erased, else nothing more than that."""
    stones = Tombstone.objects.filter(clinic=clinic, table=model._meta.model_name, row_id=key)
    stone = stones.select_related("erasure__author").first()
    return Erased(stone.erasure) if stone else Http404(f"there is no such {model._meta.verbose_name}")


def client_of(episode: Episode) -> Client:
    """The episode's client as now known."""
    return latest(Client, first=episode.client_id)[-1]


def episode_of(visit: Visit) -> Episode:
    """The visit's episode as it now stands."""
    return latest(Episode, first=visit.episode_id)[-1]


def episodes(client: Client) -> list[Episode]:
    """The client's episodes, oldest first."""
    return latest(Episode, client_id=client.first)


def end_of(episode: Episode) -> EpisodeEnd | None:
    """The discharge; None while the episode is open."""
    return next(iter(latest(EpisodeEnd, episode_id=episode.first)), None)


def visits(episode: Episode) -> list[Visit]:
    """The episode's visits in order of time, with their therapists."""
    rows = of_episode(Visit, episode)
    return sorted(rows, key=lambda row: row.starts_at)


def entered_later(visit: Visit) -> datetime | None:
    """When a visit was entered that had been held by then; None for one that was booked ahead. A query only
    for a visit that was changed since.
    """
    entered = entered_at(visit)
    return entered if entered > visit.ends_at else None


def invitation_of(token: str, purpose: Purpose | str) -> Invitation | None:
    """The link that the token opens, while it works; else None. What follows is within its clinic."""
    with isolation.by_token(token):
        rows = latest(Invitation, token=token, purpose=purpose)
    for row in rows:
        if row.expires_at > now():
            isolation.enter(row.clinic_id)
            return row
    return None


def finished_intakes(**where: Any) -> Any:
    """Intakes that were answered to the end. One that an alarm cut short says nothing about what was not
    asked yet.
    """
    whole = Q(answers__finished=True) | Q(answers__finished__isnull=True)
    return IntakeSubmitted.objects.filter(whole, **where).newest()


@dataclass(frozen=True)
class Background:
    """What must stay in view: who the client is, and what is known to matter. `asked` says whether the
    intake came in: while it did not, an empty list means unknown, not none.
    """

    client: Client
    age: float | None  # years
    asked: bool
    conditions: list[Observation]
    medications: list[Observation]
    allergies: list[Observation]
    unclear: list[Observation]  # asked, and answered with "not sure"
    consent: Consent | None


def background(episode: Episode, *, today: date) -> Background:
    """The strip's content for an episode; four queries."""
    consents = latest(Consent, episode_id=episode.first)
    asked = finished_intakes(episode_id=episode.first).exists()
    return background_of(
        client_of(episode), episode, observations(episode), consents, today=today, asked=asked
    )


def background_of(
    client: Client,
    episode: Episode,
    seen: Sequence[Observation],
    consents: Sequence[Consent],
    *,
    today: date,
    asked: bool,
) -> Background:
    """The strip's content from rows that were read already."""
    known = [row for row in seen if _kind(row) == "background"]
    groups: dict[str, list[Observation]] = {"medications": [], "allergies": [], "conditions": []}
    for row in known:
        if row.present or row.value is not None:
            groups[_group(row.finding)].append(row)
    return Background(
        client=client,
        age=age(client, today),
        asked=asked,
        unclear=[row for row in known if row.present is None and row.value is None],
        consent=consents[-1] if consents else None,
        **groups,
    )


def _kind(row: Observation) -> str:
    finding = knowledge().findings.get(row.finding)
    return finding.kind if finding else "background"  # an id of former knowledge is shown, never dropped


def _group(finding: str) -> str:
    if finding.startswith("taking_"):
        return "medications"
    return "allergies" if "allerg" in finding else "conditions"
