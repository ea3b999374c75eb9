"""Every page that has an address has its pictures in docs/screens."""

from urllib.parse import urlsplit

from django.urls import get_resolver, resolve
from screens.index import written
from screens.pages import made_up, pages
from tests.house.code import ROOT
from tests.pages.test_every_page import FRAGMENTS, NO_PAGES, names_below

FOLDER = ROOT / "docs/screens"
WIDTHS = ["phone", "tablet", "laptop"]
# Not opened by the test of every page, for they are looked at in tests of their own; here they have pictures.
PICTURED = {"house", "second_step", "new_password", "job", "erase", "person_new", "person", "person_hours"}
# They open only while something is done: shown in the tests of that, or of no look of their own.
PASSING = {"clinic:body"}


def shots() -> list[list[str]]:
    return [shot for theirs in pages(made_up()).values() for shot in theirs]


def test_every_page_has_a_picture() -> None:
    shown = {
        resolve(urlsplit(address).path, "screens.addresses").view_name for _name, address, _act in shots()
    }
    every = set(names_below(get_resolver().url_patterns))
    parts = {
        name
        for name in every
        if name.rsplit(":")[-1] in NO_PAGES - PICTURED or name.rsplit(":")[-1].startswith(FRAGMENTS)
    }
    assert every - parts - shown - PASSING == set()


def test_every_picture_was_taken_and_none_is_left_over() -> None:
    names = [name for name, _address, _act in shots()]
    assert len(names) == len(set(names))
    wanted = {
        f"{name}-{width}-{scheme}.webp" for name in names for width in WIDTHS for scheme in ("light", "dark")
    }
    assert {file.name for file in FOLDER.glob("*.webp")} == wanted
    index = (FOLDER / "README.md").read_text(encoding="utf8")
    assert index == written(names, WIDTHS)
    assert not {name for name in names if f'alt="{name}"' not in index}
