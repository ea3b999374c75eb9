"""What is treated and with what: target structures, and for each the permitted techniques in order.

A technique's worth for a target is the target's weight, times how usual it is for the impairment, times the
effect to be expected of it in this differential (benefit.py), more where it helped this client before and
less where it did not. How usual a technique is, is clinical judgement: no trial allocates techniques by what
the hand finds.
"""

from collections.abc import Mapping

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Suits, Technique
from palpate.knowledge.once import once
from palpate.knowledge.words import Impairment, Side, StructureKind
from palpate.reasoning.care.benefit import PRIOR, Expected, expected
from palpate.reasoning.care.stages import TENDER, stage_of
from palpate.reasoning.case import Case, Treated
from palpate.reasoning.causes.differential import Hypothesis
from palpate.reasoning.limits.permit import Ground, Permit, Verdict
from palpate.reasoning.limits.sites import sites_of, under
from palpate.reasoning.limits.tolerance import Tolerance, suggested_pressure, tolerance
from palpate.reasoning.tissue.structures import Suspect

SOURCED, JUDGED = 1.0, 0.8  # a choice with a source counts a little more than one without
HELPED, UNCHANGED = 1.5, 0.8  # what an earlier answer of the client makes of worth (clinical judgement)
TENDER_PRESSURE = 3  # most that is suggested on what is sensitised, swollen or freshly hurt (judgement)
HARMED = Ground(contraindication="client.response", reason="It made this client worse before.")
STRENGTH_WORDS = {1: "may help", 2: "usual choice", 3: "best supported"}


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """A technique for a target, its worth, the effect to be expected of it, and the verdict on it at the
    suggested pressure. `against` are the grounds that lie in how this client answered before.
    """

    technique: str
    target: Suspect
    worth: float
    pressure: int  # suggested, 0 to 10
    verdict: Verdict
    expected: Expected
    against: tuple[Ground, ...]
    why: str

    @property
    def open(self) -> bool:
        """Whether it may be done."""
        return self.verdict.answer != "no" and not self.against


def targets(
    case: Case, knowledge: Knowledge, suspects: tuple[Suspect, ...], most: int = 6
) -> tuple[Suspect, ...]:
    """The heaviest suspects; where there are none, the muscles under the complaint, with little weight."""
    if suspects or not case.complaint.regions:
        return suspects[:most]
    found: list[Suspect] = []
    for place in case.complaint.regions:
        here = sites_of((place.region,), place.side, knowledge)
        for structure in knowledge.structures.values():
            side = (place.side or "both") if structure.sided else None
            if structure.kind == "muscle" and here & under(structure, side, knowledge):
                found.append(Suspect(structure=structure.id, side=side, impairment="hypertonic", weight=0.1))
    return tuple(found[:most])


def options(
    aims: tuple[Suspect, ...],
    case: Case,
    knowledge: Knowledge,
    permit: Permit,
    hypotheses: tuple[Hypothesis, ...],
) -> tuple[Option, ...]:
    """The options of all targets, target by target."""
    likely: dict[str, Expected] = {}
    found: list[Option] = []
    for target in aims:
        kind = knowledge.structures[target.structure].kind
        known = (
            tolerance(case, knowledge, target.structure, target.side, limits=permit.limits)
            if case.treated
            else None
        )
        here: list[Option] = []
        for technique, suits in _suiting(knowledge).get((target.impairment, kind), ()):
            if technique.id not in likely:
                likely[technique.id] = expected(technique.id, hypotheses, knowledge)
            here.append(_option(technique, suits, target, case, permit, likely, known))
        found += sorted(here, key=lambda one: (-one.worth, one.technique))
    return tuple(found)


@once
def _suiting(
    knowledge: Knowledge,
) -> dict[tuple[Impairment, StructureKind], list[tuple[Technique, Suits]]]:
    """By impairment and kind of structure, what is done by the therapist for it."""
    found: dict[tuple[Impairment, StructureKind], list[tuple[Technique, Suits]]] = {}
    for technique in knowledge.techniques.values():
        for suits in () if technique.self_care else technique.suits:
            for kind in suits.kinds:
                found.setdefault((suits.impairment, kind), []).append((technique, suits))
    return found


def moves(technique: str, knowledge: Knowledge) -> bool:
    """Whether a technique cannot be done without moving or stretching the structure."""
    choice = knowledge.techniques[technique].movement
    return "none" not in (*choice.needs, *choice.may)


def _option(
    technique: Technique,
    suits: Suits,
    target: Suspect,
    case: Case,
    permit: Permit,
    likely: Mapping[str, Expected],
    known: Tolerance | None,
) -> Option:
    before = [one for one in case.treated if _same_place(one, technique.id, target)]
    place = technique.id, target.structure, target.side
    at_any = permit(*place, None)
    pressure, against = _pressure(technique, target, at_any, case, known)
    if any(one.response in ("worse", "stopped") for one in before):
        against = (*against, HARMED)
    quality = SOURCED if suits.source else JUDGED
    share = likely[technique.id].size / PRIOR * _response(before)
    return Option(
        technique=technique.id,
        target=target,
        worth=round(target.weight * suits.strength * quality * share, 4),
        pressure=pressure,
        verdict=at_any if at_any.answer == "no" else permit(*place, pressure),
        expected=likely[technique.id],
        against=against,
        why=_why(suits, target, likely[technique.id], before),
    )


def _same_place(done: Treated, technique: str, target: Suspect) -> bool:
    loose: tuple[Side | None, ...] = (None, "both")
    beside = done.side in loose or target.side in loose or done.side == target.side
    return done.technique == technique and done.structure == target.structure and beside


def _response(before: list[Treated]) -> float:
    answers = [one.response for one in before if one.response]
    newest = answers[-1] if answers else ""
    return {"better": HELPED, "same": UNCHANGED}.get(newest, 1.0)


def _pressure(
    technique: Technique, target: Suspect, verdict: Verdict, case: Case, known: Tolerance | None
) -> tuple[int, tuple[Ground, ...]]:
    """The usual pressure, less on what is tender or freshly hurt, as far as the verdict leaves it open and
    this client bore it; with the ground, where the technique's least is more than was borne.
    """
    wanted = technique.usual_pressure
    if target.impairment in TENDER or stage_of(case.complaint.days) == "inflammation":
        wanted = min(wanted, TENDER_PRESSURE)
    here = max(verdict.pressure[0], min(wanted, verdict.pressure[1]))
    if known is None or verdict.answer == "no":
        return here, ()
    borne = suggested_pressure(wanted, verdict, known)
    if borne is None:
        reason = next(iter(known.because), "More than this client bore here before.")
        return here, (Ground(contraindication="client.tolerance", reason=reason),)
    return borne, ()


def _why(suits: Suits, target: Suspect, likely: Expected, before: list[Treated]) -> str:
    basis = "" if suits.source else " (clinical judgement)"
    parts = [f"{STRENGTH_WORDS[suits.strength]} for: {target.impairment.replace('_', ' ')}{basis}"]
    if likely.in_cause:
        parts.append("tried in a likely cause")
    if _response(before) == HELPED:
        parts.append("helped before")
    return "; ".join(parts)
