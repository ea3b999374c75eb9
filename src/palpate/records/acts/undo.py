"""The act that takes the last act on one thing back."""

from typing import TypeVar
from uuid import UUID

from palpate.accounts.models import User
from palpate.accounts.rights import may_arrange, may_treat, require
from palpate.records.acts.common import content_of, new
from palpate.records.errors import Closed, Conflict
from palpate.records.ledger import write, writing
from palpate.records.models import (
    Client,
    Episode,
    Invitation,
    Letter,
    Note,
    NoteSignature,
    Row,
    Visit,
    VisitState,
)
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
    require(may_arrange if isinstance(row, ARRANGEMENTS) else may_treat, by, row)
    with writing(row.clinic_id):
        _not_closed(row)
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


def _not_closed(row: Row) -> None:
    signed = isinstance(row, Note) and NoteSignature.objects.filter(visit_id=row.visit_id).exists()
    sent = isinstance(row, Letter) and row.sent_at is not None
    if not row.undoable or signed or sent:
        raise Closed(f"this {row._meta.verbose_name} is closed and cannot be taken back")


def _not_in_use(row: Row) -> None:
    for relation in row._meta.related_objects:
        rests = relation.related_model
        if relation.field.name == "replaces" or not issubclass(rests, Row):
            continue
        if latest(rests, **{relation.field.attname: row.first}):
            raise Conflict(
                f"a {rests._meta.verbose_name} rests on this {row._meta.verbose_name}; take that back first"
            )
