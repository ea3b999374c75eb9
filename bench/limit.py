"""The limit: the same network written out in NumPy, with nothing that a person would want to read.

It is handed what Palpate works out of a case (the causes, their priors, which answers are known), so that its
time is that of the arithmetic alone. Findings speak of few causes; only those pairs are looked at.
"""

from collections.abc import Callable

import msgspec
import numpy as np

from bench.plain import Network
from bench.rules import Writer, two_valued
from palpate.knowledge import Knowledge
from palpate.knowledge.expression import BothSides, Number
from palpate.reasoning.case import Case
from palpate.reasoning.causes.differential import on_complaint_side
from palpate.reasoning.rules.logic import settle
from palpate.reasoning.rules.touched import blank


class Written:
    """The tables of one network, made before the race, as Palpate keeps its own for a set of causes."""

    def __init__(self, net: Network) -> None:
        chances = np.array(list(net.chances.values()))  # findings x causes
        names = list(net.chances)
        with_yes, with_no = np.log(chances).T, np.log(1 - chances).T
        self.log_priors = np.log(np.array(net.priors))
        self.weights = np.hstack([with_yes, with_no])
        known = {name: number for number, name in enumerate(names)}
        self.columns = np.array(
            [known[name] + (0 if there else len(names)) for name, there in net.evidence.items()], dtype=int
        )
        self.open = tuple(net.open)
        self._pairs(net, chances[[known[name] for name in net.open]])

    def _pairs(self, net: Network, chances: np.ndarray) -> None:
        """Where an open finding speaks of a cause: which of both, and how much likelier it is there."""
        base = np.array([np.bincount(np.unique(row, return_inverse=True)[1]).argmax() for row in chances])
        self.base = np.array([np.unique(row)[at] for row, at in zip(chances, base, strict=True)])
        rows, causes = np.nonzero(chances != self.base[:, None])
        self.likelier = (chances - self.base[:, None])[rows, causes]
        order = list(dict.fromkeys(net.decisions))
        self.decision = np.array([order.index(one) for one in net.decisions])
        self.groups, self.group = np.unique(
            np.stack([rows, self.decision[causes]], 1), axis=0, return_inverse=True
        )
        self.group = self.group.ravel()
        self.pair_causes, self.decisions = causes, len(order)
        self.rows = len(chances)

    def posterior(self) -> np.ndarray:
        """The probabilities of the causes."""
        logs = self.log_priors + self.weights[:, self.columns].sum(axis=1)
        odds = np.exp(logs - logs.max())
        return odds / odds.sum()

    def bits(self, shares: np.ndarray) -> np.ndarray:
        """Expected bits about the decision, of every open finding at once."""
        now = np.bincount(self.decision, shares, self.decisions)
        more = np.bincount(self.group, self.likelier * shares[self.pair_causes], len(self.groups))
        finding, decision = self.groups.T
        share = now[decision]
        yes_here = self.base[finding] * share + more
        yes = self.base + np.bincount(finding, more, self.rows)
        touched = np.bincount(finding, _term(yes_here) + _term(share - yes_here) - _term(share), self.rows)
        still = 1 - np.bincount(finding, share, self.rows)
        untouched = still * (_term(self.base) + _term(1 - self.base))
        return _term(yes) + _term(1 - yes) - touched - untouched


Rules = Callable[[dict[str, bool]], list[str]]


class FromCase:
    """The same from the case on, which the limit is otherwise spared: reads the answers, finds the columns,
    and ranks what is open. What belongs to the complaint, and to that age and sex, is made before the race.
    """

    def __init__(self, case: Case, known: Knowledge, net: Network, writer: Writer, rules: Rules) -> None:
        self.known, self.rules = known, rules
        self.tables = Written(msgspec.structs.replace(net, evidence={}, open=tuple(net.chances)))
        self.names, self.places = list(net.chances), {name: at for at, name in enumerate(net.chances)}
        self.blank = two_valued(blank(case), known, writer.leaves)
        self.numbers: dict[str, list[tuple[str, Number | BothSides]]] = {}
        for name, leaf in writer.leaves.items():
            if isinstance(leaf, Number | BothSides):
                self.numbers.setdefault(leaf.finding, []).append((name, leaf))

    def __call__(self, case: Case) -> tuple[list[str], np.ndarray, list[tuple[float, str]]]:
        """The rules that are true, the probabilities, and the open findings with their bits, best first."""
        seen = _seen(case)
        rules = self.rules(self._facts(case, seen))
        beside = on_complaint_side(case)
        told = seen if beside is case else _seen(beside)
        tables, size = self.tables, len(self.names)
        tables.columns = np.array(
            [
                self.places[name] + (0 if True in answers else size)
                for name, answers in told.items()
                if name in self.places and (True in answers or None not in answers)
            ],
            dtype=int,
        )
        shares = tables.posterior()
        bits = tables.bits(shares).tolist()
        worth = [(one, name) for one, name in zip(bits, self.names, strict=True) if one >= 0.01]
        return rules, shares, sorted((pair for pair in worth if pair[1] not in seen), reverse=True)

    def _facts(self, case: Case, seen: dict[str, list[bool | None]]) -> dict[str, bool]:
        found = dict(self.blank)
        for name, answers in seen.items():
            found[f"{name}__recorded"] = True
            if True in answers:
                found[f"{name}__yes"] = True
            elif None not in answers:
                found[f"{name}__no"] = True
            for leaf, rule in self.numbers.get(name, ()):
                truth = settle(rule, case, self.known)
                if truth is not None:
                    found[f"{leaf}__{'yes' if truth else 'no'}"] = True
        return found


def _seen(case: Case) -> dict[str, list[bool | None]]:
    """By finding, the newest answer of each side."""
    sides: dict[str, dict[str | None, bool | None]] = {}
    for one in case.observations:
        sides.setdefault(one.finding, {})[one.side] = one.present
    return {finding: list(answers.values()) for finding, answers in sides.items()}


def _term(share: np.ndarray) -> np.ndarray:
    safe = np.maximum(share, 1e-300)
    return -safe * np.log2(safe)
