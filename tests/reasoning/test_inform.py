"""Expected information is what its definition says, and a finding decides only where an answer would."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palpate.reasoning.causes.evidence import Strength
from palpate.reasoning.causes.inform import LEAST_BITS, Shares, Speaker, speaker

CHANCE = st.floats(0.01, 0.99)
REFER_AT = 0.05
REFER = "refer"

Rows = dict[str, Strength]
Asked = tuple[dict[str, float], dict[str, str], Rows]


def strength(chance: float, base: float) -> Strength:
    return Strength(finding="x", present=0, absent=0, sensitivity=chance, false_positive=base, error=0.1)


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    """Some causes with their probabilities, what each leads to, and a finding about some."""
    odds = draw(st.lists(st.floats(0.01, 1), min_size=2, max_size=7))
    causes = {f"cause {number}": odd / sum(odds) for number, odd in enumerate(odds)}
    serious = draw(st.lists(st.sampled_from(sorted(causes)), unique=True))
    spoken = draw(st.lists(st.sampled_from(sorted(causes)), min_size=1, unique=True))
    leads = {cause: REFER if cause in serious else cause for cause in causes}
    return causes, leads, {cause: strength(draw(CHANCE), draw(CHANCE)) for cause in spoken}


def told_of(what: Asked) -> tuple[Shares, Speaker]:
    causes, leads, rows = what
    places = {cause: place for place, cause in enumerate(causes)}
    serious = frozenset(cause for cause in causes if leads[cause] == REFER)
    shares = Shares(list(causes.values()), [places[cause] for cause in serious], REFER_AT)
    return shares, speaker(rows, places, serious)


def decisions(causes: dict[str, float], leads: dict[str, str]) -> dict[str, float]:
    table: dict[str, float] = {}
    for cause, share in causes.items():
        table[leads[cause]] = table.get(leads[cause], 0) + share
    return table


def entropy(table: dict[str, float]) -> float:
    return -sum(share * math.log2(share) for share in table.values() if share > 0)


def after(causes: dict[str, float], rows: Rows, answer: bool) -> tuple[float, dict[str, float]]:
    """The chance of the answer, and the causes once it is given, by Bayes' theorem written out."""
    base = sum(row.false_positive for row in rows.values()) / len(rows)
    joint = {}
    for cause, share in causes.items():
        chance = rows[cause].sensitivity if cause in rows else base
        joint[cause] = share * (chance if answer else 1 - chance)
    total = sum(joint.values())
    return total, {cause: share / total for cause, share in joint.items()}


def choice(table: dict[str, float]) -> str:
    treated = {key: share for key, share in table.items() if key != REFER}
    if table.get(REFER, 0) >= REFER_AT or not treated:
        return REFER
    return max(treated, key=lambda key: treated[key])


@given(asked())
def test_expected_bits_follow_their_definition(what: Asked) -> None:
    causes, leads, rows = what
    shares, one = told_of(what)
    expected = entropy(decisions(causes, leads))
    for answer in (True, False):
        share, then = after(causes, rows, answer)
        expected -= share * entropy(decisions(then, leads))
    assert shares.told(one).bits == pytest.approx(expected, abs=1e-9)
    if not list(shares.telling([(one,)])):  # done with by its bound, which must be one
        assert expected < LEAST_BITS


@given(asked())
def test_a_finding_decides_where_an_answer_changes_the_choice(what: Asked) -> None:
    causes, leads, rows = what
    tables = [decisions(after(causes, rows, answer)[1], leads) for answer in (True, False)]
    for table in [decisions(causes, leads), *tables]:
        ranked = sorted((share for key, share in table.items() if key != REFER), reverse=True)
        close = len(ranked) > 1 and ranked[0] - ranked[1] < 1e-9
        if close or abs(table.get(REFER, 0) - REFER_AT) < 1e-9:
            return  # a draw, which rounding may decide either way
    shares, one = told_of(what)
    now = choice(decisions(causes, leads))
    changes = any(choice(table) != now for table in tables)
    assert shares.decides(one, shares.told(one)) == changes


def test_worked_by_hand() -> None:
    # Two equally likely causes, a test right nine times in ten: 1 - H(0.9) = 0.531 bits, and it decides.
    leads = {"one": "one", "two": "two"}
    shares, telling = told_of(({"one": 0.5, "two": 0.5}, leads, {"one": strength(0.9, 0.1)}))
    assert shares.told(telling).bits == pytest.approx(0.531, abs=5e-4)
    assert shares.decides(telling, shares.told(telling))
    useless = speaker({"one": strength(0.3, 0.3)}, {"one": 0, "two": 1}, frozenset())
    assert not shares.decides(useless, shares.told(useless))
