"""The differential and the bits of the next finding, made from tables, say what the plain forms say."""

from random import Random

import pytest

from palpate.knowledge import knowledge
from palpate.reasoning.case import Case
from palpate.reasoning.causes.ask import REPEATED, ask_next
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.screening.flags import by_rules
from palpate.reasoning.simulate import simulate
from tests.reasoning import slow_causes
from tests.reasoning.test_compiled import made_up

KNOWN = knowledge()
NEAR = 1e-9


def somebody(seed: int) -> Case:
    """A simulated client of whom some things are known, or anybody with any findings."""
    if seed % 3 == 0:
        return made_up(seed)
    random = Random(seed)
    client = simulate(random, KNOWN)
    names = sorted(client.answers)
    return client.with_answers(random.sample(names, min(random.choice((1, 8, 40)), len(names))))


@pytest.mark.parametrize("seed", range(24))
def test_the_differential_is_that_of_the_plain_form(seed: int) -> None:
    case = somebody(seed)
    triage = by_rules(case, KNOWN)
    found, plain = differential(case, KNOWN, triage), slow_causes.differential(case, KNOWN, triage)
    by_cause = {one.condition: one for one in plain}
    assert {one.condition for one in found} == set(by_cause)
    for one in found:
        other = by_cause[one.condition]
        assert one.because == other.because
        assert (one.name, one.icd10, one.serious) == (other.name, other.icd10, other.serious)
        assert (one.probability, one.low, one.high) == pytest.approx(
            (other.probability, other.low, other.high), abs=NEAR
        )
    assert [one.probability for one in found] == pytest.approx([one.probability for one in plain], abs=NEAR)


@pytest.mark.parametrize("seed", range(0, 24, 2))
def test_what_the_next_findings_tell_is_that_of_answering_both_ways(seed: int) -> None:
    case = somebody(seed)
    triage = by_rules(case, KNOWN)
    hypotheses = differential(case, KNOWN, triage)
    constructs = {KNOWN.findings[one.finding].construct for one in case.observations} - {""}
    for one in ask_next(case, KNOWN, hypotheses, triage):
        bits, decides = slow_causes.tells(one.finding, hypotheses, KNOWN)
        repeated = KNOWN.findings[one.finding].construct in constructs
        assert one.bits == pytest.approx(bits * (REPEATED if repeated else 1), abs=NEAR), one.finding
        assert one.decides == decides, one.finding
