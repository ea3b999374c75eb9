"""The page of a note: composed, edited, signed, co-signed, amended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
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
from palpate.clinic.note import life, order, strip
from palpate.clinic.note.forms import AmendmentForm, NoteForm
from palpate.clinic.note.life import Notes, Worked
from palpate.clinic.note.sentences import texts
from palpate.clinic.note.shown import about, of_draft, parts
from palpate.records import acts, look, once
from palpate.records.errors import Conflict
from palpate.records.ledger import writing
from palpate.records.look import NoteOf
from palpate.records.models import Note, NoteSignature, StudentSignature, Visit

NO_NOTE = "this is no note of the page"


@login_required
def note(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The note as far as it has come: hidden, signed, waiting for a supervisor, or a draft."""
    frame = open_visit(request, visit, "note", parts=("scores", "treated"))
    notes = look.notes_of(frame.episode, reader=request.user)
    told = notes[frame.visit.first]
    shown = about(request, frame, told)
    if told.hidden:
        shown |= {"may_open": may_open_note(request.user, told)}
        return render(request, "clinic/note/hidden.html", shown)
    if told.closed:
        answer = _signed(request, frame, told, AmendmentForm())
    elif told.waits:
        answer = render(request, "clinic/note/waits.html", shown)
    elif not may_treat(request.user, frame.visit):
        answer = render(request, "clinic/note/none.html", shown)
    else:
        answer = _draft(request, frame, notes)
    return order.keep(request, answer)


