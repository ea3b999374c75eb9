"""Sending the answers to the clinic: at the end, and at once when the screening raises an alarm.

A client who was stopped may have pressed the wrong answer, and goes on. So the same link may send again
while it works: what is sent later replaces what was sent before, and both stay in the record.
"""

from typing import Any

from palpate.portal import said
from palpate.portal.links import Link
from palpate.reasoning.report import screen_report
from palpate.records import acts, look
from palpate.records.models import IntakeSubmitted, Mark
from palpate.records.models.words import JudgementKind


def send(link: Link, *, finished: bool) -> IntakeSubmitted:
    """Send all that was answered so far and keep what the screening says of it, so that the day's list shows
    it. Raises Closed when the link has expired meanwhile.
    """
    whole = {**link.answers, "finished": finished}
    link.sent = _again(link, whole) if link.sent else _first(link, whole)
    for stale in ("episode", "client", "known"):
        link.__dict__.pop(stale, None)
    case = look.case_of(link.episode, today=link.today)
    acts.keep_judgement(
        by=None,
        episode=link.episode,
        kind=JudgementKind.SCREEN,
        knowledge_version=link.knowledge.version,
        result=screen_report(case, link.knowledge),
    )
    return link.sent


def _first(link: Link, whole: dict[str, Any]) -> IntakeSubmitted:
    return acts.submit_intake(
        invitation=link.invitation,
        row_id=link.draft.sending,
        answers=whole,
        observations=said.seen(whole),
        marks=said.marked(whole),
        scores=said.scored(whole),
        consent=said.agreed(whole),
        client=said.client_fields(whole, link.client) or None,
        episode=said.episode_fields(whole, link.episode) or None,
    )


def _again(link: Link, whole: dict[str, Any]) -> IntakeSubmitted:
    """Only what changed is sent."""
    sent = link.sent
    if sent is None or sent.answers == whole:
        return sent or _first(link, whole)
    scores, agreed = said.scored(whole), said.agreed(whole)
    before, after = said.marked(sent.answers), said.marked(whole)
    return acts.correct_intake(
        sent=sent,
        answers=whole,
        observations=_changed_findings(sent, whole),
        marks=[one for one in after if one not in before],
        marks_gone=_marks_gone(link, [one for one in before if one not in after]),
        scores=[] if scores == said.scored(sent.answers) else scores,
        consent=None if agreed == said.agreed(sent.answers) else agreed,
        client=said.client_fields(whole, link.client) or None,
        episode=said.episode_fields(whole, link.episode) or None,
    )


def _changed_findings(sent: IntakeSubmitted, whole: dict[str, Any]) -> list[acts.Seen]:
    """What is answered otherwise than before. An answer that was taken back is unclear now, not absent."""
    before, after = said.findings_said(sent.answers), said.findings_said(whole)
    changed = [one for one in said.seen(whole) if (one.finding, after[one.finding]) not in before.items()]
    return [*changed, *(acts.Seen(finding=finding) for finding in before if finding not in after)]


def _marks_gone(link: Link, gone: list[acts.Marked]) -> list[Mark]:
    """The stored marks that were taken away or told otherwise."""
    places = {_place(one) for one in gone}
    stored = look.latest(Mark, episode_id=link.episode.first, visit_id=None, by_client=True)
    return [row for row in stored if _place(row) in places]


def _place(mark: acts.Marked | Mark) -> tuple[str, float, float]:
    return mark.view, mark.x, mark.y
