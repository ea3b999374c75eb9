"""Expected information is what its definition says, and a finding decides only where an answer would."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palpate.reasoning.inform import REFER, Shares, Speaker

CHANCE = st.floats(0.01, 0.99)
REFER_AT = 0.05


@st.composite
def asked(draw: st.DrawFn) -> tuple[dict[str, float], list[str], Speaker]:
    """Some causes with their probabilities, which of them are serious, and a finding about some."""
    odds = draw(st.lists(st.floats(0.001, 1), min_size=2, max_size=7))
    causes = {f"cause {number}": odd / sum(odds) for number, odd in enumerate(odds)}
    serious = draw(st.lists(st.sampled_from(sorted(causes)), unique=True))
    spoken = draw(st.lists(st.sampled_from(sorted(causes)), min_size=1, unique=True))
    rows = tuple((cause, draw(CHANCE)) for cause in spoken)
    return causes, serious, Speaker("finding", draw(CHANCE), rows)


def decisions(causes: dict[str, float], serious: list[str]) -> dict[str, float]:
    table: dict[str, float] = {}
    for cause, share in causes.items():
        key = REFER if cause in serious else cause
        table[key] = table.get(key, 0) + share
    return table


def entropy(table: dict[str, float]) -> float:
    return -sum(share * math.log2(share) for share in table.values() if share > 0)


def after(causes: dict[str, float], one: Speaker, answer: bool) -> tuple[float, dict[str, float]]:
    """The chance of the answer, and the causes once it is given, by Bayes' theorem written out."""
    chances = {cause: dict(one.rows).get(cause, one.base) for cause in causes}
    joint = {
        cause: share * (chances[cause] if answer else 1 - chances[cause]) for cause, share in causes.items()
    }
    total = sum(joint.values())
    return total, {cause: share / total for cause, share in joint.items()}


def choice(table: dict[str, float]) -> str:
    treated = {key: share for key, share in table.items() if key != REFER}
    if table.get(REFER, 0) >= REFER_AT or not treated:
        return REFER
    return max(treated, key=lambda key: treated[key])


@given(asked())
def test_expected_bits_follow_their_definition(what: tuple[dict[str, float], list[str], Speaker]) -> None:
    causes, serious, one = what
    bits = Shares(causes, serious, REFER_AT).expected(one).bits
    expected = entropy(decisions(causes, serious))
    for answer in (True, False):
        share, then = after(causes, one, answer)
        expected -= share * entropy(decisions(then, serious))
    assert bits == pytest.approx(max(0, expected), abs=1e-9)


@given(asked())
def test_a_finding_decides_where_an_answer_changes_the_choice(
    what: tuple[dict[str, float], list[str], Speaker],
) -> None:
    causes, serious, one = what
    tables = [decisions(after(causes, one, answer)[1], serious) for answer in (True, False)]
    for table in [decisions(causes, serious), *tables]:
        ranked = sorted((share for key, share in table.items() if key != REFER), reverse=True)
        close = len(ranked) > 1 and ranked[0] - ranked[1] < 1e-9
        if close or abs(table.get(REFER, 0) - REFER_AT) < 1e-9:
            return  # a draw, which rounding may decide either way
    now = choice(decisions(causes, serious))
    changes = any(choice(table) != now for table in tables)
    assert Shares(causes, serious, REFER_AT).expected(one).decides == changes


def test_worked_by_hand() -> None:
    # Two equally likely causes, a test right nine times in ten: 1 - H(0.9) = 0.531 bits, and it decides.
    shares = Shares({"one": 0.5, "two": 0.5}, (), REFER_AT)
    told = shares.expected(Speaker("telling", 0.1, (("one", 0.9),)))
    assert told.bits == pytest.approx(0.531, abs=5e-4)
    assert told.decides
    assert not shares.expected(Speaker("useless", 0.3, (("one", 0.3),))).decides
