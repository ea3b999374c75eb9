"""Whether what is to be recorded can be: the finding exists, the value is possible, the side is there."""

from collections.abc import Sequence
from typing import Any

from palpate.knowledge import knowledge
from palpate.reasoning.casefile import read_case
from palpate.records.acts.given import Scored, Seen


def check(*, observations: Sequence[Seen] = (), scores: Sequence[Scored] = ()) -> None:
    """Raises CaseError (a ValueError) with a line for each mistake: where, what, what would be right."""
    if not observations and not scores:
        return
    raw: dict[str, Any] = {
        "palpate": 1,
        "observations": [
            {
                "finding": one.finding,
                "side": one.side or None,
                "region": one.region or None,
                "present": one.present,
                "value": one.value,
            }
            for one in observations
        ],
        "scores": [
            {"measure": one.measure, "value": one.value, "on": "2000-01-01", "side": one.side or None}
            for one in scores
        ],
        "therapist": {"credentials": []},
    }
    read_case(raw, knowledge())
