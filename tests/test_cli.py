"""The `palpate` command: what it prints, and one clear line for each kind of bad input."""

import io
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from palpate.cli import main
from palpate.knowledge import knowledge
from palpate.reasoning import case as case_module
from palpate.reasoning.case import Case
from tests.small import finding, write_knowledge

ROOT = Path(__file__).parents[1]
LEVELS = {"treat", "treat-with-restrictions", "refer", "same-day", "emergency"}
STIFF: dict[str, Any] = {
    "palpate": 1,
    "client": {"age": 54, "sex": "female"},
    "complaint": {"regions": [{"region": "shoulder", "side": "right"}], "days": 92},
    "observations": [
        {"finding": "shoulder_external_rotation_passive", "side": "right", "value": 20},
        {"finding": "shoulder_external_rotation_passive", "side": "left", "value": 65},
        {"finding": "night_pain", "present": True},
    ],
}
Said = tuple[int, str, str]


@pytest.fixture
def palpate(capsys: pytest.CaptureFixture[str]):
    """Run the command: its exit status, what it printed, and what it said on standard error."""

    def run(*words: str) -> Said:
        try:
            status = main(words)
        except SystemExit as left:
            status = int(left.code or 0)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.fixture
def case(tmp_path: Path):
    """Write a case file; returns its path."""

    def write(content: Any, name: str = "case.yaml") -> str:
        path = tmp_path / name
        text = content if isinstance(content, str) else yaml.safe_dump(content)
        path.write_text(text, encoding="utf8")
        return str(path)

    return write


def test_screen_prints_the_documented_object(palpate, case) -> None:
    status, out, _err = palpate("screen", case(STIFF), "--json")
    told = json.loads(out)
    assert status == 0
    assert set(told) == {"knowledge", "triage", "ask_next"}
    assert told["knowledge"] == knowledge().version
    assert told["triage"]["level"] in LEVELS
    for one in told["triage"]["unsettled"]:
        assert set(one) == {"rule", "urgency", "ask"} and one["rule"] in knowledge().rules
    assert all(one in knowledge().findings for one in told["ask_next"])


def test_assess_adds_hypotheses_what_to_test_next_and_structures(palpate, case) -> None:
    told = json.loads(palpate("assess", case(STIFF), "--json")[1])
    assert set(told) == {"knowledge", "triage", "ask_next", "hypotheses", "second", "next", "structures"}
    chances = [one["probability"] for one in told["hypotheses"]]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1, abs=0.01)
    assert "other" in {one["condition"] for one in told["hypotheses"]}
    assert told["hypotheses"][0]["condition"] == "frozen_shoulder"
    assert all(set(one) == {"finding", "bits", "cost", "decides"} for one in told["next"])


def test_plan_adds_restrictions_plan_and_agenda_within_the_visit(palpate, case) -> None:
    told = json.loads(palpate("plan", case(STIFF | {"visit": {"minutes": 30}}), "--json")[1])
    added = {"restrictions", "plan", "agenda"}
    assert added <= set(told)
    assert not told["plan"]["closed"] and told["agenda"]
    assert sum(one["minutes"] for one in told["agenda"]) <= 30
    assert all(0 <= one["pressure"] <= 10 for one in told["agenda"])


def test_a_limit_of_no_pressure_at_all_is_not_lost(palpate, case) -> None:
    told = json.loads(palpate("plan", case(STIFF | {"visit": {"pressure_at_most": 0}}), "--json")[1])
    own = [one["limit"] for one in told["restrictions"] if one["limit"].get("pressure_at_most") == 0]
    assert own == [{"pressure_at_most": 0}]
    assert all(one["pressure"] == 0 for one in told["agenda"])


def test_an_emergency_closes_the_plan(palpate, case) -> None:
    seen = ("chest_pain", "pain_left_arm", "sweating_with_pain", "breathlessness_new")
    known = [one for one in seen if one in knowledge().findings]
    observations = [{"finding": one, "present": True} for one in (*known, "saddle_numbness")]
    observations = [one for one in observations if one["finding"] in knowledge().findings]
    told = json.loads(palpate("plan", case(STIFF | {"observations": observations}), "--json")[1])
    assert told["triage"]["level"] == "emergency"
    assert told["plan"]["closed"] and told["plan"]["reason"] and not told["agenda"]


def test_reports_are_laid_out_to_be_read(palpate, case) -> None:
    for command, word in (("screen", "Screening"), ("assess", "Frozen shoulder"), ("plan", "technique")):
        status, out, _err = palpate(command, case(STIFF))
        assert status == 0 and word in out and "no diagnosis" in " ".join(out.split())


