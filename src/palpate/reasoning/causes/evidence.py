"""How much one finding speaks for one condition: a likelihood ratio, its error, and its source.

A likelihood ratio is the chance of the finding in people with the condition over its chance in people
without it. LR+ = sensitivity / (1 - specificity), LR- = (1 - sensitivity) / specificity.
"""

import math
import re

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Accuracy, Figure, Rate
from palpate.knowledge.once import once

# Small studies give ratios of 0 or infinity; beyond this no single finding is believed (clinical judgement).
CAP = 50.0
# Chance of a history feature in people with other causes, where nobody counted it (clinical judgement).
ASSUMED_BASE = 0.3
# A share that was estimated from a case series never weighs more than this either way (clinical judgement).
RATE_CAP = 3.0
# Standard error of a log ratio whose interval was not published (clinical judgement).
ASSUMED_ERROR = 0.5


class Strength(msgspec.Struct, frozen=True, kw_only=True):
    """The two log likelihood ratios (natural logarithm) of a finding for a condition."""

    finding: str
    present: float | None  # log LR when the finding is present
    absent: float | None  # log LR when it is absent
    sensitivity: float  # chance of the finding with the condition
    false_positive: float  # and without it
    error: float  # standard error of the log ratio when it is present
    error_absent: float = ASSUMED_ERROR  # and when it is absent
    sources: tuple[str, ...] = ()
    judgement: str = ""


@once
def strengths(knowledge: Knowledge) -> dict[str, dict[str, Strength]]:
    """For each condition, the strength of each finding that speaks for or against it.

    Accuracy figures go before shares from case series. Rows that are on record only (`use: false`) are
    not among them.
    """
    table: dict[str, dict[str, Strength]] = {}
    for condition in knowledge.conditions.values():
        row = table.setdefault(condition.id, {})
        for rate in condition.rates:
            row[rate.finding] = _from_rate(rate, knowledge)
    for accuracy in knowledge.accuracy.values():
        strength = _from_accuracy(accuracy) if accuracy.use else None
        if strength is not None:
            table.setdefault(accuracy.condition, {})[accuracy.finding] = strength
    return table


@once
def speaking(knowledge: Knowledge) -> dict[str, dict[str, Strength]]:
    """For each finding, its strength for each condition it speaks for or against."""
    table: dict[str, dict[str, Strength]] = {}
    for condition, row in strengths(knowledge).items():
        for finding, strength in row.items():
            table.setdefault(finding, {})[condition] = strength
    return table


def likelihood_ratios(row: Accuracy) -> tuple[float | None, float | None]:
    """LR+ and LR- of a row: as published, else as they follow from the figures that are; None where one
    does not.
    """
    positive = row.lr_positive.value if row.lr_positive else None
    negative = row.lr_negative.value if row.lr_negative else None
    shares = _shares(row)
    if shares:
        sensitivity, specificity = shares
        if positive is None:
            positive = sensitivity / (1 - specificity) if specificity < 1 else math.inf
        if negative is None:
            negative = (1 - sensitivity) / specificity if specificity > 0 else math.inf
    return positive, negative


def _shares(row: Accuracy) -> tuple[float, float] | None:
    """Sensitivity and specificity: as published, or one of them with a ratio, which gives the other. None
    where they are not known, or do not go together.
    """
    sensitivity = row.sensitivity.value if row.sensitivity else None
    specificity = row.specificity.value if row.specificity else None
    positive = row.lr_positive.value if row.lr_positive else None
    negative = row.lr_negative.value if row.lr_negative else None
    if sensitivity is None and specificity is not None:
        if positive is not None:
            sensitivity = positive * (1 - specificity)
        elif negative is not None:
            sensitivity = 1 - negative * specificity
    elif specificity is None and sensitivity is not None:
        if positive:
            specificity = 1 - sensitivity / positive
        elif negative:
            specificity = (1 - sensitivity) / negative
    if sensitivity is None or specificity is None or not (0 <= sensitivity <= 1 and 0 <= specificity <= 1):
        return None
    return sensitivity, specificity


def _from_accuracy(row: Accuracy) -> Strength | None:
    positive, negative = likelihood_ratios(row)
    if positive is None and negative is None:
        return None
    sensitivity, false_positive = _chances(row, positive, negative)
    errors = _errors(row, sensitivity, false_positive)
    return Strength(
        finding=row.finding,
        present=_log(positive),
        absent=_log(negative),
        sensitivity=sensitivity,
        false_positive=false_positive,
        error=errors[0],
        error_absent=errors[1],
        sources=(row.source,) if row.source else (),
        judgement=row.judgement or "",
    )


