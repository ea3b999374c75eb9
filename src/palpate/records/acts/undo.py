"""The act that takes the last act on one thing back."""

from typing import TypeVar
from uuid import UUID

from palpate.accounts.models import User
from palpate.accounts.rights import Right, may_arrange, may_decide, may_read_note, may_treat, require
from palpate.records.acts.common import content_of, new
from palpate.records.errors import Closed, Conflict
from palpate.records.ledger import write, writing
from palpate.records.look.notes import note_of
from palpate.records.models import (
    Client,
    Disposition,
    Episode,
    EpisodeEnd,
    Invitation,
    Letter,
    Note,
    Row,
    Visit,
    VisitState,
)
from palpate.records.models.words import Decision
from palpate.records.newest import latest

R = TypeVar("R", bound=Row)

ARRANGEMENTS = (Client, Episode, Visit, VisitState, Invitation)


def undo(*, by: User, row: R, row_id: UUID | None = None) -> R:
    """Write a row that says what the thing said before `row`; if it said nothing before, one that takes it
    back. Undoing an undo does the act again. Raises Conflict when `row` is not the newest of its thing,
    Closed for what is closed: signatures, consents, intakes, amendments, judgements, signed notes and
    sent letters. Also Conflict for taking back what others rest on: a client with episodes, a visit
    with a note.
    """
    require(_right(row), by, row)
    with writing(row.clinic_id):
        _not_closed(row, by)
        model = type(row)
        for done in model._default_manager.filter(replaces_id=row.pk):
            if done.pk == row_id:
                return done
            raise Conflict(f"this {row._meta.verbose_name} was changed since; read it again")
        before = row.replaces
        fields = content_of(row) | {"removed": True} if before is None else content_of(before)
        if fields["removed"]:
            _not_in_use(row)
        return write(new(model, by=by, clinic_id=row.clinic_id, row_id=row_id, replaces=row, **fields))


def _right(row: Row) -> Right:
    if isinstance(row, ARRANGEMENTS):
        return may_arrange
    cleared = isinstance(row, Disposition) and row.decision == Decision.CLEARED
    return may_decide if cleared or isinstance(row, EpisodeEnd) else may_treat


def _not_closed(row: Row, by: User) -> None:
    signed = isinstance(row, Note) and _signed(row, by)
    sent = isinstance(row, Letter) and row.sent_at is not None
    if not row.undoable or signed or sent:
        raise Closed(f"this {row._meta.verbose_name} is closed and cannot be taken back")


def _signed(row: Note, by: User) -> bool:
    told = note_of(Visit.objects.get(pk=row.visit_id), reader=by)
    require(may_read_note, by, told)
    return told.closed or told.waits


def _not_in_use(row: Row) -> None:
    for relation in row._meta.related_objects:
        rests = relation.related_model
        if relation.field.name == "replaces" or not issubclass(rests, Row):
            continue
        if latest(rests, **{relation.field.attname: row.first}):
            raise Conflict(
                f"a {rests._meta.verbose_name} rests on this {row._meta.verbose_name}; take that back first"
            )
