"""The plan of an episode: proposed, taken over, edited. Each edit is one act, checked again on the server.

The answer to an edit draws the plan again and says what was done, with the way back; what is forbidden is
refused with the reason and with what would be allowed.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from palpate.accounts.rights import may_treat
from palpate.clinic.frame import Frame, gate, open_visit
from palpate.clinic.plan import edits, kept, offers
from palpate.clinic.plan.desk import Desk
from palpate.clinic.plan.edits import Refused
from palpate.clinic.plan.goals import read_goal, set_aims, suggested_aims
from palpate.clinic.plan.kept import Content
from palpate.reasoning.report import plan_report
from palpate.records import acts, look, once
from palpate.records.clock import today
from palpate.records.errors import Conflict
from palpate.records.look.chart import Part
from palpate.records.models import Goal, Row
from palpate.records.models import Plan as PlanRow

PARTS: tuple[Part, ...] = ("scores", "goals", "treated")
Edit = Callable[[Desk], tuple[Content, str]]


@login_required
@require_GET
def plan(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The page."""
    desk = _desk(request, visit)
    if shut := gate(request, desk.frame):
        return shut
    return _page(request, desk)


@login_required
@require_GET
def offer(request: HttpRequest, visit: UUID) -> HttpResponse:
    """What may be added: by a text, or all techniques of a structure."""
    desk = _desk(request, visit)
    if shut := gate(request, desk.frame):
        return shut
    context: dict[str, Any] = {"frame": desk.frame, "may_treat": may_treat(request.user, desk.frame.visit)}
    structure = request.GET.get("structure", "")
    if structure in desk.known.structures:
        try:
            side = edits.side_of(request.GET.get("side", ""), structure, desk.known)
        except Refused as refused:
            return HttpResponseBadRequest(refused.what)
        context["offers"] = offers.at(structure, side, desk)
    else:
        context["text"] = request.GET.get("q", "").strip()
        context["places"], context["offers"] = offers.found(context["text"], desk)
    context["closed"] = [one for one in context["offers"] if one.shut]
    if not request.headers.get("HX-Request"):
        return render(request, "clinic/plan/plan.html", _context(request, desk) | context)
    return render(request, "clinic/plan/offer.html", context)


