"""The contraindications: their rules name what exists, each narrows every technique it refuses, and the
dangers every therapist is taught are held to limits on the elements of massage.
"""

import pytest

from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.expression import Always, ComplaintAt, findings, walk
from palpate.knowledge.model import Choice, Contraindication, Limit, Technique
from palpate.reasoning.case import Case, Client, Observation
from palpate.reasoning.rules.logic import settle

PLACES = {"complaint", "observed"}
CHOICES = ("contact", "movement", "temperature", "product")


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def _case(present: tuple[str, ...] = (), age: float | None = None, **values: float) -> Case:
    seen = [Observation(finding=finding, present=True) for finding in present]
    seen += [Observation(finding=finding, value=value) for finding, value in values.items()]
    return Case(client=Client(age=age), observations=tuple(seen))


def _limits(known: Knowledge, case: Case, region: str) -> list[Limit]:
    """The limits that hold at a region for a case; a place that only an observation names is left out."""
    cells = known.cells(region)
    return [
        item.limit
        for item in known.contraindications.values()
        if settle(known.rules[item.id], case, known) is True
        and any(site not in PLACES and cells & known.cells(site) for site in item.sites)
    ]


def _forbidden(limits: list[Limit], element: str) -> set[str]:
    return {word for limit in limits for word in getattr(limit, element)}


def _ceiling(limits: list[Limit]) -> int:
    if any(limit.everything for limit in limits):
        return 0
    return min((limit.pressure_at_most for limit in limits if limit.pressure_at_most is not None), default=10)


def _narrowed(choice: Choice, bad: tuple[str, ...]) -> bool:
    return bool({*choice.needs, *choice.may} & set(bad))


def _touched(technique: Technique, limit: Limit) -> bool:
    """Whether the limit refuses the technique or takes something from it."""
    pressure = limit.pressure_at_most is not None and technique.pressure[1] > limit.pressure_at_most
    minutes = limit.minutes_at_most is not None and technique.minutes[1] > limit.minutes_at_most
    return (
        limit.everything
        or pressure
        or minutes
        or any(_narrowed(getattr(technique, element), getattr(limit, element)) for element in CHOICES)
    )


def _closed(choice: Choice, bad: set[str]) -> bool:
    return bool(set(choice.needs) & bad) or (not choice.needs and bool(choice.may) and set(choice.may) <= bad)


def _possible(technique: Technique, limits: list[Limit]) -> bool:
    """Whether some form of the technique is left: its needs free, its least pressure allowed."""
    return (
        technique.pressure[0] <= _ceiling(limits)
        and not any(limit.everything for limit in limits)
        and not any(_closed(getattr(technique, element), _forbidden(limits, element)) for element in CHOICES)
    )


def test_rules_and_places_name_what_exists(known: Knowledge) -> None:
    for item in known.contraindications.values():
        rule = known.rules[item.id]
        assert set(findings(rule)) <= set(known.findings), item.id
        assert {place for place in item.sites if place not in PLACES} <= set(known.regions), item.id
        named = {region for part in walk(rule) if isinstance(part, ComplaintAt) for region in part.regions}
        assert named <= set(known.regions), item.id


def test_each_entry_limits_something_and_says_why(known: Knowledge) -> None:
    for item in known.contraindications.values():
        assert item.limit != Limit(), f"{item.id} limits nothing"
        assert item.reason and item.modification and item.review, item.id
        assert item.sources or item.judgement, f"{item.id} rests on nothing"


def test_refused_techniques_never_come_out_as_a_plain_yes(known: Knowledge) -> None:
    untouched = [
        (item.id, name)
        for item in known.contraindications.values()
        for name in item.refuses
        if not _touched(known.techniques[name], item.limit)
    ]
    assert untouched == []


def test_absolute_and_clearance_levels_match_their_limits(known: Knowledge) -> None:
    for item in known.contraindications.values():
        if item.level.startswith("absolute"):
            assert item.limit.everything, f"{item.id} is called absolute and yet leaves something"


def test_places_of_danger_hold_for_every_client_and_name_what_lies_there(known: Knowledge) -> None:
    sites = [item for item in known.contraindications.values() if item.id.startswith("site_")]
    assert len(sites) >= 25
    for item in sites:
        assert isinstance(known.rules[item.id], Always) and item.structures, item.id


