"""The page of the plan: proposed, taken over, edited, and never with what is forbidden."""

from datetime import timedelta

import pytest
from django.utils import timezone

from palpate.clinic.plan import kept
from palpate.knowledge import knowledge
from palpate.reasoning.care.agenda import make_agenda
from palpate.records import acts, look
from palpate.records.models import Goal, Judgement, Plan
from tests.clinic.conftest import signed_in

MOTION = "shoulder_external_rotation_passive"
HTMX = {"HX-Request": "true"}
STRETCH = "stretching_rom-subscapularis-right"
ALARM = ("chest_pressure", "left_arm_pain", "sweating")


@pytest.fixture
def found(cast):
    """A shoulder that turns outward too little, and is sore at the back."""
    acts.record_observations(
        by=cast.therapist,
        episode=cast.episode,
        visit=cast.visit,
        observations=[
            acts.Seen(finding="tender_infraspinatus", side="right", present=True),
            acts.Seen(finding=MOTION, side="right", value=20),
            acts.Seen(finding=MOTION, side="left", value=58),
        ],
    )
    return cast


@pytest.fixture
def taken(found):
    """A plan that was taken over."""
    post(found, "take-over/")
    return found


def address(cast, step=""):
    return f"/visits/{cast.visit.first}/plan/{step}"


def post(cast, step, browser=None, **given):
    return (browser or cast.browser).post(address(cast, step), given, headers=HTMX)


def observe(cast, *findings, present=True):
    acts.record_observations(
        by=cast.therapist,
        episode=cast.episode,
        observations=[acts.Seen(finding=one, present=present) for one in findings],
    )


def stored(cast):
    return look.plan_of(cast.episode).content


def item(cast, key=STRETCH):
    return kept.find(stored(cast), key)


def test_the_first_opening_proposes_and_keeps_nothing(found, django_assert_max_num_queries):
    with django_assert_max_num_queries(17):
        page = found.browser.get(address(found))
    said = page.content.decode()
    assert "Proposed plan" in said and "Take over this plan" in said
    assert "Subscapularis, right" in said and "Possible today" in said
    assert not Plan.objects.exists()
    assert len(page.content) < 60_000


def test_taking_over_keeps_the_plan_and_the_judgement(taken):
    content = stored(taken)
    assert STRETCH in kept.keys(content)
    assert {"technique", "structure", "side", "minutes", "pressure", "positions", "why"} <= set(
        content["items"][0]
    )
    assert (content["visits"], content["review_after"], content["days_between"]) == (6, 4, 7)
    assert Judgement.objects.get(kind="plan").result["plan"]["items"]
    said = taken.browser.get(address(taken)).content.decode()
    assert "Start treating" in said and "Take over this plan" not in said


def test_a_dose_is_changed_and_taken_back(taken):
    before = item(taken)
    page = post(taken, "change/", item=STRETCH, minutes="6", pressure="3")
    assert page.status_code == 200 and "Undo" in page.content.decode()
    after = item(taken)
    assert (after["minutes"], after["pressure"], after["exact"]) == (6, 3, True)
    post(taken, "undo/", kind="plan", row=str(look.plan_of(taken.episode).pk))
    assert item(taken) == before


def test_minutes_set_by_hand_are_the_minutes_of_the_agenda(taken):
    post(taken, "change/", item=STRETCH, minutes="6")
    page = taken.browser.get(address(taken))
    steps = [one for one in page.context["desk"].agenda if one.structure == "subscapularis"]
    assert [one.minutes for one in steps if one.technique == "stretching_rom"] == [6]


def test_a_side_is_changed_and_stands_once(taken):
    post(taken, "change/", item=STRETCH, side="left")
    assert item(taken, "stretching_rom-subscapularis-left")["side"] == "left" and item(taken) is None
    post(taken, "add/", technique="stretching_rom", structure="subscapularis", side="right")
    refused = post(taken, "change/", item=STRETCH, side="left")
    assert refused.status_code == 422 and item(taken) is not None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"pressure": "9"}, "Pressure 9 is outside what is open"),
        ({"minutes": "200"}, "200 minutes is outside what is open"),
        ({"pressure": "much"}, "whole number from 0 to 10"),
        ({"pressure": "-1"}, "whole number from 0 to 10"),
        ({"side": "above"}, "Say which side"),
    ],
)
def test_an_edit_beyond_what_is_open_is_refused(taken, given, words):
    before = stored(taken)
    page = post(taken, "change/", item=STRETCH, **given)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert stored(taken) == before and Plan.objects.count() == 1


