"""The treatment at the table. Every tap is one act and leads back to the page; nothing that is forbidden is
recorded. Where the page stands is in its address, so that a reload shows the same step.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from palpate.accounts.rights import may_treat
from palpate.clinic.frame import gate
from palpate.clinic.plan import words
from palpate.clinic.plan.edits import Refused, number, wanted
from palpate.clinic.treat import signs
from palpate.clinic.treat.asked import (
    again,
    as_refused,
    back,
    differs,
    first_word,
    last_word,
    leave_out,
    open_table,
    page,
    place_of,
    read,
    row_of,
    sent,
    skipped,
    to,
    usual,
)
from palpate.clinic.treat.late import late_of, record_agenda
from palpate.clinic.treat.shown import of_signs, of_step, shared
from palpate.clinic.treat.table import Table
from palpate.records import acts, look, once
from palpate.records.errors import Conflict
from palpate.records.models import Treatment
from palpate.records.models.words import State

LONGEST = 240
AS_BEFORE = "before"


@login_required
@require_GET
def treat(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The page: before, a step, or after."""
    table = open_table(request, visit)
    if shut := gate(request, table.frame):
        return shut
    request.permits = ("microphone",)  # a note may be spoken
    answer = page(request, table)
    if request.headers.get("HX-Request"):
        answer["HX-Replace-Url"] = request.get_full_path()
    return answer


