"""The owner's page of the record as a whole: backups, everything to take along, how long it is kept."""

import os
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from palpate.accounts.rights import may_backup, may_export, may_manage_clinic, require
from palpate.accounts.strength import ask_password_again
from palpate.keeping import jobs, keys, timing
from palpate.keeping.forms import YearsForm
from palpate.records import acts, look, once
from palpate.records.models import BackupMade, Erasure, Hold, YearsToKeep


@login_required
@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """Backups and their age, exports, the years to keep, who is restricted, what was erased."""
    clinic = request.user.clinic
    require(may_manage_clinic, request.user, clinic)
    kept = look.latest(YearsToKeep, clinic=clinic)
    page = {
        **_backups(),
        "jobs": jobs.newest(clinic)[:5],
        "years": YearsForm(initial={"years": kept[-1].years, "law": kept[-1].law} if kept else None),
        "kept": kept[-1] if kept else None,
        "held": [one for one in look.latest(Hold, clinic=clinic) if one.reason != Hold.fixed],
        "erased": look.latest(Erasure, clinic=clinic),
    }
    return render(request, "keeping/record.html", page)


@login_required
@require_POST
def years(request: HttpRequest) -> HttpResponse:
    """Say how many years a record is kept here."""
    clinic = request.user.clinic
    require(may_manage_clinic, request.user, clinic)
    form = YearsForm(request.POST)
    if form.is_valid():
        acts.set_years_to_keep(
            by=request.user, clinic=clinic, row_id=once.row_id(request), **form.cleaned_data
        )
        messages.success(request, "Kept.")
    else:
        messages.error(request, "Write a number of years from 0 to 100.")
    return redirect("keeping:record")


@login_required
@require_POST
def backup_now(request: HttpRequest) -> HttpResponse:
    """Begin a backup."""
    require(may_backup, request.user, request.user.clinic)
    if not keys.is_set():
        messages.error(request, "There is no key for backups yet: see PALPATE_BACKUP_KEY in docs/keeping.md.")
        return redirect("keeping:record")
    return redirect("keeping:job", jobs.start("backup", request.user).id)


@ask_password_again
@require_POST
def export_all(request: HttpRequest) -> HttpResponse:
    """Begin an export of the whole clinic."""
    require(may_export, request.user, request.user.clinic)
    return redirect("keeping:job", jobs.start("export", request.user).id)


@login_required
@require_GET
def job(request: HttpRequest, job: UUID) -> HttpResponse:
    """How far it has come; the part alone while the page asks again."""
    page = {"job": _job(request, job)}
    return render(request, "keeping/progress.html" if request.htmx else "keeping/job.html", page)


@ask_password_again
@require_GET
def job_file(request: HttpRequest, job: UUID) -> HttpResponseBase:
    """The finished export."""
    file = _job(request, job).folder / jobs.FILE
    if not file.exists():
        raise Http404("there is no such file")
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=f"everything-{timezone.localdate()}.zip"
    )


def _job(request: HttpRequest, key: UUID) -> jobs.Job:
    clinic = request.user.clinic
    require(may_manage_clinic, request.user, clinic)
    found = jobs.find(key, clinic)
    if found is None:
        raise Http404("there is no such job")
    return found


def _backups() -> dict[str, Any]:
    """The last verified one, whether it is older than it should be, and what went wrong since."""
    good, tried = timing.last_good(), BackupMade.objects.order_by("at").last()
    try:
        wanted, wrong = timing.of_setting(), ""
    except timing.BadTiming as error:
        wanted, wrong = None, str(error)
    late = wanted is not None and (good is None or good.at < wanted.last_before(timezone.localtime()))
    failed = tried is not None and tried.verified_at is None and (good is None or tried.at > good.at)
    return {
        "good": good,
        "late": late,
        "failed": tried if failed else None,
        "setting": os.environ.get(timing.SETTING, ""),
        "wrong": wrong,
        "has_key": keys.is_set(),
    }
