"""The page of a note: composed, edited, signed, co-signed, amended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from palpate.accounts.rights import (
    Right,
    may_decide,
    may_open_note,
    may_read_note,
    may_sign,
    may_sign_as_student,
    may_treat,
    require,
)
from palpate.clinic.frame import Frame, open_visit
from palpate.clinic.note.compose import Soap, compose
from palpate.clinic.note.forms import AmendmentForm, NoteForm
from palpate.clinic.note.gather import gather
from palpate.clinic.note.lines import Repeat, difference, merged_soap, repeats
from palpate.clinic.note.shown import HEADS, about, parts, texts
from palpate.records import acts, look, once
from palpate.records.errors import Conflict
from palpate.records.look import NoteOf
from palpate.records.models import Note, NoteSignature, StudentSignature, Visit

Notes = dict[UUID, NoteOf]  # by visit


@login_required
def note(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The note as far as it has come: hidden, signed, waiting for a supervisor, or a draft."""
    frame = open_visit(request, visit, "note", parts=("treated",))
    notes = look.notes_of(frame.episode, reader=request.user)
    told = notes[frame.visit.first]
    if told.hidden:
        shown = about(request.user, frame, told) | {"may_open": may_open_note(request.user, told)}
        return render(request, "clinic/note/hidden.html", shown)
    if told.closed:
        return _signed(request, frame, told, AmendmentForm())
    if told.waits:
        return render(request, "clinic/note/waits.html", about(request.user, frame, told))
    if not may_treat(request.user, frame.visit):
        return render(request, "clinic/note/none.html", about(request.user, frame, told))
    return _draft(request, frame, notes)


