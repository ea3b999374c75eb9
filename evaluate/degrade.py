"""How fast the hypotheses get worse where the world is not as the knowledge says."""

from random import Random

import msgspec

from evaluate.crowd import Outcome, outcomes
from evaluate.figures import calibration_error, mean
from palpate.knowledge import knowledge
from palpate.reasoning.simulate import Assumptions, wrong_priors

SPREADS = (0.0, 0.25, 0.5, 1.0)  # standard deviations of the natural logarithm of a prior
FLIPS = (0.0, 0.05, 0.1, 0.2)  # shares of yes-or-no answers that are the other way round
WORLDS = 8  # sets of wrong priors, each shared by an eighth of the clients


class Step(msgspec.Struct, frozen=True):
    """The figures at one strength of the disturbance."""

    strength: float
    of: int
    calibration_error: float
    top1: float
    top3: float
    brier: float


def under_wrong_priors(clients: int, seed: str) -> list[Step]:
    """With priors that are off by log-normal factors, over several worlds."""
    return [_wrong_priors(clients, spread, seed) for spread in SPREADS]


def under_wrong_answers(clients: int, seed: str) -> list[Step]:
    """With yes-or-no answers turned round at random."""
    return [step(rate, outcomes(clients, Assumptions(noise=rate), seed)) for rate in FLIPS]


def step(strength: float, found: list[Outcome]) -> Step:
    """The figures of some clients."""
    return Step(
        strength=strength,
        of=len(found),
        calibration_error=calibration_error([(one.certainty, one.rank == 1) for one in found]),
        top1=mean(one.rank == 1 for one in found),
        top3=mean(1 <= one.rank <= 3 for one in found),
        brier=mean(one.brier for one in found),
    )


def _wrong_priors(clients: int, spread: float, seed: str) -> Step:
    found: list[Outcome] = []
    for world in range(WORLDS if spread else 1):
        factors = wrong_priors(Random(f"{seed} world {world}"), knowledge(), spread)
        count = clients // WORLDS if spread else clients
        found += outcomes(count, Assumptions(priors=factors), f"{seed} {world}" if spread else seed)
    return step(spread, found)
