"""The pages of one episode: its opening, its visits, the client's link, its end."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from palpate.accounts.rights import may_arrange, may_decide, may_read_record, require
from palpate.clinic.client.forms import ComplaintForm, DischargeForm, FirstVisitForm, VisitForm, moment_ahead
from palpate.clinic.client.views import mistakes
from palpate.pages.templatetags.palpate_ui import day
from palpate.records import acts, look, once
from palpate.records.clock import today
from palpate.records.errors import Conflict, TimeTaken
from palpate.records.models import Client, Episode, Invitation, Visit
from palpate.records.models.words import Purpose, State
from palpate.records.times import Wish, offers


@login_required
def episode_new(request: HttpRequest, client: UUID) -> HttpResponse:
    """One more complaint of a client who is known, with its first visit."""
    who = look.one(Client, request.user.clinic, client)
    require(may_arrange, request.user, who)
    clinic, given = request.user.clinic, request.POST or None
    begin = {"therapist": request.user.pk} if given is None else None
    complaint = ComplaintForm(given)
    visit = FirstVisitForm(given, clinic=clinic, by=request.user, initial=begin)
    if given is not None and complaint.is_valid() and visit.is_valid():
        try:
            _open(request, who, complaint, visit)
            return redirect("clinic:client", who.first)
        except TimeTaken as taken:
            visit.refuse(taken)
    page = {
        "room": "clients",
        "client": who,
        "complaint": complaint,
        "visit": visit,
        "mistakes": mistakes(complaint, visit),
    }
    return render(request, "clinic/client/episode.html", page)


def _open(request: HttpRequest, client: Client, complaint: ComplaintForm, visit: FirstVisitForm) -> None:
    """The episode and its first visit, or neither."""
    by, ids = request.user, once.numbered(request, 2)
    with transaction.atomic():
        what = complaint.episode(today(by.clinic))
        episode = acts.open_episode(by=by, client=client, row_id=ids[0], **what)
        if visit.booked:
            acts.book_visit(by=by, episode=episode, row_id=ids[1], **visit.visit())


def _episode(request: HttpRequest, key: UUID, right: Any = may_arrange) -> Episode:
    episode = look.one(Episode, request.user.clinic, key)
    require(right, request.user, episode)
    return episode


@login_required
def visit_new(request: HttpRequest, episode: UUID) -> HttpResponse:
    """Book a visit; a week after the last one, at the same time, unless another is chosen."""
    of = _episode(request, episode)
    form = VisitForm(request.POST or None, clinic=request.user.clinic, initial=_suggested(request, of))
    if request.POST and form.is_valid():
        try:
            if not once.stored(request, Visit):
                _book(request, of, form)
            return redirect("clinic:client", of.client_id)
        except TimeTaken as taken:
            form.refuse(taken)
    return _visit_page(request, of, form, "Book a visit")


def _book(request: HttpRequest, episode: Episode, form: VisitForm) -> None:
    """Book the visit; one of a day that has passed was held, and is entered now."""
    with transaction.atomic():
        visit = acts.book_visit(by=request.user, episode=episode, row_id=once.row_id(request), **form.visit())
        if look.entered_later(visit):
            acts.change_visit_state(by=request.user, visit=visit, state=State.FINISHED)
            held = day(timezone.localtime(visit.starts_at).date())
            messages.success(request, f"Entered as held on {held}. It is marked as entered later.")


def _suggested(request: HttpRequest, episode: Episode) -> dict[str, Any]:
    held = look.visits(episode)
    if not held:
        return {"date": today(request.user.clinic), "therapist": request.user.pk}
    last, week = held[-1], timedelta(days=7)
    starts = timezone.localtime(last.starts_at) + week
    while starts.date() < today(request.user.clinic):
        starts += week
    return {
        "date": starts.date(),
        "time": starts.time(),
        "minutes": last.minutes,
        "therapist": last.therapist_id,
    }


@login_required
def visit_move(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Give a visit another time, length or therapist; a free time about its own by one tap (`starts`)."""
    found = look.one(Visit, request.user.clinic, visit)
    of = _episode(request, found.episode_id)
    starts, zone = timezone.localtime(found.starts_at), ZoneInfo(request.user.clinic.time_zone)
    now = {
        "date": starts.date(),
        "time": starts.time(),
        "minutes": found.minutes,
        "therapist": found.therapist_id,
    }
    tapped = moment_ahead(request.POST.get("starts", ""))
    form = VisitForm(
        None if "starts" in request.POST else request.POST or None, clinic=request.user.clinic, initial=now
    )
    changes: dict[str, Any] | None = {"starts_at": tapped, "free": True} if tapped else None
    if changes is None and form.is_bound and form.is_valid():
        changes = form.visit()
    if changes is not None:
        try:
            row = acts.change_visit(by=request.user, visit=found, row_id=once.row_id(request), **changes)
            return _moved(of, row)
        except TimeTaken as taken:
            if form.is_bound:
                form.refuse(taken)
            else:
                messages.warning(request, f"Not moved: {taken}. Here are other times.")
        except Conflict as refused:
            form.add_error("therapist", f"{refused}."[:1].upper() + f"{refused}."[1:])
    near = max(starts.date(), today(request.user.clinic))
    wish = Wish(near, starts.time(), found.minutes, timezone.now())
    free = offers(found.therapist, zone, wish, but=found.first)
    return _visit_page(request, of, form, "Move the visit", offers=free, moving=found)


