"""The late pass: what was done at the table, told afterwards, and nothing that nobody tapped."""

import pytest

from palpate.records import acts, look
from palpate.records.models import Treatment
from tests.clinic.conftest import signed_in
from tests.clinic.test_plan import ALARM, HTMX, found, observe, taken  # noqa: F401
from tests.clinic.test_treat import _with_friction, address, form

KEY = "11111111-2222-4333-8444-555555555555"


def late(cast, more=""):
    """The page's late pass."""
    page = cast.browser.get(address(cast, f"?at=late{more}"))
    assert page.status_code == 200
    return page.context["late"], page


def all_as_planned(cast, **more):
    return cast.browser.post(address(cast, "late/"), {"row_id": KEY, "steps": late(cast)[0].steps} | more)


def test_one_tap_records_the_agenda_as_planned_line_by_line(taken, django_assert_max_num_queries):  # noqa: F811
    before, page = late(taken)
    assert len(before.rest) > 2 and len(page.content) < 60_000
    steps = [(one.technique, one.structure, one.minutes, one.pressure) for one in before.rest]
    with django_assert_max_num_queries(20):
        answer = all_as_planned(taken)
    assert answer.status_code == 302
    rows = look.treatments(taken.visit)
    assert [(row.technique, row.structure, row.minutes, row.pressure) for row in rows] == steps
    assert all(row.planned and not row.skipped and row.response == row.note == "" for row in rows)
    said = taken.browser.get(answer["Location"])
    assert said.context["late"].rest == [] and len(said.context["together"]) == len(rows)
    text = said.content.decode()
    assert "Undo all" in text and "What the client said is not recorded" in text
    assert all(line.name in text and line.place in text for line in said.context["late"].lines)
    assert "Write the note" in text


def test_it_is_recorded_once_however_often_it_is_sent(taken):  # noqa: F811
    sent = {"row_id": KEY, "steps": late(taken)[0].steps}
    answers = [taken.browser.post(address(taken, "late/"), sent) for _ in range(2)]
    count = Treatment.objects.count()
    assert answers[0]["Location"] == answers[1]["Location"] and count == len(sent["steps"].split())
    again = taken.browser.post(address(taken, "late/"))
    assert again.status_code == 422 and "Every step is recorded already" in again.content.decode()
    assert Treatment.objects.count() == count


def test_all_of_it_is_taken_back_in_one_tap_and_one_line_in_one(taken):  # noqa: F811
    page = taken.browser.get(all_as_planned(taken)["Location"])
    every = [str(row.pk) for row in page.context["together"]]
    taken.browser.post(address(taken, "undo/"), {"back": "late", "undo": every[0]})
    assert [str(row.pk) for row in look.treatments(taken.visit)] == every[1:]
    left = taken.browser.get(page.wsgi_request.get_full_path()).context["together"]
    assert [str(row.pk) for row in left] == every[1:]
    assert taken.browser.post(address(taken, "undo/"), {"back": "late", "undo": every}).status_code == 422
    taken.browser.post(address(taken, "undo/"), {"back": "late", "undo": every[1:]})
    assert look.treatments(taken.visit) == []


def test_a_line_is_changed_by_one_or_two_taps_and_the_page_stays(taken):  # noqa: F811
    first, second, third = late(taken)[0].rest[:3]
    all_as_planned(taken)
    opened = late(taken, f"&open={first.key}")[1]
    step, fewer = opened.context["opened"].step, opened.context["minutes"][0]
    for more in ({"set_minutes": fewer}, {"set_pressure": step.verdict.pressure[0]}, {"response": "less"}):
        answer = taken.browser.post(address(taken, "record/"), form(step, back="late", **more))
        assert answer["Location"].endswith(f"?at=late&open={step.row.first}")
        step = taken.browser.get(answer["Location"]).context["opened"].step
    row = next(row for row in look.treatments(taken.visit) if row.first == step.row.first)
    assert (row.minutes, row.pressure, row.response) == (fewer, step.verdict.pressure[0], "less")
    step = late(taken, f"&open={second.key}")[1].context["opened"].step
    taken.browser.post(address(taken, "skip/"), form(step, back="late", reason="Not needed today"))
    page = late(taken, f"&open={third.key}")[1]
    step, instead = page.context["opened"].step, page.context["swaps"][0][0]
    taken.browser.post(address(taken, "swap/"), form(step, back="late", instead=instead))
    rows = {(row.technique, row.structure): row for row in look.treatments(taken.visit)}
    assert rows[second.technique, second.structure].skipped
    assert rows[third.technique, third.structure].note.startswith("Changed to")
    assert rows[third.technique, third.structure].skipped and not rows[instead, third.structure].skipped


