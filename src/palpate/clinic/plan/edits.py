"""Edits of a plan. Each is put to `check_item` before it is kept; what is forbidden is refused with the
reason and with what would be allowed instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from palpate.clinic.plan import kept, words
from palpate.clinic.plan.kept import Content
from palpate.knowledge import Knowledge
from palpate.knowledge.words import Side
from palpate.reasoning.care.plan import check_item, limits_of
from palpate.reasoning.case import Case
from palpate.reasoning.limits.permit import Ground, Verdict, permits
from palpate.reasoning.tissue.structures import Suspect

SIDES = ("left", "right", "both")
COURSE = {"visits": (1, 30), "review_after": (1, 30), "days_between": (1, 90), "home_minutes": (0, 240)}
BY_HAND = "added by hand"
UNSAID = "none"  # no side was said where the complaint has none: it counts as both


class Refused(Exception):  # noqa: N818 - what it is
    """An edit that is not kept: what, why, and what would be allowed."""

    def __init__(self, what: str, grounds: tuple[Ground, ...] = (), instead: str = "") -> None:
        self.what, self.instead = what, instead
        self.grounds = tuple(one for one in grounds if one.contraindication != "asked.pressure")
        super().__init__(what)


@dataclass(frozen=True)
class Wanted:
    """What is to be done to a structure. No minutes or no pressure (0 to 10): as is usual."""

    technique: str
    structure: str
    side: Side | None
    minutes: int | None = None
    pressure: int | None = None


def wanted(given: Mapping[str, str], knowledge: Knowledge) -> Wanted:
    """What a form asks for. Raises Refused for what cannot be read."""
    technique, structure = given.get("technique", ""), given.get("structure", "")
    if technique not in knowledge.techniques or structure not in knowledge.structures:
        raise Refused("Choose a technique and a structure from the list.")
    return Wanted(
        technique=technique,
        structure=structure,
        side=side_of(given.get("side", ""), structure, knowledge),
        minutes=number(given.get("minutes", ""), "Minutes", 1, 240),
        pressure=number(given.get("pressure", ""), "Pressure", 0, 10),
    )


def side_of(word: str, structure: str, knowledge: Knowledge) -> Side | None:
    """The side meant; None for what has none. Raises Refused where it must be named."""
    if not knowledge.structures[structure].sided or word == UNSAID:
        return None
    if word not in SIDES:
        raise Refused(f"Say which side of {knowledge.structures[structure].name} is meant.")
    return cast(Side, word)


def number(text: str, what: str, least: int, most: int) -> int | None:
    """A whole number from a form; None for nothing. Raises Refused."""
    if not text.strip():
        return None
    if not text.strip().isdecimal() or not least <= int(text) <= most:
        raise Refused(f"{what} is a whole number from {least} to {most}, not “{text[:20]}”.")
    return int(text)


def checked(one: Wanted, case: Case, knowledge: Knowledge) -> Verdict:
    """The verdict on it. Raises Refused where it is forbidden, or its minutes are."""
    verdict = check_item(case, knowledge, one.technique, one.structure, one.side, one.pressure)
    named = (
        f"{words.technique(one.technique, knowledge)} on {words.place(one.structure, one.side, knowledge)}"
    )
    open_now = words.still_open(verdict)
    if verdict.answer == "no" and one.pressure is not None and _anyhow(one, case, knowledge):
        what = f"Pressure {one.pressure} is outside what is open for {named}."
        raise Refused(what, verdict.because, f"Open: {open_now}.")
    if verdict.answer == "no":
        what = f"{named} is not permitted for this client now."
        raise Refused(what, verdict.because, _instead(one, case, knowledge))
    least, most = verdict.minutes
    if one.minutes is not None and not least <= one.minutes <= most:
        what = f"{one.minutes} minutes is outside what is open for {named}."
        raise Refused(what, verdict.because, f"Open: {open_now}.")
    return verdict


def _anyhow(one: Wanted, case: Case, knowledge: Knowledge) -> bool:
    """Whether it would be permitted at another pressure."""
    return check_item(case, knowledge, one.technique, one.structure, one.side, None).answer != "no"


def _instead(one: Wanted, case: Case, knowledge: Knowledge) -> str:
    """What may be done there instead, in words."""
    named = [
        words.technique(each, knowledge) for each, _ in permitted(one.structure, one.side, case, knowledge)
    ]
    if not named:
        return "Nothing is permitted there now."
    return f"Permitted there: {', '.join(named[:5])}."


def permitted(
    structure: str, side: Side | None, case: Case, knowledge: Knowledge
) -> list[tuple[str, Verdict]]:
    """The techniques that may be done at a place, those made for such a structure first."""
    limits = limits_of(case, knowledge)
    kind = knowledge.structures[structure].kind
    rows = []
    for entry in knowledge.techniques.values():
        verdict = permits(limits, entry.id, structure, side, None, knowledge, therapist=case.therapist)
        if verdict.answer != "no":
            fit = max((one.strength for one in entry.suits if kind in one.kinds), default=0)
            rows.append((-fit, entry.name, entry.id, verdict))
    return [(key, verdict) for _, _, key, verdict in sorted(rows, key=lambda row: row[:3])]


def usual_pressure(verdict: Verdict, knowledge: Knowledge) -> int:
    """The technique's usual pressure, as far as it is open."""
    least, most = verdict.pressure
    return max(least, min(most, knowledge.techniques[verdict.technique].usual_pressure))


