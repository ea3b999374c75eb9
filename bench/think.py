"""Thinking about one case, raced: Palpate beside pyAgrum, pgmpy, zen-engine, and the limit in NumPy.

Run with the peers' Python; prints its rows as JSON. Where an answer differs it fails, and nothing is printed.
"""

import gc
import statistics
import sys
from collections.abc import Callable, Iterator

import msgspec
import numpy as np

from bench.files import cases, fresh
from bench.limit import FromCase, Written
from bench.peers import Pgmpy, PyAgrum, zen
from bench.plain import NO_TRIAGE, Network, network, plain
from bench.row import Row, ms, race
from bench.rules import PYTHON, ZEN, Writer, by_palpate, closures, two_valued
from palpate.knowledge import Knowledge, knowledge
from palpate.reasoning.case import Case
from palpate.reasoning.causes.ask import LEAST_BITS, ask_next
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.screening.flags import by_rules
from palpate.reasoning.screening.screen import Triage, screen

NEAR = 1e-6  # how far two answers may lie apart
Times = dict[str, float]
Contestants = dict[str, Callable[[], object]]


def think(case: Case, known: Knowledge) -> tuple[Triage, object, object]:
    """Screening, hypotheses and the next best findings. What is still open waits in the triage."""
    triage = screen(case, known)
    hypotheses = differential(case, known, triage)
    return triage, hypotheses, ask_next(case, known, hypotheses, triage)


def think_all(case: Case, known: Knowledge) -> object:
    """The same, and the open rules with what settles them, and the fewest questions, looked at."""
    triage, *more = think(case, known)
    return triage.unsettled, triage.ask_next, more


def next_best(case: Case, known: Knowledge) -> dict[str, float]:
    """The findings worth asking on plain knowledge, with their bits."""
    hypotheses = differential(case, known, NO_TRIAGE)
    return {one.finding: one.bits for one in ask_next(case, known, hypotheses, NO_TRIAGE)}


class Rules:
    """The red-flag rules in all three forms."""

    def __init__(self, known: Knowledge) -> None:
        self.known, self.python, self.zen = known, Writer(known, PYTHON), Writer(known, ZEN)
        written = self.python.rules()
        self.names = tuple(written)
        self.closures, self.palpate = closures(written), by_palpate(self.names, known)
        self.engine = zen(self.zen.rules())

    def contestants(self, case: Case) -> Contestants:
        """Each on the case; the others are handed the facts, Palpate takes them from the case."""
        for_python = two_valued(case, self.known, self.python.leaves)
        for_zen = two_valued(case, self.known, self.zen.leaves)
        found = self.closures(for_python)
        raised = {reason.rule for reason in by_rules(case, self.known).reasons if reason.flag}
        assert raised & set(self.names) == set(found), "the limit's rules differ"
        assert self.palpate(fresh(case)) == found and sorted(self.engine(for_zen)) == sorted(found)
        return {
            "rules": lambda: self.palpate(fresh(case)),
            "rules zen": lambda: self.engine(for_zen),
            "rules limit": lambda: self.closures(for_python),
        }


def inference(case: Case, known: Knowledge, net: Network) -> Contestants:
    """Everybody on the plain network of a case, once the answers have been compared."""
    written, agrum, pgmpy = Written(net), PyAgrum(net), Pgmpy(net)
    ours = {one.condition: one.probability for one in differential(case, known, NO_TRIAGE)}
    for other in (written.posterior(), agrum.posterior(), pgmpy.posterior()):
        assert max(abs(ours[cause] - share) for cause, share in zip(net.causes, other, strict=True)) < NEAR
    asked = next_best(case, known)
    assert asked, "nothing to ask"
    for bits in (
        dict(zip(written.open, written.bits(written.posterior()), strict=True)),
        agrum.bits(),
        agrum.by_products(),
    ):
        same_bits(asked, bits)
    return {
        "posterior": lambda: differential(fresh(case), known, NO_TRIAGE),
        "posterior agrum": agrum.posterior,
        "posterior pgmpy": pgmpy.posterior,
        "posterior limit": written.posterior,
        "next": lambda: next_best(fresh(case), known),
        "next agrum": agrum.bits,
        "next products": agrum.by_products,
        "next limit": lambda: written.bits(written.posterior()),
    }


def from_case(case: Case, known: Knowledge, net: Network, rules: Rules) -> Callable[[], object]:
    """The limit as a program that starts from the case, once its answers have been compared."""
    program, written = FromCase(case, known, net, rules.python, rules.closures), Written(net)
    found, shares, following = program(case)
    assert sorted(found) == sorted(rules.palpate(fresh(case))), "other rules from the case"
    assert np.abs(shares - written.posterior()).max() < NEAR, "other probabilities from the case"
    bits = dict(zip(written.open, written.bits(written.posterior()), strict=True))
    assert {name for _bits, name in following} == {name for name in bits if bits[name] >= LEAST_BITS}
    assert all(abs(one - bits[name]) < NEAR for one, name in following), "other bits from the case"
    return lambda: program(fresh(case))


