"""Acts of planning, treating and sending home."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from palpate.accounts.models import User
from palpate.accounts.rights import may_treat, require
from palpate.records.acts.common import corrected, new
from palpate.records.acts.given import Done
from palpate.records.acts.intake import open_for
from palpate.records.errors import Closed
from palpate.records.ledger import write, write_all, writing
from palpate.records.models import (
    Episode,
    Goal,
    HomeProgram,
    HomeReport,
    Invitation,
    Plan,
    Treatment,
    Visit,
)
from palpate.records.models.words import Purpose, Response
from palpate.records.newest import latest


def save_plan(
    *,
    by: User,
    episode: Episode,
    content: dict[str, Any],
    knowledge_version: str,
    row_id: UUID | None = None,
) -> Plan:
    """Save the plan as it now stands; replaces the one before. The page has checked each edit already."""
    require(may_treat, by, episode)
    with writing(episode.clinic_id):
        before = latest(Plan, episode_id=episode.first)
        plan = new(
            Plan,
            by=by,
            clinic_id=episode.clinic_id,
            row_id=row_id,
            replaces=before[-1] if before else None,
            episode_id=episode.first,
            content=content,
            knowledge_version=knowledge_version,
        )
        return write(plan)


def set_goal(
    *,
    by: User,
    episode: Episode,
    measure: str,
    baseline: float,
    target: float,
    start: date,
    due: date,
    side: str = "",
    row_id: UUID | None = None,
) -> Goal:
    """Set the goal on a measure (or a motion's finding) and side; replaces the one before on the same."""
    require(may_treat, by, episode)
    with writing(episode.clinic_id):
        before = latest(Goal, episode_id=episode.first, measure=measure, side=side)
        goal = new(
            Goal,
            by=by,
            clinic_id=episode.clinic_id,
            row_id=row_id,
            replaces=before[-1] if before else None,
            episode_id=episode.first,
            measure=measure,
            side=side,
            baseline=baseline,
            target=target,
            start=start,
            due=due,
        )
        return write(goal)


def record_treatment(
    *,
    by: User,
    visit: Visit,
    technique: str,
    structure: str,
    side: str = "",
    minutes: float = 0,
    pressure: int | None = None,
    response: Response | str = "",
    note: str = "",
    skipped: bool = False,
    planned: bool = True,
    row_id: UUID | None = None,
) -> Treatment:
    """Record what was done to one structure, or that it was skipped. Each call is one more treatment;
    `correct_treatment` changes one.
    """
    require(may_treat, by, visit)
    row = new(
        Treatment,
        by=by,
        clinic_id=visit.clinic_id,
        row_id=row_id,
        visit_id=visit.first,
        technique=technique,
        structure=structure,
        side=side,
        minutes=minutes,
        pressure=pressure,
        response=response,
        note=note,
        skipped=skipped,
        planned=planned,
    )
    return write(row)


def record_treatments(*, by: User, visit: Visit, treatments: Sequence[Done]) -> list[Treatment]:
    """Record what was done to many structures at once, all or none; as `record_treatment`."""
    require(may_treat, by, visit)
    return write_all(
        [
            new(Treatment, by=by, clinic_id=visit.clinic_id, visit_id=visit.first, **asdict(one))
            for one in treatments
        ]
    )


def correct_treatment(
    *, by: User, treatment: Treatment, row_id: UUID | None = None, **changes: Any
) -> Treatment:
    """Correct named fields of a treatment (minutes, pressure, response, note, skipped …)."""
    require(may_treat, by, treatment)
    return write(corrected(treatment, by=by, row_id=row_id, **changes))


def save_home_program(
    *, by: User, episode: Episode, exercises: list[dict[str, Any]], row_id: UUID | None = None
) -> HomeProgram:
    """Save the home program; replaces the one before. `exercises`: {"exercise": id, and its dose} each."""
    require(may_treat, by, episode)
    with writing(episode.clinic_id):
        before = latest(HomeProgram, episode_id=episode.first)
        program = new(
            HomeProgram,
            by=by,
            clinic_id=episode.clinic_id,
            row_id=row_id,
            replaces=before[-1] if before else None,
            episode_id=episode.first,
            exercises=exercises,
        )
        return write(program)


def report_home(
    *,
    program: HomeProgram,
    exercise: str,
    done: bool,
    on: date,
    by: User | None = None,
    invitation: Invitation | None = None,
    note: str = "",
    row_id: UUID | None = None,
) -> HomeReport:
    """Say whether an exercise was done on a day: the client by link, or the therapist who asked. Replaces
    what was said of that day before. Raises Closed when neither a right nor a working link is given.
    """
    if by is not None:
        require(may_treat, by, program)
    elif invitation is None or invitation.episode_id != program.episode_id:
        raise Closed("this link is for something else; ask the clinic for a new one")
    else:
        open_for(invitation, Purpose.HOME)
    with writing(program.clinic_id):
        before = latest(HomeReport, program_id=program.first, exercise=exercise, on=on)
        report = new(
            HomeReport,
            by=by,
            clinic_id=program.clinic_id,
            row_id=row_id,
            replaces=before[-1] if before else None,
            program_id=program.first,
            exercise=exercise,
            done=done,
            on=on,
            note=note,
        )
        return write(report)
