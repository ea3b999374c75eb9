"""Where the joints of a drawn figure stand: limbs of fixed length, turned by angles or led to a point.

Angles are degrees in the picture: 0 to the right, 90 up, 180 to the left, -90 down. Points are units of the
picture, y downwards. Lengths are those of a pictogram, set by eye: no anthropometry is meant.
"""

import math
from typing import Annotated, Literal, NamedTuple

import msgspec

Point = tuple[float, float]
Points = dict[str, Point]
View = Literal["side", "front", "back", "hand", "foot", "knee", "elbow", "palm", "forefoot", "heel", "face"]
WHOLE = ("side", "front", "back")


class Reach(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A limb whose end lies at a point or at a joint of the same figure, moved `by` so much.

    `bend` is the side the elbow or knee lies on, looking along the limb: 1 counter-clockwise, -1 clockwise.
    `last` is the angle of the hand or foot. Out of reach, the limb is stretched towards the point.
    """

    to: str | Point
    by: Point = (0, 0)
    bend: Literal[1, -1] = 1
    last: float | None = None


Limb = Annotated[tuple[float, ...], msgspec.Meta(min_length=1, max_length=3)] | Reach


class Pose(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where one joint stands (`at`), and the angle of each piece. A limb that is not given is not drawn.

    `turn` moves the face seen from in front to the side (-1 to 1); `nod` tips it (degrees, down minus).
    In a close-up, `turn` 1 shows the knee from in front and the hand from its back.
    `short` says how much of each piece of a limb is seen (0 to 1) where it points at the onlooker.
    `jaw` moves the lower jaw of the face: to the side and down, in units.
    """

    at: tuple[str, float, float]
    spine: Limb | None = None
    neck: Limb | None = None
    turn: float = 0
    nod: float = 0
    arm: Limb | None = None
    arm2: Limb | None = None
    leg: Limb | None = None
    leg2: Limb | None = None
    fore: Limb | None = None
    palm: Limb | None = None
    fingers: Limb | None = None
    thumb: Limb | None = None
    shin: Limb | None = None
    foot: Limb | None = None
    toes: Limb | None = None
    thigh: Limb | None = None
    upper: Limb | None = None
    jaw: Point = (0, 0)
    short: dict[str, tuple[float, ...]] = {}

    def seen(self, name: str, piece: int) -> float:
        """How much of this piece of a limb is seen, 0 to 1."""
        shares = self.short.get(name, ())
        return shares[piece] if piece < len(shares) else 1.0


class Chain(NamedTuple):
    """A row of pieces: the field of the pose, where it hangs, and each next joint with its length."""

    name: str
    origin: str
    pieces: tuple[tuple[str, float], ...]


TRUNK = (
    Chain("spine", "pelvis", (("waist", 23), ("chest", 23))),
    Chain("neck", "chest", (("head", 20),)),
)
LIMBS = tuple(
    Chain(name + side, origin + side, tuple((joint + side, length) for joint, length in pieces))
    for name, origin, pieces in (
        ("leg", "hip", (("knee", 38), ("ankle", 37), ("toe", 13))),
        ("arm", "shoulder", (("elbow", 25), ("hand", 23), ("tip", 7))),
    )
    for side in ("", "2")
)
HAND = (
    Chain("fore", "elbow", (("wrist", 84),)),
    Chain("palm", "wrist", (("knuckle", 36),)),
    Chain("fingers", "knuckle", (("finger1", 21), ("finger2", 15), ("finger3", 12))),
    Chain("thumb", "wrist", (("thumb1", 25), ("thumb2", 17))),
)
FOOT = (
    Chain("shin", "knee", (("ankle", 80),)),
    Chain("toes", "ball", (("toe", 20),)),
)
KNEE = (
    Chain("thigh", "hip", (("knee", 88),)),
    Chain("shin", "knee", (("ankle", 86),)),
)
ELBOW = (
    Chain("upper", "shoulder", (("elbow", 76),)),
    Chain("fore", "elbow", (("wrist", 64),)),
    Chain("palm", "wrist", (("knuckle", 20),)),
    Chain("fingers", "knuckle", (("finger1", 18),)),
)
PALM = (
    Chain("fore", "elbow", (("wrist", 66),)),
    Chain("palm", "wrist", (("knuckle", 38),)),
    Chain("fingers", "knuckle", (("finger1", 34),)),
    Chain("thumb", "wrist", (("thumb1", 26), ("thumb2", 22))),
)
HEEL = (
    Chain("shin", "knee", (("ankle", 84),)),
    Chain("foot", "ankle", (("heel", 34),)),
)
CLOSE = {"hand": HAND, "foot": FOOT, "knee": KNEE, "elbow": ELBOW, "palm": PALM, "heel": HEEL}
# How far the shoulders and hips lie from the midline, seen from in front.
HALF = {"shoulder": 13.0, "hip": 7.0}
# Where a close-up begins.
ROOTS = {
    "hand": ("elbow",),
    "palm": ("elbow",),
    "foot": ("knee",),
    "heel": ("knee",),
    "knee": ("hip",),
    "elbow": ("shoulder",),
    "forefoot": ("heel",),
    "face": ("head",),
}
# The heel and the ball of the foot from the ankle: the angle to the sole's direction, and the length.
SOLE = {"heel": (-130.0, 22.0), "ball": (-22.0, 46.0)}


def chains(view: View) -> tuple[Chain, ...]:
    """The pieces of a figure of this view, in the order they are found."""
    return TRUNK + LIMBS if view in WHOLE else CLOSE.get(view, ())


def away(start: Point, angle: float, length: float) -> Point:
    """The point at this angle (degrees) and distance (units)."""
    turn = math.radians(angle)
    return start[0] + length * math.cos(turn), start[1] - length * math.sin(turn)


def heading(start: Point, end: Point) -> float:
    """The angle in degrees from one point to another."""
    return math.degrees(math.atan2(start[1] - end[1], end[0] - start[0]))


def joints(view: View, pose: Pose, scale: float = 1, faces: int = 1) -> Points:
    """Every joint of the figure by its name. `faces` is 1 to the right, -1 to the left.

    Raises ValueError where `at` or a limb names a joint that the figure does not have.
    """
    points = dict.fromkeys(ROOTS.get(view, ("pelvis",)), (0.0, 0.0))
    for chain in chains(view):
        _turned(points, chain, pose, view, scale, faces)
    _landmarks(points, view, pose, scale, faces)
    _set(points, pose.at)
    for chain in chains(view):
        limb = getattr(pose, chain.name)
        if isinstance(limb, Reach):
            _led(points, chain, pose, scale, _level(view, chain, faces))
    return points


def _turned(points: Points, chain: Chain, pose: Pose, view: View, scale: float, faces: int) -> None:
    limb = getattr(pose, chain.name)
    if isinstance(limb, tuple):
        angles = _angles(chain, limb, faces)
        here = points[chain.origin]
        for piece, ((joint, length), angle) in enumerate(zip(chain.pieces, angles, strict=True)):
            here = points[joint] = away(here, angle, length * scale * pose.seen(chain.name, piece))
    if chain.name == "spine":
        _sides(points, view, scale)
    if chain.name == "shin" and isinstance(pose.foot, tuple):
        _sole(points, pose.foot[0], scale)


def _angles(chain: Chain, limb: tuple[float, ...], faces: int) -> tuple[float, ...]:
    """One angle for every piece: the last goes on, save that a foot stands square on its shin."""
    missing = len(chain.pieces) - len(limb)
    if missing and chain.pieces[-1][0].startswith("toe") and len(chain.pieces) == 3:
        shin = limb[-1]
        return (*limb, *[shin] * (missing - 1), shin + 90 * faces)
    return (*limb[: len(chain.pieces)], *[limb[-1]] * missing)


def _sides(points: Points, view: View, scale: float) -> None:
    """Shoulders and hips: on the midline in profile, beside it from in front."""
    for joint, middle, below in (("shoulder", "chest", "waist"), ("hip", "pelvis", "waist")):
        half = 0.0 if view == "side" else HALF[joint] * scale
        up = heading(points[below], points[middle]) + (0 if joint == "shoulder" else 180)
        points[joint] = away(points[middle], up - 90, half)
        points[joint + "2"] = away(points[middle], up + 90, half)


def _sole(points: Points, angle: float, scale: float) -> None:
    for joint, (turn, length) in SOLE.items():
        points[joint] = away(points["ankle"], angle + turn, length * scale)


def _landmarks(points: Points, view: View, pose: Pose, scale: float, faces: int) -> None:
    """What a close-up has beside its limbs: kneecap, finger tips, toes, chin."""
    if view == "knee" and "ankle" in points:
        ahead = (heading(points["hip"], points["knee"]) + _shin(points)) / 2 + 90 * faces
        points["patella"] = away(points["knee"], ahead, 17 * (1 - pose.turn) * scale)
    if view == "palm":
        _fan(points, pose, scale, faces)
    if view == "forefoot" and isinstance(pose.foot, tuple):
        _toes(points, pose.foot[0], scale, faces)
    if view == "face":
        points["chin"] = (pose.jaw[0] * scale, (46 + pose.jaw[1]) * scale)
        points["jaw"], points["jaw2"] = (-34 * scale, 12 * scale), (34 * scale, 12 * scale)


def _shin(points: Points) -> float:
    """The angle of the shin, written so that it lies within half a turn of the thigh's."""
    thigh = heading(points["hip"], points["knee"])
    return thigh + (heading(points["knee"], points["ankle"]) - thigh + 180) % 360 - 180


def _fan(points: Points, pose: Pose, scale: float, faces: int) -> None:
    """Knuckles and tips of four fingers, the index next to the thumb."""
    if not isinstance(pose.palm, tuple):
        return
    along = pose.palm[-1]
    fingers = pose.fingers[0] if isinstance(pose.fingers, tuple) else along
    for number, (beside, length) in enumerate(((13.5, 30), (4.5, 34), (-4.5, 31), (-13.5, 24)), 1):
        base = away(points["knuckle"], along + 90 * faces, beside * scale)
        points[f"knuckle{number}"] = base
        spread = fingers + faces * beside * 0.5
        points[f"tip{number}"] = away(base, spread, length * scale * pose.seen("fingers", 0))


def _toes(points: Points, along: float, scale: float, faces: int) -> None:
    """The foot from above or below: its ball and five toes, the big one on the `faces` side."""
    points["instep"] = away(points["heel"], along, 42 * scale)
    points["ball"] = away(points["heel"], along, 88 * scale)
    rows = ((19, 92, 24), (8, 96, 20), (-2, 94, 18), (-11, 89, 16), (-20, 83, 14))
    for number, (beside, far, length) in enumerate(rows, 1):
        base = away(away(points["heel"], along, far * scale), along - 90 * faces, -beside * scale)
        points[f"ball{number}"] = base
        points[f"toe{number}"] = away(base, along, length * scale)


def _set(points: Points, at: tuple[str, float, float]) -> None:
    if at[0] not in points:
        raise ValueError(f"no joint {at[0]!r} to set the figure by")
    dx, dy = at[1] - points[at[0]][0], at[2] - points[at[0]][1]
    for joint, (x, y) in points.items():
        points[joint] = (x + dx, y + dy)


def _level(view: View, chain: Chain, faces: int) -> float:
    """Where the foot of a led leg points: ahead in profile, outwards from in front."""
    ahead = faces > 0 if view == "side" else not chain.name.endswith("2")
    return 0 if ahead else 180


def _led(points: Points, chain: Chain, pose: Pose, scale: float, level: float) -> None:
    """Two pieces led to a point by the law of cosines."""
    limb = getattr(pose, chain.name)
    if isinstance(limb.to, str) and limb.to not in points:
        raise ValueError(f"{chain.name} reaches for {limb.to!r}, which the figure does not have")
    goal = points[limb.to] if isinstance(limb.to, str) else limb.to
    start, end = points[chain.origin], (goal[0] + limb.by[0], goal[1] + limb.by[1])
    (middle, upper), (last, lower), *more = (
        (joint, length * scale * pose.seen(chain.name, piece))
        for piece, (joint, length) in enumerate(chain.pieces)
    )
    far = min(max(math.dist(start, end), abs(upper - lower) + 0.01), upper + lower)
    cosine = (upper**2 + far**2 - lower**2) / (2 * upper * far)
    lean = math.degrees(math.acos(min(max(cosine, -1), 1)))
    along = heading(start, end)
    points[middle] = away(start, along + limb.bend * lean, upper)
    points[last] = away(points[middle], heading(points[middle], away(start, along, far)), lower)
    for joint, length in more:
        onward = heading(points[middle], points[last]) if joint.startswith("tip") else level
        points[joint] = away(points[last], onward if limb.last is None else limb.last, length)
