"""The report: its files, its figures counted by hand, and an order that is the one of the page."""

import json
from pathlib import Path
from typing import Any

import pytest
from evaluate.__main__ import main, missed_bars
from evaluate.crowd import levels, outcome, outcomes
from evaluate.figures import calibration_error, reliability
from evaluate.order import GROUPS, KINDS, shown_first
from evaluate.published import judge_all, tallies
from evaluate.race import CERTAIN, MOST, Race, saved
from evaluate.regret import worth

from palpate.clinic.assess import groups as page
from palpate.knowledge import knowledge
from palpate.reasoning.care.plan import Plan
from palpate.reasoning.simulate import Assumptions
from palpate.reasoning.tissue.structures import Suspect

KNOWN = knowledge()
TALLIES = {"dangerous_under_triage", "missed_stop", "needless_stop", "top1", "top3"}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    main(["--clients", "100", "--seed", "a", "--out", str(folder)])
    return folder


@pytest.fixture(scope="module")
def figures(written: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((written / "evaluation.json").read_text("utf8"))
    return found


def test_the_file_has_these_keys_and_no_others(figures: dict[str, Any]) -> None:
    assert set(figures) == {"published", "simulated"}
    assert set(figures["published"]) == TALLIES
    assert set(figures["simulated"]) == {"calibration_error", "tests_saved", "forecast_coverage"}


def test_hits_and_of_are_those_of_the_cases(figures: dict[str, Any]) -> None:
    rows = judge_all(KNOWN)
    listed = [row for row in rows if row.accepted != ("other",)]
    urgent = [row for row in rows if row.truth in ("same-day", "emergency")]
    stops = [row for row in rows if row.truth in ("refer", "same-day", "emergency")]
    published = figures["published"]
    assert {name: found["of"] for name, found in published.items()} == {
        "dangerous_under_triage": len(urgent),
        "missed_stop": len(stops),
        "needless_stop": len(rows) - len(stops),
        "top1": len(listed),
        "top3": len(listed),
    }
    hits = sum(set(row.accepted) & set(row.top) != set() for row in listed)
    assert published["top3"]["hits"] == hits
    assert published["needless_stop"]["hits"] == sum(
        row.level in ("refer", "same-day", "emergency") for row in rows if row not in stops
    )


def test_the_bars_on_the_published_cases_hold() -> None:
    found = tallies(judge_all(KNOWN))
    assert found["dangerous_under_triage"].hits == 0
    assert found["needless_stop"].hits < 0.2 * found["needless_stop"].of
    assert found["top3"].hits >= 0.65 * found["top3"].of


def test_every_miss_is_named_with_a_reason(written: Path) -> None:
    report = (written / "evaluation.html").read_text("utf8")
    missed = [row for row in judge_all(KNOWN) if not row.exact or (row.listed and not row.among(3))]
    assert missed
    for row in missed:
        assert row.why, row.id
        assert f"<td>{row.id}</td>" in report


def test_the_report_needs_nothing_beside_it(written: Path) -> None:
    report = (written / "evaluation.html").read_text("utf8")
    assert report.count("<svg") >= 5
    for word in ("<script", "<link", " src=", "url(", "http"):
        assert word not in report.replace("http://www.w3.org", "")


def test_a_missed_bar_is_said(figures: dict[str, Any]) -> None:
    good = {
        "published": {name: {"hits": 0, "of": 10} for name in TALLIES} | {"top3": {"hits": 7, "of": 10}},
        "simulated": {"calibration_error": 0.01, "tests_saved": 0.5, "forecast_coverage": 0.9},
    }
    assert not list(missed_bars(good))
    worse = {**good, "simulated": {"calibration_error": 0.03, "tests_saved": 0.39, "forecast_coverage": 0.94}}
    assert len(list(missed_bars(worse))) == 3
    danger = {**good, "published": {**good["published"], "dangerous_under_triage": {"hits": 1, "of": 10}}}
    assert "emergency" in next(missed_bars(danger))


def test_too_few_clients_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--clients", "0"])
    assert "give 1 or more" in capsys.readouterr().err


def test_calibration_error_by_hand() -> None:
    # Ten at 0.3 of whom three come: nothing off. Ten at 0.9 of whom five come: off by 0.4 in half of all.
    pairs = [(0.3, n < 3) for n in range(10)] + [(0.9, n < 5) for n in range(10)]
    assert calibration_error(pairs) == pytest.approx(0.2)
    assert [(one.count, one.came) for one in reliability(pairs)] == [(10, 0.3), (10, 0.5)]
    assert calibration_error([]) == 0
    assert reliability([(1.0, True)])[0].count == 1


def test_one_client_is_the_same_in_every_process() -> None:
    world = Assumptions()
    assert outcomes(3, world, "s")[2] == outcome(2, world, "s")


def test_an_outcome_adds_up() -> None:
    for one in outcomes(20, Assumptions(), "sum"):
        shares = dict(one.shares)
        assert sum(shares.values()) == pytest.approx(1)
        assert max(shares.values()) == one.certainty == shares[one.leading]
        assert one.brier == pytest.approx(
            sum((share - (name == one.cause)) ** 2 for name, share in one.shares)
        )


def test_answered_warning_signs_raise_serious_causes_more_often() -> None:
    found = levels(140, Assumptions(missing=0.0), "levels")
    assert sum(sum(row.values()) for row in found.values()) == 140
    stopped = {
        kind: sum(row[level] for level in ("refer", "same-day", "emergency")) / sum(row.values())
        for kind, row in found.items()
    }
    assert stopped["serious"] > stopped["ordinary"] + 0.1


def test_saved_counts_only_clients_whom_one_way_brings_there() -> None:
    none, both = (None,) * len(CERTAIN), (False,) * len(CERTAIN)
    found = [
        Race((10,) * 3, (20,) * 3, (True,) * 3, (True,) * 3),
        Race((5,) * 3, none, (True,) * 3, both),
        Race(none, none, both, both),
    ]
    one = saved(found, 0)
    assert (one.of, one.next_best, one.usual) == (2, 7.5, (20 + MOST) / 2)
    assert one.saved == pytest.approx(1 - 7.5 / 40)
    assert (one.next_reached, one.usual_reached, one.next_right) == (1.0, 0.5, 1.0)


def test_the_usual_order_is_that_of_the_page() -> None:
    assert [(key, first) for key, _, _, first in page.GROUPS] == list(GROUPS)
    assert page.KINDS == KINDS
    order = shown_first(KNOWN, "shoulder")
    assert len(order) == len(set(order)) > 60
    story = [name for name in order if KNOWN.findings[name].asked_of == "client"]
    assert order[:7] == tuple(story[:7])


def test_an_empty_plan_is_worth_nothing() -> None:
    suspect = Suspect(structure="scalenes", side="left", impairment="hypertonic", weight=1.0)
    assert worth(Plan(closed=True), (suspect,), (suspect,)) == 0
