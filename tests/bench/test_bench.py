"""The races are fair only where everybody gives the same answer, and are kept in one form."""

import json

import pytest
from bench.files import cases, fresh
from bench.plain import NO_TRIAGE, network, plain, posterior, told
from bench.row import Row, race
from bench.rules import PYTHON, Writer, by_palpate, closures, two_valued

from bench import __main__ as races
from bench import row as row_of
from palpate.knowledge import knowledge
from palpate.reasoning.causes.ask import LEAST_BITS, ask_next
from palpate.reasoning.causes.differential import differential

KEYS = ["name", "value", "unit", "peer", "peer_value", "ratio"]


@pytest.fixture(scope="module")
def some():
    return cases()[::6]


def test_the_differential_is_a_naive_bayes_network_where_it_is_plain(some):
    simple = plain(knowledge())
    for case in some:
        net = network(case, simple)
        assert net.evidence, "a case without evidence compares nothing"
        ours = {one.condition: one.probability for one in differential(case, simple, NO_TRIAGE)}
        assert ours == pytest.approx(posterior(net), abs=1e-9)


def test_the_bits_of_the_next_finding_are_those_of_asking_both_ways(some):
    simple = plain(knowledge())
    for case in some:
        net = network(case, simple)
        hypotheses = differential(case, simple, NO_TRIAGE)
        asked = {one.finding: one.bits for one in ask_next(case, simple, hypotheses, NO_TRIAGE)}
        assert asked
        slow = {name: told(net, name) for name in net.open}
        assert asked == pytest.approx({name: slow[name] for name in asked}, abs=1e-9)
        assert {name for name in slow if slow[name] > LEAST_BITS + 1e-6} <= set(asked)


def test_the_rules_written_over_two_values_are_true_where_palpates_are():
    known = knowledge()
    writer = Writer(known, PYTHON)
    written = writer.rules()
    assert len(written) == sum(len(flag.rules) for flag in known.flags.values())
    settle, limit, raised = by_palpate(tuple(written), known), closures(written), 0
    for case in cases():
        found = limit(two_valued(case, known, writer.leaves))
        assert settle(fresh(case)) == found
        raised += len(found)
    assert raised > 10


def test_a_ratio_above_one_means_that_palpate_is_ahead():
    faster = Row(name="a", value=2.0, unit="ms", peer="b", peer_value=6.0, bar=3)
    assert faster.ratio == 3 and faster.reached
    more = Row(name="a", value=2.0, unit="people/s", peer="b", peer_value=6.0, more_is_better=True, bar=0.5)
    assert more.ratio == pytest.approx(1 / 3) and more.reached is False


def test_a_missing_peer_is_null_and_neither_reached_nor_missed():
    row = Row(name="a", value=2.0, unit="ms", peer="not here", bar=3)
    assert row.public()["peer_value"] is None and row.ratio is None and row.reached is None
    assert "missing" in races.line(row)


def test_contestants_run_in_turn(monkeypatch):
    monkeypatch.setattr(row_of, "MOST_CALLS", 1)
    order: list[str] = []
    race({name: lambda name=name: order.append(name) for name in "abc"}, passes=3)
    assert "".join(order) == "abc" + "bca" + "cab"


def test_results_are_kept_with_their_keys_and_a_passed_limit_fails(tmp_path, monkeypatch, capsys):
    good = Row(name="within", value=1.0, unit="ms", at_most=2)
    late = Row(name="too late", value=3.0, unit="ms", at_most=2)
    behind = Row(name="behind", value=3.0, unit="ms", peer="x", peer_value=1.0, bar=1)
    monkeypatch.setattr(races, "OUT", tmp_path / "build/bench.json")
    monkeypatch.setattr(races, "RACES", {"good": lambda: [good, behind], "late": lambda: [late]})
    assert races.main(["good"]) == 0
    assert races.main(["good", "late"]) == 1
    kept = json.loads((tmp_path / "build/bench.json").read_text(encoding="utf8"))
    assert [row["name"] for row in kept] == ["within", "behind", "too late"]
    assert all(list(row) == KEYS for row in kept)
    assert "NOT REACHED" in capsys.readouterr().out


def test_a_race_with_a_differing_answer_counts_for_nothing(tmp_path, monkeypatch, capsys):
    def differs() -> list[Row]:
        raise races.RaceError("think: other bits")

    monkeypatch.setattr(races, "OUT", tmp_path / "bench.json")
    monkeypatch.setattr(races, "RACES", {"think": differs})
    assert races.main([]) == 1
    assert json.loads((tmp_path / "bench.json").read_text(encoding="utf8")) == []
    assert "No figure counts: think: other bits" in capsys.readouterr().out
