"""The treatment at the table: what each tap stores, and that nothing forbidden is stored."""

from datetime import timedelta

import pytest

from palpate.clinic.plan import kept
from palpate.knowledge import knowledge
from palpate.records import acts, look
from palpate.records.models import Observation, Score, Treatment, VisitState
from tests.clinic.conftest import signed_in
from tests.clinic.test_plan import ALARM, HTMX, MOTION, found, observe, taken  # noqa: F401


def address(cast, rest=""):
    return f"/visits/{cast.visit.first}/treat/{rest}"


def open_step(cast, rest="?at=step"):
    return cast.browser.get(address(cast, rest))


def form(step, **more):
    """What a tap on the step's page sends."""
    sent = {
        "technique": step.technique,
        "structure": step.structure,
        "side": step.side or "none",
        "minutes": step.minutes,
        "pressure": step.pressure,
        "lying": step.position or "",
    }
    return sent | ({"row": str(step.row.first)} if step.row else {}) | more


def tap(cast, step, action="record/", browser=None, **more):
    return (browser or cast.browser).post(address(cast, action), form(step, **more), headers=HTMX)


def after(cast, answer):
    """The step that the page shows after a tap."""
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return cast.browser.get(answer["Location"]).context["step"]


def test_before_a_plan_was_taken_over_there_is_nothing_to_do(found):  # noqa: F811
    said = open_step(found, "").content.decode()
    assert "No plan was taken over yet" in said


def test_it_begins_with_pain_and_the_motion_that_matters(taken, django_assert_max_num_queries):  # noqa: F811
    with django_assert_max_num_queries(16):
        page = open_step(taken, "")
    text = page.content.decode()
    assert "Before you start" in text and "Possible now" in text and "Must not be" in text
    open_signs = page.context["frame"].triage.open_emergencies
    assert open_signs and f"{len(open_signs)} emergency sign" in text
    pain, motion, *_ = [one for one, _now, _fill in page.context["signs"]]
    assert pain.kind == "pain" and (motion.key, motion.side) == (MOTION, "right")
    taken.browser.post(address(taken, "measure/"), {"moment": "before", "pain": "6"})
    taken.browser.post(address(taken, "measure/"), {"moment": "before", "motion": "20"})
    assert [(row.value, row.moment, row.visit_id) for row in Score.objects.all()] == [
        (6, "before", taken.visit.first)
    ]
    seen = Observation.objects.get(moment="before")
    assert (seen.finding, seen.side, seen.value) == (MOTION, "right", 20)
    taken.browser.post(address(taken, "begin/"))
    taken.browser.post(address(taken, "begin/"))
    assert [row.state for row in VisitState.objects.all()] == ["in_treatment"]


@pytest.mark.parametrize("given", [{"pain": "11"}, {"pain": "x"}, {"motion": "900"}, {"motion": ""}])
def test_a_measurement_that_cannot_be_is_refused(taken, given):  # noqa: F811
    answer = taken.browser.post(address(taken, "measure/"), {"moment": "before"} | given)
    assert answer.status_code == 422
    assert not Score.objects.exists() and not Observation.objects.filter(moment="before").exists()


def test_two_taps_record_a_step_and_go_on(taken, django_assert_max_num_queries):  # noqa: F811
    with django_assert_max_num_queries(13):
        page = open_step(taken)
    step = page.context["step"]
    same = after(taken, tap(taken, step, response="better"))
    row = Treatment.objects.get()
    assert (row.technique, row.structure, row.side, row.response) == (
        step.technique, step.structure, step.side, "better",
    )  # fmt: skip
    assert (row.minutes, row.pressure, row.planned, row.skipped) == (step.minutes, step.pressure, True, False)
    assert same.key == step.key and same.row.first == row.first
    following = after(taken, tap(taken, same, next="1"))
    assert following.key != step.key and following.row is None
    assert Treatment.objects.count() == 1  # going on says nothing new
    assert len(page.content) < 60_000


