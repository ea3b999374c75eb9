"""What every state of the note's page shows: the four parts, the dates, who may read it and who signs."""

from typing import Any

from palpate.accounts.rights import may_choose_readers, may_cosign
from palpate.clinic.frame import Frame
from palpate.clinic.note.compose import Soap
from palpate.records.look import NoteOf, entered_later
from palpate.records.models import Note
from palpate.records.models.words import Readers

HEADS = {
    "subjective": ("Subjective", "What the client says"),
    "objective": ("Objective", "What was found and done"),
    "assessment": ("Assessment", "What it is consistent with, and how it goes"),
    "plan": ("Plan", "What follows"),
}


def texts(row: Note | None) -> Soap:
    """The four parts of a row; empty where there is none."""
    return Soap(*(getattr(row, part) for part in Soap._fields)) if row else Soap("", "", "", "")


def parts(row: Note | None) -> list[dict[str, str]]:
    """The four parts with their heads."""
    return [
        {"head": head, "what": what, "text": text}
        for (head, what), text in zip(HEADS.values(), texts(row), strict=True)
    ]


def about(user: Any, frame: Frame, told: NoteOf) -> dict[str, Any]:
    """The context of the page, whatever its state."""
    return {
        "frame": frame,
        "told": told,
        "parts": parts(told.note),
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
