"""What an export says to a reader: sections of plain lines, for the page and for the PDF alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from palpate.exchange.export.gather import Everything
from palpate.knowledge import Knowledge, knowledge

# What a row is called, where its name in the code is not what one would say.
TITLES = {
    "client": "Who",
    "episode": "Complaints",
    "episodeend": "Discharge",
    "visit": "Visits",
    "intakesubmitted": "Intake as sent in",
    "consent": "Consent",
    "observation": "What was told, seen and felt",
    "mark": "Marks on the body chart",
    "score": "Results of measures",
    "disposition": "What was done about the screening",
    "judgement": "What the program said",
    "goal": "Goals",
    "plan": "Plans",
    "treatment": "What was done",
    "note": "Notes",
    "notesignature": "Signatures",
    "studentsignature": "Students' signatures",
    "noteprivacy": "Who may read a note",
    "amendment": "Amendments",
    "homeprogram": "Home program",
    "homereport": "What was done at home",
    "letter": "Letters",
    "hold": "Restricted to reading",
    "erasure": "Erased",
    "chartlegend": "Legend of the body chart",
    "chartfigure": "Figure of the body chart",
}
SKIPPED = {
    "id",
    "first",
    "clinic_id",
    "author_id",
    "by_client",
    "written_at",
    "replaces_id",
    "removed",
    "token",
}
KNOWN = {"finding": "findings", "measure": "measures", "technique": "techniques", "structure": "structures",
         "exercise": "exercises"}  # fmt: skip
# Long answers of the program, which no reader wants on paper.
IN_JSON_ONLY = {
    "judgement": {"result"},
    "plan": {"content"},
    "intakesubmitted": {"answers"},
    "note": {"counters", "lines"},
}
LEFT_TO_JSON = {"visitstate", "invitation", "tombstone"}


@dataclass(frozen=True)
class Item:
    """One thing: when and by whom, and its lines of label and text."""

    head: str
    lines: list[tuple[str, str]]
    former: bool = False  # was corrected or taken back since


@dataclass(frozen=True)
class Section:
    """The things of one kind, oldest first."""

    title: str
    items: list[Item]


def sections(everything: Everything) -> list[Section]:
    """All sections that have something in them."""
    known, zone = knowledge(), ZoneInfo(everything.clinic.time_zone)
    found = []
    for table, rows in everything.rows.items():
        if table not in LEFT_TO_JSON:
            replaced = {row.replaces_id for row in rows}
            items = [_item(table, row, row.pk in replaced, everything, known, zone) for row in rows]
            found.append(Section(TITLES.get(table, table.capitalize()), items))
    return found


def _item(
    table: str, row: Any, replaced: bool, everything: Everything, known: Knowledge, zone: ZoneInfo
) -> Item:
    entry = everything.entries.get((table, row.pk))
    who = str(row.author) if row.author else "the client"
    head = f"{_words(row.written_at, zone)}, {who}"
    if entry is not None and not entry.salt:
        return Item(head, [("", "erased")])
    lines = [line for name, value in _said(table, row) if (line := _line(name, value, known, zone))[1]]
    lines = lines or [("Content", "in the JSON of the export")]
    taken_back = " (taken back)" if row.removed else " (corrected later)" if replaced else ""
    return Item(head + taken_back, lines, former=bool(taken_back))


def _said(table: str, row: Any) -> Iterator[tuple[str, Any]]:
    for one in row._meta.concrete_fields:
        hidden = one.attname in SKIPPED or one.is_relation or one.attname in IN_JSON_ONLY.get(table, ())
        if not hidden and one.get_internal_type() not in ("UUIDField", "BinaryField"):
            shown = f"get_{one.name}_display"
            yield one.attname, getattr(row, shown)() if one.choices else getattr(row, one.attname)


def _line(name: str, value: Any, known: Knowledge, zone: ZoneInfo) -> tuple[str, str]:
    if name in KNOWN:
        # The measure of a goal may also be a motion, which is a finding.
        entry = getattr(known, KNOWN[name]).get(value) or known.findings.get(value)
        return name.capitalize(), entry.name if entry else str(value)
    if name == "regions":
        return "Where", "; ".join(_place(one, known) for one in value)
    return name.replace("_", " ").capitalize(), _words(value, zone)


def _place(one: dict[str, str], known: Knowledge) -> str:
    """A place with its side: "Shoulder, left"."""
    region = known.regions.get(one.get("region", ""))
    return ", ".join(filter(None, (region.name if region else one.get("region"), one.get("side"))))


def _words(value: Any, zone: ZoneInfo) -> str:
    """A value in words; empty where nothing was said."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%d %b %Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d %b %Y}"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {said}" for key, one in value.items() if (said := _words(one, zone)))
    if isinstance(value, list):
        return "; ".join(filter(None, (_words(one, zone) for one in value)))
    return str(value)
