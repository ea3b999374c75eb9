"""`python -m bench.cases`: what the reasoning makes of the published case reports in `cases/`.

One row a case: the level that was right, ours, and where the cause that the report found stands among our
hypotheses. Exits with 1 where an emergency or a same-day case comes out as one to treat.
"""

import sys
from pathlib import Path

import msgspec

from palpate.knowledge import Knowledge, knowledge
from palpate.reasoning.case import Case
from palpate.reasoning.casefile import parse_case
from palpate.reasoning.differential import OTHER, differential
from palpate.reasoning.screen import CLOSED, LEVELS, screen

FOLDER = Path(__file__).parents[1] / "cases"
TREATED = ("treat", "treat-with-restrictions")
LEVEL_ORDER = ("treat", *reversed(LEVELS.values()))


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One case: the truth, what we say, and the rank of the accepted condition (None: not among ours)."""

    id: str
    region: str
    truth: str
    also: tuple[str, ...]
    level: str
    accepted: tuple[str, ...]
    rank: int | None
    top: tuple[str, ...]
    raised_by: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Whether our level is the truth."""
        return self.level == self.truth

    @property
    def lenient(self) -> bool:
        """Whether our level is the truth or a neighbour that can be defended."""
        return self.exact or self.level in self.also

    @property
    def missed(self) -> bool:
        """Whether somebody who must be seen today would be treated."""
        return self.truth in CLOSED and self.level in TREATED

    @property
    def listed(self) -> bool:
        """Whether the cause is one that the knowledge holds."""
        return self.accepted != (OTHER,)


def published(folder: Path = FOLDER, known: Knowledge | None = None) -> dict[str, Case]:
    """The published cases of a folder by their file's name: those that name a source and a level.
    Raises CaseError where one cannot be read.
    """
    known = known or knowledge()
    read = {file.stem: parse_case(file.read_text("utf8"), known) for file in sorted(folder.glob("*.yaml"))}
    return {name: case for name, case in read.items() if case.source and "triage" in case.expect}


def judge(name: str, case: Case, known: Knowledge) -> Row:
    """Screen one case, rank its hypotheses, and set both beside the truth."""
    triage = screen(case, known)
    order = [one.condition for one in differential(case, known, triage)]
    accepted = tuple(case.expect["condition"].split())
    return Row(
        id=name,
        region=case.complaint.regions[0].region,
        truth=case.expect["triage"],
        also=tuple(case.expect.get("also", "").split()),
        level=triage.level,
        accepted=accepted,
        rank=min((order.index(one) + 1 for one in accepted if one in order), default=None),
        top=tuple(order[:3]),
        raised_by=tuple(reason.rule for reason in triage.reasons if LEVELS[reason.urgency] == triage.level),
    )


def table(rows: list[Row]) -> str:
    """The rows as text, widths fitted to the longest word of a column."""
    head = ("case", "region", "truth", "ours", "exact", "lenient", "rank", "accepted", "first three")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head) - 1)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]])
        for line in lines
    )


def totals(rows: list[Row]) -> str:
    """The counts below the table."""
    listed = [row for row in rows if row.listed]
    first, three = (sum(row.rank is not None and row.rank <= most for row in listed) for most in (1, 3))
    higher, lower = (sum(step(row) * sign > 0 for row in rows) for sign in (1, -1))
    missed = [row.id for row in rows if row.missed]
    return "\n".join(
        (
            f"level exact {sum(row.exact for row in rows)}/{len(rows)}, "
            f"lenient {sum(row.lenient for row in rows)}/{len(rows)}, "
            f"above the truth {higher}, below it {lower}",
            f"accepted condition first {first}/{len(listed)}, among three {three}/{len(listed)} "
            f"(of those the knowledge holds)",
            f"dangerous misses {len(missed)}: {' '.join(missed) or 'none'}",
        )
    )


def step(row: Row) -> int:
    """How many levels ours stands above the truth (below it: negative)."""
    return LEVEL_ORDER.index(row.level) - LEVEL_ORDER.index(row.truth)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.id,
        row.region,
        row.truth,
        row.level,
        "yes" if row.exact else "no",
        "yes" if row.lenient else "no",
        "-" if row.rank is None else str(row.rank),
        " ".join(row.accepted),
        " ".join(row.top),
    )


def main() -> int:
    """Print the table; 1 where there is a dangerous miss."""
    known = knowledge()
    rows = [judge(name, case, known) for name, case in published(known=known).items()]
    print(table(rows), totals(rows), sep="\n\n")
    if "--why" in sys.argv[1:]:
        print(*(f"{row.id} {row.level}: {' '.join(row.raised_by) or '-'}" for row in rows), sep="\n")
    return 1 if any(row.missed for row in rows) else 0


if __name__ == "__main__":
    raise SystemExit(main())
