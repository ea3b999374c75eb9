"""The home program by link: what to do, how often, when to stop, and "did you do it today?"."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from palpate.accounts.models import Clinic
from palpate.knowledge import knowledge
from palpate.knowledge.model import Exercise
from palpate.reasoning.care.home import dose_text
from palpate.records import acts, look, once
from palpate.records.clock import today
from palpate.records.errors import Closed
from palpate.records.models import Episode, HomeProgram, HomeReport, Invitation
from palpate.records.models.words import Purpose

LATE = 14  # days after which an answer about a day is taken for one about today


@dataclass(frozen=True)
class Line:
    """One exercise of the program, and what was said of it."""

    exercise: Exercise
    dose: str
    note: str
    today: HomeReport | None
    days: int  # on how many of the last seven days it was done


@require_GET
def home(request: HttpRequest, token: str) -> HttpResponse:
    """The program, to read and to print."""
    opened = _open(token)
    if opened is None:
        return render(request, "portal/shut.html", status=404)
    invitation, program = opened
    clinic = Clinic.objects.get(pk=invitation.clinic_id)
    context = {
        "clinic": clinic,
        "token": token,
        "today": today(clinic),
        "lines": _lines(program, clinic) if program else [],
    }
    return render(request, "portal/home.html", context)


@require_POST
def did(request: HttpRequest, token: str) -> HttpResponse:
    """The client says of one exercise whether it was done today."""
    opened = _open(token)
    if opened is None or opened[1] is None:
        return render(request, "portal/shut.html", status=404)
    invitation, program = opened[0], opened[1]
    once.came_before(request)
    exercise = request.POST.get("exercise", "")
    day = _day(request.POST.get("on", ""), today(Clinic.objects.get(pk=invitation.clinic_id)))
    if exercise in {one.get("exercise") for one in program.exercises}:
        try:
            acts.report_home(
                program=program,
                invitation=invitation,
                exercise=exercise,
                done=request.POST.get("done") == "yes",
                on=day,
                note=request.POST.get("note", "").strip()[:500],
                row_id=once.row_id(request),
            )
        except Closed:
            return render(request, "portal/shut.html", status=404)
    return redirect(f"{request.path.removesuffix('did/')}#{exercise}")


def _day(text: str, now: date) -> date:
    """The day that is meant: the one the page was of, for what waited offline overnight; else today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return now
    return day if now - timedelta(days=LATE) <= day <= now else now


def _open(token: str) -> tuple[Invitation, HomeProgram | None] | None:
    invitation = look.invitation_of(token, Purpose.HOME)
    if invitation is None:
        return None
    episode = look.latest(Episode, first=invitation.episode_id)[-1]
    return invitation, look.home_program_of(episode)


def _lines(program: HomeProgram, clinic: Clinic) -> list[Line]:
    known, reports, day = knowledge().exercises, look.home_reports(program), today(clinic)
    return [
        _line(
            known[item["exercise"]], item, [one for one in reports if one.exercise == item["exercise"]], day
        )
        for item in program.exercises
        if item.get("exercise") in known
    ]


def _line(exercise: Exercise, item: dict[str, Any], reports: list[HomeReport], day: Any) -> Line:
    return Line(
        exercise=exercise,
        dose=item.get("dose_text") or item.get("dose") or dose_text(exercise.dose),
        note=item.get("note", ""),
        today=next((one for one in reversed(reports) if one.on == day), None),
        days=sum(one.done and 0 <= (day - one.on).days < 7 for one in reports),
    )
