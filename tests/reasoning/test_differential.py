"""Log-odds from published figures: by hand and by program the same, clusters before items."""

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palpate.knowledge import Knowledge, knowledge
from palpate.reasoning.case import Case, Complaint, Observation, Place
from palpate.reasoning.causes.differential import OTHER, differential
from palpate.reasoning.causes.evidence import CAP, _people, likelihood_ratios, strengths
from tests.small import finding, flag, region, small_knowledge


def condition(name: str, share: float, **more: Any) -> dict[str, Any]:
    prior = {"value": share, "judgement": "for a test"}
    return {"id": name, "name": name, "regions": ["arm"], "prior": prior, **more}


def row(test: str, cause: str, sensitivity: float, specificity: float, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{test}.{cause}",
        "finding": test,
        "condition": cause,
        "sensitivity": {"value": sensitivity},
        "specificity": {"value": specificity},
        "judgement": "for a test",
        **more,
    }


@pytest.fixture
def known(tmp_path: Path) -> Knowledge:
    cluster = {
        "id": "cluster",
        "name": "cluster",
        "kind": "derived",
        "rule": {"at_least": 2, "of": ["a", "b", "c"]},
    }
    repeated = [finding(name, construct="pinching") for name in ("p", "q")]
    return small_knowledge(
        tmp_path,
        findings=[
            *(finding(name, sided=True) for name in ("a", "b", "c", "d", "danger")),
            *repeated,
            cluster,
        ],
        regions=[region("arm"), region("leg")],
        conditions=[
            condition("one", 0.5),
            condition("two", 0.3),
            {"id": "bad", "name": "bad", "regions": ["arm"], "serious": True},
            condition("elsewhere", 0.5, regions=["leg"]),
        ],
        accuracy=[
            row("d", "one", 0.8, 0.6),
            row("a", "two", 0.9, 0.7),
            row("cluster", "two", 0.7, 0.9),
            row("p", "one", 0.8, 0.6),
            row("q", "one", 0.6, 0.6),
            row("b", "one", 0.9, 0.1, use=False, why_not="for a test"),
        ],
        flags=[flag("alarm", "danger", "emergency") | {"condition": "bad"}],
    )


def case(side: str | None = None, **answers: bool) -> Case:
    place = Place(region="arm", side=side)  # type: ignore[arg-type]
    seen = tuple(Observation(finding=name, present=there) for name, there in answers.items())
    return Case(complaint=Complaint(regions=(place,)), observations=seen)


def shares(person: Case, known: Knowledge) -> dict[str, float]:
    return {one.condition: one.probability for one in differential(person, known)}


def test_without_findings_the_priors_stand(known: Knowledge) -> None:
    found = shares(case(), known)
    assert set(found) == {"one", "two", "bad", OTHER}
    assert found["one"] / found["two"] == pytest.approx(0.5 / 0.3)
    assert found[OTHER] / found["one"] == pytest.approx(0.2 / 0.5)
    assert sum(found.values()) == pytest.approx(1)


def test_one_finding_by_hand(known: Knowledge) -> None:
    total = 0.5 * 2 + 0.3 + 0.2 + 0.002  # LR+ = 0.8 / 0.4
    assert shares(case(d=True), known)["one"] == pytest.approx(0.5 * 2 / total)
    total = 0.5 * (0.2 / 0.6) + 0.3 + 0.2 + 0.002  # LR- = 0.2 / 0.6: absent counts too
    assert shares(case(d=False), known)["one"] == pytest.approx(0.5 * (0.2 / 0.6) / total)


def test_a_cluster_counts_instead_of_its_items(known: Knowledge) -> None:
    two = next(one for one in differential(case(a=True, b=True), known) if one.condition == "two")
    assert [weight.finding for weight in two.because] == ["cluster"]
    assert two.because[0].weight == pytest.approx(math.log(0.7 / 0.1))


def test_findings_of_one_construct_are_discounted(known: Knowledge) -> None:
    one = next(hyp for hyp in differential(case(p=True, q=True), known) if hyp.condition == "one")
    first, second = one.because
    assert (first.finding, first.discounted) == ("p", False)
    assert (second.finding, second.discounted) == ("q", True)
    assert second.weight == pytest.approx(math.log(0.6 / 0.4) / 2)


