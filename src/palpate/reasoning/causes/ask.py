"""The next best question or test: the one from which most is expected to be learnt about the decision, for
its cost in time and discomfort. What a restriction forbids is never offered.
"""

import functools
from collections.abc import Callable, Iterable, Sequence

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Finding
from palpate.knowledge.once import once
from palpate.reasoning.case import Case
from palpate.reasoning.causes.differential import OTHER, Hypothesis, differential, items_of, recorded
from palpate.reasoning.causes.evidence import Strength, speaking
from palpate.reasoning.causes.inform import LEAST_BITS, Shares, Speaker, speaker
from palpate.reasoning.limits.restrict import Restriction, restrictions, sites_of
from palpate.reasoning.rules.known import newest
from palpate.reasoning.screening.screen import screen
from palpate.reasoning.screening.triage import REFER_AT, Triage

DISCOMFORT_SECONDS = 30  # what one step of discomfort is held to cost (clinical judgement)
OVERHEAD_SECONDS = 15  # saying what comes next, and recording it
LIGHTER = 2  # by how much of 10 palpation can be lighter than usual and still tell (clinical judgement)
CLEAR = 0.5  # likelier than all others together
REPEATED = 0.5  # share of information left when a finding of the same construct is known


class NextFinding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A finding not yet known, what it is expected to tell (bits), what it costs (seconds), and whether an
    answer to it alone could change the decision.
    """

    finding: str
    bits: float
    cost: int
    decides: bool = False


def ask_next(
    case: Case,
    knowledge: Knowledge,
    hypotheses: tuple[Hypothesis, ...] | None = None,
    triage: Triage | None = None,
    limits: Iterable[Restriction] | None = None,
) -> tuple[NextFinding, ...]:
    """Open findings by expected bits for their cost, best first; those worth under a hundredth of a bit
    are left out. At same day or emergency only what the client can tell is offered.
    """
    triage = triage or screen(case, knowledge)
    hypotheses = hypotheses or differential(case, knowledge, triage)
    closed = Closed(case, knowledge, restrictions(case, knowledge) if limits is None else limits)
    causes = {one.condition: one.probability for one in hypotheses}
    offers = _offers(knowledge)(frozenset(causes))
    shares = Shares([causes[cause] for cause in offers.causes], offers.serious, REFER_AT)
    done = {finding for finding in newest(case) if recorded(case, finding)}
    known = {one.construct for one in _recorded(case, knowledge) if one.construct}
    only_told = triage.closed
    found: list[NextFinding] = []
    for one, entry, cost in shares.telling(offers.speakers):
        name = entry.id
        if name in done or (only_told and entry.asked_of != "client"):
            continue
        told = shares.told(one)
        bits = REPEATED * told.bits if entry.construct in known else told.bits
        if bits >= LEAST_BITS and not closed.to(entry):
            decides = shares.decides(one, told)
            found.append(NextFinding(finding=name, bits=bits, cost=cost, decides=decides))
    return tuple(sorted(found, key=lambda one: -one.bits / one.cost))


def decided(hypotheses: Sequence[Hypothesis], following: Iterable[NextFinding]) -> bool:
    """Whether asking can stop: one cause is likelier than all others together, and no answer to any one open
    finding would change the decision.
    """
    leading = hypotheses[0]
    clear = leading.condition != OTHER and leading.probability >= CLEAR
    return clear and not any(one.decides for one in following)


def forbidden(finding: Finding, case: Case, knowledge: Knowledge, limits: Iterable[Restriction]) -> bool:
    """Whether what the procedure needs is closed by a restriction where it is done."""
    return Closed(case, knowledge, limits).to(finding)


class Closed:
    """What the restrictions of a case close to tests. Sites of care are for the massaging hand and close no
    test; a finger can feel more lightly than usual, but not without touch.
    """

    def __init__(self, case: Case, knowledge: Knowledge, limits: Iterable[Restriction]) -> None:
        self.knowledge = knowledge
        self.sides = {place.side for place in case.complaint.regions} or {None}
        self.limits = [
            one
            for one in limits
            if not one.always
            and (one.limit.everything or one.limit.movement or one.limit.pressure_at_most is not None)
        ]

    def to(self, finding: Finding) -> bool:
        """Whether the finding must not be tried."""
        if not self.limits or (not finding.uses and not finding.pressure):
            return False
        lightest = finding.pressure - (LIGHTER if finding.kind == "palpation" else 0)
        biting = [one for one in self.limits if _bites(one, finding, lightest)]
        if not biting:
            return False
        where = frozenset().union(*(sites_of(finding.regions, side, self.knowledge) for side in self.sides))
        return any(one.touches(where) for one in biting)


def _bites(limit: Restriction, finding: Finding, lightest: int) -> bool:
    """Whether the limit forbids what the procedure needs, if it is done at a place the limit is for."""
    ceiling = limit.limit.pressure_at_most
    return (
        limit.limit.everything
        or not set(finding.uses).isdisjoint(limit.limit.movement)
        or (ceiling is not None and lightest > ceiling)
    )


class _Offers(msgspec.Struct, frozen=True):
    """The findings that speak of a set of causes, each with its figures and its cost."""

    causes: tuple[str, ...]
    serious: frozenset[int]  # places of the causes that lead to a referral
    speakers: tuple[tuple[Speaker, Finding, int], ...]


@once
def _offers(knowledge: Knowledge) -> Callable[[frozenset[str]], _Offers]:
    """For a set of causes, what can be asked about them; kept for the sets used last."""
    serious = frozenset(one.id for one in knowledge.conditions.values() if one.serious)

    @functools.lru_cache(maxsize=64)
    def of(causes: frozenset[str]) -> _Offers:
        places = {cause: place for place, cause in enumerate(sorted(causes))}
        entries = [(knowledge.findings[name], rows) for name, rows in _rows(causes, knowledge).items()]
        return _Offers(
            causes=tuple(places),
            serious=frozenset(places[cause] for cause in places if cause in serious),
            speakers=tuple((speaker(rows, places, serious), entry, _cost(entry)) for entry, rows in entries),
        )

    return of


def _rows(causes: frozenset[str], knowledge: Knowledge) -> dict[str, dict[str, Strength]]:
    """By finding, the strength it has for each of the causes."""
    rows: dict[str, dict[str, Strength]] = {}
    for finding, strengths in speaking(knowledge).items():
        asked = _measured(finding, knowledge)
        own = {cause: strength for cause, strength in strengths.items() if cause in causes}
        if asked is not None and own and knowledge.findings[asked].kind != "derived":
            rows.setdefault(asked, {}).update(own)
    return rows


def _measured(finding: str, knowledge: Knowledge) -> str | None:
    """What to do to learn a finding: itself, or for a threshold the number it looks at. A cluster is
    learnt through its items, which stand for themselves.
    """
    items = items_of(finding, knowledge)
    if not items:
        return finding if finding in knowledge.findings else None
    return next(iter(items)) if len(items) == 1 else None


def _recorded(case: Case, knowledge: Knowledge) -> list[Finding]:
    return [knowledge.findings[one.finding] for one in case.observations if one.finding in knowledge.findings]


def _cost(finding: Finding) -> int:
    return finding.seconds + OVERHEAD_SECONDS + DISCOMFORT_SECONDS * finding.discomfort
