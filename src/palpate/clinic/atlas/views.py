"""The knowledge to be read: the way in, a list of each kind, a page for each entry, and the search."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from palpate.accounts.rights import may_enter, require
from palpate.clinic.atlas import kinds
from palpate.clinic.atlas.commands import commands, finding_url, open_visit_of, visits_today
from palpate.clinic.atlas.comparing import table
from palpate.clinic.atlas.content import concerning, content, place_of
from palpate.clinic.atlas.review import standing
from palpate.drawing.body import VIEWS, body_map, cell_at
from palpate.knowledge import knowledge
from palpate.knowledge.find import find as find_names
from palpate.knowledge.find import nearest, plain
from palpate.records import look

# Longer lists show their groups first, so that a page stays small.
MANY = 260
HITS, HITS_BELOW_THE_BOX, CLIENTS = 24, 8, 6
OF_TODAY = 3  # of so many of the clients found the visits of today are offered too


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The way in: search, the kinds with their counts, the body."""
    _enter(request)
    known = knowledge()
    figures = [
        (view, mark_safe(body_map(view, field="point", label=f"{view.capitalize()}. Press a place")))
        for view in ("front", "back")
    ]
    rows = [(kind, len(getattr(known, kind.id))) for kind in kinds.KINDS.values()]
    more: dict[str, Any] = {"rows": rows, "figures": figures, "areas": kinds.areas(known), "known": known}
    return _page(request, "home", more | {"by_region": _by_region()})


@login_required
def body(request: HttpRequest) -> HttpResponse:
    """What concerns the place that was pressed (`point` = "view,x,y") or chosen (`region`)."""
    _enter(request)
    known = knowledge()
    place, side = _pressed(request.GET.get("point", "")) or (request.GET.get("region", ""), None)
    found = known.regions.get(place)
    if found and not request.htmx:
        return redirect("clinic:entry", "regions", found.id)
    more = {"place": found, "side": side, "concerns": concerning(place, known, 8) if found else []}
    return render(request, "clinic/atlas/_place.html", more)


@login_required
def entries(request: HttpRequest, kind: str) -> HttpResponse:
    """All entries of a kind under headings, narrowed by name, region or heading."""
    _enter(request)
    shown = _kind(kind)
    known, asked = knowledge(), request.GET
    region = asked.get("region", "") if asked.get("region", "") in known.regions else ""
    rows = kinds.narrowed(getattr(known, kind).values(), region, known)
    text = asked.get("name", "").strip()
    if text:
        rows = [
            one for one in rows if plain(text) in plain(" ".join([kinds.name_of(one), one.id, *_lay(one)]))
        ]
    groups = kinds.grouped(shown, rows)
    chosen = asked.get("group", "")
    if chosen:
        groups = [group for group in groups if group[0] == chosen]
    count = sum(len(group) for _, group in groups)
    more = {"kind": shown, "groups": groups, "count": count, "folded": count > MANY and len(groups) > 1}
    place = {"region": region, "areas": kinds.areas(known), "name": text, "group": chosen}
    template = "_entries" if request.htmx else "entries"
    return _page(request, template, more | place | {"has_places": _has_places(rows)})


@login_required
def entry(request: HttpRequest, kind: str, id: str) -> HttpResponse:
    """One entry, laid out for its kind. Rows without a page of their own lead to where they are shown."""
    _enter(request)
    known = knowledge()
    found = getattr(known, kind, {}).get(id) if kind in (*kinds.KINDS, "accuracy", "effects") else None
    if found is None:
        raise Http404(f"the knowledge has no {kind} {id}")
    if kind == "accuracy":
        return redirect(reverse("clinic:entry", args=["findings", found.finding]) + f"#{id}")
    if kind == "effects":
        return redirect(reverse("clinic:entry", args=place_of(found)) + f"#{id}")
    more = {"kind": kinds.KINDS[kind], "entry": found, "name": kinds.name_of(found), "known": known}
    return _page(request, kind, more | content(kind, found, known))


