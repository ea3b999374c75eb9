"""The next visit: the day that the plan asks for, and free times about it, each booked by one tap."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from palpate.accounts.models import User
from palpate.accounts.rights import TREATING, may_arrange, may_read_record, may_treat, require
from palpate.clinic.client.forms import moment_ahead
from palpate.clinic.client.reading import Held, held_of
from palpate.records import acts, look, once
from palpate.records.errors import Conflict
from palpate.records.models import Episode, Row, Visit, VisitState
from palpate.records.models.words import State
from palpate.records.times import Wish, offers

A_WEEK = 7  # days between visits while no plan says otherwise


@dataclass(frozen=True)
class Offer:
    """A free time, and how many days it lies from the day that is looked for."""

    starts: datetime
    off: int

    @property
    def said(self) -> str:
        """The distance in words."""
        days = f"{abs(self.off)} day{'' if abs(self.off) == 1 else 's'}"
        return f"{days} {'later' if self.off > 0 else 'earlier'}" if self.off else "on the day"


@dataclass(frozen=True)
class Course:
    """How an episode's visits go on: the visits so far, the rhythm of the plan, with whom and when next."""

    episode: Episode
    held: list[Held]
    therapist: User
    days: int  # from one visit to the next
    planned: int | None  # how many visits the plan has; None: no plan, or not for this reader
    zone: ZoneInfo

    @property
    def ahead(self) -> list[Held]:
        """Visits that are booked and lie ahead."""
        return [one for one in self.held if one.ahead and one.visit.starts_at > timezone.now()]

    @property
    def count(self) -> int:
        """Visits held or still to be held."""
        return len(self._real)

    @property
    def _real(self) -> list[Held]:
        return [one for one in self.held if one.state not in (State.CANCELLED, State.NO_SHOW)]

    @property
    def last(self) -> Visit | None:
        """The visit after which the next is looked for."""
        return self._real[-1].visit if self._real else None

    @property
    def wish(self) -> Wish:
        """What is looked for: so many days after the last visit, at its hour, and not before it is over."""
        here, last = timezone.now().astimezone(self.zone), self.last
        if last is None:
            return Wish(here.date(), None, self.therapist.visit_minutes, here.astimezone(UTC))
        starts = last.starts_at.astimezone(self.zone)
        near = max(starts.date() + timedelta(days=self.days), here.date())
        after = max(here, last.ends_at).astimezone(UTC)
        return Wish(near, starts.time().replace(second=0, microsecond=0), last.minutes, after)

    def offers(self) -> list[Offer]:
        """The times to choose from, the best first."""
        wish = self.wish
        found = offers(self.therapist, self.zone, wish)
        return [Offer(one, (one.astimezone(self.zone).date() - wish.near).days) for one in found]


def course_of(user: User, episode: Episode) -> Course:
    """How the episode goes on, as far as this reader may know; at most six queries."""
    held = held_of(episode)
    plan = look.plan_of(episode) if may_read_record(user, episode) else None
    content: dict[str, Any] = plan.content if plan else {}
    return Course(
        episode=episode,
        held=held,
        therapist=_therapist(user, held),
        days=max(1, int(content.get("days_between") or A_WEEK)),
        planned=int(content["visits"]) if content.get("visits") else None,
        zone=ZoneInfo(user.clinic.time_zone),
    )


def _therapist(user: User, held: list[Held]) -> User:
    """Whose the last visit was, while they treat here; else who asks; else the first who treats."""
    last = held[-1].visit.therapist if held else None
    if last is not None and may_treat(last, last):
        return last
    if user.role in TREATING:
        return user
    people = User.objects.filter(clinic=user.clinic, role__in=TREATING, is_active=True)
    return people.order_by("display_name", "username").first() or user


@login_required
@require_GET
def next_visit(request: HttpRequest, episode: UUID) -> HttpResponse:
    """The times to choose from: a part of another page, or a page of its own."""
    return _answer(request, _episode(request, episode), _row(episode, request.GET.get("undo", "")))


