"""Which published figure on a measure holds for this client: how far error goes, and what change matters.

A figure whose population names the complaint's region comes first, then one for any region, then any; of
several the largest, which claims least.
"""

import re

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Figure, Finding, Measure
from palpate.reasoning.case import Case
from palpate.reasoning.norms import detectable


def error_figure(measure: str, case: Case | None, knowledge: Knowledge) -> Figure | None:
    """Minimal detectable change (`method` says at which level), or None where none was read."""
    entry = knowledge.measures.get(measure)
    if entry is not None:
        return _best(tuple(map(detectable, entry.error)), case, knowledge)
    finding = knowledge.findings.get(measure)
    errors = finding.norm.error if finding and finding.norm else ()
    return _best(tuple(map(detectable, errors)), case, knowledge)


def important_figure(measure: str, case: Case | None, knowledge: Knowledge) -> Figure | None:
    """Minimal important change, or None where none was read. Ranges of motion have none here."""
    entry = knowledge.measures.get(measure)
    return _best(entry.important, case, knowledge) if entry else None


def better_is_up(measure: str, knowledge: Knowledge) -> bool:
    """Whether a higher score is better; more range of motion is. Raises KeyError for an unknown measure."""
    entry: Measure | Finding | None = knowledge.measures.get(measure) or knowledge.findings.get(measure)
    if entry is None:
        raise KeyError(f"there is no measure {measure!r}")
    return (
        entry.direction == "higher-is-better"
        if isinstance(entry, Measure)
        else entry.kind in ("motion", "strength")
    )


def _best(figures: tuple[Figure, ...], case: Case | None, knowledge: Knowledge) -> Figure | None:
    used = [figure for figure in figures if figure.use]
    if not used:
        return None
    return max(used, key=lambda figure: (_fit(figure, case, knowledge), figure.value))


def _fit(figure: Figure, case: Case | None, knowledge: Knowledge) -> int:
    """2: made for the complaint's region; 1: for any region; 0: for another."""
    place = figure.population.partition(":")[0]
    words = {word.strip().replace(" ", "_") for word in re.split(r"[,;]", place)}
    regions = [one.region for one in case.complaint.regions] if case else []
    named = words & set(knowledge.regions)
    if any(knowledge.overlap(word, region) for word in named for region in regions):
        return 2
    return 1 if not named else 0
