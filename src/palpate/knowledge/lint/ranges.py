"""Numbers that make sense: intervals that hold their value, chances from 0 to 1, scales the right way up."""

from collections import defaultdict
from collections.abc import Iterator

from palpate.knowledge.lint.walk import entries, parts, problem
from palpate.knowledge.load import Knowledge, Problem
from palpate.knowledge.model import Accuracy, Condition, Entry, Estimate, Figure, Finding, Measure, Technique


def lint_ranges(knowledge: Knowledge) -> Iterator[Problem]:
    """Yield a problem for each number outside what is possible."""
    for kind, entry in entries(knowledge):
        for path, what, remedy in _wrong(entry):
            yield problem(knowledge, kind, entry, path, what, remedy)
    yield from _priors(knowledge)


def _wrong(entry: Entry) -> Iterator[tuple[str, str, str]]:
    for path, value in parts(entry):
        if isinstance(value, Figure | Estimate):
            yield from _interval(path, value)
    match entry:
        case Accuracy():
            yield from _accuracy(entry)
        case Finding():
            yield from _finding(entry)
        case Measure() if entry.low >= entry.high:
            yield "low", f"{entry.low:g} is not below {entry.high:g}", "exchange low and high"
        case Technique():
            yield from _technique(entry)
        case Condition():
            chances = [("rates", rate.rate) for rate in entry.rates] + [("prior", entry.prior)]
            for field, figure in chances:
                if figure is not None and not 0 <= figure.value <= 1:
                    yield field, f"{figure.value:g} is no share", "give a fraction of 1"


def _interval(path: str, figure: Figure | Estimate) -> Iterator[tuple[str, str, str]]:
    if figure.low is not None and figure.high is not None and figure.low > figure.high:
        yield path, f"the interval {figure.low:g} to {figure.high:g} is upside down", "exchange low and high"
    below = figure.low is not None and figure.value < figure.low
    above = figure.high is not None and figure.value > figure.high
    if below or above:
        yield path, f"{figure.value:g} lies outside its own interval", "compare with the source"


def _accuracy(row: Accuracy) -> Iterator[tuple[str, str, str]]:
    for field in ("sensitivity", "specificity"):
        figure = getattr(row, field)
        if figure is not None and not 0 <= figure.value <= 1:
            yield field, f"{figure.value:g} is no share", "give a fraction of 1"
    for field in ("lr_positive", "lr_negative"):
        figure = getattr(row, field)
        if figure is not None and figure.value < 0:
            yield field, f"{figure.value:g} is below nought", "a likelihood ratio is 0 or more"


def _finding(finding: Finding) -> Iterator[tuple[str, str, str]]:
    if finding.low is not None and finding.high is not None and finding.low >= finding.high:
        yield "low", f"{finding.low:g} is not below {finding.high:g}", "exchange low and high"
    if not 0 <= finding.discomfort <= 3:
        yield "discomfort", f"{finding.discomfort} is off the scale", "give 0 (none) to 3 (painful)"
    if not 0 <= finding.pressure <= 10:
        yield "pressure", f"{finding.pressure} is off the scale", "give 0 to 10"
    for number, figure in enumerate(finding.norm.normal if finding.norm else ()):
        low, high = finding.low or 0, finding.high if finding.high is not None else float("inf")
        if not low <= figure.value <= high:
            what = f"{figure.value:g} is normal but lies outside {low:g} to {high:g}, what is possible"
            yield f"norm.normal[{number}]", what, "mend the norm, or widen low and high"


def _technique(technique: Technique) -> Iterator[tuple[str, str, str]]:
    least, most = technique.pressure
    if not 0 <= least <= technique.usual_pressure <= most <= 10:
        what = f"{least}, {technique.usual_pressure}, {most} do not rise from 0 to 10"
        yield "pressure", what, "give least, usual and most in this order"
    shortest, longest = technique.minutes
    if not 0 < shortest <= longest:
        yield "minutes", f"{shortest} to {longest} is no span", "give least and most, from 1"
    if not technique.positions:
        yield "positions", "is empty", "name at least one position"


def _priors(knowledge: Knowledge) -> Iterator[Problem]:
    """The causes of one region exclude each other, so their shares cannot exceed the whole."""
    totals: dict[str, float] = defaultdict(float)
    last: dict[str, Condition] = {}
    for condition in knowledge.conditions.values():
        if condition.prior is not None and condition.regions:
            totals[condition.regions[0]] += condition.prior.value
            last[condition.regions[0]] = condition
    for region, total in totals.items():
        if total > 1:
            what = f"the priors of {region} add up to {total:.2f}"
            yield problem(
                knowledge, "conditions", last[region], "prior", what, "lower them to 1 in all at most"
            )
