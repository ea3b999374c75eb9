"""Acts on the note of a visit: drafts, the signature that closes it, amendments beside it."""

from typing import Any
from uuid import UUID

from palpate.accounts.models import User
from palpate.accounts.rights import may_sign, may_treat, require
from palpate.records.acts.common import content_of, new
from palpate.records.errors import Closed, Conflict
from palpate.records.ledger import write, writing
from palpate.records.models import Amendment, Note, NoteSignature, Visit
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
    row_id: UUID | None = None,
) -> Note:
    """Save the draft; replaces the one before, unless it says the same. Raises Closed once it is signed."""
    require(may_treat, by, visit)
    with writing(visit.clinic_id):
        before = latest(Note, visit_id=visit.first)
        note = new(
            Note,
            by=by,
            clinic_id=visit.clinic_id,
            row_id=row_id,
            replaces=before[-1] if before else None,
            visit_id=visit.first,
            subjective=subjective,
            objective=objective,
            assessment=assessment,
            plan=plan,
            counters=counters or {},
        )
        if before and content_of(before[-1]) == content_of(note):
            return before[-1]
        if NoteSignature.objects.filter(visit_id=visit.first).exists():
            raise Closed("the note is signed; write an amendment")
        return write(note)


def sign_note(*, by: User, note: Note, row_id: UUID | None = None) -> NoteSignature:
    """Sign exactly this row of the note, and close it. Raises PermissionDenied for another than the visit's
    therapist, Closed when it is signed already, Conflict when the note was changed since it was read.
    """
    with writing(note.clinic_id):
        visit = now_of(Visit.objects.get(pk=note.visit_id))
        if visit is None:
            raise Conflict("the visit was taken back; there is nothing to sign")
        require(may_sign, by, visit)
        for before in NoteSignature.objects.filter(visit_id=visit.first):
            if before.pk == row_id:
                return before
            raise Closed("the note is signed already; write an amendment")
        if [row.pk for row in latest(Note, visit_id=visit.first)][-1:] != [note.pk]:
            raise Conflict("the note was changed since it was read; read it again, then sign")
        row = new(
            NoteSignature,
            by=by,
            clinic_id=note.clinic_id,
            row_id=row_id,
            note_id=note.pk,
            visit_id=visit.first,
            name=str(by),
            licence=by.licence_number,
        )
        return write(row)


def amend_note(*, by: User, note: Note, text: str, reason: str, row_id: UUID | None = None) -> Amendment:
    """Add to a signed note; the note stays as it was. Raises Conflict while it is a draft."""
    require(may_treat, by, note)
    if not NoteSignature.objects.filter(note_id=note.pk).exists():
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
