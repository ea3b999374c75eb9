"""The treatment at the table. Every tap is one act and leads back to the page; nothing that is forbidden is
recorded. Where the page stands is in its address, so that a reload shows the same step.
"""

from typing import Any, cast, get_args
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from palpate.accounts.rights import may_treat
from palpate.clinic.frame import gate, open_visit
from palpate.clinic.plan import words
from palpate.clinic.plan.edits import Refused, Wanted, number, wanted
from palpate.clinic.treat import signs
from palpate.clinic.treat.shown import of_signs, of_step, shared
from palpate.clinic.treat.table import Table
from palpate.knowledge.words import Position
from palpate.records import acts, look, once
from palpate.records.errors import Conflict
from palpate.records.models import Treatment
from palpate.records.models.words import Response, State

LONGEST = 240


@login_required
@require_GET
def treat(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The page: before, a step, or after."""
    table = _table(request, visit)
    if shut := gate(request, table.frame):
        return shut
    answer = _page(request, table)
    if request.headers.get("HX-Request"):
        answer["HX-Replace-Url"] = request.get_full_path()
    return answer


@login_required
@require_GET
def ahead(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The steps to come and the measuring after them, each drawn as it will look: with these the page goes on
    while there is no network.
    """
    table = _table(request, visit)
    if shut := gate(request, table.frame):
        return shut
    same = shared(request, table) | {"layout": "clinic/treat/ahead.html"}
    drawn = [
        render_to_string("clinic/treat/step.html", same | of_step(table, step, number), request)
        for number, step in enumerate(table.coming)
    ]
    after = same | of_signs(table, signs.AFTER) | {"kind": "after"}
    return HttpResponse([*drawn, render_to_string("clinic/treat/measure.html", after, request)])


@login_required
@require_POST
def begin(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Say that the treatment begins, once."""
    table = _table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    if look.state_of(table.frame.visit) != State.IN_TREATMENT:
        acts.change_visit_state(
            by=request.user,
            visit=table.frame.visit,
            state="in_treatment",
            row_id=once.row_id(request),
        )
    return _to(visit, at="step")


@login_required
@require_POST
def measure(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Record pain or the motion, before or after."""
    table = _table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    moment, frame = request.POST.get("moment", ""), table.frame
    if moment not in signs.MOMENTS:
        return HttpResponseBadRequest("a measurement is taken before or after")
    sign = signs.pain(frame) if "pain" in request.POST else signs.motion(frame)
    of: dict[str, Any] = {
        "by": request.user,
        "episode": frame.episode,
        "visit": frame.visit,
        "moment": moment,
        "row_id": once.row_id(request),
    }
    try:
        if sign is None:
            raise Refused("No motion was measured in this visit yet.")
        value = signs.read_value(request.POST.get("pain") or request.POST.get("motion", ""), sign)
    except Refused as refused:
        return _page(request, table, at=moment, refused=refused)
    if sign.key == signs.PAIN:
        acts.record_score(measure=sign.key, value=value, **of)
    else:
        acts.record_observation(finding=sign.key, side=sign.side, value=value, **of)
    return _to(visit, at=moment)


@login_required
@require_POST
def record(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Record a step, or correct what was recorded of it: answer, pressure, minutes, words. `next` goes on."""
    table = _table(request, visit, right=may_treat)
    if before := _sent(request, table):
        return _onward(request, visit, before)
    row = _row(request, table)
    if shut := gate(request, table.frame):
        _last_word(request, row)
        return shut
    try:
        one, said = _read(request, table, row)
        if row is None:
            row = _first(request, table, one, said)
        elif said or _differs(one, row):
            row = _again(request, table, row, one, said)
    except (Refused, Conflict) as refused:
        return _page(request, table, first=request.POST.get("row", ""), refused=_as_refused(refused))
    return _onward(request, visit, row)


def _onward(request: HttpRequest, visit: UUID, row: Treatment) -> HttpResponse:
    lying = request.POST.get("lying", "")
    if "next" in request.POST:
        return _to(visit, at="step", lying=lying)
    return _to(visit, step=str(row.first), lying=lying)


@login_required
@require_POST
def skip(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Leave a step out, with the reason."""
    table = _table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    if _sent(request, table):
        return _to(visit, at="step", lying=request.POST.get("lying", ""))
    row = _row(request, table)
    reason = request.POST.get("reason", "").strip()[:300]
    try:
        if row is None:
            _skipped(request, table, wanted(request.POST.dict(), table.known), reason)
        else:
            acts.correct_treatment(
                by=request.user,
                treatment=row,
                skipped=True,
                minutes=0,
                pressure=None,
                response="",
                note=reason,
                row_id=once.row_id(request),
            )
    except (Refused, Conflict) as refused:
        return _page(request, table, refused=_as_refused(refused))
    return _to(visit, at="step", lying=request.POST.get("lying", ""))


@login_required
@require_POST
def swap(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Do another permitted technique at the place instead."""
    table = _table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    if done := _sent(request, table):
        return _to(visit, step=str(done.first), lying=request.POST.get("lying", ""))
    row = _row(request, table)
    try:
        before = wanted(request.POST.dict(), table.known)
        asked = request.POST.dict() | {"technique": request.POST.get("instead", ""), "pressure": ""}
        after = wanted(asked, table.known)
        step = _usual(after, table)
        name = words.technique(after.technique, table.known)
        with transaction.atomic():
            if row is None:
                _skipped(request, table, before, f"Changed to {name}", number=1)
            row = _first(request, table, step, {})
    except (Refused, Conflict) as refused:
        return _page(request, table, first=request.POST.get("row", ""), refused=_as_refused(refused))
    return _to(visit, step=str(row.first), lying=request.POST.get("lying", ""))


@login_required
@require_POST
def take_back(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Take the last word on a step back."""
    table = _table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    if done := _sent(request, table):
        return _undone(request, visit, done)
    pk = request.POST.get("undo", "")
    found = next((row for row in table.done if str(row.pk) == pk), None)
    if found is None:
        return _page(request, table, refused=Refused("That was changed since; nothing was taken back."))
    try:
        undone = acts.undo(by=request.user, row=found, row_id=once.row_id(request))
    except Conflict as conflict:
        return _page(request, table, refused=Refused(f"Not taken back: {conflict}."))
    return _undone(request, visit, undone)


def _undone(request: HttpRequest, visit: UUID, undone: Treatment) -> HttpResponse:
    lying = request.POST.get("lying", "")
    if undone.removed:
        return _to(visit, at="step", lying=lying)
    return _to(visit, step=str(undone.first), lying=lying)


@login_required
@require_POST
def left(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Plan what is left anew: for so many minutes, from how the client lies."""
    table = _table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    try:
        minutes = number(request.POST.get("left", ""), "Minutes left", 0, LONGEST)
    except Refused as refused:
        return _page(request, table, refused=refused)
    if minutes is not None:
        request.session[_place_of(visit)] = {"left": minutes, "spent": table.spent}
    return _to(visit, at="step", lying=request.POST.get("lying", ""))


@login_required
@require_POST
def finish(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Say that the treatment is over, and go on to the note."""
    table = _table(request, visit, right=may_treat)
    if look.state_of(table.frame.visit) != State.FINISHED:
        acts.change_visit_state(
            by=request.user, visit=table.frame.visit, state=State.FINISHED, row_id=once.row_id(request)
        )
    request.session.pop(_place_of(visit), None)
    messages.success(request, "Treatment finished.")
    target = reverse("clinic:note", args=[visit])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def _table(request: HttpRequest, visit: UUID, **more: Any) -> Table:
    frame = open_visit(request, visit, "treat", parts=("scores", "treated"), **more)
    given = request.POST if request.method == "POST" else request.GET
    lying = given.get("lying", "")
    done = [row for row in frame.chart.treatments if row.visit_id == frame.visit.first]
    table = Table(
        frame,
        look.plan_of(frame.episode),
        done,
        lying=cast(Position, lying) if lying in get_args(Position) else None,
    )
    kept = request.session.get(_place_of(visit))
    if kept is None:
        return table
    since = table.spent - kept["spent"]
    return Table(frame, table.plan, done, max(0, round(kept["left"] - since)), table.lying)


def _place_of(visit: UUID) -> str:
    """Under which name the minutes left, set by hand, are kept on this device."""
    return f"treat-left-{visit}"


def _sent(request: HttpRequest, table: Table) -> Treatment | None:
    """What this very request has recorded at this visit before."""
    row = once.stored(request, Treatment)
    return row if row and row.visit_id == table.frame.visit.first else None


def _row(request: HttpRequest, table: Table) -> Treatment | None:
    """The recorded step that a tap is about. A page that does not know yet that the step was begun (another
    has begun it, or the page was offline) corrects what stands instead of recording the step twice.
    """
    given = request.POST
    return table.row_of(given.get("row", "")) or table.begun(
        given.get("technique", ""), given.get("structure", ""), given.get("side", "")
    )


def _read(request: HttpRequest, table: Table, row: Treatment | None) -> tuple[Wanted, dict[str, Any]]:
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


def _first(request: HttpRequest, table: Table, one: Wanted, said: dict[str, Any]) -> Treatment:
    """The first word on a step. Raises Refused for what is forbidden."""
    one = _usual(one, table)
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


def _again(
    request: HttpRequest, table: Table, row: Treatment, one: Wanted, said: dict[str, Any]
) -> Treatment:
    """A correction. What the client said is always kept; a new dose is checked."""
    dose: dict[str, Any] = {}
    if _differs(one, row):
        dose = {"minutes": one.minutes, "pressure": one.pressure}
        dose = {name: value for name, value in dose.items() if value is not None}
        table.check(one, but=row.first)
    return acts.correct_treatment(
        by=request.user, treatment=row, skipped=False, row_id=once.row_id(request), **dose, **said
    )


def _last_word(request: HttpRequest, row: Treatment | None) -> None:
    """What the client said of a step that was begun is kept, also when the screening has closed meanwhile."""
    response = request.POST.get("response", "")
    if row is not None and response in Response.values:
        acts.correct_treatment(by=request.user, treatment=row, response=response, row_id=once.row_id(request))


def _differs(one: Wanted, row: Treatment) -> bool:
    pressed = one.pressure is not None and one.pressure != row.pressure
    return pressed or (one.minutes is not None and one.minutes != round(row.minutes))


def _usual(one: Wanted, table: Table) -> Wanted:
    """With the usual minutes and pressure where none were given, as far as they are open."""
    if one.minutes is not None and one.pressure is not None:
        return one
    verdict = table.check(Wanted(one.technique, one.structure, one.side))
    least, most = verdict.minutes
    bears = table.bears(one.structure, one.side)
    pressure = table.usual(verdict, bears) if one.pressure is None else one.pressure
    minutes = max(least, min(most, one.minutes or (least + most) // 2))
    return Wanted(one.technique, one.structure, one.side, minutes, pressure)


def _skipped(request: HttpRequest, table: Table, one: Wanted, reason: str, number: int = 0) -> Treatment:
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


def _as_refused(why: Refused | Conflict) -> Refused:
    return why if isinstance(why, Refused) else Refused(f"Not recorded: {why}.")


def _page(
    request: HttpRequest, table: Table, *, at: str = "", first: str = "", refused: Refused | None = None
) -> HttpResponse:
    """Before, a step, or after; with what was refused, if anything was."""
    first = first or request.GET.get("step", "")
    at = at or request.GET.get("at", "")
    step = table.step(first)
    if not table.done and not at and table.plan is not None:
        at = signs.BEFORE
    elif step is None and table.done and at != signs.BEFORE:
        at = signs.AFTER
    status = 422 if refused else 200
    context = shared(request, table) | {"refused": refused}
    if at in signs.MOMENTS and (table.items or table.done):
        return render(request, "clinic/treat/measure.html", context | of_signs(table, at), status=status)
    if step is None:
        return render(request, "clinic/treat/none.html", context, status=status)
    return render(request, "clinic/treat/step.html", context | of_step(table, step), status=status)


def _to(visit: UUID, **where: str) -> HttpResponse:
    query = urlencode({name: value for name, value in where.items() if value})
    return redirect(f"{reverse('clinic:treat', args=[visit])}?{query}")
