"""The knowledge pages: every entry can be read, everything leads somewhere, nothing is cut off unseen."""

import re

import pytest
from django.test import Client as Browser
from django.urls import reverse

from palpate.clinic.atlas.kinds import KINDS, grouped, source_heading
from palpate.knowledge import knowledge
from palpate.records import acts
from tests.clinic.conftest import Cast

BUDGET = 12
LARGEST = 60 * 1024
MAIN = re.compile(r"<main.*</main>", re.S)


def read(browser: Browser, address: str) -> str:
    """The page at an address, which must be there and small."""
    response = browser.get(address)
    assert response.status_code == 200, address
    assert len(response.content) <= LARGEST, f"{address}: {len(response.content)} bytes"
    return response.content.decode()


def url(kind: str, name: str) -> str:
    return reverse("clinic:entry", args=[kind, name])


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_has_a_page_with_its_name_whose_links_lead_somewhere(kind: str, cast: Cast) -> None:
    known = knowledge()
    for name in getattr(known, kind):
        page = read(cast.browser, url(kind, name))
        assert "<h1>" in page and "{{" not in page and "{%" not in page, name
        for to_kind, to_name in re.findall(r'href="/knowledge/(\w+)/([^/"?]+)/', page):
            table = "conditions" if to_kind == "compare" else to_kind
            assert to_name in getattr(known, table), f"{name} leads to {to_kind}/{to_name}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_shows_all_entries_or_its_groups(kind: str, cast: Cast) -> None:
    page = read(cast.browser, reverse("clinic:entries", args=[kind]))
    entries = getattr(knowledge(), kind)
    for head, rows in grouped(KINDS[kind], entries.values()):
        part = read(cast.browser, reverse("clinic:entries", args=[kind]) + f"?group={head}") if head else page
        for one in rows:
            assert f'href="{url(kind, one.id)}"' in part


