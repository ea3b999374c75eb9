"""The body figure: the cell under a point, the shapes, and what the SVG holds."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palpate.drawing import body, outline
from palpate.drawing.body import Mark, body_map, cell_at, muscle_shapes
from palpate.knowledge import knowledge

SITES = {(site.site, site.view, site.side): site for site in body.sites()}


@pytest.mark.parametrize(
    ("site", "view", "side", "cell"),
    [
        ("cubital_fossa", "front", "right", ("elbow_front", "right")),
        ("carpal_tunnel", "front", "left", ("wrist_front", "left")),
        ("femoral_triangle", "front", "left", ("thigh_front", "left")),
        ("popliteal_fossa", "back", "right", ("knee_back", "right")),
        ("ulnar_groove", "back", "left", ("elbow_back", "left")),
        ("great_trochanter", "left", "left", ("hip_outer", "left")),
        ("carotid_triangle", "front", "right", ("neck_front", None)),
        ("temporal_artery", "front", "left", ("temple", "left")),
        ("kidney", "back", "left", ("low_back", "left")),
    ],
)
def test_a_known_site_lies_in_its_cell(
    site: str, view: body.View, side: body.Side, cell: tuple[str, str]
) -> None:
    found = SITES[site, view, side]
    assert cell_at(view, found.x, found.y) == cell


def test_beside_the_body_is_no_cell() -> None:
    assert cell_at("front", 5, 5) is None
    assert cell_at("back", 200, 899) is None


@pytest.mark.parametrize("view", body.VIEWS)
def test_every_point_of_the_body_has_a_cell(view: body.View) -> None:
    """The cells tile the outline: no touch on the body is lost."""
    inside = 0
    for x in range(2, body.WIDTH, 7):
        for y in range(2, body.HEIGHT, 7):
            if outline.inside(x, y, body._outline(view)):
                inside += 1
                assert cell_at(view, x, y) is not None, (x, y)
    assert inside > 1000


@given(st.floats(0, body.WIDTH), st.floats(0, body.HEIGHT))
def test_front_is_the_same_on_both_sides(x: float, y: float) -> None:
    """A touch mirrored at the midline falls on the other side, or beside the body as well."""
    here, there = cell_at("front", x, y), cell_at("front", body.WIDTH - x, y)
    if here is None or there is None:
        # Only within the hairline of the outline may the two differ.
        assert here == there or _near_edge(x, y)
    elif here[0] == there[0]:
        assert {here[1], there[1]} in ({"left", "right"}, {None}) or abs(x - body.WIDTH / 2) < 3


def _near_edge(x: float, y: float) -> bool:
    around = [(x + dx, y + dy) for dx in (-3, 0, 3) for dy in (-3, 0, 3)]
    return len({outline.inside(px, py, body._outline("front")) for px, py in around}) == 2


def test_every_cell_is_a_region_of_the_knowledge() -> None:
    regions = knowledge().regions
    drawn = {cell for view in body.VIEWS for cell, _ in body.cells(view)}
    assert drawn <= set(regions)


def test_a_muscle_has_shapes_on_its_own_sides() -> None:
    shapes = muscle_shapes("infraspinatus")
    assert {(shape.view, shape.side) for shape in shapes} >= {("back", "left"), ("back", "right")}
    assert muscle_shapes("no_such_muscle") == ()


def test_a_shape_of_the_right_infraspinatus_lies_right_of_the_midline_seen_from_behind() -> None:
    (shape,) = (one for one in muscle_shapes("infraspinatus") if one.view == "back" and one.side == "right")
    assert all(x > body.WIDTH / 2 for polygon in outline.polygons(shape.path) for x, _ in polygon)


def test_the_map_is_svg_without_style_and_says_what_is_marked() -> None:
    text = body_map(
        "front", marks=[Mark(155, 190, 14, "6 <b>")], lit={("shoulder_front", "right"): "sore"},
        structures=[("pectoralis_minor", "right")], field='p"oint',
    )  # fmt: skip
    root = ElementTree.fromstring(text)
    assert "style" not in text
    assert "right shoulder front" in root.attrib["aria-label"]
    assert "1 place" in root.attrib["aria-label"]
    assert root.attrib["data-point"] == 'p"oint'
    assert len(re.findall('class="sore"', text)) == 1
    assert len(re.findall('class="zone"', text)) == 1
    assert "6 <b>" in [node.text for node in root.iter()]


def test_an_empty_map_says_that_nothing_is_marked() -> None:
    assert "Nothing marked" in body_map("back")
    assert len(body_map("back")) < 12_000


def test_a_muscle_without_a_side_is_drawn_on_both() -> None:
    assert body_map("back", structures=[("infraspinatus", None)]).count('class="zone"') == 2


def test_a_path_with_an_unknown_command_is_refused() -> None:
    with pytest.raises(ValueError, match="only M, c, l and Z"):
        outline.polygons("M0 0A1 1 0 0 0 2 2Z")


def test_a_square_holds_its_middle_and_not_its_outside() -> None:
    square = outline.polygons("M0 0l10 0l0 10l-10 0Z")
    assert outline.inside(5, 5, square)
    assert not outline.inside(15, 5, square)
