"""What benefit may be expected of a technique: from published effects, their certainty, and the differential.

One scale: standardised mean differences of pain or disability against a sham, a fall counted as positive
(0.2 is small, 0.5 middling, 0.8 large). Each trial result is drawn towards what any hands-on work may be
expected to do, the more the wider its interval, the lower its certainty and the less its people are those
of the hypothesis. The shape is that of a normal prior with a normal observation. Prior, credits and
conversions marked JUDGED are clinical judgement; docs/reasoning/plan.md works an example by hand.
"""

import re
from collections.abc import Iterable, Mapping

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Effect
from palpate.knowledge.once import once
from palpate.reasoning.causes.differential import Hypothesis

# Massage against another active treatment, pain of any kind, pooled (effect_032). That any other hands-on
# technique may be expected to do as much, before a trial of it is looked at, is JUDGED.
PRIOR = 0.26
# The share of the prior that a technique starts with, by the certainty that its own entry states: JUDGED.
START = {"high": 1.0, "moderate": 1.0, "low": 0.75, "very-low": 0.5, "none": 0.5, "": 0.5}
SPREAD = 0.2  # standard deviation of true effects between techniques and conditions: JUDGED
# A comparison with nothing counts the visit itself as an effect of the hands. The same pooling has 0.44
# against sham where it has 1.14 against no treatment (effect_030, effect_031).
AGAINST_NOTHING = 0.44 / 1.14
NOTHING = (
    "no treatment", "no intervention", "wait list", "usual care", "inactive", "own baseline", "control",
    "standard care", "no ", "self-care book", "diary",
)  # fmt: skip
# The share of its weight that a row's certainty leaves it: JUDGED.
CREDITS = {
    "high": 1.0,
    "moderate": 0.75,
    "low": 0.5,
    "very low": 0.25,
    "contested": 0.25,
    "uncontrolled": 0.25,
}
UNRATED = 0.5  # credit of a row that nobody rated: JUDGED
OTHERS = 0.5  # further credit of rows on other people than those with the condition: JUDGED
OF_RANGE = 0.25  # standard deviation of a pain scale, as a share of its range: JUDGED
OUTCOMES = ("pain", "function", "disability", "bother", "soreness", "rdq", "womac", "ndi")
NOT_OUTCOMES = ("threshold", "adverse", "improvement")
LIKELY = 0.1  # probability from which a hypothesis' rows are named as what stands behind (judgement)
INTERVAL = 2 * 1.96  # standard errors in a 95 % interval


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """A technique's expected effect (standardised, against a sham), and the ids of the rows behind it.
    `in_cause`: they are of people with one of the likelier hypotheses.
    """

    size: float
    effects: tuple[str, ...] = ()
    in_cause: bool = False


def expected(technique: str, hypotheses: Iterable[Hypothesis], knowledge: Knowledge) -> Expected:
    """The expected effect, weighted by the probabilities of the hypotheses. What is not covered by them
    counts as pain of any kind. Raises KeyError for an unknown technique.
    """
    known, total, size, used = _sizes(knowledge)[technique], 0.0, 0.0, dict[str, None]()
    anyone = known[None]
    for one in hypotheses:
        here = known.get(one.condition, anyone)
        size += one.probability * here.size
        total += one.probability
        if one.condition in known and one.probability >= LIKELY:
            used |= dict.fromkeys(here.effects)
    size += max(0.0, 1 - total) * anyone.size
    return Expected(size=round(size, 4), effects=tuple(used) or anyone.effects, in_cause=bool(used))


def drawn(prior: float, results: Iterable[tuple[float, float]]) -> float:
    """The prior drawn towards results, each an effect and its variance: all weighted by 1 / variance."""
    weights = [(prior, 1 / SPREAD**2), *((size, 1 / variance) for size, variance in results)]
    return sum(size * weight for size, weight in weights) / sum(weight for _, weight in weights)


def result_of(effect: Effect) -> tuple[float, float] | None:
    """A row as an effect against a sham and its variance, certainty counted in; None where it has no
    interval, is no standardised or scaled difference, or is about neither pain nor disability.
    """
    estimate, outcome = effect.estimate, effect.outcome.lower()
    if estimate is None or estimate.low is None or estimate.high is None:
        return None
    if not any(word in outcome for word in OUTCOMES) or any(word in outcome for word in NOT_OUTCOMES):
        return None
    unit = _unit(estimate.metric, outcome)
    if unit is None:
        return None
    share = AGAINST_NOTHING if is_against_nothing(effect) else 1.0
    error = (estimate.high - estimate.low) / INTERVAL / unit * share
    return -estimate.value / unit * share, error**2 / credit(effect)


def credit(effect: Effect) -> float:
    """How much of a row's weight its certainty leaves, 0 to 1. Of a span the lower end."""
    words = effect.certainty.lower()
    return min((share for word, share in CREDITS.items() if word in words), default=UNRATED)


def is_against_nothing(effect: Effect) -> bool:
    """Whether the others got no treatment that could pass for one. What is not plain counts as such."""
    words = effect.comparator.lower()
    if "sham" in words or "active control" in words.replace("inactive", ""):
        return False
    return any(word in words for word in NOTHING)


def _unit(metric: str, outcome: str) -> float | None:
    """What a difference is divided by: 1, or a standard deviation of the scale that the outcome names."""
    if metric == "SMD":
        return 1.0
    scale = re.search(r"0-(\d+)", outcome)
    return OF_RANGE * float(scale[1]) if metric in ("MD", "WMD") and scale else None


@once
def _sizes(knowledge: Knowledge) -> Mapping[str, Mapping[str | None, Expected]]:
    """By technique, the expected effect in each condition that has results, and under None in any other."""
    rows: dict[str, list[_Row]] = {name: [] for name in knowledge.techniques}
    for effect in knowledge.effects.values():
        result = result_of(effect)
        if effect.technique in rows and result is not None:
            rows[effect.technique].append(_Row(effect.id, effect.condition, *result))
    return {
        name: {
            condition: _in(condition, found, PRIOR * START[knowledge.techniques[name].certainty])
            for condition in (None, *(row.condition for row in found))
        }
        for name, found in rows.items()
    }


class _Row(msgspec.Struct, frozen=True):
    effect: str
    condition: str | None
    size: float
    variance: float


def _in(condition: str | None, rows: list[_Row], prior: float) -> Expected:
    """The rows on the condition as one result, those on other people behind them as another."""
    if not rows:
        return Expected(size=prior)
    here = [row for row in rows if condition and row.condition == condition]
    others = [row for row in rows if row not in here]
    results = [_as_one(here, 1.0)] if here else []
    results += [_as_one(others, OTHERS)] if others else []
    return Expected(size=drawn(prior, results), effects=tuple(row.effect for row in here or others))


def _as_one(rows: list[_Row], share: float) -> tuple[float, float]:
    """The mean effect and the mean variance: more rows are not more weight, as they share trials."""
    variance = sum(row.variance for row in rows) / len(rows)
    return sum(row.size for row in rows) / len(rows), variance / share
