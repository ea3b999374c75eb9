"""Strokes: what is read, how few points are kept of them, where their middle lies; and the signs."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palpate.drawing import signs, strokes
from palpate.drawing.body import tile_at

coordinate = st.floats(0, 440).map(lambda value: round(value, 1))
lines = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=80)


def off(point, line) -> float:
    """How far a point lies from a line."""
    if len(line) == 1:
        return math.dist(point, line[0])
    return min(strokes.away(point, a, b) for a, b in itertools.pairwise(line))


@given(lines)
def test_no_point_lies_far_from_what_is_kept(line) -> None:
    kept = strokes.simplified(line)
    assert kept[0] == line[0] and kept[-1] == line[-1]
    assert len(kept) <= len(line) and set(kept) <= set(line)
    assert all(off(point, kept) <= strokes.OFF + 1e-6 for point in line)


@given(st.integers(300, 500), st.floats(0.5, 40))
def test_however_the_hand_trembles_few_points_are_kept(number, amplitude) -> None:
    line = [(step * 0.25, 200 + amplitude * math.sin(step * 1.3)) for step in range(number)]
    assert len(strokes.simplified(line)) <= strokes.MOST


def test_a_straight_line_is_its_two_ends() -> None:
    assert strokes.simplified([(float(x), 50.0) for x in range(90)]) == ((0.0, 50.0), (89.0, 50.0))


@given(lines)
def test_the_middle_of_a_stroke_lies_on_it(line) -> None:
    assert off(strokes.middle(line), line) < 1e-6


@given(lines)
def test_a_stroke_is_read_as_it_was_written(line) -> None:
    assert strokes.read_stroke(" ".join(f"{x},{y}" for x, y in line)) == tuple(line)


@pytest.mark.parametrize("text", ["1", "1;2", "a,b", "1,2 3", "nan,1", "1,inf", ",", "1,2,3"])
def test_what_is_no_stroke_is_refused_with_what_it_would_be(text) -> None:
    with pytest.raises(ValueError, match="it would be two numbers"):
        strokes.read_stroke(text)


def test_a_stroke_has_an_end() -> None:
    with pytest.raises(ValueError, match="at most 2000"):
        strokes.read_stroke("1,1 " * 2001)


def test_a_stroke_down_the_leg_names_each_region_it_runs_over_once() -> None:
    tiles = strokes.tiles_along("front", [(240, 480), (238, 640), (234, 760)])
    names = [(tile.cell, tile.side) for tile in tiles]
    assert names[0][0].startswith("thigh") and ("knee_front", "left") in names
    assert len(names) == len(set(names)) and all(side == "left" for _cell, side in names)


@given(st.lists(st.tuples(st.floats(150, 250), st.floats(40, 800)), min_size=1, max_size=6))
def test_every_point_that_is_kept_lies_in_a_tile_that_is_named(line) -> None:
    tiles = strokes.tiles_along("back", line)
    assert {tile for tile in (tile_at("back", x, y) for x, y in line) if tile} <= set(tiles)


def test_the_usual_legend_has_the_usual_signs_each_once() -> None:
    legend = signs.usual_legend()
    assert {"trigger_point", "adhesion", "spasm", "inflammation", "short", "long"} <= {
        one.id for one in legend
    }
    assert len({one.id for one in legend}) == len({one.sign for one in legend}) == len(legend)
    assert all(one.sign in signs.SIGNS and one.shown for one in legend)


def test_no_quality_looks_like_another() -> None:
    assert len(set(signs.QUALITIES.values())) == len(signs.QUALITIES) == 8
