"""The page of the screening: the level, why, what to ask, and what was done about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from palpate.accounts.rights import may_decide, may_treat, require
from palpate.clinic.client.views import mistakes
from palpate.clinic.frame import Frame, open_visit
from palpate.clinic.screen.forms import DispositionForm
from palpate.clinic.screen.questions import Answer, Asking
from palpate.knowledge import knowledge
from palpate.reasoning.report import screen_report
from palpate.records import acts, look, once
from palpate.records.errors import Conflict
from palpate.records.models import Disposition, Observation, Visit

PRESENT = {"present": True, "absent": False, "unclear": None}


@login_required
def screen(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The screening; `open` names a group of questions to show, for browsers without scripts too."""
    frame = open_visit(request, visit, "screen")
    return _page(request, frame)


@login_required
def ask(request: HttpRequest, visit: UUID, finding: str) -> HttpResponse:
    """One question on its own, to change its answer in place."""
    frame = open_visit(request, visit, "screen")
    if finding not in frame.knowledge.findings:
        raise Http404("there is no such finding")
    if not request.htmx:
        return _page(request, frame, changing=finding)
    page = {"frame": frame, "question": Asking(frame).question(finding), "treats": _treats(request, frame)}
    return render(request, "clinic/screen/question.html", page)


@login_required
@require_POST
def answer(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Record one answer, screen again, and show what follows."""
    found = _treated(request, visit)
    try:
        row = once.stored(request, Observation) or _record(request, found)
    except ValueError as wrong:  # CaseError too: says what would be right
        return _refused(request, visit, str(wrong))
    return _after(request, visit, row)


def _treated(request: HttpRequest, visit: UUID) -> Visit:
    """The visit, for somebody who may treat. Raises Http404 or PermissionDenied."""
    found = look.one(Visit, request.user.clinic, visit)
    require(may_treat, request.user, found)
    return found


def _record(request: HttpRequest, visit: Visit) -> Observation:
    given = request.POST
    said: dict[str, Any] = {"finding": given.get("finding", ""), "side": given.get("side", "")}
    finding = knowledge().findings.get(said["finding"])
    if finding is None:
        raise Http404("there is no such finding")
    if finding.unit:
        said["value"] = _number(given.get("value", ""), finding.name, finding.unit)
    elif given.get("answer") in PRESENT:
        said["present"] = PRESENT[given["answer"]]
    else:
        raise ValueError(f"{finding.name}: answer yes, no or not known")
    return acts.record_observation(
        by=request.user,
        episode=look.episode_of(visit),
        visit=visit,
        seen_at=once.made_at(request),
        row_id=once.row_id(request),
        **said,
    )


def _number(text: str, name: str, unit: str) -> float | None:
    """The number; nothing where the field was emptied."""
    try:
        return float(text.replace(",", ".")) if text.strip() else None
    except ValueError:
        raise ValueError(f"{name}: {text!r} is no number; write it in {unit}") from None


def _after(request: HttpRequest, visit: UUID, row: Observation) -> HttpResponse:
    frame = open_visit(request, visit, "screen")
    if not request.htmx:
        _keep(request, frame)
        return redirect("clinic:screen", visit)
    done = Answer(row, frame.knowledge.findings.get(row.finding))
    return _part(request, frame, done=None if row.removed else done)


def _refused(request: HttpRequest, visit: UUID, words: str) -> HttpResponse:
    if request.htmx:
        return _part(request, open_visit(request, visit, "screen"), wrong=words)
    messages.error(request, words)
    return redirect("clinic:screen", visit)


@login_required
@require_POST
def take_back(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Take an answer back: what was known before holds again."""
    of = _treated(request, visit).episode_id
    row = Observation.objects.filter(pk=request.POST.get("row"), episode_id=of).first()
    if row is None:
        raise Http404("there is no such answer to take back")
    try:
        acts.undo(by=request.user, row=row, row_id=once.row_id(request))
    except Conflict as refused:
        return _refused(request, visit, str(refused))
    frame = open_visit(request, visit, "screen")
    return _part(request, frame) if request.htmx else redirect("clinic:screen", visit)


@login_required
@require_POST
def disposition(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Record what was done about the screening."""
    frame = open_visit(request, visit, "screen", right=may_treat)
    if once.stored(request, Disposition):
        return redirect("clinic:screen", visit)
    form = DispositionForm(request.POST, frame=frame, clears=may_decide(request.user, frame.visit))
    if not form.is_valid():
        return _page(request, frame, form=form)
    acts.record_disposition(
        by=request.user,
        episode=frame.episode,
        visit=frame.visit,
        level=frame.triage.level,
        row_id=once.row_id(request),
        **form.cleaned_data,
    )
    messages.success(request, "Recorded what was done.")
    return redirect("clinic:screen", visit)


@login_required
@require_POST
def undo_disposition(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Take back what was recorded as done."""
    of = _treated(request, visit).episode_id
    row = Disposition.objects.filter(pk=request.POST.get("row"), episode_id=of).first()
    if row is None:
        raise Http404("there is nothing to take back")
    try:
        acts.undo(by=request.user, row=row, row_id=once.row_id(request))
    except Conflict as refused:
        messages.warning(request, str(refused))
    return redirect("clinic:screen", visit)


def _form(request: HttpRequest, frame: Frame) -> DispositionForm:
    return DispositionForm(frame=frame, clears=may_decide(request.user, frame.visit))


def _page(
    request: HttpRequest, frame: Frame, form: DispositionForm | None = None, changing: str = ""
) -> HttpResponse:
    shown = _shown(request, frame)
    shown["form"] = form or _form(request, frame)
    shown["mistakes"] = mistakes(form) if form else []
    shown["changing"] = shown["asking"].question(changing) if changing else None
    return render(request, "clinic/screen/screen.html", shown)


def _part(request: HttpRequest, frame: Frame, **more: Any) -> HttpResponse:
    """What an answer changes: the screening, the strip and the tabs."""
    shown = _shown(request, frame) | {"form": _form(request, frame), "swap": True} | more
    return render(request, "clinic/screen/changed.html", shown)


def _shown(request: HttpRequest, frame: Frame) -> dict[str, Any]:
    _keep(request, frame)
    opened = request.POST.get("group") or request.GET.get("open", "")
    known = frame.knowledge.findings
    because = {
        one.rule: [(known[key].name if key in known else key) for key in one.because]
        for one in frame.triage.reasons
    }
    return {
        "room": "today",
        "frame": frame,
        "asking": Asking(frame, opened),
        "reasons": [(one, because[one.rule]) for one in frame.triage.reasons],
        "treats": _treats(request, frame),
        "decided": look.dispositions(frame.episode) if frame.chart.dispositions else [],
        "letter": reverse("letters:write", args=[frame.visit.first]),
        "clinic": request.user.clinic,
    }


def _treats(request: HttpRequest, frame: Frame) -> bool:
    return may_treat(request.user, frame.visit)


def _keep(request: HttpRequest, frame: Frame) -> None:
    """Keep the judgement that is shown, so that one can see why later. A screening of nothing is none."""
    if not _treats(request, frame) or not frame.asked_out:
        return
    result = screen_report(frame.chart.case, frame.knowledge, frame.triage)
    last = look.judgement_of(frame.episode, "screen")
    if last and (last.knowledge_version, last.result) == (frame.knowledge.version, result):
        return
    acts.keep_judgement(
        by=request.user,
        episode=frame.episode,
        visit=frame.visit,
        kind="screen",
        knowledge_version=frame.knowledge.version,
        result=result,
    )
