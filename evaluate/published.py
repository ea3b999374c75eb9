"""`python -m evaluate.published`: what the reasoning makes of the published case reports in `cases/`.

One row a case: the level that was right, ours, and where the cause that the report found stands among our
hypotheses; below, each miss with what it came from. Exits with 1 where an emergency or a same-day case comes
out as one to treat.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from palpate.knowledge import Knowledge, knowledge
from palpate.reasoning.case import Case
from palpate.reasoning.casefile import parse_case
from palpate.reasoning.causes.differential import OTHER, Hypothesis, differential
from palpate.reasoning.screening.screen import CLOSED, LEVELS, Triage, screen

FOLDER = Path(__file__).parents[1] / "cases"
TREATED = ("treat", "treat-with-restrictions")
SAID = 4  # weights that are told of a hypothesis in the reason of a miss
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
    why: tuple[str, ...] = ()  # one sentence for each way in which the case is missed

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
    def stop_missed(self) -> bool:
        """Whether somebody who must be referred, today or later, would be treated."""
        return self.truth not in TREATED and self.level in TREATED

    @property
    def stop_needless(self) -> bool:
        """Whether somebody who could be treated would be sent away."""
        return self.truth in TREATED and self.level not in TREATED

    def among(self, most: int) -> bool:
        """Whether the cause stands among our first so many."""
        return self.rank is not None and self.rank <= most

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


class Tally(msgspec.Struct, frozen=True):
    """How often something came about, of how many in which it could."""

    hits: int
    of: int


def tallies(rows: list[Row]) -> dict[str, Tally]:
    """The figures on the published cases, each with the number of cases it is of."""
    listed = [row for row in rows if row.listed]
    urgent = [row for row in rows if row.truth in CLOSED]
    stops = [row for row in rows if row.truth not in TREATED]
    treatable = [row for row in rows if row.truth in TREATED]
    return {
        "dangerous_under_triage": Tally(sum(row.missed for row in urgent), len(urgent)),
        "missed_stop": Tally(sum(row.stop_missed for row in stops), len(stops)),
        "needless_stop": Tally(sum(row.stop_needless for row in treatable), len(treatable)),
        "top1": Tally(sum(row.among(1) for row in listed), len(listed)),
        "top3": Tally(sum(row.among(3) for row in listed), len(listed)),
    }


def judge_all(known: Knowledge | None = None) -> list[Row]:
    """A row for each published case."""
    known = known or knowledge()
    return [judge(name, case, known) for name, case in published(known=known).items()]


def judge(name: str, case: Case, known: Knowledge) -> Row:
    """Screen one case, rank its hypotheses, and set both beside the truth."""
    triage = screen(case, known)
    found = differential(case, known, triage)
    order = [one.condition for one in found]
    accepted = tuple(case.expect["condition"].split())
    row = Row(
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
    return msgspec.structs.replace(row, why=tuple(_why(row, triage, found, known)))


def _why(row: Row, triage: Triage, found: tuple[Hypothesis, ...], known: Knowledge) -> Iterator[str]:
    """A sentence for each way in which the case is missed."""
    if row.stop_missed or (not row.exact and step(row) < 0):
        yield f"{row.level} for {row.truth}: {_not_raised(row, triage, known)}"
    elif not row.exact:
        standing = [reason for reason in triage.reasons if LEVELS[reason.urgency] == triage.level]
        said = "; ".join(f"{reason.name} ({', '.join(reason.because)})" for reason in standing)
        yield f"{row.level} for {row.truth}: raised by {said or 'what narrows treatment'}"
    if row.listed and not row.among(3):
        yield _not_listed(row, found, known)


def _not_raised(row: Row, triage: Triage, known: Knowledge) -> str:
    """What the rules that suspect the true cause still wait for."""
    flags = {flag.id for flag in known.flags.values() if flag.condition in row.accepted}
    waiting = [rule for rule in triage.unsettled if rule.flag in flags]
    if waiting:
        asks = dict.fromkeys(name for rule in waiting for name in rule.ask)
        return f"not recorded, and asked about: {', '.join(list(asks)[:6])}"
    return "no rule that suspects it fits what was recorded" if flags else "no rule suspects this cause"


def _not_listed(row: Row, found: tuple[Hypothesis, ...], known: Knowledge) -> str:
    """Where the cause stands, what spoke for and against it, and for the one that leads."""
    names = " or ".join(row.accepted)
    own = [one for one in found if one.condition in row.accepted]
    if not own:
        regions = sorted({region for name in row.accepted for region in known.conditions[name].regions})
        return f"{names} is no hypothesis for a complaint at {row.region}; it belongs to {', '.join(regions)}"
    first = found[0]
    return (
        f"{names} stands at {row.rank} with {own[0].probability:.2f}: {_weights(own[0])}. "
        f"{first.condition} leads with {first.probability:.2f}: {_weights(first)}"
    )


def _weights(one: Hypothesis) -> str:
    told = [
        f"{weight.finding} {'present' if weight.present else 'absent'} {weight.weight:+.1f}"
        for weight in one.because[:SAID]
    ]
    return ", ".join(told) or "nothing recorded speaks of it"


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
    """The counts below the table, then each miss."""
    higher, lower = (sum(step(row) * sign > 0 for row in rows) for sign in (1, -1))
    found = [f"{name.replace('_', ' ')} {one.hits}/{one.of}" for name, one in tallies(rows).items()]
    exact, lenient = sum(row.exact for row in rows), sum(row.lenient for row in rows)
    return "\n".join(
        (
            f"level exact {exact}/{len(rows)}, lenient {lenient}/{len(rows)}, "
            f"above the truth {higher}, below it {lower}",
            ", ".join(found) + " (causes: of those the knowledge holds)",
            *(f"{row.id}: {sentence}" for row in rows for sentence in row.why),
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
    rows = judge_all()
    print(table(rows), totals(rows), sep="\n\n")
    return 1 if any(row.missed for row in rows) else 0


if __name__ == "__main__":
    raise SystemExit(main())
