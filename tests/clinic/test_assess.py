"""The assessment: what is stored after taps, what is shut, who may look, and what it costs."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from palpate.knowledge import knowledge
from palpate.records import acts
from palpate.records.look import latest
from palpate.records.models import Judgement, Observation

HX = {"HTTP_HX_REQUEST": "true"}


def page_of(cast, rest: str = "") -> str:
    return f"/visits/{cast.visit.first}/assess/{rest}"


def get(cast, rest: str = "", **more) -> str:
    answer = cast.browser.get(page_of(cast, rest), **more)
    assert answer.status_code == 200
    return answer.content.decode()


def tap(cast, name: str, said: str, side: str = "right", **more) -> str:
    """One tap on a line, as the page sends it."""
    form = {"only": name, f"{name}:{side}": said, **more}
    answer = cast.browser.post(page_of(cast, "answer/"), form, **HX)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def line_in(text: str, name: str) -> str:
    """The line of a finding, out of a page."""
    return text[text.index(f'id="r-{name}"') :].split('<li id="r-')[0]


def stored(name: str) -> list[Observation]:
    return latest(Observation, finding=name)


def see(cast, name: str, present: bool = True, side: str = "") -> None:
    acts.record_observation(
        by=cast.therapist, episode=cast.episode, visit=cast.visit, finding=name, side=side, present=present
    )


def test_a_tap_is_stored_with_side_visit_and_author(cast):
    tap(cast, "painful_arc", "present")
    (row,) = stored("painful_arc")
    assert (row.side, row.present, row.visit_id, row.author) == (
        "right",
        True,
        cast.visit.first,
        cast.therapist,
    )


def test_panel_and_strip_say_alike_that_nobody_was_screened(cast):
    page = get(cast)
    assert page.count("Not screened yet") == 2 and "ladder" not in page
    assert tap(cast, "painful_arc", "present").count("Not screened yet") == 2
    see(cast, "fever", present=False)
    assert "Not screened yet" not in get(cast)


def test_unclear_is_stored_as_unknown_not_absent(cast):
    tap(cast, "painful_arc", "unclear")
    (row,) = stored("painful_arc")
    assert row.present is None and row.value is None


def test_another_tap_replaces_the_first_and_the_same_one_writes_nothing(cast):
    for said in ("present", "absent", "absent"):
        tap(cast, "painful_arc", said)
    assert [row.present for row in stored("painful_arc")] == [False]
    assert Observation.objects.filter(finding="painful_arc").count() == 2


def test_a_tap_counts_only_its_own_line(cast):
    form = {"only": "speed", "speed:right": "present", "yergason:right": "present"}
    cast.browser.post(page_of(cast, "answer/"), form, **HX)
    assert stored("speed") and not stored("yergason")


def test_without_script_the_whole_form_is_recorded(cast):
    form = {"speed:right": "present", "yergason:right": "absent", "shoulder_flexion_active:right": "120"}
    answer = cast.browser.post(page_of(cast, "answer/"), form)
    assert answer.status_code == 302
    assert stored("speed")[0].present is True and stored("yergason")[0].present is False
    assert stored("shoulder_flexion_active")[0].value == 120


def test_the_answer_brings_the_panel_and_a_way_back(cast):
    text = tap(cast, "painful_arc", "present")
    assert 'hx-swap-oob="innerHTML:#panel"' in text and "Findings are consistent with" in text
    assert "Painful arc, right: present" in text
    row = stored("painful_arc")[0]
    undone = cast.browser.post(page_of(cast, "undo/"), {"rows": str(row.pk)}, **HX)
    assert "Taken back: Painful arc" in undone.content.decode()
    assert not stored("painful_arc")


def test_the_hypotheses_change_with_the_answers(cast):
    def share(text: str) -> str:
        return re.search(r"Rotator cuff.*?(\d+) %", text, re.S).group(1)

    before = share(tap(cast, "painful_arc", "unclear"))
    assert share(tap(cast, "external_rotation_lag", "present")) != before


def test_the_judgement_is_kept_once_for_the_same_result(cast):
    tap(cast, "painful_arc", "present")
    tap(cast, "painful_arc", "present")
    cast.browser.post(page_of(cast, "keep/"), **HX)
    kept = Judgement.objects.filter(kind="differential")
    assert kept.count() == 1 and kept[0].visit_id == cast.visit.first
    assert kept[0].knowledge_version == knowledge().version and kept[0].result["hypotheses"]
    tap(cast, "painful_arc", "absent")
    assert Judgement.objects.filter(kind="differential").count() == 2


def test_looking_writes_nothing(cast):
    get(cast)
    assert not Judgement.objects.exists() and not Observation.objects.exists()


def test_a_number_is_stored_and_its_line_drawn_again_beside_the_other_side(cast):
    name = "shoulder_external_rotation_passive"
    tap(cast, name, "60", side="left", shown=name)
    text = tap(cast, name, "20", shown=name)
    assert {(row.side, row.value) for row in stored(name)} == {("left", 60), ("right", 20)}
    assert f'id="r-{name}"' in text and "40° less than left" in text


def test_a_mistyped_number_is_refused_in_words(cast):
    name = "shoulder_flexion_active"
    for wrong in ("12o", "4000"):
        form = {"only": name, f"{name}:right": wrong}
        answer = cast.browser.post(page_of(cast, "answer/"), form, **HX)
        assert answer.status_code == 422 and b"Not recorded" in answer.content
    assert not stored(name)


def test_an_emptied_number_is_unknown_again(cast):
    name = "shoulder_flexion_active"
    tap(cast, name, "120")
    tap(cast, name, "")
    assert [(row.value, row.present) for row in stored(name)] == [(None, None)]


def test_normal_by_eye_and_the_other_side_the_same(cast):
    name = "shoulder_flexion_active"
    cast.browser.post(page_of(cast, "answer/"), {"usual": name}, **HX)
    assert {(row.side, row.present, row.value, row.note) for row in stored(name)} == {
        ("right", False, None, "normal by eye"),
        ("left", False, None, "normal by eye"),
    }
    passive = "shoulder_abduction_passive"
    tap(cast, passive, "90")
    cast.browser.post(page_of(cast, "answer/"), {"same": passive}, **HX)
    assert {(row.side, row.value) for row in stored(passive)} == {("right", 90), ("left", 90)}


def rest_of(cast, key: str) -> str:
    text = get(cast, f"group/shoulder/{key}/", **HX)
    return re.search(r'name="rest" value="([^"]*)"', text).group(1)


def test_the_rest_is_normal_only_where_it_was_shown_and_open(cast):
    tap(cast, "painful_arc", "present")
    keys = rest_of(cast, "tests")
    assert "painful_arc" not in keys
    cast.browser.post(page_of(cast, "rest/"), {"rest": keys + " painful_arc:right"}, **HX)
    assert stored("painful_arc")[0].present is True
    absent = {f"{row.finding}:{row.side}" for row in latest(Observation) if row.present is False}
    assert absent == set(keys.split())


def test_the_rest_is_taken_back_with_one_undo(cast):
    text = cast.browser.post(page_of(cast, "rest/"), {"rest": rest_of(cast, "tests")}, **HX).content.decode()
    rows = re.search(r'name="rows" value="([^"]*)"', text).group(1)
    assert len(rows.split()) > 3
    cast.browser.post(page_of(cast, "undo/"), {"rows": rows}, **HX)
    assert not latest(Observation)


def forbid_resisting(cast) -> str:
    """A state in which resisted work at the shoulder is shut; returns a test that needs it."""
    from palpate.clinic.assess.rows import closing
    from palpate.clinic.frame import Frame
    from palpate.reasoning.limits.restrict import restrictions
    from palpate.reasoning.screening.screen import screen
    from palpate.records.clock import today
    from palpate.records.look.chart import chart

    known = knowledge()
    see(cast, "fracture_healing")
    opened = chart(cast.clinic, cast.visit.first, today=today(cast.clinic))
    frame = Frame(chart=opened, triage=screen(opened.case, known), knowledge=known, step="assess")
    if frame.shut:
        pytest.fail("the state closes the whole assessment; choose another")
    limits = restrictions(opened.case, known)
    shut = [
        one
        for one in known.findings.values()
        if one.kind == "maneuver" and "shoulder" in one.regions and closing(one, frame, limits)
    ]
    assert shut
    return shut[0].id


def test_a_shut_test_cannot_be_tapped_and_is_not_stored(cast):
    name = forbid_resisting(cast)
    text = get(cast, "group/shoulder/tests/?all=1", **HX)
    line = line_in(text, name)
    assert "Not today" in line and "<input" not in line
    form = {"only": name, f"{name}:right": "present"}
    answer = cast.browser.post(page_of(cast, "answer/"), form, **HX)
    assert answer.status_code == 422 and not stored(name)
    cast.browser.post(page_of(cast, "rest/"), {"rest": f"{name}:right"}, **HX)
    assert not stored(name)


def test_an_earlier_visit_shows_but_does_not_answer(cast):
    tap(cast, "painful_arc", "present")
    later = acts.book_visit(
        by=cast.therapist, episode=cast.episode, therapist=cast.therapist, starts_at=cast.visit.ends_at
    )
    address = f"/visits/{later.first}/assess/group/shoulder/tests/?all=1"
    text = cast.browser.get(address, **HX).content.decode()
    line = line_in(text, "painful_arc")
    assert "Last time" in line and "checked" not in line
    rest = re.search(r'name="rest" value="([^"]*)"', text).group(1)
    assert "painful_arc" not in rest


def test_any_finding_is_found_by_three_letters_and_added(cast):
    text = get(cast, "find/?q=spu", **HX)
    assert "Spurling" in text
    added = get(cast, "row/spurling/", **HX)
    assert 'name="spurling:right"' in added


def test_the_body_chart_stores_marks_and_takes_them_off(cast):
    from palpate.records.look import marks

    cast.browser.post(page_of(cast, "mark/"), {"point": "front,155.0,190.0"}, **HX)
    (row,) = marks(cast.episode)
    assert row.cell and row.side == "right"
    address = page_of(cast, f"mark/{row.first}/")
    cast.browser.post(address, {"quality": "aching", "intensity": "6"}, **HX)
    assert [(one.quality, one.intensity) for one in marks(cast.episode)] == [("aching", 6)]
    text = cast.browser.post(address, {"remove": "1"}, **HX).content.decode()
    assert not marks(cast.episode)
    undo = re.search(r'name="undo" value="([^"]*)"', text).group(1)
    cast.browser.post(page_of(cast, "mark/"), {"undo": undo}, **HX)
    assert len(marks(cast.episode)) == 1


def close(cast) -> None:
    """An emergency by the record."""
    for name in ("chest_pressure", "left_arm_pain", "jaw_pain", "breathless_at_rest", "cold_sweat"):
        if name in knowledge().findings:
            see(cast, name)


def test_an_emergency_leads_back_to_the_screening(cast):
    close(cast)
    screening = f"/visits/{cast.visit.first}/screen/"
    answer = cast.browser.get(page_of(cast))
    assert answer.status_code == 302 and answer["Location"] == screening
    for rest in ("answer/", "rest/"):
        answer = cast.browser.post(page_of(cast, rest), {"only": "speed", "speed:right": "present"}, **HX)
        assert answer["HX-Redirect"] == screening
    assert not stored("speed")


def test_an_answer_that_closes_the_way_is_stored_and_leads_away(cast):
    see(cast, "left_arm_pain")
    answer = cast.browser.post(
        page_of(cast, "answer/"), {"only": "chest_pressure", "chest_pressure:": "present"}, **HX
    )
    assert stored("chest_pressure")
    assert answer["HX-Redirect"].endswith("/screen/")


@pytest.mark.parametrize("rest", ["", "group/shoulder/tests/", "find/?q=spu", "row/spurling/", "body/"])
def test_another_clinic_finds_nothing(cast, rest):
    assert cast.stranger.get(page_of(cast, rest), **HX).status_code == 404


@pytest.mark.parametrize("rest", ["answer/", "rest/", "undo/", "keep/", "mark/"])
def test_another_clinic_changes_nothing(cast, rest):
    assert (
        cast.stranger.post(page_of(cast, rest), {"only": "speed", "speed:right": "present"}).status_code
        == 404
    )


def test_who_may_only_read_sees_but_cannot_record(cast):
    from tests.clinic.conftest import signed_in

    reader = signed_in(cast.reader)
    assert b"<fieldset disabled" in reader.get(page_of(cast)).content
    assert (
        reader.post(page_of(cast, "answer/"), {"only": "speed", "speed:right": "present"}).status_code == 403
    )
    assert signed_in(cast.desk).get(page_of(cast)).status_code == 403


@pytest.mark.parametrize("region", ["shoulder", "neck", "lumbar", "knee"])
def test_the_page_is_small_and_asks_the_database_little(cast, region, django_assert_max_num_queries):
    for name in ("painful_arc", "speed", "hawkins_kennedy"):
        tap(cast, name, "present")
    with django_assert_max_num_queries(12):
        text = get(cast, f"?region={region}")
    sheets = re.findall(r'<link rel="stylesheet" href="[^"]*?(palpate/[^"]*)"', text)
    styles = sum(Path(finders.find(sheet)).stat().st_size for sheet in sheets)
    assert len(sheets) >= 4
    assert len(text.encode()) + styles <= 60 * 1024
