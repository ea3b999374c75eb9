"""Presentations as they walk into a clinic: none that is dangerous comes out too low, few ordinary ones
too high, and what should be thought of stands among the first three hypotheses.
"""

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from palpate.knowledge import knowledge
from palpate.knowledge.words import Level
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.causes.differential import differential
from palpate.reasoning.screening.screen import screen

KNOWLEDGE = knowledge()
HERE = Path(__file__).parent / "presentations"
LEVELS = ("treat", "treat-with-restrictions", "refer", "same-day", "emergency")
Row = dict[str, Any]


def rows(*names: str) -> list[Row]:
    """The presentations of the named files."""
    return [row for name in names for row in yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))]


DANGEROUS = rows("dangerous_trunk", "dangerous_spine_limbs", "dangerous_sparse")
ORDINARY = rows("ordinary")


def case_of(row: Row) -> Case:
    """The presentation as a case; a finding with a side lies on the side of the complaint."""
    side = row.get("side")

    def seen(finding: str, **what: Any) -> Observation:
        return Observation(finding=finding, side=side if KNOWLEDGE.findings[finding].sided else None, **what)

    return Case(
        client=Client(age=row["age"], sex=row["sex"]),
        complaint=Complaint(regions=tuple(Place(region=at, side=side) for at in row["at"]), days=row["days"]),
        observations=(
            *(seen(finding, present=True) for finding in row.get("present", ())),
            *(seen(finding, present=False) for finding in row.get("absent", ())),
            *(seen(finding, value=value) for finding, value in row.get("values", {}).items()),
        ),
    )


def level_of(row: Row) -> Level:
    """The level of the screening."""
    return screen(case_of(row), KNOWLEDGE).level


def first_three(row: Row) -> set[str]:
    """The first three hypotheses without "other"."""
    found = [one.condition for one in differential(case_of(row), KNOWLEDGE) if one.condition != "other"]
    return set(found[:3])


def missed(table: list[Row]) -> list[str]:
    """The presentations that name what to think of and whose first three hypotheses lack all of it."""
    return [row["id"] for row in table if row["think"] and not first_three(row) & set(row["think"])]


def test_the_table_is_sound() -> None:
    """Ids are unique, findings, regions and conditions exist, levels are levels."""
    both = DANGEROUS + ORDINARY
    assert set(LEVELS) == set(get_args(Level))
    assert len({row["id"] for row in both}) == len(both) >= 90
    for row in both:
        case = case_of(row)
        assert all(place.region in KNOWLEDGE.regions for place in case.complaint.regions), row["id"]
        assert set(row["think"]) <= set(KNOWLEDGE.conditions), row["id"]
        assert {row.get(key, "treat") for key in ("level", "least", "most")} <= set(LEVELS), row["id"]


@pytest.mark.parametrize("row", DANGEROUS, ids=lambda row: row["id"])
def test_danger_is_never_below_its_lowest_acceptable_level(row: Row) -> None:
    """Too low is the failure that harms."""
    assert LEVELS.index(level_of(row)) >= LEVELS.index(row["least"])


def test_at_most_a_tenth_of_ordinary_presentations_is_called_too_high() -> None:
    """Too many false alarms and nobody listens."""
    over = [row["id"] for row in ORDINARY if LEVELS.index(level_of(row)) > LEVELS.index(row["most"])]
    assert len(over) <= len(ORDINARY) / 10, over


def test_nine_of_ten_dangers_are_thought_of_first() -> None:
    """The suspected condition stands among the first three."""
    lost = missed(DANGEROUS)
    assert len(lost) <= len(DANGEROUS) / 10, lost


def test_nine_of_ten_ordinary_causes_are_thought_of_first() -> None:
    """The ordinary condition stands among the first three."""
    lost = missed(ORDINARY)
    assert len(lost) <= len(ORDINARY) / 10, lost