def test_what_would_be_allowed_is_said(taken):
    said = post(taken, "change/", item=STRETCH, pressure="9").content.decode()
    least, most = item(taken)["pressure_open"]
    assert f"Open: pressure {least} to {most} of 10, 2 to 8 minutes" in said


def test_a_forbidden_technique_cannot_be_added(taken):
    observe(taken, "taking_anticoagulant")
    refused = post(taken, "add/", technique="cross_fiber_friction", structure="infraspinatus", side="right")
    said = refused.content.decode()
    assert refused.status_code == 422
    assert "is not permitted for this client now" in said and "Permitted there:" in said
    assert kept.find(stored(taken), "cross_fiber_friction-infraspinatus-right") is None
    plain = taken.browser.post(
        address(taken, "add/"),
        {"technique": "cross_fiber_friction", "structure": "infraspinatus", "side": "right"},
    )
    assert plain.status_code == 422 and Plan.objects.count() == 1


def test_only_permitted_techniques_can_be_chosen(taken):
    observe(taken, "taking_anticoagulant")
    page = taken.browser.get(address(taken, "offer/?structure=infraspinatus&side=right"), headers=HTMX)
    offers = {one.technique: one for one in page.context["offers"]}
    assert offers["cross_fiber_friction"].shut and not offers["swedish"].shut
    assert 'value="cross_fiber_friction"' not in page.content.decode()
    assert 'value="swedish"' in page.content.decode()
    found = taken.browser.get(address(taken, "offer/?q=trapezius"), headers=HTMX)
    assert "Techniques" in found.content.decode()


def test_a_permitted_technique_is_added_first_and_taken_out(taken):
    key = "swedish-trapezius_upper-right"
    assert (
        post(taken, "add/", technique="swedish", structure="trapezius_upper", side="right").status_code == 200
    )
    assert kept.keys(stored(taken))[0] == key
    assert item(taken, key)["why"] == "added by hand"
    again = post(taken, "add/", technique="swedish", structure="trapezius_upper", side="right")
    assert again.status_code == 422
    post(taken, "remove/", item=key)
    assert item(taken, key) is None


def test_what_changes_an_item_is_fetched_when_it_is_opened(taken):
    page = taken.browser.get(address(taken)).content.decode()
    assert f'href="./item/?item={STRETCH}"' in page and 'name="minutes"' not in page
    part = taken.browser.get(address(taken, f"item/?item={STRETCH}"), headers=HTMX).content.decode()
    assert 'name="minutes"' in part and "Take out" in part and "<html" not in part
    whole = taken.browser.get(address(taken, f"item/?item={STRETCH}")).content.decode()
    assert 'name="minutes"' in whole and "Back to the plan" in whole
    goal = taken.browser.get(address(taken, f"item/?goal={MOTION}-right"), headers=HTMX).content.decode()
    assert 'name="target"' in goal and "Set this goal" in goal
    gone = taken.browser.get(address(taken, "item/?item=none-such"), headers=HTMX)
    assert "stands in the plan no more" in gone.content.decode()
    assert taken.stranger.get(address(taken, f"item/?item={STRETCH}")).status_code == 404
    reader = signed_in(taken.reader)
    assert "Take out" not in reader.get(address(taken, f"item/?item={STRETCH}")).content.decode()
    assert reader.get(address(taken, f"item/?goal={MOTION}-right"))["Location"] == address(taken)


def test_a_structure_moves_up(taken):
    page = taken.browser.get(address(taken))
    first, second = page.context["desk"].groups[:2]
    post(taken, "earlier/", place=f"{second.structure} {second.side or ''}")
    groups = taken.browser.get(address(taken)).context["desk"].groups
    assert (groups[0].structure, groups[1].structure) == (second.structure, first.structure)