def _moved(episode: Episode, row: Visit) -> HttpResponse:
    """To the visits that lie ahead, where the move can be taken back."""
    answer = redirect("clinic:next_visit", episode.first)
    answer["Location"] += f"?undo={row.pk}"
    return answer


def _visit_page(
    request: HttpRequest, episode: Episode, form: VisitForm, heading: str, **more: Any
) -> HttpResponse:
    page = more | {
        "room": "clients",
        "client": look.client_of(episode),
        "episode": episode,
        "visit": form,
        "heading": heading,
        "mistakes": mistakes(form),
    }
    return render(request, "clinic/client/visit.html", page)


@login_required
def invite(request: HttpRequest, episode: UUID) -> HttpResponse:
    """The client's link to the intake: made on POST, shown with its QR code while it works."""
    of = _episode(request, episode)
    if request.method == "POST":
        if not once.stored(request, Invitation):  # its token is made anew each time
            acts.invite(by=request.user, episode=of, purpose=Purpose.INTAKE, row_id=once.row_id(request))
        return redirect("clinic:invite", of.first)
    working = [
        one
        for one in look.invitations(of)
        if one.purpose == Purpose.INTAKE and one.expires_at > timezone.now()
    ]
    url = request.build_absolute_uri(reverse("portal:intake", args=[working[-1].token])) if working else ""
    page = {
        "room": "clients",
        "client": look.client_of(of),
        "episode": of,
        "invitation": working[-1] if working else None,
        "url": url,
        "qr": qr(url) if url else "",
        "written": quote(f"Before your visit to {request.user.clinic.name}, please answer this: {url}"),
    }
    return render(request, "clinic/client/invite.html", page)


def qr(text: str) -> SafeString:
    """A QR code as inline SVG, dark on white in both themes, so that phones read it."""
    import segno  # here: few pages draw one

    drawn = segno.make(text, error="m").svg_inline(
        scale=6, border=3, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return mark_safe(drawn)


@login_required
def timeline(request: HttpRequest, episode: UUID) -> HttpResponse:
    """What happened in the episode, newest first; a part of the client's page, or a page of its own."""
    of = _episode(request, episode, may_read_record)
    events = [(event, _said(event)) for event in reversed(look.timeline(of, reader=request.user))]
    page = {"room": "clients", "episode": of, "events": events}
    if not request.htmx:
        page["client"] = look.client_of(of)
    part = "clinic/client/events.html" if request.htmx else "clinic/client/timeline.html"
    return render(request, part, page)


def _said(event: look.Event) -> str:
    """One line on what happened."""
    row: Any = event.row
    if event.hidden is not None:
        about = "an addition to " if event.kind == "amendment" else ""
        said = f"{about}a note you may not read, of {day(event.hidden.treated_on)} by {event.hidden.writer}"
        return said[:1].upper() + said[1:]
    words: dict[str, Callable[[], str]] = {
        "intakesubmitted": lambda: "The client sent the intake",
        "consent": lambda: "The client consented",
        "visit": lambda: f"Visit {row.number}, {row.minutes} minutes",
        "studentsignature": lambda: f"Note signed by {row.name}, student",
        "notesignature": lambda: f"Note signed by {row.name}",
        "amendment": lambda: f"Note amended: {row.reason}",
        "score": lambda: f"{row.measure.replace('_', ' ')}: {row.value:g}",
        "disposition": lambda: f"{row.get_level_display()}: {row.get_decision_display()}",
        "goal": lambda: f"Goal: {row.measure.replace('_', ' ')} from {row.baseline:g} to {row.target:g}",
        "plan": lambda: "Plan saved",
        "homeprogram": lambda: f"Home program, {len(row.exercises)} exercises",
        "letter": lambda: f"Letter to {row.to_name}" + ("" if row.sent_at else ", not sent"),
        "episodeend": lambda: f"Discharged: {row.reason}",
    }
    return words[event.kind]()


@login_required
@require_POST
def discharge(request: HttpRequest, episode: UUID) -> HttpResponse:
    """End the episode. Visits that were still to come are cancelled with it."""
    of = _episode(request, episode, may_decide)
    form = DischargeForm(request.POST)
    if not form.is_valid():
        for _field, label, wrong in mistakes(form):
            messages.error(request, f"{label}: {wrong}")
        return redirect("clinic:client", of.client_id)
    with transaction.atomic():
        acts.discharge(by=request.user, episode=of, row_id=once.row_id(request), **form.cleaned_data)
        _cancel_after(request, of, form.cleaned_data["on"])
    messages.success(request, f"{of.title}: discharged.")
    return redirect("clinic:client", of.client_id)


def _cancel_after(request: HttpRequest, episode: Episode, on: date) -> None:
    for visit in look.visits(episode):
        ahead = timezone.localtime(visit.starts_at).date() > on
        if ahead and look.state_of(visit) in (State.BOOKED, State.ARRIVED):
            acts.change_visit_state(by=request.user, visit=visit, state=State.CANCELLED)


@login_required
@require_POST
def reopen(request: HttpRequest, episode: UUID) -> HttpResponse:
    """Take the discharge back."""
    of = _episode(request, episode, may_decide)
    end = look.end_of(of)
    if end is not None:
        try:
            acts.undo(by=request.user, row=end, row_id=once.row_id(request))
        except Conflict as refused:
            messages.warning(request, str(refused))
    return redirect("clinic:client", of.client_id)
