"""The pages of clients: finding one, entering one, seeing one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from palpate.accounts.rights import (
    may_arrange,
    may_decide,
    may_enter,
    may_read_record,
    may_register_client,
    may_see_client,
    may_see_who_looked,
    require,
)
from palpate.clinic.client import reading
from palpate.clinic.client.forms import ClientForm, ComplaintForm, DischargeForm, FirstVisitForm
from palpate.pages.templatetags.names import client_name_plain
from palpate.records import acts, look, once
from palpate.records.acts import ClientFields
from palpate.records.clock import today
from palpate.records.errors import TimeTaken
from palpate.records.models import Client

MOST = 50
SEEN = 20  # how many observations a client's page shows


@login_required
def clients(request: HttpRequest) -> HttpResponse:
    """The clients in whose name `q` stands; the list alone for a search while typing."""
    clinic = request.user.clinic
    require(may_enter, request.user, clinic)
    text = request.GET.get("q", "")[:100]
    found = look.find_clients(clinic, text, limit=MOST)
    page = {
        "room": "clients",
        "q": text,
        "found": reading.listed(found, today(clinic)),
        "full": len(found) == MOST,
        "registers": may_register_client(request.user, clinic),
    }
    part = "clinic/client/found.html" if request.htmx else "clinic/client/list.html"
    return render(request, part, page)


@login_required
def client_new(request: HttpRequest) -> HttpResponse:
    """A client, the complaint and the first visit, entered on one page."""
    clinic = request.user.clinic
    require(may_register_client, request.user, clinic)
    given = request.POST or None
    begin = {"therapist": request.user.pk} if given is None else None
    forms: dict[str, Any] = {
        "who": ClientForm(given, initial=_name(request.GET.get("name", ""))),
        "complaint": ComplaintForm(given),
        "visit": FirstVisitForm(given, clinic=clinic, by=request.user, initial=begin),
    }
    if before := once.stored(request, Client):
        return redirect("clinic:client", before.first)
    alike: list[Client] = []
    if given is not None and _all_valid(forms):
        alike = _alike(request, forms["who"])
        if not alike or given.get("another"):
            try:
                found = _enter(request, forms)
                messages.success(request, f"{client_name_plain(found)} is entered. Now send the intake.")
                return redirect("clinic:client", found.first)
            except TimeTaken as taken:
                forms["visit"].refuse(taken)
    page = forms | {"room": "clients", "alike": alike, "mistakes": mistakes(*forms.values())}
    return render(request, "clinic/client/new.html", page)


def _all_valid(forms: dict[str, Any]) -> bool:
    """Whether nothing is wrong anywhere; every form is looked at, so that all mistakes show at once."""
    return not sum(not form.is_valid() for form in forms.values())


def _name(text: str) -> dict[str, str]:
    """What was searched for and not found, as the beginning of a name."""
    given, _, family = text.strip().partition(" ")
    return {"given_name": given[:100], "family_name": family.strip()[:100]}


def _alike(request: HttpRequest, who: ClientForm) -> list[Client]:
    given = who.cleaned_data
    of_name = look.find_clients(request.user.clinic, f"{given['given_name']} {given['family_name']}")
    return reading.alike(of_name, given)


def _enter(request: HttpRequest, forms: dict[str, Any]) -> Client:
    """All or nothing."""
    by, clinic, ids = request.user, request.user.clinic, once.numbered(request, 3)
    with transaction.atomic():
        who = acts.register_client(by=by, row_id=ids[0], **forms["who"].cleaned_data)
        complaint = forms["complaint"].episode(today(clinic))
        episode = acts.open_episode(by=by, client=who, row_id=ids[1], **complaint)
        if forms["visit"].booked:
            acts.book_visit(by=by, episode=episode, row_id=ids[2], **forms["visit"].visit())
    return who


@login_required
def client(request: HttpRequest, client: UUID) -> HttpResponse:
    """One client: how to reach them, their complaints with the visits, and what can be done next."""
    found = look.one(Client, request.user.clinic, client)
    require(may_see_client, request.user, found)
    day = today(request.user.clinic)
    reads = may_read_record(request.user, found)
    page = {
        "room": "clients",
        "client": found,
        "years": look.age(found, day),
        "complaints": reading.complaints(found),
        "discharge": DischargeForm(initial={"on": day}),
        "arranges": may_arrange(request.user, found),
        "reads": reads,
        "seen": reading.seen_lines(look.seen_last(found, most=SEEN)) if reads else "",
        "sees_looks": may_see_who_looked(request.user, found),
        "decides": may_decide(request.user, found),
    }
    return render(request, "clinic/client/client.html", page)


@login_required
def client_edit(request: HttpRequest, client: UUID) -> HttpResponse:
    """Correct what is known of a client."""
    found = look.one(Client, request.user.clinic, client)
    require(may_register_client, request.user, found)
    fields = list(ClientFields.__annotations__)
    known = {name: getattr(found, name) for name in fields}
    form = ClientForm(request.POST or None, initial=known)
    if request.POST and form.is_valid():
        if form.cleaned_data != known:
            acts.correct_client(
                by=request.user, client=found, row_id=once.row_id(request), **form.cleaned_data
            )
        return redirect("clinic:client", found.first)
    page = {"room": "clients", "client": found, "who": form, "mistakes": mistakes(form)}
    return render(request, "clinic/client/edit.html", page)


def mistakes(*forms: Any) -> list[tuple[str, str, str]]:
    """Each mistake of the forms: the field's id, its label, what is wrong."""
    return [
        (form[name].id_for_label, form[name].label, error)
        for form in forms
        if form.is_bound
        for name, errors in form.errors.items()
        if name in form.fields
        for error in errors
    ]
