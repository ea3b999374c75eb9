"""The assessment: what is looked at on the left, what follows from it on the right.

Each tap is one act. The answer to a tap draws again only what it changed: the panel, the undo line, the
strip, the counts, and lines that the tap did not set itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from palpate.accounts.rights import may_treat
from palpate.clinic.assess.again import dom_of, line_of, lines, rested, row_of, told
from palpate.clinic.assess.given import UnreadableError, copied, normal_of, seen_of
from palpate.clinic.assess.groups import EAGER, GROUPS, Group, Outline, group, outline
from palpate.clinic.assess.how import accurate
from palpate.clinic.assess.panel import Panel
from palpate.clinic.assess.rows import Answers, Row, closing
from palpate.clinic.assess.thinking import Thinking
from palpate.clinic.frame import Frame, gate, open_visit
from palpate.knowledge.find import find
from palpate.knowledge.model import Region
from palpate.reasoning.casefile import CaseError
from palpate.reasoning.report import assessment_content
from palpate.records import acts, once
from palpate.records.acts import Seen
from palpate.records.errors import Closed, Conflict
from palpate.records.models import Observation

# Regions that can be looked at besides those of the complaint, in the order of the body.
AREAS = (
    "head", "face_jaw", "neck", "shoulder", "arm", "elbow", "hand", "upper_back", "chest", "lumbar",
    "sacroiliac", "hip", "thigh", "knee", "lower_leg", "ankle_foot",
)  # fmt: skip


@login_required
@require_GET
def assess(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The page."""
    frame = open_visit(request, visit, "assess")
    if shut := gate(request, frame):
        return shut
    thinking = Thinking(frame)
    region = _region(request, frame)
    both, everything = request.GET.get("sides") == "both", request.GET.get("all", "")
    groups: list[Group | Outline] = []
    for key, *_ in GROUPS:
        drawn = key in EAGER or key == everything
        groups.append(
            group(key, region, thinking, everything=key == everything, both=both)
            if drawn
            else outline(key, region, thinking)
        )
    wanted = request.GET.get("find", "")
    context = {
        "frame": frame,
        "panel": Panel(thinking),
        "groups": [one for one in groups if one.total],
        "wanted": wanted,
        "added": _wanted(wanted, thinking),
        "region": region,
        "places": _places(frame, region),
        "more": [frame.knowledge.regions[one] for one in AREAS if one in frame.knowledge.regions],
        "both": both,
        "one_sided": any(place.side in ("left", "right") for place in frame.chart.case.complaint.regions),
        "may_treat": may_treat(request.user, frame.visit),
    }
    request.permits = ("accelerometer", "gyroscope")  # a tablet is an inclinometer here
    return render(request, "clinic/assess/assess.html", context)


@login_required
@require_GET
def one_group(request: HttpRequest, visit: UUID, region: str, key: str) -> HttpResponse:
    """One group of a region: when it comes into view, or to show all of it."""
    frame = open_visit(request, visit, "assess")
    if shut := gate(request, frame):
        return shut
    if region not in frame.knowledge.regions or key not in {one[0] for one in GROUPS}:
        raise Http404("no such group")
    everything, both = "all" in request.GET, request.GET.get("sides") == "both"
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('clinic:assess', args=[visit])}?region={region}&all={key}#g-{key}")
    drawn = group(key, region, Thinking(frame), everything=everything, both=both)
    return render(request, "clinic/assess/group.html", {"frame": frame, "group": drawn, "region": region})


