"""Home exercises as drawings: where the movement starts (pale), where it ends (ink), and arrows between.

Our own figures, posed joint by joint after the steps of each exercise. Colours come from the page's classes.
"""

import functools
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, Literal, cast

import msgspec

from palpate.drawing.charts import number
from palpate.drawing.skeleton import Point, Points, Pose, View, away, chains, heading, joints

DATA = Path(__file__).parent / "data" / "exercises"
WIDTH, HEIGHT = 240, 180
GROUND = 168.0
HEAD = 10.0

# How thick each piece is drawn, in units.
THICK = {
    "arm": 7.0,
    "leg": 9.0,
    "fore": 24.0,
    "palm": 20.0,
    "fingers": 10.0,
    "thumb": 10.0,
    "shin": 26.0,
    "toes": 10.0,
}
# The pale line round a limb that crosses another, and how thick what is held is drawn.
GAP = 3.5
HELD = {"band": 2.5, "stick": 4.0, "towel": 6.0}


class Drawing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The drawing of one exercise: things around, the pose it starts in, and what changes until its `end`.

    `row` shows further poses beside it, `other` a second hand that helps. An arrow is the name of the joint
    whose way it shows, with how far it bows, or two points and how far it bows. Above `top` is nothing.
    """

    view: View = "side"
    faces: Literal["left", "right"] = "right"
    scale: float = 1
    top: float = 0
    props: tuple[tuple[str | float | Point, ...], ...] = ()
    arrows: tuple[tuple[str | float, ...], ...] = ()
    pose: Pose
    end: dict[str, Any] = {}
    row: tuple[Pose, ...] = ()
    other: Pose | None = None

    def last(self) -> Pose:
        """The pose the movement ends in. Raises msgspec.ValidationError for a piece that does not exist."""
        return msgspec.convert({**_given(self.pose), **self.end}, Pose)

    def joints(self, pose: Pose) -> Points:
        """The joints of this drawing's figure in a pose."""
        return joints(self.view, pose, self.scale, 1 if self.faces == "right" else -1)


def _given(pose: Pose) -> dict[str, Any]:
    built = cast(dict[str, Any], msgspec.to_builtins(pose))
    return {key: value for key, value in built.items() if value is not None}


@functools.cache
def drawings() -> Mapping[str, Drawing]:
    """Every drawing by the id of its exercise. Raises ValueError where two files draw the same one."""
    from palpate.knowledge.written import read  # once somebody looks at a drawing

    found: dict[str, Drawing] = {}
    for path in sorted(DATA.glob("*.yaml")):
        for key, entry in read(path.read_text(encoding="utf-8")).items():
            if key in found:
                raise ValueError(f"{path.name} draws {key} a second time")
            try:
                found[key] = msgspec.convert(entry, Drawing)
            except msgspec.ValidationError as fault:
                raise ValueError(f"{path.name}, {key}: {fault}") from fault
    return found


def exercise_figure(drawing: Drawing, label: str) -> str:
    """The drawing as SVG; `label` names it for those who do not see it."""
    frame = f"0 {number(drawing.top)} {WIDTH} {number(HEIGHT - drawing.top)}"
    head = f'<svg class="fig" viewBox="{frame}" role="img" aria-label="{escape(label)}">'
    line = '<g fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">'
    return f"{head}{line}{''.join(_layers(drawing))}</g></svg>"


def _layers(drawing: Drawing) -> Iterator[str]:
    start, last = drawing.joints(drawing.pose), drawing.joints(drawing.last())
    things = [prop for prop in drawing.props if prop[0] not in HELD]
    held = [prop for prop in drawing.props if prop[0] in HELD]
    yield f'<g class="fix" stroke-width="3">{"".join(around(prop) for prop in things)}</g>'
    if drawing.end:
        yield f'<g class="was">{"".join(figure(drawing, drawing.pose, start))}</g>'
    if drawing.other:
        yield f'<g class="far">{"".join(figure(drawing, drawing.other, drawing.joints(drawing.other)))}</g>'
    for pose in (drawing.last(), *drawing.row):
        yield f"<g>{''.join(figure(drawing, pose, drawing.joints(pose)))}</g>"
    yield f'<g class="fix">{"".join(in_hand(prop, last) for prop in held)}</g>'
    yield f'<g class="way" stroke-width="3">{"".join(_arrow(one, start, last) for one in drawing.arrows)}</g>'


