"""Simulated clients, each at some stage of an assessment, and what the reasoning made of them.

One row a client. The findings of the usual order are recorded up to a stage that is drawn from nothing to
all that the page shows first; then the case is screened and the hypotheses ranked, as for anybody.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from random import Random
from typing import TypeVar

import msgspec

from evaluate.order import shown_first
from palpate.knowledge import knowledge
from palpate.reasoning.causes.differential import OTHER, differential
from palpate.reasoning.screening.screen import LEVELS, screen
from palpate.reasoning.simulate import Assumptions, simulate

PROCESSES = 2
STAGES = (0, 10, 20, 30, 40)  # findings recorded, at most; each stage is equally likely
ALL_LEVELS = (*LEVELS.values(), "treat")
Result = TypeVar("Result")


class Outcome(msgspec.Struct, frozen=True):
    """One client: the truth, and what was said of it."""

    cause: str
    grave: bool  # whether the true cause is a serious one
    region: str
    stage: int
    level: str
    leading: str
    certainty: float  # probability of the leading hypothesis
    rank: int  # of the true cause; 0 where it is not among ours
    own: float  # probability of the true cause
    brier: float  # sum over hypotheses of (probability - truth) squared; 0 to 2
    grave_said: float  # joint probability of the serious causes
    shares: tuple[tuple[str, float], ...]  # every hypothesis with its probability


def outcome(number: int, assumptions: Assumptions, seed: str) -> Outcome:
    """What is made of client so and so of a seed."""
    known = knowledge()
    random = Random(f"{seed} {number}")
    client = simulate(random, known, assumptions)
    region = client.case.complaint.regions[0].region
    stage = random.choice(STAGES)
    case = client.with_answers(shown_first(known, region)[:stage])
    triage = screen(case, known)
    found = differential(case, known, triage)
    names = [one.condition for one in found]
    own = next((one.probability for one in found if one.condition == client.cause), 0.0)
    return Outcome(
        cause=client.cause,
        grave=client.cause != OTHER and known.conditions[client.cause].serious,
        region=region,
        stage=stage,
        level=triage.level,
        leading=names[0],
        certainty=found[0].probability,
        rank=names.index(client.cause) + 1 if client.cause in names else 0,
        own=own,
        brier=sum(one.probability**2 for one in found) - 2 * own + 1,
        grave_said=sum(one.probability for one in found if one.serious),
        shares=tuple((one.condition, one.probability) for one in found),
    )


def screened(number: int, assumptions: Assumptions, seed: str) -> tuple[bool, str]:
    """Whether the cause of a client is serious, and the level once every question was asked that a client
    can answer, those of the red flags among them, and nothing was looked at yet.
    """
    known = knowledge()
    client = simulate(Random(f"{seed} {number}"), known, assumptions)
    asked = [name for name in client.answers if known.findings[name].asked_of == "client"]
    level = screen(client.with_answers(asked), known).level
    return client.cause != OTHER and known.conditions[client.cause].serious, level


def levels(clients: int, assumptions: Assumptions, seed: str) -> dict[str, dict[str, int]]:
    """So many clients by what is true, an ordinary cause or a serious one, and by level."""
    counts = {kind: dict.fromkeys(reversed(ALL_LEVELS), 0) for kind in ("ordinary", "serious")}
    for grave, level in spread(partial(screened, assumptions=assumptions, seed=seed), range(clients)):
        counts["serious" if grave else "ordinary"][level] += 1
    return counts


def outcomes(clients: int, assumptions: Assumptions, seed: str) -> list[Outcome]:
    """So many clients of one world."""
    return list(spread(partial(outcome, assumptions=assumptions, seed=seed), range(clients)))


def spread(work: Callable[[int], Result], numbers: Iterable[int]) -> Iterator[Result]:
    """The work for each number, in order, over the processes; a handful is not worth starting them."""
    numbers = list(numbers)
    if len(numbers) < 150:
        return map(work, numbers)
    return _over_processes(work, numbers)


def _over_processes(work: Callable[[int], Result], numbers: list[int]) -> Iterator[Result]:
    with ProcessPoolExecutor(PROCESSES) as pool:
        yield from pool.map(work, numbers, chunksize=25)
