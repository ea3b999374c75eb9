"""The home program: at most three exercises, on paper first, by link for who wants it."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from palpate.accounts.rights import may_arrange, may_treat
from palpate.clinic.frame import Frame, gate, open_visit
from palpate.clinic.home import program
from palpate.reasoning.care.home import MOST, exercise_forbidden
from palpate.records import acts, look, once
from palpate.records.clock import now, today
from palpate.records.errors import Conflict
from palpate.records.models import HomeProgram, Invitation
from palpate.records.models.words import Purpose

LINK_DAYS = 90  # a home program is done for weeks (judgement)
DOSE_LETTERS = 200


@login_required
def home(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The program as it stands, what is suggested, what the client reports, the link."""
    frame = open_visit(request, visit, "home")
    return gate(request, frame) or render(request, "clinic/home/home.html", _context(request, frame))


@login_required
@require_POST
def add(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Put an exercise into the program with its usual dose; what a restriction closes is refused."""
    frame = _open(request, visit)
    if row := once.stored(request, HomeProgram):
        return _answer(request, frame, "Added", row)
    entry = frame.knowledge.exercises.get(request.POST.get("exercise", ""))
    if entry is None:
        raise Http404("there is no such exercise")
    before = _stored(frame)
    if exercise_forbidden(entry, frame.chart.case, frame.knowledge, program.limits(frame)):
        return _answer(request, frame, f"{entry.name} is closed by a restriction.")
    if any(one.get("exercise") == entry.id for one in before):
        return _answer(request, frame, f"{entry.name} is in the program already.")
    if len(before) >= MOST:
        return _answer(request, frame, f"{MOST} exercises are what people keep up with. Take one out first.")
    offered = program.offer(entry.id, frame.knowledge)
    added = {"exercise": entry.id, "dose_text": offered.dose, "why": offered.why}
    return _save(request, frame, [*before, added], f"{entry.name} added")


@login_required
@require_POST
def dose(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Say how much and how often."""
    frame = _open(request, visit)
    exercise, words = request.POST.get("exercise", ""), request.POST.get("dose", "").strip()
    if len(words) > DOSE_LETTERS:
        return _answer(request, frame, f"A dose is one line, of {DOSE_LETTERS} letters at most.")
    changed = [
        one | {"dose_text": words} if one.get("exercise") == exercise else one for one in _stored(frame)
    ]
    return _save(request, frame, changed, "Dose changed")


@login_required
@require_POST
def remove(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Take an exercise out."""
    frame = _open(request, visit)
    exercise = request.POST.get("exercise", "")
    left = [one for one in _stored(frame) if one.get("exercise") != exercise]
    return _save(request, frame, left, "Taken out")


@login_required
@require_POST
def undo(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Take the last change of the program back."""
    frame = _open(request, visit)
    if once.stored(request, HomeProgram):
        return _answer(request, frame, "Taken back")
    row = look.home_program_of(frame.episode)
    if row is None or str(row.pk) != request.POST.get("row"):
        return _answer(request, frame, "The program was changed since; nothing was taken back.")
    try:
        acts.undo(by=request.user, row=row, row_id=once.row_id(request))
    except Conflict as why:
        return _answer(request, frame, f"Not taken back: {why}.")
    return _answer(request, frame, "Taken back")


@login_required
@require_POST
def done(request: HttpRequest, visit: UUID) -> HttpResponse:
    """What the client says at the visit about doing an exercise today."""
    frame = _open(request, visit)
    row = look.home_program_of(frame.episode)
    exercise, said = request.POST.get("exercise", ""), request.POST.get("done", "")
    if (
        row is None
        or said not in ("yes", "no")
        or exercise not in {one.get("exercise") for one in row.exercises}
    ):
        raise Http404("there is no such exercise in the program")
    day = today(request.user.clinic)
    acts.report_home(
        by=request.user,
        program=row,
        exercise=exercise,
        done=said == "yes",
        on=day,
        row_id=once.row_id(request),
    )
    return _answer(request, frame, "Noted for today")


@login_required
def find(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Exercises that answer the text; forbidden ones are counted, not offered."""
    frame = open_visit(request, visit, "home", right=may_treat)
    if shut := gate(request, frame):
        return shut
    text = request.GET.get("q", "").strip()
    have = {one.get("exercise", "") for one in _stored(frame)}
    offers, closed = program.search(text, frame, have, program.limits(frame))
    context = {"frame": frame, "offers": offers, "closed": closed, "q": text}
    if request.htmx:
        return render(request, "clinic/home/found.html", context)
    return render(request, "clinic/home/home.html", _context(request, frame) | context)


@login_required
@require_POST
def link(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Make a link that opens the program on the client's phone, without an account."""
    frame = _open(request, visit, right=may_arrange)
    key = once.row_id(request)
    acts.invite(by=request.user, episode=frame.episode, purpose=Purpose.HOME, days=LINK_DAYS, row_id=key)
    return redirect(reverse("clinic:home", args=[frame.visit.first]) + "#link")


def _open(request: HttpRequest, visit: UUID, right: Any = may_treat) -> Frame:
    """The visit, where its home program may be changed now. Raises Http404 while the screening shuts it."""
    frame = open_visit(request, visit, "home", right=right)
    if frame.shut:
        raise Http404("the screening closes the home program")
    return frame


def _stored(frame: Frame) -> list[dict[str, Any]]:
    row = look.home_program_of(frame.episode)
    return list(row.exercises) if row else []


def _save(request: HttpRequest, frame: Frame, exercises: list[dict[str, Any]], said: str) -> HttpResponse:
    row = once.stored(request, HomeProgram) or acts.save_home_program(
        by=request.user, episode=frame.episode, exercises=exercises, row_id=once.row_id(request)
    )
    return _answer(request, frame, said, row)


def _answer(request: HttpRequest, frame: Frame, said: str, row: HomeProgram | None = None) -> HttpResponse:
    """The program as a fragment with what was done and a way back; without script, the page again."""
    if not request.htmx:
        messages.info(request, said if said.endswith(".") else f"{said}.")
        return redirect("clinic:home", frame.visit.first)
    context = _context(request, frame) | {"said": said, "undo": row, "swap": True}
    return render(request, "clinic/home/program.html", context)


def _context(request: HttpRequest, frame: Frame) -> dict[str, Any]:
    row = look.home_program_of(frame.episode)
    plan = look.plan_of(frame.episode)
    closing = program.limits(frame)
    items = program.items(row.exercises, look.home_reports(row), frame, closing) if row else []
    content = plan.content if plan and isinstance(plan.content, dict) else {}
    have = {one.exercise.id for one in items}
    full = len(items) >= MOST
    return {
        "frame": frame,
        "program": row,
        "items": items,
        "today": today(request.user.clinic),
        "suggested": [] if full else program.suggestions(frame, content, have, closing),
        "full": full,
        "may_change": may_treat(request.user, frame.visit),
        "link": _link(request, frame),
        "days": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    }


def _link(request: HttpRequest, frame: Frame) -> dict[str, Any] | None:
    """The newest link that still works, as an address and as a QR code."""
    open_now = [
        one
        for one in look.invitations(frame.episode)
        if one.purpose == Purpose.HOME and one.expires_at > now()
    ]
    if not open_now:
        return None
    address = request.build_absolute_uri(_portal_address(open_now[-1]))
    return {"address": address, "until": open_now[-1].expires_at, "code": mark_safe(_qr(address))}


def _portal_address(invitation: Invitation) -> str:
    try:
        return reverse("portal:home", args=[invitation.token])
    except NoReverseMatch:  # the client's pages are not there
        return f"/portal/home/{invitation.token}/"


def _qr(address: str) -> str:
    """The address as a QR code, as SVG text."""
    import segno  # here: few pages draw one

    drawing = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(
        drawing,
        kind="svg",
        xmldecl=False,
        svgns=True,
        light="#fff",
        scale=5,
        title="Link to the home program",
    )
    return drawing.getvalue().decode()
