"""Orthopedic tests as drawings: the client's pose (start pale, end ink), the movement, the examiner's hands.

The poses follow the words of each finding. A drawing is a base pose of `bases.yaml` and what the test
changes; `like` takes over another test's drawing. What is not drawn stands in `undrawn.yaml` with its reason.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from palpate.drawing.charts import number
from palpate.drawing.closeup import closeup
from palpate.drawing.exercise import HEIGHT, HELD, WIDTH, Drawing, around, figure, in_hand
from palpate.drawing.marks import (
    Effort,
    Hand,
    Place,
    Spin,
    effort,
    felt,
    follow,
    held,
    looked,
    moved,
    place,
    spun,
)
from palpate.drawing.skeleton import WHOLE, Points, Pose
from palpate.knowledge import knowledge

DATA = Path(__file__).parent / "data" / "maneuvers"
LINE = '<g fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">'
# How far a thick limb or a mark reaches beyond the middle of its line, in units.
MARGIN, HALF = 22.0, 14.0
BASES, UNDRAWN = "bases.yaml", "undrawn.yaml"

LEGEND = {
    "was": "faint: the start, strong: the end",
    "way": "the movement",
    "own": "the client's own force",
    "hold": "hand that holds still or feels",
    "move": "hand that moves or presses",
    "felt": "felt here when positive",
    "look": "look here",
}
# What lies between two joints, for those who do not see the drawing.
BETWEEN = {
    ("shoulder", "elbow"): "upper arm",
    ("elbow", "hand"): "forearm",
    ("elbow", "wrist"): "forearm",
    ("hip", "knee"): "thigh",
    ("knee", "ankle"): "lower leg",
    ("ankle", "toe"): "foot",
    ("waist", "chest"): "trunk",
    ("pelvis", "waist"): "low back",
    ("chest", "head"): "neck",
}
NAMED = {
    "tip": "hand",
    "toe": "foot",
    "ball": "ball of the foot",
    "pelvis": "pelvis",
    "waist": "low back",
    "patella": "kneecap",
    "chin": "chin",
    "jaw": "jaw",
    "palm": "hand",
    "knuckle": "knuckles",
    "thumb": "thumb",
    "finger": "fingers",
    "instep": "instep",
}


class Maneuver(Drawing, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The drawing of one test: a pose and its end, with the marks on the pose it ends in.

    `seen` says from where one looks, `pose_name` how the client lies, sits or stands; `labels` are words in
    the picture, each set by its middle.
    """

    seen: str
    pose_name: str = ""
    hold: tuple[Hand, ...] = ()
    move: tuple[Hand, ...] = ()
    felt: tuple[Place, ...] = ()
    look: tuple[Place, ...] = ()
    own: tuple[Effort, ...] = ()
    spin: tuple[Spin, ...] = ()
    labels: tuple[tuple[float, float, str], ...] = ()

    def marks(self) -> list[Place]:
        """The places of all marks that must lie on the body."""
        return [*(one.at for one in (*self.hold, *self.move)), *self.felt]


@functools.cache
def maneuvers() -> Mapping[str, Maneuver]:
    """Every drawing by the id of its finding. Raises ValueError where one is drawn twice or does not fit."""
    bases = _read(DATA / BASES)
    given: dict[str, dict[str, Any]] = {}
    for path in sorted(DATA.glob("*.yaml")):
        if path.name in (BASES, UNDRAWN):
            continue
        for key, entry in _read(path).items():
            if key in given:
                raise ValueError(f"{path.name} draws {key} a second time")
            given[key] = entry or {}
    return {key: _built(key, _whole(key, given, bases)) for key in given}


@functools.cache
def undrawn() -> Mapping[str, str]:
    """Why a test has no drawing, by the id of its finding."""
    return {id: reason for reason, ids in _read(DATA / UNDRAWN).items() for id in ids}


def _read(path: Path) -> dict[str, Any]:
    from palpate.knowledge.written import read  # once somebody looks at a drawing

    return dict(read(path.read_text(encoding="utf-8")) or {})


def _whole(key: str, given: dict[str, dict[str, Any]], bases: dict[str, Any]) -> dict[str, Any]:
    """The entry with what it takes over. Raises ValueError for a base or a model that does not exist."""
    entry = dict(given[key])
    model, base = entry.pop("like", None), entry.pop("base", None)
    if (model and model not in given) or (base and base not in bases):
        raise ValueError(f"{key}: no drawing or base pose named {model or base!r}")
    under = _whole(model, given, bases) if model else dict(bases[base]) if base else {}
    pose = {**under.get("pose", {}), **entry.get("pose", {})}
    if "short" in pose:
        pose["short"] = {**under.get("pose", {}).get("short", {}), **pose["short"]}
    return {**under, **entry, "pose": pose}


def _built(key: str, entry: dict[str, Any]) -> Maneuver:
    try:
        return msgspec.convert(entry, Maneuver)
    except msgspec.ValidationError as fault:
        raise ValueError(f"{key}: {fault}") from fault


@functools.cache
def maneuver_svg(finding_id: str) -> str | None:
    """The drawing of a test as SVG with its text alternative; None where there is none."""
    drawing, found = maneuvers().get(finding_id), knowledge().findings.get(finding_id)
    if drawing is None or found is None:
        return None
    words = alternative(drawing, found.name, found.how or "", found.positive_if or "")
    body = "".join(_layers(drawing))
    top, bottom = _filled(body)
    frame = f"0 {number(top)} {WIDTH} {number(bottom - top)}"
    head = f'<svg class="fig test" viewBox="{frame}" role="img" aria-label="{escape(words)}">'
    return f"{head}{LINE}{body}</g></svg>"


