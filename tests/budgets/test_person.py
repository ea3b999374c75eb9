"""A tap is counted only where a finger could do it, and what it costs is counted whole."""

import pytest
from budgets.person import Person, UnfitError
from playwright.sync_api import Error

from tests.conftest import TABLET

PAGE = """<!doctype html><style>
 * { margin: 0; box-sizing: border-box } button, input, label { display: block; width: 60px; height: 60px }
 .far { margin-top: 3000px } .tiny { height: 20px } #over { position: fixed; inset: 0; z-index: 2 }
</style><body class="%s"><button>Near</button><button disabled>Shut</button><button class="tiny">Tiny</button>
 <input aria-label="Words"><label><input type="radio" style="width:1px;height:1px">Pick</label>%s
 <button class="far">Far</button></body>"""


@pytest.fixture
def person(chromium):
    opened = []

    def at(body="", more=""):
        context = chromium.new_context(
            viewport=dict(zip(("width", "height"), TABLET, strict=True)), has_touch=True
        )
        opened.append(context)
        page = context.new_page()
        page.set_content(PAGE % (body, more))
        one = Person(page)
        page.set_default_timeout(2000)
        return one

    yield at
    for context in opened:
        context.close()


def button(person, name):
    return person.page.get_by_role("button", name=name)


def test_taps_letters_decisions_and_the_way_of_the_hand_are_counted(person):
    one = person()
    one.tap(button(one, "Near"), choosing="which")
    one.tap(one.page.get_by_label("Words"))
    one.type("abc", choosing="what to say")
    one.tap(one.page.get_by_text("Pick"))
    count = one.count
    assert (count.taps, count.characters, count.decisions, count.hand_changes) == (3, 3, 2, 2)
    assert one.page.get_by_label("Words").input_value() == "abc"
    assert one.page.get_by_role("radio").is_checked()
    assert one.small == []


def test_what_is_out_of_view_costs_the_pushes_of_the_page(person):
    one = person()
    one.tap(button(one, "Far"))
    assert one.count.taps > 3 and one.count.did[0].startswith("push the page")
    assert one.page.evaluate("document.activeElement.textContent") == "Far"


def test_what_a_finger_cannot_do_fails(person):
    one = person()
    with pytest.raises(UnfitError, match="cannot be tapped now"):
        one.tap(button(one, "Shut"))
    with pytest.raises(Error, match="resolved to 4 elements"):
        one.tap(one.page.get_by_role("button"))
    covered = person(more='<p id="over">Over it</p>')
    with pytest.raises(UnfitError, match="something lies over it"):
        covered.tap(button(covered, "Near"))
    assert one.count.taps == covered.count.taps - covered.count.did[0].startswith("push") == 0


def test_small_targets_are_told(person):
    one = person()
    one.tap(button(one, "Tiny"))
    assert one.small == ["Tiny: 60 × 20 px, 44 are the least"]
    table = person("table")
    table.tap(button(table, "Near"))
    assert table.small == ["Near: 60 × 60 px, 64 are the least"]
