"""All techniques on all structures under all restrictions of the knowledge: what `permits` refuses stands in
no plan and no agenda. Walked through wholly, not sampled.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest

from palpate.knowledge import knowledge
from palpate.knowledge.words import Impairment
from palpate.reasoning.care import plan
from palpate.reasoning.care.agenda import MOST_ITEMS, make_agenda
from palpate.reasoning.care.allot import Allotted, Work, allot
from palpate.reasoning.care.choose import options
from palpate.reasoning.care.plan import Plan, PlanItem, _items
from palpate.reasoning.case import Case, Complaint, Place, Therapist
from palpate.reasoning.limits.permit import Permit
from palpate.reasoning.limits.restrict import Restriction, restriction, sites_of
from palpate.reasoning.tissue.structures import Suspect

KNOWN = knowledge()
EVERY = Therapist(credentials=tuple(KNOWN.credentials))
CASE = Case(complaint=Complaint(regions=(Place(region="whole_body"),)), therapist=EVERY)


def kinds() -> list[Restriction]:
    """Every restriction of the knowledge, taken as true; those of the same sites and limit once."""
    found = {}
    for item in KNOWN.contraindications.values():
        one = restriction(item, CASE, KNOWN)
        found[one.sites, one.limit] = one
    return list(found.values())


def suited() -> dict[str, list[Impairment]]:
    """By kind of structure, the fewest impairments for which every technique of that kind is offered."""
    chosen: dict[str, dict[Impairment, set[str]]] = defaultdict(lambda: defaultdict(set))
    for technique in KNOWN.techniques.values():
        for one in technique.suits:
            for kind in one.kinds:
                chosen[kind][one.impairment].add(technique.id)
    return {kind: cover(offered) for kind, offered in chosen.items()}


def cover(offered: dict[Impairment, set[str]]) -> list[Impairment]:
    """Impairments, the one with most new techniques first, until none is left out."""
    left, found = set().union(*offered.values()), []
    while left:
        best = max(offered, key=lambda impairment: len(offered[impairment] & left))
        found.append(best)
        left -= offered[best]
    return found


def planned_under(one: Restriction) -> list[PlanItem]:
    """What a plan would take of everything offered for every structure under the restriction."""
    found: list[PlanItem] = []
    impairments, permit = suited(), Permit((one,), KNOWN, CASE.therapist)
    for structure in KNOWN.structures.values():
        if not one.touches(sites_of(structure.regions, None, KNOWN)):
            continue
        for impairment in impairments.get(structure.kind, []):
            side = "both" if structure.sided else None
            target = Suspect(structure=structure.id, side=side, impairment=impairment, weight=1.0)
            found += _items(options((target,), CASE, KNOWN, permit, ()), CASE, KNOWN, (one,))
    return found


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """At so many places the same works come again and again: minutes are allotted to them once."""
    known: dict[Any, Allotted] = {}

    def found(works: Sequence[Work], *rest: Any) -> Allotted:
        key = tuple(works), *rest
        if key not in known:
            known[key] = allot(works, *rest)
        return known[key]

    monkeypatch.setattr(plan, "allot", found)


@pytest.mark.usefixtures("once")
def test_no_plan_and_no_agenda_holds_what_is_refused() -> None:
    asked = 0
    for one in kinds():
        items, permitted = planned_under(one), Permit((one,), KNOWN, EVERY)
        for item in items:
            place = item.technique, item.structure, item.side, item.pressure
            assert permitted(*place).answer != "no", (one.contraindication, place)
            asked += 1
        stand = {(item.technique, item.structure, item.side): item for item in reversed(items)}
        part = tuple(stand.values())[-MOST_ITEMS:]
        for step in make_agenda(Plan(closed=False, items=part), CASE, KNOWN):
            item = stand[step.technique, step.structure, step.side]
            assert step.position in item.positions and step.pressure == item.pressure
    assert asked > 1_000
