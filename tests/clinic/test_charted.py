"""The body chart in the record: points, lines and signs, the clinic's legend, and the figure of a client."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palpate.drawing.body import ALL_VIEWS, tile_at
from palpate.drawing.signs import SIGNS, Entry, usual_legend
from palpate.drawing.strokes import OFF, away
from palpate.records import acts, look
from palpate.records.canonical import canonical
from palpate.records.chain import verify
from palpate.records.look.case import pain
from palpate.records.models import ChartFigure, ChartLegend, Mark

DOWN_THE_LEG = [(236.0, 480.0 + 4 * step) for step in range(60)]


def mark(cast, **fields) -> Mark:
    given = {"by": cast.therapist, "episode": cast.episode, "visit": cast.visit, "view": "front"} | fields
    return acts.record_mark(**{"x": 236.0, "y": 480.0} | given)


def test_a_line_keeps_few_points_and_all_regions_it_runs_over(cast) -> None:
    row = mark(cast, stroke=DOWN_THE_LEG, quality="burning", intensity=6)
    assert row.stroke == [[236.0, 480.0], [236.0, 716.0]]
    assert (row.x, row.y) == (236.0, 598.0) and (row.cell, row.side) == ("thigh_front", "left")
    assert {tuple(one) for one in row.also} >= {("knee_front", "left"), ("shin", "left")}
    [stored] = look.marks(cast.episode)
    assert (stored.stroke, stored.also, stored.quality) == (row.stroke, row.also, "burning")
    places = {(one.region, one.side) for one in pain([stored])}
    assert places >= {("thigh_front", "left"), ("knee_front", "left"), ("shin", "left")}


def test_a_charting_sign_is_no_pain_of_the_clients(cast) -> None:
    row = mark(cast, symbol="trigger_point", quality="burning")
    assert (row.symbol, row.words, row.quality) == ("trigger_point", "Trigger point", "")
    assert row.cell == "thigh_front" and pain([row]) == ()
    case = look.case_of(cast.episode, today=cast.visit.starts_at.date())
    assert case.pain == ()
    assert (look.pains([row]), look.signs([row])) == ([], [row])


def test_a_sign_that_no_legend_has_is_refused(cast) -> None:
    with pytest.raises(ValidationError, match="no sign 'nothing' in the legend"):
        mark(cast, symbol="nothing")
    with pytest.raises(ValidationError, match="use front, back, left, right, palms"):
        mark(cast, view="above")
    assert look.marks(cast.episode) == []


def test_a_sign_means_what_it_meant_when_it_was_drawn(cast) -> None:
    owner = cast.mallory
    owner.clinic = cast.clinic
    owner.save()
    row = mark(cast, symbol="spasm")
    entries = [
        Entry(one.id, "Guarding" if one.id == "spasm" else one.name, one.sign) for one in usual_legend()
    ]
    acts.set_legend(by=owner, clinic=cast.clinic, entries=entries)
    assert mark(cast, symbol="spasm", x=240.0).words == "Guarding"
    assert [one.words for one in look.marks(cast.episode)] == [row.words, "Guarding"] == ["Spasm", "Guarding"]


def test_a_mark_of_before_says_what_it_said(cast) -> None:
    """The new fields leave the digest of a point alone, so that chains of before still verify."""
    said = canonical(mark(cast, quality="aching"))
    assert not any(f'"{name}"' in said for name in ("stroke", "also", "symbol", "words"))
    assert '"symbol"' in canonical(mark(cast, symbol="spasm"))
    mark(cast, stroke=DOWN_THE_LEG)
    assert verify(cast.clinic) is None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    view=st.sampled_from(ALL_VIEWS),
    line=st.lists(st.tuples(st.floats(0, 440), st.floats(0, 900)), max_size=12),
)
def test_whatever_is_drawn_has_the_regions_under_it(cast, view, line) -> None:
    row = mark(cast, view=view, stroke=line)
    tile = tile_at(view, row.x, row.y)
    assert (row.cell, row.side) == ((tile.cell, tile.side or "") if tile else ("", ""))
    if len(line) > 1:
        pairs = list(zip(row.stroke, row.stroke[1:], strict=False))
        assert all(min(away(p, a, b) for a, b in pairs) <= OFF + 0.1 for p in line)
    else:
        assert row.stroke == row.also == []


def test_the_owner_changes_the_legend_and_nobody_else(cast) -> None:
    entries = [*usual_legend(), Entry("cold_spot", "Cold spot", "square")]
    with pytest.raises(PermissionDenied):
        acts.set_legend(by=cast.therapist, clinic=cast.clinic, entries=entries)
    with pytest.raises(Http404):
        acts.set_legend(by=cast.mallory, clinic=cast.clinic, entries=entries)
    acts.set_legend(by=cast.mallory, clinic=cast.mallory.clinic, entries=entries)
    assert look.legend_of(cast.mallory.clinic_id) == tuple(entries)
    assert look.legend_of(cast.clinic.pk) == usual_legend()


USUAL = usual_legend()


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        (USUAL[1:], "stood in the legend: hide it"),
        ((*USUAL, Entry("new", " ", "cross")), "1 to 60 characters"),
        ((*USUAL, Entry("new", "New", "smile")), "there is no sign 'smile'"),
        ((*USUAL, Entry("no id", "New", "cross")), "is no id"),
        ((*USUAL, Entry("new", "spasm", "cross")), "two signs are called spasm"),
        ((*USUAL, Entry("spasm", "New", "cross")), "two signs have one id"),
        ((*USUAL, *(Entry(f"s{n}", f"S{n}", "cross") for n in range(40))), "at most 40"),
    ],
)
def test_what_is_no_legend_is_refused_with_what_would_be_right(cast, entries, words) -> None:
    with pytest.raises(ValidationError, match=words):
        acts.set_legend(by=cast.mallory, clinic=cast.mallory.clinic, entries=entries)
    assert not ChartLegend.objects.exists()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(SIGNS)), st.booleans()), min_size=len(USUAL), max_size=20))
def test_no_sign_is_ever_lost_from_a_legend(cast, told) -> None:
    kept = [Entry(f"own_{n}", f"Own {n}", sign, shown) for n, (sign, shown) in enumerate(told)]
    before = {one.id for one in look.legend_of(cast.mallory.clinic_id)}
    entries = [*look.legend_of(cast.mallory.clinic_id), *(one for one in kept if one.id not in before)]
    acts.set_legend(by=cast.mallory, clinic=cast.mallory.clinic, entries=entries)
    assert before <= {one.id for one in look.legend_of(cast.mallory.clinic_id)}


def test_the_figure_is_chosen_for_a_client_and_never_forced(cast) -> None:
    assert look.figure_of(cast.client) == "feminine"
    key = uuid.uuid4()
    for _twice in range(2):
        acts.choose_figure(by=cast.therapist, client=cast.client, figure="neutral", row_id=key)
    assert look.figure_of(cast.client) == "neutral" and ChartFigure.objects.count() == 1
    with pytest.raises(ValidationError, match="use feminine, masculine, neutral"):
        acts.choose_figure(by=cast.therapist, client=cast.client, figure="other")
    with pytest.raises(PermissionDenied):
        acts.choose_figure(by=cast.reader, client=cast.client, figure="masculine")
    with pytest.raises(Http404):
        acts.choose_figure(by=cast.mallory, client=cast.client, figure="masculine")
