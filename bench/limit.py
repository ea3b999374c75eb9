"""The limit: the same network written out in NumPy, with nothing that a person would want to read.

It is handed what Palpate works out of a case (the causes, their priors, which answers are known), so that its
time is that of the arithmetic alone. Findings speak of few causes; only those pairs are looked at.
"""

import numpy as np

from bench.plain import Network


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


def _term(share: np.ndarray) -> np.ndarray:
    safe = np.maximum(share, 1e-300)
    return -safe * np.log2(safe)