@pytest.mark.parametrize(
    "address", ["/knowledge/", "/find/?q=ada", "/knowledge/review/", "/knowledge/findings/"]
)
def test_a_page_asks_the_database_little(address: str, cast: Cast, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(BUDGET):
        read(cast.browser, address)


def test_every_role_may_read_and_a_visitor_signs_in_first(cast: Cast) -> None:
    for user in (cast.desk, cast.reader, cast.mallory):
        browser = Browser()
        browser.force_login(user)
        read(browser, url("conditions", "frozen_shoulder"))
    response = Browser().get(url("conditions", "frozen_shoulder"))
    assert response.status_code == 302 and "sign" in response.url


def test_what_is_not_there_is_a_404(cast: Cast) -> None:
    for address in ("/knowledge/conditions/nonsense/", "/knowledge/nonsense/", "/knowledge/rules/fever/"):
        assert cast.browser.get(address).status_code == 404


def test_each_accuracy_row_and_effect_leads_to_the_page_that_shows_it(cast: Cast) -> None:
    known = knowledge()
    row, effect = next(iter(known.accuracy.values())), next(iter(known.effects.values()))
    for kind, one, page in (
        ("accuracy", row, url("findings", row.finding)),
        ("effects", effect, url("techniques", effect.technique)),
    ):
        assert cast.browser.get(url(kind, one.id)).url == f"{page}#{one.id}"
        assert f'id="{one.id}"' in read(cast.browser, page)


def test_an_effect_of_other_care_is_shown_at_its_condition_or_else_at_its_source(cast: Cast) -> None:
    known = knowledge()
    other = [one for one in known.effects.values() if one.technique is None]
    at_condition = next(one for one in other if one.condition)
    at_source = next(one for one in other if not one.condition)
    for one, page in (
        (at_condition, url("conditions", str(at_condition.condition))),
        (at_source, url("sources", at_source.source)),
    ):
        assert cast.browser.get(url("effects", one.id)).url == f"{page}#{one.id}"
        shown = read(cast.browser, page)
        assert f'id="{one.id}"' in shown and one.intervention in shown


def test_a_condition_shows_each_row_with_its_source_and_says_why_a_row_is_not_used(cast: Cast) -> None:
    known = knowledge()
    kept = next(one for one in known.accuracy.values() if not one.use and one.why_not)
    page = read(cast.browser, url("conditions", kept.condition))
    for row in known.accuracy.values():
        if row.condition == kept.condition:
            assert f'id="{row.id}">' in page
            assert f"/knowledge/sources/{row.source}/" in page if row.source else row.judgement
    assert "Not used:" in page


def test_judgement_is_marked_and_its_sentence_written_out(cast: Cast) -> None:
    one = next(one for one in knowledge().conditions.values() if one.prior and one.prior.judgement)
    page = read(cast.browser, url("conditions", one.id))
    assert 'class="src j"' in page and one.prior.judgement.split("'")[0][:40] in page


def test_an_entry_that_awaits_review_says_so(cast: Cast) -> None:
    one = next(one for one in knowledge().contraindications.values() if one.review)
    assert "Awaits review." in read(cast.browser, url("contraindications", one.id))


def test_a_source_names_what_rests_on_it(cast: Cast) -> None:
    known = knowledge()
    row = next(one for one in known.accuracy.values() if one.source)
    page = read(cast.browser, reverse("clinic:source", args=[row.source]))
    assert url("findings", row.finding) in page and url("conditions", row.condition) in page


def test_a_muscle_is_drawn_with_where_it_is_felt(cast: Cast) -> None:
    page = read(cast.browser, url("structures", "infraspinatus"))
    assert 'class="zone"' in page and 'class="sore"' in page
    assert url("conditions", "frozen_shoulder") in page


def test_review_counts_what_awaits_it(cast: Cast) -> None:
    page = MAIN.search(read(cast.browser, "/knowledge/review/?kind=techniques"))
    waiting = sum(bool(one.review) for one in knowledge().techniques.values())
    assert page and f">{waiting}</a></td>" in page[0] and "Awaits review." in page[0]


def test_review_can_show_only_what_awaits_it(cast: Cast) -> None:
    known = knowledge()
    page = read(cast.browser, "/knowledge/review/?kind=contraindications&only=review")
    assert page.count("Awaits review.") == min(
        60, sum(bool(one.review) for one in known.contraindications.values())
    )
    judged = read(cast.browser, "/knowledge/review/?kind=conditions&only=review")
    assert "Awaits review." not in judged and 'class="src j"' not in MAIN.search(judged)[0]  # type: ignore[index]


def test_every_source_has_a_heading_and_is_found_by_author_year_and_number(cast: Cast) -> None:
    known = knowledge()
    assert "Other" not in {KINDS["sources"].group(one) for one in known.sources.values()}
    one = next(one for one in known.sources.values() if one.doi and one.authors and one.year)
    for text in (one.authors.split(",")[0], one.doi):
        assert url("sources", one.id) in read(
            cast.browser, f"/knowledge/sources/?name={text}&group={source_heading(one.kind)}"
        )


def test_a_list_is_narrowed_by_place_and_by_name(cast: Cast) -> None:
    page = read(cast.browser, "/knowledge/conditions/?region=knee")
    assert url("conditions", "frozen_shoulder") not in page and "/knowledge/conditions/" in page
    page = read(cast.browser, "/knowledge/conditions/?name=FROZEN")
    assert url("conditions", "frozen_shoulder") in page and "1 entry" in page
    assert "None fits" in read(cast.browser, "/knowledge/conditions/?name=zzzz")


def test_a_press_on_the_body_shows_what_concerns_the_place(cast: Cast) -> None:
    headers = {"hx-request": "true"}
    page = cast.browser.get("/knowledge/body/?point=front,130,190", headers=headers).content.decode()
    assert "frozen_shoulder" in page and "Right" in page
    assert cast.browser.get("/knowledge/body/?region=knee").url == url("regions", "knee")
    for beside in ("front,1,1", "front,x", "nowhere,1,1", ""):
        page = cast.browser.get(f"/knowledge/body/?point={beside}", headers=headers).content.decode()
        assert "beside the body" in page


def test_find_puts_own_clients_first_and_shows_nobody_elses(cast: Cast) -> None:
    acts.register_client(by=cast.mallory, given_name="Ada", family_name="Elsewhere", sex="female")
    page = MAIN.search(read(cast.browser, "/find/?q=ada"))
    assert page and "Osei, Ada" in page[0] and "Elsewhere" not in page[0]
    assert page[0].index("Clients") < page[0].index("Knowledge")
    assert "Osei" not in read(cast.stranger, "/find/?q=osei").replace("“osei”", "")


def test_find_for_the_knowledge_alone_names_no_client(cast: Cast) -> None:
    assert "Osei, Ada" not in read(cast.browser, "/find/?q=ada&only=knowledge")


def test_an_empty_or_fruitless_search_teaches(cast: Cast) -> None:
    assert "two or three letters" in read(cast.browser, "/find/")
    assert "Try fewer letters" in read(cast.browser, "/find/?q=qqqqzzzz")


def test_below_the_box_come_a_few_links_and_no_page(cast: Cast) -> None:
    headers = {"hx-request": "true", "hx-target": "found"}
    page = cast.browser.get("/find/?q=hawkin kenedy", headers=headers).content.decode()
    assert "<html" not in page and url("findings", "hawkins_kennedy") in page
    assert page.count("<li") <= 15
    empty = cast.browser.get("/find/?q=", headers=headers).content.decode()
    assert "/knowledge/findings/" not in empty and 'href="/clients/new/"' in empty  # what can be done here


@pytest.mark.parametrize("text", ["frozen sholder", "neck", "slr", "trap", "ada", "blood thinner", "wad"])
def test_a_search_over_everything_answers(text: str, cast: Cast) -> None:
    assert "<li>" in read(cast.browser, f"/find/?q={text}")


def test_what_is_not_held_is_said_and_the_nearest_offered(cast: Cast) -> None:
    for text in ("shiatsu", "cowboy's knee"):
        page = read(cast.browser, f"/find/?q={text}")
        assert "Nothing is called" in page or "Nothing here is called" in page
    assert url("structures", "knee") in page and "Nearest" in page
    assert "Nothing here is called" not in read(cast.browser, "/find/?q=tennis elbow")


def test_a_trial_of_other_care_is_found_and_leads_to_where_it_is_shown(cast: Cast) -> None:
    one = next(one for one in knowledge().effects.values() if one.intervention == "kinesio tape")
    assert url("effects", one.id) in read(cast.browser, "/find/?q=kinesio tape")
    assert f'id="{one.id}"' in read(
        cast.browser, cast.browser.get(url("effects", one.id)).url.partition("#")[0]
    )


def test_the_page_of_a_test_shows_its_drawing_and_what_the_marks_mean(cast: Cast) -> None:
    page = read(cast.browser, url("findings", "hawkins_kennedy"))
    assert 'class="fig test"' in page and "hand that holds still or feels" in page
    assert 'class="fig test"' not in read(cast.browser, url("findings", "copeland_test"))


def test_the_how_to_at_the_assessment_shows_the_drawing_too(cast: Cast) -> None:
    part = read(cast.browser, reverse("clinic:assess_how", args=[cast.visit.first, "hawkins_kennedy"]))
    assert 'class="fig test"' in part and "hand that moves or presses" in part
