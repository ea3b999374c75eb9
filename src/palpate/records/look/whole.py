"""The whole Case of an episode: everything known about it now."""

from datetime import date
from zoneinfo import ZoneInfo

from palpate.accounts.models import Clinic, User
from palpate.reasoning import case as reasoning
from palpate.records.look import case as reading
from palpate.records.look.done import treated, treatment_rows
from palpate.records.models import (
    Client,
    Consent,
    Disposition,
    Episode,
    Goal,
    Mark,
    Observation,
    Score,
    Visit,
)
from palpate.records.newest import by_first, latest


def case_of(
    episode: Episode, *, today: date, visit: Visit | None = None, therapist: User | None = None
) -> reasoning.Case:
    """Everything known about the episode. `today` is for the age and the days since onset; `visit` (any row
    of it) gives minutes, number and therapist; `therapist` stands in where there is no visit yet.
    """
    zone = ZoneInfo(Clinic.objects.get(pk=episode.clinic_id).time_zone)
    of_episode = {"episode_id": episode.first}
    episode = latest(Episode, first=episode.first)[-1]
    client = latest(Client, first=episode.client_id)[-1]
    visits = by_first(latest(Visit, related=("therapist",), **of_episode))
    now = visits[visit.first] if visit else None
    of_client = reading.by_time(latest(Observation, episode__client_id=client.first))
    own = [row for row in of_client if row.episode_id == episode.first]
    return reasoning.Case(
        client=reading.client(client, today),
        complaint=reading.complaint(episode, today),
        pain=reading.pain(latest(Mark, **of_episode)),
        observations=tuple(reading.observation(row, zone) for row in reading.effective(of_client, episode)),
        scores=reading.scores(latest(Score, **of_episode), own, zone),
        goals=tuple(reading.goal(row) for row in latest(Goal, **of_episode)),
        treated=treated(treatment_rows(episode.first), zone),
        therapist=reading.therapist(now.therapist if now else therapist),
        visit=reading.visit(now, len(visits) + 1, latest(Consent, **of_episode)),
        cleared=reading.cleared(latest(Disposition, **of_episode)),
    )
