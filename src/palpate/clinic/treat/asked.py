"""What a tap on a page of the treatment asks, and the acts behind it: the visit that is treated, the step
that is meant, the words and the dose.
"""

from typing import Any, cast, get_args
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from palpate.clinic.frame import open_visit
from palpate.clinic.plan.edits import Refused, Wanted, wanted
from palpate.clinic.treat import signs
from palpate.clinic.treat.late import late_of
from palpate.clinic.treat.shown import of_late, of_signs, of_step, shared
from palpate.clinic.treat.table import Table
from palpate.knowledge.words import Position
from palpate.records import acts, look, once
from palpate.records.errors import Conflict
from palpate.records.models import Treatment
from palpate.records.models.words import Response

LATE = "late"
BACK = {"note": "clinic:note"}  # pages that carry the late pass, by what their forms send as `back`


def open_table(request: HttpRequest, visit: UUID, **more: Any) -> Table:
    """The visit that is treated, with what was done in it and the minutes left, where a hand set them.
    Raises as `open_visit`.
    """
    frame = open_visit(request, visit, "treat", parts=("scores", "goals", "treated"), **more)
    given = request.POST if request.method == "POST" else request.GET
    lying = given.get("lying", "")
    done = [row for row in frame.chart.treatments if row.visit_id == frame.visit.first]
    table = Table(
        frame,
        look.plan_of(frame.episode),
        done,
        lying=cast(Position, lying) if lying in get_args(Position) else None,
    )
    kept = request.session.get(place_of(visit))
    if kept is None:
        return table
    since = table.spent - kept["spent"]
    return Table(frame, table.plan, done, max(0, round(kept["left"] - since)), table.lying)


def place_of(visit: UUID) -> str:
    """Under which name the minutes left, set by hand, are kept on this device."""
    return f"treat-left-{visit}"


def sent(request: HttpRequest, table: Table) -> Treatment | None:
    """What this very request has recorded at this visit before."""
    row = once.stored(request, Treatment)
    return row if row and row.visit_id == table.frame.visit.first else None


def row_of(request: HttpRequest, table: Table) -> Treatment | None:
    """The recorded step that a tap is about. A page that does not know yet that the step was begun (another
    has begun it, or the page was offline) corrects what stands instead of recording the step twice.
    """
    given = request.POST
    return table.row_of(given.get("row", "")) or table.begun(
        given.get("technique", ""), given.get("structure", ""), given.get("side", "")
    )


def read(request: HttpRequest, table: Table, row: Treatment | None) -> tuple[Wanted, dict[str, Any]]:
    """What a tap says: the step with its minutes and pressure, and the answer or words. Raises Refused."""
    given = request.POST.dict()
    given["pressure"] = given.get("set_pressure") or given.get("pressure", "")
    given["minutes"] = given.get("set_minutes") or given.get("minutes", "")
    if row is not None:
        given |= {"technique": row.technique, "structure": row.structure, "side": row.side or "none"}
    one = wanted(given, table.known)
    said: dict[str, Any] = {}
    if "response" in given:
        if given["response"] not in Response.values:
            raise Refused("The answer is better, same, worse or stopped.")
        said["response"] = given["response"]
    if "note" in given:
        said["note"] = given["note"].strip()[:1000]
    return one, said


def first_word(request: HttpRequest, table: Table, one: Wanted, said: dict[str, Any]) -> Treatment:
    """The first word on a step. Raises Refused for what is forbidden."""
    one = usual(one, table)
    table.check(one)
    return acts.record_treatment(
        by=request.user,
        visit=table.frame.visit,
        technique=one.technique,
        structure=one.structure,
        side=one.side or "",
        minutes=one.minutes or 0,
        pressure=one.pressure,
        planned=table.planned(one),
        row_id=once.row_id(request),
        **said,
    )


def again(request: HttpRequest, table: Table, row: Treatment, one: Wanted, said: dict[str, Any]) -> Treatment:
    """A correction. What the client said is always kept; a new dose is checked."""
    dose: dict[str, Any] = {}
    if differs(one, row):
        dose = {"minutes": one.minutes, "pressure": one.pressure}
        dose = {name: value for name, value in dose.items() if value is not None}
        table.check(one, but=row.first)
    return acts.correct_treatment(
        by=request.user, treatment=row, skipped=False, row_id=once.row_id(request), **dose, **said
    )