@login_required
@require_POST
def draft(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Keep what was typed, and do what was tapped: `tap:…` is recorded, `again` composes, `last` takes over
    the own words of the last note, `take` gives a sentence back as recorded, `undo` takes the last act back.
    """
    form = NoteForm(request.POST)
    if life.only_typed(request):
        return _typed(request, visit, form)
    frame, notes = _opened(request, visit)
    if not form.is_valid():
        return HttpResponseBadRequest(NO_NOTE)
    try:
        if row := once.stored(request, Note):
            now = life.composed(request, frame, life.draft_of(row), {})
        else:
            now = life.worked(request, frame, notes, form)
            same = life.repeat(frame.visit, notes, now.draft)
            row = life.save(request, frame.visit, now.draft, same, form)
    except Conflict as closed:
        return _refused_draft(request, frame.visit, form, closed)
    return _kept(request, now, notes, row)


def _typed(request: HttpRequest, key: UUID, form: NoteForm) -> HttpResponse:
    """Keep what was typed. It comes every other second while somebody writes, so no more is read than who may
    write here, and the notes that it is compared with.
    """
    clinic = request.user.clinic
    visit = look.one(Visit, clinic, key)
    require(may_treat, request.user, visit)
    if not form.is_valid():
        return HttpResponseBadRequest(NO_NOTE)
    try:
        with writing(clinic.pk):  # what is read here still stands when it is written
            notes = look.notes_beside(visit, reader=request.user)
            told = notes[visit.first]
            require(may_read_note, request.user, told)
            same = life.repeat(visit, notes, form.draft)
            row = once.stored(request, Note) or life.save(request, visit, form.draft, same, form, told=told)
    except Conflict as closed:
        return _refused_draft(request, visit, form, closed)
    if not request.htmx:
        messages.success(request, "Draft saved.")
        return redirect("clinic:note", visit.first)
    shown = {"note": row, "repeat": same, "swap": True}
    return render(request, "clinic/note/state.html", shown)


@login_required
@require_POST
def sign(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Keep the text as it stands on the page, and sign it: a therapist closes it, a student hands it over.
    Where something is open it is said first; `anyway` names what the page had said.
    """
    frame, notes = _opened(request, visit, _may_sign_either)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(NO_NOTE)
    try:
        said = _sign(request, frame, notes, form)
    except Conflict as closed:
        return _refused(request, frame.visit, closed)
    address = reverse("clinic:note", args=[frame.visit.first])
    if said:
        messages.success(request, said)
    return redirect(address if said else f"{address}?sign")


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


def _sign(request: HttpRequest, frame: Frame, notes: Notes, form: NoteForm) -> str:
    """Sign what stands on the page; what was done, empty where something is open. Raises Conflict."""
    closes = may_sign(request.user, frame.visit)
    if not once.stored(request, NoteSignature if closes else StudentSignature):
        _not_changed_elsewhere(notes[frame.visit.first], form)
        now = life.worked(request, frame, notes, form)
        same = life.repeat(frame.visit, notes, now.draft)
        row, key = life.save(request, frame.visit, now.draft, same, form, number=1), once.row_id(request)
        agreed = request.POST.get("anyway", "").split()
        points = life.open_points(now.frame, now.draft, same)
        if now.refused or any(point["key"] not in agreed for point in points):
            if now.refused:
                messages.error(request, f"Not signed. {now.refused}")
            return ""
        if closes:
            acts.sign_note(by=request.user, note=row, row_id=key)
        else:
            supervisor = request.user.supervisor
            acts.sign_note_as_student(by=request.user, note=row, supervisor=supervisor, row_id=key)
    if closes:
        return "Signed. The note is closed; what comes later is added beside it."
    return f"Signed. The note waits for the co-signature of {request.user.supervisor}."


def _not_changed_elsewhere(told: NoteOf, form: NoteForm) -> None:
    """Raises Conflict where another page wrote a newer draft than this one has seen."""
    newest = told.note
    if newest is not None and newest.pk != form.cleaned_data["seen"] and texts(newest) != form.draft.soap:
        raise Conflict("the note was changed elsewhere since this page was opened; read it again, then sign")


def _refused_draft(request: HttpRequest, visit: Visit, form: NoteForm, why: Conflict) -> HttpResponse:
    """As `_refused`; nothing is amiss where the closed note says just what is sent."""
    stands = look.note_of(visit, reader=request.user)
    if request.htmx and texts(stands.note) == form.draft.soap:  # sent off just before signing
        return HttpResponse(status=204)
    return _refused(request, visit, why)


def _refused(request: HttpRequest, visit: Visit, why: Conflict) -> HttpResponse:
    """Say why nothing was written; the page then shows what stands."""
    if request.htmx:
        return HttpResponse(f"Not saved: {why}.", status=409)
    messages.error(request, f"Not done: {why}.")
    return redirect("clinic:note", visit.first)


def _kept(request: HttpRequest, now: Worked, notes: Notes, row: Note) -> HttpResponse:
    """The parts of the page that changed, or the page again."""
    if not request.htmx:
        if now.refused:
            messages.error(request, f"Not recorded: {now.refused}")
        messages.success(request, f"{now.undo.words}. Draft saved." if now.undo else "Draft saved.")
        return redirect("clinic:note", now.frame.visit.first)
    context = of_draft(request, now, notes, row) | {"swap": True, "anew": "undo" in request.POST}
    return render(request, "clinic/note/state.html", context)


def _draft(request: HttpRequest, frame: Frame, notes: Notes) -> HttpResponse:
    """The draft with what the record says more among its sentences; nothing is saved by looking."""
    told = notes[frame.visit.first]
    late = {"may_treat": True, **strip.late(request, frame)}
    if request.headers.get("HX-Target") == "late" and "late" in late:
        return render(request, "clinic/note/late.html", {"frame": frame, **late})
    now = life.composed(request, frame, life.draft_of(told.note), {})
    context = about(request, frame, told) | of_draft(request, now, notes, told.note)
    context |= late | {
        "may_sign": may_sign(request.user, frame.visit),
        "may_hand_in": may_sign_as_student(request.user, frame.visit),
        "counters": told.note.counters if told.note else {},
        "asked": "sign" in request.GET,
        "last": life.last_signed(frame.visit, notes),
    }
    return render(request, "clinic/note/draft.html", context)


def _signed(
    request: HttpRequest, frame: Frame, told: NoteOf, form: AmendmentForm, status: int = 200
) -> HttpResponse:
    signed = told.signature.note if told.signature else None
    context = about(request, frame, told) | {
        "parts": parts(signed, order.of(request)),
        "unchanged": signed is not None and signed.unchanged,
        "form": form,
        "may_amend": may_decide(request.user, frame.visit),
    }
    return render(request, "clinic/note/signed.html", context, status=status)