def test_json_and_standard_input_are_read_too(palpate, case, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = palpate("screen", case(STIFF), "--json")[1]
    assert palpate("screen", case(json.dumps(STIFF), "case.json"), "--json")[1] == wanted
    monkeypatch.setattr("sys.stdin", io.StringIO(yaml.safe_dump(STIFF)))
    assert palpate("screen", "-", "--json")[1] == wanted


def changed(**more: Any) -> dict[str, Any]:
    return STIFF | more


def seen(**more: Any) -> dict[str, Any]:
    return STIFF | {"observations": [more]}


SCORE = {"measure": "nprs", "value": 6, "on": "2026-03-02"}
DONE = {"technique": "swedish", "structure": "infraspinatus"}
BAD: list[tuple[Any, str, str, str]] = [
    ("palpate: [1", "line 2", "is no YAML", "brackets"),
    ("just words", "file", "holds no case", "palpate: 1"),
    ({"client": {}}, "palpate", "is None", "palpate: 1"),
    (changed(palpate=2), "palpate", "is 2", "palpate: 1"),
    (changed(clients={}), "file", "unknown field", "did you mean"),
    (changed(client={"age": 400}), "client.age", "400 is no age", "0 to 120"),
    (changed(client={"age": "old"}), "client.age", "Expected", "case file"),
    (changed(client={"sex": "x"}), "client.sex", "Invalid enum value", "case file"),
    (changed(complaint={"days": -1}), "complaint.days", "-1 lies before", "days since"),
    (
        changed(complaint={"regions": [{"region": "sholder"}]}),
        "complaint.regions[0]",
        "no region",
        "shoulder",
    ),
    (changed(pain=[{"region": "abdomen", "side": "left"}]), "pain[0]", "has no side", "leave `side` out"),
    (seen(finding="hawkins_kenedy", present=True), "observations[0]", "no finding", "hawkins_kennedy"),
    (seen(finding="night_pain", value=3), "observations[0]", "has no value", "present: true"),
    (seen(finding="temperature", present=True), "observations[0]", "is a number", "`value:` in"),
    (seen(finding="temperature", value=400), "observations[0]", "cannot be 400", "possible is"),
    (seen(finding="fever", side="left", present=True), "observations[0]", "has no side", "leave `side` out"),
    (seen(finding="fever", present=True, region="qqqq"), "observations[0]", "no region", "palpate find"),
    (seen(present=True), "observations[0]", "lacks the field", "case file"),
    (changed(scores=[SCORE | {"measure": "nrps"}]), "scores[0]", "no measure", "nprs"),
    (changed(scores=[SCORE | {"value": 11}]), "scores[0]", "cannot be 11", "possible is 0 to 10"),
    (changed(treated=[DONE | {"technique": "swedisch"}]), "treated[0]", "no technique", "swedish"),
    (changed(treated=[DONE | {"structure": "infraspinatis"}]), "treated[0]", "no structure", "infraspinatus"),
    (
        changed(therapist={"credentials": ["wizard"]}),
        "therapist.credentials",
        "no credential",
        "palpate find",
    ),
    (changed(cleared=["no_such_rule_at_all"]), "cleared", "no rule", "did you mean"),
    (changed(visit={"minutes": 2}), "visit.minutes", "2 is no visit", "5 to 240"),
    (changed(visit={"pressure_at_most": 11}), "visit.pressure_at_most", "11 is no pressure", "0 to 10"),
    (changed(visit={"avoid": ["qqqq"]}), "visit.avoid", "no region", "palpate find"),
]


@pytest.mark.parametrize(("content", "where", "what", "right"), BAD)
def test_each_kind_of_bad_input_gives_one_line_that_says_where_what_and_what_is_right(
    content: Any, where: str, what: str, right: str, palpate, case
) -> None:
    file = case(content)
    status, out, err = palpate("screen", file)
    assert status == 2 and not out and err.count("\n") == 1
    assert err.startswith(f"{file}: {where}") and what in err.partition("; ")[0] and right in err
    status, out, err = palpate("screen", file, "--json")
    told = json.loads(out)["error"]
    assert status == 2 and not err and told["file"] == file and len(told["mistakes"]) == 1
    one = told["mistakes"][0]
    assert set(one) == {"where", "what", "right"}
    assert one["where"].startswith(where) and what in one["what"] and right in one["right"]


def test_several_mistakes_are_told_at_once(palpate, case) -> None:
    content = changed(client={"age": 400}, visit={"minutes": 1}) | seen(finding="nothing_such")
    content["client"], content["visit"] = {"age": 400}, {"minutes": 1}
    assert palpate("screen", case(content))[2].count("\n") == 3


def test_a_file_that_cannot_be_read_is_said_so(palpate, tmp_path: Path) -> None:
    status, _out, err = palpate("screen", str(tmp_path / "none.yaml"))
    assert status == 2 and "cannot be read" in err and err.count("\n") == 1
    (tmp_path / "latin.yaml").write_bytes("palpate: 1 # é".encode("latin1"))
    status, _out, err = palpate("screen", str(tmp_path / "latin.yaml"))
    assert status == 2 and "UTF-8" in err


def test_find_names_what_there_is(palpate) -> None:
    status, out, _err = palpate("find", "hawkin", "kenedy")
    assert status == 0 and "hawkins_kennedy" in out
    rows = json.loads(palpate("find", "frozen sholder", "--json")[1])
    assert rows[0] == {"kind": "conditions", "id": "frozen_shoulder", "name": "Frozen shoulder", "also": ""}


def test_find_without_a_hit_says_so_and_leaves_with_1(palpate) -> None:
    assert palpate("find", "qqqq", "zzzz")[0] == 1
    status, out, _err = palpate("find", "qqqqzzzz", "--json")
    assert (status, json.loads(out)) == (1, [])


def test_show_prints_an_entry_and_a_mistyped_id_is_answered_with_one_near(palpate) -> None:
    status, out, _err = palpate("knowledge", "show", "frozen_shoulder")
    assert status == 0 and "Frozen shoulder" in out
    shown = json.loads(palpate("knowledge", "show", "frozen_shoulder", "--json")[1])
    assert shown[0]["kind"] == "conditions" and shown[0]["entry"]["icd10"] == "M75.0"
    assert "note" not in shown[0]["entry"] and shown[0]["entry"]["kind"] == "joint"
    status, out, err = palpate("knowledge", "show", "frozen_sholder")
    assert status == 2 and not out and "did you mean frozen_shoulder" in err and err.count("\n") == 1
    told = json.loads(palpate("knowledge", "show", "frozen_sholder", "--json")[1])
    assert "frozen_shoulder" in told["error"]["mistakes"][0]["right"]


def test_show_keeps_a_limit_of_no_pressure(palpate) -> None:
    item = next(one for one in knowledge().contraindications.values() if one.limit.pressure_at_most == 0)
    assert "pressure_at_most 0" in " ".join(palpate("knowledge", "show", item.id)[1].split())


def test_check_names_each_mistake_of_a_folder_and_leaves_with_1(palpate, tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path, findings=[finding("fever", regions=["moon"])])
    status, out, _err = palpate("knowledge", "check", "--folder", str(folder))
    assert status == 1
    assert re.search(r"findings/some\.yaml › fever › regions: 'moon' does not exist; .+", out)
    told = json.loads(palpate("knowledge", "check", "--folder", str(folder), "--json")[1])
    assert {"file", "entry", "field", "what", "remedy"} == set(told["problems"][0])
    assert told["counts"]["findings"] == 1


def test_check_tells_of_files_that_cannot_be_loaded(palpate, tmp_path: Path) -> None:
    folder = write_knowledge(tmp_path, findings=[finding("fever", colour="red")])
    status, out, _err = palpate("knowledge", "check", "--folder", str(folder))
    assert status == 1 and "fever" in out and "colour" in out


def test_without_a_command_it_says_what_there_is(palpate) -> None:
    status, out, _err = palpate()
    assert status == 2 and "screen" in out and "knowledge" in out
    assert palpate("dance")[0] == 2


def keys(value: Any) -> set[str]:
    """All keys of an object and of the objects in it, but for the free ones."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if isinstance(value, dict):
        return set(value) | set().union(*map(keys, value.values()))
    return set()


def test_every_key_of_the_reports_is_documented(palpate, case) -> None:
    page = (ROOT / "docs/json.md").read_text(encoding="utf8")
    told = json.loads(palpate("plan", case(changed(scores=[SCORE])), "--json")[1])
    for goal in told["plan"]["goals"]:
        goal["figure"] = None  # a figure of the knowledge, described there
    missing = {key for key in keys(told) if not re.search(rf"[`.]{key}(\[\])?[`.\[]", page)}
    assert not missing


def test_every_field_of_a_case_file_is_documented() -> None:
    page = (ROOT / "docs/case-file.md").read_text(encoding="utf8")
    parts = [
        one for one in vars(case_module).values() if isinstance(one, type) and issubclass(one, msgspec.Struct)
    ]
    fields = {field for part in parts for field in part.__struct_fields__}
    assert set(Case.__struct_fields__) <= fields
    assert not {field for field in fields if not re.search(rf"[`.]{field}(\[\])?[`.]", page)}


def test_the_example_of_the_case_file_page_runs(palpate, case) -> None:
    page = (ROOT / "docs/case-file.md").read_text(encoding="utf8")
    example = re.search(r"```yaml\n(.*?)```", page, re.S)
    assert example
    assert palpate("plan", case(example[1]), "--json")[0] == 0
