"""What is measured before and after the treatment: pain now, and two things that tell most of this client.

What was measured once in the visit stays among them. Else the motions that goals name come first, then
the motion of which most is lost, then a test that was positive, then the next motion.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.timezone import localtime

from palpate.clinic.frame import Frame
from palpate.clinic.plan.edits import Refused
from palpate.clinic.plan.words import SIDES
from palpate.knowledge.model import Finding
from palpate.reasoning.change.figures import better_is_up, error_figure
from palpate.reasoning.tissue.structures import lost_share
from palpate.records.models import Observation, Score
from palpate.records.models.words import Moment
from palpate.records.newest import latest

PAIN = "nprs"
BEFORE, AFTER = str(Moment.BEFORE), str(Moment.AFTER)
MOMENTS = (BEFORE, AFTER)
BESIDE_PAIN = 2  # signs beside pain: more would not be taken twice in a visit
STATES = {"present": 1.0, "absent": 0.0}
Key = tuple[str, str]


@dataclass(frozen=True)
class Verdict:
    """What became of a sign: an icon with the colour that goes with it, and words."""

    colour: str
    icon: str
    words: str


@dataclass(frozen=True)
class Sign:
    """One thing measured at both moments. Nothing measured is None. A test is 1 where present, else 0."""

    kind: Literal["pain", "number", "state"]
    key: str
    side: str
    name: str
    unit: str
    low: float
    high: float
    before: float | None
    after: float | None
    verdict: Verdict | None = None
    known: float | None = None  # measured in this visit, at no named moment
    last: float | None = None  # in the visit before
    last_on: date | None = None

    @property
    def id(self) -> str:
        """Which sign it is, as a form sends it."""
        return f"{self.key}:{self.side}"

    def said(self, value: float | None) -> str:
        """A value in words; empty for none."""
        if value is None:
            return ""
        if self.kind == "state":
            return "present" if value else "absent"
        return f"{value:.4g}{self.unit}"

    def fill(self, at: str) -> str:
        """What stands in the field: what was taken at the moment, else what today's assessment measured."""
        value = self.after if at == AFTER else self.before
        if at == BEFORE and value is None:
            value = self.known
        return "" if value is None else f"{value:.6g}"

    @property
    def told(self) -> dict[str, str]:
        """The values in words, by when they were taken."""
        return {
            "before": self.said(self.before),
            "after": self.said(self.after),
            "known": self.said(self.known),
            "last": self.said(self.last),
        }


def signs(frame: Frame) -> list[Sign]:
    """Pain, then up to two others."""
    return [pain(frame), *(_sign(key, frame) for key in _telling(frame))]


def pain(frame: Frame) -> Sign:
    """Pain now, 0 to 10."""
    rows = latest(Score, episode_id=frame.episode.first, measure=PAIN)
    here = {row.moment: row.value for row in rows if row.visit_id == frame.visit.first}
    before, after = (here.get(moment) for moment in MOMENTS)
    elsewhere = [row for row in rows if row.visit_id != frame.visit.first]
    last = max(elsewhere, key=lambda row: (row.taken_on, row.written_at), default=None)
    return Sign(
        "pain", PAIN, "", "Pain now", "", 0, 10, before, after,
        verdict=_verdict(PAIN, "", before, after, frame),
        known=here.get(""),
        last=last.value if last else None,
        last_on=last.taken_on if last else None,
    )  # fmt: skip


def find(sign: str, frame: Frame) -> Sign:
    """The sign that a form names. Raises Refused where it is none of this visit's."""
    found = next((one for one in signs(frame) if one.id == sign), None)
    if found is None:
        raise Refused("That is not among what is measured in this visit.")
    return found


def motion(frame: Frame) -> Sign:
    """The first motion among the signs. Raises Refused where none was measured."""
    found = next((one for one in signs(frame) if one.kind == "number"), None)
    if found is None:
        raise Refused("No motion was measured in this visit yet.")
    return found


def read_value(text: str, sign: Sign) -> float:
    """What was measured. Raises Refused for what cannot be."""
    if sign.kind == "state":
        if text not in STATES:
            raise Refused(f"{sign.name} is present or absent.")
        return STATES[text]
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise Refused(f"{sign.name} is a number.") from None
    if not (math.isfinite(value) and sign.low <= value <= sign.high):
        raise Refused(f"{sign.name} lies between {sign.low:g} and {sign.high:g}.")
    return value


