"""Acts on the note of a visit: drafts, the signature that closes it, a student's signature that waits for a
supervisor's, who may read it, and amendments beside it.
"""

from typing import Any
from uuid import UUID

from palpate.accounts.models import User
from palpate.accounts.rights import (
    may_choose_readers,
    may_cosign,
    may_decide,
    may_open_note,
    may_read_note,
    may_sign,
    may_sign_as_student,
    may_supervise,
    may_treat,
    require,
)
from palpate.records.acts.common import content_of, new
from palpate.records.errors import Closed, Conflict
from palpate.records.ledger import write, writing
from palpate.records.look.notes import NoteOf, note_of
from palpate.records.models import Amendment, Note, NotePrivacy, NoteSignature, StudentSignature, Visit
from palpate.records.models.words import Readers
from palpate.records.newest import latest, now_of


def save_note_draft(
    *,
    by: User,
    visit: Visit,
    subjective: str = "",
    objective: str = "",
    assessment: str = "",
    plan: str = "",
    counters: dict[str, Any] | None = None,
    lines: list[dict[str, Any]] | None = None,
    unchanged: bool = False,
    told: NoteOf | None = None,
    row_id: UUID | None = None,
) -> Note:
    """Save the draft; replaces the one before, unless it says the same. `lines` say what the texts' sentences
    came from (see `Note`); `told` is the note as it stands, for who has read it in the same `writing`. Raises
    Closed once it is signed, also while a student's signature waits; PermissionDenied for a draft that is not
    for this person to read.
    """
    require(may_treat, by, visit)
    with writing(visit.clinic_id):
        told = told or _told(visit, by)
        require(may_read_note, by, told)
        note = new(
            Note,
            by=by,
            clinic_id=visit.clinic_id,
            row_id=row_id,
            replaces=told.note,
            visit_id=visit.first,
            subjective=subjective,
            objective=objective,
            assessment=assessment,
            plan=plan,
            counters=counters or {},
            lines=lines or [],
            unchanged=unchanged,
        )
        if told.note is not None and content_of(told.note) == content_of(note):
            return told.note
        _open(told)
        return write(note)


def sign_note(*, by: User, note: Note, row_id: UUID | None = None) -> NoteSignature:
    """Sign exactly this row of the note, and close it. Raises PermissionDenied for another than the visit's
    therapist, Closed when it is signed already, Conflict when the note was changed since it was read.
    """
    with writing(note.clinic_id):
        told = _told(_visit(note), by)
        require(may_sign, by, told.visit)
        return _close(told, note, by, row_id)


def sign_note_as_student(
    *, by: User, note: Note, supervisor: User, row_id: UUID | None = None
) -> StudentSignature:
    """Put a student's name under exactly this row of the note, for the supervisor to close. Raises
    PermissionDenied for another than the visit's student, or a supervisor who may not supervise them; Closed
    when it is signed already, Conflict when the note was changed since it was read.
    """
    with writing(note.clinic_id):
        told = _told(_visit(note), by)
        require(may_sign_as_student, by, told.visit)
        require(may_supervise, supervisor, by)
        if told.student is not None and told.student.pk == row_id:
            return told.student
        _open(told)
        _newest(told, note)
        row = new(
            StudentSignature,
            by=by,
            clinic_id=note.clinic_id,
            row_id=row_id,
            note_id=note.pk,
            visit_id=told.visit.first,
            name=str(by),
            supervisor=supervisor,
        )
        return write(row)


def give_note_back(
    *, by: User, visit: Visit, words: str = "", row_id: UUID | None = None
) -> StudentSignature:
    """Take a student's signature away, so that the draft can be changed again: the student themself, or a
    supervisor, who says in `words` what is to be mended. Raises Closed once the note is closed, Conflict
    where nothing waits, or no words are given.
    """
    with writing(visit.clinic_id):
        told = _told(visit, by)
        own = told.student is not None and told.student.author_id == by.pk
        require(may_sign_as_student if own else may_cosign, by, told.visit)
        if told.given_back is not None and told.given_back.pk == row_id:
            return told.given_back
        waiting = _waiting(told)
        if not own and not words.strip():
            raise Conflict("say what is to be mended; the student reads it beside the note")
        fields = content_of(waiting) | {"removed": True, "words": words.strip()}
        row = new(
            StudentSignature, by=by, clinic_id=visit.clinic_id, row_id=row_id, replaces=waiting, **fields
        )
        return write(row)


