"""The compiled form of the knowledge says what the files say, and never outlives them."""

from pathlib import Path

import msgspec
import pytest
import yaml

from palpate.knowledge import load
from palpate.knowledge.load import DATA
from palpate.knowledge.written import read
from tests.small import finding, write_knowledge


def test_the_compiled_form_gives_the_same_knowledge(tmp_path: Path) -> None:
    compiled = tmp_path / "compiled.bin"
    plain, first, second = load(DATA), load(DATA, compiled), load(DATA, compiled)
    assert compiled.exists()
    assert plain == first == second


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    folder, compiled = tmp_path / "data", tmp_path / "compiled.bin"
    write_knowledge(folder, findings=[finding("ache")])
    before = load(folder, compiled)
    write_knowledge(folder, findings=[finding("ache"), finding("itch")])
    after = load(folder, compiled)
    assert set(after.findings) == {"ache", "itch"}
    assert before.version != after.version


def test_a_broken_compiled_file_is_made_anew(tmp_path: Path) -> None:
    folder, compiled = tmp_path / "data", tmp_path / "compiled.bin"
    write_knowledge(folder, findings=[finding("ache")])
    compiled.write_bytes(b"not this")
    assert set(load(folder, compiled).findings) == {"ache"}
    assert compiled.read_bytes() != b"not this"


def test_a_compiled_file_that_does_not_fit_the_model_is_made_anew(tmp_path: Path) -> None:
    """As after an upgrade that renamed a field: the files are right, what was compiled of them is not."""
    folder, compiled = tmp_path / "data", tmp_path / "compiled.bin"
    write_knowledge(folder, findings=[finding("ache")])
    version = load(folder).version
    for kinds in ({"findings": {"a.yaml": [{"id": "ache", "former": 1}]}}, {"nothing": {}}):
        compiled.write_bytes(msgspec.msgpack.encode((version, kinds)))
        assert load(folder, compiled) == load(folder)


def test_files_are_read_as_the_yaml_library_reads_them() -> None:
    for path in sorted(DATA.rglob("*.yaml")):
        text = path.read_text(encoding="utf8")
        assert read(text) == yaml.load(text, Loader=yaml.CSafeLoader), path.name
    assert read("a: [1, 2.5, true, null, 2026-03-02, 'x', on, {b: ~}]") == yaml.safe_load(
        "a: [1, 2.5, true, null, 2026-03-02, 'x', on, {b: ~}]"
    )
    assert read("") is None
    with pytest.raises(yaml.YAMLError):
        read("{[a]: b}")