def test_next_alone_records_the_step_as_planned(taken):  # noqa: F811
    step = open_step(taken).context["step"]
    tap(taken, step, next="1")
    row = Treatment.objects.get()
    assert (row.minutes, row.pressure, row.response) == (step.minutes, step.pressure, "")


def test_pressure_minutes_and_answer_are_corrected_and_taken_back(taken):  # noqa: F811
    step = open_step(taken).context["step"]
    step = after(taken, tap(taken, step, set_pressure=step.pressure + 1))
    step = after(taken, tap(taken, step, set_minutes=step.minutes - 1))
    step = after(taken, tap(taken, step, response="worse"))
    row = look.treatments(taken.visit)[0]
    assert (row.pressure, row.minutes, row.response) == (step.pressure, step.minutes, "worse")
    said = taken.browser.get(address(taken, f"?step={row.first}")).content.decode()
    assert "Try less" in said and "Lower to" in said
    taken.browser.post(address(taken, "undo/"), {"undo": str(row.pk)})
    assert look.treatments(taken.visit)[0].response == ""


def test_the_pressure_ends_at_the_ceiling(taken):  # noqa: F811
    step = open_step(taken).context["step"]
    over = step.verdict.pressure[1] + 1
    answer = tap(taken, step, set_pressure=over)
    assert answer.status_code == 422 and f"Pressure {over} is outside" in answer.content.decode()
    assert tap(taken, step, set_minutes=step.verdict.minutes[1] + 1).status_code == 422
    assert not Treatment.objects.exists()


def test_nothing_forbidden_is_recorded(taken):  # noqa: F811
    observe(taken, "taking_anticoagulant")
    step = open_step(taken).context["step"]
    forbidden = {"technique": "cross_fiber_friction", "structure": "infraspinatus", "side": "right"}
    answer = taken.browser.post(address(taken, "record/"), form(step) | forbidden | {"response": "better"})
    assert answer.status_code == 422 and "is not permitted" in answer.content.decode()
    swapped = tap(taken, step, "swap/", instead="cross_fiber_friction")
    assert swapped.status_code == 422
    assert not Treatment.objects.exists()


def test_what_was_forbidden_since_is_not_in_the_agenda(taken):  # noqa: F811
    acts.save_plan(
        by=taken.therapist,
        episode=taken.episode,
        content=_with_friction(look.plan_of(taken.episode).content),
        knowledge_version="x",
    )
    first = open_step(taken).context["step"]
    observe(taken, "taking_anticoagulant")
    page = open_step(taken)
    table = page.context["table"]
    names = {one.technique for one in table.upcoming}
    assert first is not None and "cross_fiber_friction" not in names and names
    assert page.context["step"].technique != "cross_fiber_friction"


def _with_friction(content):
    item = dict(content["items"][0], technique="cross_fiber_friction", structure="infraspinatus", pressure=4)
    return kept.with_item(content, item)


def test_skipping_needs_a_reason_kept_and_frees_the_minutes(taken):  # noqa: F811
    page = open_step(taken)
    step, left = page.context["step"], page.context["table"].left
    following = after(taken, tap(taken, step, "skip/", reason="Client did not want it"))
    row = Treatment.objects.get()
    assert (row.skipped, row.note, row.minutes) == (True, "Client did not want it", 0)
    assert following.key != step.key
    assert open_step(taken).context["table"].left == left
    answer = taken.browser.post(address(taken, "undo/"), {"undo": str(row.pk)})
    assert answer.status_code == 302 and not look.treatments(taken.visit)


def test_a_change_of_technique_is_kept_as_not_planned(taken):  # noqa: F811
    page = open_step(taken)
    step = page.context["step"]
    other = page.context["swaps"][0][0]
    now = after(taken, tap(taken, step, "swap/", instead=other))
    assert (now.technique, now.structure, now.side) == (other, step.structure, step.side)
    skipped, done = sorted(Treatment.objects.all(), key=lambda row: not row.skipped)
    assert skipped.technique == step.technique and skipped.note.startswith("Changed to")
    assert done.technique == other and not done.skipped


