"""What was done to the client and what they said of it, from the rows of the treatments.

Each tap at the table is a row that replaces the one before, so that the rows of one treatment, in order of
time, tell every word with the pressure that stood when it was said.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import OuterRef

from palpate.reasoning import case as reasoning
from palpate.records.models import Treatment, Visit
from palpate.records.models.words import Response
from palpate.records.prepared import Asked, rows_of

# A pressure that stood for less was a slip of the finger, and was not pressed (clinical judgement).
SLIP = timedelta(seconds=20)
# The fields that undoing brings back.
SAYS = ("technique", "structure", "side", "minutes", "pressure", "response", "note", "skipped", "planned")


def treatment_rows(episode: UUID) -> list[Treatment]:
    """Every row of the episode's treatments, also those replaced since, oldest first; one query. Each has
    `starts_at`, when its visit begins as last arranged, or None when the visit was taken back.
    """
    asked = treatments_asked(episode)
    return rows_of(asked.form, asked.build, **asked.values)


def treatments_asked(episode: UUID) -> Asked:
    """The query of `treatment_rows`, to be asked together with others."""
    return Asked("treatments", _with_begin, {"visit__episode_id": episode})


def _with_begin(**of: Any) -> Any:
    visit: Any = Visit.objects.filter(first=OuterRef("visit_id"))
    begins = visit.newest().order_by("-written_at", "-id").values("starts_at")[:1]
    return Treatment.objects.filter(**of).annotate(starts_at=begins).order_by("written_at", "id")


def newest_of(rows: Sequence[Treatment]) -> list[Treatment]:
    """Of every row the newest of each treatment, as `latest` reads them; those taken back are left out."""
    replaced = {row.replaces_id for row in rows}
    found: dict[UUID, Treatment] = {}
    for row in rows:
        if row.pk not in replaced and not row.removed:
            found.pop(row.first, None)
            found[row.first] = row
    return list(found.values())


def treated(rows: Sequence[Treatment], zone: ZoneInfo) -> tuple[reasoning.Treated, ...]:
    """What was done, in order of time, from every row. What was skipped counts only where the client had
    spoken against it before.
    """
    versions: dict[UUID, list[Treatment]] = defaultdict(list)
    for row in rows:
        versions[row.first].append(row)
    found = [(cast(Any, row).starts_at, row) for row in newest_of(rows)]
    found = [pair for pair in found if pair[0] is not None]
    found.sort(key=lambda pair: (pair[0], pair[1].written_at))
    told = [(starts_at, row, said(versions[row.first])) for starts_at, row in found]
    return tuple(
        _treated(row, words, starts_at.astimezone(zone).date())
        for starts_at, row, words in told
        if not row.skipped or any(_is_against(one) for one in words)
    )


def said(rows: Iterable[Treatment]) -> tuple[reasoning.Said, ...]:
    """Every word of one treatment with its pressure, from its rows in order of time. A row that says what
    stood before the last one takes that one back. A pressure that was lowered after it had stood was too
    much: less. The same word again, later, is said again.
    """
    standing: list[Treatment] = []
    for row in rows:
        if len(standing) > 1 and _says(row) == _says(standing[-2]):
            standing.pop()
        else:
            standing.append(row)
    found: list[reasoning.Said] = []
    for number, row in enumerate(standing):
        found += _words(standing[number - 1] if number else None, row)
    return tuple(found)


def _words(before: Treatment | None, row: Treatment) -> Iterable[reasoning.Said]:
    """What one row adds to the one before it."""
    stood = before is not None and row.written_at - before.written_at >= SLIP
    if before is not None and stood and not row.skipped and _lowered(before.pressure, row.pressure):
        yield reasoning.Said(word="less", pressure=before.pressure)
    is_new = before is None or row.response != before.response or (stood and _says(row) == _says(before))
    if _tells(row) and is_new:
        yield reasoning.Said(word=cast(Any, row.response), pressure=row.pressure)


def _lowered(before: int | None, now: int | None) -> bool:
    return before is not None and now is not None and now < before


def _says(row: Treatment) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in SAYS)


def _tells(row: Treatment) -> bool:
    """Whether the client's word says something of the pressure; asking for a change of technique does not."""
    return row.response not in ("", Response.CHANGE)


def _is_against(one: reasoning.Said) -> bool:
    return one.word in ("less", "worse", "stopped", "stop")


def _treated(row: Treatment, words: tuple[reasoning.Said, ...], on: Any) -> reasoning.Treated:
    """One treatment as the reasoning reads it; `said` only where it tells more than the last word does."""
    response = row.response or next((one.word for one in reversed(words) if one.word != "less"), "")
    plain = tuple(
        reasoning.Said(word=cast(Any, row.response), pressure=row.pressure) for _ in range(_tells(row))
    )
    return reasoning.Treated(
        technique=row.technique,
        structure=row.structure,
        side=cast(Any, row.side or None),
        minutes=row.minutes,
        pressure=row.pressure,
        response=response,
        on=on,
        said=() if words == plain else words,
    )