def same_bits(ours: dict[str, float], theirs: dict[str, float]) -> None:
    """Fails unless the same findings are worth asking, for the same bits, in the same order."""
    worth = {name for name, bits in theirs.items() if bits >= LEAST_BITS}
    assert {name for name in ours if abs(ours[name] - LEAST_BITS) > NEAR} <= worth, "other findings"
    assert worth <= set(ours) | {name for name in worth if theirs[name] < LEAST_BITS + NEAR}
    assert all(abs(bits - theirs[name]) < NEAR for name, bits in ours.items()), "other bits"
    places = {name: round(bits, 6) for name, bits in ours.items()}
    order = sorted(ours, key=lambda name: (-places[name], name))
    assert order == sorted(ours, key=lambda name: (-round(theirs[name], 6), name)) or all(
        abs(ours[one] - ours[other]) < 2 * NEAR
        for one, other in zip(order, sorted(ours, key=lambda n: (-round(theirs[n], 6), n)), strict=True)
    ), "another order"


def by_case() -> Iterator[Times]:
    """The times of everybody on each case file."""
    known = knowledge()
    simple, rules = plain(known), Rules(known)
    gc.freeze()  # what the peers' libraries hold must not weigh on anybody's collector
    for number, case in enumerate(cases()):
        assert think(case, known) == think(fresh(case), known)
        net = network(case, simple)
        contestants = inference(case, simple, net) | rules.contestants(case)
        contestants["limit"] = from_case(case, known, net, rules)
        contestants["think"] = lambda case=case: think(fresh(case), known)
        contestants["think all"] = lambda case=case: think_all(fresh(case), known)
        times = race(contestants)
        # A client who was not there before: age moved by less than a second, so that nothing is kept.
        new = [_somebody(case, number + 1e-3 * turn) for turn in range(3)]
        times["think new"] = statistics.median(ms(lambda one=one: think(one, known)) for one in new)
        yield times


def _somebody(case: Case, shift: float) -> Case:
    age = None if case.client.age is None else case.client.age + 1e-9 * (shift + 1)
    days = None if case.complaint.days is None else case.complaint.days + 1e-9 * (shift + 1)
    return msgspec.structs.replace(
        case,
        client=msgspec.structs.replace(case.client, age=age),
        complaint=msgspec.structs.replace(case.complaint, days=days),
    )


def pgmpy_next() -> tuple[float, float]:
    """Milliseconds of the next best test by pgmpy (once) and Palpate, on the case of fewest findings."""
    simple = plain(knowledge())
    case = min(cases(), key=lambda one: len(network(one, simple).chances))
    peer = Pgmpy(network(case, simple))
    same_bits(next_best(case, simple), peer.bits())
    theirs = ms(peer.bits)
    return theirs, statistics.median(ms(lambda: next_best(fresh(case), simple)) for _ in range(9))


def rows() -> list[Row]:
    """Row 5 of the scoreboard."""
    all_times = list(by_case())
    middle = {name: statistics.median(times[name] for times in all_times) for name in all_times[0]}
    theirs, ours = pgmpy_next()
    middle["limits"] = middle["rules limit"] + middle["next limit"]

    def row(name: str, own: str, peer: str, other: str, bar: float | None = None) -> Row:
        return Row(
            name=name,
            value=middle[own],
            unit="ms",
            peer=peer,
            peer_value=middle[other] if other else None,
            bar=bar,
        )

    agrum, handed, whole = (
        "pyAgrum: next best test alone",
        "plain closures and NumPy, handed the facts",
        "plain closures and NumPy, from the case",
    )
    three, looked = "think: screen, differential, next best", "think, every explanation looked at"
    return [
        row(three, "think", agrum, "next agrum", 100),
        row(three, "think", handed, "limits", 0.2),
        row(three, "think", whole, "limit", 0.2),
        row(looked, "think all", agrum, "next agrum", 100),
        row(looked, "think all", handed, "limits", 0.2),
        row(looked, "think all", whole, "limit", 0.2),
        row("think of a client who is new", "think new", "", ""),
        row("next best test, plain network", "next", "pyAgrum: asked both ways", "next agrum"),
        row("next best test, plain network", "next", "pyAgrum: products by hand", "next products"),
        row("next best test, plain network", "next", "NumPy written out", "next limit"),
        Row(
            name="next best test, smallest case",
            value=ours,
            unit="ms",
            peer="pgmpy: once, one case",
            peer_value=theirs,
        ),
        row("inference alone, plain network", "posterior", "pyAgrum", "posterior agrum"),
        row("inference alone, plain network", "posterior", "pgmpy", "posterior pgmpy"),
        row("inference alone, plain network", "posterior", "NumPy written out", "posterior limit"),
        row("red-flag rules", "rules", "zen-engine, handed the facts", "rules zen"),
        row("red-flag rules", "rules", "plain closures, handed the facts", "rules limit"),
    ]


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(rows()))