def _chances(row: Accuracy, positive: float | None, negative: float | None) -> tuple[float, float]:
    """Sensitivity and false-positive rate: as published, else those that give both ratios, else a guess
    that keeps the one ratio there is.
    """
    shares = _shares(row)
    if shares:
        return _chance(shares[0]), _chance(1 - shares[1])
    if positive is not None and negative is not None and 0 <= negative < 1 < positive < math.inf:
        false_positive = (1 - negative) / (positive - negative)
        return _chance(positive * false_positive), _chance(false_positive)
    if positive is not None and positive < math.inf:
        # A ratio of 5 may be 0.5 against 0.1 or 0.95 against 0.19. Half is taken, so that its absence, of
        # which nothing is known, is not expected to tell much.
        false_positive = min(ASSUMED_BASE, 0.5 / max(positive, 0.01))
        return _chance(positive * false_positive), _chance(false_positive)
    missed = min(0.95, (negative or 0.02) * (1 - ASSUMED_BASE))
    return _chance(1 - missed), ASSUMED_BASE


def _from_rate(rate: Rate, knowledge: Knowledge) -> Strength:
    finding = knowledge.findings.get(rate.finding)
    base = finding.background_rate.value if finding and finding.background_rate else ASSUMED_BASE
    share, base = _chance(rate.rate.value), _chance(base)
    limit = math.log(RATE_CAP)
    return Strength(
        finding=rate.finding,
        present=max(-limit, min(limit, math.log(share / base))),
        absent=max(-limit, min(limit, math.log((1 - share) / (1 - base)))),
        sensitivity=share,
        false_positive=base,
        error=ASSUMED_ERROR,
        sources=(rate.rate.source,) if rate.rate.source else (),
        judgement=rate.rate.judgement or "",
    )


def _log(ratio: float | None) -> float | None:
    return None if ratio is None else math.log(max(1 / CAP, min(CAP, ratio)))


def _errors(row: Accuracy, sensitivity: float, false_positive: float) -> tuple[float, float]:
    """Standard errors of the two log ratios: from their published intervals, else from those of sensitivity
    and specificity, else from the size of the sample, half of it taken to have the condition, by the delta
    method: var ln(a / b) = (1 - a) / (n a) + (1 - b) / (m b). Where nothing of this is known, assumed.
    """
    positive = _error(row.lr_positive) or _joint(row.sensitivity, row.specificity, present=True)
    negative = _error(row.lr_negative) or _joint(row.sensitivity, row.specificity, present=False)
    half = _people(row.sample) / 2
    if not half:
        return positive or negative or ASSUMED_ERROR, negative or positive or ASSUMED_ERROR
    return (
        positive or _by_size(sensitivity, false_positive, half),
        negative or _by_size(1 - sensitivity, 1 - false_positive, half),
    )


def _by_size(one: float, other: float, half: float) -> float:
    return math.sqrt((1 - one) / (half * one) + (1 - other) / (half * other))


def _people(sample: str) -> int:
    """The largest count a description of a sample names, but for counts of studies and time, and for years
    of our era; 0 for none.
    """
    counts = re.findall(r"\b(\d+)\b(?!\s*(?:studies|years|weeks|days|months|examiners|%|or more))", sample)
    return max((int(count) for count in counts if not re.fullmatch(r"(?:19|20)\d\d", count)), default=0)


def _joint(sensitivity: Figure | None, specificity: Figure | None, *, present: bool) -> float | None:
    """The error of a ratio whose parts have intervals: the root of the sum of their squares."""
    one, other = _logs(sensitivity, as_is=present), _logs(specificity, as_is=not present)
    return None if one is None or other is None else math.hypot(one, other)


def _logs(figure: Figure | None, *, as_is: bool) -> float | None:
    """Standard error of the log of a share, or of what is left to one, from its 95 % interval."""
    if figure is None or figure.low is None or figure.high is None:
        return None
    low, high = (figure.low, figure.high) if as_is else (1 - figure.high, 1 - figure.low)
    return (math.log(_chance(high)) - math.log(_chance(low))) / 3.92


def _error(figure: Figure | None) -> float | None:
    """Standard error of a log ratio from its 95 % interval: (ln high - ln low) / 3.92."""
    if figure is None or not figure.low or not figure.high or figure.low <= 0:
        return None
    return (math.log(figure.high) - math.log(figure.low)) / 3.92


def _chance(value: float) -> float:
    return max(0.01, min(0.99, value))
