"""Plans: that nothing forbidden stands in one, whatever contraindication holds, and what they are made of."""

import datetime

import msgspec
import pytest

from palpate.knowledge import knowledge
from palpate.knowledge.model import Dose
from palpate.reasoning.care.agenda import make_agenda
from palpate.reasoning.care.choose import moves, targets
from palpate.reasoning.care.home import dose_text, exercise_forbidden
from palpate.reasoning.care.plan import Plan, check_item, limits_of, make_plan
from palpate.reasoning.case import (
    Case,
    Client,
    Complaint,
    Goal,
    Observation,
    Place,
    Said,
    Score,
    Therapist,
    Treated,
    Visit,
)
from palpate.reasoning.causes.differential import Hypothesis, differential
from palpate.reasoning.limits.restrict import Site, permits, restriction, restrictions, sites_of
from palpate.reasoning.screening.screen import Reason, Triage
from palpate.reasoning.tissue.structures import Suspect

KNOWN = knowledge()
DAY = datetime.date(2026, 1, 3)
CASE = Case(
    client=Client(age=54, sex="female"),
    complaint=Complaint(regions=(Place(region="shoulder", side="right"),), days=90),
    observations=(
        Observation(finding="shoulder_external_rotation_passive", side="right", value=20),
        Observation(finding="tender_infraspinatus", side="right", present=True),
    ),
    scores=(Score(measure="nprs", value=6, on=DAY), Score(measure="spadi", value=60, on=DAY)),
)
PLAN = make_plan(CASE, KNOWN)
EVERY = Therapist(credentials=tuple(KNOWN.credentials))


def _with(*present: str) -> Case:
    seen = tuple(Observation(finding=finding, present=True) for finding in present)
    return msgspec.structs.replace(CASE, observations=(*CASE.observations, *seen))


def _triage(level: str) -> Triage:
    reason = Reason(
        rule="some",
        flag=next(iter(KNOWN.flags)),
        name="n",
        suspect="a fracture",
        urgency="refer",
        because=(),
        action="Go.",
    )
    return Triage(level=level, reasons=(reason,))  # type: ignore[arg-type]


def _forbidden_in(plan: Plan, case: Case) -> list[tuple[str, str]]:
    limits = limits_of(case, KNOWN)
    return [
        (one.technique, one.structure)
        for one in plan.items
        if permits(
            limits, one.technique, one.structure, one.side, one.pressure, KNOWN, therapist=case.therapist
        ).answer
        == "no"
    ]


def test_the_plan_of_a_stiff_shoulder() -> None:
    assert not PLAN.closed and PLAN.items and PLAN.visits == 6 and PLAN.review_after == 4
    assert {"visits_default", "remeasure"} <= set(PLAN.advice)
    assert any(one.structure == "subscapularis" and moves(one.technique, KNOWN) for one in PLAN.items)
    assert [one.worth for one in PLAN.items] == sorted((one.worth for one in PLAN.items), reverse=True)


@pytest.mark.parametrize("level", ["same-day", "emergency"])
def test_nothing_is_planned_before_a_physician_has_looked(level: str) -> None:
    plan = make_plan(CASE, KNOWN, _triage(level))
    assert plan.closed and plan.items == plan.home == () and "a fracture" in plan.reason


def test_a_referral_leaves_the_complaint_alone() -> None:
    far = Suspect(structure="tibialis_anterior", side="left", impairment="hypertonic", weight=1.0)
    near = Suspect(structure="infraspinatus", side="right", impairment="hypertonic", weight=2.0)
    plan = make_plan(CASE, KNOWN, _triage("refer"), suspects=(near, far))
    assert plan.items and {one.structure for one in plan.items} == {"tibialis_anterior"}
    assert all(one.pressure <= 3 for one in plan.items) and plan.home == () and plan.reason
    alone = make_plan(CASE, KNOWN, _triage("refer"), suspects=(near,))
    assert alone.closed and alone.items == ()