def test_what_was_closed_since_is_struck_out_and_not_in_the_agenda(taken):
    post(taken, "change/", item="swedish-infraspinatus-right", pressure="5", minutes="9")
    observe(taken, "taking_anticoagulant")
    page = taken.browser.get(address(taken))
    desk = page.context["desk"]
    shut = next(one for one in desk.items if one.key == "swedish-infraspinatus-right")
    assert not shut.fits
    assert ("swedish", "infraspinatus") not in {(one.technique, one.structure) for one in desk.agenda}
    said = page.content.decode()
    assert "<s>" in said and "Not now, and not in the agenda" in said and "Anticoagulant" in said
    assert all(one.verdict.answer != "no" for one in desk.items if one.fits)


def test_what_is_no_longer_known_is_struck_out(taken):
    content = stored(taken)
    content["items"][0]["technique"] = "of_old"
    acts.save_plan(by=taken.therapist, episode=taken.episode, content=content, knowledge_version="old")
    desk = taken.browser.get(address(taken)).context["desk"]
    assert not desk.items[0].fits
    assert "of_old" not in {one.technique for one in desk.agenda}


def test_news_is_offered_beside_and_can_be_declined(taken):
    assert taken.browser.get(address(taken)).context["desk"].news is None
    acts.record_observation(
        by=taken.therapist,
        episode=taken.episode,
        finding="tender_trapezius_upper",
        side="right",
        present=True,
    )
    before = kept.keys(stored(taken))
    page = taken.browser.get(address(taken))
    assert page.context["desk"].news["more"] and "Take over the new one" in page.content.decode()
    assert kept.keys(stored(taken)) == before
    post(taken, "stay/")
    assert taken.browser.get(address(taken)).context["desk"].news is None
    assert kept.keys(stored(taken)) == before


def test_restrictions_come_with_their_reason(found):
    observe(found, "taking_anticoagulant")
    said = found.browser.get(address(found)).content.decode()
    assert "What must not be done" in said and "Anticoagulant" in said
    assert "pressure up to 3 of 10" in said.lower() and "sites of care, for everybody" in said


def test_a_goal_is_set_changed_and_taken_back(found):
    due = (timezone.localdate() + timedelta(days=30)).isoformat()
    post(found, "goal/", goal=f"{MOTION}-right", target="45", due=due)
    row = Goal.objects.get()
    assert (row.measure, row.side, row.baseline, row.target) == (MOTION, "right", 20, 45)
    post(found, "goal/", goal=f"{MOTION}-right", target="50", due=due)
    assert look.goals(found.episode)[0].target == 50
    post(found, "undo/", kind="goal", row=str(look.goals(found.episode)[0].pk))
    assert look.goals(found.episode)[0].target == 45


@pytest.mark.parametrize(
    "given", [{"target": "9000"}, {"target": "nan"}, {"due": "2001-01-01"}, {"goal": "other"}]
)
def test_a_goal_that_cannot_be_is_refused(found, given):
    due = (timezone.localdate() + timedelta(days=30)).isoformat()
    page = post(found, "goal/", **({"goal": f"{MOTION}-right", "target": "45", "due": due} | given))
    assert page.status_code == 422 and not Goal.objects.exists()


def test_the_course_is_changed(taken):
    post(taken, "course/", visits="8", review_after="3", days_between="5")
    content = stored(taken)
    assert (content["visits"], content["review_after"], content["days_between"]) == (8, 3, 5)
    assert post(taken, "course/", visits="2", review_after="3").status_code == 422


def test_the_visits_to_come_are_foreseen(taken):
    post(taken, "course/", visits="3", review_after="2", days_between="5")
    page = taken.browser.get(address(taken)).content.decode()
    assert "What is foreseen, change the course" in page
    opened = taken.browser.get(address(taken, "item/?item=course"), headers=HTMX).content.decode()
    assert opened.count("<dt>Visit") == 2  # this one stands above, as its agenda
    assert "Visit 3: Load and move" in page and "(measure before going on)" in page
    assert f"{timezone.localdate() + timedelta(days=10):%-d %b}" in page


