"""The search as the way to everything: steps of the open visit, pages, clients, findings to record."""

import re

import pytest

from palpate.records import acts
from tests.clinic.conftest import signed_in


def asked(browser, text, on="/"):
    """What is offered below the search box: names with addresses, in order."""
    answer = browser.get(
        "/find/",
        {"q": text},
        headers={"HX-Request": "true", "HX-Target": "found", "HX-Current-URL": f"http://here{on}"},
    )
    assert answer.status_code == 200
    text = answer.content.decode()
    return re.findall(r'href="([^"]+)"', text), text


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("not", "note"),
        ("ass", "assess"),
        ("soap", "note"),
        ("exerc", "home"),
        ("table", "treat"),
        ("red f", "screen"),
    ],
)
def test_three_letters_lead_to_a_step_of_the_visit_that_is_open(cast, text, step):
    urls, _page = asked(cast.browser, text, f"/visits/{cast.visit.first}/plan/")
    assert urls[0] == f"/visits/{cast.visit.first}/{step}/"


def test_letter_and_score_and_the_next_visit(cast):
    on = f"/letters/{cast.visit.first}/"
    assert asked(cast.browser, "let", on)[0][0] == f"/letters/{cast.visit.first}/"
    assert asked(cast.browser, "sco", on)[0][0].endswith("/progress/#score-fields")
    assert asked(cast.browser, "book", on)[0][0] == f"/episodes/{cast.episode.first}/next/"


def test_a_finding_is_recorded_where_a_visit_is_open_and_read_elsewhere(cast):
    assert (
        f"/visits/{cast.visit.first}/assess/?find=hawkins_kennedy"
        in asked(cast.browser, "hawkins", f"/visits/{cast.visit.first}/note/")[0]
    )
    assert "/knowledge/findings/hawkins_kennedy/" in asked(cast.browser, "hawkins")[0]


def test_a_client_comes_with_the_visit_of_today(cast):
    urls, page = asked(cast.browser, "ose")
    assert urls[:2] == [f"/clients/{cast.client.first}/", f"/visits/{cast.visit.first}/screen/"]
    assert "Osei, Ada: visit of" in page


def test_elsewhere_the_steps_are_of_the_visit_that_goes_on(cast):
    assert f"/visits/{cast.visit.first}/note/" not in asked(cast.browser, "note")[0]
    acts.change_visit_state(by=cast.therapist, visit=cast.visit, state="in_treatment")
    assert asked(cast.browser, "note")[0][0] == f"/visits/{cast.visit.first}/note/"
    acts.change_visit_state(by=cast.therapist, visit=cast.visit, state="finished")
    assert f"/visits/{cast.visit.first}/note/" not in asked(cast.browser, "note")[0]


def test_an_empty_box_shows_what_can_be_done_here(cast):
    assert asked(cast.browser, "")[0][0] == "/"
    urls = asked(cast.browser, "", f"/visits/{cast.visit.first}/plan/")[0]
    assert urls[0] == f"/visits/{cast.visit.first}/screen/" and "/clients/new/" not in urls[:8]
    assert asked(cast.browser, "", "/nowhere/at/all/")[0][0] == "/"


def test_the_front_desk_and_strangers_are_led_into_no_visit(cast):
    on = f"/visits/{cast.visit.first}/plan/"
    for browser in (signed_in(cast.desk), cast.stranger):
        for text in ("", "note", "ose", "hawkins"):
            assert not any(str(cast.visit.first) in url for url in asked(browser, text, on)[0])
    assert "Osei" not in asked(cast.stranger, "ose", on)[1]
    assert "/people/" not in asked(cast.browser, "people")[0]


def test_hidden_names_stay_hidden(cast):
    cast.browser.post("/accounts/hide-names/", {"hide": "1"})
    _urls, page = asked(cast.browser, "ose")
    assert "A. O." in page and "Osei" not in page


def test_what_was_asked_is_written_as_text(cast):
    _urls, page = asked(cast.browser, '<img src=x onerror=alert(1)>"')
    assert "<img" not in page


def test_the_search_is_a_page_without_scripts(cast):
    page = cast.browser.get("/find/?q=working").content.decode()
    assert 'href="/accounts/own/hours/"' in page and 'role="option"' not in page


def test_a_search_costs_few_queries(cast, django_assert_max_num_queries):
    acts.register_client(by=cast.therapist, given_name="Other", family_name="Osei")
    asked(cast.browser, "ose")
    with django_assert_max_num_queries(9):
        asked(cast.browser, "ose", f"/visits/{cast.visit.first}/plan/")
