"""What must not be done, and where: contraindications turned into narrowings of elements on the body map.

A restriction only ever narrows. A contraindication of which nothing was found narrows nothing while it is
unsettled, and is listed by `unsettled_contraindications`, so that it can be asked; sudden danger is the
business of the screening.
Where a place is not known (a finding without a region, a complaint not yet drawn), a restriction holds for
the whole body: unknown is never absent. `permits` (permit.py) is the question put to restrictions.
"""

import datetime
import math
from collections.abc import Iterable

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Contraindication, Limit
from palpate.knowledge.once import once
from palpate.knowledge.words import MassageLevel, Position
from palpate.reasoning.case import Case
from palpate.reasoning.limits.permit import Ground, Verdict, permits
from palpate.reasoning.limits.restriction import Restriction
from palpate.reasoning.limits.sites import Site, everywhere, sites_of
from palpate.reasoning.rules.logic import (
    because,
    found_parts,
    may_hold,
    observed,
    open_findings,
    present,
    settle,
)
from palpate.reasoning.rules.touched import Blanks, touched
from palpate.reasoning.screening.screen import Triage

__all__ = [
    "Ground",
    "Restriction",
    "Site",
    "Unanswered",
    "Verdict",
    "cause",
    "permits",
    "restriction",
    "restrictions",
    "sites_of",
    "triage_restrictions",
    "unsettled_contraindications",
]

LEVELS: tuple[MassageLevel, ...] = (
    "absolute-general",
    "absolute-local",
    "needs-clearance",
    "technique-specific",
    "caution",
)
POSITIONS: tuple[Position, ...] = ("prone", "supine", "side_lying", "seated", "semi_reclined", "standing")
# What stays forbidden away from the complaint while a referral is open (clinical judgement).
GENTLE = Limit(
    pressure_at_most=3,
    contact=("friction", "percussion", "suction", "scraping", "needling"),
    movement=("passive_end_range", "resisted", "traction", "thrust"),
)


class Unanswered(msgspec.Struct, frozen=True, kw_only=True):
    """A contraindication that nobody has settled yet, and the findings that would settle it."""

    contraindication: str
    name: str
    level: MassageLevel
    ask: tuple[str, ...]


def restrictions(case: Case, knowledge: Knowledge) -> tuple[Restriction, ...]:
    """Every restriction that holds for the case, gravest first: the contraindications that are true or of
    which something was found (`may_hold`), then what the client set. One that a physician may lift is
    gone when its id is among the case's cleared.
    """
    moved, still, fixed = touched(case, knowledge), _blank_holds(knowledge)(case), _of_everybody(knowledge)
    items = _gravest_first(knowledge)
    holding = {name for name in moved if name in items and may_hold(knowledge.rules[name], case, knowledge)}
    found = [items[name][1] for name in holding | (still - moved)]
    found.sort(key=lambda item: items[item.id][0])
    own = (fixed.get(one.id) or restriction(one, case, knowledge) for one in found if not _lifted(one, case))
    return (*own, *_of_client(case, knowledge))


def restriction(item: Contraindication, case: Case, knowledge: Knowledge) -> Restriction:
    """A contraindication, taken as true, put on the body map of this case."""
    behind = _evidence(item, case, knowledge)
    sites = _places(item, behind, case, knowledge)
    days_left, not_before = _time(item, case)
    return Restriction(
        contraindication=item.id,
        name=item.name,
        level=item.level,
        sites=sites,
        whole_body=sites >= everywhere(knowledge),
        limit=item.limit,
        reason=item.reason,
        modification=item.modification,
        until=_until(item, behind, case, knowledge),
        days_left=days_left,
        not_before=not_before,
        because=behind,
        sources=item.sources,
        judgement=item.judgement or "",
        review=item.review,
        always=item.when == "always",
    )


def _until(item: Contraindication, behind: tuple[str, ...], case: Case, knowledge: Knowledge) -> str:
    """What must have come about before it is lifted. What is a state of the client lasts as long as that."""
    if item.resume_when or item.clearance:
        return item.resume_when or "a physician has cleared it in writing"
    if item.when == "always":
        return "it holds for everybody, always"
    known = [knowledge.findings[name] for name in behind if name in knowledge.findings]
    names = [one.name for one in known if not one.unit and present(one.id, case, knowledge)]
    return f"no longer found: {', '.join(names)}" if names else ""


def _time(item: Contraindication, case: Case) -> tuple[int | None, datetime.date | None]:
    """The days that are missing, and the day on which none will be, as far as they are known."""
    if item.days is None:
        return None, None
    if not item.since:
        since = case.complaint.days
        return (None if since is None else max(0, math.ceil(item.days - since))), None
    seen = [one for one in observed(case, item.since) if one.value is not None]
    if not seen:
        return None, None
    latest = seen[-1]
    left = math.ceil(item.days - (latest.value or 0))
    if latest.on is None:
        return max(0, left), None
    return None, latest.on + datetime.timedelta(days=left)


def cause(one: Restriction, knowledge: Knowledge) -> str:
    """What was found that calls for it, in words; its own name where it rests on no finding."""
    return ", ".join(knowledge.findings[name].name for name in one.because) or one.name


def unsettled_contraindications(case: Case, knowledge: Knowledge) -> tuple[Unanswered, ...]:
    """The contraindications that could still turn out true, gravest first."""
    found = [
        Unanswered(
            contraindication=item.id,
            name=item.name,
            level=item.level,
            ask=open_findings(knowledge.rules[item.id], case, knowledge),
        )
        for item in knowledge.contraindications.values()
        if not _lifted(item, case) and settle(knowledge.rules[item.id], case, knowledge) is None
    ]
    return tuple(sorted(found, key=lambda one: LEVELS.index(one.level)))


