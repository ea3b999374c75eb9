"""What one visit asks of the reasoning: a whole pass, the agenda asked again half way, and a clinic screened
again after the knowledge changed. Prints its rows as JSON.
"""

import statistics
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from random import Random

import msgspec

from bench.files import cases, fresh
from bench.row import Row, once_or_more
from palpate.knowledge import knowledge
from palpate.reasoning.care.agenda import AgendaItem, make_agenda
from palpate.reasoning.care.plan import Plan, limits_of, make_plan
from palpate.reasoning.case import Case, Treated
from palpate.reasoning.causes.ask import ask_next
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.limits.restrict import restrictions
from palpate.reasoning.screening.screen import screen
from palpate.reasoning.simulate import simulate
from palpate.reasoning.tissue.structures import structures

WHOLE, AGAIN = 30, 50  # milliseconds that are let pass
CLIENTS, PROCESSES = 5000, 2
ANSWERED = 40  # of a simulated client's findings, those that a first visit records


def whole_pass(case: Case) -> tuple[Plan, tuple[AgendaItem, ...]]:
    """Screen, differential, next test, restrictions, structures, plan, agenda."""
    known = knowledge()
    triage = screen(case, known)
    hypotheses = differential(case, known, triage)
    ask_next(case, known, hypotheses, triage, restrictions(case, known))
    limits = limits_of(case, known, triage)
    plan = make_plan(case, known, triage, hypotheses, structures(case, known, hypotheses))
    return plan, make_agenda(plan, case, known, limits=limits)


def again(case: Case) -> Callable[[], object] | None:
    """The agenda asked again when half of it is done, with all that it rests on; None where none is made."""
    plan, agenda = whole_pass(case)
    if len(agenda) < 2:
        return None
    done = tuple(
        Treated(technique=one.technique, structure=one.structure, side=one.side, minutes=one.minutes)
        for one in agenda[: len(agenda) // 2]
    )
    left = case.visit.minutes - int(sum(one.minutes for one in done))
    lying = agenda[len(done) - 1].position
    return lambda: make_agenda(plan, fresh(case), knowledge(), left, lying, done=done)


def clinic(clients: int, seed: str) -> list[Case]:
    """Made-up clients after a first visit."""
    random, known = Random(seed), knowledge()
    people = (simulate(random, known) for _ in range(clients))
    return [
        one.with_answers(random.sample(sorted(one.answers), min(ANSWERED, len(one.answers))))
        for one in people
    ]


def levels(kept: bytes) -> list[str]:
    """The levels of cases as they are kept; runs in a process of its own."""
    known = knowledge()
    return [screen(case, known).level for case in msgspec.json.decode(kept, type=list[Case])]


def per_second(people: list[Case]) -> float:
    """Clients screened again a second, by two processes that first load the knowledge."""
    size = len(people) // (8 * PROCESSES) or 1
    parts = [msgspec.json.encode(people[at : at + size]) for at in range(0, len(people), size)]
    start = time.perf_counter()
    with get_context("spawn").Pool(PROCESSES) as pool:
        told = [level for part in pool.map(levels, parts, chunksize=1) for level in part]
    took = time.perf_counter() - start
    some = range(0, len(people), max(1, len(people) // 50))
    assert all(told[at] == screen(people[at], knowledge()).level for at in some)
    return len(people) / took


def rows() -> list[Row]:
    """The medians over the case files, and the clinic."""
    people = cases()
    for case in people:
        assert whole_pass(case) == whole_pass(fresh(case))
    asked = [run for run in map(again, people) if run is not None]
    whole = [once_or_more(lambda case=case: whole_pass(fresh(case))) for case in people]
    repeated = [once_or_more(run) for run in asked]
    return [
        Row(
            name="whole pass: screen to agenda, median case",
            value=statistics.median(whole),
            unit="ms",
            at_most=WHOLE,
        ),
        Row(name="whole pass: screen to agenda, slowest case", value=max(whole), unit="ms"),
        Row(
            name="agenda asked again mid-visit, median case",
            value=statistics.median(repeated),
            unit="ms",
            at_most=AGAIN,
        ),
        Row(name="agenda asked again mid-visit, slowest case", value=max(repeated), unit="ms", at_most=AGAIN),
        Row(
            name=f"{CLIENTS} clients screened again, {PROCESSES} processes",
            value=per_second(clinic(CLIENTS, "a large clinic")),
            unit="clients/s",
            more_is_better=True,
        ),
    ]


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(rows()))