def cosign_note(*, by: User, note: Note, row_id: UUID | None = None) -> NoteSignature:
    """Sign the row of the note that a student has signed, and close it. Raises PermissionDenied for somebody
    who may not supervise the student, Closed when it is closed already, Conflict when this row does not wait.
    """
    with writing(note.clinic_id):
        told = _told(_visit(note), by)
        require(may_cosign, by, told.visit)
        if told.signature is None and _waiting(told).note_id != note.pk:
            raise Conflict("the note was changed since it was read; read it again, then sign")
        return _close(told, note, by, row_id)


def choose_readers(
    *, by: User, visit: Visit, readers: Readers | str, reason: str = "", row_id: UUID | None = None
) -> NotePrivacy:
    """Say who may read the visit's note, before it is signed or after: its writer. Once the writer has left,
    the owner may open it to all, with a reason. Raises Conflict for a discipline that is not known.
    """
    with writing(visit.clinic_id):
        told = _told(visit, by)
        own = may_choose_readers(by, told)
        require(may_choose_readers if own or told.writer.is_active else may_open_note, by, told)
        if not own and (readers != Readers.ALL or not reason.strip()):
            raise Conflict("in the writer's place a note can only be opened to all, with a reason")
        if readers == Readers.DISCIPLINE and not by.discipline.strip():
            raise Conflict("your discipline is not known; the owner enters it on the page of people")
        row = new(
            NotePrivacy,
            by=by,
            clinic_id=visit.clinic_id,
            row_id=row_id,
            replaces=told.privacy,
            visit_id=visit.first,
            readers=readers,
            discipline=by.discipline if readers == Readers.DISCIPLINE else "",
            reason=reason.strip(),
        )
        same = told.privacy is not None and content_of(told.privacy) == content_of(row)
        return told.privacy if told.privacy is not None and same else write(row)


def amend_note(*, by: User, note: Note, text: str, reason: str, row_id: UUID | None = None) -> Amendment:
    """Add to a signed note; the note stays as it was. Raises Conflict while it is a draft."""
    require(may_decide, by, note)
    told = _told(_visit(note), by)
    require(may_read_note, by, told)
    if told.signature is None or told.signature.note_id != note.pk:
        raise Conflict("the note is not signed yet; change the draft instead")
    row = new(
        Amendment,
        by=by,
        clinic_id=note.clinic_id,
        row_id=row_id,
        note_id=note.pk,
        text=text,
        reason=reason,
    )
    return write(row)


def _visit(note: Note) -> Visit:
    visit = now_of(Visit.objects.get(pk=note.visit_id))
    if visit is None:
        raise Conflict("the visit was taken back; there is nothing to sign")
    return visit


def _told(visit: Visit, by: User) -> NoteOf:
    """The note with its visit as it now stands, for acts that look at who treats."""
    return note_of(now_of(visit) or visit, reader=by)


def _open(told: NoteOf) -> None:
    if told.signature is not None:
        raise Closed("the note is signed; write an amendment")
    if told.student is not None:
        raise Closed(f"the note waits for the signature of {told.student.supervisor}")


def _waiting(told: NoteOf) -> StudentSignature:
    if told.signature is not None:
        raise Closed("the note is signed already; write an amendment")
    if told.student is None:
        raise Conflict("no student's signature is under this note")
    return told.student


def _newest(told: NoteOf, note: Note) -> None:
    if [row.pk for row in latest(Note, visit_id=told.visit.first)][-1:] != [note.pk]:
        raise Conflict("the note was changed since it was read; read it again, then sign")


def _close(told: NoteOf, note: Note, by: User, row_id: UUID | None) -> NoteSignature:
    if told.signature is not None and told.signature.pk == row_id:
        return told.signature
    if told.signature is not None:
        raise Closed("the note is signed already; write an amendment")
    _newest(told, note)
    row = new(
        NoteSignature,
        by=by,
        clinic_id=note.clinic_id,
        row_id=row_id,
        note_id=note.pk,
        visit_id=told.visit.first,
        name=str(by),
        licence=by.licence_number,
    )
    return write(row)