DANGERS: list[tuple[tuple[str, ...], dict[str, float], str, int, str, set[str]]] = [
    # present findings, values, region, highest pressure left, element, words that must be forbidden
    (("dvt_known",), {}, "calf", 0, "contact", set()),
    (("dvt_known",), {}, "shoulder_top", 2, "movement", {"traction", "passive_end_range"}),
    (
        ("taking_anticoagulant",),
        {},
        "low_back",
        3,
        "contact",
        {"friction", "percussion", "scraping", "suction"},
    ),
    (("taking_anticoagulant",), {}, "thigh_front", 3, "contact", {"sustained_pressure"}),
    (("taking_antiplatelet",), {}, "low_back", 4, "contact", {"friction", "percussion"}),
    (
        ("pregnancy",),
        {"weeks_pregnant": 32},
        "abdomen_lower",
        2,
        "contact",
        {"sustained_pressure", "friction"},
    ),
    (("pregnancy",), {"weeks_pregnant": 32}, "thigh_inner", 2, "position", {"supine", "prone"}),
    (("pregnancy",), {"weeks_pregnant": 32}, "calf", 2, "movement", {"thrust", "traction"}),
    (("pregnancy",), {"weeks_pregnant": 10}, "sacrum", 3, "temperature", {"heat"}),
    (("osteoporosis",), {}, "mid_back", 4, "movement", {"thrust", "traction", "passive_end_range"}),
    (("osteoporosis",), {}, "ribs_front", 4, "contact", {"percussion"}),
    (("rheumatoid_arthritis",), {}, "neck_back", 3, "movement", {"traction", "thrust", "passive_end_range"}),
    (("rheumatoid_arthritis",), {}, "skull_base", 3, "movement", {"traction", "passive_end_range"}),
    (("dissection_suspected",), {}, "neck_back", 0, "contact", set()),
    (("neck_pain_unlike_before",), {}, "skull_base", 0, "contact", set()),
    (("lymphoedema",), {}, "shoulder_front", 2, "temperature", {"heat"}),
    (("nodes_removed_arm",), {}, "upper_arm_front", 2, "temperature", {"heat"}),
    (("pacemaker",), {}, "chest_upper", 1, "contact", {"drainage", "sustained_pressure"}),
    (("bone_metastasis",), {}, "low_back", 1, "movement", {"traction", "thrust", "passive_end_range"}),
    (("fever",), {}, "calf", 0, "contact", set()),
    ((), {"temperature": 38.4}, "calf", 0, "contact", set()),
    ((), {"systolic_pressure": 186}, "calf", 0, "contact", set()),
    (("preeclampsia",), {}, "hand", 0, "contact", set()),
    (("bleeding_disorder",), {}, "calf", 0, "contact", set()),
    (("hernia",), {}, "abdomen_lower", 0, "contact", set()),
    (("spleen_enlarged",), {}, "abdomen_upper", 0, "contact", set()),
    (("multiple_sclerosis",), {}, "calf", 5, "temperature", {"heat"}),
    (("cold_reacts",), {}, "hand", 3, "temperature", {"cold"}),
    (("connective_tissue_disorder",), {}, "knee", 4, "movement", {"traction", "thrust", "passive_end_range"}),
    (("myelopathy_known",), {}, "neck_back", 1, "movement", {"traction", "thrust", "passive_end_range"}),
    ((), {}, "neck_front", 2, "contact", {"sustained_pressure", "friction", "percussion"}),
    ((), {}, "knee_back", 2, "contact", {"sustained_pressure", "friction", "percussion"}),
    ((), {}, "groin", 2, "contact", {"sustained_pressure", "friction"}),
    ((), {}, "pubic", 0, "contact", set()),
    ((), {}, "neck_back", 5, "movement", {"thrust"}),
]


@pytest.mark.parametrize(("present", "values", "region", "ceiling", "element", "words"), DANGERS)
def test_known_dangers_are_held_to_limits(
    known: Knowledge,
    present: tuple[str, ...],
    values: dict[str, float],
    region: str,
    ceiling: int,
    element: str,
    words: set[str],
) -> None:
    limits = _limits(known, _case(present, age=40, **values), region)
    assert _ceiling(limits) <= ceiling
    assert words <= _forbidden(limits, element)