def test_stopping_is_kept_with_what_happened(taken):  # noqa: F811
    step = open_step(taken).context["step"]
    step = after(taken, tap(taken, step, response="stopped"))
    said = taken.browser.get(address(taken, f"?step={step.row.first}")).content.decode()
    assert "What happened?" in said
    tap(taken, step, note="Numbness or tingling")
    row = look.treatments(taken.visit)[0]
    assert (row.response, row.note) == ("stopped", "Numbness or tingling")


def test_stopping_is_kept_even_when_the_dose_is_forbidden_by_now(taken):  # noqa: F811
    step = open_step(taken).context["step"]
    step = after(taken, tap(taken, step, set_pressure=step.verdict.pressure[1]))
    observe(taken, "taking_anticoagulant")
    assert tap(taken, step, response="stopped").status_code == 302
    assert look.treatments(taken.visit)[0].response == "stopped"


def test_stopping_is_kept_when_it_has_become_an_emergency(taken):  # noqa: F811
    step = open_step(taken).context["step"]
    step = after(taken, tap(taken, step, set_pressure=step.verdict.pressure[1]))
    observe(taken, *ALARM)
    answer = tap(taken, step, response="stopped", set_pressure="1")
    assert answer.headers["HX-Redirect"].endswith("/screen/")
    row = look.treatments(taken.visit)[0]
    assert (row.response, row.pressure) == ("stopped", step.pressure)


def test_what_is_left_is_planned_for_the_minutes_there_are(taken):  # noqa: F811
    taken.browser.post(address(taken, "left/"), {"left": "20", "lying": "supine"})
    table = open_step(taken, "?at=step&lying=supine").context["table"]
    assert table.left == 20
    assert sum(one.minutes for one in table.upcoming) <= 15  # five stay free to measure again
    step = open_step(taken, "?at=step&lying=supine").context["step"]
    tap(taken, step, next="1")
    assert open_step(taken).context["table"].left == 20 - step.minutes
    assert taken.browser.post(address(taken, "left/"), {"left": "-3"}).status_code == 422


def test_all_steps_done_leads_to_measuring_and_the_note(taken):  # noqa: F811
    taken.browser.post(address(taken, "measure/"), {"moment": "before", "pain": "6"})
    for _ in range(20):
        page = open_step(taken)
        if page.context.get("step") is None:
            break
        tap(taken, page.context["step"], next="1")
    assert "Measure again" in page.content.decode()
    done = look.treatments(taken.visit)
    assert sum(row.minutes for row in done) <= 60
    assert len({(row.technique, row.structure, row.side) for row in done}) == len(done) > 2
    taken.browser.post(address(taken, "measure/"), {"moment": "after", "pain": "3"})
    said = open_step(taken, "?at=after").content.decode()
    assert "Better by 3" in said
    answer = taken.browser.post(address(taken, "finish/"))
    assert answer["Location"].endswith("/note/")
    assert look.state_of(taken.visit) == "finished"


def test_minutes_of_a_place_are_counted_over_the_visit(taken, monkeypatch):  # noqa: F811
    """A limit of minutes holds for the sum of what is done there, not for each step anew."""
    from palpate.clinic.treat import table as module
    from palpate.knowledge.model import Limit
    from palpate.reasoning.limits.restrict import restrictions

    real = module.limits_of

    def limited(case, known, triage=None):
        base = restrictions(case, known)[0]
        whole = frozenset((cell, side) for cell in known.regions for side in ("left", "right", None))
        import msgspec

        short = msgspec.structs.replace(base, limit=Limit(minutes_at_most=12), sites=whole, whole_body=True)
        return (*real(case, known, triage), short)

    monkeypatch.setattr(module, "limits_of", limited)
    page = open_step(taken)
    assert sum(one.minutes for one in page.context["table"].upcoming) <= 12
    step = page.context["step"]
    tap(taken, step, next="1")
    spent = look.treatments(taken.visit)[0].minutes
    assert sum(one.minutes for one in open_step(taken).context["table"].upcoming) <= 12 - spent


