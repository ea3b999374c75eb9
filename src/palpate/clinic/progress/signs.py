"""Signs taken before and after treatment within one visit, and what their change says."""

from collections.abc import Iterable
from typing import NamedTuple

from palpate.clinic.note.words import (
    finding_kind,
    measure_name,
    measure_unit,
    result_words,
    value_words,
    with_side,
)
from palpate.knowledge import Knowledge
from palpate.knowledge.model import Figure
from palpate.reasoning.case import Case
from palpate.reasoning.change.figures import better_is_up, error_figure
from palpate.records.models import Observation, Score


class Sign(NamedTuple):
    """One sign: its two values in words, the verdict, and where the dots of its drawing lie (0 to 200)."""

    name: str
    before: str
    after: str
    colour: str
    icon: str
    words: str
    error: Figure | None
    at: tuple[float, float] | None


def signs(
    seen: Iterable[Observation], scores: Iterable[Score], case: Case, knowledge: Knowledge
) -> list[Sign]:
    """Every sign of the visit that was taken both before and after."""
    rows: dict[tuple[str, str], dict[str, Observation | Score]] = {}
    for row in (*seen, *scores):
        key = row.finding if isinstance(row, Observation) else row.measure
        rows.setdefault((key, row.side), {})[row.moment] = row
    return [
        _sign(key, side, both["before"], both["after"], case, knowledge)
        for (key, side), both in rows.items()
        if {"before", "after"} <= set(both)
    ]


def _sign(
    key: str,
    side: str,
    before: Observation | Score,
    after: Observation | Score,
    case: Case,
    knowledge: Knowledge,
) -> Sign:
    name, unit = with_side(measure_name(key, knowledge), side), measure_unit(key, knowledge)
    if before.value is None or after.value is None:
        return _state(name, before, after)
    error = error_figure(key, case, knowledge)
    colour, icon, words = _verdict(key, after.value - before.value, error, knowledge)
    return Sign(
        name=name,
        before=value_words(before.value, unit),
        after=value_words(after.value, unit),
        colour=colour,
        icon=icon,
        words=words,
        error=error,
        at=_places(key, before.value, after.value, knowledge),
    )


def _state(name: str, before: Observation | Score, after: Observation | Score) -> Sign:
    """A sign without a number: gone, there now, or as it was."""
    first, second = (result_words(row, "") if isinstance(row, Observation) else "" for row in (before, after))
    told = {
        ("present", "absent"): ("ok", "better", "gone"),
        ("absent", "present"): ("stop", "off", "there now"),
    }
    colour, icon, words = told.get(
        (first, second), ("soft", "same", "the same" if first == second else "not clear")
    )
    return Sign(name, first, second, colour, icon, words, None, None)


def _verdict(key: str, change: float, error: Figure | None, knowledge: Knowledge) -> tuple[str, str, str]:
    if change == 0:
        return "soft", "same", "the same"
    way = "more" if change > 0 else "less"
    if error is None:
        return "mind", "unsettled", f"{way}; the error is not known"
    if abs(change) <= error.value:
        return "mind", "unsettled", f"{way}, within error"
    if finding_kind(key, knowledge) not in ("", "motion", "strength") and key not in knowledge.measures:
        return "soft", "unsettled", f"{way}, beyond error"
    good = (change > 0) == better_is_up(key, knowledge)
    return ("ok", "better", f"{way}, beyond error") if good else ("stop", "off", f"{way}, beyond error")


def _places(key: str, before: float, after: float, knowledge: Knowledge) -> tuple[float, float]:
    entry = knowledge.measures.get(key)
    low, high = (
        (entry.low, entry.high) if entry else (min(0.0, before, after), max(before, after, 1.0) * 1.25)
    )
    first, second = (200 * (value - low) / (high - low) for value in (before, after))
    return round(first, 1), round(second, 1)
