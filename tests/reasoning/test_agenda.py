"""The agenda keeps to the minutes and the verdicts, in an order that spares client and therapist."""

import msgspec
import pytest

from palpate.knowledge import knowledge
from palpate.knowledge.model import Limit
from palpate.reasoning.care.agenda import HEAVY, HEAVY_IN_A_ROW, make_agenda
from palpate.reasoning.care.plan import Plan, PlanItem, make_plan
from palpate.reasoning.care.stages import emphasis_of
from palpate.reasoning.case import Case, Complaint, Observation, Place, Treated, Visit
from palpate.reasoning.limits.restrict import Restriction, sites_of
from palpate.reasoning.limits.sites import everywhere
from palpate.reasoning.screening.screen import screen

KNOWN = knowledge()
CASE = Case(
    complaint=Complaint(regions=(Place(region="shoulder", side="right"),), days=90),
    observations=(
        Observation(finding="shoulder_external_rotation_passive", side="right", value=20),
        Observation(finding="tender_infraspinatus", side="right", present=True),
    ),
)
PLAN = make_plan(CASE, KNOWN)


def _visit(**more: object) -> Case:
    return msgspec.structs.replace(CASE, visit=Visit(**more))  # type: ignore[arg-type]


def test_a_closed_plan_has_an_empty_agenda() -> None:
    assert make_agenda(Plan(closed=True, reason="for a test"), CASE, KNOWN) == ()


def test_minutes_and_changes_of_position_fit_and_leave_time_to_measure_again() -> None:
    for minutes in (10, 20, 45, 60, 90):
        agenda = make_agenda(PLAN, _visit(minutes=minutes), KNOWN)
        turns = len({one.position for one in agenda}) - 1
        kept = 5 if minutes >= 30 else 0
        assert agenda and sum(one.minutes for one in agenda) + 2 * turns <= minutes - kept


def test_every_step_stands_in_the_plan_within_its_verdict() -> None:
    verdicts = {(one.technique, one.structure, one.side): one for one in PLAN.items}
    for one in make_agenda(PLAN, CASE, KNOWN):
        item = verdicts[one.technique, one.structure, one.side]
        least, most = item.verdict.minutes
        assert least <= one.minutes <= most
        assert one.position in item.positions and one.pressure == item.pressure


def test_it_starts_where_the_client_lies() -> None:
    shared = set(PLAN.items[0].positions)
    start = sorted(shared)[0]
    agenda = make_agenda(PLAN, CASE, KNOWN, minutes=15, start_position=start)
    assert agenda and agenda[0].position == start


def test_more_minutes_never_give_a_smaller_agenda() -> None:
    totals = [sum(one.minutes for one in make_agenda(PLAN, CASE, KNOWN, minutes=m)) for m in (10, 20, 40, 80)]
    assert totals == sorted(totals)
    assert make_agenda(PLAN, CASE, KNOWN, minutes=3) == ()


def test_light_work_comes_before_deep_within_a_position_unless_hands_need_rest() -> None:
    agenda = make_agenda(PLAN, _visit(minutes=90), KNOWN)
    heavy = 0
    for number, one in enumerate(agenda):
        effort = KNOWN.techniques[one.technique].effort
        lighter_left = any(KNOWN.techniques[other.technique].effort < HEAVY for other in agenda[number:])
        heavy = heavy + one.minutes if effort >= HEAVY else 0
        assert heavy <= HEAVY_IN_A_ROW or heavy == one.minutes or not lighter_left


def test_a_limit_on_minutes_holds_for_the_sum() -> None:
    seen = Observation(finding="heart_failure_uncontrolled", present=True)
    raised = [one.rule for one in screen(_seen(seen), KNOWN).reasons]
    failing = msgspec.structs.replace(
        CASE,
        observations=(*CASE.observations, seen),
        cleared=("heart_failure_uncontrolled_uncleared", *raised),
    )
    limit = KNOWN.contraindications["heart_failure_uncontrolled_care"].limit.minutes_at_most
    agenda = make_agenda(make_plan(failing, KNOWN), failing, KNOWN)
    assert limit and agenda and sum(one.minutes for one in agenda) <= limit


