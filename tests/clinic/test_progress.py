"""The page of the progress."""

from datetime import timedelta

import pytest
from django.utils import timezone

from palpate.records import acts, look
from palpate.records.models import Goal, Judgement, Score
from tests.clinic.conftest import signed_in

MOTION = "shoulder_external_rotation_passive"


def address(cast, step=""):
    return f"/visits/{cast.visit.first}/progress/{step}"


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture
def six_weeks(cast, day):
    """Pain from 8 to 4 in six weeks, with a goal of 3 in twelve."""
    of = {"by": cast.therapist, "episode": cast.episode}
    start = day - timedelta(days=42)
    acts.set_goal(**of, measure="nprs", baseline=8, target=3, start=start, due=start + timedelta(days=84))
    for week, value in ((0, 8), (2, 7), (4, 5), (6, 4)):
        acts.record_score(**of, measure="nprs", value=value, taken_on=start + timedelta(weeks=week))
    return cast


def test_an_empty_page_teaches(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        page = cast.browser.get(address(cast))
    said = page.content.decode()
    assert "What should be better, by how much, by when?" in said
    assert "Record a score first" in said
    assert len(page.content) < 60_000
    assert Judgement.objects.count() == 0


def test_the_verdict_comes_first_then_the_chart_and_its_numbers(six_weeks):
    page = six_weeks.browser.get(address(six_weeks))
    said = page.content.decode()
    verdict, chart, table = (
        said.index(one) for one in ("Better, and enough to matter", 'class="plot"', "The numbers")
    )
    assert verdict < chart < table
    assert "Better by 4: more than measurement error, and enough to matter." in said
    course = page.context["goals"][0]["course"]
    assert [point.value for point in course.points] == [8, 7, 5, 4]
    assert 'class="err"' in said and 'class="mic"' in said and 'class="f90"' in said
    assert said.count('class="src"') >= 2


def test_what_is_shown_is_kept_once(six_weeks):
    for _ in range(2):
        six_weeks.browser.get(address(six_weeks))
    kept = Judgement.objects.get(kind="progress")
    assert kept.result["goals"][0]["progress"]["verdict"] == "improved-important"
    acts.record_score(
        by=six_weeks.therapist, episode=six_weeks.episode, visit=six_weeks.visit, measure="nprs", value=8
    )
    six_weeks.browser.get(address(six_weeks))
    assert Judgement.objects.filter(kind="progress").count() == 2
    assert Score.objects.count() == 5


def test_a_reader_keeps_nothing(six_weeks):
    assert signed_in(six_weeks.reader).get(address(six_weeks)).status_code == 200
    assert Judgement.objects.count() == 0


def test_a_score_is_recorded_from_the_answers(cast):
    fields = cast.browser.get(address(cast, "score/"), {"measure": "nprs"}, headers={"HX-Request": "true"})
    assert "item_0" in fields.content.decode()
    cast.browser.post(address(cast, "score/"), {"measure": "nprs", "item_0": "6"})
    cast.browser.post(address(cast, "score/"), {"measure": "psfs", "item_0": 2, "item_1": 3, "item_2": 7})
    cast.browser.post(address(cast, "score/"), {"measure": "gad2", "item_0": 1, "item_1": 3})
    stored = {row.measure: (row.value, row.items) for row in look.scores(cast.episode)}
    assert stored == {"nprs": (6, [6]), "psfs": (4, [2, 3, 7]), "gad2": (4, [1, 3])}
    assert all(row.visit_id == cast.visit.first for row in look.scores(cast.episode))


def test_statements_are_ticked_and_one_without_a_tick_counts_nothing(cast):
    fields = cast.browser.get(address(cast, "score/"), {"measure": "rmdq"}, headers={"HX-Request": "true"})
    page = fields.content.decode()
    assert page.count('type="checkbox" name="item_') == 24 and "put a tick against it" in page
    cast.browser.post(address(cast, "score/"), {"measure": "rmdq", "item_0": 1, "item_23": 1})
    assert [(row.value, sum(row.items), len(row.items)) for row in look.scores(cast.episode)] == [(2, 2, 24)]
    cast.browser.post(address(cast, "score/"), {"measure": "rmdq", "value": 0})
    assert [(row.value, row.items) for row in look.scores(cast.episode)] == [(0, [0] * 24)]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"measure": "psfs", "item_0": 2}, "Every question needs an answer"),
        ({"measure": "rmdq"}, "Give the score"),
        ({"measure": "rmdq", "item_0": 1, "value": 0}, "A statement is ticked, and it is said that none is"),
        ({"measure": "rmdq", "item_0": 5}, "Choose one of the answers"),
        ({"measure": "spadi", "value": 140}, "goes from 0 to 100"),
        ({"measure": "spadi", "value": ""}, "Give the score"),
        ({"measure": "spadi", "value": "much"}, "A number looks like"),
        ({"measure": "gad2", "item_0": 9, "item_1": 1}, "Choose one of the answers"),
    ],
)
def test_a_score_that_cannot_be_is_refused(cast, sent, said):
    page = cast.browser.post(address(cast, "score/"), sent)
    assert page.status_code == 422 and said in page.content.decode()
    assert not Score.objects.exists()


