"""When what matters more: the stage of healing, and how the emphasis moves over a course of visits.

Stages are counted in days since the complaint began, as the advice `healing_*` of the knowledge has them.
What they make of the worth of work is clinical judgement: calming and light work counts more while tissue
is fresh, load and movement more when it is not. In a complaint of more than three months, where time since
the onset says nothing more, the course itself goes the same way: pain first, load later (`healing_chronic`:
care that is only passive has an end date).
"""

from typing import Literal

from palpate.knowledge import Knowledge
from palpate.knowledge.once import once
from palpate.knowledge.words import Impairment

Stage = Literal["unknown", "inflammation", "repair", "remodelling", "long-lasting"]
Emphasis = Literal["calm", "free", "load"]

DAYS: tuple[tuple[Stage, float], ...] = (("inflammation", 3), ("repair", 21), ("remodelling", 91))  # up to
TENDER: tuple[Impairment, ...] = ("sensitised", "swollen")
LIGHT = 3  # pressure of 10 up to which work at rest counts as calming
RISKY = {
    "friction",
    "scraping",
    "suction",
    "percussion",
    "needling",
    "traction",
    "thrust",
    "passive_end_range",
}
# How much each kind of work counts in each stage; 1 is as much as ever. Clinical judgement.
COUNTS: dict[Stage, dict[Emphasis, float]] = {
    "unknown": {"calm": 1.0, "free": 1.0, "load": 1.0},
    "inflammation": {"calm": 1.0, "free": 0.4, "load": 0.2},
    "repair": {"calm": 1.0, "free": 0.8, "load": 0.6},
    "remodelling": {"calm": 0.8, "free": 1.0, "load": 1.0},
    "long-lasting": {"calm": 1.0, "free": 1.0, "load": 1.0},
}
# And in each third of a course for a complaint that is long-lasting, or of unknown age. Clinical judgement.
THIRDS: tuple[dict[Emphasis, float], ...] = (
    {"calm": 1.0, "free": 1.0, "load": 0.7},
    {"calm": 0.8, "free": 1.0, "load": 0.9},
    {"calm": 0.6, "free": 0.8, "load": 1.0},
)


def stage_of(days: float | None) -> Stage:
    """The stage of healing so many days after the complaint began; unknown where the days are."""
    if days is None:
        return "unknown"
    return next((stage for stage, most in DAYS if days <= most), "long-lasting")


def emphasis_of(technique: str, impairment: Impairment, knowledge: Knowledge) -> Emphasis:
    """Whether work calms, frees or loads. What needs the client's strength, or is for what is weak, loads."""
    if impairment == "weak":
        return "load"
    return _kinds(knowledge).get(technique, "free") if impairment not in TENDER else "calm"


def counts(emphasis: Emphasis, days: float | None, visit: int, visits: int) -> float:
    """How much a kind of work counts in a visit of a course (0 to 1), so many days after the onset. `visit`
    and `visits` count from 1.
    """
    stage = stage_of(days)
    share = COUNTS[stage][emphasis]
    if stage in ("unknown", "long-lasting") and visits > 1:
        third = min(2, 3 * (min(visit, visits) - 1) // visits)
        share *= THIRDS[third][emphasis]
    return share


def leading(days: float | None, visit: int, visits: int) -> Emphasis:
    """The kind of work that counts most in a visit; of equals the gentler."""
    kinds: tuple[Emphasis, ...] = ("calm", "free", "load")
    return max(kinds, key=lambda kind: counts(kind, days, visit, visits))


@once
def _kinds(knowledge: Knowledge) -> dict[str, Emphasis]:
    found: dict[str, Emphasis] = {}
    for one in knowledge.techniques.values():
        words = (*one.movement.needs, *one.movement.may)
        if "none" not in words and {"active", "resisted"} & set(words):
            found[one.id] = "load"
        elif one.usual_pressure <= LIGHT and not {*one.contact.needs, *words} & RISKY:
            found[one.id] = "calm"
    return found
