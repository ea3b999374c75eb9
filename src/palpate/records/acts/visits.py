"""Acts around a visit as an appointment."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from palpate.accounts.models import User
from palpate.accounts.rights import may_arrange, may_treat, require
from palpate.records.acts.common import corrected, new
from palpate.records.errors import Conflict, TimeTaken
from palpate.records.ledger import write, write_all, writing
from palpate.records.models import Episode, NotePrivacy, Visit, VisitState
from palpate.records.models.words import Readers, State
from palpate.records.newest import latest
from palpate.records.times import in_the_way, taken


def book_visit(
    *,
    by: User,
    episode: Episode,
    therapist: User,
    starts_at: datetime,
    minutes: int = 60,
    free: bool = False,
    row_id: UUID | None = None,
) -> Visit:
    """Book the episode's next visit, or enter one that was held before others: those are counted on from it.
    Raises Http404 or PermissionDenied for a therapist who may not. With `free` it raises TimeTaken where
    another visit of the therapist is in the way; nobody can book that time between the look and the writing.
    """
    require(may_arrange, by, episode)
    require(may_treat, therapist, episode)
    with writing(episode.clinic_id):
        if free:
            _must_be_free(therapist, starts_at, minutes, but=row_id)
        others = [one for one in latest(Visit, episode_id=episode.first) if one.first != row_id]
        visit = new(
            Visit,
            by=by,
            clinic_id=episode.clinic_id,
            row_id=row_id,
            episode_id=episode.first,
            therapist=therapist,
            starts_at=starts_at,
            minutes=minutes,
            number=1 + sum(one.starts_at < starts_at for one in others),
        )
        return write_all([visit, *_counted_on(visit, others, by)])[0]


def _counted_on(visit: Visit, others: list[Visit], by: User) -> list[Visit]:
    """Rows for the visits after this one whose number does not follow from it any more."""
    after = sorted((one for one in others if one.starts_at >= visit.starts_at), key=lambda one: one.starts_at)
    return [
        corrected(one, by=by, number=number)
        for number, one in enumerate(after, start=visit.number + 1)
        if one.number != number
    ]


def change_visit(
    *,
    by: User,
    visit: Visit,
    therapist: User | None = None,
    starts_at: datetime | None = None,
    minutes: int | None = None,
    free: bool = False,
    row_id: UUID | None = None,
) -> Visit:
    """Move a visit, or give it to another therapist; what is not named stays. Raises Conflict for giving away
    a visit whose note is private: that would open the note to who takes over. With `free` it raises TimeTaken
    where another visit of the therapist is in the way.
    """
    require(may_arrange, by, visit)
    changes: dict[str, Any] = {}
    if therapist is not None:
        require(may_treat, therapist, visit)
        if therapist.pk != visit.therapist_id and _private(visit):
            raise Conflict(
                f"the note of this visit is private; {visit.therapist} opens it first, or keeps the visit"
            )
        changes["therapist_id"] = therapist.pk
    if starts_at is not None:
        changes["starts_at"] = starts_at
    if minutes is not None:
        changes["minutes"] = minutes
    with writing(visit.clinic_id):
        row = corrected(visit, by=by, row_id=row_id, **changes)
        if free:
            _must_be_free(row.therapist, row.starts_at, row.minutes, but=visit.first)
        return write(row)


def _must_be_free(therapist: User, starts_at: datetime, minutes: int, *, but: UUID | None) -> None:
    starts, buffer = starts_at.astimezone(UTC), therapist.buffer_minutes
    others = in_the_way(starts, minutes, buffer, taken(therapist, starts, starts, but=but))
    if others:
        raise TimeTaken(str(therapist), [(one.starts, one.ends) for one in others], buffer)


def _private(visit: Visit) -> bool:
    return any(row.readers != Readers.ALL for row in latest(NotePrivacy, visit_id=visit.first))


def change_visit_state(
    *, by: User, visit: Visit, state: State | str, row_id: UUID | None = None
) -> VisitState:
    """Say how far the visit has come. A visit without any state is booked."""
    require(may_arrange, by, visit)
    with writing(visit.clinic_id):
        before = latest(VisitState, visit_id=visit.first)
        row = new(
            VisitState,
            by=by,
            clinic_id=visit.clinic_id,
            row_id=row_id,
            replaces=before[-1] if before else None,
            visit_id=visit.first,
            state=state,
        )
        return write(row)
