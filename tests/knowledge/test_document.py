"""docs/knowledge.md: what it tells a clinician to write is accepted, and what it warns of is refused."""

import re
import shutil
from pathlib import Path

import pytest

from palpate.knowledge import Knowledge, load
from palpate.knowledge.lint import check
from palpate.knowledge.load import DATA
from palpate.reasoning.causes.evidence import strengths

DOCUMENT = Path(__file__).parents[2] / "docs/knowledge.md"
FILES = {
    "Novak A": "sources/upper_4.yaml",
    "kind: maneuver": "findings/shoulder_cuff.yaml",
    "sensitivity:": "accuracy/shoulder_cuff.yaml",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the knowledge with the document's three examples at the end of the files."""
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    blocks = re.findall(r"```yaml\n(  - id: .*?)```", DOCUMENT.read_text("utf-8"), re.S)
    for mark, name in FILES.items():
        block = next(one for one in blocks if mark in one)
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write("\n" + block)
    return copy


def told(folder: Path) -> list[str]:
    """What the check says of the examples."""
    return [
        str(one) for one in check(load(folder)) if "example_sign" in str(one) or "x_novak2024" in str(one)
    ]


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    head, _, last = text.rpartition(old)
    assert head
    path.write_text(head + new + last, "utf-8")


def test_the_examples_are_accepted_and_weigh(data: Path) -> None:
    known: Knowledge = load(data)
    assert not told(data)
    strength = strengths(known)["rotator_cuff_tear"]["example_sign"]
    assert strength.present is not None and strength.present > 0
    assert strength.sources == ("x_novak2024",)


def test_what_the_document_warns_of_is_refused(data: Path) -> None:
    edit(data, FILES["sensitivity:"], "{value: 0.6,", "{value: 60,")
    assert any("interval" in one or "lies" in one for one in told(data))
    edit(data, FILES["sensitivity:"], "{value: 60,", "{value: 0.6,")
    edit(data, FILES["sensitivity:"], "source: x_novak2024", "judgement: memory")
    edit(data, FILES["kind: maneuver"], "sources: [x_novak2024]", "")
    assert any("used by nothing" in one for one in told(data))