def _telling(frame: Frame) -> list[Key]:
    """What tells most, beside pain."""
    keys = dict.fromkeys([*_taken(frame), *_of_goals(frame)])
    motions, tests = _motions(frame), _tests(frame)
    for rest in (motions[:1], tests[:1], motions[1:], tests[1:]):
        keys |= dict.fromkeys(rest)
    return list(keys)[:BESIDE_PAIN]


def _taken(frame: Frame) -> Iterator[Key]:
    """What was taken before or after in this visit already."""
    for row in frame.chart.own:
        if row.visit_id == frame.visit.first and row.moment in MOMENTS and _value(row, frame) is not None:
            yield row.finding, row.side


def _of_goals(frame: Frame) -> Iterator[Key]:
    """The motions that goals name, as far as they were ever measured."""
    measured = {(row.finding, row.side) for row in frame.chart.own if row.value is not None}
    for goal in frame.chart.case.goals:
        if (key := (goal.measure, goal.side or "")) in measured:
            yield key


def _motions(frame: Frame) -> list[Key]:
    """Motions that were measured, that of which most is lost first."""
    case = frame.chart.case
    rows = [
        one for one in case.observations if one.value is not None and _kind(one.finding, frame) == "motion"
    ]
    rows.sort(key=lambda one: -lost_share(one, case, frame.knowledge))
    return [(one.finding, one.side or "") for one in rows]


def _tests(frame: Frame) -> list[Key]:
    """Tests that were positive when last done, the newest first."""
    rows = [one for one in frame.chart.own if one.present and _kind(one.finding, frame) == "maneuver"]
    still = {(one.finding, one.side or "") for one in frame.chart.case.observations if one.present}
    keys = dict.fromkeys((row.finding, row.side) for row in reversed(rows))
    return [key for key in keys if key in still]


def _sign(key: Key, frame: Frame) -> Sign:
    finding, side = key
    entry = frame.knowledge.findings[finding]
    rows = [row for row in frame.chart.own if (row.finding, row.side) == key]
    here = {row.moment: _value(row, frame) for row in rows if row.visit_id == frame.visit.first}
    elsewhere = [row for row in rows if row.visit_id != frame.visit.first and _value(row, frame) is not None]
    last = elsewhere[-1] if elsewhere else None
    before, after = (here.get(moment) for moment in MOMENTS)
    unit = _unit(entry)
    return Sign(
        kind="state" if entry.kind == "maneuver" else "number",
        key=finding,
        side=side,
        name=f"{entry.name}, {SIDES[side]}" if side else entry.name,
        unit=unit,
        low=entry.low if entry.low is not None else 0.0,
        high=entry.high if entry.high is not None else 360.0,
        before=before,
        after=after,
        verdict=_verdict(finding, unit, before, after, frame),
        known=here.get(""),
        last=_value(last, frame) if last else None,
        last_on=localtime(last.when).date() if last else None,
    )


def _value(row: Observation, frame: Frame) -> float | None:
    if _kind(row.finding, frame) == "maneuver":
        return None if row.present is None else float(row.present)
    return row.value


def _kind(finding: str, frame: Frame) -> str:
    entry = frame.knowledge.findings.get(finding)
    return entry.kind if entry else ""


def _unit(entry: Finding) -> str:
    if entry.unit == "degrees":
        return "°"
    return f" {entry.unit}" if entry.unit else ""


def _verdict(key: str, unit: str, before: float | None, after: float | None, frame: Frame) -> Verdict | None:
    """What became of it, held against the error of measuring."""
    if before is None or after is None:
        return None
    if before == after:
        return Verdict("soft", "same", "The same as before.")
    if _kind(key, frame) == "maneuver":
        return Verdict("ok", "better", "Gone.") if before else Verdict("stop", "off", "There now.")
    size, up = abs(after - before), after > before
    good = up == better_is_up(key, frame.knowledge)
    said = f"{'Better' if good else 'Worse'} by {size:.4g}{unit}"
    error = error_figure(key, frame.chart.case, frame.knowledge)
    if error is None:
        return Verdict("mind", "unsettled", f"{said}. How far measuring alone differs is not known.")
    if size <= error.value:
        return Verdict(
            "mind", "unsettled", f"{said}: no more than measuring alone can differ ({error.value:g}{unit})."
        )
    return Verdict("ok", "better", f"{said}.") if good else Verdict("stop", "off", f"{said}.")