def test_a_raised_flag_brings_its_cause_up(known: Knowledge) -> None:
    found = shares(case(danger=True), known)
    assert found["bad"] == pytest.approx(0.5 / 1.5, abs=0.01)


def test_a_row_set_aside_and_the_other_side_weigh_nothing(known: Knowledge) -> None:
    assert shares(case(b=True), known) == pytest.approx(shares(case(), known))
    left = Case(
        complaint=Complaint(regions=(Place(region="arm", side="right"),)),
        observations=(Observation(finding="d", present=True, side="left"),),
    )
    assert shares(left, known)["one"] == pytest.approx(shares(case("right"), known)["one"])


def test_every_ratio_in_use_is_capped_and_has_an_origin() -> None:
    limit = math.log(CAP) + 1e-9
    for rows in strengths(knowledge()).values():
        for strength in rows.values():
            assert strength.sources or strength.judgement, strength
            for value in (strength.present, strength.absent):
                assert value is None or abs(value) <= limit


def test_ratios_follow_their_definition() -> None:
    for accuracy in knowledge().accuracy.values():
        positive, negative = likelihood_ratios(accuracy)
        if accuracy.sensitivity and accuracy.specificity and 0 < accuracy.specificity.value < 1:
            if accuracy.lr_positive is None:
                assert positive == pytest.approx(
                    accuracy.sensitivity.value / (1 - accuracy.specificity.value)
                )
            if accuracy.lr_negative is None:
                assert negative == pytest.approx(
                    (1 - accuracy.sensitivity.value) / accuracy.specificity.value
                )


@settings(max_examples=40)
@given(data=st.data())
def test_probabilities_are_probabilities_whatever_is_seen(data: st.DataObject) -> None:
    known = knowledge()
    names = sorted(name for name, one in known.findings.items() if not one.unit)
    chosen = data.draw(st.lists(st.sampled_from(names), max_size=12, unique=True))
    place = Place(region=data.draw(st.sampled_from(["neck", "shoulder", "lumbar", "knee"])))
    person = Case(
        complaint=Complaint(regions=(place,)),
        observations=tuple(Observation(finding=name, present=data.draw(st.booleans())) for name in chosen),
    )
    found = differential(person, known)
    assert sum(one.probability for one in found) == pytest.approx(1)
    assert all(0 <= one.low <= one.probability <= one.high <= 1 for one in found)
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)
    assert any(one.condition == OTHER for one in found)


def test_a_bigger_study_gives_a_narrower_range(tmp_path: Path) -> None:
    def width(sample: str, **more: Any) -> float:
        accuracy = row("d", "one", 0.8, 0.6, sample=sample) | more
        small = small_knowledge(
            tmp_path,
            regions=[region("arm")],
            findings=[finding("d")],
            conditions=[condition("one", 0.5)],
            accuracy=[accuracy],
        )
        one = next(hyp for hyp in differential(case(d=True), small) if hyp.condition == "one")
        return one.high - one.low

    assert width("900 shoulders") < width("90 shoulders") < width("18 shoulders")
    published = {"lr_positive": {"value": 2, "low": 1.9, "high": 2.1}}
    assert width("18 shoulders", **published) < width("18 shoulders")


def test_the_error_of_a_ratio_by_hand() -> None:
    known = knowledge()
    sized = [one for one in known.accuracy.values() if one.use and one.sample == "142 people"]
    for accuracy in sized:
        if accuracy.sensitivity and accuracy.specificity and accuracy.sensitivity.low is None:
            strength = strengths(known)[accuracy.condition][accuracy.finding]
            se, sp = accuracy.sensitivity.value, accuracy.specificity.value
            by_hand = math.sqrt((1 - se) / (71 * se) + sp / (71 * (1 - sp)))
            assert strength.error == pytest.approx(by_hand)
            return
    pytest.fail("no row of 142 people is left; take another")


@pytest.mark.parametrize(
    ("sample", "people"),
    [
        ("134 adults within five weeks of a knee injury", 134),
        ("819 adults of 50 or more with knee pain", 819),
        ("meta-analysis of 18 studies", 0),
        ("a cohort of 2004, 96 shoulders", 96),
        ("people in a row", 0),
    ],
)
def test_the_size_of_a_sample_is_read_from_its_words(sample: str, people: int) -> None:
    assert _people(sample) == people
