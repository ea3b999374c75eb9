"""What must hold of the reasoning whatever the case: tried with every rule and every finding there is."""

from random import Random

import msgspec
import pytest

from palpate.knowledge import knowledge
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.causes.ask import ask_next
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.generate import fulfil
from palpate.reasoning.rules.logic import settle
from palpate.reasoning.screening.screen import LEVELS, screen
from palpate.reasoning.simulate import simulate
from palpate.reasoning.tissue.structures import structures

KNOWN = knowledge()
ORDER = ("treat", "treat-with-restrictions", "refer", "same-day", "emergency")
RULES = [(flag, rule) for flag in KNOWN.flags.values() for rule in flag.rules]
REGIONS = ("neck", "shoulder", "lumbar", "knee", "hand", "head")


def somebody(seed: int, findings: int = 12) -> Case:
    """A simulated client who has been asked and examined a little."""
    random = Random(seed)
    client = simulate(random, KNOWN, region=random.choice(REGIONS) if seed % 2 else "")
    names = sorted(client.answers)
    return client.with_answers(random.sample(names, min(findings, len(names))))


PEOPLE = [somebody(seed) for seed in range(8)]
NOBODY = Case(client=Client(age=50, sex="female"), complaint=Complaint(regions=(Place(region="neck"),)))


def rank(case: Case) -> int:
    return ORDER.index(screen(case, KNOWN).level)


def more(case: Case, *observations: Observation) -> Case:
    return msgspec.structs.replace(case, observations=(*case.observations, *observations))


@pytest.mark.parametrize("base", [NOBODY, *PEOPLE[:4]], ids=["nobody", *map(str, range(4))])
def test_what_makes_a_red_flag_true_never_lowers_the_level(base: Case) -> None:
    """Every rule of every flag, made true by what is not recorded yet."""
    recorded = {one.finding for one in base.observations}
    before, made_true = rank(base), 0
    for flag, rule in RULES:
        needed = fulfil(KNOWN.rules[rule.id], KNOWN)
        if recorded & set(needed):
            continue
        after = more(base, *needed.values())
        if settle(KNOWN.rules[rule.id], after, KNOWN) is True:
            made_true += 1
            wanted = ORDER.index(LEVELS[rule.urgency or flag.urgency])
            assert rank(after) >= max(before, wanted), (flag.id, rule.id)
    assert made_true > len(RULES) / 4


@pytest.mark.parametrize("base", [NOBODY, *PEOPLE[:3]], ids=["nobody", *map(str, range(3))])
def test_what_was_recorded_as_unclear_is_as_if_nobody_had_asked(base: Case) -> None:
    """Every finding there is: unknown is never absent, and never present."""
    recorded = {one.finding for one in base.observations}
    triage, hypotheses = screen(base, KNOWN), differential(base, KNOWN)
    for name, finding in KNOWN.findings.items():
        if name in recorded or name in KNOWN.rules:
            continue  # a derived finding that somebody could not tell is not worked out either
        sides = ("left", "right") if finding.sided else (None,)
        unclear = more(base, *(Observation(finding=name, side=side) for side in sides))  # type: ignore[arg-type]
        then = screen(unclear, KNOWN)
        assert (then.level, then.reasons, then.ask_next) == (triage.level, triage.reasons, triage.ask_next), (
            name
        )
        assert differential(unclear, KNOWN) == hypotheses, name


@pytest.mark.parametrize("base", PEOPLE)
def test_the_order_of_the_observations_never_matters(base: Case) -> None:
    random = Random(1)
    told = (screen(base, KNOWN), differential(base, KNOWN), ask_next(base, KNOWN), structures(base, KNOWN))
    for _ in range(5):
        shuffled = random.sample(base.observations, len(base.observations))
        other = msgspec.structs.replace(base, observations=tuple(shuffled))
        assert screen(other, KNOWN) == told[0]
        assert differential(other, KNOWN) == told[1]
        assert ask_next(other, KNOWN) == told[2]
        assert structures(other, KNOWN) == told[3]


@pytest.mark.parametrize("region", sorted(KNOWN.regions))
def test_probabilities_sum_to_one_wherever_it_hurts(region: str) -> None:
    random = Random(region)
    names = random.sample(sorted(KNOWN.findings), 25)
    case = Case(
        complaint=Complaint(regions=(Place(region=region),)),
        observations=tuple(
            Observation(finding=name, present=random.random() < 0.5)
            for name in names
            if not KNOWN.findings[name].unit
        ),
    )
    found = differential(case, KNOWN)
    assert sum(one.probability for one in found) == pytest.approx(1)
    assert all(0 <= one.low <= one.probability <= one.high <= 1 for one in found)