def test_a_goal_is_filled_in_beforehand_and_set(cast, day):
    acts.record_score(by=cast.therapist, episode=cast.episode, visit=cast.visit, measure="nprs", value=7)
    page = cast.browser.get(address(cast))
    proposed = {one.key: one for one in page.context["proposed"]}
    assert proposed["nprs"].baseline == 7
    assert proposed["nprs"].target == 4  # 7 - 2.17, the important change at the shoulder, in whole points
    fields = cast.browser.get(address(cast, "goal/"), {"of": "nprs"}, headers={"HX-Request": "true"})
    assert fields.context["values"]["baseline"] == "7"
    due = (day + timedelta(days=42)).isoformat()
    cast.browser.post(address(cast, "goal/"), {"of": "nprs", "baseline": 7, "target": 4, "due": due})
    goal = Goal.objects.get()
    assert (goal.measure, goal.side, goal.baseline, goal.target) == ("nprs", "", 7, 4)
    assert (goal.start, goal.due) == (day, day + timedelta(days=42))


def test_a_motion_can_be_a_goal(cast, day):
    acts.record_observation(
        by=cast.therapist, episode=cast.episode, visit=cast.visit, finding=MOTION, side="right", value=20
    )
    sent = {"of": f"{MOTION}:right", "baseline": 20, "target": 45, "due": day + timedelta(days=42)}
    cast.browser.post(address(cast, "goal/"), sent)
    goal = Goal.objects.get()
    assert (goal.measure, goal.side, goal.target) == (MOTION, "right", 45)
    page = cast.browser.get(address(cast))
    assert "Not measured enough to say" in page.content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target": 9}, "the target lies below"),
        ({"target": -3}, "It goes from 0 to 10"),
        ({"baseline": ""}, "A number is missing"),
        ({"due": "2001-01-01"}, "still to come"),
        ({"of": "nothing"}, "Choose what is followed from the list."),
    ],
)
def test_a_goal_that_cannot_be_is_refused(cast, day, change, said):
    sent = {"of": "nprs", "baseline": 7, "target": 4, "due": day + timedelta(days=42)} | change
    page = cast.browser.post(address(cast, "goal/"), sent)
    assert page.status_code == 422 and said in page.content.decode()
    assert not Goal.objects.exists()


def test_signs_before_and_after(cast):
    of = {"by": cast.therapist, "episode": cast.episode, "visit": cast.visit}
    for moment, degrees, arc in (("before", 20, True), ("after", 50, False)):
        acts.record_observations(
            **of,
            observations=[
                acts.Seen(finding=MOTION, side="right", value=degrees, moment=moment),
                acts.Seen(finding="hawkins_kennedy", side="right", present=arc, moment=moment),
            ],
        )
    for moment, pain in (("before", 6), ("after", 5)):
        acts.record_score(**of, measure="nprs", value=pain, moment=moment)
    told = {
        one.name: (one.before, one.after, one.words)
        for one in cast.browser.get(address(cast)).context["signs"]
    }
    assert told == {
        "Shoulder external rotation, passive (right)": ("20°", "50°", "more, beyond error"),
        "Hawkins-Kennedy test (right)": ("present", "absent", "gone"),
        "Numeric pain rating scale": ("6", "5", "less, within error"),
    }


def test_who_may(cast, day):
    sent = {"of": "nprs", "baseline": 7, "target": 4, "due": day + timedelta(days=42)}
    assert signed_in(cast.reader).post(address(cast, "goal/"), sent).status_code == 403
    assert signed_in(cast.desk).get(address(cast)).status_code == 403
    assert cast.stranger.get(address(cast)).status_code == 404
    assert cast.stranger.post(address(cast, "goal/"), sent).status_code == 404
    assert cast.stranger.post(address(cast, "score/"), {"measure": "nprs", "item_0": 3}).status_code == 404
    assert not Goal.objects.exists() and not Score.objects.exists()


def test_the_last_score_or_goal_can_be_taken_back(cast):
    address = f"/visits/{cast.visit.first}/progress/"
    cast.browser.post(address + "score/", {"measure": "nprs", "value": "6"})
    page = cast.browser.get(address)
    row = page.context["undo"]["row"]
    assert page.context["undo"]["kind"] == "score" and "Undo" in page.content.decode()
    answer = cast.browser.post(address + "undo/", {"kind": "score", "row": str(row.pk)})
    assert answer.status_code == 302
    assert cast.browser.get(address).context["undo"] is None
    assert cast.browser.post(address + "undo/", {"kind": "goal", "row": str(row.pk)}).status_code == 400
    assert cast.browser.post(address + "undo/", {"kind": "goal", "row": "7"}).status_code == 400
