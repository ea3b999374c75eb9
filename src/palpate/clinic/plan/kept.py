"""The plan as the record keeps it. Whatever stands in it is put to `permits` again each time it is read:
what a restriction has closed since is shown as closed, and never reaches an agenda.
"""

import math
from dataclasses import dataclass
from typing import Any

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.words import Impairment
from palpate.reasoning.care.plan import Plan, PlanItem
from palpate.reasoning.case import Case
from palpate.reasoning.limits.permit import Ground, Verdict, permits
from palpate.reasoning.limits.restriction import Restriction
from palpate.reasoning.report import plan_content

Content = dict[str, Any]
UNKNOWN = Ground(
    contraindication="knowledge", reason="The knowledge no longer has this technique or structure."
)


@dataclass(frozen=True)
class Kept:
    """An item of the plan with what is said of it today. `verdict` is None where nothing is known of it."""

    raw: Content
    verdict: Verdict | None

    @property
    def key(self) -> str:
        """Which item it is: one technique on one structure and side stands once in a plan."""
        return key_of(self.raw["technique"], self.raw["structure"], self.raw["side"])

    @property
    def place(self) -> tuple[str, str | None]:
        """The structure and its side."""
        return self.raw["structure"], self.raw["side"]

    @property
    def minutes(self) -> int:
        """Usual minutes; those set by hand, where they are."""
        return int(self.raw["minutes"])

    @property
    def pressure(self) -> int:
        """0 to 10."""
        return int(self.raw["pressure"])

    @property
    def exact(self) -> bool:
        """Whether the minutes were set by hand and are not to be weighed against others."""
        return bool(self.raw.get("exact"))

    @property
    def fits(self) -> bool:
        """Whether it may be done as it stands."""
        if self.verdict is None or self.verdict.answer == "no":
            return False
        least, most = self.verdict.minutes
        return least <= self.minutes <= most or not self.exact

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """Why it is narrowed or closed."""
        return self.verdict.because if self.verdict else (UNKNOWN,)

    def item(self) -> PlanItem:
        """For the agenda. Raises ValueError for what may not be done."""
        if self.verdict is None or not self.fits:
            raise ValueError(f"{self.key} may not be done as it stands")
        verdict = self.verdict
        if self.exact:
            verdict = msgspec.structs.replace(verdict, minutes=(self.minutes, self.minutes))
        return PlanItem(
            technique=self.raw["technique"],
            structure=self.raw["structure"],
            side=self.raw["side"],
            impairment=self.raw["impairment"],
            minutes=self.minutes,
            pressure=self.pressure,
            positions=verdict.positions,
            worth=self.raw["worth"],
            why=self.raw["why"],
            because=tuple(self.raw["because"]),
            verdict=verdict,
            usual=float(self.raw.get("usual") or 0),
        )


def key_of(technique: str, structure: str, side: str | None) -> str:
    """A name for an item, fit for an address and an id of a page."""
    return f"{technique}-{structure}-{side or 'none'}"


def content_of(plan: Plan) -> Content:
    """What is kept of a proposed plan: as it is printed, with each item's worth for the agenda, and which
    items were proposed, so that a later proposal can be told apart.
    """
    content = plan_content(plan)
    for kept, item in zip(content["items"], plan.items, strict=True):
        kept["worth"] = item.worth
    return content | {"proposed": keys(content)}


def keys(content: Content) -> list[str]:
    """The names of the items."""
    return [key_of(item["technique"], item["structure"], item["side"]) for item in content["items"]]


def kept_items(
    content: Content, case: Case, knowledge: Knowledge, limits: tuple[Restriction, ...]
) -> list[Kept]:
    """The items in their order, each with the verdict of today."""
    found = []
    for number, item in enumerate(content.get("items", ())):
        worth = item.get("worth", 1 / (number + 1))  # kept by an older version, in order of worth
        found.append(Kept(item | {"worth": worth}, _verdict(item, case, knowledge, limits)))
    return found


def _verdict(
    item: Content, case: Case, knowledge: Knowledge, limits: tuple[Restriction, ...]
) -> Verdict | None:
    if item["technique"] not in knowledge.techniques or item["structure"] not in knowledge.structures:
        return None
    asked = item["technique"], item["structure"], item["side"], item["pressure"]
    return permits(limits, *asked, knowledge, therapist=case.therapist)


def open_plan(content: Content, items: list[Kept]) -> Plan:
    """The plan that an agenda is made of: nothing in it that may not be done today."""
    able = tuple(one.item() for one in items if one.fits)
    course = {name: content[name] for name in ("visits", "review_after", "days_between") if content.get(name)}
    return Plan(closed=not able, items=able, **course)


def with_home_minutes(case: Case, content: Content) -> Case:
    """The case with the minutes a day for exercises that were set with the plan, where they were."""
    minutes = content.get("home_minutes")
    if minutes is None:
        return case
    return msgspec.structs.replace(case, visit=msgspec.structs.replace(case.visit, home_minutes=minutes))


def find(content: Content, key: str) -> Content | None:
    """The item of a name."""
    return next((item for item, own in zip(content["items"], keys(content), strict=True) if own == key), None)


def with_item(content: Content, item: Content) -> Content:
    """The content with one more item; what is added by hand comes first."""
    highest = max((one.get("worth", 1.0) for one in content["items"]), default=1.0)
    added = item | {"worth": highest}
    return content | {"closed": False, "reason": "", "items": [added, *content["items"]]}


def without(content: Content, key: str) -> Content:
    """The content without an item."""
    left = [item for item, own in zip(content["items"], keys(content), strict=True) if own != key]
    return content | {"items": left}


def changed(content: Content, key: str, **changes: Any) -> Content:
    """The content with some fields of an item changed."""
    items = [
        item | changes if own == key else item
        for item, own in zip(content["items"], keys(content), strict=True)
    ]
    return content | {"items": items}


def earlier(content: Content, structure: str, side: str | None) -> Content:
    """The content with a structure one place further up. It changes worth with the structure above it, so
    that the agenda follows: what comes first goes last when time is short.
    """
    items = [item | {"worth": item.get("worth", 1 / (n + 1))} for n, item in enumerate(content["items"])]
    best: dict[tuple[str, str | None], float] = {}
    for item in items:
        place = item["structure"], item["side"]
        best[place] = max(best.get(place, 0.0), item["worth"])
    order = sorted(best, key=lambda place: -best[place])
    at = order.index((structure, side)) if (structure, side) in best else 0
    if at == 0:
        return content
    here, above = order[at], order[at - 1]
    rise = best[above] / best[here] if best[here] else 1.0
    if math.isclose(rise, 1.0):
        rise = 1.01  # of equal worth: a hair is enough
    factors = {here: rise, above: 1 / rise}
    for item in items:
        item["worth"] = round(item["worth"] * factors.get((item["structure"], item["side"]), 1.0), 6)
    return content | {"items": sorted(items, key=lambda item: -item["worth"])}


def impairment_of(technique: str, structure: str, knowledge: Knowledge) -> Impairment:
    """What a technique that was chosen by hand is for: what it is most used for on such a structure."""
    kind = knowledge.structures[structure].kind
    suits = knowledge.techniques[technique].suits
    fitting = [one for one in suits if kind in one.kinds] or list(suits)
    return max(fitting, key=lambda one: one.strength).impairment if fitting else "hypertonic"
