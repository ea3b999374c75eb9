"""Letters to a physician: composed, edited, looked at, sent as a one-page PDF."""

from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from palpate.accounts.rights import may_decide, may_read_record, may_treat, require
from palpate.clinic.frame import Frame, open_visit
from palpate.clinic.note.compose import Gathered
from palpate.clinic.note.gather import gather
from palpate.clinic.note.words import short_day
from palpate.exchange.letters.claims import Found, claims_in
from palpate.exchange.letters.compose import HEADS, PURPOSES, Person, Purpose, compose_letter, purpose_of
from palpate.exchange.letters.content import content_of
from palpate.exchange.letters.forms import LetterForm
from palpate.exchange.letters.pdf import Content, TooLong, pdf_of, picture_of
from palpate.records import acts, look, once
from palpate.records.clock import today
from palpate.records.errors import Conflict
from palpate.records.models import Client, Episode, Letter
from palpate.records.newest import latest

UNNAMED = "The treating physician"  # the client hands the letter over


@login_required
def write(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The letter that is being written, or one composed from the record; the sent ones beside it."""
    frame = open_visit(request, visit, "letter", parts=("treated",))
    every = look.letters(frame.episode)
    drafts = [one for one in every if one.sent_at is None and one.body.get("visit") == str(frame.visit.first)]
    sent = [one for one in every if one.sent_at is not None]
    context: dict[str, Any] = {
        "frame": frame,
        "sent": sent,
        "may_write": may_treat(request.user, frame.visit),
        "may_send": may_decide(request.user, frame.visit),
    }
    if context["may_write"] and (drafts or not sent or "another" in request.GET):
        context |= _page(_stored(drafts[-1]) if drafts else _composed(request, frame), frame)
        context["letter"] = drafts[-1] if drafts else None
    return render(request, "letters/write.html", context)


@login_required
@require_POST
def save(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Keep what was typed."""
    frame = open_visit(request, visit, "letter", right=may_treat)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("this is no letter of the page")
    try:
        letter = _keep(request, frame, form)
    except Conflict as why:
        return _refused(request, frame, f"Not saved: {why}.")
    if not request.htmx:
        messages.success(request, "Draft saved.")
        return redirect("letters:write", frame.visit.first)
    return render(request, "letters/state.html", {"letter": letter, "claims": _claims(letter, frame)})


@login_required
@require_POST
def purpose(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Write it for something else: what was not touched is composed anew, what was typed stays."""
    frame = open_visit(request, visit, "letter", right=may_treat)
    form, before = LetterForm(request.POST), request.POST.get("composed_for", "")
    if not form.is_valid() or before not in PURPOSES:
        return HttpResponseBadRequest("this is no letter of the page")
    told, person = _told(request, frame), _person(frame)
    old = compose_letter(told, person, cast(Purpose, before))
    new = compose_letter(told, person, form.cleaned_data["purpose"])
    for one in (paragraphs := form.paragraphs):
        one["text"] = new[one["key"]] if one["text"] == old[one["key"]].strip() else one["text"]
    try:
        _keep(request, frame, form, paragraphs)
    except Conflict as why:
        return _refused(request, frame, f"Not saved: {why}.")
    address = reverse("letters:write", args=[frame.visit.first])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@login_required
@require_POST
def send(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Close the letter with its PDF; refused while it claims what is not known, or is too long."""
    frame = open_visit(request, visit, "letter", right=may_decide)
    if once.stored(request, Letter):
        return redirect("letters:write", frame.visit.first)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("this is no letter of the page")
    try:
        letter = _keep(request, frame, form, number=1)
        if claims := _claims(letter, frame):
            said = ", ".join(f"“{one.phrase}”" for one in claims)
            return _refused(request, frame, f"Not sent: the letter says {said}, which is not borne out.")
        content = _content(request, letter, frame.client) | {"draft": False}
        acts.send_letter(by=request.user, letter=letter, pdf=pdf_of(content), row_id=once.row_id(request))
    except (Conflict, TooLong) as why:
        return _refused(request, frame, f"Not sent: {why}.")
    messages.success(request, "Closed. Print the PDF or attach it; it is kept as it went out.")
    return redirect("letters:write", frame.visit.first)


@login_required
def pdf(request: HttpRequest, letter: UUID) -> HttpResponse:
    """The PDF as it went out; of a draft, as it would look, marked as a draft."""
    row, client = _readable(request, letter)
    try:
        made = bytes(row.pdf) if row.pdf else pdf_of(_content(request, row, client))
    except TooLong as why:
        return HttpResponse(f"{why}.", status=409, content_type="text/plain")
    name = f"letter-{row.written_at:%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@login_required
def picture(request: HttpRequest, letter: UUID) -> HttpResponse:
    """The page as a picture, to look at before it goes out."""
    row, client = _readable(request, letter)
    return HttpResponse(picture_of(_content(request, row, client)), content_type="image/png")


def _readable(request: HttpRequest, letter: UUID) -> tuple[Letter, Client]:
    row = look.one(Letter, request.user.clinic, letter)
    require(may_read_record, request.user, row)
    episode = latest(Episode, first=row.episode_id)[-1]
    return row, look.client_of(episode)


def _content(request: HttpRequest, letter: Letter, client: Client) -> Content:
    clinic = request.user.clinic
    return content_of(letter, client, clinic, letter.author or request.user, today(clinic))


def _keep(
    request: HttpRequest,
    frame: Frame,
    form: LetterForm,
    paragraphs: list[dict[str, str]] | None = None,
    number: int = 0,
) -> Letter:
    """Store the letter as typed: begun where its id is new, else corrected, unless it says the same."""
    data = form.cleaned_data
    changes = {
        "to_name": data["to_name"].strip() or UNNAMED,
        "to_address": data["to_address"].replace("\r\n", "\n"),
        "body": {
            "purpose": data["purpose"],
            "visit": str(frame.visit.first),
            "subject": data["subject"],
            "paragraphs": paragraphs or form.paragraphs,
        },
    }
    found = latest(Letter, first=data["letter"], episode_id=frame.episode.first)
    if not found:
        return acts.write_letter(by=request.user, episode=frame.episode, row_id=data["letter"], **changes)
    if found[-1].sent_at is None and all(getattr(found[-1], key) == value for key, value in changes.items()):
        return found[-1]
    key = once.row_id(request, number)
    return acts.correct_letter(by=request.user, letter=found[-1], row_id=key, **changes)


def _refused(request: HttpRequest, frame: Frame, why: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(why, status=409)
    messages.error(request, why)
    return redirect("letters:write", frame.visit.first)


def _claims(letter: Letter, frame: Frame) -> list[Found]:
    text = " ".join(one["text"] for one in letter.body.get("paragraphs", ()))
    return claims_in(f"{letter.body.get('subject', '')} {text}", frame.knowledge)


def _told(request: HttpRequest, frame: Frame) -> Gathered:
    return gather(frame, request.user.clinic)


def _person(frame: Frame) -> Person:
    onset = frame.episode.onset_date
    since = f", since {short_day(onset)}" if onset else ""
    return Person(name=str(frame.client), complaint=frame.episode.title, since=since)


def _composed(request: HttpRequest, frame: Frame) -> dict[str, Any]:
    told = _told(request, frame)
    wanted = purpose_of(told)
    return {
        "id": uuid4(),
        "to_name": frame.client.physician_name or UNNAMED,
        "to_address": frame.client.physician_address,
        "purpose": wanted,
        "subject": frame.episode.title,
        "texts": compose_letter(told, _person(frame), wanted),
    }


def _stored(letter: Letter) -> dict[str, Any]:
    return {
        "id": letter.first,
        "to_name": letter.to_name,
        "to_address": letter.to_address,
        "purpose": letter.body.get("purpose", "report"),
        "subject": letter.body.get("subject", ""),
        "texts": {one["key"]: one["text"] for one in letter.body.get("paragraphs", ())},
    }


def _page(values: dict[str, Any], frame: Frame) -> dict[str, Any]:
    texts = values.pop("texts")
    said = " ".join((values["subject"], *texts.values()))
    return {
        "values": values,
        "unnamed": values["to_name"] == UNNAMED,
        "purposes": PURPOSES.items(),
        "parts": [{"key": key, "head": head, "text": texts.get(key, "")} for key, head in HEADS.items()],
        "claims": claims_in(said, frame.knowledge),
    }
