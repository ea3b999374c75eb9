"""Simulated clients: the same from one seed, with findings, ages and scores at the rates drawn by."""

import datetime
import math
from collections import Counter
from random import Random

import pytest

from palpate.knowledge import knowledge
from palpate.reasoning.case import Case, Complaint, Place
from palpate.reasoning.causes.differential import OTHER, candidates, items_of, prior
from palpate.reasoning.causes.evidence import speaking, strengths
from palpate.reasoning.change.figures import error_figure
from palpate.reasoning.rules.logic import present
from palpate.reasoning.screening.screen import Triage
from palpate.reasoning.simulate import (
    RARE,
    Assumptions,
    Simulated,
    base_rate,
    chance,
    measures_with_course,
    pool,
    simulate,
    simulate_scores,
    wrong_priors,
)

KNOWN = knowledge()
ALL_TOLD = Assumptions(missing=0.0)
ERRORS = 4.5  # standard errors that a share may be off: one test in a hundred thousand fails by chance
START = datetime.date(2026, 1, 5)


def clients(count: int, assumptions: Assumptions, region: str, seed: str = "test") -> list[Simulated]:
    random = Random(seed)
    return [simulate(random, KNOWN, assumptions, region) for _ in range(count)]


def only(cause: str) -> dict[str, float]:
    """Priors that leave next to no other cause."""
    return {name: 1.0 if name == cause else 1e-12 for name in (*KNOWN.conditions, OTHER)}


def near(share: float, wanted: float, count: int) -> bool:
    return abs(share - wanted) <= ERRORS * math.sqrt(wanted * (1 - wanted) / count) + 1e-9


def test_same_seed_gives_the_same_client() -> None:
    first, again, other = (simulate(Random(seed), KNOWN) for seed in ("a", "a", "b"))
    assert first == again
    assert first != other


def test_causes_come_by_their_priors() -> None:
    count = 3000
    found = Counter(one.cause for one in clients(count, ALL_TOLD, "elbow"))
    case = Case(complaint=Complaint(regions=(Place(region="elbow"),)))
    listed = {one.id: prior(one) for one in candidates(case, KNOWN, Triage(level="treat"))}
    ordinary = sum(share for name, share in listed.items() if not KNOWN.conditions[name].serious)
    weights = {**listed, OTHER: max(0.15, 1 - ordinary)}
    total = sum(weights.values())
    assert set(found) <= set(weights)
    common = [name for name, weight in weights.items() if weight > 0.05]
    assert len(common) >= 4
    for name in common:
        assert near(found[name] / count, weights[name] / total, count), name


def test_factors_on_the_priors_change_who_comes() -> None:
    usual, turned = (
        Counter(one.cause for one in clients(300, Assumptions(priors=factors), "elbow"))
        for factors in ({}, {"lateral_epicondylalgia": 0.01})
    )
    assert usual["lateral_epicondylalgia"] > 90
    assert turned["lateral_epicondylalgia"] < 15


@pytest.mark.parametrize("likeness", [0.0, 0.5])
def test_findings_come_at_their_rates_with_the_cause_and_without(likeness: float) -> None:
    count, cause = 800, "carpal_tunnel"
    world = Assumptions(missing=0.0, likeness=likeness, priors=only(cause))
    found = clients(count, world, "fingers")
    assert {one.cause for one in found} == {cause}
    # Items of clusters follow their cluster and are left out here.
    in_clusters = {name for rule in KNOWN.rules if rule in KNOWN.findings for name in _items(rule)}
    plain = [
        name
        for name in pool(KNOWN, "fingers")
        if name not in in_clusters and KNOWN.findings[name].only is None
    ]
    own = [name for name in plain if name in strengths(KNOWN)[cause]]
    assert len(own) > 8
    assert len(plain) - len(own) > 50
    for name in plain:
        share = sum(bool(one.answers[name].present) for one in found) / count
        assert near(share, chance(name, cause, KNOWN, "fingers"), count), name


def _items(rule: str) -> frozenset[str]:
    return items_of(rule, KNOWN)


def test_findings_of_one_construct_repeat_each_other() -> None:
    region, count = "sacroiliac", 1500
    names = [name for name in pool(KNOWN, region) if KNOWN.findings[name].construct == "sij_provocation"]
    assert len(names) >= 3
    pairs = [(names[0], other) for other in names[1:]]

    def together(likeness: float) -> float:
        world = Assumptions(missing=0.0, likeness=likeness, priors=only(OTHER))
        found = clients(count, world, region)
        both = sum(bool(one.answers[a].present and one.answers[b].present) for one in found for a, b in pairs)
        return both / count / len(pairs)

    assert together(0.7) > 1.2 * together(0.0)