@login_required
@require_POST
def next_book(request: HttpRequest, episode: UUID) -> HttpResponse:
    """Book one of the times that were offered; one that was taken meanwhile is refused, with other times."""
    of = _episode(request, episode)
    starts, minutes = moment_ahead(request.POST.get("starts", "")), request.POST.get("minutes", "")
    if not (minutes.isascii() and minutes.isdecimal() and 5 <= int(minutes[:4]) <= 240):
        return HttpResponseBadRequest("a visit takes 5 to 240 minutes")
    key = request.POST.get("therapist", "")
    person = get_object_or_404(
        User,
        pk=int(key) if key.isascii() and key.isdecimal() and len(key) < 10 else 0,
        clinic=request.user.clinic,
    )
    row = once.stored(request, Visit)
    if row is None:
        if starts is None:
            return _refused(request, of, "That is no time to come. Here are others.")
        try:
            row = acts.book_visit(
                by=request.user, episode=of, therapist=person, starts_at=starts, minutes=int(minutes),
                free=True, row_id=once.row_id(request),
            )  # fmt: skip
        except Conflict as taken:
            return _refused(request, of, f"Not booked: {taken}. Here are others.")
    return _done(request, of, row)


@login_required
@require_POST
def visit_cancel(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Call a visit off."""
    found = look.one(Visit, request.user.clinic, visit)
    of = _episode(request, found.episode_id)
    row = once.stored(request, VisitState) or acts.change_visit_state(
        by=request.user, visit=found, state=State.CANCELLED, row_id=once.row_id(request)
    )
    return _done(request, of, row)


@login_required
@require_POST
def next_undo(request: HttpRequest, episode: UUID) -> HttpResponse:
    """Take a booking, a move or a cancelling back."""
    of = _episode(request, episode)
    row = _row(episode, request.POST.get("row", ""))
    if row is None:
        return HttpResponseBadRequest("there is no such booking of this episode to take back")
    try:
        acts.undo(by=request.user, row=row, row_id=once.row_id(request))
    except Conflict as refused:
        return _refused(request, of, f"Not taken back: {refused}.")
    return _done(request, of, None)


def _episode(request: HttpRequest, key: UUID) -> Episode:
    episode = look.one(Episode, request.user.clinic, key)
    require(may_arrange, request.user, episode)
    return episode


def _row(episode: UUID, key: str) -> Visit | VisitState | None:
    """The booking or the state of a visit of the episode that `key` names."""
    try:
        pk = UUID(key)
    except ValueError:
        return None
    booked = Visit.objects.filter(pk=pk, episode_id=episode).select_related("therapist").first()
    states = VisitState.objects.filter(pk=pk, visit__episode_id=episode)
    found: Visit | VisitState | None = booked or states.first()
    return found


def _said(row: Row | None) -> str:
    """What was just done."""
    if isinstance(row, Visit):
        starts = timezone.localtime(row.starts_at)
        word = "Booked" if row.replaces_id is None else "Moved to"
        return f"{word} {starts:%a} {starts.day} {starts:%b}, {starts:%H:%M}, with {row.therapist}"
    return "The visit is called off" if row is not None else ""


def _done(request: HttpRequest, episode: Episode, row: Visit | VisitState | None) -> HttpResponse:
    if request.htmx:
        return _answer(request, episode, row)
    place = redirect("clinic:next_visit", episode.first)
    if row is not None:
        place["Location"] += f"?undo={row.pk}"
    return place


def _refused(request: HttpRequest, episode: Episode, why: str) -> HttpResponse:
    if request.htmx:
        return _answer(request, episode, None, why)
    messages.warning(request, why)
    return redirect("clinic:next_visit", episode.first)


def _answer(
    request: HttpRequest, episode: Episode, row: Visit | VisitState | None, refused: str = ""
) -> HttpResponse:
    course = course_of(request.user, episode)
    near: date = course.wish.near
    page = {
        "room": "clients",
        "episode": episode,
        "course": course,
        "offers": course.offers(),
        "near": near,
        "undo": row,
        "said": _said(row),
        "refused": refused,
        # The client's page lists the visits as well: they are shown anew with the answer.
        "listed": request.htmx
        and "/clients/" in (request.htmx.current_url or "")
        and request.method == "POST",
        "reads": may_read_record(request.user, episode),
        "arranges": True,
    }
    if request.htmx:
        return render(request, "clinic/client/next_times.html", page, status=422 if refused else 200)
    page["client"] = look.client_of(episode)
    return render(request, "clinic/client/next.html", page)
