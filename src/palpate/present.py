"""The reasoning's results laid out to be read on a terminal."""

from typing import Any

import msgspec
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from palpate.knowledge import Knowledge, Problem
from palpate.knowledge.find import KINDS, Hit
from palpate.knowledge.model import Entry, Figure, Statement

LEVEL_WORDS = {
    "treat": ("green", "Treat"),
    "treat-with-restrictions": ("yellow", "Treat with restrictions"),
    "refer": ("magenta", "Refer to a physician within days"),
    "same-day": ("red", "Medical assessment the same day"),
    "emergency": ("bold white on red", "Emergency: call the emergency number now"),
}
NOTICE = "Supports a trained therapist. Findings are consistent with a cause; they are no diagnosis."


def show_report(report: dict[str, Any], knowledge: Knowledge) -> None:
    """Print what a report holds, in the order of a visit."""
    console = Console()
    _show_screen(console, report, knowledge)
    if "hypotheses" in report:
        _show_hypotheses(console, report, knowledge)
        _show_next(console, report, knowledge)
        _show_structures(console, report, knowledge)
    if "plan" in report:
        _show_plan(console, report, knowledge)
    console.print(f"[dim]{NOTICE} Knowledge {report['knowledge']}.[/dim]")


def show_hits(text: str, hits: list[Hit]) -> None:
    """Print what a search found."""
    console = Console()
    if not hits:
        console.print(f"Nothing is called “{text}”. Try a shorter word, or another name of it.")
        return
    table = _table("kind", "id", "name", "found as")
    for hit in hits:
        table.add_row(hit.kind.rstrip("s"), f"[bold]{hit.id}[/bold]", hit.name, hit.also)
    console.print(table)


def show_problems(problems: list[Problem], counts: dict[str, int]) -> None:
    """Print each mistake of the knowledge on a line of its own, then the counts."""
    console = Console(soft_wrap=True)
    for problem in problems:
        console.print(str(problem), markup=False, highlight=False)
    console.print(", ".join(f"{words.replace('_', ' ')} {number}" for words, number in counts.items()))
    console.print("clean" if not problems else f"{len(problems)} problems")


def tables(knowledge: Knowledge) -> list[dict[str, Entry]]:
    """Every table of entries that can be shown by id."""
    return [getattr(knowledge, kind) for kind in (*KINDS, "accuracy", "effects", "sources")]


def entries_named(name: str, knowledge: Knowledge) -> list[tuple[str, Entry]]:
    """The entries of this id, with their kind; one id may stand in two kinds."""
    kinds = (*KINDS, "accuracy", "effects", "sources")
    return [(kind, getattr(knowledge, kind)[name]) for kind in kinds if name in getattr(knowledge, kind)]


def plain_entry(kind: str, entry: Entry) -> dict[str, Any]:
    """An entry as plain data, without what is empty, beside the kind of its table."""
    raw = msgspec.to_builtins(entry)
    return {
        "kind": kind,
        "entry": {key: value for key, value in raw.items() if _filled(value)},
    }


def _filled(value: Any) -> bool:
    """Whether a field says something. Nought does: a limit of no pressure is the strictest there is."""
    return bool(value) or (value == 0 and value is not False)


def show_entries(found: list[tuple[str, Entry]], knowledge: Knowledge) -> None:
    """Print entries field by field, each figure with its source."""
    console = Console()
    for kind, entry in found:
        table = Table.grid(padding=(0, 2))
        for field in entry.__struct_fields__:
            value = getattr(entry, field)
            if _filled(value) and field != "id":
                table.add_row(f"[dim]{field.replace('_', ' ')}[/dim]", _words(value, knowledge))
        console.print(Panel(table, title=f"{entry.id}  ({kind})", title_align="left"))


def _show_screen(console: Console, report: dict[str, Any], knowledge: Knowledge) -> None:
    style, words = LEVEL_WORDS[report["triage"]["level"]]
    console.print(Panel(f"[{style}]{words}[/{style}]", title="Screening", title_align="left"))
    for reason in report["triage"]["reasons"]:
        because = ", ".join(_name(one, knowledge) for one in reason["because"])
        console.print(f"  [bold]{reason['urgency']}[/bold]  {reason['suspect']}: {because}")
        if reason["sources"]:
            console.print(
                f"           [dim]{'; '.join(_source(one, knowledge) for one in reason['sources'])}[/dim]"
            )
    unsettled = report["triage"]["unsettled"]
    urgent = sum(one["urgency"] == "emergency" for one in unsettled)
    if unsettled:
        console.print(f"  {len(unsettled)} rules are unsettled, {urgent} of them emergencies. Ask next:")
        for finding in report["ask_next"]:
            entry = knowledge.findings[finding]
            console.print(f"    ? {entry.ask or entry.name} [dim]{finding}[/dim]")


