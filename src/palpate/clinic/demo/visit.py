"""Holding one made-up visit: measure, find, plan, treat, note, sign."""

import datetime
from random import Random

import msgspec

from palpate.accounts.models import User
from palpate.clinic.demo.story import Story
from palpate.clinic.frame import Frame
from palpate.clinic.note.compose import compose
from palpate.clinic.note.gather import gather
from palpate.clinic.note.sentences import Draft, merged
from palpate.knowledge import knowledge
from palpate.reasoning.care.agenda import make_agenda
from palpate.reasoning.care.plan import Plan, make_plan
from palpate.reasoning.case import Case, Observation
from palpate.reasoning.norms import normal_value
from palpate.reasoning.report import assess_report, plan_content
from palpate.reasoning.screening.screen import screen
from palpate.records import acts, look
from palpate.records.look.chart import chart
from palpate.records.models import Episode, Visit
from palpate.records.models.words import JudgementKind, State

GAIN = 0.25  # share of a lost motion that comes back from visit to visit, as far as the pain goes


def hold(
    random: Random, therapist: User, visit: Visit, episode: Episode, story: Story, number: int, *, sign: bool
) -> None:
    """One visit from arrival to the signed note. `number` counts from 0."""
    acts.change_visit_state(by=therapist, visit=visit, state=State.ARRIVED)
    if number:
        acts.record_score(
            by=therapist, episode=episode, visit=visit, measure="nprs", value=story.pain[number]
        )
    _examine(random, therapist, visit, episode, story, number)
    case = look.case_of(episode, visit=visit, today=visit.starts_at.date())
    plan = make_plan(case, knowledge())
    if not number:
        _first_plan(therapist, visit, episode, case, plan)
    _treat(random, therapist, visit, case, plan, story)
    acts.change_visit_state(by=therapist, visit=visit, state=State.FINISHED)
    _note(therapist, visit, sign=sign)


def _examine(
    random: Random, therapist: User, visit: Visit, episode: Episode, story: Story, number: int
) -> None:
    """All findings at the first visit; afterwards the motions again, as the course goes."""
    own = [
        one
        for one in story.person.case.observations
        if knowledge().findings[one.finding].asked_of == "therapist"
    ]
    if number:
        own = [_later(random, one, story, number) for one in own if one.value is not None]
    acts.record_observations(
        by=therapist,
        episode=episode,
        visit=visit,
        observations=[
            acts.Seen(finding=one.finding, side=one.side or "", present=one.present, value=one.value)
            for one in own
        ],
    )


def _later(random: Random, one: Observation, story: Story, number: int) -> Observation:
    """A motion some visits on: what was lost comes back as the pain goes, with the error of a goniometer."""
    finding, value = knowledge().findings[one.finding], one.value or 0.0
    eased = max(0.0, (story.pain[0] - story.pain[number]) / max(story.pain[0], 1))
    lost = max(0.0, (normal_value(finding, story.person.case.client) or value) - value)
    moved = value + lost * min(1.0, GAIN * number) * eased + random.gauss(0, 2)
    low, high = finding.low or 0.0, finding.high if finding.high is not None else moved
    return msgspec.structs.replace(one, value=float(round(max(low, min(high, moved)))))


def _first_plan(therapist: User, visit: Visit, episode: Episode, case: Case, plan: Plan) -> None:
    known, start = knowledge(), visit.starts_at.date()
    acts.keep_judgement(
        by=therapist, episode=episode, visit=visit, kind=JudgementKind.DIFFERENTIAL,
        knowledge_version=known.version, result=assess_report(case, known),
    )  # fmt: skip
    if plan.closed:
        return
    acts.save_plan(by=therapist, episode=episode, content=plan_content(plan), knowledge_version=known.version)
    for goal in plan.goals:
        acts.set_goal(
            by=therapist, episode=episode, measure=goal.measure, side=goal.side or "", baseline=goal.baseline,
            target=goal.target, start=start, due=start + datetime.timedelta(days=goal.days),
        )  # fmt: skip
    exercises = [{"exercise": one.exercise, "dose_text": one.dose_text, "why": one.why} for one in plan.home]
    if exercises:
        acts.save_home_program(by=therapist, episode=episode, exercises=exercises)


def _treat(random: Random, therapist: User, visit: Visit, case: Case, plan: Plan, story: Story) -> None:
    """The agenda, as it went: mostly as planned, and what the client said of each step."""
    good = {"quick": 0.7, "steady": 0.55, "slow": 0.4}.get(story.person.course, 0.15)
    for step in make_agenda(plan, case, knowledge()):
        response = random.choices(("better", "same", "worse"), (good, 0.95 - good, 0.05))[0]
        acts.record_treatment(
            by=therapist, visit=visit, technique=step.technique, structure=step.structure,
            side=step.side or "", minutes=step.minutes, pressure=step.pressure, response=response,
            skipped=random.random() < 0.06,
        )  # fmt: skip


def _note(therapist: User, visit: Visit, *, sign: bool) -> None:
    known, opened = knowledge(), chart(therapist.clinic, visit.first, today=visit.starts_at.date())
    frame = Frame(chart=opened, triage=screen(opened.case, known), knowledge=known, step="note")
    draft = merged(Draft(), compose(gather(frame, therapist.clinic)))
    note = acts.save_note_draft(by=therapist, visit=visit, lines=draft.kept, **draft.soap._asdict())
    if sign:
        acts.sign_note(by=therapist, note=note)
