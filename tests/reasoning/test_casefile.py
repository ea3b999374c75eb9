"""Each mistake in a case file gets one line: where, what, and what would have been right."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palpate.knowledge import knowledge
from palpate.reasoning.casefile import CaseError, parse_case, read_case

GOOD = """
palpate: 1
client: {age: 54, sex: female}
complaint: {regions: [{region: shoulder, side: right}], days: 90}
observations:
  - {finding: night_pain, present: true}
  - {finding: shoulder_external_rotation_passive, side: right, value: 20}
  - {finding: hawkins_kennedy, side: right, present: false}
scores: [{measure: nprs, value: 6, on: 2026-01-03}]
therapist: {credentials: [licensed_massage_therapist]}
visit: {minutes: 60}
"""


def test_the_example_of_the_documentation_reads() -> None:
    case = parse_case(GOOD, knowledge())
    assert case.client.age == 54
    assert [one.finding for one in case.observations][1] == "shoulder_external_rotation_passive"
    assert case.scores[0].on.year == 2026


@pytest.mark.parametrize(
    ("wrong", "where", "what", "right"),
    [
        ({"palpate": 2}, "palpate", "is 2", "write `palpate: 1`"),
        ({"observations": [{"finding": "nite_pain"}]}, "observations[0]", "'nite_pain'", "night_pain"),
        (
            {"observations": [{"finding": "night_pain", "value": 3}]},
            "observations[0]",
            "has no value",
            "present",
        ),
        (
            {"observations": [{"finding": "shoulder_external_rotation_passive", "value": 400}]},
            "observations[0]",
            "cannot be 400 degrees",
            "possible is",
        ),
        (
            {"observations": [{"finding": "shoulder_external_rotation_passive", "present": True}]},
            "observations[0]",
            "is a number",
            "give `value:` in degrees",
        ),
        (
            {"observations": [{"finding": "craniovertebral_angle", "present": False}]},
            "observations[0]",
            "is a number",
            "give `value:` in degrees",
        ),
        (
            {"observations": [{"finding": "night_pain", "side": "left", "present": True}]},
            "observations[0]",
            "night_pain has no side",
            "leave `side` out",
        ),
        (
            {"observations": [{"finding": "night_pain", "preset": True}]},
            "observations[0]",
            "`preset`",
            "present",
        ),
        ({"observations": "none"}, "observations", "Expected `array`", "form"),
        ({"client": {"age": 300}}, "client.age", "300 is no age", "0 to 120"),
        ({"client": {"sex": "x"}}, "client.sex", "Invalid enum value 'x'", "form"),
        (
            {"complaint": {"regions": [{"region": "sholder"}]}},
            "complaint.regions[0]",
            "'sholder'",
            "shoulder",
        ),
        (
            {"complaint": {"regions": [{"region": "head", "side": "left"}]}},
            "complaint",
            "head has no side",
            "leave",
        ),
        ({"complaint": {"days": -1}}, "complaint.days", "lies before the start", "days since"),
        (
            {"scores": [{"measure": "nprs", "value": 11, "on": "2026-01-03"}]},
            "scores[0]",
            "cannot be 11",
            "0 to 10",
        ),
        ({"scores": [{"measure": "nprz", "value": 1, "on": "2026-01-03"}]}, "scores[0]", "'nprz'", "nprs"),
        (
            {"therapist": {"credentials": ["licensed_massage"]}},
            "therapist.credentials",
            "'licensed_massage'",
            "licensed",
        ),
        ({"visit": {"minutes": 600}}, "visit.minutes", "600 is no visit", "5 to 240"),
        ({"visit": {"pressure_at_most": 11}}, "visit.pressure_at_most", "11 is no pressure", "0 to 10"),
        ({"visit": {"avoid": ["nek"]}}, "visit.avoid", "'nek'", "neck"),
        ({"cleared": ["no_rule"]}, "cleared", "'no_rule'", ""),
        ({"colour": "red"}, "file", "`colour`", ""),
    ],
)
def test_a_mistake_is_told(wrong: dict[str, Any], where: str, what: str, right: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_case({"palpate": 1} | wrong, knowledge())
    line = str(caught.value.mistakes[0])
    assert line.startswith(where), line
    assert what in line, line
    assert right in line.partition("; ")[2], line
    assert "\n" not in line


def test_every_mistake_is_told_at_once() -> None:
    wrong = {"palpate": 1, "client": {"age": 300}, "observations": [{"finding": "a"}, {"finding": "b"}]}
    with pytest.raises(CaseError) as caught:
        read_case(wrong, knowledge())
    assert len(caught.value.mistakes) == 3


def test_what_is_no_yaml_names_the_line() -> None:
    with pytest.raises(CaseError, match="line 3: is no YAML"):
        parse_case("palpate: 1\nclient: {age: 3", knowledge())


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    raw=st.dictionaries(
        st.sampled_from(["client", "complaint", "observations", "scores", "visit", "pain"]), anything
    )
)
def test_whatever_comes_in_is_a_case_or_a_told_mistake(raw: dict[str, Any]) -> None:
    try:
        case = read_case({"palpate": 1} | raw, knowledge())
    except CaseError as error:
        assert error.mistakes and all(one.where and one.what and one.right for one in error.mistakes)
    else:
        assert case.palpate == 1
