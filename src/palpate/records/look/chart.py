"""All that a page of a visit needs, read once: few queries, and only those the page asks for."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from palpate.accounts.models import Clinic
from palpate.reasoning import case as reasoning
from palpate.records.look import case as reading
from palpate.records.look.ahead import ask_ahead, keep_ahead
from palpate.records.look.clients import Background, background_of, finished_intakes, missing
from palpate.records.look.done import newest_of, treated, treatments_asked
from palpate.records.models import (
    Client,
    Consent,
    Disposition,
    Episode,
    Goal,
    Mark,
    Observation,
    Row,
    Score,
    Treatment,
    Visit,
)
from palpate.records.newest import asking, latest, newest_only
from palpate.records.prepared import only_put_together, rows_of, together

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
    own: list[Observation]  # every one of the episode, in order of time
    done: list[Treatment]  # every row of the treatments, oldest first; only with the part `treated`


def chart(
    clinic: Clinic,
    visit: UUID,
    *,
    today: date,
    parts: tuple[Part, ...] = (),
    ahead: tuple[type[Row], ...] | None = None,
) -> Chart:
    """The chart of a visit of this clinic. `ahead` names tables of the episode that the page will ask for;
    they are read with it, and kept. None, for pages that write, keeps nothing. On SQLite two queries, one
    more each where episode or client were corrected. Raises Http404 when there is no such visit here.
    """
    now = _visit(clinic, visit)
    episode, client = _newest(now)
    wanted: set[type[Row]] = {Disposition, Mark, *(ahead or ())}
    wanted |= {PARTS[part] for part in parts if part in PARTS}
    rows, of_client, consents, done = _read(episode, client, wanted, "treated" in parts)
    if ahead is not None:
        keep_ahead(episode, rows)
    known = reading.effective(of_client, episode)
    own = [row for row in of_client if row.episode_id == episode.first]
    zone = ZoneInfo(clinic.time_zone)
    case = reasoning.Case(
        client=reading.client(client, today),
        complaint=reading.complaint(episode, today),
        observations=tuple(reading.observation(row, zone) for row in known),
        therapist=reading.therapist(now.therapist),
        visit=reading.visit(now, now.number, consents),
        cleared=reading.cleared(rows[Disposition]),
        # The sore places are part of where restrictions on the complaint hold, so no page goes without them.
        pain=reading.pain(rows[Mark]),
        treated=treated(done, zone),
        scores=reading.scores(rows[Score], own, zone) if "scores" in parts else (),
        goals=tuple(reading.goal(row) for row in rows[Goal]) if "goals" in parts else (),
    )
    asked = bool(cast(Any, now).asked)
    return Chart(
        visit=now,
        episode=episode,
        client=client,
        background=background_of(client, episode, known, consents, today=today, asked=asked),
        case=case,
        observations=known,
        dispositions=rows[Disposition],
        treatments=newest_of(done),
        own=own,
        done=done,
    )


def put_together() -> None:
    """Have the queries of a chart ready; none is asked."""
    nobody = UUID(int=0)
    with only_put_together():
        rows_of("opened", _with_all, first=nobody)
        _read(Episode(first=nobody), Client(first=nobody), {Disposition, Mark}, False)


PARTS: dict[Part, type[Row]] = {"scores": Score, "goals": Goal}


def _visit(clinic: Clinic, key: UUID) -> Visit:
    """The visit with who treats, the first rows of its episode and client, whether they were corrected since,
    and whether the intake came in; one query.
    """
    # Asked for the clinic as well, SQLite may look through all of the clinic to find the one.
    rows = [row for row in newest_only(rows_of("opened", _with_all, first=key)) if row.clinic_id == clinic.pk]
    if not rows:
        raise missing(Visit, clinic, key)
    found: Visit = rows[-1]
    return found


def _with_all(**of: Any) -> Any:
    episode, client = OuterRef("episode_id"), OuterRef("episode__client_id")
    rows: Any = Visit.objects.filter(**of).newest().order_by("written_at", "id")
    return rows.select_related("therapist", "episode__client").annotate(
        asked=Exists(finished_intakes(episode_id=episode)),
        episode_corrected=Exists(Episode.objects.filter(replaces_id=episode)),
        client_corrected=Exists(Client.objects.filter(replaces_id=client)),
    )


def _newest(visit: Any) -> tuple[Episode, Client]:
    """The newest rows of its episode and client; a query each only where there are newer ones."""
    episode = latest(Episode, first=visit.episode_id)[-1] if visit.episode_corrected else visit.episode
    first = visit.episode.client
    return episode, latest(Client, first=first.pk)[-1] if visit.client_corrected else first


def _read(
    episode: Episode, client: Client, wanted: set[type[Row]], treatments: bool
) -> tuple[dict[type[Row], list[Any]], list[Observation], list[Consent], list[Treatment]]:
    """The newest rows of the tables wanted, of the client's observations (by time), of the consents, and
    every row of the treatments if asked for; together.
    """
    tables = sorted(wanted, key=lambda model: model.__name__)
    asked = [
        asking(Observation, episode__client_id=client.first),
        asking(Consent, episode_id=episode.first),
        *(ask_ahead(model, episode) for model in tables),
        *([treatments_asked(episode.first)] if treatments else []),
    ]
    of_client, consents, *told = together(*asked)
    done = told.pop() if treatments else []
    rows = {model: newest_only(each) for model, each in zip(tables, told, strict=True)}
    return rows, reading.by_time(newest_only(of_client)), newest_only(consents), done
