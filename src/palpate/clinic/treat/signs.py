"""What is measured before and after the treatment: pain now, and one motion that matters here."""

import math
from dataclasses import dataclass

from palpate.clinic.frame import Frame
from palpate.clinic.plan.edits import Refused
from palpate.knowledge.model import Finding
from palpate.reasoning.case import Observation as Seen
from palpate.reasoning.change.figures import better_is_up, error_figure
from palpate.reasoning.tissue.structures import lost_share
from palpate.records.models import Observation, Score
from palpate.records.models.words import Moment
from palpate.records.newest import latest

PAIN = "nprs"
BEFORE, AFTER = str(Moment.BEFORE), str(Moment.AFTER)
MOMENTS = (BEFORE, AFTER)


@dataclass(frozen=True)
class Sign:
    """One thing measured at both moments. Nothing measured is None."""

    key: str
    side: str
    name: str
    unit: str
    low: float
    high: float
    before: float | None
    after: float | None
    verdict: str
    known: float | None = None  # measured in this visit, at no named moment


def pain(frame: Frame) -> Sign:
    """Pain now, 0 to 10."""
    rows = latest(Score, episode_id=frame.episode.first, visit_id=frame.visit.first, measure=PAIN)
    values = {row.moment: row.value for row in rows}
    before, after = (values.get(moment) for moment in MOMENTS)
    name = frame.knowledge.measures[PAIN].name
    return Sign(PAIN, "", name, "", 0, 10, before, after, _verdict(PAIN, "", before, after, frame))


def motion(frame: Frame) -> Sign | None:
    """The motion of which most is lost; None where none was measured. One that was taken before the
    treatment is the one that is taken after it.
    """
    rows = latest(Observation, episode_id=frame.episode.first, visit_id=frame.visit.first, moment__in=MOMENTS)
    taken = [(row.finding, row.side) for row in rows if row.value is not None]
    key = taken[0] if taken else _worst(frame)
    if key is None:
        return None
    finding, side = key
    values = {row.moment: row.value for row in rows if (row.finding, row.side) == key}
    before, after = (values.get(moment) for moment in MOMENTS)
    entry = frame.knowledge.findings[finding]
    low = entry.low if entry.low is not None else 0.0
    high = entry.high if entry.high is not None else 360.0
    name = f"{entry.name}, {side}" if side else entry.name
    unit = "°" if entry.unit == "degrees" else f" {entry.unit}"
    verdict = _verdict(finding, unit, before, after, frame)
    return Sign(finding, side, name, unit, low, high, before, after, verdict, _today(finding, side, frame))


def read_value(text: str, sign: Sign) -> float:
    """What was measured. Raises Refused for what cannot be."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise Refused(f"{sign.name} is a number.") from None
    if not (math.isfinite(value) and sign.low <= value <= sign.high):
        raise Refused(f"{sign.name} lies between {sign.low:g} and {sign.high:g}.")
    return value


def _worst(frame: Frame) -> tuple[str, str] | None:
    rows = [(one, entry) for one in frame.chart.case.observations if (entry := _motion(one, frame))]
    lost = [(lost_share(one, frame.chart.case, frame.knowledge), one) for one, _ in rows]
    if not lost:
        return None
    worst = max(lost, key=lambda pair: pair[0])[1]
    return worst.finding, worst.side or ""


def _today(finding: str, side: str, frame: Frame) -> float | None:
    rows = [row for row in frame.chart.observations if row.visit_id == frame.visit.first]
    return next((row.value for row in rows if (row.finding, row.side) == (finding, side)), None)


def _motion(one: Seen, frame: Frame) -> Finding | None:
    entry = frame.knowledge.findings.get(one.finding)
    return entry if entry and entry.kind == "motion" and one.value is not None else None


def _verdict(key: str, unit: str, before: float | None, after: float | None, frame: Frame) -> str:
    """What became of it, in words, held against the error of measuring."""
    if before is None or after is None:
        return ""
    if before == after:
        return "The same as before."
    size, up = abs(after - before), after > before
    word = "Better" if up == better_is_up(key, frame.knowledge) else "Worse"
    error = error_figure(key, frame.chart.case, frame.knowledge)
    if error is not None and size < error.value:
        return f"{word} by {size:g}{unit}: less than measuring alone can differ ({error.value:g}{unit})."
    return f"{word} by {size:g}{unit}."
