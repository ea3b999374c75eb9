"""From rows to the parts of the Case that the reasoning looks at; whole.py puts them together."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec
from django.db.models.functions import Coalesce

from palpate.accounts.models import User
from palpate.knowledge import knowledge
from palpate.reasoning import case as reasoning
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
from palpate.records.models.words import Decision, Moment
from palpate.records.newest import latest
from palpate.records.prepared import rows_of


def client(row: Client, today: date) -> reasoning.Client:
    """The person, as far as the reasoning asks."""
    return reasoning.Client(age=age(row, today), sex=cast(Any, row.sex or None))


def age(client: Client, today: date) -> float | None:
    """Whole years of age on a day; None where the birth date is not known."""
    born = client.birth_date
    if born is None:
        return None
    return float(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


def observations(episode: Episode) -> list[Observation]:
    """What is known in the episode now: of each finding and side the one seen last, oldest first."""
    rows = latest(Observation, episode__client_id=episode.client_id)
    return effective(by_time(rows), episode)


def seen_last(client: Client, *, most: int) -> list[Observation]:
    """What was seen last of the client in any episode, newest first; one query."""

    def build(**of: Any) -> Any:
        rows = Observation.objects.filter(**of).newest()
        return rows.order_by(Coalesce("seen_at", "written_at").desc(), "-id")[:most]

    return rows_of(("seen last", most), build, episode__client_id=client.first)


def effective(rows: Iterable[Observation], episode: Episode) -> list[Observation]:
    """Of each finding and side the one seen last, from the client's rows in order of time.

    Background that was present in another episode of the same client counts until this episode says
    otherwise: an illness known to the house must not be forgotten. Absence does not carry over.
    """
    findings = knowledge().findings
    carried: dict[tuple[str, str], Observation] = {}
    own: dict[tuple[str, str], Observation] = {}
    for row in rows:
        table = own if row.episode_id == episode.first else carried
        key = present_name(row.finding), row.side
        table.pop(key, None)
        table[key] = row
    kept = {
        key: row
        for key, row in carried.items()
        if row.present and key[0] in findings and findings[key[0]].kind == "background"
    }
    return by_time((kept | own).values())


def present_name(finding: str) -> str:
    """The id a finding has now, whatever it was called when it was recorded."""
    return knowledge().aliases.get(finding, finding)


def by_time(rows: Iterable[Observation]) -> list[Observation]:
    """In the order in which they were seen."""
    return sorted(rows, key=lambda row: (row.when, row.written_at))


def complaint(episode: Episode, today: date) -> reasoning.Complaint:
    """Where it hurts and for how many days; days are None where the onset is not known."""
    days = max(0, (today - episode.onset_date).days) if episode.onset_date else None
    places = msgspec.convert(episode.regions, tuple[reasoning.Place, ...])
    return reasoning.Complaint(regions=places, days=days, text=episode.words)


def pain(marks: Sequence[Mark]) -> tuple[reasoning.Place, ...]:
    """The cells of the body map that hurt, each once: those of a point, all that a line runs over. A sign
    that a therapist charts is no pain of the client's.
    """
    hurts = [mark for mark in marks if not mark.symbol]
    hit = ((cell, side) for mark in hurts for cell, side in ((mark.cell, mark.side), *mark.also))
    places = {(cell, side): None for cell, side in hit if cell}
    return tuple(reasoning.Place(region=cell, side=cast(Any, side or None)) for cell, side in places)


def observation(row: Observation, zone: ZoneInfo) -> reasoning.Observation:
    """One observation, dated at the clinic's place."""
    return reasoning.Observation(
        finding=present_name(row.finding),
        present=row.present,
        value=row.value,
        side=cast(Any, row.side or None),
        region=row.region or None,
        note=row.note,
        on=row.when.astimezone(zone).date(),
    )


def scores(
    scores: Sequence[Score], seen: Sequence[Observation], zone: ZoneInfo
) -> tuple[reasoning.Score, ...]:
    """Results of measures, and each value of a motion. Values after the treatment are left out: they say
    what the treatment did within the visit, not how the client is from visit to visit.
    """
    series = [
        reasoning.Score(
            measure=row.measure, value=row.value, on=row.taken_on, side=cast(Any, row.side or None)
        )
        for row in scores
        if row.moment != Moment.AFTER
    ]
    series += [
        reasoning.Score(
            measure=present_name(row.finding),
            value=row.value,
            on=row.when.astimezone(zone).date(),
            side=cast(Any, row.side or None),
        )
        for row in seen
        if row.value is not None and row.moment != Moment.AFTER
    ]
    return tuple(sorted(series, key=lambda score: score.on))


def goal(row: Goal) -> reasoning.Goal:
    """One goal."""
    return reasoning.Goal(
        measure=row.measure,
        baseline=row.baseline,
        target=row.target,
        start=row.start,
        due=row.due,
        side=cast(Any, row.side or None),
    )


def therapist(user: User | None) -> reasoning.Therapist:
    """Who treats; the usual credentials where nobody is named yet."""
    return reasoning.Therapist(credentials=tuple(user.credentials)) if user else reasoning.Therapist()


def visit(now: Visit | None, number: int, consents: Sequence[Consent]) -> reasoning.Visit:
    """What the visit allows; `number` and the usual minutes stand in where there is none yet. The pressure
    ceiling and the places to leave out are those of the newest consent.
    """
    ceiling = consents[-1].pressure_at_most if consents else None
    avoid = tuple(consents[-1].areas_to_avoid) if consents else ()
    minutes = now.minutes if now else reasoning.Visit().minutes
    number = now.number if now else number
    return reasoning.Visit(minutes=minutes, pressure_at_most=ceiling, avoid=avoid, number=number)


def cleared(dispositions: Sequence[Disposition]) -> tuple[str, ...]:
    """The red-flag rules that a physician has looked into."""
    rules = {rule: None for row in dispositions if row.decision == Decision.CLEARED for rule in row.rules}
    return tuple(rules)
