"""What each act leaves in the record."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from palpate.reasoning.casefile import CaseError
from palpate.records import acts, look
from palpate.records.chain import verify
from palpate.records.errors import Closed, Conflict
from palpate.records.models import HomeReport, IntakeSubmitted, Note, Observation, Visit
from tests.records.conftest import TODAY, VISIT_AT, Cast


def seen(cast: Cast) -> list[tuple[str, bool | None, float | None]]:
    """What is known now."""
    return [(row.finding, row.present, row.value) for row in look.observations(cast.episode)]


def observe(cast: Cast, **fields: object) -> Observation:
    """An observation at the visit."""
    return acts.record_observation(by=cast.therapist, episode=cast.episode, visit=cast.visit, **fields)


def test_a_second_tap_replaces_the_first_and_keeps_it(cast: Cast) -> None:
    first = observe(cast, finding="night_pain", present=True)
    second = observe(cast, finding="night_pain", present=False)
    assert second.replaces_id == first.pk and second.first == first.pk
    assert seen(cast) == [("night_pain", False, None)]
    assert look.history(second) == [first, second]


def test_clearing_makes_unknown_and_never_absent(cast: Cast) -> None:
    observe(cast, finding="night_pain", present=True)
    observe(cast, finding="night_pain")
    assert seen(cast) == [("night_pain", None, None)]


def test_before_and_after_stand_side_by_side(cast: Cast) -> None:
    for moment, value in (("before", 90), ("after", 120)):
        observe(cast, finding="shoulder_flexion_active", side="right", value=value, moment=moment)
    assert len(look.latest(Observation)) == 2
    assert seen(cast) == [("shoulder_flexion_active", None, 120.0)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"finding": "nigth_pain", "present": True}, "night_pain"),
        ({"finding": "shoulder_flexion_active", "value": 400}, "0 to 200"),
        ({"finding": "night_pain", "side": "left", "present": True}, "has no side"),
        ({"finding": "night_pain", "value": 3}, "has no value"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_be_right(cast: Cast, fields: dict, words: str) -> None:
    with pytest.raises(CaseError, match=words):
        observe(cast, **fields)
    assert seen(cast) == []


def test_a_side_that_is_no_side_is_refused(cast: Cast) -> None:
    with pytest.raises(CaseError):
        observe(cast, finding="shoulder_flexion_active", side="up", value=10)
    with pytest.raises(ValidationError):
        acts.record_treatment(by=cast.therapist, visit=cast.visit, technique="a", structure="b", pressure=11)


def test_undo_brings_back_what_was_said_before(cast: Cast) -> None:
    observe(cast, finding="night_pain", present=True)
    changed = observe(cast, finding="night_pain", present=False)
    undone = acts.undo(by=cast.therapist, row=changed)
    assert seen(cast) == [("night_pain", True, None)]
    acts.undo(by=cast.therapist, row=undone)
    assert seen(cast) == [("night_pain", False, None)]
    assert verify(cast.clinic) is None


def test_undo_of_the_first_row_takes_the_thing_back(cast: Cast) -> None:
    only = observe(cast, finding="night_pain", present=True)
    taken = acts.undo(by=cast.therapist, row=only)
    assert seen(cast) == []
    acts.undo(by=cast.therapist, row=taken)
    assert seen(cast) == [("night_pain", True, None)]


def test_undo_sent_twice_undoes_once_and_a_stale_undo_is_a_conflict(cast: Cast) -> None:
    only, made = observe(cast, finding="night_pain", present=True), uuid.uuid4()
    assert acts.undo(by=cast.therapist, row=only, row_id=made) == acts.undo(
        by=cast.therapist, row=only, row_id=made
    )
    with pytest.raises(Conflict, match="changed since"):
        acts.undo(by=cast.therapist, row=only)


def test_what_others_rest_on_is_not_taken_back(cast: Cast) -> None:
    for row in (cast.client, cast.episode):
        with pytest.raises(Conflict, match="rests on"):
            acts.undo(by=cast.owner, row=row)
    acts.undo(by=cast.owner, row=cast.visit)
    acts.undo(by=cast.owner, row=cast.episode)
    acts.undo(by=cast.owner, row=cast.client)
    assert look.find_clients(cast.clinic, "") == [] and look.day(cast.clinic, TODAY) == []


def test_two_corrections_of_one_row_show_the_later(cast: Cast) -> None:
    with acts.as_of(VISIT_AT):
        here = acts.correct_client(by=cast.desk, client=cast.client, phone="1")
    there = type(here)(
        **{f.attname: getattr(here, f.attname) for f in here._meta.concrete_fields}
        | {"id": uuid.uuid4(), "phone": "2", "written_at": VISIT_AT + timedelta(minutes=1)}
    )
    from palpate.records.ledger import write

    write(there)
    assert [row.phone for row in look.find_clients(cast.clinic, "osei")][-1:] != []
    assert look.client_of(cast.episode).phone == "2"


def test_a_corrected_client_keeps_what_was_not_named(cast: Cast) -> None:
    acts.correct_client(by=cast.desk, client=cast.client, phone="555 0100")
    acts.correct_client(by=cast.desk, client=cast.client, email="ada@example.org")
    now = look.client_of(cast.episode)
    assert (now.phone, now.email, now.family_name) == ("555 0100", "ada@example.org", "Osei")


def test_marks_come_off_and_back(cast: Cast) -> None:
    mark = acts.record_mark(by=cast.therapist, episode=cast.episode, view="front", x=10, y=20, intensity=6)
    assert (mark.cell, mark.side) == ("shoulder_front", "right")
    stronger = acts.correct_mark(by=cast.therapist, mark=mark, intensity=8)
    gone = acts.remove_mark(by=cast.therapist, mark=stronger)
    assert look.marks(cast.episode) == []
    acts.undo(by=cast.therapist, row=gone)
    assert [row.intensity for row in look.marks(cast.episode)] == [8]


def test_visits_are_numbered_and_moved(cast: Cast) -> None:
    later = acts.book_visit(
        by=cast.desk, episode=cast.episode, therapist=cast.therapist, starts_at=VISIT_AT + timedelta(days=7)
    )
    assert (cast.visit.number, later.number) == (1, 2)
    acts.change_visit(by=cast.desk, visit=later, starts_at=VISIT_AT + timedelta(days=8))
    assert [row.starts_at.day for row in look.visits(cast.episode)] == [2, 10]
    assert Visit.objects.count() == 3


def test_a_judgement_that_did_not_change_is_kept_once(cast: Cast) -> None:
    kept = {"episode": cast.episode, "kind": "screen", "knowledge_version": "1"}
    first = acts.keep_judgement(by=cast.therapist, result={"triage": {"level": "treat"}}, **kept)
    same = acts.keep_judgement(by=None, result={"triage": {"level": "treat"}}, **kept)
    other = acts.keep_judgement(by=None, result={"triage": {"level": "refer"}}, **kept)
    assert first == same != other
    assert look.judgement_of(cast.episode, "screen") == other


def test_a_signature_closes_the_note(cast: Cast) -> None:
    draft = acts.save_note_draft(by=cast.therapist, visit=cast.visit, subjective="aches")
    same = acts.save_note_draft(by=cast.therapist, visit=cast.visit, subjective="aches")
    assert same == draft
    note = acts.save_note_draft(by=cast.therapist, visit=cast.visit, subjective="aches less")
    with pytest.raises(Conflict, match="read it again"):
        acts.sign_note(by=cast.therapist, note=draft)
    with pytest.raises(PermissionDenied):
        acts.sign_note(by=cast.owner, note=note)
    signature = acts.sign_note(by=cast.therapist, note=note, row_id=(made := uuid.uuid4()))
    assert acts.sign_note(by=cast.therapist, note=note, row_id=made) == signature
    for closed in (
        lambda: acts.sign_note(by=cast.therapist, note=note),
        lambda: acts.save_note_draft(by=cast.therapist, visit=cast.visit, subjective="worse"),
        lambda: acts.undo(by=cast.therapist, row=note),
        lambda: acts.undo(by=cast.therapist, row=signature),
    ):
        with pytest.raises(Closed):
            closed()
    acts.amend_note(by=cast.therapist, note=note, text="left, not right", reason="slip")
    assert [row.text for row in look.note_of(cast.visit, reader=cast.therapist).amendments] == [
        "left, not right"
    ]
    assert look.note_of(cast.visit, reader=cast.therapist).note == note and Note.objects.count() == 2


def test_a_draft_is_not_amended(cast: Cast) -> None:
    draft = acts.save_note_draft(by=cast.therapist, visit=cast.visit, plan="again")
    with pytest.raises(Conflict, match="not signed"):
        acts.amend_note(by=cast.therapist, note=draft, text="x", reason="y")


def test_a_sent_letter_is_closed(cast: Cast) -> None:
    letter = acts.write_letter(by=cast.therapist, episode=cast.episode, to_name="Dr. A", body={"a": 1})
    letter = acts.correct_letter(
        by=cast.therapist, letter=letter, to_name="Dr. B", to_address="", body={"a": 2}
    )
    sent = acts.send_letter(by=cast.therapist, letter=letter, pdf=b"%PDF")
    assert [bytes(row.pdf) for row in look.letters(cast.episode)] == [b"%PDF"]
    for closed in (
        lambda: acts.send_letter(by=cast.therapist, letter=letter, pdf=b"x"),
        lambda: acts.undo(by=cast.therapist, row=sent),
    ):
        with pytest.raises(Closed):
            closed()


def test_discharge_and_open_again(cast: Cast) -> None:
    end = acts.discharge(by=cast.therapist, episode=cast.episode, on=TODAY, reason="goals met")
    assert look.end_of(cast.episode) == end
    acts.undo(by=cast.therapist, row=end)
    assert look.end_of(cast.episode) is None


def test_the_intake_is_stored_whole_and_once(cast: Cast) -> None:
    link = acts.invite(by=cast.desk, episode=cast.episode, purpose="intake")
    assert look.invitation_of(link.token, "intake") == link
    assert look.invitation_of(link.token, "home") is None
    sent = {
        "invitation": link,
        "row_id": uuid.uuid4(),
        "answers": {"night_pain": "yes"},
        "observations": [
            acts.Seen(finding="night_pain", present=True),
            acts.Seen(finding="taking_anticoagulant"),
        ],
        "marks": [acts.Marked(view="front", x=1, y=1, quality="aching", intensity=5)],
        "scores": [acts.Scored(measure="nprs", value=6)],
        "consent": acts.Agreed(text_version="2026-01", signature="M0 0", pressure_at_most=6),
        "client": {"phone": "555 0100"},
        "episode": {"words": "since the fall"},
    }
    assert acts.submit_intake(**sent) == acts.submit_intake(**sent)
    assert IntakeSubmitted.objects.count() == 1
    assert seen(cast) == [("night_pain", True, None), ("taking_anticoagulant", None, None)]
    assert all(row.by_client and row.author_id is None for row in Observation.objects.all())
    assert look.client_of(cast.episode).phone == "555 0100"
    with pytest.raises(Closed, match="already"):
        acts.submit_intake(**sent | {"row_id": uuid.uuid4()})
    assert verify(cast.clinic) is None


def test_an_intake_with_one_mistake_stores_nothing(cast: Cast) -> None:
    link = acts.invite(by=cast.desk, episode=cast.episode, purpose="intake")
    with pytest.raises(ValidationError):
        acts.submit_intake(
            invitation=link,
            row_id=uuid.uuid4(),
            answers={},
            observations=[acts.Seen(finding="night_pain", present=True)],
            marks=[acts.Marked(view="front", x=1, y=1, intensity=11)],
        )
    assert seen(cast) == [] and not IntakeSubmitted.objects.exists()


def test_an_expired_or_foreign_link_is_closed(cast: Cast) -> None:
    with acts.as_of(VISIT_AT - timedelta(days=30)):
        old = acts.invite(by=cast.desk, episode=cast.episode, purpose="intake")
    home = acts.invite(by=cast.desk, episode=cast.episode, purpose="home")
    assert look.invitation_of(old.token, "intake") is None
    for link in (old, home):
        with pytest.raises(Closed):
            acts.submit_intake(invitation=link, row_id=uuid.uuid4(), answers={})


def test_the_client_reports_on_the_home_program(cast: Cast) -> None:
    program = acts.save_home_program(
        by=cast.therapist, episode=cast.episode, exercises=[{"exercise": "pendulum"}]
    )
    link = acts.invite(by=cast.desk, episode=cast.episode, purpose="home")
    said = {"program": program, "exercise": "pendulum", "on": date(2026, 3, 3)}
    acts.report_home(done=True, invitation=link, **said)
    acts.report_home(done=False, invitation=link, **said)
    assert [row.done for row in look.home_reports(program)] == [False]
    assert HomeReport.objects.count() == 2
    with pytest.raises(Closed):
        acts.report_home(done=True, **said)