@login_required
@require_GET
def ahead(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The steps to come and the measuring after them, each drawn as it will look: with these the page goes on
    while there is no network.
    """
    table = open_table(request, visit)
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
    table = open_table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    if look.state_of(table.frame.visit) != State.IN_TREATMENT:
        acts.change_visit_state(
            by=request.user,
            visit=table.frame.visit,
            state="in_treatment",
            row_id=once.row_id(request),
        )
    return to(visit, at="step")


@login_required
@require_POST
def measure(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Record a sign, before or after: `sign` (`Sign.id`) with its `value`; or `pain`, or `motion` for the
    first motion among them.
    """
    table = open_table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    moment, frame = request.POST.get("moment", ""), table.frame
    if moment not in signs.MOMENTS:
        return HttpResponseBadRequest("a measurement is taken before or after")
    of: dict[str, Any] = {
        "by": request.user,
        "episode": frame.episode,
        "visit": frame.visit,
        "moment": moment,
        "row_id": once.row_id(request),
    }
    try:
        sign, text = _measured(request, table)
        value = signs.read_value(text, sign)
    except Refused as refused:
        return page(request, table, at=moment, refused=refused)
    if sign.kind == "pain":
        acts.record_score(measure=sign.key, value=value, **of)
    elif sign.kind == "state":
        acts.record_observation(finding=sign.key, side=sign.side, present=bool(value), **of)
    else:
        acts.record_observation(finding=sign.key, side=sign.side, value=value, **of)
    return back(request, visit) if "back" in request.POST else to(visit, at=moment)


def _measured(request: HttpRequest, table: Table) -> tuple[signs.Sign, str]:
    given = request.POST
    if "sign" in given:
        return signs.find(given["sign"], table.frame), given.get("value", "")
    if "pain" in given:
        return signs.pain(table.frame), given["pain"]
    return signs.motion(table.frame), given.get("motion", "")


@login_required
@require_POST
def record(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Record a step, or correct what was recorded of it: answer, pressure, minutes, words. `next` goes on."""
    table = open_table(request, visit, right=may_treat)
    if before := sent(request, table):
        return _onward(request, visit, before)
    row = row_of(request, table)
    if shut := gate(request, table.frame):
        last_word(request, row)
        return shut
    try:
        one, said = read(request, table, row)
        if row is None:
            row = first_word(request, table, one, said)
        elif said or differs(one, row):
            row = again(request, table, row, one, said)
    except (Refused, Conflict) as refused:
        return page(request, table, first=request.POST.get("row", ""), refused=as_refused(refused))
    return _onward(request, visit, row)


def _onward(request: HttpRequest, visit: UUID, row: Treatment) -> HttpResponse:
    if "back" in request.POST:
        return back(request, visit, open=str(row.first))
    lying = request.POST.get("lying", "")
    if "next" in request.POST:
        return to(visit, at="step", lying=lying)
    return to(visit, step=str(row.first), lying=lying)


@login_required
@require_POST
def skip(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Leave a step out, with the reason."""
    table = open_table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    if sent(request, table):
        return _past(request, visit)
    row = row_of(request, table)
    reason = request.POST.get("reason", "").strip()[:300]
    try:
        if row is None:
            skipped(request, table, wanted(request.POST.dict(), table.known), reason)
        else:
            leave_out(request, row, reason)
    except (Refused, Conflict) as refused:
        return page(request, table, refused=as_refused(refused))
    return _past(request, visit)


def _past(request: HttpRequest, visit: UUID) -> HttpResponse:
    """To what comes after a step that was left out or taken back."""
    if "back" in request.POST:
        return back(request, visit)
    return to(visit, at="step", lying=request.POST.get("lying", ""))


@login_required
@require_POST
def swap(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Do another permitted technique at the place instead."""
    table = open_table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    if done := sent(request, table):
        return _onward(request, visit, done)
    row = row_of(request, table)
    try:
        before = wanted(request.POST.dict(), table.known)
        asked = request.POST.dict() | {"technique": request.POST.get("instead", ""), "pressure": ""}
        after = wanted(asked, table.known)
        step = usual(after, table)
        name = words.technique(after.technique, table.known)
        with transaction.atomic():
            if row is None:
                skipped(request, table, before, f"Changed to {name}", number=1)
            elif "back" in request.POST:  # told afterwards: it was done instead, not after it
                leave_out(request, row, f"Changed to {name}", number=1)
            row = first_word(request, table, step, {})
    except (Refused, Conflict) as refused:
        return page(request, table, first=request.POST.get("row", ""), refused=as_refused(refused))
    return _onward(request, visit, row)


@login_required
@require_POST
def take_back(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Take the last word on a step back; on several, where one tap recorded them."""
    table = open_table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    if done := sent(request, table):
        return _undone(request, visit, done)
    asked = request.POST.getlist("undo")
    rows = [row for row in table.done if str(row.pk) in asked]
    if not rows or len(rows) < len(asked):
        return page(request, table, refused=Refused("That was changed since; nothing was taken back."))
    try:
        with transaction.atomic():
            undone = [
                acts.undo(by=request.user, row=row, row_id=key)
                for row, key in zip(rows, once.numbered(request, len(rows)), strict=True)
            ]
    except Conflict as conflict:
        return page(request, table, refused=Refused(f"Not taken back: {conflict}."))
    return _undone(request, visit, undone[0])


def _undone(request: HttpRequest, visit: UUID, undone: Treatment) -> HttpResponse:
    return _past(request, visit) if undone.removed else _onward(request, visit, undone)


@login_required
@require_POST
def left(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Plan what is left anew: for so many minutes, from how the client lies; or as it was planned before."""
    table = open_table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    given, lying = request.POST.get("left", ""), request.POST.get("lying", "")
    before = request.session.get(place_of(visit))
    if given == AS_BEFORE:
        request.session[place_of(visit)] = (before or {}).get("before")
        return to(visit, at="step", lying=lying)
    try:
        minutes = number(given, "Minutes left", 0, LONGEST)
    except Refused as refused:
        return page(request, table, refused=refused)
    if minutes is not None:
        request.session[place_of(visit)] = {
            "left": minutes,
            "spent": table.spent,
            "before": before and before | {"before": None},
        }
    return to(visit, at="step", lying=lying, again="1")


@login_required
@require_POST
def finish(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Say that the treatment is over, and go on to the note."""
    table = open_table(request, visit, right=may_treat)
    if look.state_of(table.frame.visit) != State.FINISHED:
        acts.change_visit_state(
            by=request.user, visit=table.frame.visit, state=State.FINISHED, row_id=once.row_id(request)
        )
    request.session.pop(place_of(visit), None)
    messages.success(request, "Treatment finished.")
    target = reverse("clinic:note", args=[visit])
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


@login_required
@require_POST
def record_late(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Record all that is left of the agenda as treated as planned, in one tap. What was shown comes with it
    (`steps`): where other steps are planned by now, nothing is recorded and the page says so.
    """
    table = open_table(request, visit, right=may_treat)
    if shut := gate(request, table.frame):
        return shut
    rows = once.all_stored(request, Treatment)
    try:
        rows = rows or record_agenda(by=request.user, late=late_of(table), request=request)
    except Refused as refused:
        return page(request, table, at="late", refused=refused)
    return back(request, visit, recorded=str(rows[0].pk))