def test_a_case_that_says_nothing_has_no_plan_and_says_so() -> None:
    plan = make_plan(Case(), KNOWN, suspects=())
    assert plan.closed and "stands out" in plan.reason
    assert targets(Case(), KNOWN, ()) == ()
    fallen_back = targets(CASE, KNOWN, ())
    assert fallen_back and {one.impairment for one in fallen_back} == {"hypertonic"}


def test_what_made_it_worse_is_not_offered_again_and_what_helped_is_preferred() -> None:
    first = PLAN.items[0]
    done = Treated(technique=first.technique, structure=first.structure, side=first.side, response="worse")
    worse = make_plan(msgspec.structs.replace(CASE, treated=(done,)), KNOWN)
    assert (first.technique, first.structure) not in {(one.technique, one.structure) for one in worse.items}
    harmed = [one for one in worse.forbidden if one.because[-1].contraindication == "client.response"]
    assert [(one.technique, one.structure) for one in harmed] == [(first.technique, first.structure)]
    helped = msgspec.structs.replace(done, response="better")
    better = make_plan(msgspec.structs.replace(CASE, treated=(helped,)), KNOWN)
    same = {(one.technique, one.structure): one.worth for one in better.items}
    assert same[first.technique, first.structure] > first.worth


def test_no_more_is_pressed_than_was_borne_and_what_cannot_be_lighter_is_left_out() -> None:
    first = next(one for one in PLAN.items if one.pressure >= 3)
    done = Treated(
        technique=first.technique,
        structure=first.structure,
        side=first.side,
        pressure=1,
        on=DAY,
        said=(Said(word="less", pressure=1),),
    )
    plan = make_plan(msgspec.structs.replace(CASE, treated=(done,)), KNOWN)
    here = [one for one in plan.items if (one.structure, one.side) == (first.structure, first.side)]
    assert all(one.pressure == 0 for one in here)
    grounds = {one.because[-1].contraindication for one in plan.forbidden if one.structure == first.structure}
    assert "client.tolerance" in grounds


def test_visits_are_as_far_apart_as_they_were_tried_and_no_more_than_the_client_can_come() -> None:
    neck = Hypothesis(condition="neck_pain", name="n", probability=0.6, low=0, high=1)
    aims = (Suspect(structure="trapezius_upper", side="right", impairment="hypertonic", weight=1.0),)
    place = Complaint(regions=(Place(region="neck"),), days=200)
    case = msgspec.structs.replace(CASE, complaint=place, observations=())
    plan = make_plan(case, KNOWN, Triage(level="treat"), (neck,), aims)
    assert "swedish" in {one.technique for one in plan.items}
    assert (plan.visits, plan.days_between, plan.review_after) == (6, 4, 4)  # twice a week for four weeks
    assert KNOWN.effects[plan.tried].condition == "neck_pain" and PLAN.tried == ""
    few = msgspec.structs.replace(case, visit=Visit(visits_at_most=3))
    plan = make_plan(few, KNOWN, Triage(level="treat"), (neck,), aims)
    assert (plan.visits, plan.review_after) == (3, 3)
    unsure = msgspec.structs.replace(neck, probability=0.1)
    assert make_plan(case, KNOWN, Triage(level="treat"), (unsure,), aims).days_between == 7


def test_goals_have_a_target_that_matters_and_is_beyond_error() -> None:
    goals = {goal.measure: goal for goal in PLAN.goals}
    assert goals["nprs"].target == 3 and goals["spadi"].target == pytest.approx(60 - 17)
    assert goals["shoulder_external_rotation_passive"].target > 20
    assert {goal.days for goal in PLAN.goals} == {42}


def test_no_goal_where_one_is_set_or_no_room_is_left() -> None:
    goal = Goal(measure="nprs", baseline=6, target=3, start=DAY, due=DAY)
    low = (Score(measure="spadi", value=5, on=DAY), CASE.scores[0])
    plan = make_plan(msgspec.structs.replace(CASE, goals=(goal,), scores=low), KNOWN)
    assert {one.measure for one in plan.goals} == {"shoulder_external_rotation_passive"}


