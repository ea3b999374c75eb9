"""Reading what a note is composed from: few queries, each once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from palpate.accounts.models import Clinic
from palpate.clinic.frame import Frame
from palpate.clinic.note.compose import Gathered
from palpate.clinic.note.words import short_day
from palpate.clinic.progress.verdicts import verdicts
from palpate.reasoning.case import Case
from palpate.reasoning.causes.differential import differential
from palpate.records import look
from palpate.records.look import case as reading
from palpate.records.look.done import newest_of, treated, treatment_rows
from palpate.records.models import Mark, Observation, Score, Treatment, Visit


def gather(frame: Frame, clinic: Clinic) -> Gathered:
    """All that is known of the visit, ready for the composing."""
    zone = ZoneInfo(clinic.time_zone)
    every = frame.chart.own
    scores = look.scores(frame.episode)
    visits = look.visits(frame.episode)
    treatments = frame.chart.done or treatment_rows(frame.episode.first)
    marks = look.marks(frame.episode)
    case = _whole(frame, every, scores, treatments, marks, zone)
    before = [one for one in visits if one.starts_at < frame.visit.starts_at]
    seen = [row for row in every if _of_visit(row, frame.visit, before[-1:])]
    return Gathered(
        knowledge=frame.knowledge,
        client=case.client,
        words=frame.episode.words,
        first=not before,
        day=frame.visit.starts_at.astimezone(zone).date(),
        triage=frame.triage,
        asked_out=frame.asked_out,
        seen=seen,
        former=_former(every, seen),
        scores=scores,
        marks=look.pains(marks),
        signs=[mark for mark in look.signs(marks) if mark.visit_id == frame.visit.first],
        treatments=[row for row in newest_of(treatments) if row.visit_id == frame.visit.first],
        hypotheses=differential(case, frame.knowledge, frame.triage),
        progress=[
            (f"{judged.goal.measure}.{judged.goal.side or ''}", judged.line)
            for judged in verdicts(case, frame.knowledge)
        ],
        limits=frame.restricted,
        plan=_plan(frame),
        home=_home(frame),
        decided=[one for one in frame.chart.dispositions if one.visit_id in (None, frame.visit.first)],
        next_visit=_next(visits, frame.visit, zone),
        case=case,
    )


def _whole(
    frame: Frame,
    every: list[Observation],
    scores: list[Score],
    treatments: list[Treatment],
    marks: list[Mark],
    zone: ZoneInfo,
) -> Case:
    """The chart's case with the parts that pages of a visit usually leave out."""
    return msgspec.structs.replace(
        frame.chart.case,
        pain=reading.pain(marks),
        scores=reading.scores(scores, every, zone),
        goals=tuple(reading.goal(row) for row in look.goals(frame.episode)),
        treated=treated(treatments, zone),
    )


def _of_visit(row: Observation, visit: Visit, before: Sequence[Visit]) -> bool:
    """Rows of the visit, and what the client sent in since the visit before."""
    if row.visit_id is not None:
        return row.visit_id == visit.first
    since = before[0].starts_at if before else datetime.min.replace(tzinfo=visit.starts_at.tzinfo)
    return since < row.when <= visit.starts_at + timedelta(minutes=visit.minutes)


def _former(every: list[Observation], seen: list[Observation]) -> dict[tuple[str, str], Observation]:
    """What was seen last of each finding and side before the visit; values after treatment left out."""
    now = {row.pk for row in seen}
    start = min((row.when for row in seen), default=None)
    return {
        (row.finding, row.side): row
        for row in every
        if row.pk not in now and row.moment != "after" and (start is None or row.when < start)
    }


def _plan(frame: Frame) -> dict[str, object]:
    row = look.plan_of(frame.episode)
    return row.content if row and isinstance(row.content, dict) and not frame.shut else {}


def _home(frame: Frame) -> list[dict[str, object]]:
    row = look.home_program_of(frame.episode)
    return row.exercises if row and not frame.shut else []


def _next(visits: Sequence[Visit], visit: Visit, zone: ZoneInfo) -> str:
    later = [one.starts_at.astimezone(zone) for one in visits if one.starts_at > visit.starts_at]
    return f"{_day(later[0].date())}, {later[0]:%H:%M}" if later else ""


def _day(day: date) -> str:
    return f"{day:%a} {short_day(day)}"
