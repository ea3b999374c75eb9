"""The intake on the client's phone: one group a page, kept at every step, screened after each."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from palpate.portal import chart
from palpate.portal.forms import Mistakes, read
from palpate.portal.links import Answers, Link, open_link
from palpate.portal.models import Draft
from palpate.portal.pages import Page, next_page, page_of, pages
from palpate.portal.sending import send
from palpate.portal.show import labels, shown
from palpate.reasoning.screening.screen import Reason, Triage
from palpate.records import look
from palpate.records.clock import now
from palpate.records.errors import Closed


@require_GET
def intake(request: HttpRequest, token: str) -> HttpResponse:
    """Open the link: to where the client left off, or to the thanks when all is sent."""
    link = open_link(token)
    if link is None:
        return shut(request)
    if link.finished:
        return _thanks(request, link)
    triage = link.triage()
    if halting(link, triage):
        return redirect("portal:intake_step", token, "stop")
    return redirect("portal:intake_step", token, next_page(link, pages(link, triage)).slug)


@require_http_methods(["GET", "POST"])
def intake_step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """One page of the intake."""
    link = open_link(token)
    if link is None:
        return shut(request)
    if link.finished:
        return redirect("portal:intake", token)
    triage = link.triage()
    if step == "stop":
        return _stop(request, link, triage)
    found = pages(link, triage)
    page = next((one for one in found if one.slug == step), None)
    if page is None:  # what was asked there is settled meanwhile
        return redirect("portal:intake", token)
    if request.method == "GET":
        return _page(request, link, page, found, {})
    try:
        return _answered(request, link, page)
    except Closed:
        return shut(request)


def shut(request: HttpRequest) -> HttpResponse:
    """The page for a link that does not work (any more)."""
    return render(request, "portal/shut.html", status=404)


def halting(link: Link, triage: Triage) -> bool:
    """Whether the client must be stopped: at an emergency always, at same day until they have read it."""
    if triage.level == "same-day":
        return not {one.rule for one in standing(triage)} <= set(link.answers.get("passed", []))
    return triage.level == "emergency"


def standing(triage: Triage) -> list[Reason]:
    """The reasons of the level itself that no physician has looked into."""
    return [one for one in triage.reasons if one.urgency == triage.level and not one.cleared]


def _answered(request: HttpRequest, link: Link, page: Page) -> HttpResponse:
    """Keep what came, screen, and go on."""
    if request.GET.get("keep"):
        return _kept(request, link, page)
    if page.slug == "where" and request.POST.get("do", "on") != "on":
        return _marked(request, link, page)
    given, wrong = read(page.slug, request.POST, link, page.ask)
    link.keep(lambda answers: _merge(answers, given))
    triage = link.triage()
    if halting(link, triage):
        send(link, finished=False)
        return redirect("portal:intake_step", link.invitation.token, "stop")
    return _onward(request, link, page, triage, wrong)


def _onward(request: HttpRequest, link: Link, page: Page, triage: Triage, wrong: Mistakes) -> HttpResponse:
    said = link.answers.get("findings", {})
    still = [one for one in page.ask if one not in said]
    if not wrong and still and "leave" not in request.POST and set(still) - set(link.answers.get("left", [])):
        return _page(request, link, page, pages(link, triage), {}, still=still)
    if wrong:
        return _page(request, link, page, pages(link, triage), wrong)
    link.keep(lambda answers: _finish(answers, page, still))
    onward = next_page(link, pages(link, triage))
    if page.slug == "consent":
        return _signed(request, link, page, onward, triage)
    return redirect("portal:intake_step", link.invitation.token, onward.slug)


def _signed(request: HttpRequest, link: Link, page: Page, onward: Page, triage: Triage) -> HttpResponse:
    """The end, when nothing is missing."""
    if onward.slug != "consent":
        return _page(request, link, page, pages(link, triage), {}, missing=onward)
    send(link, finished=True)
    Draft.objects.filter(pk=link.draft.pk).delete()
    return redirect("portal:intake", link.invitation.token)


def _kept(request: HttpRequest, link: Link, page: Page) -> HttpResponse:
    """A change on a page that is still open: kept, so that closing the phone loses nothing."""
    post: QueryDict = request.POST.copy()
    post.pop("none", None)  # an answer only once it is sent: more may be ticked until then
    given, _wrong = read(page.slug, post, link, page.ask)
    link.keep(lambda answers: _merge(answers, given))
    return HttpResponse(status=204)


def _marked(request: HttpRequest, link: Link, page: Page) -> HttpResponse:
    """A mark comes or goes. The quality and strength that were chosen meanwhile are kept."""
    given, _wrong = read("where", request.POST, link, ())
    do, post = request.POST.get("do", ""), request.POST
    place = None
    if do == "touch":
        place = chart.touched(post.get("point", ""), post.get("stroke", ""), post.get("drawn_on", ""))
    elif do == "add":
        place = chart.from_list(post.get("view", ""), post.get("region", ""), post.get("side", ""))

    def change(answers: Answers) -> None:
        _merge(answers, given)
        if do == "figure":
            answers["where"]["figure"] = post.get("figure_choice", "")[:20]
        chart.change(answers["where"]["marks"], add=place, remove=do.removeprefix("remove-"))

    link.keep(change)
    if not getattr(request, "htmx", False):
        return redirect("portal:intake_step", link.invitation.token, "where")
    beside = do == "touch" and place is None
    context = shown(page, link, {}) | {"link": link, "token": link.invitation.token, "beside": beside}
    return render(request, "portal/steps/marks.html", context)


def _merge(answers: Answers, given: Answers) -> None:
    """Lay what came over what was kept."""
    for section, values in given.items():
        if section == "where":
            chart.tell(answers.setdefault("where", {"marks": []})["marks"], values["told"])
        else:
            answers[section] = {**answers.get(section, {}), **values}


def _finish(answers: Answers, page: Page, left: list[str]) -> None:
    answers["done"] = list(dict.fromkeys([*answers.get("done", []), page.slug]))
    answers["left"] = list(dict.fromkeys([*answers.get("left", []), *left]))


def _page(
    request: HttpRequest,
    link: Link,
    page: Page,
    found: list[Page],
    wrong: Mistakes,
    *,
    still: list[str] | None = None,
    missing: Page | None = None,
) -> HttpResponse:
    slugs = [one.slug for one in found]
    before = slugs.index(page.slug) if page.slug in slugs else 0
    name = "group" if page.group else page.slug
    context = {
        "link": link,
        "clinic": link.clinic,
        "token": link.invitation.token,
        "page": page,
        "previous": slugs[before - 1] if before else "",
        "wrong": labels(page, link, wrong),
        "still": [link.knowledge.findings[one] for one in still or []],
        "missing": missing,
    }
    return render(request, f"portal/steps/{name}.html", context | shown(page, link, wrong))


def _stop(request: HttpRequest, link: Link, triage: Triage) -> HttpResponse:
    """What to do now, instead of the next question."""
    if not triage.closed:
        return redirect("portal:intake", link.invitation.token)
    reasons = standing(triage)
    if request.method == "POST":
        if triage.level == "same-day":
            rules = [one.rule for one in reasons]
            link.keep(lambda answers: answers.update(passed=[*answers.get("passed", []), *rules]))
        return redirect("portal:intake", link.invitation.token)
    behind = dict.fromkeys(finding for one in reasons for finding in one.because)
    answered = [(link.knowledge.findings[one], page_of(one, link)) for one in behind if _told(one, link)]
    context = {
        "link": link,
        "clinic": link.clinic,
        "token": link.invitation.token,
        "emergency": triage.level == "emergency",
        "answered": answered,
        "way_back": next((slug for _finding, slug in answered), "about"),
        "told": bool(link.sent),
    }
    return render(request, "portal/stop.html", context)


def _told(finding: str, link: Link) -> bool:
    entry = link.knowledge.findings.get(finding)
    return entry is not None and bool(entry.ask)


def _thanks(request: HttpRequest, link: Link) -> HttpResponse:
    ahead = [one for one in look.visits(link.episode) if one.starts_at > now()]
    triage = link.triage()
    with timezone.override(link.clinic.time_zone):
        context = {
            "link": link,
            "clinic": link.clinic,
            "visit": ahead[0] if ahead else None,
            "same_day": triage.closed,
            "emergency": triage.level == "emergency",
        }
        return render(request, "portal/thanks.html", context)
