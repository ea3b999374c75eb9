"""Plan regret: how much less the plan for what is believed is worth than the plan for the true cause.

A plan's worth under the true cause: of its first items, as many as a visit has time for, how well the
technique suits the structure, times how suspect the structure is once the cause is known. Regret is the
share of the best plan's worth that is missing (0 to 1). A plan that the screening closes, though the cause
could be treated, has a regret of 1 and is counted apart.
"""

from functools import partial
from random import Random

import msgspec

from evaluate.crowd import spread
from evaluate.order import shown_first
from palpate.knowledge import knowledge
from palpate.reasoning.care.plan import Plan, make_plan
from palpate.reasoning.causes.differential import OTHER, Hypothesis, differential
from palpate.reasoning.screening.screen import screen
from palpate.reasoning.simulate import Assumptions, simulate
from palpate.reasoning.tissue.structures import Suspect, structures

ITEMS = 6  # of a plan, in the order of their worth: about an hour


class Regret(msgspec.Struct, frozen=True):
    """One client whose true cause can be treated."""

    cause: str
    first: bool  # whether the true cause was the leading hypothesis
    closed: bool  # the screening closed the plan
    share: float


def regrets(clients: int, assumptions: Assumptions, seed: str) -> list[Regret]:
    """So many clients; those with a serious or unlisted cause are left out, no best plan being known."""
    found = spread(partial(regret, assumptions=assumptions, seed=seed), range(clients))
    return [one for one in found if one is not None]


def regret(number: int, assumptions: Assumptions, seed: str) -> Regret | None:
    """The regret for client so and so, once all that the page shows first is recorded."""
    known = knowledge()
    client = simulate(Random(f"{seed} {number}"), known, assumptions)
    if client.cause == OTHER or known.conditions[client.cause].serious:
        return None
    case = client.with_answers(shown_first(known, client.case.complaint.regions[0].region)[:40])
    triage = screen(case, known)
    found = differential(case, known, triage)
    first = found[0].condition == client.cause
    if triage.closed or triage.level == "refer":
        return Regret(client.cause, first, True, 1.0)
    certain = _certain(found, client.cause)
    believed, true = structures(case, known, found), structures(case, known, certain)
    best = worth(make_plan(case, known, triage, certain, true), true, true)
    ours = worth(make_plan(case, known, triage, found, believed), believed, true)
    return Regret(client.cause, first, False, max(0.0, 1 - ours / best) if best else 0.0)


def worth(plan: Plan, planned_for: tuple[Suspect, ...], true: tuple[Suspect, ...]) -> float:
    """The worth of a plan made for some suspects, where others are the true ones; no unit."""
    then = {(one.structure, one.side): one.weight for one in planned_for}
    now = {(one.structure, one.side): one.weight for one in true}
    items = [(item.worth, (item.structure, item.side)) for item in plan.items[:ITEMS]]
    return sum(value / then[place] * now.get(place, 0.0) for value, place in items if then.get(place))


def _certain(found: tuple[Hypothesis, ...], cause: str) -> tuple[Hypothesis, ...]:
    """The hypotheses as they would be if the cause were known."""
    return tuple(
        msgspec.structs.replace(one, probability=1.0 if one.condition == cause else 0.0) for one in found
    )