def _filled(body: str) -> tuple[float, float]:
    """From where to where the picture is drawn on, so that no empty paper is shown above and below."""
    tracks = re.findall(r' d="([^"]*)"', body)
    high = [float(y) for track in tracks for y in re.findall(r" (-?[\d.]+)", track)]
    high += [float(y) for y in re.findall(r' y="([\d.]+)"', body)]
    boxes = re.findall(r' y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', body)
    high += [float(y) + float(tall) - HALF for y, tall in boxes]
    for y, size in re.findall(r' cy="([\d.]+)" (?:r|rx)="([\d.]+)"', body):
        high += [float(y) - float(size) + HALF, float(y) + float(size) - HALF]
    return max(0, min(high) - MARGIN), min(HEIGHT, max(high) + MARGIN)


def legend(finding_id: str) -> list[tuple[str, str]]:
    """What the marks of a drawing mean: each as a small SVG and its word. Empty where there is no drawing."""
    drawing = maneuvers().get(finding_id)
    return [(_sample(kind), LEGEND[kind]) for kind in _kinds(drawing)] if drawing else []


def seen_from(finding_id: str) -> str:
    """From where the drawing is seen, and how the client is placed; empty where there is no drawing."""
    drawing = maneuvers().get(finding_id)
    return ". ".join(filter(None, (drawing.pose_name, drawing.seen))) if drawing else ""


def alternative(drawing: Maneuver, name: str, how: str, positive_if: str) -> str:
    """The drawing in words: the position, the steps, where the hands lie, what counts as positive."""
    said = [f"{name}: drawing", drawing.pose_name, drawing.seen, how]
    for word, hands in (("holding or feeling", drawing.hold), ("moving or pressing", drawing.move)):
        at = list(dict.fromkeys(filter(None, (_named(one.at) for one in hands))))
        if at:
            said.append(f"Hand {word}: {', '.join(at)}")
    if positive_if:
        said.append(f"Positive: {positive_if}")
    return " ".join(f"{part.strip().rstrip('.')}." for part in said if part.strip())


def _named(spot: Place) -> str:
    if isinstance(spot, str):
        first, second = spot, None
    elif isinstance(spot[0], str):
        first, second = spot[0], spot[1] if isinstance(spot[1], str) else None
    else:
        return ""
    ends = first.rstrip("2345"), second.rstrip("2345") if second else ""
    plain = ends[0].rstrip("1")
    return BETWEEN.get(ends) or BETWEEN.get(ends[::-1]) or NAMED.get(plain, plain)


def _kinds(drawing: Maneuver) -> Iterator[str]:
    present = {
        "was": drawing.end,
        "way": drawing.arrows or drawing.spin,
        "own": drawing.own,
        "hold": drawing.hold,
        "move": drawing.move,
        "felt": drawing.felt,
        "look": drawing.look,
    }
    return (kind for kind, there in present.items() if there)


def _sample(kind: str) -> str:
    """One mark alone, for the legend."""
    drawn = {
        "was": '<path d="M6 14H18" stroke-width="8"/>',
        "way": follow((3, 18, 26, 10, 4), {}, {}),
        "own": effort((3, 14), 0, 22),
        "hold": held((14, 14)),
        "move": moved((14, 14), None, 0),
        "felt": felt((14, 14)),
        "look": looked((14, 14)),
    }[kind]
    ink = '<path d="M18 14H23" stroke-width="8"/>' if kind == "was" else ""
    head = '<svg class="fig sample" viewBox="0 0 28 28" aria-hidden="true">'
    return f'{head}{LINE}<g class="{kind}">{drawn}</g>{ink}</g></svg>'


def _layers(drawing: Maneuver) -> Iterator[str]:
    last_pose = drawing.last()
    start, last = drawing.joints(drawing.pose), drawing.joints(last_pose)
    things = "".join(around(prop) for prop in drawing.props if prop[0] not in HELD)
    yield f'<g class="fix" stroke-width="3">{things}</g>'
    if drawing.end:
        yield f'<g class="was">{"".join(_client(drawing, drawing.pose, start))}</g>'
    for pose, points in ((last_pose, last), *((pose, drawing.joints(pose)) for pose in drawing.row)):
        yield f"<g>{''.join(_client(drawing, pose, points))}</g>"
    yield f'<g class="fix">{"".join(in_hand(p, last) for p in drawing.props if p[0] in HELD)}</g>'
    yield from _marked(drawing, start, last)


def _marked(drawing: Maneuver, start: Points, last: Points) -> Iterator[str]:
    turns = [spun(place(one.at, last), one.way, one.size) for one in drawing.spin]
    groups = {
        "felt": [felt(place(one, last)) for one in drawing.felt],
        "way": [*(follow(one, start, last) for one in drawing.arrows), *turns],
        "own": [effort(place(one.at, last), one.to, one.far) for one in drawing.own],
        "hold": [held(place(one.at, last)) for one in drawing.hold],
        "move": [moved(place(one.at, last), one.push, one.far) for one in drawing.move],
        "look": [looked(place(one, last)) for one in drawing.look],
    }
    groups["says"] = [
        f'<text x="{number(x)}" y="{number(y)}">{escape(text)}</text>' for x, y, text in drawing.labels
    ]
    for kind, drawn in groups.items():
        if drawn:
            yield f'<g class="{kind}">{"".join(drawn)}</g>'


def _client(drawing: Drawing, pose: Pose, points: Points) -> Iterator[str]:
    if drawing.view in WHOLE or drawing.view in ("hand", "foot"):
        return figure(drawing, pose, points)
    return closeup(drawing.view, points, drawing.scale, pose.turn)
