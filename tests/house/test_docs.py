"""What the documents name is there."""

import re

from tests.house.code import ROOT, sources


def test_every_setting_is_described() -> None:
    described = (ROOT / "docs/settings.md").read_text(encoding="utf8")
    read = {
        name
        for file in sources()
        for name in re.findall(r'"(PALPATE_[A-Z_]+|DATABASE_URL)"', file.read_text(encoding="utf8"))
    }
    assert "PALPATE_HOME" in read
    assert not {name for name in read if f"`{name}`" not in described}


def test_every_room_is_on_the_architecture_page() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf8")
    for room in (ROOT / "src/palpate").iterdir():
        if (room / "__init__.py").exists():
            assert f"`{room.name}`" in page, room.name


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} → {target}"


def test_the_reading_path_is_short_and_exists() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf8")
    path = re.findall(r"^\d+\. `(src/[^`]+)`", page, re.M)
    assert 1 <= len(path) <= 8
    for file in path:
        assert (ROOT / file).exists(), file