def test_a_limit_at_a_site_leaves_out_the_least_worthy_there(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Restriction(
        contraindication="some",
        name="some",
        level="caution",
        sites=sites_of(("shoulder",), "right", KNOWN),
        whole_body=False,
        limit=Limit(minutes_at_most=12),
        reason="for a test",
    )
    monkeypatch.setattr("palpate.reasoning.care.agenda.limits_of", lambda _case, _known: (here,))
    agenda = make_agenda(PLAN, CASE, KNOWN)
    at_site = [
        one.minutes
        for one in agenda
        if here.touches(sites_of(KNOWN.structures[one.structure].regions, one.side, KNOWN))
    ]
    assert at_site and sum(at_site) <= 12


def test_asked_again_it_does_nothing_twice_and_counts_what_was_done_against_limits() -> None:
    first = make_agenda(PLAN, CASE, KNOWN)[0]
    done = Treated(
        technique=first.technique, structure=first.structure, side=first.side, minutes=first.minutes
    )
    again = make_agenda(PLAN, CASE, KNOWN, 60 - first.minutes, first.position, done=(done,))
    assert again and (first.technique, first.structure, first.side) not in {
        (one.technique, one.structure, one.side) for one in again
    }
    whole = Restriction(
        contraindication="some",
        name="some",
        level="caution",
        sites=everywhere(KNOWN),
        whole_body=True,
        limit=Limit(minutes_at_most=12),
        reason="for a test",
    )
    over = msgspec.structs.replace(done, minutes=9)
    left = make_agenda(PLAN, CASE, KNOWN, 40, done=(over,), limits=(whole,))
    assert sum(one.minutes for one in left) <= 3
    assert (
        make_agenda(PLAN, CASE, KNOWN, 40, done=(msgspec.structs.replace(done, minutes=20),), limits=(whole,))
        == ()
    )


def test_within_a_position_what_is_tested_again_comes_first_and_what_is_tender_last() -> None:
    def item(structure: str, impairment: str, because: tuple[str, ...]) -> PlanItem:
        own = PLAN.items[0]
        verdict = msgspec.structs.replace(own.verdict, positions=("supine",), minutes=(4, 5))
        more = {"structure": structure, "impairment": impairment, "because": because, "worth": 1.0}
        return msgspec.structs.replace(own, verdict=verdict, positions=("supine",), **more)

    items = (
        item("teres_major", "sensitised", ("shoulder_external_rotation_passive",)),
        item("infraspinatus", "hypertonic", ("tender_infraspinatus",)),
        item("subscapularis", "shortened", ("shoulder_external_rotation_passive",)),
    )
    agenda = make_agenda(Plan(closed=False, items=items), CASE, KNOWN)
    assert [one.structure for one in agenda] == ["subscapularis", "infraspinatus", "teres_major"]


def test_later_in_the_course_of_a_lasting_complaint_loading_work_has_more_of_the_minutes() -> None:
    lasting = msgspec.structs.replace(CASE.complaint, days=400)
    purpose = {(one.technique, one.structure): one.impairment for one in PLAN.items}
    spent = {}
    for number in (1, 6):
        case = msgspec.structs.replace(_visit(number=number, minutes=30), complaint=lasting)
        spent[number] = sum(
            one.minutes
            for one in make_agenda(PLAN, case, KNOWN)
            if emphasis_of(one.technique, purpose[one.technique, one.structure], KNOWN) == "load"
        )
    assert spent[6] > spent[1]


def _seen(*more: Observation) -> Case:
    return msgspec.structs.replace(CASE, observations=(*CASE.observations, *more))
