"""Until when a restriction holds, what remains possible under it, and that the short way finds the same."""

import datetime

import pytest

from palpate.knowledge import knowledge
from palpate.knowledge.expression import Client, walk
from palpate.knowledge.model import Limit
from palpate.reasoning.case import Case, Complaint, Observation, Place, Therapist
from palpate.reasoning.case import Client as Person
from palpate.reasoning.limits.instead import still_open
from palpate.reasoning.limits.permit import Permit
from palpate.reasoning.limits.restrict import LEVELS, Restriction, restriction, restrictions
from palpate.reasoning.limits.sites import under
from palpate.reasoning.rules.logic import may_hold
from tests.reasoning.test_every_way_to_a_technique import EVERY, kinds

KNOWN = knowledge()
DAY = datetime.date(2026, 1, 3)
SHOULDER = Complaint(regions=(Place(region="shoulder", side="right"),), days=10)


def _of(contraindication: str, *more: Observation, days: float | None = 10) -> Restriction:
    case = Case(complaint=Complaint(regions=SHOULDER.regions, days=days), observations=more)
    return restriction(KNOWN.contraindications[contraindication], case, KNOWN)


def test_weeks_after_an_operation_become_a_day_where_its_day_is_known() -> None:
    ago = Observation(finding="days_since_operation", value=20, on=DAY)
    wound = _of("wound_of_operation", ago)
    assert wound.not_before == datetime.date(2026, 1, 25) and wound.days_left is None
    assert wound.until.startswith("Closed, dry and cleared")
    assert _of("surgery_12_weeks", ago).not_before == DAY + datetime.timedelta(days=64)
    undated = _of("surgery_12_weeks", Observation(finding="days_since_operation", value=20))
    assert undated.days_left == 64 and undated.not_before is None


def test_what_is_not_known_is_no_day() -> None:
    unknown = _of("wound_of_operation")
    assert unknown.days_left is None and unknown.not_before is None
    unclear = _of("wound_of_operation", Observation(finding="days_since_operation", on=DAY))
    assert unclear.days_left is None and unclear.not_before is None
    assert _of("leg_strain_fresh", days=None).days_left is None


def test_days_since_the_complaint_began_count_where_they_are_what_matters() -> None:
    assert _of("thigh_contusion_fresh").days_left == 11
    assert _of("leg_strain_fresh").days_left == 0


def test_a_day_that_is_past_lifts_nothing() -> None:
    seen = Observation(finding="surgical_wound_fresh", present=True, region="shoulder_front")
    old = Observation(finding="days_since_operation", value=400, on=DAY)
    case = Case(complaint=SHOULDER, observations=(seen, old))
    held = {one.contraindication: one for one in restrictions(case, KNOWN)}
    assert held["wound_of_operation"].not_before < DAY  # type: ignore[operator]


def test_every_restriction_says_until_when_where_it_can_be_said() -> None:
    """Each contraindication that rests on one finding, with that finding there."""
    for item in KNOWN.contraindications.values():
        seen = ()
        if isinstance(item.when, str) and item.when != "always" and not KNOWN.findings[item.when].unit:
            seen = (Observation(finding=item.when, present=True),)
        one = restriction(item, Case(complaint=SHOULDER, observations=seen), KNOWN)
        assert one.until or not (seen or item.clearance or item.resume_when or item.when == "always"), item.id


def test_days_that_count_from_the_beginning_are_those_of_the_rule() -> None:
    for item in KNOWN.contraindications.values():
        if item.days is not None and not item.since:
            parts = [one for one in walk(KNOWN.rules[item.id]) if isinstance(one, Client)]
            assert any(one.what == "days" and one.bounds.under == item.days for one in parts), item.id


def test_what_remains_says_how_it_is_changed() -> None:
    limit = Limit(pressure_at_most=3, contact=("sustained_pressure",), minutes_at_most=5)
    found = {one.technique: one.changes for one in still_open(limit, Therapist(), KNOWN)}
    assert "deep_tissue" not in found and "mld" not in found  # it needs what is closed; it asks for more
    assert found["swedish"][:2] == ("pressure 3 of 10 at most", "5 minutes at most")
    assert found["positional_release"] == () and next(iter(found.values())) == ()
    assert still_open(Limit(everything=True), EVERY, KNOWN) == ()
    free = still_open(Limit(), EVERY, KNOWN)
    assert len(free) > 15 and all(one.changes == () for one in free)


def test_whatever_is_permitted_anywhere_is_among_what_remains() -> None:
    """Every restriction of the knowledge, every technique, every structure where it holds."""
    asked = 0
    for one in kinds():
        remains = {each.technique for each in still_open(one.limit, EVERY, KNOWN)}
        permit = Permit((one,), KNOWN, EVERY)
        here = [each for each in KNOWN.structures.values() if one.touches(under(each, None, KNOWN))]
        for structure in here[::4]:
            for technique in KNOWN.techniques.values():
                if not technique.self_care and technique.id not in remains:
                    verdict = permit(technique.id, structure.id, None, None)
                    assert verdict.answer == "no", (one.contraindication, technique.id, structure.id)
                    asked += 1
    assert asked > 10_000


PEOPLE = (
    Case(),
    Case(client=Person(age=70, sex="female"), complaint=Complaint(regions=SHOULDER.regions, days=2)),
    Case(client=Person(age=1), complaint=Complaint(regions=(Place(region="low_back"),), days=400)),
)


@pytest.mark.parametrize("person", PEOPLE, ids=["nobody", "woman of 70", "infant"])
def test_looking_up_only_what_the_case_touches_finds_the_same(person: Case) -> None:
    """Every finding of the knowledge alone, there and not there, against all rules settled one by one."""
    for finding in KNOWN.findings.values():
        low = finding.low if finding.low is not None else 0.0
        values = (
            [{"value": low}, {"value": finding.high or 1.0}]
            if finding.unit
            else [{"present": True}, {"present": False}]
        )
        for value in values:
            seen = (Observation(finding=finding.id, **value),)  # type: ignore[arg-type]
            case = Case(client=person.client, complaint=person.complaint, observations=seen)
            slow = [
                item.id
                for item in KNOWN.contraindications.values()
                if may_hold(KNOWN.rules[item.id], case, KNOWN)
            ]
            slow.sort(key=lambda name: LEVELS.index(KNOWN.contraindications[name].level))
            fast = [one.contraindication for one in restrictions(case, KNOWN)]
            assert [name for name in fast if not name.startswith("client.")] == slow, finding.id
