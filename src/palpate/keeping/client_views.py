"""A client's rights, on pages of the owner: what is kept, to take along, restricted, erased."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from palpate.accounts.rights import may_erase, may_export, require
from palpate.accounts.strength import ask_password_again
from palpate.keeping import erasing
from palpate.keeping.forms import EraseForm, HoldForm, LiftForm
from palpate.records import acts, look, once
from palpate.records.acts.erasing import hold_of, kept_until
from palpate.records.clock import today
from palpate.records.errors import Conflict
from palpate.records.models import Client


@login_required
@require_GET
def data(request: HttpRequest, client: UUID) -> HttpResponse:
    """Everything that is kept of the client, corrections included, and what can be done about it."""
    from palpate.exchange.export.gather import everything_of  # asked for seldom, and much to load
    from palpate.exchange.export.readable import sections

    found = _client(request, client)
    everything = everything_of(request.user.clinic, found.first)
    page = {
        "client": found,
        "count": everything.count,
        "sections": sections(everything),
        "held": hold_of(found.first),
        "hold": HoldForm(),
        "lift": LiftForm(),
    }
    return render(request, "keeping/data.html", page)


@ask_password_again
@require_GET
def export(request: HttpRequest, client: UUID) -> HttpResponseBase:
    """Everything of the client as a zip."""
    from palpate.exchange.export.files import write_client
    from palpate.keeping.backup import working_folder

    found = _client(request, client)
    require(may_export, request.user, found)
    with working_folder() as folder:
        target = folder / "client.zip"
        write_client(target, request.user.clinic, found.first)
        # Opened before the folder goes: what was written stays until it was sent.
        file = target.open("rb")
    return FileResponse(file, as_attachment=True, filename=f"client-{str(found.first)[:8]}.zip")


@login_required
@require_POST
def hold(request: HttpRequest, client: UUID) -> HttpResponse:
    """Let what is kept of the client only be read."""
    found, form = _client(request, client), HoldForm(request.POST)
    if form.is_valid():
        acts.hold_client(by=request.user, client=found, row_id=once.row_id(request), **form.cleaned_data)
        messages.success(request, "Restricted: from here on it can only be read.")
    else:
        messages.error(request, "Not restricted: say why.")
    return redirect("keeping:data", found.first)


@login_required
@require_POST
def lift(request: HttpRequest, client: UUID) -> HttpResponse:
    """Let it be written to again."""
    found, form = _client(request, client), LiftForm(request.POST)
    try:
        if form.is_valid():
            acts.lift_hold(by=request.user, client=found, row_id=once.row_id(request), **form.cleaned_data)
            messages.success(request, "Lifted: it can be written to again.")
        else:
            messages.error(request, "Not lifted: say why it ends.")
    except Conflict as why:
        messages.error(request, f"Not lifted: {why}.")
    return redirect("keeping:data", found.first)


@ask_password_again
def erase(request: HttpRequest, client: UUID) -> HttpResponse:
    """Ask why, then erase everything of the client; the answer names what remains to be done by hand."""
    found = _client(request, client)
    form = EraseForm(request.POST or None)
    until = kept_until(found)
    page = {
        "client": found,
        "form": form,
        "until": until,
        "over": until and until <= today(request.user.clinic),
    }
    if request.POST and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "sure"}
        try:
            done = erasing.erase(by=request.user, thing=found, **fields)
        except acts.TooEarly as why:
            form.add_error("early", f"{why}")
        else:
            return render(request, "keeping/erasure.html", {"done": done})
    return render(request, "keeping/erase.html", page)


def _client(request: HttpRequest, key: UUID) -> Client:
    found = look.one(Client, request.user.clinic, key)
    require(may_erase, request.user, found)
    return found
