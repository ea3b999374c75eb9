"""What every state of the note's page shows: the four parts, the dates, who may read it and who signs; and of
a draft its sentences, each with where it comes from.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from palpate.accounts.rights import may_choose_readers, may_cosign
from palpate.clinic.frame import Frame
from palpate.clinic.note import life, order, short, strip
from palpate.clinic.note.life import Notes, Worked
from palpate.clinic.note.sentences import SINCE, Draft, Line, texts
from palpate.pages.addresses import address
from palpate.records.look import NoteOf, entered_later
from palpate.records.models import Note
from palpate.records.models.words import Readers

HEADS = {
    "subjective": ("Subjective", "What the client says"),
    "objective": ("Objective", "What was found and done"),
    "assessment": ("Assessment", "What it is consistent with, and how it goes"),
    "plan": ("Plan", "What follows"),
}
# Where a sentence comes from, by the start of its name: the word for it, and the page.
ORIGINS = (
    ("s.words", "Intake", "clinic:screen"),
    ("s.chart", "Intake", "clinic:screen"),
    ("s.score.", "Progress", "clinic:progress"),
    ("o.treated.", "Treat", "clinic:treat"),
    ("a.screening", "Screen", "clinic:screen"),
    ("a.unsettled", "Screen", "clinic:screen"),
    ("a.goal.", "Progress", "clinic:progress"),
    ("a.answered", "Treat", "clinic:treat"),
    ("a.response", "Above", ""),
    ("a.", "Assess", "clinic:assess"),
    ("p.decided.", "Screen", "clinic:screen"),
    ("p.waiting", "Screen", "clinic:screen"),
    ("p.home.", "Home", "clinic:home"),
    ("p.then", "Above", ""),
    ("p.", "Plan", "clinic:plan"),
    ("", "Assess", "clinic:assess"),
)


def parts(row: Note | None, wanted: str) -> list[dict[str, str | SafeString]]:
    """The four parts with their heads in the wanted order; short forms carry their long form."""
    said = texts(row)._asdict()
    return [
        {"head": HEADS[part][0], "what": HEADS[part][1], "text": said[part], "told": short.told(said[part])}
        for part in order.parts_in(wanted)
    ]


def of_draft(request: HttpRequest, now: Worked, notes: Notes, row: Note | None) -> dict[str, Any]:
    """The context of a draft: its sentences, the strip, and what is open before it is signed."""
    repeat = life.repeat(now.frame.visit, notes, now.draft)
    points = life.open_points(now.frame, now.draft, repeat)
    shown: dict[str, Any] = {
        "frame": now.frame,
        "note": row,
        "repeat": repeat,
        "points": points,
        "anyway": " ".join(point["key"] for point in points),
        "refused": now.refused,
    }
    if now.told is not None:
        shown["parts"] = _of_parts(now.draft, now.frame, order.of(request), bool(row))
        shown["strip"] = strip.shown(now.frame, now.told, now.draft, now.undo)
    return shown


def _of_parts(draft: Draft, frame: Frame, wanted: str, begun: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": part,
            "head": HEADS[part][0],
            "what": HEADS[part][1],
            "own": getattr(draft.own, part).strip("\n"),
            "lines": [_shown(line, frame, begun) for line in draft.of_part(part)],
        }
        for part in order.parts_in(wanted)
    ]


def _shown(line: Line, frame: Frame, begun: bool) -> dict[str, Any]:
    word, page = next((word, page) for start, word, page in ORIGINS if line.of.startswith(start))
    return {
        "line": line,
        "asks": line.of == SINCE,
        "fresh": line.new and begun,
        "origin": word,
        "url": address(page, frame.visit.first) if page else "",
    }


def about(request: HttpRequest, frame: Frame, told: NoteOf) -> dict[str, Any]:
    """The context of the page, whatever its state."""
    user, wanted = request.user, order.of(request)
    return {
        "frame": frame,
        "told": told,
        "parts": parts(told.note, wanted),
        "order": wanted,
        "unchanged": told.note is not None and told.note.unchanged,
        "own": told.student is not None and told.student.author_id == user.pk,
        "may_cosign": may_cosign(user, told.visit),
        "may_choose": may_choose_readers(user, told),
        "choices": choices(user),
        "reads": reads(told),
        "entered": entered_later(told.visit),
    }


def choices(user: Any) -> list[tuple[str, str]]:
    """Who the writer may let read the note. Without a discipline of one's own there is none to choose."""
    own = user.discipline.strip()
    words = {
        Readers.ALL: "All who may read the record",
        Readers.DISCIPLINE: f"My discipline: {own}",
        Readers.ME: "Only me",
    }
    return [(str(one), said) for one, said in words.items() if own or one is not Readers.DISCIPLINE]


def reads(told: NoteOf) -> str:
    """Who may read it, for those who did not choose it; empty where all may."""
    if told.readers == str(Readers.DISCIPLINE):
        return f"For {told.discipline} only"
    return f"For {told.writer} only" if told.readers == str(Readers.ME) else ""
