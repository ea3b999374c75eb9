"""The figure in its builds, the plates of hands and feet, and the sheets that pages draw from."""

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palpate.drawing import body, figures, outline
from palpate.drawing.body import ALL_VIEWS, PLATES, VIEWS, cell_at, muscle_at, tile_at
from palpate.drawing.places import BESIDE, muscle_name_at, place_at, place_words
from palpate.knowledge import knowledge

STATIC = Path(figures.__file__).parents[1] / "pages" / "static" / "palpate"
FOLDED = 0.02  # units that two points may come nearer to one another before they are out of order


@pytest.mark.parametrize("plate", PLATES)
def test_every_point_of_a_plate_has_a_region_of_the_knowledge_and_a_side(plate: body.Plate) -> None:
    regions, hit = knowledge().regions, set()
    for x in range(2, body.PLATE_WIDTH, 6):
        for y in range(2, body.PLATE_HEIGHT, 6):
            if outline.inside(x, y, body._outline(plate)):
                tile = tile_at(plate, x, y)
                assert tile is not None and tile.cell in regions and tile.side and tile.name, (x, y)
                hit.add((tile.name, tile.side))
            elif not any(outline.inside(x + d, y + d, body._outline(plate)) for d in (-1, 1)):
                assert tile_at(plate, x, y) is None
    assert len(hit) == len(body.cells(plate))  # none is so small that it cannot be pressed


@pytest.mark.parametrize(
    ("plate", "x", "place"),
    [
        ("palms", 30, "Palm below the fingers, right"),
        ("hands", 80, "Back of the hand, little-finger side, left"),
        ("hands", 360, "Back of the hand, little-finger side, right"),
    ],
)
def test_the_sides_of_the_hands_are_the_clients_own(plate: body.Plate, x: float, place: str) -> None:
    """Palms are seen from in front, the backs of the hands from behind."""
    x = 90 if plate == "palms" else x
    assert place_words(plate, x, 255, knowledge().regions) == place


def test_a_place_is_named_as_finely_as_it_was_pressed() -> None:
    regions, structures = knowledge().regions, knowledge().structures
    assert place_at("palms", 254, 240, regions) == ("Thumb, palm side", "left")
    assert place_at("soles", 295, 60, regions) == ("Big toe, from below", "left")
    assert place_words("front", 5, 5, regions) == BESIDE
    assert muscle_name_at("front", 5, 5, structures) == ""
    assert muscle_name_at("back", 240, 430, structures) == structures["gluteus_maximus"].name


def test_every_muscle_near_the_surface_can_be_pressed() -> None:
    """Somewhere on a view a press finds it, and what it finds is what is drawn there."""
    near = {(view, muscle) for view in VIEWS for muscle in body.shape_of(view).muscles if not muscle.deep}
    found = {muscle.structure for view, muscle in near if _can_be_pressed(view, muscle)}
    assert found == {muscle.structure for _view, muscle in near}


def _can_be_pressed(view: body.View, muscle: body.Muscle) -> bool:
    (ring, *_more) = outline.polygons(muscle.path)
    left, right = min(x for x, _ in ring), max(x for x, _ in ring)
    top, low = min(y for _, y in ring), max(y for _, y in ring)
    steps = [step / 12 for step in range(13)]
    grid = ((left + (right - left) * i, top + (low - top) * j) for i in steps for j in steps)
    return any(muscle_at(view, x, y) == muscle.structure for x, y in grid if outline.inside(x, y, (ring,)))


points = st.tuples(
    st.sampled_from(figures.FIGURES),
    st.sampled_from(ALL_VIEWS),
    st.floats(0, 440, allow_nan=False),
    st.floats(0, 900, allow_nan=False),
)


@given(points)
def test_a_press_on_any_build_comes_back_to_where_it_was_stored(point) -> None:
    figure, view, x, y = point
    there = figures.drawn_at(figure, view, x, y)
    back = figures.stored_at(figure, view, *there)
    assert abs(back[0] - x) < 0.05 and back[1] == y


@given(points, st.floats(0.5, 60))
def test_a_build_folds_nothing_over(point, further: float) -> None:
    """What lies further right stays further right, so that no two places fall together."""
    figure, view, x, y = point
    here, there = (figures.drawn_at(figure, view, at, y)[0] for at in (x, x + further))
    assert there > here + FOLDED * further


@given(points)
def test_a_mark_keeps_its_region_in_every_build(point) -> None:
    """The drawing of a build has, under the point where a mark is shown, the region the mark is stored in."""
    figure, view, x, y = point
    back = figures.stored_at(figure, view, *figures.drawn_at(figure, view, x, y))
    same = {cell_at(view, x + dx, y) for dx in (-0.1, 0, 0.1)}
    assert cell_at(view, *back) in same


def test_a_moved_outline_holds_the_moved_points() -> None:
    """The shapes that are drawn and the points of marks go the same way."""
    shape = body.shape_of("front").outline
    drawn = outline.polygons(figures.moved(shape, lambda x, y: figures.drawn_at("feminine", "front", x, y)))
    inner = [(x, y) for x in range(20, 380, 9) for y in range(30, 880, 9) if _deep_inside(x, y)]
    assert len(inner) > 500
    assert all(outline.inside(*figures.drawn_at("feminine", "front", *at), drawn) for at in inner)


def _deep_inside(x: float, y: float) -> bool:
    around = [(x + dx, y + dy) for dx in (-4, 0, 4) for dy in (-4, 0, 4)]
    return all(outline.inside(px, py, body._outline("front")) for px, py in around)


def test_an_unmoved_path_stays_as_it_is_to_a_tenth() -> None:
    path = body.shape_of("left").outline
    same = outline.polygons(figures.moved(path, lambda x, y: (x, y)))
    for (ax, ay), (bx, by) in zip(outline.polygons(path)[0], same[0], strict=True):
        assert abs(ax - bx) < 0.16 and abs(ay - by) < 0.16


def test_the_figure_follows_the_recorded_sex_and_is_neutral_where_none_is() -> None:
    assert [figures.figure_for(sex) for sex in ("female", "male", "", None)] == [
        "feminine", "masculine", "neutral", "neutral",
    ]  # fmt: skip


@pytest.mark.parametrize("name", figures.SHEETS)
def test_the_sheets_that_pages_load_are_those_of_the_drawing(name: str) -> None:
    """Made anew by: python -c "from palpate.drawing import figures; figures.write(FOLDER)"."""
    text = figures.sheet(name)
    root = ElementTree.fromstring(text)
    views = PLATES if name == "plates" else VIEWS
    assert set(views) <= {node.get("id") for node in root.iter()}
    assert not re.search(r"style|script|href", text)
    assert len(text) < 75_000
    assert (STATIC / f"figure-{name}.svg").read_text("utf8") == text


def test_there_is_no_other_sheet() -> None:
    with pytest.raises(KeyError):
        figures.sheet("third")


def test_a_path_with_another_command_is_not_moved() -> None:
    with pytest.raises(ValueError, match="only M, c, l and Z"):
        figures.moved("M0 0H9Z", lambda x, y: (x, y))