def last_word(request: HttpRequest, row: Treatment | None) -> None:
    """What the client said of a step that was begun is kept, also when the screening has closed meanwhile."""
    response = request.POST.get("response", "")
    if row is not None and response in Response.values:
        acts.correct_treatment(by=request.user, treatment=row, response=response, row_id=once.row_id(request))


def differs(one: Wanted, row: Treatment) -> bool:
    """Whether a dose differs from the recorded one."""
    pressed = one.pressure is not None and one.pressure != row.pressure
    return pressed or (one.minutes is not None and one.minutes != round(row.minutes))


def usual(one: Wanted, table: Table) -> Wanted:
    """With the usual minutes and pressure where none were given, as far as they are open."""
    if one.minutes is not None and one.pressure is not None:
        return one
    verdict = table.check(Wanted(one.technique, one.structure, one.side))
    least, most = verdict.minutes
    bears = table.bears(one.structure, one.side)
    pressure = table.usual(verdict, bears) if one.pressure is None else one.pressure
    minutes = max(least, min(most, one.minutes or (least + most) // 2))
    return Wanted(one.technique, one.structure, one.side, minutes, pressure)


def skipped(request: HttpRequest, table: Table, one: Wanted, reason: str, number: int = 0) -> Treatment:
    """A step that was left out, before anything was recorded of it."""
    return acts.record_treatment(
        by=request.user,
        visit=table.frame.visit,
        technique=one.technique,
        structure=one.structure,
        side=one.side or "",
        skipped=True,
        note=reason,
        planned=table.planned(one),
        row_id=once.row_id(request, number),
    )


def leave_out(request: HttpRequest, row: Treatment, reason: str, number: int = 0) -> Treatment:
    """A recorded step that was not done after all."""
    return acts.correct_treatment(
        by=request.user,
        treatment=row,
        skipped=True,
        minutes=0,
        pressure=None,
        response="",
        note=reason,
        row_id=once.row_id(request, number),
    )


def as_refused(why: Refused | Conflict) -> Refused:
    """A conflict told as a refusal."""
    return why if isinstance(why, Refused) else Refused(f"Not recorded: {why}.")


def page(
    request: HttpRequest, table: Table, *, at: str = "", first: str = "", refused: Refused | None = None
) -> HttpResponse:
    """Before, a step, after, or all of it late; with what was refused, if anything was."""
    first = first or request.GET.get("step", "")
    at = LATE if "back" in request.POST else at or request.GET.get("at", "")
    status = 422 if refused else 200
    context = shared(request, table) | {"refused": refused}
    if at == LATE and table.plan is not None:
        given = request.POST.get("row", "") if refused else request.GET.get("open", "")
        more = of_late(late_of(table), given, request.GET.get("recorded", ""))
        return render(request, "clinic/treat/late.html", context | more, status=status)
    step = table.step(first)
    if not table.done and not at and table.plan is not None:
        at = signs.BEFORE
    elif step is None and table.done and at != signs.BEFORE:
        at = signs.AFTER
    if at in signs.MOMENTS and (table.items or table.done):
        return render(request, "clinic/treat/measure.html", context | of_signs(table, at), status=status)
    if step is None:
        return render(request, "clinic/treat/none.html", context, status=status)
    return render(request, "clinic/treat/step.html", context | of_step(table, step), status=status)


def back(request: HttpRequest, visit: UUID, **where: str) -> HttpResponse:
    """To the page that an act of the late pass came from: the one named in `back`, else the late pass."""
    named = BACK.get(request.POST.get("back", ""))
    if named is None:
        return to(visit, at=LATE, **where)
    return redirect(f"{reverse(named, args=[visit])}?{urlencode(where)}")


def to(visit: UUID, **where: str) -> HttpResponse:
    """To a place of the treatment."""
    query = urlencode({name: value for name, value in where.items() if value})
    return redirect(f"{reverse('clinic:treat', args=[visit])}?{query}")