def _show_hypotheses(console: Console, report: dict[str, Any], knowledge: Knowledge) -> None:
    table = _table("findings are consistent with", "probability", "for and against")
    for one in report["hypotheses"][:6]:
        reasons = [
            f"{_sign(weight['weight'])} {_name(weight['finding'], knowledge)} ({weight['weight']:+.1f})"
            for weight in one["because"][:4]
        ]
        icd = f" [dim]{one['icd10']}[/dim]" if one["icd10"] else ""
        table.add_row(f"{one['name']}{icd}", f"{one['probability']:.0%}", "\n".join(reasons))
    console.print(table)


def _sign(weight: float) -> str:
    return "+" if weight > 0 else "−"


def _show_next(console: Console, report: dict[str, Any], knowledge: Knowledge) -> None:
    if report["next"]:
        best = ", ".join(
            f"{_name(one['finding'], knowledge)} ({one['bits']:.2f} bits)" for one in report["next"][:4]
        )
        console.print(f"  Next best: {best}")


def _show_structures(console: Console, report: dict[str, Any], knowledge: Knowledge) -> None:
    table = _table("structure", "side", "impairment", "weight", "because")
    for one in report["structures"][:8]:
        because = ", ".join(_name(reason, knowledge) for reason in one["because"][:3])
        name = knowledge.structures[one["structure"]].name
        table.add_row(name, one["side"] or "", one["impairment"], f"{one['weight']:.1f}", because)
    if report["structures"]:
        console.print(table)


def _show_plan(console: Console, report: dict[str, Any], knowledge: Knowledge) -> None:
    own = [one for one in report["restrictions"] if not one["always"]]
    for one in own:
        console.print(f"  [yellow]restricted[/yellow]  {one['name']}: {one['modification'] or one['reason']}")
    if others := len(report["restrictions"]) - len(own):
        console.print(f"  [dim]and {others} sites of care that hold for everybody[/dim]")
    if report["plan"]["closed"]:
        console.print(Panel(report["plan"]["reason"], title="Plan closed", title_align="left"))
        return
    table = _table("min", "technique", "structure", "side", "position", "pressure", "why")
    for one in report["agenda"]:
        technique, structure = knowledge.techniques[one["technique"]], knowledge.structures[one["structure"]]
        cells = (technique.name, structure.name, one["side"] or "", one["position"].replace("_", " "))
        table.add_row(f"{one['minutes']:g}", *cells, f"{one['pressure']}/10", one["why"])
    console.print(table)
    coming = [f"in {one['day']} days {one['emphasis']}" for one in report["plan"]["coming"]["visits"][1:]]
    if coming:
        console.print(f"  Visits to come: {', '.join(coming)}")
    for one in report["plan"]["home"]:
        name = knowledge.exercises[one["exercise"]].name
        console.print(f"  At home: {name}, {one['dose_text']} (about {one['minutes']} min)")


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=True, padding=(0, 2, 0, 1))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _name(finding: str, knowledge: Knowledge) -> str:
    kind, _, rest = finding.partition(":")
    if kind == "condition" and rest in knowledge.conditions:
        return knowledge.conditions[rest].name
    entry = knowledge.findings.get(finding)
    return entry.name if entry else finding.replace("_", " ")


def _source(source: str, knowledge: Knowledge) -> str:
    entry = knowledge.sources.get(source)
    if entry is None:
        return source
    year = f", {entry.year}" if entry.year else ""
    return f"{entry.authors or entry.title}{year}"


def _words(value: Any, knowledge: Knowledge) -> str:
    if isinstance(value, Figure):
        interval = (
            f" ({value.low:g} to {value.high:g})" if value.low is not None and value.high is not None else ""
        )
        origin = (
            _source(value.source, knowledge)
            if value.source
            else f"judgement: {value.judgement}"
            if value.judgement
            else ""
        )
        return f"{value.value:g} {value.unit}{interval} {value.population} [dim]{origin}[/dim]".strip()
    if isinstance(value, Statement):
        origin = _source(value.source, knowledge) if value.source else f"judgement: {value.judgement}"
        return f"{value.text} [dim]{origin}[/dim]"
    if isinstance(value, msgspec.Struct):
        filled = [(key, getattr(value, key)) for key in value.__struct_fields__]
        return ", ".join(f"{key} {_words(one, knowledge)}" for key, one in filled if _filled(one))
    if isinstance(value, tuple):
        glue = "\n" if any(isinstance(one, msgspec.Struct) for one in value) else ", "
        return glue.join(_words(one, knowledge) for one in value)
    return str(value)
