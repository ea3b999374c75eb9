"""The page of the screening: what it shows, what each answer stores, and how the way is shut and opened."""

import pytest

from palpate.records import acts, look
from palpate.records.models import Disposition, Judgement, Observation
from tests.clinic.conftest import signed_in

HTMX = {"HX-Request": "true"}


def address(cast, more=""):
    return f"/visits/{cast.visit.first}/screen/{more}"


def say(cast, finding, answer="present", side="", **more):
    given = {"finding": finding, "side": side, "answer": answer} | more
    return cast.browser.post(address(cast, "answer/"), given, headers=HTMX)


def heart(cast):
    """Answers that are consistent with a heart attack."""
    for finding in ("jaw_pain", "left_arm_pain", "sweating", "breathlessness"):
        page = say(cast, finding).content.decode()
    return page


def test_a_screening_of_nothing_is_not_called_treat(cast):
    page = cast.browser.get(address(cast)).content.decode()
    assert "Not screened yet" in page and "The intake has not come in" in page
    assert "Ask next" in page and not Judgement.objects.exists()


def test_an_answer_is_stored_and_screened_at_once(cast):
    page = say(cast, "breathlessness", "absent").content.decode()
    assert "<html" not in page and "Recorded: New breathlessness: no" in page
    row = Observation.objects.get()
    assert (row.finding, row.present, row.visit_id, row.author) == (
        "breathlessness",
        False,
        cast.visit.first,
        cast.therapist,
    )
    kept = Judgement.objects.get()
    assert kept.kind == "screen" and kept.result["triage"]["level"] == "treat"


def test_the_same_judgement_is_kept_once(cast):
    say(cast, "breathlessness", "absent")
    for _ in range(2):
        cast.browser.get(address(cast))
    assert Judgement.objects.count() == 1


def test_unclear_settles_nothing_and_is_listed(cast):
    page = say(cast, "breathlessness", "unclear").content.decode()
    assert Observation.objects.get().present is None
    assert "Asked, and not known" in page


def test_undo_takes_the_answer_back(cast):
    say(cast, "breathlessness")
    row = Observation.objects.get()
    page = cast.browser.post(address(cast, "undo/"), {"row": row.pk}, headers=HTMX).content.decode()
    assert "Not screened yet" in page
    assert look.observations(cast.episode) == []


def test_numbers_are_read_with_their_side_and_refused_beyond_what_is_possible(cast):
    say(cast, "temperature", value="38,4")
    assert Observation.objects.get().value == 38.4
    page = say(cast, "temperature", value="384").content.decode()
    assert 'role="alert"' in page and Observation.objects.count() == 1
    assert "is no number" in say(cast, "temperature", value="warm").content.decode()


def test_what_is_no_answer_stores_nothing(cast):
    assert 'role="alert"' in say(cast, "breathlessness", "perhaps").content.decode()
    assert say(cast, "no_such_finding").status_code == 404
    assert not Observation.objects.exists()


def test_without_scripts_the_form_posts_and_comes_back(cast):
    answer = cast.browser.post(address(cast, "answer/"), {"finding": "breathlessness", "answer": "absent"})
    assert answer["Location"] == address(cast)
    assert Observation.objects.get().present is False
    assert cast.browser.get(address(cast, "ask/breathlessness/")).status_code == 200


def test_signs_of_a_heart_attack_shut_the_way(cast):
    page = heart(cast)
    assert "needs emergency care now" in page and "Acute coronary" in page
    assert 'class="shut"' in page and "stay shut" in page
    assert Judgement.objects.order_by("written_at").last().result["triage"]["level"] == "emergency"


@pytest.mark.parametrize("step", ["assess", "plan", "treat", "home"])
def test_no_step_behind_the_gate_opens(cast, step):
    heart(cast)
    for browser in (cast.browser, signed_in(cast.reader)):
        answer = browser.get(f"/visits/{cast.visit.first}/{step}/")
        assert answer.status_code == 302 and answer["Location"] == address(cast)


