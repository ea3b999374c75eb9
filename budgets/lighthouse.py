"""How Lighthouse 13 makes its scores, as far as a script can make the same: its weights and its curves.

Weights: core/config/default-config.js of the project. Curves (the 10th percentile scores 0.9, the median
0.5, log-normal between): the audits' own options for mobile, unchanged since version 10. What is left out
here, and its weight: docs/budgets.md.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

# The network and the processor as Lighthouse throttles them through the browser's tools ("slow 4G").
LATENCY, DOWN, UP, SLOWER = 150 * 3.75, 1.6 * 1024 * 0.9, 750 * 0.9, 4  # ms, kbit/s, kbit/s, times
ENOUGH = 0.95  # of a score


class Curve(NamedTuple):
    """What scores 0.9 and what 0.5, and how much the measure weighs."""

    p10: float
    median: float
    weight: int


# Milliseconds; the shift of the layout has no unit.
PERFORMANCE = {
    "first contentful paint": Curve(1800, 3000, 10),
    "largest contentful paint": Curve(2500, 4000, 25),
    "total blocking time": Curve(200, 600, 30),
    "cumulative layout shift": Curve(0.1, 0.25, 25),
    "speed index": Curve(3387, 5800, 10),
}
ACCESSIBILITY = {
    10: "aria-allowed-attr aria-hidden-body aria-required-attr aria-required-children aria-required-parent "
    "aria-roles aria-valid-attr-value aria-valid-attr button-name duplicate-id-aria image-alt "
    "input-button-name input-image-alt label meta-refresh meta-viewport select-name video-caption",
    7: "accesskeys aria-command-name aria-conditional-attr aria-dialog-name aria-hidden-focus "
    "aria-input-field-name aria-meter-name aria-progressbar-name aria-prohibited-attr aria-text "
    "aria-toggle-field-name aria-tooltip-name aria-treeitem-name bypass color-contrast definition-list "
    "dlitem document-title frame-title html-has-lang html-lang-valid link-in-text-block link-name list "
    "listitem object-alt tabindex target-size td-headers-attr th-has-data-cells valid-lang",
    3: "form-field-multiple-labels heading-order html-xml-lang-mismatch skip-link landmark-one-main",
    1: "aria-deprecated-role autocomplete-valid presentation-role-conflict svg-img-alt",
}
BEST_PRACTICE = {
    "https or this machine": 5,
    "does not ask for the place at the start": 1,
    "does not ask to notify at the start": 1,
    "fields take what is pasted": 3,
    "images keep their shape": 1,
    "images are as fine as the screen": 1,
    "doctype": 1,
    "charset": 1,
    "nothing deprecated": 5,
    "no cookies of others": 5,
    "console without errors": 1,
    "no issues in the browser's tools": 1,
}


def log_normal(value: float, curve: Curve) -> float:
    """The share (0 to 1) of pages that are worse than this value."""
    if value <= 0:
        return 1.0
    inverse = 0.9061938024368232  # erfc of it is a fifth
    standard = math.log(value / curve.median) * inverse / -math.log(curve.p10 / curve.median)
    return min(1.0, max(0.0, (1 - math.erf(standard)) / 2))


def performance(measured: Mapping[str, float]) -> float:
    """The score (0 to 1) over the measures that were taken, by their weights."""
    return weighted({one: (log_normal(measured[one], curve), curve.weight)
                     for one, curve in PERFORMANCE.items() if one in measured})  # fmt: skip


def accessibility(passed: set[str], violated: set[str]) -> float:
    """The score (0 to 1) over the rules of axe that applied to the page; those that Lighthouse leaves out do
    not count.
    """
    weights = {rule: weight for weight, rules in ACCESSIBILITY.items() for rule in rules.split()}
    applied = (passed | violated) & set(weights)
    return weighted({rule: (float(rule not in violated), weights[rule]) for rule in applied})


def best_practice(kept: Mapping[str, bool]) -> float:
    """The score (0 to 1) over the checks that were made."""
    return weighted({one: (float(kept[one]), weight) for one, weight in BEST_PRACTICE.items() if one in kept})


def weighted(scores: Mapping[str, tuple[float, int]]) -> float:
    """The mean by weight. Raises ValueError where there is nothing."""
    total = sum(weight for _, weight in scores.values())
    if not total:
        raise ValueError("nothing was measured; give at least one score with a weight")
    return sum(score * weight for score, weight in scores.values()) / total
