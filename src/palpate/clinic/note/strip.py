"""The visit in one pass, at the head of its note: pain and the signs before and after, the client's response,
what follows. Each answer is a field that comes with what it said when the page was made (`had:`), so that a
page records what was tapped and nothing else, however often it is sent and however late.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest

from palpate.clinic.frame import Frame
from palpate.clinic.note.compose import RESPONSES, THEN, Gathered
from palpate.clinic.note.sentences import Draft
from palpate.clinic.plan.edits import Refused
from palpate.clinic.treat import signs
from palpate.clinic.treat.asked import place_of
from palpate.clinic.treat.late import late_of
from palpate.clinic.treat.shown import of_late
from palpate.clinic.treat.signs import Sign
from palpate.clinic.treat.table import Table
from palpate.records import acts, look, once
from palpate.records.models import Observation, Row, Score
from palpate.records.newest import latest

TAP, HAD = "tap:", "had:"
FIRST_ROW = 10  # numbers below it are of the note and its signature
SAID = {"response": RESPONSES, "then": THEN}
WORDS = {
    "response": (("better", "Better"), ("same", "The same"), ("worse", "Worse"), ("mixed", "Partly")),
    "then": (("continue", "Continue as planned"), ("change", "Look over the plan"), ("last", "Course ends")),
}


@dataclass(frozen=True)
class Undo:
    """What was recorded last, and how it is called when it is taken back."""

    words: str
    key: str


class Recorded(NamedTuple):
    """What is said of the whole visit, what the last act was, and what could not be kept, in words."""

    said: dict[str, str]
    last: Undo | None
    refused: str


def said_in(draft: Draft) -> dict[str, str]:
    """What the draft's sentences say of the whole visit, as it was tapped."""
    places = {"response": "a.response", "then": "p.then"}
    return {
        name: key for name, of in places.items() for key, text in SAID[name].items() if draft.said(of) == text
    }


def tapped(sent: Mapping[str, Any]) -> dict[str, str]:
    """What was tapped or typed since the page was made, by name. A field that was emptied says nothing."""
    found = {name.removeprefix(TAP): str(sent[name]).strip() for name in sent if name.startswith(TAP)}
    return {name: value for name, value in found.items() if value and value != sent.get(HAD + name, "")}


def record(request: HttpRequest, frame: Frame, taps: Mapping[str, str]) -> Recorded:
    """Record what was tapped, each for itself: one that cannot be keeps no other from being kept."""
    said: dict[str, str] = {}
    last, refused = None, []
    for number, (name, value) in enumerate(sorted(taps.items()), start=FIRST_ROW):
        try:
            if frame.shut:
                raise Refused("The screening closes the treatment; nothing of it is recorded.")
            if name not in SAID:
                last = _measured(request, frame, name, value, once.row_id(request, number)) or last
                continue
            if value not in SAID[name]:
                raise Refused(f"{value[:40]} is none of the answers.")
            said[name] = value
            last = Undo(SAID[name][value].rstrip("."), f"said {name} {request.POST.get(HAD + name, '')}")
        except Refused as why:
            refused.append(why.what)
    return Recorded(said, last, " ".join(dict.fromkeys(refused)))


def _measured(request: HttpRequest, frame: Frame, name: str, value: str, key: UUID | None) -> Undo | None:
    """Record a sign; None where it stands so already. Raises Refused."""
    sign, moment = _sign(frame, name)
    number = signs.read_value(value, sign)
    if number == {signs.BEFORE: sign.before, signs.AFTER: sign.after}[moment]:
        return None
    of: dict[str, Any] = {
        "by": request.user, "episode": frame.episode, "visit": frame.visit, "moment": moment, "row_id": key,
    }  # fmt: skip
    row: Row
    if sign.kind == "pain":
        row = acts.record_score(measure=sign.key, value=number, **of)
    elif sign.kind == "state":
        row = acts.record_observation(finding=sign.key, side=sign.side, present=bool(number), **of)
    else:
        row = acts.record_observation(finding=sign.key, side=sign.side, value=number, **of)
    return Undo(f"{sign.name} {moment} treatment, {sign.said(number)}", f"{_table(row)} {row.pk}")


def _sign(frame: Frame, name: str) -> tuple[Sign, str]:
    """Which sign a field is of, and the moment: "pain.after", "sign.<finding>.<side>.before"."""
    what, _dot, moment = name.rpartition(".")
    found = next((one for one in signs.signs(frame) if _called(one) == what), None)
    if found is None or moment not in signs.MOMENTS:
        raise Refused("This is no sign of the visit any more; read the page again.")
    return found, moment


def _called(sign: Sign) -> str:
    return "pain" if sign.kind == "pain" else f"sign.{sign.key}.{sign.side}"


def _table(row: Row) -> str:
    return str(row._meta.model_name)


def take_back(request: HttpRequest, frame: Frame, key: str) -> dict[str, str]:
    """Take back what an `Undo` names; what is then said of the whole visit. Raises Refused."""
    kind, _space, rest = key.partition(" ")
    if kind == "said":
        name, _space, before = rest.partition(" ")
        if name not in SAID or before not in ("", *SAID[name]):
            raise Refused("There is nothing to take back.")
        return {name: before}
    model = {"score": Score, "observation": Observation}.get(kind)
    found = [row for row in _rows(frame) if model and type(row) is model and str(row.pk) == rest]
    if not found:
        raise Refused("That was changed since; nothing was taken back.")
    acts.undo(by=request.user, row=found[0], row_id=once.row_id(request, FIRST_ROW))
    return {}


def _rows(frame: Frame) -> list[Row]:
    where = {"episode_id": frame.episode.first, "visit_id": frame.visit.first, "moment__in": signs.MOMENTS}
    return [*latest(Score, **where), *latest(Observation, **where)]


def shown(frame: Frame, told: Gathered, draft: Draft, undo: Undo | None = None) -> dict[str, Any]:
    """What the strip shows: each field with its value."""
    said = said_in(draft)
    return {
        "signs": [_shown_sign(one) for one in signs.signs(frame)],
        "numbers": [str(number) for number in range(11)],
        "said": [
            {"name": name, "value": said.get(name, ""), "words": words} for name, words in WORDS.items()
        ],
        "undo": undo,
        "next_visit": told.next_visit,
    }


def late(request: HttpRequest, frame: Frame) -> dict[str, Any]:
    """The techniques of the visit line by line, as the late pass of the table has them; empty where the
    screening closes the treatment.
    """
    if frame.shut:
        return {}
    done = [row for row in frame.chart.treatments if row.visit_id == frame.visit.first]
    table = Table(frame, look.plan_of(frame.episode), done)
    by_hand = request.session.get(place_of(frame.visit.first))
    if by_hand is not None:
        table = replace(table, left_by_hand=max(0, round(by_hand["left"] + by_hand["spent"] - table.spent)))
    given = request.GET
    return of_late(late_of(table), given.get("open", ""), given.get("recorded", "")) | {"back": "note"}


def _shown_sign(one: Sign) -> dict[str, Any]:
    name = "Pain" if one.kind == "pain" else one.name
    return {"sign": one, "name": name, "fields": [_field(one, moment) for moment in signs.MOMENTS]}


def _field(one: Sign, moment: str) -> dict[str, str]:
    value = one.fill(moment)
    if one.kind == "state" and value:
        value = one.said(float(value))
    return {"name": f"{_called(one)}.{moment}", "moment": moment, "value": value}