def test_what_is_told_of_one_step_gives_no_minutes_to_the_others(taken):  # noqa: F811
    first, *others = late(taken)[0].rest
    taken.browser.post(address(taken, "skip/"), form(first, back="late", reason=""))
    assert [(one.key, one.minutes) for one in late(taken)[0].rest] == [
        (one.key, one.minutes) for one in others
    ]


def test_what_was_closed_since_is_named_and_not_recorded(taken):  # noqa: F811
    acts.save_plan(
        by=taken.therapist,
        episode=taken.episode,
        content=_with_friction(look.plan_of(taken.episode).content),
        knowledge_version="x",
    )
    shown = late(taken)[0].steps
    assert "cross_fiber_friction-infraspinatus" in shown
    observe(taken, "taking_anticoagulant")
    refused = taken.browser.post(address(taken, "late/"), {"steps": shown}, headers=HTMX)
    assert refused.status_code == 422 and not Treatment.objects.exists()
    text = refused.content.decode()
    assert "nothing was recorded yet" in text and "Closed now, cannot be recorded as planned" in text
    assert "Cross-fiber friction" in {one.name for one in refused.context["late"].closed}
    friction = {"technique": "cross_fiber_friction", "structure": "infraspinatus", "side": "right"}
    one = taken.browser.post(address(taken, "record/"), friction | {"minutes": "5", "back": "late"})
    assert one.status_code == 422 and "is not permitted" in one.content.decode()
    assert all_as_planned(taken).status_code == 302
    assert "cross_fiber_friction" not in {row.technique for row in look.treatments(taken.visit)}


def test_the_minutes_left_by_hand_bound_the_late_pass_too(taken):  # noqa: F811
    whole = late(taken)[0].rest
    taken.browser.post(address(taken, "left/"), {"left": "15"})
    assert 0 < sum(one.minutes for one in late(taken)[0].rest) <= 15 < sum(one.minutes for one in whole)


def test_what_found_no_room_can_be_told_too(taken):  # noqa: F811
    taken.browser.post(address(taken, "left/"), {"left": "15"})
    over = late(taken)[0].over[0].step
    opened = late(taken, f"&open={over.key}")[1].context["opened"]
    assert opened.step.key == over.key and opened.step.row is None
    taken.browser.post(address(taken, "record/"), form(opened.step, back="late", response="good"))
    row = look.treatments(taken.visit)[0]
    assert (row.technique, row.planned, row.response) == (over.technique, True, "good")


def test_another_page_is_led_back_to(taken):  # noqa: F811
    answer = all_as_planned(taken, back="note")
    assert answer["Location"].startswith(f"/visits/{taken.visit.first}/note/?recorded=")
    assert all_as_planned(taken, row_id="").status_code == 422


@pytest.mark.parametrize("who", ["reader", "stranger", "emergency"])
def test_it_keeps_the_rights_and_the_gate(taken, who):  # noqa: F811
    shown = late(taken)[0].steps
    browser = {"reader": signed_in(taken.reader), "stranger": taken.stranger}.get(who, taken.browser)
    if who == "emergency":
        observe(taken, *ALARM)
    answer = browser.post(address(taken, "late/"), {"steps": shown}, headers=HTMX)
    assert answer.status_code == {"reader": 403, "stranger": 404, "emergency": 204}[who]
    assert not Treatment.objects.exists()