@login_required
@require_GET
def care(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The sites of care, which hold for everybody."""
    desk = _desk(request, visit)
    part = "care.html" if request.headers.get("HX-Request") else "care_page.html"
    return render(request, f"clinic/plan/{part}", {"frame": desk.frame, "desk": desk})


@login_required
@require_GET
def left_out(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The techniques that would suit and are excluded, each with its reason."""
    desk = _desk(request, visit)
    if shut := gate(request, desk.frame):
        return shut
    part = "left_out.html" if request.headers.get("HX-Request") else "left_out_page.html"
    return render(request, f"clinic/plan/{part}", {"frame": desk.frame, "desk": desk})


@login_required
@require_GET
def item(request: HttpRequest, visit: UUID) -> HttpResponse:
    """What is opened of the plan: an item (`item`) with what trials found and the form that changes it, a
    goal's form (`goal`), or the course (`item=course`). A page of its own where there is no script.
    """
    desk = _desk(request, visit)
    if shut := gate(request, desk.frame):
        return shut
    part, title, more = _opened(request, desk)
    if not part:
        return redirect("clinic:plan", visit) if not request.headers.get("HX-Request") else _gone()
    context = more | {
        "frame": desk.frame,
        "desk": desk,
        "may_treat": may_treat(request.user, desk.frame.visit),
        "sides": edits.SIDES,
        "here": reverse("clinic:plan", args=[visit]),
    }
    if request.headers.get("HX-Request"):
        return render(request, part, context)
    return render(request, "clinic/plan/item_page.html", context | {"part": part, "title": title})


def _gone() -> HttpResponse:
    return HttpResponse('<p class="more small">That stands in the plan no more.</p>')


def _opened(request: HttpRequest, desk: Desk) -> tuple[str, str, dict[str, Any]]:
    """The template, its heading and what it shows; no template for what is not there."""
    key, now = request.GET.get("item", ""), today(request.user.clinic)
    if key == "course" and desk.content.get("visits"):
        return "clinic/plan/course.html", "Course", {"coming": desk.coming(now)}
    for group in desk.groups:
        for line in group.lines:
            if line.kept.key == key:
                return "clinic/plan/more.html", f"{line.name} on {group.name}", {"line": line}
    if may_treat(request.user, desk.frame.visit):
        for aim in (*_set(desk.frame), *suggested_aims(desk.proposal.goals, now, desk.known)):
            if aim.key == request.GET.get("goal", ""):
                return "clinic/plan/goal_form.html", aim.name, {"aim": aim}
    return "", "", {}


@login_required
@require_POST
def take_over(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Make the proposal of now the plan."""

    def edit(desk: Desk) -> tuple[Content, str]:
        if desk.proposal.closed:
            raise Refused(desk.proposal.reason)
        return desk.proposed, "Taken over. This is the plan now."

    return _edit(request, visit, edit, keep=True)


@login_required
@require_POST
def stay(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Leave the plan as it is, though the findings now lead to another proposal."""

    def edit(desk: Desk) -> tuple[Content, str]:
        return desk.content | {"proposed": kept.keys(desk.proposed)}, "The plan stays as it is."

    return _edit(request, visit, edit)


@login_required
@require_POST
def add(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Add a technique on a structure."""

    def edit(desk: Desk) -> tuple[Content, str]:
        one = edits.wanted(request.POST.dict(), desk.known)
        content = edits.added(desk.content, one, desk.case, desk.known, desk.suspects)
        return content, "Added. It comes first; move other structures up if they matter more."

    return _edit(request, visit, edit)


@login_required
@require_POST
def change(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Change minutes, pressure or side of an item."""

    def edit(desk: Desk) -> tuple[Content, str]:
        given = request.POST.dict()
        return edits.altered(desk.content, given.get("item", ""), given, desk.case, desk.known), "Changed."

    return _edit(request, visit, edit)


@login_required
@require_POST
def remove(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Take an item out."""

    def edit(desk: Desk) -> tuple[Content, str]:
        return kept.without(desk.content, request.POST.get("item", "")), "Taken out."

    return _edit(request, visit, edit)


@login_required
@require_POST
def earlier(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Move a structure up."""

    def edit(desk: Desk) -> tuple[Content, str]:
        structure, _, side = request.POST.get("place", "").partition(" ")
        return kept.earlier(
            desk.content, structure, side or None
        ), "Moved up. It goes later when time is short."

    return _edit(request, visit, edit)


@login_required
@require_POST
def course(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Change how many visits are planned, how far apart, when they are reviewed, and the minutes at home."""

    def edit(desk: Desk) -> tuple[Content, str]:
        content = edits.coursed(desk.content, request.POST.dict())
        if content.get("home_minutes") == desk.content.get("home_minutes"):
            return content, "Changed."
        return content | {"home": desk.home_of(content)}, "Changed."

    return _edit(request, visit, edit)


@login_required
@require_POST
def goal(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Set a suggested goal, or change one that is set."""
    desk = _desk(request, visit, right=may_treat)
    if shut := gate(request, desk.frame):
        return shut
    if before := once.stored(request, Goal):
        return _after(request, visit, "Goal set.", before)
    now = today(request.user.clinic)
    try:
        aims = [*_set(desk.frame), *suggested_aims(desk.proposal.goals, now, desk.known)]
        fields = read_goal(request.POST.dict(), aims, desk.known, now)
    except Refused as refused:
        return _refuse(request, desk, refused)
    row = acts.set_goal(by=request.user, episode=desk.frame.episode, row_id=once.row_id(request), **fields)
    return _after(request, visit, "Goal set.", row)


@login_required
@require_POST
def take_back(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Take the last edit back, or make it again."""
    desk = _desk(request, visit, right=may_treat)
    if shut := gate(request, desk.frame):
        return shut
    model: type[Row] = Goal if request.POST.get("kind") == "goal" else PlanRow
    try:
        row = model._default_manager.get(
            pk=UUID(request.POST.get("row", "")), episode_id=desk.frame.episode.first
        )
        undone = acts.undo(by=request.user, row=row, row_id=once.row_id(request))
    except (ValueError, model.DoesNotExist):
        return HttpResponseBadRequest("there is nothing of that kind to take back")
    except Conflict as conflict:
        return _refuse(request, desk, Refused(f"Not taken back: {conflict}."))
    return _after(request, visit, "Taken back.", undone)


def _desk(request: HttpRequest, visit: UUID, **more: Any) -> Desk:
    frame = open_visit(request, visit, "plan", parts=PARTS, **more)
    return Desk(frame, look.plan_of(frame.episode))


def _edit(request: HttpRequest, visit: UUID, edit: Edit, *, keep: bool = False) -> HttpResponse:
    """One edit: read, checked, kept, and the plan as it then stands."""
    desk = _desk(request, visit, right=may_treat)
    if shut := gate(request, desk.frame):
        return shut
    if before := once.stored(request, PlanRow):
        return _after(request, visit, "Kept already.", before)
    try:
        content, told = edit(desk)
    except Refused as refused:
        return _refuse(request, desk, refused)
    row = acts.save_plan(
        by=request.user,
        episode=desk.frame.episode,
        content=content,
        knowledge_version=desk.known.version,
        row_id=once.row_id(request),
    )
    if keep:
        acts.keep_judgement(
            by=request.user,
            episode=desk.frame.episode,
            visit=desk.frame.visit,
            kind="plan",
            knowledge_version=desk.known.version,
            result=plan_report(desk.case, desk.known),
        )
    return _after(request, visit, told, row)


def _after(request: HttpRequest, visit: UUID, told: str, row: Row) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        messages.success(request, told)
        return redirect("clinic:plan", visit)
    undo = {"kind": "goal" if isinstance(row, Goal) else "plan", "row": row}
    context = _context(request, _desk(request, visit)) | {"told": told, "undo": undo} | _open_still(request)
    return render(request, "clinic/plan/body.html", context)


def _open_still(request: HttpRequest) -> dict[str, str]:
    """What is being changed: its fields stay open, for each is kept as it is touched."""
    given = request.POST
    return {
        "changing": given.get("item") or given.get("goal") or ("course" if "days_between" in given else "")
    }


def _refuse(request: HttpRequest, desk: Desk, refused: Refused) -> HttpResponse:
    """The plan as it stands, and why it was not changed."""
    more = {"refused": refused} | _open_still(request)
    template = "clinic/plan/body.html" if request.headers.get("HX-Request") else "clinic/plan/plan.html"
    return render(request, template, _context(request, desk) | more, status=422)


def _page(request: HttpRequest, desk: Desk) -> HttpResponse:
    return render(request, "clinic/plan/plan.html", _context(request, desk) | {"near": "./"})


def _context(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    now = today(request.user.clinic)
    return {
        "frame": desk.frame,
        "desk": desk,
        "aims": _set(desk.frame),
        "suggested": suggested_aims(desk.proposal.goals, now, desk.known),
        "may_treat": may_treat(request.user, desk.frame.visit),
        "sides": edits.SIDES,
        "today": now,
        "coming": desk.coming(now),
    }


def _set(frame: Frame) -> Any:
    return set_aims(look.goals(frame.episode), frame.knowledge)
