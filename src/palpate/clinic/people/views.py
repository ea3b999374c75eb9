"""The pages of the clinic's people, and of who looked at a client's record."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from palpate.accounts import passwords
from palpate.accounts.models import User
from palpate.accounts.people import activate_person, add_person, change_person, deactivate_person
from palpate.accounts.rights import may_manage_clinic, may_see_who_looked, require
from palpate.accounts.strength import ask_password_again
from palpate.clinic.client.views import mistakes
from palpate.clinic.people.forms import SAYS, PersonForm
from palpate.clinic.people.told import told_of
from palpate.knowledge import knowledge
from palpate.records import look
from palpate.records.models import Client


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the clinic, those who left at the end."""
    clinic = request.user.clinic
    require(may_manage_clinic, request.user, clinic)
    found = User.objects.filter(clinic=clinic).select_related("supervisor")
    held = {one.id: one.name for one in knowledge().credentials.values()}
    everybody = [
        (one, [held.get(key, key.replace("_", " ")) for key in one.credentials])
        for one in found.order_by("-is_active", "display_name", "username")
    ]
    page = {
        "here": [one for one in everybody if one[0].is_active],
        "left": [one for one in everybody if not one[0].is_active],
    }
    return render(request, "clinic/people/people.html", page)


@ask_password_again
def person_new(request: HttpRequest) -> HttpResponse:
    """Add somebody; the answer is a link, shown once, by which they choose their password."""
    clinic = request.user.clinic
    require(may_manage_clinic, request.user, clinic)
    form = PersonForm(request.POST or None, clinic=clinic)
    if request.POST and form.is_valid():
        try:
            added = add_person(by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            form.take(wrong)
        else:
            url = request.build_absolute_uri(passwords.new_link(added))
            return render(request, "accounts/password_link.html", {"who": added, "url": url})
    return _page(request, form)


@ask_password_again
def person(request: HttpRequest, person: int) -> HttpResponse:
    """What is known of somebody, to be changed."""
    found = _member(request, person)
    form = PersonForm(request.POST or None, clinic=request.user.clinic, person=found)
    if request.POST and form.is_valid():
        try:
            left = change_person(by=request.user, person=found, **form.cleaned_data)
        except ValidationError as wrong:
            form.take(wrong)
        else:
            messages.success(request, f"{found}: saved.")
            _left_alone(request, left)
            return redirect("clinic:people")
    return _page(request, form, found)


@require_POST
@ask_password_again
def person_active(request: HttpRequest, person: int) -> HttpResponse:
    """Deactivate somebody, or let them in again: `active` is 0 or 1."""
    found = _member(request, person)
    if request.POST.get("active") == "1":
        activate_person(by=request.user, person=found)
        messages.success(request, f"{found} can sign in again.")
        return redirect("clinic:people")
    try:
        left = deactivate_person(by=request.user, person=found)
    except ValidationError as wrong:
        messages.error(request, wrong.message)
        return redirect("clinic:people")
    messages.success(request, f"{found} is out everywhere from now on. What they wrote stays.")
    _left_alone(request, left)
    return redirect("clinic:people")


def _member(request: HttpRequest, person: int) -> Any:
    """Somebody of the owner's clinic. Raises Http404 and PermissionDenied."""
    require(may_manage_clinic, request.user, request.user.clinic)
    return get_object_or_404(User, pk=person, clinic=request.user.clinic)


def _left_alone(request: HttpRequest, students: list[User]) -> None:
    for one in students:
        messages.warning(request, f"{one} has no supervisor now and records nothing until you name one.")


def _page(request: HttpRequest, form: PersonForm, person: User | None = None) -> HttpResponse:
    page = {
        "form": form,
        "person": person,
        "mistakes": mistakes(form),
        "says": [(one.label, words) for one, words in SAYS.items()],  # type: ignore[attr-defined]
    }
    return render(request, "clinic/people/person.html", page, status=422 if form.errors else 200)


@login_required
@require_GET
def looked(request: HttpRequest, client: UUID) -> HttpResponse:
    """Who looked at a client's record, to read, to print and to hand to the client."""
    found = look.one(Client, request.user.clinic, client)
    require(may_see_who_looked, request.user, found)
    days, whole = told_of(found, everything="all" in request.GET)
    page = {"room": "clients", "client": found, "days": days, "whole": whole}
    return render(request, "clinic/people/looked.html", page)
