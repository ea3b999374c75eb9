"""Without a mouse: sign in, find a client with "/", open the screening, answer a question."""

from typing import Any

from palpate.records.models import Observation
from tests.conftest import LAPTOP
from tests.pages.conftest import PASSWORD, House
from tests.pages.people import settle


def test_the_keyboard_alone_answers_a_question(house: House) -> None:
    people = settle(house)
    who = people.unknown
    page = house.door(LAPTOP)
    page.goto("/")
    page.keyboard.type(house.therapist.username)  # the name has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_url(lambda url: "sign-in" not in url)

    page.keyboard.press("/")
    page.keyboard.type("noor")
    page.locator("#found a", has_text="Noor").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/clients/{who.client.first}/")

    tab_until(page, "document.activeElement.matches('a[href$=\"/screen/\"]')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/visits/{who.visits[0].first}/screen/")

    assert not Observation.objects.filter(episode_id=who.episode.first).exists()
    tab_until(page, "document.activeElement.matches('.asks input[type=radio]')")
    asked = page.evaluate("document.activeElement.form.elements.finding.value")
    with page.expect_response(lambda answer: "/screen/answer/" in answer.url):
        page.keyboard.press("Space")
    page.get_by_role("status").get_by_text("Recorded:").wait_for()
    [row] = Observation.objects.filter(episode_id=who.episode.first)
    assert (row.finding, row.present, row.author) == (asked, True, house.therapist)
    page.wait_for_function("() => document.activeElement.closest('#screening') !== null")


def tab_until(page: Any, reached: str, most: int = 120) -> None:
    """Press Tab until something holds; fails where it never does."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(reached):
            return
    raise AssertionError(f"Tab never reached: {reached}")
