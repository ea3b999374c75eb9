"""Notes between people: a student signs and a supervisor closes; a private note is not there for others."""

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from palpate.accounts.models import Role, User
from palpate.records import acts, look
from palpate.records.chain import verify
from palpate.records.errors import Closed, Conflict
from palpate.records.models import Amendment, Note, NotePrivacy, NoteSignature, StudentSignature, Visit
from tests.records.conftest import TODAY, VISIT_AT, Cast, person


@dataclass
class School:
    """A student with a supervisor, another therapist of each discipline, and the student's visit."""

    cast: Cast
    supervisor: User
    student: User
    other: User
    visit: Visit


@pytest.fixture
def school(cast: Cast) -> School:
    User.objects.filter(pk=cast.therapist.pk).update(discipline="Massage")
    cast.therapist.refresh_from_db()
    student = person(cast.clinic, "student", Role.STUDENT)
    student.discipline, student.supervisor = "Massage", cast.therapist
    student.save()
    other = person(cast.clinic, "other", Role.THERAPIST)
    other.discipline = "Physiotherapy"
    other.save()
    visit = acts.book_visit(by=cast.desk, episode=cast.episode, therapist=student, starts_at=VISIT_AT)
    return School(cast, cast.therapist, student, other, visit)


def drafted(school: School, text: str = "first words") -> Note:
    return acts.save_note_draft(by=school.student, visit=school.visit, subjective=text)


def handed_in(school: School) -> Note:
    note = drafted(school)
    acts.sign_note_as_student(by=school.student, note=note, supervisor=school.supervisor)
    return note


def read(school: School, reader: User) -> look.NoteOf:
    return look.note_of(school.visit, reader=reader)


def test_a_students_signature_does_not_close(school: School) -> None:
    note = drafted(school)
    with pytest.raises(PermissionDenied):
        acts.sign_note(by=school.student, note=note)
    acts.sign_note_as_student(by=school.student, note=note, supervisor=school.supervisor)
    told = read(school, school.student)
    assert told.waits and not told.closed and not NoteSignature.objects.exists()
    (line,) = look.notes_to_cosign(school.cast.clinic, school.supervisor)
    assert (line.visit.first, line.note) == (school.visit.first, "waits")
    assert look.notes_to_cosign(school.cast.clinic, school.cast.owner) == []
    assert look.open_notes(school.cast.clinic, therapist=school.student) == []


def test_while_it_waits_nobody_changes_it(school: School) -> None:
    note = handed_in(school)
    for refused in (
        lambda: drafted(school, "other words"),
        lambda: acts.save_note_draft(by=school.supervisor, visit=school.visit, subjective="other words"),
        lambda: acts.undo(by=school.student, row=note),
        lambda: acts.sign_note_as_student(by=school.student, note=note, supervisor=school.supervisor),
    ):
        with pytest.raises(Closed):
            refused()
    assert read(school, school.student).note == note


def test_the_supervisor_closes_exactly_what_the_student_signed(school: School) -> None:
    note = handed_in(school)
    made = uuid.uuid4()
    signature = acts.cosign_note(by=school.supervisor, note=note, row_id=made)
    assert acts.cosign_note(by=school.supervisor, note=note, row_id=made) == signature
    told = read(school, school.student)
    assert told.closed and not told.waits and told.student is not None
    assert (told.writer, told.signature) == (school.student, signature)
    assert look.notes_to_cosign(school.cast.clinic, school.supervisor) == []
    with pytest.raises(Closed):
        acts.give_note_back(by=school.supervisor, visit=school.visit, words="mend this")
    assert verify(school.cast.clinic) is None


def test_only_who_supervises_cosigns(school: School) -> None:
    note = handed_in(school)
    for user in (school.student, school.other, school.cast.owner, school.cast.desk, school.cast.reader):
        with pytest.raises(PermissionDenied):
            acts.cosign_note(by=user, note=note)
    with pytest.raises(Http404):
        acts.cosign_note(by=school.cast.mallory, note=note)
    assert not NoteSignature.objects.exists()


def test_a_note_without_the_students_name_is_not_cosigned(school: School) -> None:
    note = drafted(school)
    with pytest.raises(Conflict, match="no student's signature"):
        acts.cosign_note(by=school.supervisor, note=note)


def test_a_student_names_somebody_who_may_supervise(school: School) -> None:
    note = drafted(school)
    for user in (school.other, school.cast.owner, school.student):
        with pytest.raises(PermissionDenied):
            acts.sign_note_as_student(by=school.student, note=note, supervisor=user)
    with pytest.raises(Http404):
        acts.sign_note_as_student(by=school.student, note=note, supervisor=school.cast.mallory)


def test_a_note_given_back_is_a_draft_again_with_words(school: School) -> None:
    handed_in(school)
    with pytest.raises(Conflict, match="what is to be mended"):
        acts.give_note_back(by=school.supervisor, visit=school.visit)
    acts.give_note_back(by=school.supervisor, visit=school.visit, words="say which side")
    told = read(school, school.student)
    assert not told.waits and told.given_back is not None and told.given_back.words == "say which side"
    note = drafted(school, "on the right side")
    acts.sign_note_as_student(by=school.student, note=note, supervisor=school.supervisor)
    acts.cosign_note(by=school.supervisor, note=note)
    told = read(school, school.student)
    assert told.given_back is None and told.signature is not None and told.signature.note == note
    assert StudentSignature.objects.count() == 3
    assert verify(school.cast.clinic) is None


