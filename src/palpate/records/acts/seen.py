"""Acts that record what was seen, told and measured, what was judged, and what was done about it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from palpate.accounts.models import Clinic, User
from palpate.accounts.rights import may_decide, may_treat, require
from palpate.drawing.body import ALL_VIEWS, AnyView, cell_at
from palpate.drawing.strokes import middle, simplified, tiles_along
from palpate.records.acts.checks import check
from palpate.records.acts.common import belongs, corrected, new, visit_id
from palpate.records.acts.given import Marked, Scored, Seen
from palpate.records.clock import today
from palpate.records.ledger import write, write_all, writing
from palpate.records.look.charted import legend_of
from palpate.records.look.clients import entered_later
from palpate.records.models import Disposition, Episode, Judgement, Mark, Observation, Row, Score, Visit
from palpate.records.models.words import Decision, JudgementKind, TriageLevel
from palpate.records.newest import latest

T = TypeVar("T", bound=Row)


def record_observation(
    *,
    by: User,
    episode: Episode,
    finding: str,
    visit: Visit | None = None,
    side: str = "",
    region: str = "",
    present: bool | None = None,
    value: float | None = None,
    note: str = "",
    moment: str = "",
    seen_at: datetime | None = None,
    row_id: UUID | None = None,
) -> Observation:
    """Record one finding; replaces what this visit said of it before. Neither `present` nor `value`:
    recorded as unclear, so unknown. Raises CaseError for what cannot be.
    """
    seen = Seen(
        finding=finding,
        side=side,
        region=region,
        present=present,
        value=value,
        note=note,
        moment=moment,
        seen_at=seen_at,
        row_id=row_id,
    )
    return record_observations(by=by, episode=episode, visit=visit, observations=[seen])[0]


def record_observations(
    *, by: User, episode: Episode, observations: Sequence[Seen], visit: Visit | None = None
) -> list[Observation]:
    """Record many findings at once, all or none; as `record_observation`."""
    require(may_treat, by, episode)
    belongs(visit, episode)
    check(observations=observations)
    with writing(episode.clinic_id):
        return write_all(observation_rows(by=by, episode=episode, visit=visit, observations=observations))


def observation_rows(
    *, by: User | None, episode: Episode, visit: Visit | None, observations: Sequence[Seen]
) -> list[Observation]:
    """Rows, not written yet, each replacing what was said before at the same visit (or outside of any)."""
    held_at = _held_at(visit)
    former = {
        (row.finding, row.side, row.moment): row
        for row in latest(
            Observation,
            episode_id=episode.first,
            visit_id=visit_id(visit),
            finding__in={seen.finding for seen in observations},
        )
    }
    return [
        new(
            Observation,
            by=by,
            clinic_id=episode.clinic_id,
            row_id=seen.row_id,
            replaces=former.get((seen.finding, seen.side, seen.moment)),
            episode_id=episode.first,
            visit_id=visit_id(visit),
            finding=seen.finding,
            side=seen.side,
            region=seen.region,
            present=seen.present,
            value=seen.value,
            note=seen.note,
            moment=seen.moment,
            seen_at=seen.seen_at or held_at,
        )
        for seen in observations
    ]


def _held_at(visit: Visit | None) -> datetime | None:
    """When what is recorded was seen, for a visit that was entered after it was held; else None: now."""
    return visit.starts_at if visit is not None and entered_later(visit) else None


def record_score(
    *,
    by: User,
    episode: Episode,
    measure: str,
    value: float,
    visit: Visit | None = None,
    items: list[Any] | None = None,
    side: str = "",
    moment: str = "",
    taken_on: date | None = None,
    row_id: UUID | None = None,
) -> Score:
    """Record a result of a measure; replaces the one of the same visit, day and moment. Raises CaseError."""
    require(may_treat, by, episode)
    belongs(visit, episode)
    scored = Scored(
        measure=measure,
        value=value,
        items=items or [],
        side=side,
        moment=moment,
        taken_on=taken_on,
        row_id=row_id,
    )
    check(scores=[scored])
    with writing(episode.clinic_id):
        return write_all(score_rows(by=by, episode=episode, visit=visit, scores=[scored]))[0]


def score_rows(
    *, by: User | None, episode: Episode, visit: Visit | None, scores: Sequence[Scored]
) -> list[Score]:
    """Rows, not written yet, each replacing the result of the same visit, day and moment."""
    clinic = Clinic.objects.get(pk=episode.clinic_id)
    held_at = _held_at(visit)
    day = held_at.astimezone(ZoneInfo(clinic.time_zone)).date() if held_at else today(clinic)
    former = {
        (row.measure, row.side, row.moment, row.taken_on): row
        for row in latest(Score, episode_id=episode.first, visit_id=visit_id(visit))
    }
    return [
        new(
            Score,
            by=by,
            clinic_id=episode.clinic_id,
            row_id=one.row_id,
            replaces=former.get((one.measure, one.side, one.moment, one.taken_on or day)),
            episode_id=episode.first,
            visit_id=visit_id(visit),
            measure=one.measure,
            value=one.value,
            items=one.items,
            side=one.side,
            moment=one.moment,
            taken_on=one.taken_on or day,
        )
        for one in scores
    ]


def record_mark(
    *,
    by: User,
    episode: Episode,
    view: str,
    x: float,
    y: float,
    visit: Visit | None = None,
    quality: str = "",
    intensity: int | None = None,
    stroke: Sequence[tuple[float, float]] = (),
    symbol: str = "",
    row_id: UUID | None = None,
) -> Mark:
    """Put a mark on the body chart; its region is found from the drawing. `stroke` are the points of a line
    as it was drawn, `symbol` a sign of the clinic's legend. Raises ValidationError for a view or a sign that
    does not exist.
    """
    require(may_treat, by, episode)
    belongs(visit, episode)
    words = {one.id: one.name for one in legend_of(episode.clinic_id)} if symbol else {"": ""}
    if symbol not in words:
        raise ValidationError({"symbol": f"there is no sign {symbol!r} in the legend"})
    marked = Marked(
        view=view,
        x=x,
        y=y,
        quality="" if symbol else quality,
        intensity=intensity,
        stroke=tuple(stroke),
        symbol=symbol,
        words=words[symbol],
        row_id=row_id,
    )
    return write(mark_row(by=by, episode=episode, visit=visit, marked=marked))


def mark_row(*, by: User | None, episode: Episode, visit: Visit | None, marked: Marked) -> Mark:
    """A mark, not written yet. Of a line fewer points are kept, and its middle is where it is."""
    if marked.view not in ALL_VIEWS:
        raise ValidationError({"view": f"there is no view {marked.view!r}; use {', '.join(ALL_VIEWS)}"})
    view = marked.view
    line = simplified(marked.stroke) if len(marked.stroke) > 1 else ()
    x, y = middle(line) if line else (marked.x, marked.y)
    cell, side = _hit(replace(marked, x=x, y=y))
    over = dict.fromkeys((tile.cell, tile.side or "") for tile in tiles_along(view, line))
    return new(
        Mark,
        by=by,
        clinic_id=episode.clinic_id,
        row_id=marked.row_id,
        episode_id=episode.first,
        visit_id=visit_id(visit),
        view=view,
        x=x,
        y=y,
        cell=cell,
        side=side,
        quality=marked.quality,
        intensity=marked.intensity,
        stroke=[list(point) for point in line],
        also=[list(one) for one in over if one != (cell, side)],
        symbol=marked.symbol,
        words=marked.words,
    )


def _hit(marked: Marked) -> tuple[str, str]:
    found = cell_at(cast(AnyView, marked.view), marked.x, marked.y)
    return (found[0], found[1] or "") if found else ("", "")


def correct_mark(
    *,
    by: User,
    mark: Mark,
    quality: str | None = None,
    intensity: int | None = None,
    unsaid: bool = False,
    row_id: UUID | None = None,
) -> Mark:
    """Say another quality or intensity of a mark; what is not named stays. `unsaid` takes the intensity back:
    it is not known.
    """
    require(may_treat, by, mark)
    given = {"quality": quality, "intensity": intensity}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if unsaid:
        changes["intensity"] = None
    return write(corrected(mark, by=by, row_id=row_id, **changes))


def remove_mark(*, by: User, mark: Mark, row_id: UUID | None = None) -> Mark:
    """Take a mark off the chart; `undo` of the returned row puts it back."""
    require(may_treat, by, mark)
    return write(corrected(mark, by=by, row_id=row_id, removed=True))


def record_disposition(
    *,
    by: User,
    episode: Episode,
    level: TriageLevel | str,
    decision: Decision | str,
    visit: Visit | None = None,
    words: str = "",
    spoke_to: str = "",
    rules: Sequence[str] = (),
    row_id: UUID | None = None,
) -> Disposition:
    """Record what was done about a screening of this level. `rules` are the red-flag rules that a
    physician has looked into; they count as cleared where the decision is `cleared`, which no student says.
    """
    require(may_decide if decision == Decision.CLEARED else may_treat, by, episode)
    belongs(visit, episode)
    fields = {
        "level": level,
        "decision": decision,
        "words": words,
        "spoke_to": spoke_to,
        "rules": list(rules),
    }
    return write(_of_episode(Disposition, by, episode, visit, row_id, fields))


def keep_judgement(
    *,
    by: User | None,
    episode: Episode,
    kind: JudgementKind | str,
    knowledge_version: str,
    result: dict[str, Any],
    visit: Visit | None = None,
    row_id: UUID | None = None,
) -> Judgement:
    """Keep what was shown, once: an equal one that is the newest of its kind already is returned.
    Without `by` it was made when the client sent something in.
    """
    if by is not None:
        require(may_treat, by, episode)
    belongs(visit, episode)
    # As the database gives it back: a tuple would come home as a list and never equal itself.
    result = json.loads(json.dumps(result))
    with writing(episode.clinic_id):
        before = latest(Judgement, episode_id=episode.first, visit_id=visit_id(visit), kind=kind)[-1:]
        for same in before:
            if same.knowledge_version == knowledge_version and same.result == result:
                return same
        fields = {"kind": kind, "knowledge_version": knowledge_version, "result": result}
        return write(_of_episode(Judgement, by, episode, visit, row_id, fields))


def _of_episode(
    model: type[T],
    by: User | None,
    episode: Episode,
    visit: Visit | None,
    row_id: UUID | None,
    fields: dict[str, Any],
) -> T:
    place = {"episode_id": episode.first, "visit_id": visit_id(visit)}
    return new(model, by=by, clinic_id=episode.clinic_id, row_id=row_id, **place, **fields)