def test_the_home_program_is_short_and_keeps_to_the_restrictions() -> None:
    assert 1 <= len(PLAN.home) <= 3 and all(one.dose_text for one in PLAN.home)
    limits = (restriction(KNOWN.contraindications["dvt_uncleared"], CASE, KNOWN),)
    assert all(exercise_forbidden(one, CASE, KNOWN, limits) for one in KNOWN.exercises.values())
    assert dose_text(Dose(sets=2, reps="10", hold_seconds=30)) == "2 sets, 10 times, hold 30 seconds"


def test_the_therapist_may_check_any_item() -> None:
    assert check_item(CASE, KNOWN, "swedish", "infraspinatus", "right", 3).answer == "yes"
    assert check_item(CASE, KNOWN, "deep_tissue", "infraspinatus", "right", 9).answer == "no"


def test_the_clients_ceiling_holds_for_every_item() -> None:
    case = msgspec.structs.replace(CASE, visit=Visit(pressure_at_most=2, positions=("seated",)))
    plan = make_plan(case, KNOWN)
    assert all(one.pressure <= 2 and one.positions == ("seated",) for one in plan.items)


ONE_AT_A_TIME = sorted(
    {item.when for item in KNOWN.contraindications.values() if isinstance(item.when, str)} - {"always"}
)


def test_nothing_forbidden_stands_in_a_plan_or_an_agenda_whatever_holds() -> None:
    """Every finding that alone makes a contraindication true, observed one at a time."""
    assert len(ONE_AT_A_TIME) > 60
    for finding in ONE_AT_A_TIME:
        if KNOWN.findings[finding].unit:
            continue
        case = _with(finding)
        assert restrictions(case, KNOWN)
        plan = make_plan(case, KNOWN)
        assert _forbidden_in(plan, case) == [], finding
        stand = {(one.technique, one.structure, one.side): one.pressure for one in plan.items}
        for step in make_agenda(plan, case, KNOWN):
            assert stand[step.technique, step.structure, step.side] == step.pressure, finding
        if plan.closed:
            assert plan.items == () and plan.reason, finding


def test_each_contraindication_alone_keeps_what_it_refuses_out_of_plan_and_agenda(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each contraindication of the knowledge taken as true, with the structures at its site as suspects."""
    triage, hypotheses = Triage(level="treat"), differential(CASE, KNOWN)
    kinds = {
        (one.sites, one.limit): one
        for one in (restriction(item, CASE, KNOWN) for item in KNOWN.contraindications.values())
    }
    for (sites, limit), one in kinds.items():
        monkeypatch.setattr("palpate.reasoning.care.plan.restrictions", lambda _case, _known, one=one: (one,))
        plan = make_plan(CASE, KNOWN, triage, hypotheses, _suspects_at(sites))
        for item in plan.items:
            asked = (item.technique, item.structure, item.side, item.pressure)
            verdict = permits((one,), *asked, KNOWN, therapist=EVERY)
            assert verdict.answer != "no" and not limit.everything, one.contraindication
            assert item.pressure <= (10 if limit.pressure_at_most is None else limit.pressure_at_most)
            needs = set(KNOWN.techniques[item.technique].contact.needs)
            assert not needs & set(limit.contact) and not set(item.positions) & set(limit.position)
        stand = {(item.technique, item.structure, item.side) for item in plan.items}
        agenda = make_agenda(plan, CASE, KNOWN)
        assert {(step.technique, step.structure, step.side) for step in agenda} <= stand
        assert limit.minutes_at_most is None or sum(step.minutes for step in agenda) <= limit.minutes_at_most


def _suspects_at(sites: frozenset[Site]) -> tuple[Suspect, ...]:
    """Structures under a site, each on both sides, with an impairment that most techniques suit."""
    return tuple(
        Suspect(
            structure=structure.id,
            side="both" if structure.sided else None,
            impairment="hypertonic" if structure.kind == "muscle" else "restricted",
            weight=1.0,
        )
        for structure in KNOWN.structures.values()
        if sites & sites_of(structure.regions, None, KNOWN)
    )