def test_a_student_takes_the_signature_back_without_words(school: School) -> None:
    handed_in(school)
    with pytest.raises(PermissionDenied):
        acts.give_note_back(by=school.other, visit=school.visit, words="no")
    acts.give_note_back(by=school.student, visit=school.visit)
    assert not read(school, school.student).waits


def test_what_is_not_left_to_a_student(school: School) -> None:
    by, episode = school.student, school.cast.episode
    end = acts.discharge(by=school.cast.owner, episode=episode, on=TODAY, reason="well")
    cleared = {"level": "same-day", "decision": "cleared", "spoke_to": "Dr. Who", "rules": ["dvt"]}
    stands = acts.record_disposition(by=school.cast.owner, episode=episode, **cleared)
    letter = acts.write_letter(by=by, episode=episode, to_name="Dr. Who", body={})
    for refused in (
        lambda: acts.discharge(by=by, episode=episode, on=TODAY, reason="well"),
        lambda: acts.undo(by=by, row=end),
        lambda: acts.record_disposition(by=by, episode=episode, **cleared),
        lambda: acts.undo(by=by, row=stands),
        lambda: acts.send_letter(by=by, letter=letter, pdf=b"%PDF"),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    acts.record_disposition(by=by, episode=episode, level="emergency", decision="called_emergency")


def test_a_student_adds_nothing_to_a_signed_note(school: School) -> None:
    note = handed_in(school)
    acts.cosign_note(by=school.supervisor, note=note)
    with pytest.raises(PermissionDenied):
        acts.amend_note(by=school.student, note=note, text="more", reason="forgot")
    acts.amend_note(by=school.supervisor, note=note, text="more", reason="forgot")


def signed_by_therapist(school: School, readers: str) -> Note:
    cast = school.cast
    acts.choose_readers(by=cast.therapist, visit=cast.visit, readers=readers)
    note = acts.save_note_draft(by=cast.therapist, visit=cast.visit, subjective="secret words")
    acts.sign_note(by=cast.therapist, note=note)
    acts.amend_note(by=cast.therapist, note=note, text="secret addition", reason="secret reason")
    return note


@pytest.mark.parametrize(
    ("readers", "seen_by"), [("all", {"alike", "other", "owner"}), ("discipline", {"alike"}), ("me", set())]
)
def test_a_private_note_says_only_that_there_is_one(school: School, readers: str, seen_by: set[str]) -> None:
    cast = school.cast
    signed_by_therapist(school, readers)
    alike = person(cast.clinic, "alike", Role.THERAPIST)
    alike.discipline = "massage "
    alike.save()
    for name, user in {"alike": alike, "other": school.other, "owner": cast.owner}.items():
        told = look.note_of(cast.visit, reader=user)
        every = look.notes_of(cast.episode, reader=user)[cast.visit.first]
        said = repr([vars(event.row) for event in look.timeline(cast.episode, reader=user)])
        assert told.hidden == every.hidden == (name not in seen_by), name
        if told.hidden:
            assert told.note is None and told.amendments == [] and told.signature is not None
            assert told.signature.note.subjective == every.signature.note.subjective == ""
            assert "secret" not in said
            assert (told.writer, told.closed) == (cast.therapist, True)
        else:
            assert told.note is not None and told.note.subjective == "secret words"
            assert told.amendments[0].text == "secret addition" and "secret reason" in said


def test_nobody_writes_where_they_may_not_read(school: School) -> None:
    cast = school.cast
    acts.choose_readers(by=cast.therapist, visit=cast.visit, readers="me")
    draft = acts.save_note_draft(by=cast.therapist, visit=cast.visit, subjective="secret")
    for refused in (
        lambda: acts.save_note_draft(by=school.other, visit=cast.visit, subjective="mine"),
        lambda: acts.undo(by=school.other, row=draft),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    acts.sign_note(by=cast.therapist, note=draft)
    with pytest.raises(PermissionDenied):
        acts.amend_note(by=school.other, note=draft, text="x", reason="y")
    assert Note.objects.count() == 1 and not Amendment.objects.exists()


def test_a_visit_with_a_private_note_is_not_given_away(school: School) -> None:
    """Else whoever takes it over would read what was not meant for them."""
    cast = school.cast
    acts.choose_readers(by=cast.therapist, visit=cast.visit, readers="me")
    with pytest.raises(Conflict, match="private"):
        acts.change_visit(by=cast.desk, visit=cast.visit, therapist=school.other)
    acts.change_visit(by=cast.desk, visit=cast.visit, therapist=cast.therapist, minutes=30)


def test_the_writer_changes_the_readers_after_signing_and_nobody_else(school: School) -> None:
    cast = school.cast
    signed_by_therapist(school, "me")
    for user in (school.other, cast.owner, cast.reader, cast.desk):
        with pytest.raises(PermissionDenied):
            acts.choose_readers(by=user, visit=cast.visit, readers="all", reason="curious")
    with pytest.raises(Http404):
        acts.choose_readers(by=cast.mallory, visit=cast.visit, readers="all")
    acts.choose_readers(by=cast.therapist, visit=cast.visit, readers="all")
    acts.choose_readers(by=cast.therapist, visit=cast.visit, readers="all")
    assert not look.note_of(cast.visit, reader=school.other).hidden
    assert NotePrivacy.objects.count() == 2  # who may read it was said twice; the same again is not stored
    assert verify(cast.clinic) is None


def test_the_owner_opens_the_note_of_one_who_left_with_a_reason(school: School) -> None:
    cast = school.cast
    signed_by_therapist(school, "me")
    User.objects.filter(pk=cast.therapist.pk).update(is_active=False)
    with pytest.raises(Conflict, match="with a reason"):
        acts.choose_readers(by=cast.owner, visit=cast.visit, readers="all")
    with pytest.raises(Conflict, match="only be opened to all"):
        acts.choose_readers(by=cast.owner, visit=cast.visit, readers="me", reason="mine now")
    row = acts.choose_readers(by=cast.owner, visit=cast.visit, readers="all", reason="handed over")
    assert (row.author, row.reason) == (cast.owner, "handed over")
    assert not look.note_of(cast.visit, reader=cast.owner).hidden


def test_a_discipline_that_is_not_known_hides_nothing_by_guess(school: School) -> None:
    visit = acts.book_visit(
        by=school.cast.desk, episode=school.cast.episode, therapist=school.cast.owner, starts_at=VISIT_AT
    )
    with pytest.raises(Conflict, match="your discipline is not known"):
        acts.choose_readers(by=school.cast.owner, visit=visit, readers="discipline")


def test_a_private_note_hides_no_safety_fact(school: School) -> None:
    cast = school.cast
    signed_by_therapist(school, "me")
    acts.record_observation(
        by=cast.therapist, episode=cast.episode, visit=cast.visit, finding="history_of_cancer", present=True
    )
    case = look.case_of(cast.episode, today=TODAY, visit=cast.visit)
    assert [one.finding for one in case.observations] == ["history_of_cancer"]


def test_a_visit_entered_later_keeps_its_real_date(cast: Cast) -> None:
    held = timezone.now() - timedelta(days=9)
    visit = acts.book_visit(by=cast.therapist, episode=cast.episode, therapist=cast.therapist, starts_at=held)
    of = {"by": cast.therapist, "episode": cast.episode, "visit": visit}
    seen = acts.record_observation(**of, finding="night_pain", present=True)
    score = acts.record_score(**of, measure="nprs", value=6)
    note = acts.save_note_draft(by=cast.therapist, visit=visit, subjective="written a week later")
    acts.sign_note(by=cast.therapist, note=note)
    told = look.note_of(visit, reader=cast.therapist)
    assert look.entered_later(visit) == visit.written_at
    assert seen.when == held and abs((score.taken_on - held.date()).days) <= 1
    assert told.days_later == 9
    moved = acts.change_visit(by=cast.therapist, visit=visit, minutes=30)
    assert look.entered_later(moved) == visit.written_at


def test_a_visit_booked_ahead_is_not_entered_later(cast: Cast) -> None:
    ahead = timezone.now() + timedelta(days=1)
    visit = acts.book_visit(
        by=cast.therapist, episode=cast.episode, therapist=cast.therapist, starts_at=ahead
    )
    assert look.entered_later(visit) is None
    seen = acts.record_observation(
        by=cast.therapist, episode=cast.episode, visit=visit, finding="night_pain", present=True
    )
    assert seen.seen_at is None


def test_a_visit_entered_between_others_is_counted_in_its_place(cast: Cast) -> None:
    """The cast's visit is number 1; one a day before it becomes the first."""
    before, after = VISIT_AT - timedelta(days=1), VISIT_AT + timedelta(days=1)
    made = uuid.uuid4()
    for starts, key in ((after, uuid.uuid4()), (before, made), (before, made)):
        acts.book_visit(
            by=cast.therapist, episode=cast.episode, therapist=cast.therapist, starts_at=starts, row_id=key
        )
    assert [(one.starts_at, one.number) for one in look.visits(cast.episode)] == [
        (before, 1),
        (VISIT_AT, 2),
        (after, 3),
    ]
    assert verify(cast.clinic) is None


def test_the_words_of_notes_are_read_in_one_place() -> None:
    """Anywhere else they would be read without asking whom they are for."""
    source = Path(look.__file__).parents[2]
    allowed = {"records/look/notes.py", "records/acts/notes.py", "records/look/day.py"}
    read = re.compile(r"\b(?:Note|Amendment)\.(?:objects|_default_manager)|\blatest\(\s*(?:Note|Amendment)\b")
    found = {
        str(file.relative_to(source))
        for file in source.rglob("*.py")
        if read.search(file.read_text(encoding="utf8"))
    }
    assert "records/look/notes.py" in found and found <= allowed
