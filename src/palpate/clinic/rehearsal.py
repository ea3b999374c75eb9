"""The day and a visit drawn once, for nobody and of nobody, before the processes that answer are forked: what
a first page works out and looks up on its way is then there, and shared, instead of made by each of them.

Nothing is read from the record and nothing written to it.
"""

from typing import Any
from uuid import UUID

from django.contrib.messages.storage import default_storage
from django.db import connection
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone

from palpate.accounts.models import Clinic, Role, User
from palpate.clinic.assess.groups import GROUPS, group
from palpate.clinic.assess.panel import Panel
from palpate.clinic.assess.thinking import Thinking
from palpate.clinic.frame import Frame
from palpate.clinic.screen.forms import DispositionForm
from palpate.clinic.screen.questions import Asking
from palpate.clinic.today.board import board
from palpate.clinic.today.lines import Line
from palpate.knowledge import knowledge
from palpate.reasoning.case import Case, Complaint, Place
from palpate.reasoning.report import plan_report
from palpate.reasoning.screening.screen import screen
from palpate.records import look
from palpate.records.look.chart import Chart, put_together
from palpate.records.models import Client, Episode, Visit
from palpate.records.models.words import State
from palpate.records.prepared import only_put_together

# What clients come with most. A case without a complaint would ask for far more than a visit ever does.
REGION = "lumbar"
CASE = Case(complaint=Complaint(regions=(Place(region=REGION),)))
NOBODY = UUID(int=0)


def rehearse() -> dict[str, str]:
    """The pages by their step; a query is refused, with RuntimeError."""
    with connection.execute_wrapper(_refuse):
        request = _request()
        _queries(request.user)
        plan_report(CASE, knowledge())
        visit = _visit(request.user)
        steps = {"today": _today(visit), "screen": _screen(visit), "assess": _assess(visit)}
        return {
            step: render_to_string(f"clinic/{step}/{step}.html", shown, request)
            for step, shown in steps.items()
        }


def _refuse(*_query: Any) -> Any:
    raise RuntimeError("the rehearsal asks nothing of the record")


def _request() -> Any:
    """A request of somebody who treats."""
    request: Any = HttpRequest()
    request.GET, request.path = QueryDict(), "/"
    request.META |= {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.user = User(pk=0, username="nobody", role=Role.THERAPIST, clinic=Clinic(pk=0))
    request._messages = default_storage(request)
    return request


def _queries(user: User) -> None:
    """Have the queries of the day and of a visit put together."""
    put_together()
    with only_put_together():
        look.day(user.clinic, timezone.now().date())
        look.open_notes(user.clinic, therapist=user)
        look.notes_to_cosign(user.clinic, user)


def _visit(user: User) -> Visit:
    own: dict[str, Any] = {"clinic": user.clinic, "first": NOBODY}
    client = Client(given_name="No", family_name="Body", **own)
    episode = Episode(client=client, title="Low back", regions=[{"region": REGION}], **own)
    return Visit(episode=episode, therapist=user, starts_at=timezone.now(), minutes=60, **own)


def _today(visit: Visit) -> dict[str, Any]:
    episode, now = visit.episode, timezone.now()
    day = look.DayLine(visit, episode, episode.client, State("booked"), "", "none", ())
    line = Line(day, clinical=True, arranges=True, named=True)
    return {"on": now.date(), "now": now.date(), "board": board([line], visit.therapist, now.date(), now)}


def _screen(visit: Visit) -> dict[str, Any]:
    frame = _frame(visit, "screen")
    form = DispositionForm(frame=frame, clears=True)
    return {"frame": frame, "asking": Asking(frame, ""), "treats": True, "form": form}


def _assess(visit: Visit) -> dict[str, Any]:
    frame = _frame(visit, "assess")
    thinking = Thinking(frame)
    groups = [group(key, REGION, thinking) for key, *_ in GROUPS]
    return {"frame": frame, "panel": Panel(thinking), "groups": groups, "region": REGION, "may_treat": True}


def _frame(visit: Visit, step: str) -> Frame:
    episode, known = visit.episode, knowledge()
    background = look.Background(episode.client, None, False, [], [], [], [], None)
    chart = Chart(visit, episode, episode.client, background, CASE, [], [], [], [], [])
    return Frame(chart=chart, triage=screen(CASE, known), knowledge=known, step=step)