def triage_restrictions(triage: Triage, case: Case, knowledge: Knowledge) -> tuple[Restriction, ...]:
    """What the screening closes. At same day and emergency: everything. At refer: the complaint's region
    until a physician has looked, and elsewhere all but gentle work (how far is clinical judgement).
    """
    body = everywhere(knowledge)
    if triage.closed:
        return (_closing(triage, "No massage before a physician has looked", body, Limit(everything=True)),)
    if triage.level != "refer":
        return ()
    here = _complaint(case, knowledge)
    return (
        _closing(
            triage, "No massage at the complaint before a physician has looked", here, Limit(everything=True)
        ),
        _closing(triage, "Only gentle work elsewhere before a physician has looked", body, GENTLE),
    )


@once
def _blank_holds(knowledge: Knowledge) -> Blanks[frozenset[str]]:
    """The contraindications that hold before anything is recorded; those that nothing recorded can move."""

    def compute(case: Case) -> frozenset[str]:
        rules = knowledge.rules
        return frozenset(one for one in knowledge.contraindications if may_hold(rules[one], case, knowledge))

    return Blanks(knowledge, compute)


@once
def _gravest_first(knowledge: Knowledge) -> dict[str, tuple[int, Contraindication]]:
    """The contraindications with their places, the gravest first, else in the order of the knowledge."""
    items = sorted(knowledge.contraindications.values(), key=lambda one: LEVELS.index(one.level))
    return {item.id: (place, item) for place, item in enumerate(items)}


@once
def _of_everybody(knowledge: Knowledge) -> dict[str, Restriction]:
    """The sites of care, which stand in the same places for everybody."""
    return {
        item.id: restriction(item, Case(), knowledge)
        for item in knowledge.contraindications.values()
        if item.when == "always" and not {"complaint", "observed"} & set(item.sites)
    }


def _lifted(item: Contraindication, case: Case) -> bool:
    return item.clearance and item.id in case.cleared


def _closing(triage: Triage, name: str, sites: frozenset[Site], limit: Limit) -> Restriction:
    standing = [reason for reason in triage.reasons if not reason.cleared]
    suspects = "; ".join(dict.fromkeys(reason.suspect for reason in standing))
    return Restriction(
        contraindication=f"triage.{triage.level}",
        name=name,
        level="needs-clearance",
        sites=sites,
        whole_body=triage.closed or limit is GENTLE,
        limit=limit,
        reason=f"The findings are consistent with: {suspects}.",
        until="a physician has looked into it",
        because=tuple(dict.fromkeys(finding for reason in standing for finding in reason.because)),
        sources=tuple(dict.fromkeys(source for reason in standing for source in reason.sources)),
        judgement="How far treatment is withheld while a referral is open is clinical judgement.",
    )


def _of_client(case: Case, knowledge: Knowledge) -> Iterable[Restriction]:
    """The ceiling the client agreed to, the places to leave out, the positions that are not tolerated."""
    ceiling, refused = case.visit.pressure_at_most, tuple(set(POSITIONS) - set(case.visit.positions))
    if case.visit.avoid:
        own = _own("client.avoid", "Place the client wants left out", Limit(everything=True), knowledge)
        where = sites_of(case.visit.avoid, None, knowledge)
        yield msgspec.structs.replace(own, sites=where, whole_body=False)
    if ceiling is not None:
        yield _own(
            "client.pressure", "Pressure agreed with the client", Limit(pressure_at_most=ceiling), knowledge
        )
    if refused:
        ordered = tuple(one for one in POSITIONS if one in refused)
        yield _own("client.positions", "Positions of this visit", Limit(position=ordered), knowledge)


def _own(key: str, name: str, limit: Limit, knowledge: Knowledge) -> Restriction:
    return Restriction(
        contraindication=key,
        name=name,
        level="technique-specific",
        sites=everywhere(knowledge),
        whole_body=True,
        limit=limit,
        reason="Agreed with the client for this visit.",
        until="the client agrees to something else",
        judgement="The client's own choice.",
    )


def _places(
    item: Contraindication, behind: tuple[str, ...], case: Case, knowledge: Knowledge
) -> frozenset[Site]:
    found: frozenset[Site] = frozenset()
    for site in item.sites:
        if site == "complaint":
            found |= _complaint(case, knowledge)
        elif site == "observed":
            found |= _seen(behind, case, knowledge)
        else:
            found |= sites_of((site,), None, knowledge) or everywhere(knowledge)
    return found


def _complaint(case: Case, knowledge: Knowledge) -> frozenset[Site]:
    """The complaint and the pain drawing; everywhere while nobody has said where."""
    places = (*case.complaint.regions, *case.pain)
    found = frozenset().union(*(sites_of((place.region,), place.side, knowledge) for place in places))
    return found or everywhere(knowledge)


def _seen(behind: tuple[str, ...], case: Case, knowledge: Knowledge) -> frozenset[Site]:
    """Where the findings behind a rule were seen, as far as their regions and the recorded side say."""
    found: frozenset[Site] = frozenset()
    for name in behind:
        regions = knowledge.findings[name].regions if name in knowledge.findings else ()
        for one in observed(case, name):
            if one.present is not False:
                place = (one.region,) if one.region else regions or tuple(knowledge.regions)
                found |= sites_of(place, one.side, knowledge)
    return found or everywhere(knowledge)


def _evidence(item: Contraindication, case: Case, knowledge: Knowledge) -> tuple[str, ...]:
    """The findings that make a contraindication true, or those of it that were found."""
    rule = knowledge.rules[item.id]
    if settle(rule, case, knowledge):
        return because(rule, case, knowledge)
    return found_parts(rule, case, knowledge)