@pytest.mark.parametrize("cluster", ["wainner_3_of_4", "litaker_cuff_tear", "chew_3_of_3"])
def test_items_are_drawn_so_that_a_cluster_comes_nearer_its_published_rate(
    cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every client can be made to fit: ages are not drawn again, and clusters share items."""
    cause = next(iter(speaking(KNOWN)[cluster]))
    wanted = strengths(KNOWN)[cause][cluster].sensitivity
    region = "neck" if cluster.startswith("wainner") else "shoulder"
    items = _items(cluster)

    def off() -> float:
        found = clients(400, Assumptions(missing=0.0, priors=only(cause)), region)
        share = sum(bool(present(cluster, one.with_answers(items), KNOWN)) for one in found) / len(found)
        return abs(share - wanted)

    fitted = off()
    monkeypatch.setattr("palpate.reasoning.simulate.TRIES", 1)
    assert fitted < off()


def test_a_strict_cluster_never_comes_without_the_loose_one() -> None:
    for one in clients(100, Assumptions(missing=0.0, priors=only("rotator_cuff_tear")), "shoulder"):
        case = one.with_answers(_items("chew_2_of_3"))
        assert present("chew_2_of_3", case, KNOWN) or not present("chew_3_of_3", case, KNOWN)


def test_answers_go_missing_and_are_turned_round_at_the_stated_rates() -> None:
    found = clients(150, Assumptions(missing=0.3, noise=0.0), "neck")
    answers = [answer for one in found for answer in one.answers.values()]
    missing = sum(answer.present is None and answer.value is None for answer in answers) / len(answers)
    assert 0.28 < missing < 0.34  # a number that no value fits is missing too
    always = clients(150, Assumptions(missing=0.0, noise=1.0), "neck", "turn")
    never = clients(150, Assumptions(missing=0.0, noise=0.0), "neck", "turn")
    rare = [name for name in pool(KNOWN, "neck") if base_rate(name, KNOWN, "neck") == RARE]
    assert len(rare) > 20
    shares = [
        sum(bool(one.answers[name].present) for one in world for name in rare) / len(world) / len(rare)
        for world in (always, never)
    ]
    assert shares[0] > 0.97
    assert shares[1] < 0.03


def test_ages_and_durations_follow_the_figures_of_the_cause() -> None:
    count = 800
    rotator = clients(count, Assumptions(priors=only("frozen_shoulder")), "shoulder")
    wanted = chance("age_40_to_65", "frozen_shoulder", KNOWN, "shoulder")
    share = sum(bool(present("age_40_to_65", one.case, KNOWN)) for one in rotator) / count
    assert near(share, wanted, count)
    strain = clients(count, Assumptions(priors=only("acute_lumbar_strain")), "lumbar")
    fresh = sum(bool(present("complaint_under_6_weeks", one.case, KNOWN)) for one in strain) / count
    assert near(fresh, chance("complaint_under_6_weeks", "acute_lumbar_strain", KNOWN, "lumbar"), count)


def test_what_only_women_have_is_simulated_in_women() -> None:
    found = clients(40, Assumptions(priors=only("pelvic_girdle_pain")), "sacroiliac")
    assert {one.cause for one in found} == {"pelvic_girdle_pain"}
    assert {one.case.client.sex for one in found} == {"female"}
    usual = clients(40, Assumptions(priors=only(OTHER)), "sacroiliac")
    assert {one.case.client.sex for one in usual} == {"female", "male"}
    for one in usual:
        limited = [name for name, answer in one.answers.items() if answer.present]
        assert all(KNOWN.findings[name].only in (None, one.case.client.sex) for name in limited)


def test_a_wrong_world_is_one_set_of_factors() -> None:
    exact, wrong = (wrong_priors(Random("w"), KNOWN, spread) for spread in (0.0, 0.5))
    assert set(exact.values()) == {1.0}
    logs = [math.log(factor) for factor in wrong.values()]
    assert 0.4 < math.sqrt(sum(one * one for one in logs) / len(logs)) < 0.6


def test_scores_follow_a_course_and_stay_on_the_scale() -> None:
    days = [START + datetime.timedelta(day) for day in (0, 7, 28, 56)]
    found = [simulate_scores(Random(f"s{number}"), KNOWN, "nprs", days) for number in range(300)]
    assert found[0] == simulate_scores(Random("s0"), KNOWN, "nprs", days)
    assert all(0 <= score.value <= 10 and score.value == int(score.value) for one in found for score in one)
    first, last = (sum(one[place].value for one in found) / len(found) for place in (0, -1))
    assert last < first - 1.5


def test_only_measures_with_a_published_error_have_courses() -> None:
    names = measures_with_course(KNOWN)
    assert {"nprs", "ndi", "odi"} <= set(names)
    assert "groc" not in names
    assert all(error_figure(name, None, KNOWN) for name in names)
    without = next(name for name in KNOWN.measures if error_figure(name, None, KNOWN) is None)
    with pytest.raises(ValueError, match="no published error"):
        simulate_scores(Random(1), KNOWN, without, [START])
