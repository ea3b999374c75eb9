"""The note of a visit: composed, edited, signed, amended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from palpate.accounts.rights import may_sign, may_treat
from palpate.clinic.frame import Frame, open_visit
from palpate.clinic.note.compose import Soap, compose
from palpate.clinic.note.forms import AmendmentForm, NoteForm
from palpate.clinic.note.gather import gather
from palpate.clinic.note.lines import Repeat, difference, merged_soap, repeats
from palpate.records import acts, look, once
from palpate.records.errors import Conflict
from palpate.records.models import Note, NoteSignature, Visit
from palpate.records.newest import latest

HEADS = {
    "subjective": ("Subjective", "What the client says"),
    "objective": ("Objective", "What was found and done"),
    "assessment": ("Assessment", "What it is consistent with, and how it goes"),
    "plan": ("Plan", "What follows"),
}


@login_required
def note(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The signed note, or the draft to be edited."""
    frame = open_visit(request, visit, "note")
    signature = look.signature_of(frame.visit)
    if signature is not None:
        return _signed(request, frame, AmendmentForm())
    if not may_treat(request.user, frame.visit):
        return render(request, "clinic/note/none.html", {"frame": frame, "parts": _parts(_newest(frame))})
    return _draft(request, frame, _newest(frame))


@login_required
@require_POST
def draft(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Keep what was typed."""
    frame = open_visit(request, visit, "note", right=may_treat)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("the note's counters are no numbers")
    try:
        row = once.stored(request, Note) or _save(request, frame.visit, form)
    except Conflict as closed:
        if (
            request.htmx and _texts(_newest(frame)) == form.soap
        ):  # sent off just before signing: nothing is lost
            return HttpResponse(status=204)
        return _refused(request, frame, closed)
    if not request.htmx:
        messages.success(request, "Draft saved.")
        return redirect("clinic:note", frame.visit.first)
    context = {"frame": frame, "note": row, "repeat": _repeat(frame, _texts(row)), "swap": True}
    return render(request, "clinic/note/state.html", context)


@login_required
@require_POST
def again(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Compose again: what the record says more is added, what was typed stays."""
    frame = open_visit(request, visit, "note", right=may_treat)
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
    """Keep the text as it stands on the page, and close it with the therapist's name."""
    frame = open_visit(request, visit, "note", right=may_sign)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("the note's counters are no numbers")
    try:
        if not once.stored(request, NoteSignature):
            _not_changed_elsewhere(frame.visit, form)
            note = _save(request, frame.visit, form, number=1)
            acts.sign_note(by=request.user, note=note, row_id=once.row_id(request))
    except Conflict as closed:
        return _refused(request, frame, closed)
    messages.success(request, "Signed. The note is closed; what comes later is added beside it.")
    return redirect("clinic:note", frame.visit.first)


@login_required
@require_POST
def amend(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Add to a signed note, with a reason."""
    frame = open_visit(request, visit, "note", right=may_treat)
    signature = look.signature_of(frame.visit)
    if signature is None:
        messages.warning(request, "The note is not signed yet: change the draft instead.")
        return redirect("clinic:note", frame.visit.first)
    form = AmendmentForm(request.POST)
    if not form.is_valid():
        return _signed(request, frame, form, status=422)
    acts.amend_note(by=request.user, note=signature.note, row_id=once.row_id(request), **form.cleaned_data)
    messages.success(request, "Added beside the note.")
    return redirect("clinic:note", frame.visit.first)


def _save(request: HttpRequest, visit: Visit, form: NoteForm, number: int = 0) -> Note:
    return acts.save_note_draft(
        by=request.user,
        visit=visit,
        counters=form.counters,
        row_id=once.row_id(request, number),
        **form.soap._asdict(),
    )


def _not_changed_elsewhere(visit: Visit, form: NoteForm) -> None:
    """Raises Conflict where another page wrote a newer draft than this one has seen."""
    newest = look.note_of(visit)
    if newest is not None and newest.pk != form.cleaned_data["seen"] and _texts(newest) != form.soap:
        raise Conflict("the note was changed elsewhere since this page was opened; read it again, then sign")


def _refused(request: HttpRequest, frame: Frame, why: Conflict) -> HttpResponse:
    """Say why nothing was written; the page then shows what stands."""
    if request.htmx:
        return HttpResponse(f"Not saved: {why}.", status=409)
    messages.error(request, f"Not done: {why}.")
    return redirect("clinic:note", frame.visit.first)


def _newest(frame: Frame) -> Note | None:
    return look.note_of(frame.visit)


def _texts(row: Note | None) -> Soap:
    return Soap(*(getattr(row, part) for part in Soap._fields)) if row else Soap("", "", "", "")


def _draft(request: HttpRequest, frame: Frame, row: Note | None) -> HttpResponse:
    """The draft with what the record says more beside it; without a draft, the composed text."""
    fresh = compose(gather(frame, request.user.clinic))
    texts = _texts(row) if row else fresh
    context = {
        "frame": frame,
        "note": row,
        "parts": [
            {"name": name, "head": head, "what": what, "text": text, "more": difference(text, new).more}
            for (name, (head, what)), text, new in zip(HEADS.items(), texts, fresh, strict=True)
        ],
        "repeat": _repeat(frame, texts),
        "may_sign": may_sign(request.user, frame.visit),
        "counters": row.counters if row else {},
    }
    context["more"] = sum(len(part["more"]) for part in context["parts"])
    return render(request, "clinic/note/draft.html", context)


def _signed(request: HttpRequest, frame: Frame, form: AmendmentForm, status: int = 200) -> HttpResponse:
    signature = look.signature_of(frame.visit)
    context: dict[str, Any] = {
        "frame": frame,
        "signature": signature,
        "parts": _parts(signature.note if signature else None),
        "amendments": look.amendments(frame.visit),
        "form": form,
        "may_amend": may_treat(request.user, frame.visit),
    }
    return render(request, "clinic/note/signed.html", context, status=status)


def _parts(row: Note | None) -> list[dict[str, str]]:
    return [
        {"head": head, "what": what, "text": text}
        for (head, what), text in zip(HEADS.values(), _texts(row), strict=True)
    ]


def _repeat(frame: Frame, texts: Soap) -> Repeat:
    """How far the note is the last visit's again."""
    notes = latest(Note, Note.objects.select_related("visit"), visit__episode_id=frame.episode.first)
    before = [one for one in notes if one.visit.starts_at < frame.visit.starts_at]
    last = max(before, key=lambda one: one.visit.starts_at, default=None)
    return repeats(texts, _texts(last)) if last else Repeat(0, 0)
