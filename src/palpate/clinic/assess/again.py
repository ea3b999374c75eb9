"""Which lines of the page are drawn again after an act, and what is said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from palpate.clinic.assess.groups import by_structure, structure_name, weighs
from palpate.clinic.assess.rows import Row, dom_id, felt_row, one_row, side_word, spoken
from palpate.clinic.assess.thinking import Thinking
from palpate.clinic.together.here import short
from palpate.knowledge.model import Finding
from palpate.records.models import Observation


def row_of(finding: str, thinking: Thinking, *, both: bool = False) -> Row:
    """The line of any one finding."""
    entry = thinking.known.findings[finding]
    return one_row(entry, thinking.answers, thinking.limits, both=both, weighs=weighs(finding, thinking))


def line_of(finding: str, thinking: Thinking) -> Row:
    """The line to add for a finding: for palpation all that is felt on its structure."""
    known = thinking.known.findings
    if known[finding].kind != "palpation":
        return row_of(finding, thinking)
    structure, found = _felt_with(finding, thinking)
    label = structure_name(structure, found, thinking.known)
    return felt_row(label, found, thinking.answers, thinking.limits, both=False)


def _felt_with(finding: str, thinking: Thinking) -> tuple[str, list[Finding]]:
    felt = (entry for entry in thinking.known.findings.values() if entry.kind == "palpation")
    table = by_structure(felt, thinking.known)
    return next(item for item in table.items() if any(entry.id == finding for entry in item[1]))


def dom_of(finding: str, thinking: Thinking) -> str:
    """The id that the line of a finding has on the page."""
    if thinking.known.findings[finding].kind == "palpation":
        finding = _felt_with(finding, thinking)[1][0].id
    return "r-" + dom_id(finding)


def lines(wanted: Iterable[str], shown: Sequence[str], thinking: Thinking, *, both: bool) -> list[Row]:
    """The lines of these findings, among those that the page holds; palpation with all of its structure."""
    known = thinking.known.findings
    names = [name for name in dict.fromkeys(wanted) if name in shown and name in known]
    felt = [known[name] for name in dict.fromkeys(shown) if name in known and known[name].kind == "palpation"]
    rows = [row_of(name, thinking, both=both) for name in names if known[name].kind != "palpation"]
    for structure, found in by_structure(felt, thinking.known).items():
        if any(entry.id in names for entry in found):
            label = structure_name(structure, found, thinking.known)
            rows.append(felt_row(label, found, thinking.answers, thinking.limits, both=both))
    return rows


@dataclass(frozen=True)
class Rested:
    """What one tap recorded for a group, line by line, as far as it still stands."""

    key: str
    rows: tuple[tuple[str, str], ...]  # the ids of each line, and what it says

    @property
    def many(self) -> int:
        """How many answers they are."""
        return len(self.ids.split())

    @property
    def ids(self) -> str:
        """The ids of all, as a form sends them."""
        return " ".join(key for key, _ in self.rows)


def rested(given: Iterable[str], thinking: Thinking) -> list[Rested]:
    """What stands of each list that the page holds: "motion id id id". What was changed since is left out."""
    found = []
    for key, *ids in (one.split() for one in given if one.strip()):
        rows = [row for row in thinking.answers.rows.values() if str(row.pk) in ids]
        rows.sort(key=lambda row: ids.index(str(row.pk)))
        lines: dict[tuple[str, str], list[Observation]] = {}
        for row in rows:
            value = _value(row, thinking.known.findings[row.finding])
            lines.setdefault((row.finding, value), []).append(row)
        found.append(Rested(key, tuple(_line(*line, thinking) for line in lines.items())))
    return found


def _line(said: tuple[str, str], rows: Sequence[Observation], thinking: Thinking) -> tuple[str, str]:
    """The ids of what one line says, and the line: a finding, with its sides where they are alike."""
    sides = " and ".join(side_word(row.side) for row in rows if row.side)
    name = thinking.known.findings[said[0]].name
    return " ".join(str(row.pk) for row in rows), f"{f'{name}, {sides}' if sides else name}: {said[1]}"


def told(rows: Sequence[Observation], thinking: Thinking, *, undone: bool) -> str:
    """What was recorded, or taken back, in words."""
    if not rows:
        return "Nothing new to record"
    if len(rows) > 1:
        return f"{len(rows)} {'answers taken back' if undone else 'recorded as normal'}"
    row = rows[0]
    entry = thinking.known.findings[row.finding]
    name = f"{entry.name}, {side_word(row.side)}" if row.side else entry.name
    if undone:
        return f"Taken back: {name}"
    return f"{name}: {_value(row, entry)}{_instead(row, entry)}"


def _value(row: Observation, entry: Finding) -> str:
    if row.value is None:
        return spoken(row, entry)
    return f"{row.value:g} {entry.unit}{f', {row.note}' if row.note else ''}"


def _instead(row: Observation, entry: Finding) -> str:
    """What somebody else had said of it at this visit: both stay in the record, the newest counts."""
    before = row.replaces
    if before is None or before.author_id in (None, row.author_id) or before.removed:
        return ""
    return f". {short(before.author)} had recorded {_value(before, entry)}: Undo brings that back"
