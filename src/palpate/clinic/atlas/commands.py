"""What the search can do beside finding: go to a step of the visit that is open, or to a page."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from palpate.accounts.rights import (
    TREATING,
    may_arrange,
    may_manage_clinic,
    may_read_record,
    may_register_client,
    may_treat,
)
from palpate.clinic.frame import STEPS
from palpate.knowledge.find import plain
from palpate.pages.addresses import address
from palpate.records import look
from palpate.records.clock import today
from palpate.records.models import Client, Visit, VisitState
from palpate.records.models.words import State

MOST = 5
# By what else a step of a visit is looked for.
STEP_WORDS = {
    "screen": "screening red flags safety questions intake",
    "assess": "assessment findings tests examine motion palpation finding",
    "plan": "techniques dose course visits goals",
    "treat": "treatment table timer massage",
    "note": "soap apso sign write",
    "home": "exercises program homework",
    "progress": "scores outcome measures goals chart forecast",
    "letter": "physician doctor referral report",
}


@dataclass(frozen=True)
class Command:
    """One thing that can be gone to: what it is called, where, what kind of thing, and its other words."""

    name: str
    url: str
    kind: str
    words: str = ""

    def answers(self, asked: list[str]) -> bool:
        """Whether each asked word begins one of its own."""
        own = plain(f"{self.name} {self.words}").split()
        return all(any(word.startswith(one) for word in own) for one in asked)

    def rank(self, asked: list[str]) -> int:
        """0 where the name itself begins so, 1 where a word of it does, else 2."""
        name, first = plain(self.name), asked[0] if asked else ""
        return 0 if name.startswith(first) else 1 if f" {first}" in f" {name}" else 2


def open_visit_of(request: HttpRequest) -> Visit | None:
    """The visit on whose pages the search is asked, elsewhere one's own that is in treatment today; None for
    whoever may not read it, and where there is none.
    """
    user, path = request.user, urlsplit(getattr(request.htmx, "current_url", None) or "").path
    try:
        key = resolve(path).kwargs.get("visit")
        visit = look.one(Visit, user.clinic, key) if isinstance(key, UUID) else _in_treatment(user)
    except (Resolver404, Http404):
        return None
    return visit if visit is not None and may_read_record(user, visit) else None


def _in_treatment(user: Any) -> Visit | None:
    """One's own visit that goes on now: the last of today that is in treatment; two queries at most."""
    if user.role not in TREATING:
        return None
    rows = look.latest(Visit, therapist_id=user.pk, **_today(user))
    going = look.latest(VisitState, visit_id__in=[row.first for row in rows], state=State.IN_TREATMENT)
    keys = {state.visit_id for state in going}
    return max((row for row in rows if row.first in keys), key=lambda row: row.starts_at, default=None)


def _today(user: Any) -> dict[str, Any]:
    begins = datetime.combine(today(user.clinic), time(), ZoneInfo(user.clinic.time_zone))
    return {"starts_at__gte": begins, "starts_at__lt": begins + timedelta(days=1)}


def commands(request: HttpRequest, text: str, visit: Visit | None) -> list[Command]:
    """What answers to the text, steps of the visit before pages; for an empty text, the first of both."""
    asked = plain(text).split()
    if text.strip() and not asked:
        return []
    every = [*(_of_visit(request.user, visit) if visit else []), *_pages(request.user)]
    found = [one for one in every if one.answers(asked)]
    if not asked:
        return found[:12]
    return sorted(found, key=lambda one: one.rank(asked))[:MOST]


def _of_visit(user: Any, visit: Visit) -> list[Command]:
    kind = f"visit of {timezone.localtime(visit.starts_at):%H:%M}"
    found = [Command(word, address(name, visit.first), kind, STEP_WORDS[step]) for step, word, name in STEPS]
    scores = f"{address('clinic:progress', visit.first)}#score-fields"
    found.append(Command("Score", scores, kind, "measure outcome questionnaire nprs psfs"))
    found.append(
        Command("Body chart", address("clinic:assess_body", visit.first), kind, "marks pain drawing")
    )
    if may_arrange(user, visit):
        url = address("clinic:next_visit", visit.episode_id)
        found.append(Command("Book the next visit", url, kind, "booking time free"))
    return found


def _pages(user: Any) -> list[Command]:
    page = "page"
    found = [Command("Today", "/", page, "day visits"), Command("Clients", reverse("clinic:clients"), page)]
    if may_register_client(user, user.clinic):
        found.append(Command("New client", reverse("clinic:client_new"), page, "enter add register"))
    found += [
        Command("Knowledge", reverse("clinic:knowledge"), page, "atlas tests muscles"),
        Command("Working hours", reverse("accounts:own_hours"), page, "buffer week breaks"),
        Command("Your sign-in", reverse("accounts:own"), page, "password passkey app settings"),
        Command("What waits for the network", "/offline/", page, "offline queue"),
    ]
    if may_manage_clinic(user, user.clinic):
        found += [
            Command("People of the clinic", reverse("clinic:people"), page, "roles rights add person"),
            Command("How everybody signs in", reverse("accounts:house"), page, "rules lock settings"),
            Command("Record, backups and export", reverse("keeping:record"), page, "ledger verify"),
        ]
    return found


def visits_today(user: Any, clients: list[Client]) -> list[tuple[Client, Visit]]:
    """The visits that these clients have today, for whoever reads the record; two queries at most."""
    if not clients or not may_read_record(user, user.clinic):
        return []
    keys = [one.first for one in clients]
    rows = look.latest(Visit, related=("episode",), episode__client_id__in=keys, **_today(user))
    by_client = {one.first: one for one in clients}
    return [(by_client[row.episode.client_id], row) for row in rows if row.episode.client_id in by_client]


def finding_url(user: Any, visit: Visit | None, kind: str, id: str) -> str:
    """Where a hit leads: a finding into the visit that is open, all else to its page."""
    if visit is not None and kind == "findings" and may_treat(user, visit):
        return f"{address('clinic:assess', visit.first)}?find={id}"
    return reverse("clinic:entry", args=[kind, id])
