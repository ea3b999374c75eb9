"""From the link to the episode: who it is for, what is known already, and what was kept of the answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db import transaction

from palpate.accounts.models import Clinic
from palpate.knowledge import Knowledge, knowledge
from palpate.portal.models import Draft
from palpate.portal.said import UNSAID, findings_said, told_at_start
from palpate.reasoning import case as reasoning
from palpate.reasoning.screening.screen import Triage, screen
from palpate.records import look
from palpate.records.clock import today
from palpate.records.look import case as reading
from palpate.records.models import Client, Episode, IntakeSubmitted, Invitation, Observation
from palpate.records.models.words import Purpose

Answers = dict[str, Any]


@dataclass
class Link:
    """An opened intake link."""

    invitation: Invitation
    clinic: Clinic
    draft: Draft
    sent: IntakeSubmitted | None
    today: date

    @property
    def answers(self) -> Answers:
        """What was answered so far."""
        return cast(Answers, self.draft.answers)

    @property
    def finished(self) -> bool:
        """Whether the client came to the end and signed."""
        return bool(self.sent and self.sent.answers.get("finished"))

    @cached_property
    def knowledge(self) -> Knowledge:
        """What the questions come from."""
        return knowledge()

    @cached_property
    def episode(self) -> Episode:
        """The episode as it now stands."""
        return look.latest(Episode, first=self.invitation.episode_id)[-1]

    @cached_property
    def client(self) -> Client:
        """Who the link was sent to."""
        return look.client_of(self.episode)

    @cached_property
    def known(self) -> list[Observation]:
        """What the record says already: an illness known to the house counts here too."""
        return look.observations(self.episode)

    @cached_property
    def cleared(self) -> tuple[str, ...]:
        """The red-flag rules that a physician has looked into."""
        return reading.cleared(look.dispositions(self.episode))

    def case(self) -> reasoning.Case:
        """The record, with what the client has answered since laid over it."""
        about, why = self.answers.get("about", {}), self.answers.get("why", {})
        born = about.get("birth_date")
        sex = about.get("sex") or self.client.sex
        onset = date.fromisoformat(why["onset"]) if why.get("onset") else self.episode.onset_date
        regions = why.get("regions", self.episode.regions)
        zone = ZoneInfo(self.clinic.time_zone)
        said = findings_said(self.answers)
        former = (reading.observation(row, zone) for row in self.known if row.finding not in said)
        return reasoning.Case(
            client=reasoning.Client(
                age=_years(date.fromisoformat(born), self.today)
                if born
                else look.age(self.client, self.today),
                sex=cast(Any, None if sex in ("", UNSAID) else sex),
            ),
            complaint=reasoning.Complaint(
                regions=tuple(reasoning.Place(**place) for place in regions),
                days=max(0, (self.today - onset).days) if onset else None,
            ),
            observations=(*former, *(_observation(finding, value) for finding, value in said.items())),
            cleared=self.cleared,
        )

    def triage(self) -> Triage:
        """What the screening says of the answers so far."""
        return screen(self.case(), self.knowledge)

    def keep(self, change: Callable[[Answers], None]) -> None:
        """Change the kept answers. What another open page wrote meanwhile stays."""
        with transaction.atomic():
            begun = {"sending": self.draft.sending, "answers": self.draft.answers}
            Draft.objects.get_or_create(pk=self.draft.pk, defaults=begun)
            newest = Draft.objects.select_for_update().get(pk=self.draft.pk)
            change(newest.answers)
            newest.save()
        self.draft = newest


def open_link(token: str) -> Link | None:
    """The intake that the token opens; None where it is unknown, has expired or is for something else."""
    invitation = look.invitation_of(token, Purpose.INTAKE)
    if invitation is None:
        return None
    clinic = Clinic.objects.get(pk=invitation.clinic_id)
    draft = Draft.objects.filter(pk=invitation.first).first() or Draft(invitation=invitation.first)
    sent = look.latest(IntakeSubmitted, invitation_id=invitation.first)[-1:]
    link = Link(invitation, clinic, draft, sent[0] if sent else None, today(clinic))
    if not draft.answers:
        draft.answers = told_at_start(link.client, link.episode)
    return link


def onset(number: int, unit: str, day: date) -> date:
    """The day on which it began: so many days, weeks, months or years before a day."""
    return day - timedelta(
        days=round(number * {"days": 1, "weeks": 7, "months": 30.44, "years": 365.25}[unit])
    )


def _years(born: date, day: date) -> float:
    return float(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def _observation(finding: str, value: bool | float | None) -> reasoning.Observation:
    if value is None or isinstance(value, bool):
        return reasoning.Observation(finding=finding, present=value)
    return reasoning.Observation(finding=finding, value=value)