def added(
    content: Content, one: Wanted, case: Case, knowledge: Knowledge, suspects: tuple[Suspect, ...]
) -> Content:
    """The plan with one item more. Raises Refused."""
    if kept.find(content, kept.key_of(one.technique, one.structure, one.side)):
        raise Refused("That stands in the plan already: change it there.")
    verdict = checked(one, case, knowledge)
    suspect = next(
        (each for each in suspects if (each.structure, each.side) == (one.structure, one.side)), None
    )
    for_what = suspect.impairment if suspect else kept.impairment_of(one.technique, one.structure, knowledge)
    item = {
        "technique": one.technique,
        "structure": one.structure,
        "side": one.side,
        "impairment": for_what,
        "because": list(suspect.because) if suspect else [],
        "why": BY_HAND,
    }
    return kept.with_item(content, item | _dose(one, verdict, knowledge))


def altered(
    content: Content, key: str, given: Mapping[str, str], case: Case, knowledge: Knowledge
) -> Content:
    """The plan with the dose or side of an item changed. Raises Refused."""
    before = kept.find(content, key)
    if before is None:
        raise Refused("That stands in the plan no more.")
    said = {name: given.get(name) or str(before[name] or "") for name in ("minutes", "pressure", "side")}
    if not said["side"] and before["side"] is None:
        said["side"] = UNSAID
    one = wanted({"technique": before["technique"], "structure": before["structure"]} | said, knowledge)
    after = kept.key_of(one.technique, one.structure, one.side)
    if after != key and kept.find(content, after):
        raise Refused("That stands in the plan already: change it there.")
    dose = _dose(one, checked(one, case, knowledge), knowledge)
    exact = bool(before.get("exact")) or dose["minutes"] != before["minutes"]
    return kept.changed(content, key, **dose, side=one.side, exact=exact)


def coursed(content: Content, given: Mapping[str, str]) -> Content:
    """The plan with other visits, review, days between them or minutes a day at home. Raises Refused."""
    said = {name: number(given.get(name, ""), name.replace("_", " "), *edge) for name, edge in COURSE.items()}
    course: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    both = content | course
    if both["review_after"] > both["visits"]:
        raise Refused("The review comes within the visits: not after more of them than are planned.")
    return both


def _dose(one: Wanted, verdict: Verdict, knowledge: Knowledge) -> Content:
    pressure = usual_pressure(verdict, knowledge) if one.pressure is None else one.pressure
    return {
        "minutes": one.minutes or sum(verdict.minutes) // 2,
        "pressure": pressure,
        "pressure_open": list(verdict.pressure),
        "positions": list(verdict.positions),
        "answer": verdict.answer,
    }