@login_required
@require_POST
def draft(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Keep what was typed."""
    frame, notes = _opened(request, visit)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("the note's counters are no numbers")
    try:
        row = once.stored(request, Note) or _save(request, frame.visit, form)
    except Conflict as closed:
        now = look.note_of(frame.visit, reader=request.user)
        if request.htmx and texts(now.note) == form.soap:  # sent off just before signing: nothing is lost
            return HttpResponse(status=204)
        return _refused(request, frame, closed)
    if not request.htmx:
        messages.success(request, "Draft saved.")
        return redirect("clinic:note", frame.visit.first)
    context = {"frame": frame, "note": row, "repeat": _repeat(frame, notes, texts(row)), "swap": True}
    return render(request, "clinic/note/state.html", context)


@login_required
@require_POST
def again(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Compose again: what the record says more is added, what was typed stays."""
    frame, _notes = _opened(request, visit)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("the note's counters are no numbers")
    fresh = compose(gather(frame, request.user.clinic))
    both = merged_soap(form.soap, fresh)
    try:
        acts.save_note_draft(
            by=request.user,
            visit=frame.visit,
            counters=form.counters,
            row_id=once.row_id(request),
            **both._asdict(),
        )
    except Conflict as closed:
        return _refused(request, frame, closed)
    added = sum(len(difference(mine, new).more) for mine, new in zip(form.soap, fresh, strict=True))
    lines = "line" if added == 1 else "lines"
    messages.success(request, f"{added} {lines} added from the record." if added else "Nothing new to add.")
    return redirect("clinic:note", frame.visit.first)


@login_required
@require_POST
def sign(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Keep the text as it stands on the page, and sign it: a therapist closes it, a student hands it over."""
    frame, notes = _opened(request, visit, _may_sign_either)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("the note's counters are no numbers")
    try:
        said = _sign(request, frame, notes[frame.visit.first], form)
    except Conflict as closed:
        return _refused(request, frame, closed)
    messages.success(request, said)
    return redirect("clinic:note", frame.visit.first)


@login_required
@require_POST
def amend(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Add to a signed note, with a reason."""
    frame, notes = _opened(request, visit, may_decide)
    told = notes[frame.visit.first]
    if told.signature is None:
        messages.warning(request, "The note is not signed yet: change the draft instead.")
        return redirect("clinic:note", frame.visit.first)
    form = AmendmentForm(request.POST)
    if not form.is_valid():
        return _signed(request, frame, told, form, status=422)
    note, key = told.signature.note, once.row_id(request)
    acts.amend_note(by=request.user, note=note, row_id=key, **form.cleaned_data)
    messages.success(request, "Added beside the note.")
    return redirect("clinic:note", frame.visit.first)


def _may_sign_either(user: Any, visit: Visit) -> bool:
    return may_sign(user, visit) or may_sign_as_student(user, visit)


def _opened(request: HttpRequest, visit: UUID, right: Right = may_treat) -> tuple[Frame, Notes]:
    """The visit and the episode's notes, this one to be written. Raises Http404, or PermissionDenied
    also where the note is not for this person to read.
    """
    frame = open_visit(request, visit, "note", right=right)
    notes = look.notes_of(frame.episode, reader=request.user)
    require(may_read_note, request.user, notes[frame.visit.first])
    return frame, notes


def _sign(request: HttpRequest, frame: Frame, told: NoteOf, form: NoteForm) -> str:
    """Sign what stands on the page; what was done, in words. Raises Conflict."""
    closes = may_sign(request.user, frame.visit)
    if not once.stored(request, NoteSignature if closes else StudentSignature):
        _not_changed_elsewhere(told, form)
        row, key = _save(request, frame.visit, form, number=1), once.row_id(request)
        if closes:
            acts.sign_note(by=request.user, note=row, row_id=key)
        else:
            supervisor = request.user.supervisor
            acts.sign_note_as_student(by=request.user, note=row, supervisor=supervisor, row_id=key)
    if closes:
        return "Signed. The note is closed; what comes later is added beside it."
    return f"Signed. The note waits for the co-signature of {request.user.supervisor}."


def _save(request: HttpRequest, visit: Visit, form: NoteForm, number: int = 0) -> Note:
    return acts.save_note_draft(
        by=request.user,
        visit=visit,
        counters=form.counters,
        row_id=once.row_id(request, number),
        **form.soap._asdict(),
    )


def _not_changed_elsewhere(told: NoteOf, form: NoteForm) -> None:
    """Raises Conflict where another page wrote a newer draft than this one has seen."""
    newest = told.note
    if newest is not None and newest.pk != form.cleaned_data["seen"] and texts(newest) != form.soap:
        raise Conflict("the note was changed elsewhere since this page was opened; read it again, then sign")


def _refused(request: HttpRequest, frame: Frame, why: Conflict) -> HttpResponse:
    """Say why nothing was written; the page then shows what stands."""
    if request.htmx:
        return HttpResponse(f"Not saved: {why}.", status=409)
    messages.error(request, f"Not done: {why}.")
    return redirect("clinic:note", frame.visit.first)


def _draft(request: HttpRequest, frame: Frame, notes: Notes) -> HttpResponse:
    """The draft with what the record says more beside it; without a draft, the composed text."""
    told = notes[frame.visit.first]
    row = told.note
    fresh = compose(gather(frame, request.user.clinic))
    written = texts(row) if row else fresh
    context = about(request.user, frame, told) | {
        "note": row,
        "parts": [
            {"name": name, "head": head, "what": what, "text": text, "more": difference(text, new).more}
            for (name, (head, what)), text, new in zip(HEADS.items(), written, fresh, strict=True)
        ],
        "repeat": _repeat(frame, notes, written),
        "may_sign": may_sign(request.user, frame.visit),
        "may_hand_in": may_sign_as_student(request.user, frame.visit),
        "counters": row.counters if row else {},
    }
    context["more"] = sum(len(part["more"]) for part in context["parts"])
    return render(request, "clinic/note/draft.html", context)


def _signed(
    request: HttpRequest, frame: Frame, told: NoteOf, form: AmendmentForm, status: int = 200
) -> HttpResponse:
    context = about(request.user, frame, told) | {
        "parts": parts(told.signature.note if told.signature else None),
        "form": form,
        "may_amend": may_decide(request.user, frame.visit),
    }
    return render(request, "clinic/note/signed.html", context, status=status)


def _repeat(frame: Frame, notes: Notes, written: Soap) -> Repeat:
    """How far the note is the last visit's again; a note that is not for this reader is not compared."""
    starts = frame.visit.starts_at
    before = [one.note for one in notes.values() if one.note is not None and one.visit.starts_at < starts]
    return repeats(written, texts(before[-1])) if before else Repeat(0, 0)
