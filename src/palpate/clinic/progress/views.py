"""The progress of an episode: each goal with its verdict, and what can be set and measured now."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from palpate.accounts.rights import may_read_record, may_treat
from palpate.clinic.frame import Frame, open_visit
from palpate.clinic.progress.choices import GOAL_DAYS, Choice, answerable, goal_choices, measures_for, ticked
from palpate.clinic.progress.course import course, heading
from palpate.clinic.progress.forms import GoalForm, ScoreForm
from palpate.clinic.progress.signs import signs
from palpate.clinic.progress.verdicts import Judged, verdicts
from palpate.knowledge.model import Measure
from palpate.records import acts, once
from palpate.records.clock import now, today
from palpate.records.errors import Conflict
from palpate.records.models import Goal, Observation, Row, Score
from palpate.records.models.words import JudgementKind
from palpate.records.newest import latest

RECENT = timedelta(hours=12)  # how long the last word can be taken back from the page


@login_required
def progress(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Every goal: verdict, chart, figures, numbers."""
    frame = _open(request, visit)
    return render(request, "clinic/progress/progress.html", _context(request, frame))


@login_required
def goal(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Set a goal. Asked with `of` alone, the fields with what is known filled in."""
    frame = _open(request, visit, may_treat)
    choices = goal_choices(frame.chart.case, frame.knowledge)
    if request.method != "POST":
        chosen = _chosen(request.GET.get("of", ""), choices)
        return _fields(request, frame, {"chosen": chosen, "values": _prefilled(request, chosen)})
    form = GoalForm(request.POST, choices=choices, today=_today(request))
    if not form.is_valid():
        chosen = _chosen(request.POST.get("of", ""), choices)
        return _fields(request, frame, {"chosen": chosen, "values": request.POST, "form": form}, status=422)
    of: Choice = form.cleaned_data["of"]
    if not once.stored(request, Goal):
        acts.set_goal(
            by=request.user,
            episode=frame.episode,
            measure=of.measure,
            side=of.side,
            baseline=form.cleaned_data["baseline"],
            target=form.cleaned_data["target"],
            start=_today(request),
            due=form.cleaned_data["due"],
            row_id=once.row_id(request),
        )
    messages.success(request, f"Goal set: {of.name}.")
    return redirect("clinic:progress", frame.visit.first)


@login_required
def score(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Record a score now. Asked with `measure` alone, its questions, or the field for its number."""
    frame = _open(request, visit, may_treat)
    given = request.POST if request.method == "POST" else request.GET
    measure = frame.knowledge.measures.get(given.get("measure", ""))
    if measure is None:
        raise Http404("there is no such measure")
    if request.method != "POST":
        return _questions(request, frame, _asked(measure))
    form = ScoreForm(request.POST, measure=measure)
    if not form.is_valid():
        return _questions(request, frame, {**_asked(measure), "form": form}, status=422)
    if not once.stored(request, Score):
        acts.record_score(
            by=request.user,
            episode=frame.episode,
            visit=frame.visit,
            measure=measure.id,
            value=form.cleaned_data["value"],
            items=form.answers,
            row_id=once.row_id(request),
        )
    messages.success(request, f"{measure.name}: {form.cleaned_data['value']:.3g} recorded.")
    return redirect("clinic:progress", frame.visit.first)


@login_required
@require_POST
def take_back(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Take the last goal or score back, or give it again."""
    frame = _open(request, visit, may_treat)
    model: type[Row] = Goal if request.POST.get("kind") == "goal" else Score
    try:
        row = model._default_manager.get(pk=UUID(request.POST.get("row", "")), episode_id=frame.episode.first)
    except (ValueError, model.DoesNotExist):
        return HttpResponseBadRequest("there is nothing of that kind to take back")
    try:
        acts.undo(by=request.user, row=row, row_id=once.row_id(request))
        messages.success(request, "Taken back.")
    except Conflict as refused:
        messages.warning(request, f"Not taken back: {refused}.")
    return redirect("clinic:progress", frame.visit.first)


def _asked(measure: Measure) -> dict[str, Any]:
    return {"measure": measure, "answerable": answerable(measure), "ticked": ticked(measure)}


def _open(request: HttpRequest, visit: UUID, right: Any = may_read_record) -> Frame:
    return open_visit(request, visit, "progress", right=right, parts=("scores", "goals"))


def _today(request: HttpRequest) -> Any:
    return today(request.user.clinic)


def _context(request: HttpRequest, frame: Frame) -> dict[str, Any]:
    case, known = frame.chart.case, frame.knowledge
    judged = verdicts(case, known)
    _keep(request, frame, judged)
    courses = [course(one, case, known) for one in judged]
    seen = latest(Observation, visit_id=frame.visit.first)
    taken = latest(Score, visit_id=frame.visit.first)
    choices = goal_choices(case, known)
    aims = {(one.goal.measure, one.goal.side or "") for one in judged}
    return {
        "frame": frame,
        "heading": heading(courses),
        "goals": [{"course": one, "chart": mark_safe(one.chart)} for one in courses],
        "signs": signs(seen, taken, case, known),
        "proposed": [
            one for one in choices if one.target is not None and (one.measure, one.side) not in aims
        ],
        "due": _today(request) + timedelta(days=GOAL_DAYS),
        "choices": choices,
        "measures": measures_for(case, known),
        "may_change": may_treat(request.user, frame.visit),
        "undo": _undoable(request, frame, taken),
    }


def _undoable(request: HttpRequest, frame: Frame, taken: list[Score]) -> dict[str, Any] | None:
    """The last goal or score that this person gave lately, with its name; None where there is none."""
    rows: list[Goal | Score] = [*taken, *latest(Goal, episode_id=frame.episode.first)]
    own = [row for row in rows if row.author_id == request.user.pk and now() - row.written_at < RECENT]
    if not own:
        return None
    row = max(own, key=lambda one: one.written_at)
    entry = frame.knowledge.measures.get(row.measure) or frame.knowledge.findings.get(row.measure)
    name = entry.name if entry else row.measure
    if isinstance(row, Goal):
        return {"kind": "goal", "row": row, "words": f"Goal: {name}, {row.target:g}"}
    return {"kind": "score", "row": row, "words": f"{name}: {row.value:g}"}


def _keep(request: HttpRequest, frame: Frame, judged: list[Judged]) -> None:
    """Keep what is shown, where there is something and the one who sees it treats."""
    if judged and may_treat(request.user, frame.visit):
        acts.keep_judgement(
            by=request.user,
            episode=frame.episode,
            visit=frame.visit,
            kind=JudgementKind.PROGRESS,
            knowledge_version=frame.knowledge.version,
            result={"goals": [one.kept for one in judged]},
        )


def _chosen(key: str, choices: list[Choice]) -> Choice | None:
    return next((one for one in choices if one.key == key), None)


def _prefilled(request: HttpRequest, chosen: Choice | None) -> dict[str, Any]:
    due = _today(request) + timedelta(days=GOAL_DAYS)
    if chosen is None:
        return {"due": due.isoformat()}
    return {"baseline": _plain(chosen.baseline), "target": _plain(chosen.target), "due": due.isoformat()}


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _fields(request: HttpRequest, frame: Frame, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return _part(request, frame, "goal_fields", context, status)


def _questions(
    request: HttpRequest, frame: Frame, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    return _part(request, frame, "score_fields", context, status)


def _part(
    request: HttpRequest, frame: Frame, part: str, context: dict[str, Any], status: int
) -> HttpResponse:
    """The fields alone for htmx, else within the page."""
    if request.htmx:
        return render(request, f"clinic/progress/{part}.html", {"frame": frame, **context}, status=status)
    whole = _context(request, frame) | context
    return render(request, "clinic/progress/progress.html", whole, status=status)
