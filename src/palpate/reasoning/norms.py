"""What is normal for a number, for this client, and how far two readings differ by error alone.

Minimal detectable change and standard error of measurement follow from one another by definition:
MDC = z * sqrt(2) * SEM with z 1.96 at 95 % and 1.645 at 90 %.
"""

import math
from collections.abc import Mapping

import msgspec

from palpate.knowledge.model import Figure, Finding
from palpate.knowledge.words import Side
from palpate.reasoning.case import Client, Observation

Z95, Z90 = 1.96, 1.645
OTHER_SIDE: dict[Side, Side] = {"left": "right", "right": "left"}


def normal_figure(finding: Finding, client: Client) -> Figure | None:
    """The norm that fits the client best: age band and sex first, then one of them, then any."""
    if finding.norm is None or not finding.norm.normal:
        return None
    fitting = [figure for figure in finding.norm.normal if _fits(figure, client)]
    return max(fitting or finding.norm.normal, key=lambda figure: _closeness(figure, client))


def normal_value(finding: Finding, client: Client) -> float | None:
    """The value of that norm, in the finding's unit; None where no norm is known."""
    figure = normal_figure(finding, client)
    return figure.value if figure else None


def normal_by_eye(observation: Observation, finding: Finding) -> bool:
    """Whether a motion was looked at and seen to be free, and nobody measured it: absent, without a number.
    No number is made of it: it is compared with nothing, and counts for no progress.
    """
    return finding.kind == "motion" and observation.present is False and observation.value is None


def expected_value(
    finding: Finding, side: Side | None, values: Mapping[Side | None, float], client: Client
) -> float | None:
    """What a number on a side is held against: the other side's, if it was measured, else the norm."""
    other = OTHER_SIDE.get(side) if side else None
    return values[other] if other in values and other else normal_value(finding, client)


def error_of(finding: Finding) -> Figure | None:
    """The largest detectable change of a finding's published ones: the cautious one."""
    figures = [detectable(figure) for figure in finding.norm.error] if finding.norm else []
    return max(figures, key=lambda figure: figure.value) if figures else None


def detectable(figure: Figure) -> Figure:
    """An error figure as a minimal detectable change, in the same unit. One published as a standard error
    of measurement is turned into it at 90 %, and says so; its interval belongs to the error and is dropped.
    """
    if not _is_standard_error(figure):
        return figure
    method = f"minimal detectable change, 90 %, computed from a standard error of {figure.value:g}"
    value = round(Z90 * math.sqrt(2) * figure.value, 1)
    return msgspec.structs.replace(figure, value=value, low=None, high=None, method=method)


def standard_error(figure: Figure) -> float:
    """The standard error of measurement behind an error figure, in the measure's unit. Where the level of
    a detectable change is not stated it is taken as 90 %, which gives the larger error.
    """
    if _is_standard_error(figure):
        return figure.value
    return figure.value / ((Z95 if "95" in figure.method else Z90) * math.sqrt(2))


def _is_standard_error(figure: Figure) -> bool:
    method = figure.method.lower()
    return (
        "detectable" not in method and "mdc" not in method and ("standard error" in method or "sem" in method)
    )


def _fits(figure: Figure, client: Client) -> bool:
    age_fits = figure.age is None or client.age is None or figure.age[0] <= client.age <= figure.age[1]
    return age_fits and (figure.sex is None or client.sex is None or figure.sex == client.sex)


def _closeness(figure: Figure, client: Client) -> tuple[bool, bool]:
    """A figure made for this age, then for this sex, beats a general one."""
    by_age = (
        figure.age is not None and client.age is not None and figure.age[0] <= client.age <= figure.age[1]
    )
    return by_age, figure.sex is not None and figure.sex == client.sex
