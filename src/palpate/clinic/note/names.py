"""Whose names stand under a note, and who may read it: the supervisor's signature, the way back to the
student, the note's readers.
"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from palpate.accounts.rights import may_choose_readers, may_cosign, may_treat, require
from palpate.clinic.frame import Frame, open_visit
from palpate.clinic.note.forms import GiveBackForm, ReadersForm
from palpate.clinic.note.shown import about, reads
from palpate.records import acts, look, once
from palpate.records.errors import Conflict


@login_required
@require_POST
def cosign(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The supervisor closes exactly the text that the page showed."""
    frame = open_visit(request, visit, "note", right=may_cosign)
    told = look.note_of(frame.visit, reader=request.user)
    if told.student is None or request.POST.get("seen") != str(told.student.note_id):
        return _not_done(request, frame, "the note was changed since this page was opened; read it again")
    try:
        acts.cosign_note(by=request.user, note=told.student.note, row_id=once.row_id(request))
    except Conflict as why:
        return _not_done(request, frame, str(why))
    messages.success(request, "Co-signed. The note is closed; what comes later is added beside it.")
    return redirect("clinic:note", frame.visit.first)


@login_required
@require_POST
def back(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Make a draft of it again: the student who signed it, or the supervisor, who says what to mend."""
    frame = open_visit(request, visit, "note", right=may_treat)
    form = GiveBackForm(request.POST)
    if not form.is_valid():
        return _not_done(request, frame, "what is to be mended is of 2,000 letters at most")
    try:
        row = acts.give_note_back(
            by=request.user, visit=frame.visit, row_id=once.row_id(request), **form.cleaned_data
        )
    except Conflict as why:
        return _not_done(request, frame, str(why))
    own = row.replaces is not None and row.replaces.author_id == request.user.pk
    said = "It is a draft again." if own else f"Given back. {row.name} reads your words beside the note."
    messages.success(request, said)
    return redirect("clinic:note", frame.visit.first)


@login_required
@require_POST
def readers(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Say who may read the note; the part of the page that says so for htmx."""
    frame = open_visit(request, visit, "note")
    told = look.note_of(frame.visit, reader=request.user)
    if told.writer.is_active:
        require(may_choose_readers, request.user, told)
    form = ReadersForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("a note is for all, for my discipline, or for me")
    try:
        acts.choose_readers(
            by=request.user, visit=frame.visit, row_id=once.row_id(request), **form.cleaned_data
        )
    except Conflict as why:
        return _not_done(request, frame, str(why))
    told = look.note_of(frame.visit, reader=request.user)
    if request.htmx:
        shown = about(request, frame, told) | {"kept": True}
        return render(request, "clinic/note/readers.html", shown)
    messages.success(request, f"{reads(told) or 'For all who may read the record'}.")
    return redirect("clinic:note", frame.visit.first)


def _not_done(request: HttpRequest, frame: Frame, why: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(f"Not saved: {why}.", status=409)
    messages.error(request, f"Not done: {why}.")
    return redirect("clinic:note", frame.visit.first)
