"""Every likelihood ratio that follows from a sensitivity and a specificity is computed again; those that
disagree with what was printed are known, and none of them carries weight.
"""

from palpate.knowledge import knowledge
from palpate.knowledge.lint.accuracy import TOLERANCE, recompute
from palpate.knowledge.model import Accuracy
from palpate.reasoning.causes.evidence import strengths


def off(row: Accuracy) -> list[str]:
    """The fields of a row whose printed ratio does not follow from its shares."""
    fields = []
    for field, follows in recompute(row):
        printed = getattr(row, field)
        if printed is not None and abs(printed.value - follows) > TOLERANCE * max(follows, 0.1):
            fields.append(field)
    return fields


def test_no_ratio_that_disagrees_with_its_shares_carries_weight() -> None:
    rows = knowledge().accuracy.values()
    recomputed = [row for row in rows if recompute(row)]
    disagreeing = {row.id: off(row) for row in recomputed if off(row)}
    assert len(recomputed) > 200
    assert disagreeing, "the dossiers hold such rows; none found means that none was looked at"
    assert [key for key in disagreeing if knowledge().accuracy[key].use] == []


def test_a_row_set_aside_is_not_in_the_table_of_weights() -> None:
    for row in knowledge().accuracy.values():
        strength = strengths(knowledge()).get(row.condition, {}).get(row.finding)
        if not row.use and strength is not None and row.source:
            in_use = [
                other
                for other in knowledge().accuracy.values()
                if other.use and (other.finding, other.condition) == (row.finding, row.condition)
            ]
            from_rate = any(
                rate.finding == row.finding for rate in knowledge().conditions[row.condition].rates
            )
            assert in_use or from_rate, row.id