@login_required
def compare(request: HttpRequest, id: str) -> HttpResponse:
    """Techniques for an ordinary condition beside each other. A serious one is referred: its own page."""
    _enter(request)
    known = knowledge()
    found = known.conditions.get(id)
    if found is None:
        raise Http404(f"the knowledge has no condition {id}")
    if found.serious:
        return redirect("clinic:entry", "conditions", id)
    return _page(request, "compare", {"entry": found, "table": table(found, known)})


@login_required
def review(request: HttpRequest) -> HttpResponse:
    """What rests on judgement or awaits a clinician's review: counts by kind, and one kind in full, or
    only what of it awaits review.
    """
    _enter(request)
    kept = standing(knowledge())
    chosen = next((one for one in kept if one.id == request.GET.get("kind")), None)
    waiting = request.GET.get("only") == "review"
    rows = [one for one in chosen.rows if one.review or not waiting] if chosen else []
    page = Paginator(rows, 60).get_page(request.GET.get("page")) if chosen else None
    return _page(request, "review", {"kept": kept, "chosen": chosen, "rows": page, "waiting": waiting})


@login_required
def find(request: HttpRequest) -> HttpResponse:
    """What can be gone to, clients of the clinic, then the knowledge; below the search box, or as a page."""
    _enter(request)
    text = request.GET.get("q", "").strip()[:100]
    below = bool(request.htmx) and request.htmx.target == "found"
    clinic, only = request.user.clinic, request.GET.get("only")
    visit = open_visit_of(request) if below else None
    hits, sure = _hits(text, HITS_BELOW_THE_BOX if below else HITS)
    clients = look.find_clients(clinic, text, limit=CLIENTS) if text and not only else []
    found = commands(request, text, visit) if not only and (text or below) else []
    more = {
        "query": text,
        "nothing": bool(text) and not sure,
        "commands": found,
        "clients": clients,
        "today": visits_today(request.user, clients[:OF_TODAY]) if below else [],
        "hits": hits if sure or not (found or clients) else [],
        "leads": [(hit, kind, finding_url(request.user, visit, hit.kind, hit.id)) for hit, kind in hits],
        "visit": visit,
    }
    template = "_found" if below else "_hits" if request.htmx else "find"
    return _page(request, template, more | {"room": ""})


def _hits(text: str, most: int) -> tuple[list[tuple[Any, kinds.Kind]], bool]:
    """The hits with their kinds, and whether anything is called like that; if not, what is nearest."""
    if not text:
        return [], False
    known = knowledge()
    found = find_names(text, known, most)
    sure = any(hit.sure for hit in found)
    if not sure:
        found = nearest(text, known) or found[:5]
    return [(hit, kinds.KINDS.get(hit.kind, kinds.TRIALS)) for hit in found], sure


def _enter(request: HttpRequest) -> None:
    """The knowledge is open to everybody of a clinic."""
    require(may_enter, request.user, request.user.clinic)


def _page(request: HttpRequest, name: str, more: dict[str, Any]) -> HttpResponse:
    return render(request, f"clinic/atlas/{name}.html", {"room": "knowledge"} | more)


def _kind(name: str) -> kinds.Kind:
    if name not in kinds.KINDS:
        raise Http404(f"the knowledge has no {name}")
    return kinds.KINDS[name]


def _lay(entry: Any) -> tuple[str, ...]:
    """What else an entry is looked for by: other names; for a source authors, year and numbers."""
    cited = (getattr(entry, name, None) for name in ("authors", "year", "doi", "pmid"))
    return (*getattr(entry, "lay", ()), *(str(one) for one in cited if one))


def _has_places(rows: list[Any]) -> bool:
    return any(kinds.places_of(one) for one in rows)


def _by_region() -> list[tuple[str, str, int]]:
    """Regions with the number of conditions that lie there."""
    known = knowledge()
    counted = (
        (key, name, len(kinds.narrowed(known.conditions.values(), key, known)))
        for key, name in kinds.areas(known)
        if key != "whole_body"
    )
    return [row for row in counted if row[2]]


def _pressed(point: str) -> tuple[str, str | None] | None:
    """The cell at "view,x,y"; None for anything else."""
    view, _, rest = point.partition(",")
    x, _, y = rest.partition(",")
    try:
        return cell_at(view, float(x), float(y)) if view in VIEWS else None
    except ValueError:
        return None
