"""What no plan may do, over all of the knowledge: more restrictions never raise benefit, more minutes never
lower it, minutes and changes of position stay within the visit, and a home program within the minutes given.
"""

import msgspec
import pytest

from palpate.knowledge import knowledge
from palpate.reasoning.care.agenda import CHANGE, MOST_ITEMS, allotted, changes
from palpate.reasoning.care.choose import moves, options
from palpate.reasoning.care.home import MOST, exercise_forbidden, home_program, minutes_a_day
from palpate.reasoning.care.plan import Plan, PlanItem, _item, _items
from palpate.reasoning.care.returns import minutes_for_work
from palpate.reasoning.case import Case, Complaint, Place, Therapist, Visit
from palpate.reasoning.causes.differential import Hypothesis
from palpate.reasoning.limits.permit import Permit
from palpate.reasoning.limits.restrict import Restriction, restriction
from palpate.reasoning.limits.sites import under
from palpate.reasoning.tissue.structures import Suspect
from tests.reasoning.test_every_way_to_a_technique import EVERY, kinds, suited

KNOWN = knowledge()
CASE = Case(complaint=Complaint(regions=(Place(region="whole_body"),), days=30), therapist=EVERY)
KINDS = kinds()
SUITED = suited()
LIKELY = (Hypothesis(condition="cnslbp", name="n", probability=0.5, low=0, high=1),)
MINUTES = (5, 10, 20, 30, 31, 45, 60, 90)


def aims_at(one: Restriction) -> tuple[Suspect, ...]:
    """Six structures where the restriction holds, each for what most techniques of its kind are for."""
    here = [
        structure
        for structure in KNOWN.structures.values()
        if one.touches(under(structure, None, KNOWN)) and SUITED.get(structure.kind)
    ]
    return tuple(
        Suspect(
            structure=structure.id,
            side="both" if structure.sided else None,
            impairment=SUITED[structure.kind][0],
            weight=1.0 + number / 10,
        )
        for number, structure in enumerate(here[:6])
    )


def items_under(
    limits: tuple[Restriction, ...], aims: tuple[Suspect, ...], case: Case = CASE
) -> tuple[PlanItem, ...]:
    offered = options(aims, case, KNOWN, Permit(limits, KNOWN, case.therapist), LIKELY)
    return _items(offered, case, KNOWN, limits)


def benefit(limits: tuple[Restriction, ...], items: tuple[PlanItem, ...], case: Case = CASE) -> float:
    return allotted(items, Plan(closed=False, items=items, visits=6), case, KNOWN, limits=limits).value


def test_more_restrictions_never_raise_the_benefit_of_a_visit() -> None:
    lowered = 0
    for one, other in zip(KINDS, KINDS[1:] + KINDS[:1], strict=True):
        aims = aims_at(one)
        free, narrow, both = (
            benefit(limits, items_under(limits, aims)) for limits in ((), (one,), (one, other))
        )
        assert free + 1e-9 >= narrow >= both - 1e-9, (one.contraindication, other.contraindication)
        lowered += free > narrow + 1e-9
    assert lowered > 100


def test_the_techniques_are_chosen_for_the_most_benefit_of_the_visit() -> None:
    """No technique of a target is worth more in the visit's minutes than the one that was chosen."""
    aims = aims_at(restriction(KNOWN.contraindications["surgery_12_weeks"], CASE, KNOWN))
    for minutes in (10, 20, 60):
        case = msgspec.structs.replace(CASE, visit=Visit(minutes=minutes))
        items = items_under((), aims, case)
        best = benefit((), items, case)
        for number, item in enumerate(items):
            rest = items[:number] + items[number + 1 :]
            for one in options((_aim(item, aims),), case, KNOWN, Permit((), KNOWN, case.therapist), LIKELY):
                if one.open and moves(one.technique, KNOWN) == moves(item.technique, KNOWN):
                    assert benefit((), (*rest, _item(one, KNOWN)), case) <= best + 1e-9


def _aim(item: PlanItem, aims: tuple[Suspect, ...]) -> Suspect:
    return next(aim for aim in aims if (aim.structure, aim.side) == (item.structure, item.side))


def test_more_minutes_never_lower_benefit_and_none_is_overspent() -> None:
    asked = 0
    for one in KINDS:
        items = items_under((one,), aims_at(one))[:MOST_ITEMS]
        plan, before = Plan(closed=False, items=items, visits=6), 0.0
        for minutes in MINUTES:
            found = allotted(items, plan, CASE, KNOWN, minutes, limits=(one,))
            turns = changes(found.places, None) if found.places else 0
            spent = sum(found.minutes.values())
            assert spent + CHANGE * turns <= max(0, minutes_for_work(CASE, minutes)), one.contraindication
            assert one.limit.minutes_at_most is None or spent <= one.limit.minutes_at_most
            assert found.value >= before - 1e-9, (one.contraindication, minutes)
            before, asked = found.value, asked + bool(found.minutes)
    assert asked > 400


def test_fewer_credentials_and_refused_positions_never_raise_benefit() -> None:
    aims = aims_at(restriction(KNOWN.contraindications["surgery_12_weeks"], CASE, KNOWN))
    usual = msgspec.structs.replace(CASE, therapist=Therapist())
    assert benefit((), items_under((), aims)) >= benefit((), items_under((), aims, usual), usual)


@pytest.mark.parametrize("region", sorted(KNOWN.regions))
@pytest.mark.parametrize("minutes", [0, 2, 5, 10, None])
def test_a_home_program_is_short_and_fits(region: str, minutes: int | None) -> None:
    """For every place of the body and every cause there, with all structures of the exercises as targets."""
    case = Case(
        complaint=Complaint(regions=(Place(region=region),), days=100), visit=Visit(home_minutes=minutes)
    )
    likely = tuple(
        Hypothesis(condition=one.id, name=one.name, probability=0.1, low=0, high=1)
        for one in KNOWN.conditions.values()
    )
    limits = (restriction(KNOWN.contraindications["isometrics_torn"], case, KNOWN),)
    found = home_program((), case, KNOWN, limits, likely)
    given = 10 if minutes is None else minutes
    assert len(found) <= MOST and sum(one.minutes for one in found) <= given
    for one in found:
        entry = KNOWN.exercises[one.exercise]
        assert not exercise_forbidden(entry, case, KNOWN, limits)
        assert one.minutes == minutes_a_day(entry.dose) >= 1


def test_more_restrictions_never_raise_what_the_home_program_is_worth() -> None:
    case = Case(complaint=Complaint(regions=(Place(region="whole_body"),), days=100))
    likely = (Hypothesis(condition="cnslbp", name="n", probability=0.6, low=0, high=1),)
    free = home_program((), case, KNOWN, (), likely)
    for one in KINDS:
        narrowed = home_program((), case, KNOWN, (one,), likely)
        assert len(narrowed) <= len(free)
        if not any(exercise_forbidden(KNOWN.exercises[each.exercise], case, KNOWN, (one,)) for each in free):
            assert narrowed == free, one.contraindication
