"""What is new at a visit: asked for every ten seconds by an open page, so it is small, and mostly 304."""

import hashlib
import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from palpate.accounts.rights import may_read_record, require
from palpate.clinic.together.here import look_in
from palpate.clinic.together.said import events, newest
from palpate.records import look
from palpate.records.models import Visit


@login_required
@require_GET
def news(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Who else is on the visit, and what they wrote since the row `since`; 304 where that is as before.
    Without `since`: from which row to ask on.
    """
    found = look.one(Visit, request.user.clinic, visit)
    require(may_read_record, request.user, found)
    said: dict[str, Any] = {"here": look_in(found.first, request.user), "newest": newest(found.clinic_id)}
    since = request.GET.get("since", "")
    if since.isdecimal() and int(since[:18]) < said["newest"]:
        wrote = events(found, int(since[:18]), request.user)
        said["events"] = [asdict(one) for one in wrote or []]
        said["much"] = wrote is None
    body = json.dumps(said)
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    answer = HttpResponse(body, content_type="application/json", headers={"ETag": tag})
    # A page that was left open asks on; only what it learns of the client counts as a look.
    answer.nothing_seen = "events" not in said
    return answer
