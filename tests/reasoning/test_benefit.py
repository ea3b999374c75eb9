"""Expected benefit: the figures of the page docs/reasoning/plan.md, and what must never raise it."""

import msgspec
import pytest

from palpate.knowledge import knowledge
from palpate.knowledge.model import Effect, Estimate
from palpate.reasoning.care.benefit import (
    AGAINST_NOTHING,
    PRIOR,
    SPREAD,
    START,
    credit,
    drawn,
    expected,
    is_against_nothing,
    result_of,
)
from palpate.reasoning.causes.differential import Hypothesis

KNOWN = knowledge()
ROW = Effect(
    id="some",
    technique="swedish",
    condition="cnslbp",
    condition_text="low back pain",
    comparator="sham",
    outcome="pain",
    text="for a test",
    estimate=Estimate(metric="SMD", value=-0.4, low=-0.6, high=-0.2),
    certainty="moderate",
    source="some",
)


def _hypothesis(condition: str, probability: float) -> Hypothesis:
    return Hypothesis(condition=condition, name=condition, probability=probability, low=0, high=1)


def _row(**more: object) -> Effect:
    return msgspec.structs.replace(ROW, **more)


def test_a_row_is_its_fall_against_a_sham_with_the_variance_of_its_interval() -> None:
    size, variance = result_of(ROW)  # type: ignore[misc]
    assert size == pytest.approx(0.4)
    assert variance == pytest.approx((0.4 / 3.92) ** 2 / 0.75)


def test_against_nothing_only_a_share_counts() -> None:
    plain = result_of(_row(comparator="wait list"))
    assert plain and plain[0] == pytest.approx(0.4 * 0.44 / 1.14)
    assert pytest.approx(0.44 / 1.14) == AGAINST_NOTHING
    assert all(
        is_against_nothing(_row(comparator=one)) for one in ("control", "inactive control", "usual care")
    )
    assert not any(is_against_nothing(_row(comparator=one)) for one in ("active control", "sham control"))


def test_the_pooled_sizes_that_the_share_rests_on_stand_in_the_knowledge() -> None:
    sham, nothing, active = (KNOWN.effects[f"effect_03{n}"] for n in (0, 1, 2))
    assert (sham.comparator, nothing.comparator, active.comparator) == (
        "sham",
        "no treatment",
        "active treatment",
    )
    assert sham.estimate and nothing.estimate and active.estimate
    assert sham.estimate.value / nothing.estimate.value == pytest.approx(AGAINST_NOTHING)
    assert -active.estimate.value == PRIOR


def test_a_difference_on_a_scale_is_standardised_by_a_quarter_of_its_range() -> None:
    scaled = result_of(
        _row(outcome="pain VAS 0-100", estimate=Estimate(metric="MD", value=-10, low=-15, high=-5))
    )
    assert scaled and scaled[0] == pytest.approx(0.4)
    assert result_of(_row(outcome="RDQ", estimate=Estimate(metric="MD", value=-3, low=-4, high=-2))) is None


@pytest.mark.parametrize("outcome", ["pressure pain threshold", "adverse events", "flexibility"])
def test_what_is_neither_pain_nor_disability_is_not_counted(outcome: str) -> None:
    assert result_of(_row(outcome=outcome)) is None


def test_no_interval_no_figure() -> None:
    assert result_of(_row(estimate=Estimate(metric="SMD", value=-2))) is None
    assert result_of(_row(estimate=None)) is None


def test_of_a_span_of_certainty_the_lower_end_counts() -> None:
    assert [credit(_row(certainty=one)) for one in ("high", "low to moderate", "very low to low", "")] == [
        1.0,
        0.5,
        0.25,
        0.5,
    ]


def test_a_wider_interval_stays_nearer_to_the_prior() -> None:
    sure, unsure = drawn(0.2, [(0.6, 0.01)]), drawn(0.2, [(0.6, 0.1)])
    assert 0.2 < unsure < sure < 0.6
    assert drawn(0.2, [(0.6, SPREAD**2)]) == pytest.approx(0.4)  # as sure as the prior: half way


def test_the_worked_example_of_the_page() -> None:
    """Massage in long-lasting low back pain: five rows as one, others behind them."""
    assert expected("swedish", [_hypothesis("cnslbp", 1.0)], KNOWN).size == pytest.approx(0.278, abs=0.002)


def test_a_technique_without_figures_starts_by_its_certainty() -> None:
    for technique in ("stretching_rom", "heat_application", "deep_tissue"):
        found = expected(technique, [_hypothesis("neck_pain", 1.0)], KNOWN)
        assert found.effects == () and not found.in_cause
        assert found.size == pytest.approx(PRIOR * START[KNOWN.techniques[technique].certainty], abs=1e-3)


def test_it_is_weighted_by_the_differential_and_every_technique_has_one() -> None:
    both = [_hypothesis("cnslbp", 0.5), _hypothesis("doms", 0.5)]
    one, other = (expected("swedish", [_hypothesis(name, 1.0)], KNOWN).size for name in ("cnslbp", "doms"))
    assert expected("swedish", both, KNOWN).size == pytest.approx((one + other) / 2, abs=1e-3)
    assert expected("swedish", both, KNOWN).in_cause
    assert not expected("swedish", [_hypothesis("doms", 0.05)], KNOWN).in_cause
    for technique in KNOWN.techniques:
        found = expected(technique, both, KNOWN)
        assert 0 < found.size < 1, technique
        assert set(found.effects) <= set(KNOWN.effects)
    with pytest.raises(KeyError):
        expected("no such", both, KNOWN)
