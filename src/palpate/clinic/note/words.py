"""Rows of the record in plain words, for notes and letters: one finding, one score, one treatment."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.utils.timezone import localtime

from palpate.knowledge import Knowledge
from palpate.records.models import Disposition, Observation, Treatment
from palpate.records.models.words import Decision

SIGNS = {"degrees": "°", "%": " %", "points": "", "": ""}
STATES = {True: "present", False: "absent", None: "unclear"}
BY_EYE = "normal by eye"  # of a motion that was looked at and not measured


class HasResult(Protocol):
    """Anything with a state and a number, as an observation has them."""

    @property
    def present(self) -> bool | None: ...
    @property
    def value(self) -> float | None: ...


def finding_name(finding: str, knowledge: Knowledge) -> str:
    """The finding's name; of an id of former knowledge, the id in words."""
    entry = knowledge.findings.get(finding)
    return entry.name if entry else finding.replace("_", " ")


def finding_kind(finding: str, knowledge: Knowledge) -> str:
    """What kind of finding it is; empty for an id of former knowledge."""
    entry = knowledge.findings.get(finding)
    return entry.kind if entry else ""


def measure_name(measure: str, knowledge: Knowledge) -> str:
    """The name of a measure, or of the finding whose value is followed."""
    entry = knowledge.measures.get(measure)
    return entry.name if entry else finding_name(measure, knowledge)


def measure_unit(measure: str, knowledge: Knowledge) -> str:
    """The unit of a measure or of a finding, as it is stored: degrees, points, cm."""
    entry = knowledge.measures.get(measure) or knowledge.findings.get(measure)
    return entry.unit if entry else ""


def technique_name(technique: str, knowledge: Knowledge) -> str:
    """The technique's name."""
    entry = knowledge.techniques.get(technique)
    return entry.name if entry else technique.replace("_", " ")


def structure_name(structure: str, knowledge: Knowledge) -> str:
    """The structure's name."""
    entry = knowledge.structures.get(structure)
    return entry.name if entry else structure.replace("_", " ")


def exercise_name(exercise: str, knowledge: Knowledge) -> str:
    """The exercise's name."""
    entry = knowledge.exercises.get(exercise)
    return entry.name if entry else exercise.replace("_", " ")


def value_words(value: float, unit: str) -> str:
    """A number with its unit as people write it: 20°, 6, 12 cm."""
    return f"{value:.4g}{SIGNS.get(unit, f' {unit}')}"


def with_side(name: str, side: str | None) -> str:
    """A name with its side: "Infraspinatus (right)"."""
    return f"{name} ({'both sides' if side == 'both' else side})" if side else name


def result_words(seen: HasResult, unit: str) -> str:
    """Present, absent, unclear, or the number; a number that was judged and not measured is normal by eye.
    What was not recorded has no row and no words.
    """
    if seen.value is not None:
        return value_words(seen.value, unit)
    return BY_EYE if unit and seen.present is False else STATES[seen.present]


def observed_name(row: Observation, knowledge: Knowledge) -> str:
    """The finding of a row with its side."""
    return with_side(finding_name(row.finding, knowledge), row.side)


def treatment_words(row: Treatment, knowledge: Knowledge) -> str:
    """What was done to one structure: technique, where, how long, how hard, what the client said."""
    parts = [
        technique_name(row.technique, knowledge),
        with_side(structure_name(row.structure, knowledge), row.side),
        f"{row.minutes:g} min" if row.minutes and not row.skipped else "",
        f"pressure {row.pressure} of 10" if row.pressure is not None and not row.skipped else "",
        row.response,
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said} ({row.note})" if row.note else said


def disposition_words(row: Disposition) -> str:
    """What was done about a screening, with whom, and what was said."""
    done = Decision(row.decision).label
    spoke = f", spoke to {row.spoke_to}" if row.spoke_to else ""
    words = f": {row.words.rstrip('.')}" if row.words else ""
    return f"On {short_day(localtime(row.written_at).date())}: {done}{spoke}{words}."


def short_day(day: date) -> str:
    """A date inside a sentence: 3 Nov 2026."""
    return f"{day.day} {day:%b %Y}"


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names in a row; of very many the first, and how many more there are."""
    every = list(dict.fromkeys(names))
    more = len(every) - most
    glue = "; " if any("," in name for name in every[:most]) else ", "
    return glue.join(every[:most]) + (f" and {more} more" if more > 0 else "")
