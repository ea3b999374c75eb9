"""The next best question or test: the one from which most is expected to be learnt, for its cost.

Expected information is the fall in entropy (bits) of the differential that an answer is expected to
bring: H(now) - sum over answers of P(answer) H(after it). What a restriction forbids is never offered.
"""

import math
from collections.abc import Iterable

import msgspec

from palpate.knowledge import Knowledge
from palpate.knowledge.model import Finding
from palpate.reasoning.case import Case
from palpate.reasoning.differential import Hypothesis, differential, items_of, recorded
from palpate.reasoning.evidence import Strength, strengths
from palpate.reasoning.restrict import Restriction, restrictions, sites_of
from palpate.reasoning.screen import Triage, screen

DISCOMFORT_SECONDS = 30  # what one step of discomfort is held to cost (clinical judgement)
OVERHEAD_SECONDS = 15  # saying what comes next, and recording it
LIGHTER = 2  # by how much of 10 palpation can be lighter than usual and still tell (clinical judgement)
REPEATED = 0.5  # share of information left when a finding of the same construct is known


class NextFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding not yet known, what it is expected to tell (bits), and what it costs (seconds)."""

    finding: str
    bits: float
    cost: int


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
    limits = tuple(limits) if limits is not None else restrictions(case, knowledge)
    shares = {hypothesis.condition: hypothesis.probability for hypothesis in hypotheses}
    known = {one.construct for one in _recorded(case, knowledge) if one.construct}
    found: list[NextFinding] = []
    for finding, rows in _rows(shares, knowledge).items():
        entry = knowledge.findings[finding]
        if not _offered(entry, case, knowledge, triage) or forbidden(entry, case, knowledge, limits):
            continue
        bits = expected_bits(shares, rows) * (REPEATED if entry.construct in known else 1)
        if bits >= 0.01:
            found.append(NextFinding(finding=finding, bits=bits, cost=_cost(entry)))
    return tuple(sorted(found, key=lambda one: -one.bits / one.cost))


def expected_bits(shares: dict[str, float], rows: dict[str, Strength]) -> float:
    """Expected fall in entropy, in bits, when the finding is asked. Hypotheses without a figure of their
    own take the mean false-positive rate of those that have one.
    """
    elsewhere = sum(row.false_positive for row in rows.values()) / len(rows)
    chance = {key: rows[key].sensitivity if key in rows else elsewhere for key in shares}
    positive = sum(shares[key] * chance[key] for key in shares)
    if not 0 < positive < 1:
        return 0.0
    after_yes = _entropy(shares[key] * chance[key] / positive for key in shares)
    after_no = _entropy(shares[key] * (1 - chance[key]) / (1 - positive) for key in shares)
    return max(0.0, _entropy(shares.values()) - positive * after_yes - (1 - positive) * after_no)


def forbidden(finding: Finding, case: Case, knowledge: Knowledge, limits: Iterable[Restriction]) -> bool:
    """Whether what the procedure needs is closed by a restriction where it is done. Sites of care are for
    the massaging hand and close no test; a finger can feel more lightly than usual, but not without touch.
    """
    if not finding.uses and not finding.pressure:
        return False
    sides = {place.side for place in case.complaint.regions} or {None}
    where = frozenset().union(*(sites_of(finding.regions, side, knowledge) for side in sides))
    for limit in limits:
        if limit.always or not limit.touches(where):
            continue
        ceiling = limit.limit.pressure_at_most
        if limit.limit.everything or set(finding.uses) & set(limit.limit.movement):
            return True
        lightest = finding.pressure - (LIGHTER if finding.kind == "palpation" else 0)
        if ceiling is not None and lightest > ceiling:
            return True
    return False


def _rows(shares: dict[str, float], knowledge: Knowledge) -> dict[str, dict[str, Strength]]:
    """By finding, the strength it has for each of the hypotheses."""
    table = strengths(knowledge)
    rows: dict[str, dict[str, Strength]] = {}
    for condition in shares:
        for finding, strength in table.get(condition, {}).items():
            asked = _measured(finding, knowledge)
            if asked is not None:
                rows.setdefault(asked, {})[condition] = strength
    return rows


def _measured(finding: str, knowledge: Knowledge) -> str | None:
    """What to do to learn a finding: itself, or for a threshold the number it looks at. A cluster is
    learnt through its items, which stand for themselves.
    """
    items = items_of(finding, knowledge)
    if not items:
        return finding if finding in knowledge.findings else None
    return next(iter(items)) if len(items) == 1 else None


def _offered(finding: Finding, case: Case, knowledge: Knowledge, triage: Triage) -> bool:
    if finding.kind == "derived" or recorded(case, finding.id):
        return False
    return finding.asked_of == "client" or not triage.closed


def _recorded(case: Case, knowledge: Knowledge) -> list[Finding]:
    return [knowledge.findings[one.finding] for one in case.observations if one.finding in knowledge.findings]


def _cost(finding: Finding) -> int:
    return finding.seconds + OVERHEAD_SECONDS + DISCOMFORT_SECONDS * finding.discomfort


def _entropy(shares: Iterable[float]) -> float:
    return -sum(share * math.log2(share) for share in shares if share > 0)
