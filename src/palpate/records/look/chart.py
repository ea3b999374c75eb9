"""All that a page of a visit needs, read once: few queries, and only those the page asks for."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404

from palpate.accounts.models import Clinic
from palpate.reasoning import case as reasoning
from palpate.records.look import case as reading
from palpate.records.look.clients import Background, background_of
from palpate.records.look.done import newest_of, treated, treatment_rows
from palpate.records.models import (
    Client,
    Consent,
    Disposition,
    Episode,
    Goal,
    Mark,
    Observation,
    Score,
    Treatment,
    Visit,
)
from palpate.records.newest import latest

Part = Literal["scores", "goals", "treated"]


@dataclass(frozen=True)
class Chart:
    """A visit with its episode and client, what is known, and what was decided about the screening."""

    visit: Visit
    episode: Episode
    client: Client
    background: Background
    case: reasoning.Case
    observations: list[Observation]  # of each finding and side the one seen last
    dispositions: list[Disposition]  # oldest first
    treatments: list[Treatment]  # of the episode, in the order recorded; only with the part `treated`


def chart(clinic: Clinic, visit: UUID, *, today: date, parts: tuple[Part, ...] = ()) -> Chart:
    """The chart of a visit of this clinic: seven queries, and one for each further part of the case.
    Raises Http404 when there is no such visit here.
    """
    now = _visit(clinic, visit)
    episode = latest(Episode, first=now.episode_id)[-1]
    client = latest(Client, first=episode.client_id)[-1]
    of_client = reading.by_time(latest(Observation, episode__client_id=client.first))
    known = reading.effective(of_client, episode)
    consents = latest(Consent, episode_id=episode.first)
    decided = latest(Disposition, episode_id=episode.first)
    zone = ZoneInfo(clinic.time_zone)
    own = [row for row in of_client if row.episode_id == episode.first]
    done = treatment_rows(episode.first) if "treated" in parts else []
    case = reasoning.Case(
        client=reading.client(client, today),
        complaint=reading.complaint(episode, today),
        observations=tuple(reading.observation(row, zone) for row in known),
        therapist=reading.therapist(now.therapist),
        visit=reading.visit(now, now.number, consents),
        cleared=reading.cleared(decided),
        # The sore places are part of where restrictions on the complaint hold, so no page goes without them.
        pain=reading.pain(latest(Mark, episode_id=episode.first)),
        treated=treated(done, zone),
        **_parts(episode, own, zone, parts),
    )
    return Chart(
        visit=now,
        episode=episode,
        client=client,
        background=background_of(client, episode, known, consents, today=today),
        case=case,
        observations=known,
        dispositions=decided,
        treatments=newest_of(done),
    )


def _visit(clinic: Clinic, key: UUID) -> Visit:
    """The visit with who treats, in one query."""
    rows = latest(Visit, related=("therapist",), clinic=clinic, first=key)
    if not rows:
        raise Http404("there is no such visit")
    return rows[-1]


def _parts(
    episode: Episode, own: list[Observation], zone: ZoneInfo, parts: tuple[Part, ...]
) -> dict[str, Any]:
    """The parts of the case that only some pages look at; a query each."""
    found: dict[str, Any] = {}
    of_episode = {"episode_id": episode.first}
    if "scores" in parts:
        found["scores"] = reading.scores(latest(Score, **of_episode), own, zone)
    if "goals" in parts:
        found["goals"] = tuple(reading.goal(row) for row in latest(Goal, **of_episode))
    return found
