"""The page of the home program."""

import pytest

from palpate.clinic.home import program, views
from palpate.knowledge import knowledge
from palpate.records import acts, look
from palpate.records.models import HomeProgram, HomeReport, Invitation
from tests.clinic.conftest import signed_in


def address(cast, step=""):
    return f"/visits/{cast.visit.first}/home/{step}"


def add(cast, exercise):
    return cast.browser.post(address(cast, "add/"), {"exercise": exercise}, headers={"HX-Request": "true"})


def stored(cast):
    row = look.home_program_of(cast.episode)
    return [one["exercise"] for one in row.exercises] if row else []


@pytest.fixture
def names():
    """Four exercises of the shoulder."""
    found = [one.id for one in knowledge().exercises.values() if "shoulder" in one.regions]
    assert len(found) >= 4
    return found


def test_an_empty_program_teaches_and_suggests(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        page = cast.browser.get(address(cast))
    assert "No exercises yet" in page.content.decode()
    assert 1 <= len(page.context["suggested"]) <= 3
    assert len(page.content) < 60_000
    assert HomeProgram.objects.count() == 0


def test_three_at_most_each_with_its_dose(cast, names):
    for one in names[:3]:
        assert add(cast, one).status_code == 200
    assert "Take one out first" in add(cast, names[3]).content.decode()
    assert stored(cast) == names[:3]
    page = cast.browser.get(address(cast)).content.decode()
    assert all(f'role="img" aria-label="{knowledge().exercises[one].name}"' in page for one in names[:3])
    row = look.home_program_of(cast.episode)
    assert all("dose_text" in one for one in row.exercises)


def test_a_dose_is_changed_and_taken_back(cast, names):
    add(cast, names[0])
    cast.browser.post(address(cast, "dose/"), {"exercise": names[0], "dose": "5 times, each morning"})
    row = look.home_program_of(cast.episode)
    assert row.exercises[0]["dose_text"] == "5 times, each morning"
    cast.browser.post(address(cast, "undo/"), {"row": row.pk})
    assert look.home_program_of(cast.episode).exercises[0]["dose_text"] != "5 times, each morning"


def test_taking_out(cast, names):
    add(cast, names[0])
    cast.browser.post(address(cast, "remove/"), {"exercise": names[0]})
    assert stored(cast) == []


def test_what_a_restriction_closes_is_neither_offered_nor_added(cast, monkeypatch, names):
    def closes(exercise, *_more):
        return exercise.id == names[0]

    monkeypatch.setattr(program, "exercise_forbidden", closes)
    monkeypatch.setattr(views, "exercise_forbidden", closes)
    name = knowledge().exercises[names[0]].name
    assert "closed by a restriction" in add(cast, names[0]).content.decode()
    assert stored(cast) == []
    found = cast.browser.get(address(cast, "find/"), {"q": name}, headers={"HX-Request": "true"})
    assert names[0] not in [one.exercise.id for one in found.context["offers"]]
    assert found.context["closed"] == 1


def test_a_site_of_care_closes_no_exercise(cast):
    assert add(cast, "walking").status_code == 200
    assert stored(cast) == ["walking"]


def test_a_plan_says_what_is_suggested(cast, names):
    acts.save_plan(
        by=cast.therapist,
        episode=cast.episode,
        content={"home": [{"exercise": names[2]}]},
        knowledge_version="1",
    )
    page = cast.browser.get(address(cast))
    assert [one.exercise.id for one in page.context["suggested"]] == [names[2]]


def test_what_the_client_says_is_kept_and_shown(cast, names):
    add(cast, names[0])
    cast.browser.post(address(cast, "done/"), {"exercise": names[0], "done": "no"})
    cast.browser.post(address(cast, "done/"), {"exercise": names[0], "done": "yes"})
    report = HomeReport.objects.newest().get()
    assert (report.exercise, report.done, report.author) == (names[0], True, cast.therapist)
    assert "Done on 1 of 1 days reported" in cast.browser.get(address(cast)).content.decode()


def test_a_link_is_made_with_its_code(cast, names):
    add(cast, names[0])
    cast.browser.post(address(cast, "link/"))
    made = Invitation.objects.get()
    assert made.purpose == "home"
    page = cast.browser.get(address(cast)).content.decode()
    assert f"/portal/home/{made.token}/" in page and "<path" in page


def test_who_may(cast, names):
    reader = signed_in(cast.reader)
    assert reader.get(address(cast)).status_code == 200
    assert reader.post(address(cast, "add/"), {"exercise": names[0]}).status_code == 403
    assert signed_in(cast.desk).get(address(cast)).status_code == 403
    assert cast.stranger.get(address(cast)).status_code == 404
    assert cast.stranger.post(address(cast, "add/"), {"exercise": names[0]}).status_code == 404
    assert stored(cast) == []


def test_shut_at_an_emergency(cast, names):
    alarming = [
        acts.Seen(finding=one, present=True) for one in ("chest_pressure", "left_arm_pain", "sweating")
    ]
    acts.record_observations(by=cast.therapist, episode=cast.episode, observations=alarming)
    assert cast.browser.get(address(cast)).status_code == 302
    assert add(cast, names[0]).status_code == 404
    assert HomeProgram.objects.count() == 0
