"""The home program by link."""

import pytest

from palpate.records import acts, look
from palpate.records.models import HomeReport

from .conftest import Cast


@pytest.fixture
def program(cast: Cast) -> object:
    """One exercise with a dose of the therapist's own, and one with that of the knowledge."""
    exercises = [{"exercise": "pendulum", "dose_text": "twice a day"}, {"exercise": "cross_body_arm"}]
    return acts.save_home_program(by=cast.therapist, episode=cast.episode, exercises=exercises)


def test_steps_dose_and_stop_signs_are_shown(cast: Cast, program: object) -> None:
    page = cast.phone.get(f"/portal/home/{cast.home.token}/").content.decode()
    assert "Lean on a table" in page
    assert "twice a day" in page
    assert "4 per side" in page
    assert "Stop if the pain is sharp" in page
    assert '<svg class="fig"' in page and 'aria-label="Pendulum swing"' in page


def test_doing_it_is_stored_for_today_and_can_be_changed(cast: Cast, program: object) -> None:
    url = f"/portal/home/{cast.home.token}/did/"
    assert cast.phone.post(url, {"exercise": "pendulum", "done": "yes"}).status_code == 302
    assert "done today" in cast.phone.get(f"/portal/home/{cast.home.token}/").content.decode()
    cast.phone.post(url, {"exercise": "pendulum", "done": "no"})
    assert [(row.exercise, row.done) for row in look.home_reports(program)] == [("pendulum", False)]
    assert HomeReport.objects.count() == 2
    assert all(row.by_client for row in HomeReport.objects.all())


def test_an_exercise_that_is_not_in_the_program_is_not_reported(cast: Cast, program: object) -> None:
    cast.phone.post(f"/portal/home/{cast.home.token}/did/", {"exercise": "squat", "done": "yes"})
    assert not HomeReport.objects.exists()


def test_without_a_program_the_page_says_so(cast: Cast) -> None:
    assert "Nothing here yet" in cast.phone.get(f"/portal/home/{cast.home.token}/").content.decode()


def test_an_intake_link_or_an_old_one_opens_no_program(cast: Cast, program: object) -> None:
    old = acts.invite(by=cast.therapist, episode=cast.episode, purpose="home", days=-1)
    for token in (cast.link.token, old.token, "unknown"):
        assert cast.phone.get(f"/portal/home/{token}/").status_code == 404
        answer = cast.phone.post(f"/portal/home/{token}/did/", {"exercise": "pendulum", "done": "yes"})
        assert answer.status_code == 404
    assert not HomeReport.objects.exists()