OBSERVED: list[tuple[str, int, set[str]]] = [
    # a finding seen at a place: highest pressure left there, and contacts forbidden there
    ("dvt_known", 0, set()),
    ("fracture_healing", 0, set()),
    ("wound_open", 0, set()),
    ("radiotherapy_field_skin", 0, set()),
    ("shingles", 0, set()),
    ("surgical_wound_fresh", 0, set()),
    ("steroid_injection_2_weeks", 0, set()),
    ("cellulitis", 0, set()),
    ("lymphoedema", 1, {"sustained_pressure", "friction", "gliding"}),
    ("sprain_or_strain_fresh", 1, {"friction", "sustained_pressure"}),
]


@pytest.mark.parametrize(("finding", "ceiling", "words"), OBSERVED)
def test_what_is_seen_at_a_place_limits_that_place(
    known: Knowledge, finding: str, ceiling: int, words: set[str]
) -> None:
    case = _case((finding,))
    there = [
        item.limit
        for item in known.contraindications.values()
        if "observed" in item.sites and settle(known.rules[item.id], case, known) is True
    ]
    assert there and _ceiling(there) <= ceiling
    assert words <= _forbidden(there, "contact")


PAIRED = (
    "dvt_known",
    "bleeding_disorder",
    "platelets_low",
    "active_cancer",
    "pregnancy_high_risk",
    "stroke_recent",
    "heart_attack_recent",
    "heart_failure_uncontrolled",
)


@pytest.mark.parametrize("finding", PAIRED)
def test_clearance_opens_only_a_narrow_way(known: Knowledge, finding: str) -> None:
    """A physician's clearance lifts the ban, and a limit stays."""
    case = _case((finding,))
    met = [
        item
        for item in known.contraindications.values()
        if settle(known.rules[item.id], case, known) is True and not isinstance(known.rules[item.id], Always)
    ]
    assert any(item.clearance and item.limit.everything for item in met)
    assert any(not item.clearance for item in met)


def test_a_healthy_adult_can_still_be_treated(known: Knowledge) -> None:
    """The places of danger are always on, yet ordinary gliding work stays possible at all cells but one."""
    swedish = known.techniques["swedish"]
    refused = [
        cell
        for cell in known.cells("whole_body")
        if not _possible(swedish, _limits(known, _case(age=40), cell))
    ]
    assert refused == ["pubic"]
    assert _ceiling(_limits(known, _case(age=40), "shoulder_top")) == 10
    assert _ceiling(_limits(known, _case(age=40), "thigh_front")) == 10


def test_no_technique_thrusts(known: Knowledge) -> None:
    assert "thrust" in _forbidden(_limits(known, _case(age=40), "low_back"), "movement")


@pytest.mark.parametrize("name", ["swedish", "myofascial_release", "mld", "positional_release"])
def test_an_anticoagulant_leaves_gentle_techniques(known: Knowledge, name: str) -> None:
    limits = _limits(known, _case(("taking_anticoagulant",)), "shoulder_top")
    assert _possible(known.techniques[name], limits)


@pytest.mark.parametrize("name", ["deep_tissue", "trigger_point", "cross_fiber_friction", "iastm", "cupping"])
def test_an_anticoagulant_closes_hard_techniques(known: Knowledge, name: str) -> None:
    limits = _limits(known, _case(("taking_anticoagulant",)), "shoulder_top")
    assert not _possible(known.techniques[name], limits)


def test_minors_need_permission(known: Knowledge) -> None:
    alone = _case(age=16)
    refused = Case(
        client=Client(age=16), observations=(Observation(finding="guardian_permission", present=False),)
    )
    allowed = Case(
        client=Client(age=16), observations=(Observation(finding="guardian_permission", present=True),)
    )
    rule = known.rules["under_age"]
    assert settle(rule, alone, known) is None  # unknown is never given
    assert settle(rule, refused, known) is True
    assert settle(rule, allowed, known) is False


def test_unknown_weeks_leave_the_position_unsettled(known: Knowledge) -> None:
    rule = known.rules["pregnancy_position"]
    assert settle(rule, _case(("pregnancy",)), known) is None
    assert settle(rule, _case(("pregnancy",), weeks_pregnant=12), known) is False
    assert settle(rule, _case(("pregnancy",), weeks_pregnant=20), known) is True


def test_strict_entries_from_memory_say_so(known: Knowledge) -> None:
    def unread(item: Contraindication) -> bool:
        return not item.sources

    for item in filter(unread, known.contraindications.values()):
        assert item.judgement and "none of it was read" in item.review, item.id
