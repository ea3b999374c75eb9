"""The peers, used as their manuals show: pyAgrum and pgmpy on the plain network, zen-engine on the rules.

They stand in a place of their own (requirements-bench.txt); nothing of Palpate needs them.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bench.plain import Network

Bits = dict[str, float]


class PyAgrum:
    """pyAgrum with variable elimination, the fastest of its exact engines here: it drops what is barren."""

    def __init__(self, net: Network) -> None:
        import pyagrum as gum

        self.gum, self.net, self.model = gum, net, gum.BayesNet()
        self.model.add(gum.LabelizedVariable("cause", "", list(net.causes)))
        self.model.cpt("cause").fillWith(list(net.priors))
        for name, chances in net.chances.items():
            self.model.add(gum.LabelizedVariable(name, "", ["no", "yes"]))
            self.model.addArc("cause", name)
            self.model.cpt(name)[:] = np.array([[1 - chance, chance] for chance in chances])
        self.evidence = {name: "yes" if there else "no" for name, there in net.evidence.items()}
        self.to_decision = decisions_of(net)

    def _asked(self) -> Any:
        engine = self.gum.VariableElimination(self.model)
        engine.setEvidence(self.evidence)
        engine.setTargets({"cause"})
        engine.makeInference()
        return engine

    def posterior(self) -> np.ndarray:
        """The probabilities of the causes."""
        return self._asked().posterior("cause").toarray()

    def bits(self) -> Bits:
        """Expected bits of every open finding: asked for the causes after yes and after no."""
        engine, found = self._asked(), Bits()
        now = engine.posterior("cause").toarray()
        for name in self.net.open:
            yes = float(now @ np.array(self.net.chances[name]))
            after = [yes, 1 - yes]
            for number, answer in enumerate(("yes", "no")):
                (engine.chgEvidence if number else engine.addEvidence)(name, answer)
                engine.makeInference()
                after[number] *= float(entropies(engine.posterior("cause").toarray() @ self.to_decision))
            engine.eraseEvidence(name)
            found[name] = float(entropies(now @ self.to_decision)) - sum(after)
        return found

    def by_products(self) -> Bits:
        """By hand, for who knows that the network is naive: one inference, then a product a finding."""
        now = self._asked().posterior("cause")
        before, found = entropies(now.toarray() @ self.to_decision), Bits()
        for name in self.net.open:
            joint = (self.model.cpt(name) * now).toarray()
            joint = joint.T if joint.shape[0] == len(self.net.causes) else joint
            both = joint @ self.to_decision
            found[name] = float(before + entropies(both.sum(1)) - entropies(both.ravel()))
        return found


class Pgmpy:
    """pgmpy with variable elimination."""

    def __init__(self, net: Network) -> None:
        from pgmpy.factors.discrete import TabularCPD
        from pgmpy.inference import VariableElimination
        from pgmpy.models import DiscreteBayesianNetwork

        self.net, model = net, DiscreteBayesianNetwork([("cause", name) for name in net.chances])
        model.add_cpds(
            TabularCPD("cause", len(net.causes), [[share] for share in net.priors]),
            *(
                TabularCPD(name, 2, [[1 - one for one in chances], list(chances)], ["cause"], [len(chances)])
                for name, chances in net.chances.items()
            ),
        )
        self.engine = VariableElimination(model)
        self.evidence = {name: int(there) for name, there in net.evidence.items()}
        self.to_decision = decisions_of(net)

    def posterior(self, more: Mapping[str, int] = {}) -> np.ndarray:
        """The probabilities of the causes."""
        return self.engine.query(["cause"], evidence={**self.evidence, **more}, show_progress=False).values

    def bits(self) -> Bits:
        """Expected bits of every open finding: asked for the causes after yes and after no."""
        now, found = self.posterior(), Bits()
        for name in self.net.open:
            yes = float(now @ np.array(self.net.chances[name]))
            after = yes * entropies(self.posterior({name: 1}) @ self.to_decision)
            after += (1 - yes) * entropies(self.posterior({name: 0}) @ self.to_decision)
            found[name] = float(entropies(now @ self.to_decision) - after)
        return found


def decisions_of(net: Network) -> np.ndarray:
    """Ones where a cause (row) leads to a decision (column)."""
    order = list(dict.fromkeys(net.decisions))
    table = np.zeros((len(net.causes), len(order)))
    table[range(len(net.causes)), [order.index(one) for one in net.decisions]] = 1
    return table


def entropies(shares: np.ndarray) -> np.ndarray:
    """Entropy in bits of a distribution, or of what lies in one."""
    safe = np.maximum(shares, 1e-300)
    return -(safe * np.log2(safe)).sum(-1)


def zen(written: Mapping[str, str]) -> Callable[[dict[str, bool]], list[str]]:
    """The rules as a decision table of zen-engine, read beforehand, that collects ids."""
    import zen as engine

    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": "when", "name": "when", "type": "expression"}],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule", "type": "expression"}],
        "rules": [{"_id": name, "when": text, "rule": json.dumps(name)} for name, text in written.items()],
    }
    nodes = [("in", "inputNode", {}), ("table", "decisionTableNode", table), ("out", "outputNode", {})]
    graph = {
        "nodes": [
            {"id": name, "name": name, "type": kind, "content": content, "position": {"x": 0, "y": 0}}
            for name, kind, content in nodes
        ],
        "edges": [
            {"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"}
            for one, other in (("in", "table"), ("table", "out"))
        ],
    }
    content = engine.ZenDecisionContent(json.dumps(graph))
    runs = engine.ZenEngine({"loader": lambda _key: content})

    def true_of(known: dict[str, bool]) -> list[str]:
        return [row["rule"] for row in runs.evaluate("rules", {"f": known})["result"]]

    return true_of