@login_required
@require_GET
def find_finding(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Findings of the whole knowledge by their beginning letters, each to be added with a tap."""
    frame = open_visit(request, visit, "assess")
    text = request.GET.get("q", "").strip()
    hits = find(text, frame.knowledge, most=8, kind="findings") if len(text) >= 2 else []
    thinking = Thinking(frame)
    plain = [
        (hit, dom_of(hit.id, thinking)) for hit in hits if frame.knowledge.findings[hit.id].kind != "derived"
    ]
    return render(request, "clinic/assess/found.html", {"hits": plain, "text": text})


@login_required
@require_GET
def add_row(request: HttpRequest, visit: UUID, finding: str) -> HttpResponse:
    """The line of any finding, to be answered."""
    frame = open_visit(request, visit, "assess")
    if shut := gate(request, frame):
        return shut
    if finding not in frame.knowledge.findings:
        raise Http404("no such finding")
    row = line_of(finding, Thinking(frame))
    return render(request, "clinic/assess/added.html", {"frame": frame, "row": row})


@login_required
@require_GET
def how(request: HttpRequest, visit: UUID, finding: str) -> HttpResponse:
    """How far a finding is to be trusted, and its drawing: what its how-to shows when it is opened."""
    frame = open_visit(request, visit, "assess")
    if finding not in frame.knowledge.findings:
        raise Http404("no such finding")
    context = {
        "frame": frame,
        "finding": frame.knowledge.findings[finding],
        "accurate": accurate(finding, Thinking(frame)),
    }
    return render(request, "clinic/assess/how.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Record what a tap says."""
    frame = open_visit(request, visit, "assess", right=may_treat)
    if shut := gate(request, frame):
        return shut
    if rows := once.all_stored(request, Observation):
        return _after(request, visit, rows, draw=_to_draw(request, rows))
    answers, only = Answers(frame), request.POST.get("only", "").split()
    try:
        if chosen := request.POST.get("same"):
            said = copied(chosen, answers)
        elif chosen := request.POST.get("usual"):
            said = normal_of((f"{chosen}:{side}" for side in ("right", "left", "")), answers)
            said = [one for one in said if one.side or not frame.knowledge.findings[chosen].sided]
        else:
            said = seen_of(dict(request.POST.items()), only, answers)
        rows = _record(request, frame, said)
    except (UnreadableError, CaseError) as mistake:
        return _refused(request, str(mistake))
    return _after(request, visit, rows, draw=_to_draw(request, rows))


@login_required
@require_POST
def rest(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Record what is shown of a group and still open as normal: one act."""
    frame = open_visit(request, visit, "assess", right=may_treat)
    if shut := gate(request, frame):
        return shut
    if rows := once.all_stored(request, Observation):
        found = {row.finding for row in rows}
        return _after(request, visit, rows, draw=found, listed=request.POST.get("group", ""))
    thinking = Thinking(frame)
    keys = [key for key in request.POST.get("rest", "").split() if _allowed(key, thinking)]
    rows = _record(request, frame, normal_of(keys, thinking.answers))
    return _after(
        request, visit, rows, draw={row.finding for row in rows}, listed=request.POST.get("group", "")
    )


@login_required
@require_GET
def again(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Lines that somebody else has changed, and what follows from them, drawn again."""
    frame = open_visit(request, visit, "assess")
    if shut := gate(request, frame):
        return shut
    thinking, given = Thinking(frame), request.GET
    rows, shown = given.get("rows", "").split(), given.get("shown", "").split()
    context = {
        "frame": frame,
        "panel": Panel(thinking),
        "rows": lines(rows, shown, thinking, both=given.get("sides") == "both"),
        "swap": True,
    }
    return HttpResponse(render_to_string("clinic/assess/after.html", context, request))


@login_required
@require_POST
def take_back(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Take the last answers back, or give them again."""
    frame = open_visit(request, visit, "assess", right=may_treat)
    try:
        wanted = [UUID(one) for one in request.POST.get("rows", "").split()]
        found = Observation.objects.filter(pk__in=wanted, episode_id=frame.episode.first)
        ids = once.numbered(request, len(found))
        with transaction.atomic():
            undone = [
                acts.undo(by=request.user, row=row, row_id=one) for row, one in zip(found, ids, strict=True)
            ]
    except (ValueError, Conflict, Closed) as mistake:
        return _refused(request, str(mistake))
    return _after(request, visit, undone, draw={row.finding for row in undone}, undone=True)


@login_required
@require_POST
def keep(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Keep the judgement that was shown when the page was opened."""
    frame = open_visit(request, visit, "assess", right=may_treat)
    if not frame.shut:
        _keep(request, Thinking(frame))
    return HttpResponse(status=204)


def _wanted(finding: str, thinking: Thinking) -> list[Row]:
    """The line of the finding that a search led to; none for what is concluded from others."""
    entry = thinking.known.findings.get(finding)
    return [line_of(finding, thinking)] if entry is not None and entry.kind != "derived" else []


def _region(request: HttpRequest, frame: Frame) -> str:
    known = frame.knowledge.regions
    asked = request.GET.get("region", "")
    if asked in known:
        return asked
    places = frame.chart.case.complaint.regions
    return places[0].region if places and places[0].region in known else "whole_body"


def _places(frame: Frame, region: str) -> list[Region]:
    names = dict.fromkeys([*(place.region for place in frame.chart.case.complaint.regions), region])
    return [frame.knowledge.regions[name] for name in names if name in frame.knowledge.regions]


def _allowed(key: str, thinking: Thinking) -> bool:
    """Whether "normal" may be said of it unasked: it is not shut, and was not abnormal last time."""
    name = key.partition(":")[0]
    return name in thinking.known.findings and key in row_of(name, thinking).restable


def _record(request: HttpRequest, frame: Frame, said: Sequence[Seen]) -> list[Observation]:
    """One act. Refuses what a restriction shuts: its line cannot be tapped, so nobody meant it."""
    for one in said:
        finding = frame.knowledge.findings[one.finding]
        shut = closing(finding, frame, frame.restricted)
        if shut is not None and (one.present is not None or one.value is not None):
            raise UnreadableError(f"{finding.name} is shut: {shut.name}")
    if not said:
        return []
    made, ids = once.made_at(request), once.numbered(request, len(said))
    return acts.record_observations(
        by=request.user,
        episode=frame.episode,
        visit=frame.visit,
        observations=[replace(one, row_id=key, seen_at=made) for one, key in zip(said, ids, strict=True)],
    )


def _to_draw(request: HttpRequest, rows: Iterable[Observation]) -> set[str]:
    """Which lines to draw again: those whose look depends on more than the pressed button, and those
    answered elsewhere on the page.
    """
    if "here" in request.POST and not any(row.value is not None for row in rows):
        return set()
    return set(request.POST.get("only", "").split()) | {row.finding for row in rows}


def _after(
    request: HttpRequest,
    visit: UUID,
    rows: Sequence[Observation],
    *,
    draw: Iterable[str],
    undone: bool = False,
    listed: str = "",
) -> HttpResponse:
    """The page after an act: what changed, or for a plain form the whole page. `listed` is the group for
    which one tap recorded all these rows.
    """
    frame = open_visit(request, visit, "assess")
    if shut := gate(request, frame):
        return shut
    thinking = Thinking(frame)
    _keep(request, thinking)
    if not request.headers.get("HX-Request"):
        came_from = request.headers.get("Referer", "")
        own = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
        return redirect(came_from if own else reverse("clinic:assess", args=[visit]))
    draw = [name for name in draw if name in thinking.known.findings]
    shown = " ".join(request.POST.getlist("shown")).split()
    lists = request.POST.getlist("rested")
    if listed in {one[0] for one in GROUPS} and rows:
        lists = [one for one in lists if one.split()[:1] != [listed]]
        lists.append(" ".join([listed, *(str(row.pk) for row in rows)]))
    context = {
        "frame": frame,
        "panel": Panel(thinking),
        "rows": lines(draw, shown, thinking, both=request.POST.get("sides") == "both"),
        "new": [line_of(name, thinking) for name in dict.fromkeys(draw) if name not in shown],
        "rested": rested(lists, thinking),
        "told": told(rows, thinking, undone=undone),
        "undo": " ".join(str(row.pk) for row in rows),
        "undone": undone,
        "swap": True,
    }
    return HttpResponse(render_to_string("clinic/assess/after.html", context, request))


def _keep(request: HttpRequest, thinking: Thinking) -> None:
    """Keep what was shown, with the next best as it was offered."""
    acts.keep_judgement(
        by=request.user,
        episode=thinking.frame.episode,
        visit=thinking.frame.visit,
        kind="differential",
        knowledge_version=thinking.known.version,
        result=assessment_content(
            thinking.known,
            thinking.frame.triage,
            thinking.hypotheses,
            thinking.next,
            thinking.suspects,
            thinking.second,
        ),
    )


def _refused(request: HttpRequest, words: str) -> HttpResponse:
    """What could not be recorded, said beside the undo line; nothing was written."""
    if not request.headers.get("HX-Request"):
        return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
    return render(request, "clinic/assess/refused.html", {"words": words}, status=422)
