"""The body chart without a script, its course over the visits, its figure and its legend."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palpate.clinic.chart.course import Stop, spans, stops
from palpate.drawing.body import cell_at
from palpate.drawing.figures import drawn_at
from palpate.drawing.signs import usual_legend
from palpate.records import acts, look
from palpate.records.models import ChartLegend, Mark
from tests.clinic.conftest import signed_in

HX = {"HTTP_HX_REQUEST": "true"}
START = datetime(2026, 1, 1, 9, tzinfo=UTC)


def post(cast, rest, **fields):
    return cast.browser.post(f"/visits/{cast.visit.first}/{rest}", fields)


def page(cast, rest=""):
    answer = cast.browser.get(f"/visits/{cast.visit.first}/{rest}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("place", "side", "cell"),
    [
        ("front:shoulder_front", "right", ("shoulder_front", "right")),
        ("back:low_back", "left", ("low_back", "left")),
        ("left:ribs_side", "right", ("ribs_side", "right")),
        ("front:sternum", "left", ("sternum", "")),
        ("palms:0", "left", ("thumb", "left")),
    ],
)
def test_a_place_from_the_list_needs_no_script(cast, place, side, cell):
    assert f'value="{place}"' in page(cast, "assess/body/")
    answer = post(cast, "assess/mark/", place=place, side=side, kind="numb", intensity="0")
    assert answer.status_code == 302 and answer["Location"].endswith("/assess/body/")
    [row] = look.marks(cast.episode)
    assert (row.cell, row.side) == cell and (row.quality, row.intensity) == ("numb", 0)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"point": "front,5,5"},
        {"point": "front,x,5"},
        {"point": "above,200,200"},
        {"place": "front:tail"},
        {"point": "front,200,200", "stroke": "1;1"},
    ],
)
def test_beside_the_body_helps_and_marks_nothing(cast, fields):
    answer = cast.browser.post(f"/visits/{cast.visit.first}/assess/mark/", fields, **HX)
    assert answer.status_code == 422
    assert re.search(
        r'chart-help error" role="alert">.*Press the figure where it hurts', answer.content.decode()
    )
    assert not look.marks(cast.episode)


def test_a_press_on_a_figure_is_stored_where_it_lies_on_the_neutral_one(cast):
    x, y = drawn_at("feminine", "front", 275.0, 400.0)
    post(cast, "assess/mark/", point=f"front,{x},{y}", drawn_on="feminine", kind="sign:adhesion")
    [row] = look.marks(cast.episode)
    assert abs(row.x - 275) < 0.1 and (row.cell, row.side) == cell_at("front", 275, 400)
    assert (row.symbol, row.words, row.intensity) == ("adhesion", "Adhesion", None)


def test_the_figure_is_chosen_and_the_marks_stay(cast):
    post(cast, "assess/mark/", point="front,275,400")
    assert "figure-feminine" in page(cast, "assess/body/")
    assert post(cast, "chart/figure/", figure="masculine").status_code == 302
    assert "figure-masculine" in page(cast, "assess/body/") and len(look.marks(cast.episode)) == 1
    assert post(cast, "chart/figure/", figure="third").status_code == 422


def test_the_strength_can_be_taken_back(cast):
    post(cast, "assess/mark/", point="front,155,190", intensity="6")
    [row] = look.marks(cast.episode)
    post(cast, f"assess/mark/{row.first}/", quality="aching", intensity="")
    assert [(one.quality, one.intensity) for one in look.marks(cast.episode)] == [("aching", None)]


def test_a_charted_sign_stands_under_what_was_found_and_not_under_what_hurts(cast):
    post(cast, "assess/mark/", point="front,120,185", kind="sign:trigger_point")
    post(cast, "assess/mark/", point="back,170,330", kind="burning", intensity="4")
    note = page(cast, "note/")
    assert re.search(r"Charted: trigger point at Front of the shoulder \(right\)", note)
    assert "(burning, 4 of 10)" in note and not re.search(r"Body chart: [^.]*shoulder", note)


def test_the_sheet_has_name_date_legend_and_every_mark(cast):
    post(cast, "assess/mark/", point="front,120,185", kind="sign:spasm")
    text = page(cast, "chart/")
    for words in (
        "Ada Osei",
        "Body chart",
        "Hypertonicity",
        "Throbbing",
        "Front of the shoulder, right: Spasm",
    ):
        assert words in text
    assert len(text) < 60_000


def test_the_legend_is_changed_by_the_owner_and_stands_on_every_chart(cast):
    cast.therapist.role = "owner"
    cast.therapist.save()
    browser = signed_in(cast.therapist)
    text = browser.get("/chart/legend/").content.decode()
    assert "No standard legend exists" in text and "usually taught" in text
    fields = {f"shown-{one.id}": "on" for one in usual_legend() if one.id != "rotation"}
    sent = fields | {"name-spasm": "Guarding", "name-new": "Cold spot", "sign-new": "square"}
    for _twice in range(2):
        assert browser.post("/chart/legend/", sent | {"row_id": str(uuid.UUID(int=7))}).status_code == 302
    assert ChartLegend.objects.count() == 1
    legend = {one.id: one for one in look.legend_of(cast.clinic.pk)}
    assert legend["spasm"].name == "Guarding" and not legend["rotation"].shown
    assert legend["own_cold_spot"].sign == "square"
    assert "Cold spot" in page(cast, "chart/") and "Cold spot" in page(cast, "assess/body/")
    wrong = browser.post("/chart/legend/", fields | {"name-spasm": "Adhesion"})
    assert wrong.status_code == 422 and "two signs are called adhesion" in wrong.content.decode()
    browser.post("/chart/legend/", {"do": "usual"})
    assert look.legend_of(cast.clinic.pk)[: len(usual_legend())] == usual_legend()
    assert [one.shown for one in look.legend_of(cast.clinic.pk) if one.id == "own_cold_spot"] == [False]


def test_who_does_not_own_the_clinic_reads_the_legend(cast):
    assert cast.browser.post("/chart/legend/", {}).status_code == 403
    assert "name-spasm" not in cast.browser.get("/chart/legend/").content.decode()


def test_a_chart_of_before_and_of_now(cast):
    before = acts.book_visit(
        by=cast.therapist, episode=cast.episode, therapist=cast.therapist,
        starts_at=cast.visit.starts_at - timedelta(days=7), minutes=60,
    )  # fmt: skip
    row = acts.record_mark(
        by=cast.therapist, episode=cast.episode, visit=before, view="front", x=155, y=190, intensity=8
    )
    acts.correct_mark(by=cast.therapist, mark=row, intensity=3)
    course = stops(look.visits(cast.episode), cast.visit.starts_at)
    assert [one.name for one in course] == ["Before the first visit", "Visit 1", "Visit 2"]
    found = [(one.intensity, first, last) for one, first, last in spans(Mark.objects.all(), course)]
    assert found == [(8, 1, 1), (3, 2, 2)]


@given(
    st.lists(st.tuples(st.integers(0, 500), st.booleans()), min_size=1, max_size=8),
    st.lists(st.integers(0, 400), min_size=1, max_size=6, unique=True).map(sorted),
)
def test_at_every_visit_a_mark_shows_once_at_most_and_as_it_was_said_last(told, days):
    """A row that is not replaced shows to the end; one that takes the mark off is shown nowhere."""
    key = uuid.uuid4()
    told = sorted(told, key=lambda pair: pair[0])
    rows = [
        Mark(id=uuid.uuid4(), first=key, removed=removed, written_at=START + timedelta(days=day, minutes=at))
        for at, (day, removed) in enumerate(told)
    ]
    course = [Stop("", None), *(Stop("", START + timedelta(days=day), uuid.uuid4()) for day in days)]
    shown = spans(rows, course)
    for at in range(len(course)):
        here = [row for row, first, last in shown if first <= at <= last]
        assert len(here) <= 1 and not any(row.removed for row in here)
    last_row = rows[-1]
    standing = [row for row, _first, last in shown if last == len(course) - 1]
    assert standing == ([] if last_row.removed else [last_row])
