"""Acts by which the client is asked, answers and consents."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from palpate.accounts.models import User
from palpate.accounts.rights import may_arrange, may_treat, require
from palpate.records.acts.checks import check
from palpate.records.acts.common import corrected, new
from palpate.records.acts.given import Agreed, ClientFields, EpisodeFields, Marked, Scored, Seen
from palpate.records.acts.seen import mark_row, observation_rows, score_rows
from palpate.records.clock import now
from palpate.records.errors import Closed
from palpate.records.ledger import write, write_all, writing
from palpate.records.models import Client, Consent, Episode, IntakeSubmitted, Invitation, Mark, Row
from palpate.records.models.words import Purpose
from palpate.records.newest import latest


def invite(
    *, by: User, episode: Episode, purpose: Purpose | str, days: int = 14, row_id: UUID | None = None
) -> Invitation:
    """Make a link for the client that works for so many days. Its `token` goes into the address."""
    require(may_arrange, by, episode)
    row = new(
        Invitation,
        by=by,
        clinic_id=episode.clinic_id,
        row_id=row_id,
        episode_id=episode.first,
        purpose=purpose,
        token=secrets.token_urlsafe(32),
        expires_at=now() + timedelta(days=days),
    )
    return write(row)


def submit_intake(
    *,
    invitation: Invitation,
    row_id: UUID,
    answers: dict[str, Any],
    observations: Sequence[Seen] = (),
    marks: Sequence[Marked] = (),
    scores: Sequence[Scored] = (),
    consent: Agreed | None = None,
    client: ClientFields | None = None,
    episode: EpisodeFields | None = None,
) -> IntakeSubmitted:
    """Store all that the client sent, in one transaction. `row_id` is made with the form: sending the
    form twice stores it once. Raises Closed for a link that has expired or was used, CaseError for what
    cannot be.
    """
    check(observations=observations, scores=scores)
    with writing(invitation.clinic_id):
        for before in IntakeSubmitted.objects.filter(invitation_id=invitation.first):
            if before.pk == row_id:
                return before
            raise Closed("this intake was sent already; ask the clinic for a new link")
        open_for(invitation, Purpose.INTAKE)
        of = Episode.objects.select_related("client").get(pk=invitation.episode_id)
        rows: list[Row] = []
        if client:
            rows.append(corrected(of.client, by=None, **client))
        if episode:
            rows.append(corrected(of, by=None, **episode))
        rows += observation_rows(by=None, episode=of, visit=None, observations=observations)
        rows += [mark_row(by=None, episode=of, visit=None, marked=one) for one in marks]
        rows += score_rows(by=None, episode=of, visit=None, scores=scores)
        if consent:
            rows.append(_consent(by=None, episode=of, agreed=consent))
        for number, row in enumerate(rows):
            row.id = uuid5(row_id, str(number))
        sent = new(
            IntakeSubmitted,
            by=None,
            clinic_id=of.clinic_id,
            row_id=row_id,
            invitation_id=invitation.first,
            episode_id=of.first,
            answers=answers,
        )
        write_all([*rows, sent])
        return sent


def correct_intake(
    *,
    sent: IntakeSubmitted,
    answers: dict[str, Any],
    observations: Sequence[Seen] = (),
    marks: Sequence[Marked] = (),
    marks_gone: Sequence[Mark] = (),
    scores: Sequence[Scored] = (),
    consent: Agreed | None = None,
    client: ClientFields | None = None,
    episode: EpisodeFields | None = None,
) -> IntakeSubmitted:
    """Store what the client, by the same link, says otherwise than before; only what changed is given. Each
    row takes the place of the one it corrects, and both stay. Raises Closed and CaseError as `submit_intake`.
    """
    check(observations=observations, scores=scores)
    with writing(sent.clinic_id):
        open_for(Invitation.objects.get(pk=sent.invitation_id), Purpose.INTAKE)
        of = latest(Episode, first=sent.episode_id)[-1]
        rows: list[Row] = []
        if client:
            rows.append(corrected(latest(Client, first=of.client_id)[-1], by=None, **client))
        if episode:
            rows.append(corrected(of, by=None, **episode))
        rows += observation_rows(by=None, episode=of, visit=None, observations=observations)
        rows += [corrected(mark, by=None, removed=True) for mark in marks_gone]
        rows += [mark_row(by=None, episode=of, visit=None, marked=one) for one in marks]
        rows += score_rows(by=None, episode=of, visit=None, scores=scores)
        if consent:
            rows.append(_consent(by=None, episode=of, agreed=consent))
        correction = corrected(sent, by=None, answers=answers)
        for number, row in enumerate(rows):
            row.id = uuid5(correction.pk, str(number))
        write_all([*rows, correction])
        return correction


def give_consent(*, by: User, episode: Episode, agreed: Agreed, row_id: UUID | None = None) -> Consent:
    """Store a consent that the client signed at the clinic, on the therapist's device."""
    require(may_treat, by, episode)
    return write(_consent(by=by, episode=episode, agreed=agreed, row_id=row_id))


def open_for(invitation: Invitation, purpose: Purpose | str) -> None:
    """Go on only while the link works and is for this. Raises Closed."""
    if invitation.purpose != purpose or invitation.removed:
        raise Closed("this link is for something else; ask the clinic for a new one")
    if invitation.expires_at <= now():
        raise Closed("this link has expired; ask the clinic for a new one")


def _consent(*, by: User | None, episode: Episode, agreed: Agreed, row_id: UUID | None = None) -> Consent:
    return new(
        Consent,
        by=by,
        clinic_id=episode.clinic_id,
        row_id=row_id,
        episode_id=episode.first,
        text_version=agreed.text_version,
        signature=agreed.signature,
        pressure_at_most=agreed.pressure_at_most,
        areas_to_avoid=agreed.areas_to_avoid,
    )
