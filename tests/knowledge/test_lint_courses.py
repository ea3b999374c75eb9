"""A mean course that no forecast could take is named."""

import copy
from pathlib import Path
from typing import Any

import pytest

from palpate.knowledge import load
from palpate.knowledge.lint import check
from tests.knowledge.test_lint import SOUND
from tests.small import write_knowledge

MEAN: dict[str, Any] = {"points": [[0, 52], [42, 23]], "lasted": [0, 84]}


def _lines(tmp_path: Path, mean: dict[str, Any], **statement: str) -> list[str]:
    tables = copy.deepcopy(SOUND)
    rests = statement or {"source": "paper", "read": "abstract"}
    tables["conditions"][0]["course"] = [{"text": "It falls.", "mean": mean, **rests}]
    return [str(problem) for problem in check(load(write_knowledge(tmp_path, **tables)))]


def test_a_course_that_falls_is_sound(tmp_path: Path) -> None:
    assert _lines(tmp_path, MEAN) == []


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("points", [[0, 52]], "has no days that rise from 0"),
        ("points", [[7, 52], [42, 23]], "has no days that rise from 0"),
        ("points", [[0, 52], [42, 23], [42, 20]], "has no days that rise from 0"),
        ("points", [[0, 0], [42, 0]], "do not fall from above 0"),
        ("points", [[0, 52], [42, 60]], "do not fall from above 0"),
        ("points", [[0, 520], [42, 230]], "do not fall from above 0"),
        ("lasted", [84, 0], "lasted from 84 to 0 days is no span"),
    ],
)
def test_each_mistake_is_named(field: str, value: Any, says: str, tmp_path: Path) -> None:
    lines = _lines(tmp_path, MEAN | {field: value})
    assert any(says in line and "course[0].mean" in line for line in lines), lines


def test_figures_without_a_source_are_named(tmp_path: Path) -> None:
    lines = _lines(tmp_path, MEAN, judgement="so it is said")
    assert any("has figures and no source" in line for line in lines), lines