def around(prop: tuple[Any, ...]) -> str:
    """What stands around: floor, wall, line, box, ball, table, bed, chair."""
    kind, *n = prop
    if kind == "ball":
        return f'<circle cx="{number(n[0])}" cy="{number(n[1])}" r="{number(n[2])}"/>'
    if kind == "box":
        size = f'width="{number(n[2])}" height="{number(n[3])}"'
        return f'<rect x="{number(n[0])}" y="{number(n[1])}" {size} rx="3"/>'
    return f'<path d="{" ".join(_track(run) for run in _runs(kind, n))}"/>'


def _runs(kind: str, n: list[float]) -> list[list[Point]]:
    """The lines of a thing. Raises ValueError for one that cannot be drawn."""
    if kind == "floor":
        height = n[0] if n else GROUND
        return [[(6, height), (WIDTH - 6, height)]]
    if kind == "wall":
        return [[(n[0], 6), (n[0], GROUND)]]
    if kind == "line":
        return [list(zip(n[::2], n[1::2], strict=True))]
    if kind in ("table", "bed"):
        left, right, top = n
        deep = [[(left, top + 9), (right, top + 9), (right, top)]] if kind == "bed" else []
        legs = [[(x, top), (x, GROUND)] for x in (left + 4, right - 4)]
        return [[(left, top), (right, top)], *deep, *legs]
    if kind == "chair":
        left, right, top, back = n
        rest = [[(left if back < 0 else right, top - 48), (left if back < 0 else right, top)]] if back else []
        return [
            [(left, top), (right, top)],
            [(left, top), (left, GROUND)],
            [(right, top), (right, GROUND)],
            *rest,
        ]
    raise ValueError(f"no drawing of a {kind}")


def in_hand(prop: tuple[Any, ...], points: Points) -> str:
    """A band, stick or towel between joints of the last pose and points of the picture."""
    run = [points[one] if isinstance(one, str) else (one[0], one[1]) for one in prop[1:]]
    return f'<path d="{_track(run)}" stroke-width="{number(HELD[prop[0]])}"/>'


def _track(run: list[Point]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in run)


def figure(drawing: Drawing, pose: Pose, points: Points) -> Iterator[str]:
    """From the far side to the near: what comes later lies on top."""
    if drawing.view == "foot":
        yield _sole(points, drawing.scale)
    if drawing.view in ("hand", "foot"):
        yield from (
            _limb(one.name, points, drawing) for one in chains(drawing.view) if one.pieces[0][0] in points
        )
        return
    flat = drawing.view == "side"
    under = ("leg2", "arm2") if flat else ("leg2", "leg")
    over = ("leg", "arm") if flat else ("arm2", "arm")
    for name in under:
        if getattr(pose, name) is not None:
            crosses = not flat and name == "leg"
            limb = _limb(name, points, drawing, GAP if crosses else 0)
            yield f'<g class="far">{limb}</g>' if flat else limb
    yield from _trunk(points, drawing)
    yield from _head(pose, points, drawing)
    yield from (_limb(name, points, drawing, GAP) for name in over if getattr(pose, name) is not None)


def _limb(name: str, points: Points, drawing: Drawing, gap: float = 0) -> str:
    chain = next(one for one in chains(drawing.view) if one.name == name)
    track = _track([points[chain.origin], *(points[joint] for joint, _ in chain.pieces)])
    thick = THICK[name.rstrip("2")] * drawing.scale
    clear = f'<path class="cut" d="{track}" stroke-width="{number(thick + gap)}"/>' if gap else ""
    return f'{clear}<path d="{track}" stroke-width="{number(thick)}"/>'


def _sole(points: Points, scale: float) -> str:
    track = _track([points["ankle"], points["heel"], points["ball"]])
    return f'<path d="{track}Z" fill="currentColor" stroke-width="{number(14 * scale)}"/>'


