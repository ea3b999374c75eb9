"""Restrictions: where they hold, that they only ever narrow, and that nothing gets past `permits`."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.model import Limit
from palpate.knowledge.words import Side
from palpate.reasoning.case import Case, Complaint, Observation, Place, Therapist, Visit
from palpate.reasoning.limits.restrict import (
    Restriction,
    Verdict,
    permits,
    restriction,
    restrictions,
    sites_of,
    triage_restrictions,
    unsettled_contraindications,
)
from palpate.reasoning.screening.screen import Reason, Triage

KNOWN = knowledge()
EVERY = Therapist(credentials=tuple(KNOWN.credentials))
SHOULDER = Complaint(regions=(Place(region="shoulder", side="right"),), days=30)


def _narrow(limit: Limit, *regions: str, side: Side | None = None) -> Restriction:
    return Restriction(
        contraindication="some",
        name="some",
        level="caution",
        sites=sites_of(regions, side, KNOWN),
        whole_body=False,
        limit=limit,
        reason="for a test",
    )


def _ask(limits: tuple[Restriction, ...], technique: str, structure: str, **more: object) -> Verdict:
    side, pressure = more.get("side", "right"), more.get("pressure")
    return permits(limits, technique, structure, side, pressure, KNOWN, therapist=EVERY)  # type: ignore[arg-type]


def _case(*present: str, side: Side | None = None, **more: object) -> Case:
    seen = tuple(Observation(finding=finding, present=True, side=side) for finding in present)
    return Case(complaint=SHOULDER, observations=seen, **more)  # type: ignore[arg-type]


def test_without_restrictions_everything_suitable_is_a_yes() -> None:
    assert _ask((), "swedish", "infraspinatus").answer == "yes"


def test_a_site_holds_on_its_side_only() -> None:
    left = (_narrow(Limit(everything=True), "shoulder", side="left"),)
    assert _ask(left, "swedish", "infraspinatus", side="left").answer == "no"
    assert _ask(left, "swedish", "infraspinatus", side="both").answer == "no"
    assert _ask(left, "swedish", "infraspinatus", side="right").answer == "yes"


def test_a_structure_without_a_side_is_thought_of_on_both() -> None:
    left = (_narrow(Limit(everything=True), "shoulder", side="left"),)
    assert _ask(left, "swedish", "infraspinatus", side=None).answer == "no"


def test_a_closed_joint_is_not_moved_through_a_muscle_that_crosses_it() -> None:
    knee = (_narrow(Limit(everything=True), "knee"),)
    verdict = _ask(knee, "stretching_rom", "rectus_femoris")
    assert verdict.answer == "no" and verdict.because[0].contraindication == "some"
    assert _ask(knee, "swedish", "rectus_femoris").movement == ("none",)


def test_pressure_is_cut_and_an_asked_pressure_outside_is_refused() -> None:
    light = (_narrow(Limit(pressure_at_most=3), "shoulder"),)
    assert _ask(light, "swedish", "infraspinatus").pressure == (1, 3)
    assert _ask(light, "swedish", "infraspinatus", pressure=3).answer == "yes-if"
    assert _ask(light, "swedish", "infraspinatus", pressure=4).answer == "no"
    assert _ask(light, "deep_tissue", "infraspinatus").answer == "no"


def test_a_needed_word_closes_and_a_possible_word_narrows() -> None:
    still = (_narrow(Limit(contact=("friction",)), "shoulder"),)
    assert _ask(still, "cross_fiber_friction", "supraspinatus").answer == "no"
    swedish = _ask(still, "swedish", "infraspinatus")
    assert swedish.answer == "yes-if" and "friction" not in swedish.contact


def test_speed_minutes_and_positions_narrow() -> None:
    limit = Limit(speed_at_most="slow", minutes_at_most=4, position=("prone",))
    verdict = _ask((_narrow(limit, "shoulder"),), "swedish", "infraspinatus")
    assert verdict.speed == ("slow",) and verdict.minutes == (3, 4) and "prone" not in verdict.positions


def test_a_forbidden_position_counts_for_the_whole_visit() -> None:
    verdict = _ask((_narrow(Limit(position=("prone",)), "foot"),), "swedish", "infraspinatus")
    assert "prone" not in verdict.positions


def test_a_missing_credential_and_what_is_only_referred_are_refused() -> None:
    plain = Therapist()
    verdict = permits((), "cupping", "infraspinatus", "right", None, KNOWN, therapist=plain)
    assert verdict.answer == "no" and verdict.because[0].contraindication == "therapist.credentials"
    assert _ask((), "acupuncture_referral", "infraspinatus").answer == "no"


@pytest.mark.parametrize(("technique", "structure"), [("sweedish", "infraspinatus"), ("swedish", "infra")])
def test_unknown_ids_are_named(technique: str, structure: str) -> None:
    with pytest.raises(KeyError, match="there is no"):
        _ask((), technique, structure)


def test_the_client_sets_the_ceiling_and_the_positions() -> None:
    case = _case(visit=Visit(pressure_at_most=3, positions=("side_lying",)))
    verdict = permits(
        restrictions(case, KNOWN), "swedish", "infraspinatus", "right", None, KNOWN, therapist=case.therapist
    )
    assert verdict.pressure == (1, 3) and verdict.positions == ("side_lying",)


def test_where_a_finding_was_seen_is_its_side_and_region() -> None:
    dvt = restriction(KNOWN.contraindications["dvt_limb"], _case("dvt_known", side="left"), KNOWN)
    assert ("calf", "left") in dvt.sites and ("calf", "right") not in dvt.sites
    assert not dvt.whole_body and dvt.because == ("dvt_known",)


def test_a_place_nobody_knows_is_the_whole_body() -> None:
    wound = restriction(KNOWN.contraindications["wound"], _case("wound_open"), KNOWN)
    assert wound.whole_body and _ask((wound,), "swedish", "infraspinatus").answer == "no"


def test_unsettled_ones_narrow_nothing_and_are_listed() -> None:
    case = _case()
    assert "dvt_limb" not in {one.contraindication for one in restrictions(case, KNOWN)}
    listed = {one.contraindication: one for one in unsettled_contraindications(case, KNOWN)}
    assert "dvt_known" in listed["dvt_limb"].ask


def test_a_physician_lifts_only_what_can_be_lifted() -> None:
    cleared = ("dvt_uncleared", "dvt_limb")
    case = msgspec.structs.replace(_case("dvt_known", side="left"), cleared=cleared)
    held = {one.contraindication for one in restrictions(case, KNOWN)}
    assert "dvt_uncleared" not in held and "dvt_limb" in held


def _triage(level: str) -> Triage:
    reason = Reason(
        rule="r", flag="f", name="n", suspect="s", urgency="refer", because=(), action="a", cleared=False
    )
    return Triage(level=level, reasons=(reason,))  # type: ignore[arg-type]


@pytest.mark.parametrize("level", ["same-day", "emergency"])
def test_urgent_triage_closes_everything(level: str) -> None:
    limits = triage_restrictions(_triage(level), _case(), KNOWN)
    answers = {_ask(limits, t, s).answer for t in KNOWN.techniques for s in KNOWN.structures}
    assert answers == {"no"}


def test_a_referral_closes_the_complaint_and_leaves_gentle_work_elsewhere() -> None:
    limits = triage_restrictions(_triage("refer"), _case(), KNOWN)
    assert _ask(limits, "swedish", "infraspinatus").answer == "no"
    leg = _ask(limits, "swedish", "tibialis_anterior")
    assert leg.answer == "yes-if" and leg.pressure[1] == 3
    assert triage_restrictions(_triage("treat"), _case(), KNOWN) == ()


ACTIVE = {
    item.id: restriction(item, _case(), KNOWN) for item in KNOWN.contraindications.values()
}  # as if true, at the complaint where the place is not named


def _kinds() -> list[Restriction]:
    """One restriction of every pair of limit and sites that the knowledge has."""
    kinds = {(one.sites, one.limit): one for one in ACTIVE.values()}
    return list(kinds.values())


def test_refused_techniques_never_come_out_as_a_plain_yes_at_the_site() -> None:
    wrong = [
        (item.id, technique, structure.id)
        for item in KNOWN.contraindications.values()
        for structure in KNOWN.structures.values()
        if ACTIVE[item.id].touches(sites_of(structure.regions, None, KNOWN))
        for technique in item.refuses
        if _ask((ACTIVE[item.id],), technique, structure.id, side=None).answer == "yes"
    ]
    assert wrong == []


def test_nothing_is_permitted_where_everything_is_closed() -> None:
    for one in _kinds():
        if one.limit.everything:
            for structure in KNOWN.structures.values():
                if one.touches(sites_of(structure.regions, None, KNOWN)):
                    for technique in KNOWN.techniques:
                        assert _ask((one,), technique, structure.id, side=None).answer == "no"


RANK = {"no": 0, "yes-if": 1, "yes": 2}


@settings(max_examples=300)
@given(
    some.lists(some.sampled_from(sorted(ACTIVE)), max_size=6),
    some.sampled_from(sorted(ACTIVE)),
    some.sampled_from(sorted(KNOWN.techniques)),
    some.sampled_from(sorted(KNOWN.structures)),
    some.sampled_from(["left", "right", "both", None]),
    some.none() | some.integers(0, 10),
)
def test_one_more_restriction_only_narrows(
    names: list[str], more: str, technique: str, structure: str, side: Side | None, pressure: int | None
) -> None:
    limits = tuple(ACTIVE[name] for name in names)
    before = _ask(limits, technique, structure, side=side, pressure=pressure)
    after = _ask((*limits, ACTIVE[more]), technique, structure, side=side, pressure=pressure)
    assert RANK[after.answer] <= RANK[before.answer]
    assert after.pressure[0] == before.pressure[0] and after.pressure[1] <= before.pressure[1]
    assert after.minutes[1] <= before.minutes[1]
    for element in ("positions", "contact", "movement", "temperature", "product", "speed"):
        assert set(getattr(after, element)) <= set(getattr(before, element))


def test_the_knowledge_is_the_one_that_ships() -> None:
    assert isinstance(KNOWN, Knowledge) and len(ACTIVE) == len(KNOWN.contraindications) > 100
