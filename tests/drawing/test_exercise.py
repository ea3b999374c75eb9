"""The drawings of the home exercises: one for each, of limbs that keep their length, within the frame."""

import math
import re
from xml.etree import ElementTree

import pytest

from palpate.drawing.exercise import HEIGHT, WIDTH, Drawing, drawings, exercise_figure, extent
from palpate.drawing.skeleton import Chain, Pose, Reach, chains, heading, joints
from palpate.knowledge import knowledge

# No drawing is better than a wrong one: a plan on paper has no pose, and a warm pack goes where it is told.
GAPS = {"activity_plan", "heat"}
# Four units are half the thickness of a limb: a hand that close is seen to touch.
TOUCH = 4.0


def _poses(drawing: Drawing) -> list[Pose]:
    return [drawing.pose, drawing.last(), *drawing.row, *([drawing.other] if drawing.other else [])]


def _limbs(drawing: Drawing) -> list[tuple[Pose, Chain]]:
    """Every limb that is drawn, with its pose."""
    return [
        (pose, chain)
        for pose in _poses(drawing)
        for chain in chains(drawing.view)
        if getattr(pose, chain.name) is not None
    ]


def test_every_drawing_is_of_an_exercise_that_exists() -> None:
    assert set(drawings()) <= set(knowledge().exercises)


def test_every_exercise_has_a_drawing_or_is_known_to_have_none() -> None:
    assert set(knowledge().exercises) - set(drawings()) == GAPS


@pytest.mark.parametrize("key", drawings())
def test_the_svg_reads_is_small_and_keeps_to_the_content_policy(key: str) -> None:
    svg = exercise_figure(drawings()[key], "Reach & <hold>")
    tree = ElementTree.fromstring(svg)
    assert (tree.get("role"), tree.get("aria-label")) == ("img", "Reach & <hold>")
    assert len(svg.encode()) <= 3000
    assert "style" not in svg and "nan" not in svg


@pytest.mark.parametrize("key", drawings())
def test_limbs_keep_their_lengths(key: str) -> None:
    drawing = drawings()[key]
    for pose, chain in _limbs(drawing):
        points, here = drawing.joints(pose), chain.origin
        for piece, (joint, length) in enumerate(chain.pieces):
            whole = length * drawing.scale * pose.seen(chain.name, piece)
            assert math.dist(points[here], points[joint]) == pytest.approx(whole), (chain.name, joint)
            here = joint


@pytest.mark.parametrize("key", drawings())
def test_what_is_led_to_a_place_gets_there(key: str) -> None:
    drawing = drawings()[key]
    for pose, chain in _limbs(drawing):
        limb, points = getattr(pose, chain.name), drawing.joints(pose)
        if isinstance(limb, Reach):
            x, y = points[limb.to] if isinstance(limb.to, str) else limb.to
            end = points[chain.pieces[1][0]]
            assert math.dist(end, (x + limb.by[0], y + limb.by[1])) <= TOUCH, chain.name


@pytest.mark.parametrize("key", drawings())
def test_figures_stay_within_the_frame(key: str) -> None:
    left, top, right, bottom = extent(drawings()[key])
    assert left >= 0 and right <= WIDTH
    assert top >= drawings()[key].top and bottom <= HEIGHT


@pytest.mark.parametrize("key", drawings())
def test_all_numbers_of_lines_lie_within_the_frame(key: str) -> None:
    """Arrows and things around too; a second hand alone reaches in from outside."""
    drawing = drawings()[key]
    svg = (
        re.sub(r'<g class="far"><path d="M\d+.*?</g>', "", exercise_figure(drawing, ""))
        if drawing.other
        else ""
    )
    for track in re.findall(r' d="([^"]*)"', svg or exercise_figure(drawing, "")):
        numbers = [float(one) for one in re.findall(r"-?\d+\.?\d*", track)]
        assert all(0 <= x <= WIDTH for x in numbers[::2]), track
        assert all(drawing.top <= y <= HEIGHT for y in numbers[1::2]), track


def _bend(points: dict[str, tuple[float, float]], first: str, middle: str, last: str) -> float:
    """How far the second piece is turned against the first: degrees, counter-clockwise positive."""
    turn = heading(points[middle], points[last]) - heading(points[first], points[middle])
    return (turn + 180) % 360 - 180


@pytest.mark.parametrize("key", [key for key, one in drawings().items() if one.view == "side"])
def test_knees_and_elbows_bend_the_way_they_can(key: str) -> None:
    drawing = drawings()[key]
    faces = 1 if drawing.faces == "right" else -1
    for pose, chain in _limbs(drawing):
        if chain.name.startswith(("leg", "arm")) and chain.name not in pose.short:
            first, (middle, _), (last, _) = chain.origin, *chain.pieces[:2]
            bend = faces * _bend(drawing.joints(pose), first, middle, last)
            least, most = (-160, 8) if chain.name.startswith("leg") else (-8, 172)
            assert least <= bend <= most, (chain.name, bend)


def test_an_arm_out_of_reach_is_straight_and_no_longer() -> None:
    pose = Pose(at=("pelvis", 120, 160), spine=(90,), arm=Reach(to=(240, 114)))
    points = joints("side", pose)
    assert math.dist(points["shoulder"], points["hand"]) == pytest.approx(48)


def test_a_limb_led_to_a_joint_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="reaches for 'tail'"):
        joints("side", Pose(at=("pelvis", 0, 0), spine=(90,), arm=Reach(to="tail")))


def test_an_arrow_follows_the_joint_it_names() -> None:
    pose = Pose(at=("pelvis", 120, 160), spine=(90,), neck=(90,), arm=(0,))
    svg = exercise_figure(Drawing(pose=pose, end={"arm": [90]}, arrows=(("hand",),)), "Lift")
    assert "M168 114Q" in svg and " 120 66" in svg


def test_a_leg_that_crosses_the_other_is_told_from_it_by_a_pale_line() -> None:
    pose = Pose(at=("pelvis", 120, 90), spine=(90,), leg=(-100, -80), leg2=(-80, -100))
    front = exercise_figure(Drawing(view="front", pose=pose), "Stand")
    assert front.count('class="cut"') == 1
    assert 'class="cut"' not in exercise_figure(
        Drawing(pose=Pose(at=("pelvis", 120, 90), spine=(90,))), "Stand"
    )
