"""How many questions and tests are needed until one hypothesis is as certain as wanted: asked by the next
best one each time, or in the usual fixed order. The same client, the same answers.
"""

from collections.abc import Callable
from functools import partial
from random import Random

import msgspec

from evaluate.crowd import spread
from evaluate.order import shown_first
from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.once import once
from palpate.reasoning.case import Case
from palpate.reasoning.causes.ask import ask_next
from palpate.reasoning.causes.differential import Hypothesis, differential
from palpate.reasoning.rules.touched import looks_at
from palpate.reasoning.screening.flags import by_rules
from palpate.reasoning.screening.triage import Triage
from palpate.reasoning.simulate import Assumptions, Simulated, simulate

CERTAIN = (0.6, 0.7, 0.8)  # probabilities of the leading hypothesis at which the asking may end
AT = 0.7  # the one that is reported first
MOST = 60  # findings after which it is given up
Pick = Callable[[Case, tuple[Hypothesis, ...], Triage, set[str]], str | None]


class Race(msgspec.Struct, frozen=True):
    """One client: findings asked until each certainty (None: not within what there is to ask), and whether
    the leading hypothesis was right then.
    """

    next_best: tuple[int | None, ...]
    usual: tuple[int | None, ...]
    next_right: tuple[bool, ...]
    usual_right: tuple[bool, ...]


def races(clients: int, assumptions: Assumptions, seed: str) -> list[Race]:
    """So many races; clients whose screening closes the way are left out, since then the asking ends."""
    found = spread(partial(race, assumptions=assumptions, seed=seed), range(clients))
    return [one for one in found if one is not None]


def race(number: int, assumptions: Assumptions, seed: str) -> Race | None:
    """Both ways of asking for client so and so; None where the screening closes the way."""
    known = knowledge()
    client = simulate(Random(f"{seed} {number}"), known, assumptions)
    order = shown_first(known, client.case.complaint.regions[0].region)

    def next_best(case: Case, found: tuple[Hypothesis, ...], triage: Triage, asked: set[str]) -> str | None:
        offered = ask_next(case, known, found, triage, limits=())
        return next((one.finding for one in offered if one.finding not in asked), None)

    def usual(_case: Case, _found: tuple[Hypothesis, ...], _triage: Triage, asked: set[str]) -> str | None:
        return next((name for name in order if name not in asked), None)

    first, second = run(client, known, next_best), run(client, known, usual)
    if first is None or second is None:
        return None
    return Race(first[0], second[0], first[1], second[1])


def run(
    client: Simulated, known: Knowledge, pick: Pick
) -> tuple[tuple[int | None, ...], tuple[bool, ...]] | None:
    """Ask until the highest certainty is reached or nothing is left; None where the way is closed."""
    counts: list[int | None] = [None] * len(CERTAIN)
    right = [False] * len(CERTAIN)
    asked: set[str] = set()
    case, triage = client.case, by_rules(client.case, known)
    while True:
        if triage.closed:
            return None
        found = differential(case, known, triage)
        for place, wanted in enumerate(CERTAIN):
            if counts[place] is None and found[0].probability >= wanted:
                counts[place], right[place] = len(asked), found[0].condition == client.cause
        finding = pick(case, found, triage, asked) if len(asked) < MOST else None
        if finding is None or counts[-1] is not None:
            return tuple(counts), tuple(right)
        asked.add(finding)
        if finding in client.answers:
            case = client.with_answers(sorted(asked))
            triage = by_rules(case, known) if finding in _flagged(known) else triage


@once
def _flagged(known: Knowledge) -> frozenset[str]:
    """The findings that red-flag rules look at: no other can change the screening."""
    rules = [rule.id for flag in known.flags.values() for rule in flag.rules]
    return frozenset().union(*(looks_at(rule, known) for rule in rules))


class Saved(msgspec.Struct, frozen=True):
    """Mean findings until a certainty, over the clients for whom one way or the other reaches it."""

    certainty: float
    of: int
    next_best: float
    usual: float
    next_reached: float  # share of them that the next best reaches
    usual_reached: float
    next_right: float  # share of those reached in which the leading hypothesis was the true cause
    usual_right: float

    @property
    def saved(self) -> float:
        """The share of the findings of the usual order that is saved."""
        return 1 - self.next_best / self.usual if self.usual else 0.0


def saved(found: list[Race], place: int) -> Saved:
    """Both ways compared at one certainty. A way that does not reach it within the limit counts as the limit,
    which favours the slower one.
    """
    kept = [one for one in found if one.next_best[place] is not None or one.usual[place] is not None]
    first = [one.next_best[place] for one in kept]
    second = [one.usual[place] for one in kept]
    first_right = [one.next_right[place] for one in kept if one.next_best[place] is not None]
    second_right = [one.usual_right[place] for one in kept if one.usual[place] is not None]
    return Saved(
        certainty=CERTAIN[place],
        of=len(kept),
        next_best=_mean([MOST if one is None else one for one in first]),
        usual=_mean([MOST if one is None else one for one in second]),
        next_reached=_mean([one is not None for one in first]),
        usual_reached=_mean([one is not None for one in second]),
        next_right=_mean(first_right),
        usual_right=_mean(second_right),
    )


def _mean(values: list[int] | list[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
