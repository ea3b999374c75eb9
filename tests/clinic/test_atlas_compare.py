"""The comparison of techniques for a condition: on its page and on a page of its own, honest before all."""

import pytest
from django.urls import reverse

from palpate.clinic.atlas.comparing import table
from palpate.knowledge import knowledge
from palpate.knowledge.model import Effect, Estimate
from palpate.reasoning.compare import certainty_of, compare, is_clear
from tests.clinic.conftest import Cast
from tests.clinic.test_atlas import read, url

ORDINARY = [one for one in knowledge().conditions.values() if not one.serious]


def address(name: str) -> str:
    return reverse("clinic:compare", args=[name])


def effect(**more: object) -> Effect:
    plain: dict[str, object] = {
        "id": "e", "technique": "met", "condition_text": "", "comparator": "", "outcome": "", "text": "",
        "source": "s",
    }  # fmt: skip
    return Effect(**(plain | more))  # type: ignore[arg-type]


def test_every_ordinary_condition_can_be_compared_for_and_says_what_was_read(cast: Cast) -> None:
    for one in ORDINARY:
        page = read(cast.browser, address(one.id))
        assert "<h1>" in page and "{{" not in page and table(one, knowledge()).honest[:40] in page


@pytest.mark.parametrize("name", ["gtps", "stroke_rehabilitation"])
def test_where_nothing_was_read_it_says_so_first(name: str, cast: Cast) -> None:
    for page in (read(cast.browser, address(name)), read(cast.browser, url("conditions", name))):
        assert "was read" in page or "none gave figures" in page
    assert not compare(knowledge().conditions[name], knowledge()).tried


def test_trials_that_gave_no_figures_are_not_denied() -> None:
    for one in ORDINARY:
        found = table(one, knowledge())
        read_something = any(statement.source for statement in one.massage)
        if read_something and not any(row.effects for row in found.rows):
            assert "No trial" not in found.honest, one.id


def test_each_trial_row_stands_with_its_figures_certainty_and_source(cast: Cast) -> None:
    known = knowledge()
    page = read(cast.browser, address("cnslbp"))
    for one in known.effects.values():
        if one.condition == "cnslbp" and one.technique:
            assert f"/knowledge/sources/{one.source}/" in page
            assert not one.certainty or f"certainty {one.certainty}" in page
            assert one.dose in page.replace("&#x27;", "'")
    assert 'class="src j"' in page and "usually 5" in page


def test_guidelines_stand_whole_and_are_marked_where_they_name_a_technique(cast: Cast) -> None:
    known = knowledge()
    page = read(cast.browser, address("knee_oa"))
    found = compare(known.conditions["knee_oa"], known)
    assert {"guideline_13", "guideline_16"} <= {one.id for one in found.guidelines}
    for one in found.guidelines:
        assert f'id="{one.id}"' in page and one.text[:30] in page
    named = next(row for row in found.rows if row.technique == "acupuncture_referral")
    assert named.guidelines == ("guideline_13", "guideline_16")


def test_a_serious_condition_is_not_compared_for(cast: Cast) -> None:
    assert cast.browser.get(address("stroke")).url == url("conditions", "stroke")
    assert cast.browser.get(address("nonsense")).status_code == 404
    assert "beside each other" not in read(cast.browser, url("conditions", "stroke"))


def test_an_umbrella_leads_to_the_comparisons_under_it(cast: Cast) -> None:
    page = read(cast.browser, address("arthritis"))
    assert f'href="{address("knee_oa")}"' in page


@pytest.mark.parametrize(
    ("words", "rank"),
    [("very low to moderate", 1), ("low to very low", 1), ("low to moderate", 2), ("moderate", 3),
     ("high", 4), ("high PEDro quality", 0), ("strong recommendation", 0),
     ("critically low quality reviews", 1), ("", 0)],
)  # fmt: skip
def test_certainty_is_read_strictly(words: str, rank: int) -> None:
    assert certainty_of(effect(certainty=words)) == rank


def test_an_interval_is_clear_only_if_no_effect_lies_outside() -> None:
    assert is_clear(effect(estimate=Estimate(metric="SMD", value=-1, low=-2, high=-0.1)))
    assert not is_clear(effect(estimate=Estimate(metric="SMD", value=-1, low=-2, high=0.1)))
    assert not is_clear(effect(estimate=Estimate(metric="RR", value=0.6, low=0.1, high=2.8)))
    assert is_clear(effect(estimate=Estimate(metric="RR", value=0.6, low=0.4, high=0.8)))
    assert not is_clear(effect(estimate=Estimate(metric="SMD", value=-1)))


def test_rows_stand_by_certainty_then_clear_intervals_then_use() -> None:
    for one in ORDINARY:
        rows = compare(one, knowledge()).rows
        tried = [row.certainty for row in rows if row.effects]
        assert tried == sorted(tried, reverse=True)
        assert [bool(row.effects) for row in rows] == sorted(
            (bool(row.effects) for row in rows), reverse=True
        )
