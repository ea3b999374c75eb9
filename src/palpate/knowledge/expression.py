"""The language of rules: a small tree over findings, read from YAML.

| written | is true when |
|---|---|
| `night_pain` | the finding is present |
| `{all: [..]}`, `{any: [..]}`, `{not: x}` | all, one, not |
| `{at_least: 3, of: [..]}` | three or more of them are true |
| `{points: [[1, x], [-2, y]], at_least: 2}` | the points of the true ones reach 2 |
| `{value: temperature, at_least: 38}` | a number: at_least, over, at_most, under; two of them make a range |
| `{difference: calf_girth, over: 3}` | left and right differ by more |
| `{loss: shoulder_external_rotation_passive, at_least: 0.5}` | that share is lost: other side, else norm |
| `{both_sides: sciatica}` | present left and right |
| `{age: {at_least: 50}}`, `{days: {under: 42}}` | the client's age in years; days since the complaint began |
| `{sex: female}`, `{region: [neck, head]}` | the client's sex; the complaint lies there |
| `{score: nprs, at_least: 7}` | the newest score of a measure |
| `{if_known: x}` | x is known to be true; while it is not known this counts as false and is not asked |
| `always` | always |

Anything not known makes its part unsettled, which is neither true nor false.
"""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec


class Bounds(msgspec.Struct, frozen=True):
    """Which numbers count. All that are set must hold."""

    at_least: float | None = None
    over: float | None = None
    at_most: float | None = None
    under: float | None = None

    def holds(self, number: float) -> bool:
        """Whether the number lies within."""
        return (
            (self.at_least is None or number >= self.at_least)
            and (self.over is None or number > self.over)
            and (self.at_most is None or number <= self.at_most)
            and (self.under is None or number < self.under)
        )


class Always(msgspec.Struct, frozen=True):
    """True without any finding."""


class Present(msgspec.Struct, frozen=True):
    """The finding is present, on any side."""

    finding: str


class Number(msgspec.Struct, frozen=True):
    """A number compared: a finding's value, its side difference, the share lost, or a score."""

    of: Literal["value", "difference", "loss", "score"]
    finding: str  # for `score`, the measure
    bounds: Bounds


class BothSides(msgspec.Struct, frozen=True):
    """Present left and right."""

    finding: str


class Client(msgspec.Struct, frozen=True):
    """A number of the client or the complaint: age in years, or days since onset."""

    what: Literal["age", "days"]
    bounds: Bounds


class SexIs(msgspec.Struct, frozen=True):
    """The client's sex."""

    sex: str


class ComplaintAt(msgspec.Struct, frozen=True):
    """The complaint overlaps one of the regions."""

    regions: tuple[str, ...]


class Count(msgspec.Struct, frozen=True):
    """At least so many of the parts are true (all: as many as there are; any: one)."""

    least: int
    parts: tuple["Expression", ...]


class Not(msgspec.Struct, frozen=True):
    """The part is false."""

    part: "Expression"


class IfKnown(msgspec.Struct, frozen=True):
    """The part is known to be true. For signs that count when somebody sees or measures them, and that a
    question in the same rule stands for: nobody is kept waiting for a thermometer who says "no fever".
    """

    part: "Expression"


class Points(msgspec.Struct, frozen=True):
    """The points of the true parts lie within the bounds."""

    parts: tuple[tuple[float, "Expression"], ...]
    bounds: Bounds


Expression = (
    Always | Present | Number | BothSides | Client | SexIs | ComplaintAt | Count | Not | IfKnown | Points
)

COMPARISONS = ("at_least", "over", "at_most", "under")


class ExpressionError(ValueError):
    """A rule that cannot be read; the text says which part, and what would be right."""


def parse(raw: Any) -> Expression:
    """Read an expression as YAML gives it. Raises ExpressionError."""
    if raw == "always":
        return Always()
    if isinstance(raw, str):
        return Present(raw)
    if not isinstance(raw, dict) or not raw:
        raise ExpressionError(
            f"{raw!r} is no rule; write a finding's id or one of all, any, not, at_least … of"
        )
    for key, read in _READERS.items():
        if key in raw:
            found: Expression = read(raw)
            return found
    raise ExpressionError(f"none of {', '.join(raw)} begins a rule; known are {', '.join(_READERS)}")