def test_saying_what_was_done_keeps_the_way_shut(cast):
    heart(cast)
    given = {"decision": "called_emergency", "spoke_to": "the dispatcher", "words": "sat down, waited"}
    cast.browser.post(f"/visits/{cast.visit.first}/disposition/", given)
    row = Disposition.objects.get()
    assert (row.level, row.decision, row.spoke_to, row.rules) == (
        "emergency",
        "called_emergency",
        "the dispatcher",
        [],
    )
    page = cast.browser.get(address(cast)).content.decode()
    assert "Emergency service called" in page and "stay shut" in page
    cast.browser.post(f"/visits/{cast.visit.first}/disposition/undo/", {"row": row.pk})
    assert look.dispositions(cast.episode) == []


def test_cleared_needs_who_and_what(cast):
    heart(cast)
    answer = cast.browser.post(f"/visits/{cast.visit.first}/disposition/", {"decision": "cleared"})
    page = answer.content.decode()
    assert "Which physician cleared it?" in page and "Tick what" in page
    assert not Disposition.objects.exists()


def test_nothing_is_recorded_by_default(cast):
    heart(cast)
    page = cast.browser.post(f"/visits/{cast.visit.first}/disposition/", {}).content.decode()
    assert "Choose what was done." in page and not Disposition.objects.exists()


def test_a_clearance_lifts_the_rules_it_names(cast):
    heart(cast)
    page = cast.browser.get(address(cast))
    rules = [one.rule for one in page.context["frame"].triage.reasons]
    given = {"decision": "cleared", "spoke_to": "the emergency physician", "rules": rules}
    cast.browser.post(f"/visits/{cast.visit.first}/disposition/", given)
    assert Disposition.objects.get().rules == rules
    page = cast.browser.get(address(cast)).content.decode()
    assert "stay shut" not in page and "Cleared by a physician since" in page
    assert "Treat with restrictions" in page


def test_a_group_of_questions_opens_in_place(cast):
    page = cast.browser.get(address(cast, "?open=same-day"), headers=HTMX).content.decode()
    assert 'id="group-same-day"' in page
    answered = say(cast, "fever", "absent", group="same-day").content.decode()
    assert 'id="group-same-day"' in answered


def test_contraindications_say_why(cast):
    page = say(cast, "taking_anticoagulant").content.decode()
    frame = cast.browser.get(address(cast)).context["frame"]
    assert frame.triage.level == "treat-with-restrictions"
    assert frame.restricted and frame.restricted[0].name in page


def test_readers_read_and_write_nothing(cast):
    say(cast, "breathlessness", "absent")
    reader = signed_in(cast.reader)
    assert reader.get(address(cast)).status_code == 200
    given = {"finding": "fever", "answer": "present"}
    assert reader.post(address(cast, "answer/"), given).status_code == 403
    assert signed_in(cast.desk).get(address(cast)).status_code == 403
    assert Observation.objects.count() == 1


def test_another_clinic_sees_nothing(cast):
    assert cast.stranger.get(address(cast)).status_code == 404
    for where in (address(cast, "answer/"), f"/visits/{cast.visit.first}/disposition/"):
        assert cast.stranger.post(where, {"finding": "fever", "answer": "present"}).status_code == 404
    row = acts.record_observation(by=cast.therapist, episode=cast.episode, finding="fever", present=True)
    assert cast.stranger.post(address(cast, "undo/"), {"row": row.pk}).status_code == 404


def test_the_page_is_light_and_costs_little(cast, django_assert_max_num_queries):
    heart(cast)
    with django_assert_max_num_queries(12):
        answer = cast.browser.get(address(cast))
    assert len(answer.content) < 60_000
    for group in ("emergency", "same-day", "refer", "caution", "care"):
        assert len(cast.browser.get(address(cast, f"?open={group}")).content) < 90_000
