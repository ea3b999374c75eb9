"""What others wrote at a visit since the last look, in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from palpate.accounts.models import User
from palpate.clinic.together.here import short
from palpate.knowledge import knowledge
from palpate.records.models import (
    Disposition,
    Goal,
    HomeProgram,
    LedgerEntry,
    Mark,
    Note,
    Observation,
    Plan,
    Row,
    Score,
    Treatment,
    Visit,
    VisitState,
)

MOST = 300  # rows of the clinic since the last look; with more, the page is drawn anew
ANSWER = {True: "present", False: "absent", None: "unclear"}


@dataclass(frozen=True)
class Event:
    """One thing that somebody else wrote. `about`: the finding, or the step of the treatment."""

    who: str
    what: str
    kind: str
    about: str = ""
    first: str = ""


def newest(clinic_id: int) -> int:
    """The number of the newest row of the clinic."""
    last = LedgerEntry.objects.filter(clinic_id=clinic_id).order_by("-seq").values_list("seq", flat=True)
    return last.first() or 0


def events(visit: Visit, since: int, reader: User) -> list[Event] | None:
    """What others wrote at the visit, or for its episode, after the row of that number, oldest first. None
    where so much was written in the clinic that it is not looked through.
    """
    entries = LedgerEntry.objects.filter(clinic_id=visit.clinic_id, seq__gt=since).order_by("seq")
    found = list(entries.values_list("table", "row_id")[: MOST + 1])
    if len(found) > MOST:
        return None
    rows: list[Row] = []
    for model in SAID:
        table = str(model._meta.model_name)
        if ids := [pk for of, pk in found if of == table]:
            rows += _rows(model, ids, visit, reader)
    rows.sort(key=lambda row: row.written_at)
    return [_event(row, reader) for row in rows]


def _rows(model: type[Row], ids: Iterable[Any], visit: Visit, reader: User) -> Iterable[Row]:
    names = {one.name for one in model._meta.fields}
    where = {"visit_id": visit.first} if "visit" in names else {"episode_id": visit.episode_id}
    fitting = model._default_manager.filter(pk__in=ids, **where).exclude(author_id=reader.pk)
    return list(fitting.select_related("author", "replaces__author"))


def _event(row: Row, reader: User) -> Event:
    model = type(row)
    what = SAID[model](row)
    if row.removed:
        what = f"took back: {what}"
    before = row.replaces
    if before is not None and before.author_id == reader.pk and isinstance(row, Observation):
        what += f", where you had {_value(before)}"
    about = ""
    if isinstance(row, Observation):
        about = row.finding
    elif isinstance(row, Treatment):
        about = f"{row.technique} {row.structure} {row.side or 'none'}"
    return Event(short(row.author), what, str(model._meta.model_name), about, str(row.first))


def _value(row: Any) -> str:
    if row.value is not None:
        return f"{row.value:g}"
    entry = knowledge().findings.get(getattr(row, "finding", ""))
    return "normal by eye" if entry and entry.unit and row.present is False else ANSWER[row.present]


def _observation(row: Any) -> str:
    entry = knowledge().findings.get(row.finding)
    name = entry.name if entry else row.finding
    return f"recorded {name}{f', {row.side}' if row.side else ''}: {_value(row)}"


def _treatment(row: Any) -> str:
    known = knowledge()
    technique, structure = known.techniques.get(row.technique), known.structures.get(row.structure)
    name = technique.name if technique else row.technique
    where = structure.name if structure else row.structure
    how = "skipped" if row.skipped else row.get_response_display().lower() or "done"
    return f"recorded {name} on {where}{f', {row.side}' if row.side else ''}: {how}"


def _score(row: Any) -> str:
    measure = knowledge().measures.get(row.measure)
    return f"measured {measure.name if measure else row.measure}: {row.value:g}"


SAID: dict[type[Row], Callable[[Any], str]] = {
    Observation: _observation,
    Treatment: _treatment,
    Score: _score,
    Mark: lambda row: "changed the body chart",
    Disposition: lambda row: "recorded what was done about the screening",
    Goal: lambda row: "set a goal",
    Plan: lambda row: "changed the plan",
    HomeProgram: lambda row: "changed the home program",
    Note: lambda row: "wrote on the note",
    VisitState: lambda row: f"said: {row.get_state_display()}",
}
