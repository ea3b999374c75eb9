"""The drawings of the tests: each test drawn or left out for a reason, of joints that bend as they can."""

import itertools
import math
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from palpate.drawing.closeup import strokes
from palpate.drawing.exercise import HEIGHT, THICK, WIDTH
from palpate.drawing.maneuver import Maneuver, legend, maneuver_svg, maneuvers, seen_from, undrawn
from palpate.drawing.marks import place
from palpate.drawing.skeleton import WHOLE, Point, Points, Pose, Reach, chains, heading
from palpate.knowledge import knowledge

# A hand that lies so far from a limb's edge still touches it: about the radius of its mark.
TOUCH = 8.0
# The width of a letter of the labels, in units.
LETTER = 5.9


def _tests() -> set[str]:
    return {id for id, one in knowledge().findings.items() if one.kind == "maneuver"}


def _poses(drawing: Maneuver) -> list[Pose]:
    return [drawing.pose, drawing.last(), *drawing.row]


def _seen(*views: str) -> list[str]:
    return [key for key, one in maneuvers().items() if one.view in views]


def test_every_test_is_drawn_or_left_out_for_a_reason() -> None:
    drawn, left_out = set(maneuvers()), set(undrawn())
    assert _tests() <= drawn | left_out
    assert not drawn & left_out
    assert left_out <= _tests() and all(len(reason) > 20 for reason in undrawn().values())


def test_only_tests_and_measured_motions_are_drawn() -> None:
    kinds = {knowledge().findings[id].kind for id in maneuvers()}
    assert kinds <= {"maneuver", "motion"}


def test_the_svg_reads_is_small_and_says_the_steps() -> None:
    for key in maneuvers():
        svg = maneuver_svg(key)
        assert svg is not None
        tree = ElementTree.fromstring(svg)
        label = tree.get("aria-label") or ""
        found = knowledge().findings[key]
        assert tree.get("role") == "img" and found.name in label, key
        assert found.how and found.how.strip().rstrip(".") in label
        assert len(svg.encode()) <= 5000, key
        drawn = svg.replace(label, "")
        assert "style" not in drawn and "nan" not in drawn


def test_everything_lies_within_the_frame() -> None:
    for key in maneuvers():
        drawing, svg = maneuvers()[key], maneuver_svg(key) or ""
        _, top, _, height = map(float, (ElementTree.fromstring(svg).get("viewBox") or "").split())
        assert 0 <= top < top + height <= HEIGHT
        for track in re.findall(r' d="([^"]*)"', svg):
            numbers = [float(one) for one in re.findall(r"-?\d+\.?\d*", track)]
            assert all(0 <= x <= WIDTH for x in numbers[::2]), (key, track)
            assert all(top <= y <= top + height for y in numbers[1::2]), (key, track)
        for x, _, text in drawing.labels:
            half = len(text) * LETTER / 2
            assert half <= x <= WIDTH - half, (key, text)


def test_hands_lie_on_the_body() -> None:
    for key in maneuvers():
        drawing = maneuvers()[key]
        points = drawing.joints(drawing.last())
        body = list(_body(drawing, drawing.last(), points))
        for spot in drawing.marks():
            x, y = place(spot, points)
            assert min(_distance((x, y), run) - wide / 2 for run, wide in body) <= TOUCH, (key, spot)


def _body(drawing: Maneuver, pose: Pose, points: Points) -> Iterator[tuple[list[Point], float]]:
    """The lines that are drawn and their thickness."""
    if drawing.view not in (*WHOLE, "hand", "foot"):
        yield from strokes(drawing.view, points, drawing.scale)
        return
    for chain in chains(drawing.view):
        if chain.pieces[0][0] in points and (
            drawing.view not in WHOLE or getattr(pose, chain.name) is not None
        ):
            wide = {"spine": 14.0, "neck": 20.0}.get(chain.name) or THICK[chain.name.rstrip("2")]
            yield [points[chain.origin], *(points[joint] for joint, _ in chain.pieces)], wide * drawing.scale
    if drawing.view in ("front", "back"):
        corners = [points[joint] for joint in ("shoulder", "shoulder2", "hip2", "hip", "shoulder")]
        yield corners, 8 * drawing.scale
        yield [points["chest"], points["pelvis"]], 22 * drawing.scale
    if "head" in points:
        yield [points["head"]], 24 * drawing.scale
    if drawing.view == "foot":
        yield [points["ankle"], points["heel"], points["ball"], points["ankle"]], 14 * drawing.scale


def _distance(spot: Point, run: list[Point]) -> float:
    if len(run) == 1:
        return math.dist(spot, run[0])
    return min(_to_piece(spot, a, b) for a, b in itertools.pairwise(run))


