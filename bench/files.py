"""The case files that are raced."""

from pathlib import Path

import msgspec

from palpate.knowledge import knowledge
from palpate.reasoning.case import Case
from palpate.reasoning.casefile import parse_case

CASES = Path(__file__).parents[1] / "cases"


def cases() -> list[Case]:
    """The case files."""
    files = sorted(CASES.rglob("*.yaml"))
    return [parse_case(file.read_text(encoding="utf8"), knowledge()) for file in files]


def fresh(case: Case) -> Case:
    """The case as after a tap: nothing that was worked out of it is kept."""
    return msgspec.structs.replace(case)