def _trunk(points: Points, drawing: Drawing) -> Iterator[str]:
    """In profile a bow through the waist; from in front a shape between shoulders and hips."""
    chest, waist, pelvis = (points[joint] for joint in ("chest", "waist", "pelvis"))
    if drawing.view == "side":
        bow = tuple(2 * waist[i] - (chest[i] + pelvis[i]) / 2 for i in (0, 1))
        track = f"{_track([chest])}Q{' '.join(map(number, (*bow, *pelvis)))}"
        yield f'<path d="{track}" stroke-width="{number(14 * drawing.scale)}"/>'
        return
    track = _track([points[joint] for joint in ("shoulder", "shoulder2", "hip2", "hip")])
    yield f'<path d="{track}Z" fill="currentColor" stroke-width="{number(8 * drawing.scale)}"/>'


def _head(pose: Pose, points: Points, drawing: Drawing) -> Iterator[str]:
    if "head" not in points:
        return
    size, head, chest = HEAD * drawing.scale, points["head"], points["chest"]
    up = heading(chest, head)
    yield f'<path d="{_track([chest, away(head, up, -size)])}" stroke-width="{number(7 * drawing.scale)}"/>'
    x, y = map(number, head)
    yield f'<circle class="cut" cx="{x}" cy="{y}" r="{number(size)}"/>'
    yield f'<circle cx="{x}" cy="{y}" r="{number(size)}" stroke-width="{number(3.5 * drawing.scale)}"/>'
    if drawing.view != "back":
        yield f'<path d="{_face(pose, head, up, drawing)}" stroke-width="{number(2.5 * drawing.scale)}"/>'


def _face(pose: Pose, head: Point, up: float, drawing: Drawing) -> str:
    """A nose and an eye in profile, two eyes from in front."""
    size = HEAD * drawing.scale
    if drawing.view == "front":
        middle = away(away(head, up, 0.15 * size), up - 90, 0.45 * size * pose.turn)
        middle = away(middle, up, size * pose.nod / 60)
        eyes = [away(middle, up + side, 0.36 * size) for side in (90, -90)]
        return "".join(_track([eye, eye]) for eye in eyes)
    front = (
        up + (-90 if drawing.faces == "right" else 90) + (pose.nod if drawing.faces == "right" else -pose.nod)
    )
    eye = away(head, front + (30 if drawing.faces == "right" else -30), 0.55 * size)
    return _track([away(head, front, size + 1.5), away(head, front, 1.4 * size)]) + _track([eye, eye])


def _arrow(arrow: tuple[Any, ...], start: Points, last: Points) -> str:
    """A bowed arrow. Raises KeyError for a joint that the figure does not have."""
    if isinstance(arrow[0], str):
        tail, tip = start[arrow[0]], last[arrow[0]]
        bow = arrow[1] if len(arrow) > 1 else 0
    else:
        tail, tip, bow = (arrow[0], arrow[1]), (arrow[2], arrow[3]), arrow[4] if len(arrow) > 4 else 0
    middle = ((tail[0] + tip[0]) / 2, (tail[1] + tip[1]) / 2)
    pull = away(middle, heading(tail, tip) + 90, 2 * bow)
    aim = heading(pull, tip)
    barbs = [away(tip, aim + side, 8) for side in (148, -148)]
    shaft = f"{_track([tail])}Q{' '.join(map(number, (*pull, *tip)))}"
    return f'<path d="{shaft}{_track([barbs[0], tip, barbs[1]])}"/>'


def extent(drawing: Drawing) -> tuple[float, float, float, float]:
    """The left, top, right and bottom edge of the figures, in units; a helping hand may come from outside."""
    poses = [drawing.pose, drawing.last(), *drawing.row]
    boxes = [_reach(drawing, drawing.joints(pose)) for pose in poses]
    least, most = (
        [min(box[i] for box in boxes) for i in (0, 1)],
        [max(box[i] for box in boxes) for i in (2, 3)],
    )
    return least[0], least[1], most[0], most[1]


def _reach(drawing: Drawing, points: Points) -> tuple[float, float, float, float]:
    near = 5.0 if drawing.view in ("side", "front", "back") else 12.0
    wide = {joint: drawing.scale * (HEAD + 4 if joint == "head" else near) for joint in points}
    return (
        min(x - wide[joint] for joint, (x, _) in points.items()),
        min(y - wide[joint] for joint, (_, y) in points.items()),
        max(x + wide[joint] for joint, (x, _) in points.items()),
        max(y + wide[joint] for joint, (_, y) in points.items()),
    )
