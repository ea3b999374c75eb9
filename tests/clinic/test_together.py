"""Two people at one visit: both keep what they wrote, see each other's, and see who is there."""

import json

import pytest

from palpate.accounts.models import Role, User
from palpate.clinic.together import said
from palpate.records import look
from palpate.records.models import Observation, Treatment
from tests.clinic.conftest import person, signed_in
from tests.clinic.test_plan import found, taken  # noqa: F401
from tests.clinic.test_treat import form, open_step, tap
from tests.records.growing import transactional_db  # noqa: F401

HTMX = {"HX-Request": "true"}
TEST = "hawkins_kennedy"


@pytest.fixture
def colleague(cast):
    """A second therapist of the clinic."""
    return User.objects.create_user(
        "second", password="long enough", clinic=cast.clinic, role=Role.THERAPIST, initials="L. R."
    )


def news(browser, cast, since="", **more):
    answer = browser.get(f"/visits/{cast.visit.first}/news/", {"since": since}, headers=more)
    return answer, (json.loads(answer.content) if answer.status_code == 200 else {})


def answers(browser, cast, **fields):
    return browser.post(f"/visits/{cast.visit.first}/assess/answer/", fields | {"shown": TEST}, headers=HTMX)


def test_each_sees_who_is_there_and_what_the_other_wrote(cast, colleague, django_assert_max_num_queries):
    other = signed_in(colleague)
    _, first = news(cast.browser, cast)
    assert first["here"] == [] and "events" not in first
    _, theirs = news(other, cast)
    assert theirs["here"] == ["therapist"]
    answers(other, cast, **{f"{TEST}:right": "present"})
    with django_assert_max_num_queries(8):
        _, then = news(cast.browser, cast, first["newest"])
    assert then["here"] == ["L. R."]
    (event,) = [one for one in then["events"] if one["kind"] == "observation"]
    assert event["who"] == "L. R." and "Hawkins-Kennedy test, right: present" in event["what"]
    assert event["about"] == TEST
    _, own = news(other, cast, first["newest"])
    assert own["events"] == []  # one's own is no news


def test_nothing_new_is_said_in_no_words(cast, django_assert_max_num_queries):
    answer, said_first = news(cast.browser, cast)
    answer, _ = news(cast.browser, cast, said_first["newest"])
    with django_assert_max_num_queries(5):
        again, _ = news(cast.browser, cast, said_first["newest"], **{"If-None-Match": answer["ETag"]})
    assert again.status_code == 304 and not again.content


def test_after_a_good_deal_the_page_is_drawn_anew(cast, colleague, monkeypatch):
    monkeypatch.setattr(said, "MOST", 0)
    _, then = news(signed_in(colleague), cast, "1")
    assert then["much"] and then["events"] == []


def test_it_is_for_who_may_read_the_record(cast):
    address = f"/visits/{cast.visit.first}/news/"
    desk = person(cast.clinic, "desk2", Role.FRONT_DESK)
    assert cast.stranger.get(address).status_code == 404
    assert signed_in(desk).get(address).status_code == 403


def test_of_one_finding_the_newest_counts_and_undo_brings_the_other_back(cast, colleague):
    other = signed_in(colleague)
    answers(cast.browser, cast, **{f"{TEST}:right": "present"})
    since = news(cast.browser, cast)[1]["newest"]
    page = answers(other, cast, **{f"{TEST}:right": "absent"}).content.decode()
    assert (
        "Hawkins-Kennedy test, right: absent. therapist had recorded present: Undo brings that back" in page
    )
    events = news(cast.browser, cast, since)[1]["events"]
    assert any("absent, where you had present" in one["what"] for one in events)
    last = look.latest(Observation, finding=TEST)[-1]
    other.post(f"/visits/{cast.visit.first}/assess/undo/", {"rows": str(last.pk)}, headers=HTMX)
    assert [row.present for row in look.latest(Observation, finding=TEST)] == [True]
    assert Observation.objects.filter(finding=TEST).count() == 3


def test_lines_that_another_changed_are_drawn_again(cast, colleague):
    answers(signed_in(colleague), cast, **{f"{TEST}:right": "present"})
    address = f"/visits/{cast.visit.first}/assess/again/"
    page = cast.browser.get(address, {"rows": TEST, "shown": TEST}, headers=HTMX).content.decode()
    assert f'id="r-{TEST}"' in page and 'id="panel-in"' in page and "innerHTML:#undo" not in page


def test_two_at_the_same_step_correct_one_another(taken, colleague):  # noqa: F811
    step, other = open_step(taken).context["step"], signed_in(colleague)
    since = news(taken.browser, taken)[1]["newest"]
    tap(taken, step, response="better")
    tap(taken, step, browser=other, response="worse")  # their page does not know of it yet
    rows = look.treatments(taken.visit)
    assert [(row.response, row.author) for row in rows] == [("worse", colleague)]
    assert Treatment.objects.count() == 2
    events = news(taken.browser, taken, since)[1]["events"]
    shown = [one for one in events if one["kind"] == "treatment"]
    assert shown[-1]["what"].endswith(": worse")
    assert shown[-1]["about"] == " ".join(
        str(form(step)[name]) for name in ("technique", "structure", "side")
    )


def test_the_other_page_follows(transactional_db, cast, colleague, open_page, live_server):  # noqa: F811
    page = open_page()
    key = cast.browser.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.goto(f"/visits/{cast.visit.first}/assess/?all=tests")
    page.locator("#where svg.figure").first.wait_for()
    other = signed_in(colleague)
    news(other, cast)
    answers(other, cast, **{f"{TEST}:right": "present"})
    page.evaluate(
        "document.dispatchEvent(new Event('visibilitychange'))"
    )  # asks at once, not after ten seconds
    page.get_by_text("L. R. recorded Hawkins-Kennedy test, right: present, just now").wait_for()
    page.get_by_text("Also here: L. R.").wait_for()
    page.locator(f"#r-{TEST} input[value=present]:checked").wait_for(state="attached")