def findings(expression: Expression) -> Iterator[str]:
    """The ids of all findings an expression looks at, in the order written, repeats included."""
    match expression:
        case Present(finding) | BothSides(finding):
            yield finding
        case Number(of, finding, _) if of != "score":
            yield finding
        case Count(_, parts):
            for part in parts:
                yield from findings(part)
        case Not(part) | IfKnown(part):
            yield from findings(part)
        case Points(weighted, _):
            for _points, part in weighted:
                yield from findings(part)


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and all its parts."""
    yield expression
    parts: tuple[Expression, ...] = ()
    match expression:
        case Count(_, inner):
            parts = inner
        case Not(part) | IfKnown(part):
            parts = (part,)
        case Points(weighted, _):
            parts = tuple(part for _points, part in weighted)
    for part in parts:
        yield from walk(part)


def _bounds(raw: Any, allowed: tuple[str, ...] = ()) -> Bounds:
    if not isinstance(raw, dict):
        raise ExpressionError(f"{raw!r} is no comparison; write for example {{at_least: 50}}")
    strange = [key for key in raw if key not in COMPARISONS and key not in allowed]
    found = {key: float(raw[key]) for key in COMPARISONS if key in raw}
    if strange or not found:
        raise ExpressionError(
            f"a comparison needs one of {', '.join(COMPARISONS)}; found {', '.join(map(str, raw))}"
        )
    return Bounds(**found)


def _parts(raw: Any) -> tuple[Expression, ...]:
    if not isinstance(raw, list) or not raw:
        raise ExpressionError(f"{raw!r} is no list of rules; write at least one in square brackets")
    return tuple(parse(part) for part in raw)


def _only(raw: dict[str, Any], *keys: str) -> None:
    strange = [key for key in raw if key not in keys]
    if strange:
        raise ExpressionError(f"{', '.join(strange)} cannot stand beside {keys[0]}")


def _all(raw: dict[str, Any]) -> Expression:
    _only(raw, "all")
    parts = _parts(raw["all"])
    return Count(len(parts), parts)


def _any(raw: dict[str, Any]) -> Expression:
    _only(raw, "any")
    return Count(1, _parts(raw["any"]))


def _not(raw: dict[str, Any]) -> Expression:
    _only(raw, "not")
    return Not(parse(raw["not"]))


def _if_known(raw: dict[str, Any]) -> Expression:
    _only(raw, "if_known")
    return IfKnown(parse(raw["if_known"]))


def _of(raw: dict[str, Any]) -> Expression:
    _only(raw, "of", "at_least")
    least, parts = raw.get("at_least"), _parts(raw["of"])
    if not isinstance(least, int) or not 1 <= least <= len(parts):
        raise ExpressionError(f"at_least must be a whole number from 1 to {len(parts)}, found {least!r}")
    return Count(least, parts)


def _points(raw: dict[str, Any]) -> Expression:
    pairs = raw["points"]
    if not isinstance(pairs, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise ExpressionError("points is a list of [number, rule] pairs")
    return Points(tuple((float(points), parse(part)) for points, part in pairs), _bounds(raw, ("points",)))


def _number(of: Literal["value", "difference", "loss", "score"]) -> Any:
    def read(raw: dict[str, Any]) -> Expression:
        return Number(of, str(raw[of]), _bounds(raw, (of,)))

    return read


def _client(what: Literal["age", "days"]) -> Any:
    def read(raw: dict[str, Any]) -> Expression:
        _only(raw, what)
        return Client(what, _bounds(raw[what]))

    return read


def _sex(raw: dict[str, Any]) -> Expression:
    _only(raw, "sex")
    if raw["sex"] not in ("female", "male"):
        raise ExpressionError(f"sex is female or male, found {raw['sex']!r}")
    return SexIs(raw["sex"])


def _region(raw: dict[str, Any]) -> Expression:
    _only(raw, "region")
    regions = raw["region"]
    return ComplaintAt((regions,) if isinstance(regions, str) else tuple(regions))


def _both(raw: dict[str, Any]) -> Expression:
    _only(raw, "both_sides")
    return BothSides(str(raw["both_sides"]))


_READERS: dict[str, Any] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "if_known": _if_known,
    "of": _of,
    "points": _points,
    "value": _number("value"),
    "difference": _number("difference"),
    "loss": _number("loss"),
    "score": _number("score"),
    "age": _client("age"),
    "days": _client("days"),
    "sex": _sex,
    "region": _region,
    "both_sides": _both,
}
