"""Reading notes. Every page, letter and list that reads a note reads it here, because here its privacy holds:
what a reader may not read comes back as that there is a note, of which day and by whom, and nothing more.

Privacy covers the text of notes and of what was added to them. Observations, treatments, plans and what was
done about a screening are not covered: the restrictions stand on them, and whoever treats must see them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from palpate.accounts.models import User
from palpate.accounts.rights import may_read_note
from palpate.records.look.clients import visits
from palpate.records.models import (
    Amendment,
    Episode,
    Note,
    NotePrivacy,
    NoteSignature,
    StudentSignature,
    Visit,
)
from palpate.records.models.words import Readers
from palpate.records.newest import asking, latest, newest_only
from palpate.records.prepared import Asked, together


@dataclass(frozen=True)
class NoteOf:
    """The note of a visit as one reader may have it. `hidden`: there is one, not for this reader."""

    visit: Visit
    note: Note | None  # draft or signed; None: not begun, or hidden
    signature: NoteSignature | None  # closes it
    student: StudentSignature | None  # waits for the closing signature, or stands beside it
    given_back: StudentSignature | None  # what the supervisor asked to be mended, while it is
    privacy: NotePrivacy | None
    amendments: list[Amendment] = field(default_factory=list)  # oldest first
    hidden: bool = False

    @property
    def clinic_id(self) -> int:
        """Whose record it is in."""
        return self.visit.clinic_id

    @property
    def closed(self) -> bool:
        """Whether nothing can be changed in it any more."""
        return self.signature is not None

    @property
    def waits(self) -> bool:
        """Whether a student signed it and no supervisor has yet."""
        return self.student is not None and self.signature is None

    @property
    def writer(self) -> User:
        """Who answers for its words: the student or therapist who signed, before that whose visit it is."""
        name = self.student or self.signature
        return (name.author if name else None) or self.visit.therapist

    @property
    def readers(self) -> str:
        """Who may read it."""
        return str(self.privacy.readers if self.privacy else Readers.ALL)

    @property
    def discipline(self) -> str:
        """Which discipline may read it, where its privacy names one."""
        return self.privacy.discipline if self.privacy else ""

    @property
    def named(self) -> frozenset[int]:
        """Those who may always read it: who keeps it private, who signs or signed it."""
        rows = (self.privacy, self.signature, self.student)
        return frozenset({self.writer.pk} | {row.author_id for row in rows if row})

    @property
    def treated_on(self) -> date:
        """The date of treatment, at the clinic's clock."""
        return timezone.localtime(self.visit.starts_at).date()

    @property
    def written_at(self) -> datetime | None:
        """When it was written: when the text that stands was last changed; None while there is none."""
        row = self.signature.note if self.signature else self.note
        return row.written_at if row else None

    @property
    def days_later(self) -> int:
        """How many days after the treatment it was written; 0 on the same day."""
        written = self.written_at
        return max(0, (timezone.localtime(written).date() - self.treated_on).days) if written else 0


def note_of(visit: Visit, *, reader: Any) -> NoteOf:
    """The visit's note, without its text where the reader may not read it; on SQLite one query."""
    return _read([visit], reader, visit_id=visit.first)[visit.first]


def notes_of(episode: Episode, *, reader: Any) -> dict[UUID, NoteOf]:
    """The note of each visit of the episode, in the order of the visits; on SQLite two queries."""
    return _read(visits(episode), reader, visit__episode_id=episode.first)


def notes_beside(visit: Visit, *, reader: Any) -> dict[UUID, NoteOf]:
    """The note of each visit of the visit's episode, in their order; on SQLite two queries."""
    visits = latest(Visit, related=("therapist",), episode_id=visit.episode_id)
    in_order = sorted(visits, key=lambda one: one.starts_at)
    return _read(in_order, reader, visit__episode_id=visit.episode_id)


def hidden_visits(episode: Episode, *, reader: Any) -> dict[UUID, NoteOf]:
    """The visits whose note is not for this reader; one query where no note of the episode is private."""
    private = NotePrivacy.objects.filter(visit__episode_id=episode.first).exclude(readers=Readers.ALL)
    if not private.exists():
        return {}
    return {key: one for key, one in notes_of(episode, reader=reader).items() if one.hidden}


def _read(of: Sequence[Visit], reader: Any, **where: Any) -> dict[UUID, NoteOf]:
    through = {f"note__{path}": value for path, value in where.items()}
    *told, added = together(
        asking(Note, **where),
        Asked("signatures", _signatures, where),
        Asked("students", _students, where),
        asking(NotePrivacy, **where),
        Asked("amendments", _amendments, through),
    )
    notes, signatures, students, privacies = (_by_visit(newest_only(rows)) for rows in told)
    found = {}
    for visit in of:
        last = students.get(visit.first)
        found[visit.first] = NoteOf(
            visit=visit,
            note=notes.get(visit.first),
            signature=signatures.get(visit.first),
            student=None if last is None or last.removed else last,
            given_back=last if last is not None and last.removed else None,
            privacy=privacies.get(visit.first),
        )
    found = {key: _as_open(one, reader) for key, one in found.items()}
    return _with_amendments(found, added)


def _by_visit(rows: Sequence[Any]) -> dict[UUID, Any]:
    return {row.visit_id: row for row in rows}


def _signatures(**where: Any) -> Any:
    return NoteSignature.objects.filter(**where).select_related("author", "note")


def _students(**where: Any) -> Any:
    """The students' signatures, and the rows that gave them back."""
    return StudentSignature.objects.filter(**where).select_related("author", "supervisor", "note")


def _amendments(**where: Any) -> Any:
    return Amendment.objects.filter(**where).select_related("author", "note")


def _as_open(one: NoteOf, reader: Any) -> NoteOf:
    if one.note is None or may_read_note(reader, one):
        return one
    for row in (one.signature, one.student):
        if row is not None:
            row.note = _without_words(row.note)
    return replace(one, note=None, given_back=None, hidden=True)


def _without_words(row: Note) -> Note:
    """The row as far as anybody may know of it."""
    bare = {name: getattr(row, name) for name in ("id", "first", "clinic_id", "author_id", "written_at")}
    return Note(**bare, visit_id=row.visit_id)


def _with_amendments(found: dict[UUID, NoteOf], rows: Sequence[Amendment]) -> dict[UUID, NoteOf]:
    """With what was added, where the note itself may be read."""
    added: dict[UUID, list[Amendment]] = defaultdict(list)
    for row in rows:
        added[row.note.visit_id].append(row)
    return {key: one if one.hidden else replace(one, amendments=added[key]) for key, one in found.items()}