def said_last_week(cast, step, *, pressure, response):
    """The same step, done a week ago in another visit."""
    before = acts.book_visit(
        by=cast.therapist,
        episode=cast.episode,
        therapist=cast.therapist,
        starts_at=cast.visit.starts_at - timedelta(days=7),
    )
    acts.record_treatment(
        by=cast.therapist,
        visit=before,
        technique=step.technique,
        structure=step.structure,
        side=step.side or "",
        minutes=5,
        pressure=pressure,
        response=response,
    )


def test_what_was_never_pressed_is_said_to_be_unknown(taken):  # noqa: F811
    page = open_step(taken)
    step, text = page.context["step"], page.content.decode()
    assert "Not yet known here" in text and "Next step down" in text
    assert step.suggested == step.planned == step.pressure and step.bears.tolerated is None


def test_a_word_of_the_last_visit_lowers_what_is_suggested_today(taken, django_assert_max_num_queries):  # noqa: F811
    step = open_step(taken).context["step"]
    said_last_week(taken, step, pressure=step.pressure, response="worse")
    with django_assert_max_num_queries(13):
        page = open_step(taken)
    now, text = page.context["step"], page.content.decode()
    assert now.key == step.key and now.planned == step.pressure
    assert now.pressure == now.suggested == step.pressure - 1
    assert f"Stay at {step.pressure - 1} or below." in text and f"(planned {step.pressure})" in text
    tap(taken, now, next="1")
    assert look.treatments(taken.visit)[0].pressure == step.pressure - 1


def test_what_was_done_in_other_visits_is_not_a_step_of_this_one(taken):  # noqa: F811
    step = open_step(taken).context["step"]
    said_last_week(taken, step, pressure=1, response="better")
    page = open_step(taken)
    assert page.context["doing"] == 0 and page.context["step"].row is None


def test_a_technique_that_needs_more_than_is_borne_says_so_and_what_to_do_instead(taken):  # noqa: F811
    page = open_step(taken)
    step = page.context["step"]
    firm = next(key for key, _, _ in page.context["swaps"] if taken_least(key) >= 2)
    said_last_week(taken, step, pressure=2, response="stopped")
    now = after(taken, tap(taken, step, "swap/", instead=firm))
    page = open_step(taken, f"?step={now.row.first}")
    now, down = page.context["step"], page.context["down"]
    assert now.suggested is None and now.pressure == taken_least(firm)
    text = page.content.decode()
    assert "Too much for this place" in text and "Leave the place alone." in text and down.text in text
    assert down.pressure == 0


def test_worse_at_the_table_caps_the_place_at_once(taken):  # noqa: F811
    step = open_step(taken).context["step"]
    worse = after(taken, tap(taken, step, response="worse"))
    assert worse.bears.ceiling == step.pressure - 1 and worse.suggested == step.pressure - 1
    swaps = taken.browser.get(address(taken, f"?step={worse.row.first}")).context["swaps"]
    known = worse.bears.ceiling
    least = {key: taken_least(key) for key, _, _ in swaps}
    assert all(pressed <= max(known, least[key]) for key, _, pressed in swaps)


def taken_least(technique):
    return knowledge().techniques[technique].pressure[0]


def test_at_an_emergency_the_table_is_shut(taken):  # noqa: F811
    step = open_step(taken).context["step"]
    observe(taken, *ALARM)
    assert open_step(taken)["Location"].endswith("/screen/")
    for action in ("begin/", "measure/", "record/", "skip/", "swap/", "undo/", "left/"):
        answer = tap(taken, step, action, response="better", moment="before", pain="3")
        assert answer.headers["HX-Redirect"].endswith("/screen/")
    assert not Treatment.objects.exists() and not Score.objects.exists()


def test_another_clinic_sees_nothing_and_a_reader_records_nothing(taken):  # noqa: F811
    step = open_step(taken).context["step"]
    assert taken.stranger.get(address(taken)).status_code == 404
    assert tap(taken, step, browser=taken.stranger, response="better").status_code == 404
    reader = signed_in(taken.reader)
    assert reader.get(address(taken)).status_code == 200
    assert tap(taken, step, browser=reader, response="better").status_code == 403
    assert not Treatment.objects.exists()