def test_a_course_that_was_tried_is_told_in_its_words(taken):
    assert "it was tried as" not in taken.browser.get(address(taken)).content.decode()
    content = stored(taken) | {"tried": "effect_013"}
    acts.save_plan(by=taken.therapist, episode=taken.episode, content=content, knowledge_version="x")
    page = taken.browser.get(address(taken)).content.decode()
    assert f"it was tried as: {knowledge().effects['effect_013'].dose}." in page


def test_the_home_program_fits_the_minutes_that_are_given(taken):
    before = stored(taken)["home"]
    assert sum(one["minutes"] for one in before) <= 10
    post(taken, "course/", home_minutes="1")
    content = stored(taken)
    assert content["home_minutes"] == 1 and sum(one["minutes"] for one in content["home"]) <= 1
    assert "within 1 minute a day" in taken.browser.get(address(taken)).content.decode()
    post(taken, "course/", visits="5")
    assert stored(taken)["home"] == content["home"]
    assert post(taken, "course/", home_minutes="500").status_code == 422


def test_what_is_restricted_says_what_remains_and_until_when(found):
    observe(found, "surgical_wound_fresh", "taking_anticoagulant")
    page = found.browser.get(address(found)).content.decode()
    assert "techniques still possible" in page and "of 10 at most" in page
    assert "How many days ago was the operation?" in page and "Not before" not in page
    acts.record_observations(
        by=found.therapist,
        episode=found.episode,
        observations=[acts.Seen(finding="days_since_operation", value=20)],
    )
    page = found.browser.get(address(found)).content.decode()
    assert "Not before" in page and "How many days ago was the operation?" not in page


def test_at_an_emergency_the_plan_is_shut(taken):
    observe(taken, *ALARM)
    before = Plan.objects.count()
    away = taken.browser.get(address(taken))
    assert away.status_code == 302 and away["Location"].endswith("/screen/")
    for step in (
        "take-over/",
        "add/",
        "change/",
        "remove/",
        "goal/",
        "undo/",
        "course/",
        "stay/",
        "earlier/",
    ):
        answer = post(taken, step, technique="swedish", structure="infraspinatus", side="right", item=STRETCH)
        assert answer.headers["HX-Redirect"].endswith("/screen/")
    assert Plan.objects.count() == before


def test_another_clinic_sees_nothing_and_a_reader_changes_nothing(taken):
    assert taken.stranger.get(address(taken)).status_code == 404
    assert post(taken, "remove/", browser=taken.stranger, item=STRETCH).status_code == 404
    reader = signed_in(taken.reader)
    page = reader.get(address(taken))
    assert page.status_code == 200 and "Take out" not in page.content.decode()
    assert post(taken, "remove/", browser=reader, item=STRETCH).status_code == 403
    assert signed_in(taken.desk).get(address(taken)).status_code == 403
    assert item(taken) is not None


def test_an_agenda_of_a_stored_plan_holds_only_what_fits(taken):
    observe(taken, "taking_anticoagulant")
    known = knowledge()
    desk = taken.browser.get(address(taken)).context["desk"]
    plan, case = kept.open_plan(desk.content, desk.items), desk.case
    shut = {one.key for one in desk.items if not one.fits}
    for minutes in (10, 30, 60):
        done = {
            kept.key_of(one.technique, one.structure, one.side)
            for one in make_agenda(plan, case, known, minutes)
        }
        assert not done & shut


def test_at_refer_the_complaint_is_left_alone(taken):
    observe(taken, "unexplained_weight_loss")
    page = taken.browser.get(address(taken))
    desk = page.context["desk"]
    assert desk.frame.triage.level == "refer"
    assert "No massage at the complaint before a physician has looked" in page.content.decode()
    assert not any(one.fits for one in desk.items if one.raw["structure"] == "infraspinatus")
    refused = post(taken, "add/", technique="swedish", structure="supraspinatus", side="right")
    assert refused.status_code == 422
    away = taken.browser.get(address(taken, "offer/?structure=gastrocnemius&side=left"), headers=HTMX)
    assert all(one.pressure <= 3 for one in away.context["offers"] if not one.shut)
    table = taken.browser.get(f"/visits/{taken.visit.first}/treat/?at=step").context["table"]
    assert "infraspinatus" not in {one.structure for one in table.upcoming}