def _to_piece(spot: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end) ** 2 or 1.0
    share = sum((spot[i] - start[i]) * (end[i] - start[i]) for i in (0, 1)) / length
    share = min(max(share, 0), 1)
    return math.dist(spot, (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))


def _bend(points: Points, first: str, middle: str, last: str) -> float:
    """How far the second piece is turned against the first: degrees, counter-clockwise positive."""
    turn = heading(points[middle], points[last]) - heading(points[first], points[middle])
    return (turn + 180) % 360 - 180


# From the side, for a figure that faces right: knee, elbow, hip against the trunk, foot against the shin.
RANGES = {
    ("hip", "knee", "ankle"): (-160, 8),
    ("shoulder", "elbow", "hand"): (-8, 172),
    ("knee", "ankle", "toe"): (20, 126),
}


def test_joints_bend_the_way_they_can() -> None:
    for key in _seen("side"):
        drawing = maneuvers()[key]
        for pose in _poses(drawing):
            points = drawing.joints(pose)
            for (first, middle, last), (least, most) in RANGES.items():
                for side in ("", "2"):
                    name = ("leg" if first in ("hip", "knee") else "arm") + side
                    if getattr(pose, name) is None or name in pose.short:
                        continue
                    bend = _bend(points, first + side, middle + side, last + side)
                    assert least <= bend <= most, (key, name, middle, bend)


def test_hips_and_neck_stay_within_their_range() -> None:
    """Hip 140 degrees of flexion to 35 of extension, neck 75 degrees either way against the upper trunk."""
    for key in _seen("side"):
        drawing = maneuvers()[key]
        for pose in _poses(drawing):
            points = drawing.joints(pose)
            for side in ("", "2"):
                if getattr(pose, "leg" + side) is not None:
                    flexion = _bend(points, "waist", "pelvis", "knee" + side)
                    assert -35 <= flexion <= 140, (key, "hip" + side, flexion)
            if pose.neck is not None:
                assert abs(_bend(points, "waist", "chest", "head")) <= 75, key


CLOSE = {
    "knee": (("hip", "knee", "ankle"), (-160, 8)),
    "elbow": (("shoulder", "elbow", "wrist"), (-8, 155)),
    "hand": (("elbow", "wrist", "knuckle"), (-90, 90)),
    "palm": (("elbow", "wrist", "knuckle"), (-45, 30)),
    "heel": (("knee", "ankle", "heel"), (-30, 30)),
}


def test_the_joint_of_a_closeup_stays_within_its_range() -> None:
    for key in _seen(*CLOSE):
        drawing = maneuvers()[key]
        joints, (least, most) = CLOSE[drawing.view]
        for pose in _poses(drawing):
            assert least <= _bend(drawing.joints(pose), *joints) <= most, key


def test_what_is_led_to_a_place_gets_there() -> None:
    for key in maneuvers():
        drawing = maneuvers()[key]
        for pose in _poses(drawing):
            points = drawing.joints(pose)
            for chain in chains(drawing.view):
                limb = getattr(pose, chain.name)
                if isinstance(limb, Reach):
                    x, y = points[limb.to] if isinstance(limb.to, str) else limb.to
                    goal = (x + limb.by[0], y + limb.by[1])
                    assert math.dist(points[chain.pieces[1][0]], goal) <= 4, (key, chain.name)


def test_a_drawing_shows_the_two_hands_by_different_shapes_and_words() -> None:
    svg = maneuver_svg("lachman") or ""
    tree = ElementTree.fromstring(svg)
    held, moved = (tree.find(f".//g[@class='{kind}']") for kind in ("hold", "move"))
    assert held is not None and held.findall("rect") and not held.findall("circle")
    assert moved is not None and moved.findall("circle") and not moved.findall("rect")
    words = [word for _, word in legend("lachman")]
    assert "hand that holds still or feels" in words and "hand that moves or presses" in words


def test_the_legend_names_only_what_is_in_the_picture() -> None:
    words = [word for _, word in legend("active_straight_leg_raise")]
    assert words == ["faint: the start, strong: the end", "the movement"]


def test_what_has_no_drawing_gives_nothing() -> None:
    assert maneuver_svg("copeland_test") is None and maneuver_svg("no_such_finding") is None
    assert legend("copeland_test") == [] and seen_from("copeland_test") == ""


def test_the_words_say_where_the_hands_lie() -> None:
    svg = maneuver_svg("lachman") or ""
    assert "Hand holding or feeling: thigh." in svg and "Hand moving or pressing: lower leg." in svg
    assert "Positive: More travel" in svg
