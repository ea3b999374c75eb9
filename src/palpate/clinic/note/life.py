"""What becomes of a draft on its page: read with what the record says, changed by what was tapped, kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest

from palpate.clinic.frame import Frame, open_visit
from palpate.clinic.note import strip
from palpate.clinic.note.compose import Gathered, compose
from palpate.clinic.note.forms import NoteForm
from palpate.clinic.note.gather import gather
from palpate.clinic.note.lines import NOTHING, Repeat, repeats
from palpate.clinic.note.sentences import Draft, carried, merged, read, taken, texts, uncarried
from palpate.clinic.note.strip import Undo
from palpate.clinic.plan.edits import Refused
from palpate.records import acts, once
from palpate.records.errors import Conflict
from palpate.records.look import NoteOf
from palpate.records.models import Note, Visit

Notes = Mapping[UUID, NoteOf]  # by visit
LAST = "last"  # the undo of what was carried over
DOES = {"undo", "last", "again", "take"}  # what a page may ask for besides keeping what was typed


@dataclass(frozen=True)
class Worked:
    """A draft as it now stands, with what the record says and what was done last. `fresh` is empty where
    nothing was composed.
    """

    frame: Frame
    draft: Draft
    told: Gathered | None = None
    undo: Undo | None = None
    refused: str = ""


def draft_of(row: Note | None) -> Draft:
    """What was stored of it."""
    return read(texts(row), row.lines if row else [])


def composed(request: HttpRequest, frame: Frame, draft: Draft, said: Mapping[str, str]) -> Worked:
    """The draft with what the record says now; `said` are new answers of the strip."""
    answers = strip.said_in(draft) | dict(said)
    told = replace(
        gather(frame, request.user.clinic),
        response=answers.get("response", ""),
        then=answers.get("then", ""),
    )
    return Worked(frame, merged(draft, compose(told)), told)


def worked(request: HttpRequest, frame: Frame, notes: Notes, form: NoteForm) -> Worked:
    """What the page asks for, done: what was tapped is recorded, and composed where that changes the note."""
    post, draft = request.POST, form.draft
    taps = strip.tapped(post)
    said, undo, refused = strip.record(request, frame, taps)
    if post.get("undo") and post["undo"] != LAST:
        try:
            said |= strip.take_back(request, frame, post["undo"])
        except (Refused, Conflict) as why:
            refused = str(why)
    last = last_signed(frame.visit, notes)
    if "last" in post and last is not None:
        draft, undo = carried(draft, draft_of(last.note)), Undo("Own words of the last note taken over", LAST)
    if post.get("undo") == LAST and last is not None:
        draft = uncarried(draft, draft_of(last.note))
    if only_typed(request):
        return Worked(frame, draft)
    now = open_visit(request, frame.visit.first, "note") if taps or "undo" in post else frame
    found = composed(request, now, draft, said)
    if "take" in post and found.told is not None:
        found = replace(found, draft=taken(found.draft, post["take"], compose(found.told)))
    return replace(found, undo=undo, refused=refused)


def only_typed(request: HttpRequest) -> bool:
    """Whether the page sends what was typed and asks for nothing else: then nothing is composed."""
    return not (DOES & set(request.POST) or strip.tapped(request.POST))


def save(
    request: HttpRequest,
    visit: Visit,
    draft: Draft,
    same: Repeat,
    form: NoteForm,
    *,
    told: NoteOf | None = None,
    number: int = 0,
) -> Note:
    """Store the draft; `same` is how far it repeats the last; `told` as in `save_note_draft`. Raises Conflict
    once it is closed.
    """
    return acts.save_note_draft(
        by=request.user,
        visit=visit,
        counters=form.counters,
        lines=draft.kept,
        unchanged=same.identical,
        told=told,
        row_id=once.row_id(request, number),
        **draft.soap._asdict(),
    )


def repeat(visit: Visit, notes: Notes, draft: Draft) -> Repeat:
    """How far the note is the last visit's again; a note that is not for this reader is not compared."""
    before = [one.note for one in earlier(visit, notes) if one.note is not None]
    return repeats(draft, draft_of(before[-1])) if before else NOTHING


def last_signed(visit: Visit, notes: Notes) -> NoteOf | None:
    """The last signed note before this visit that the reader may read."""
    found = [one for one in earlier(visit, notes) if one.signature is not None and one.note is not None]
    return found[-1] if found else None


def earlier(visit: Visit, notes: Notes) -> Sequence[NoteOf]:
    """The notes of the visits before, oldest first."""
    return [one for one in notes.values() if one.visit.starts_at < visit.starts_at]


def open_points(frame: Frame, draft: Draft, same: Repeat) -> list[dict[str, str]]:
    """What is to be looked at before the note is signed."""
    found = []
    if frame.triage.open_emergencies:
        count = len(frame.triage.open_emergencies)
        say = "a safety question is" if count == 1 else f"{count} safety questions are"
        words = f"{say} not settled, of those that can mean an emergency"
        found.append({"key": "unsettled", "words": words})
    if draft.asks:
        found.append({"key": "asks", "words": "what changed since the last note is not answered"})
    if same.identical:
        found.append({"key": "same", "words": "nothing in this note differs from the last one"})
    return found
