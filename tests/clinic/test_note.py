"""The page of the note: composed, kept, repeated, signed, amended."""

from datetime import timedelta

import msgspec
from django.utils import timezone

from palpate.accounts.models import Role
from palpate.clinic.note.compose import consistent_with
from palpate.reasoning.causes.differential import Hypothesis, Weight
from palpate.reasoning.screening.screen import Triage
from palpate.records import acts, look
from palpate.records.models import Amendment, Note, NoteSignature
from tests.clinic.conftest import person, signed_in
from tests.clinic.noting import ANYWAY, HTMX, address, lines, texts, typed


def test_a_note_composes_itself(worked, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        page = worked.browser.get(address(worked))
    said = texts(page)
    assert "it aches at night" in said["subjective"]
    assert "Numeric pain rating scale: 6 of 10." in said["subjective"]
    assert "Says: yes to Pain at night that wakes." in said["subjective"]
    turned = "Shoulder external rotation, passive: right 20° before treatment, 28° after treatment, left 58°"
    assert turned in said["objective"]
    assert "Special tests: absent: Hawkins-Kennedy test (right)." in said["objective"]
    assert "infraspinatus (right), 4 min, pressure 4 of 10, better." in said["objective"].lower()
    assert "Findings are consistent with" in said["assessment"]
    assert "Response to treatment: better once." in said["assessment"]
    assert "Next visit: not booked." in said["plan"]
    assert Note.objects.count() == 0  # reading writes nothing
    assert len(page.content) < 60_000


def test_what_was_not_recorded_is_not_in_the_note(cast):
    said = texts(cast.browser.get(address(cast)))
    assert "Hawkins" not in "".join(said.values())
    assert said["objective"] == ""
    assert "Screening: not done yet, so nothing is known." in said["assessment"]
    assert "treat" not in said["assessment"].split("\n")[0]


def test_a_draft_is_kept_with_what_it_took(worked):
    sent = typed(subjective="typed by hand", taps=7, characters=13, seconds_open=40, seconds_active=22)
    answer = worked.browser.post(address(worked, "draft/"), sent, headers=HTMX)
    assert answer.status_code == 200
    row = look.note_of(worked.visit, reader=worked.therapist).note
    assert (row.subjective, row.plan) == ("typed by hand", "P")
    assert row.counters == {"taps": 7, "characters": 13, "seconds_open": 40, "seconds_active": 22}
    assert str(row.pk) in answer.content.decode()
    assert texts(worked.browser.get(address(worked)))["subjective"].endswith("\ntyped by hand")


def test_composing_again_loses_nothing(worked):
    worked.browser.post(address(worked, "draft/"), typed(subjective="typed by hand", again="1"))
    row = look.note_of(worked.visit, reader=worked.therapist).note
    assert row.subjective.endswith("\ntyped by hand")
    assert "Numeric pain rating scale: 6 of 10." in row.subjective
    page = worked.browser.get(address(worked))
    assert not any(one["fresh"] for part in page.context["parts"] for one in part["lines"])


def test_what_came_later_is_pointed_out(worked):
    worked.browser.post(address(worked, "draft/"), {"again": "1"})
    acts.record_observation(
        by=worked.therapist,
        episode=worked.episode,
        visit=worked.visit,
        finding="drop_arm",
        present=True,
        side="right",
    )
    page = worked.browser.get(address(worked))
    assert "Drop arm" in lines(page)["o.kind.maneuver"].text  # nobody had touched it: it follows the record
    acts.record_treatment(
        by=worked.therapist, visit=worked.visit, technique="friction", structure="supraspinatus", side="right"
    )
    page = worked.browser.get(address(worked))
    fresh = [one["line"].text for part in page.context["parts"] for one in part["lines"] if one["fresh"]]
    assert [text for text in fresh if "Supraspinatus" in text or "supraspinatus" in text]
    assert 'class="line fresh"' in page.content.decode()


def test_a_note_that_repeats_the_last_is_pointed_out(worked):
    with acts.as_of(timezone.now() - timedelta(days=7)):
        before = acts.book_visit(
            by=worked.therapist,
            episode=worked.episode,
            therapist=worked.therapist,
            starts_at=timezone.now() - timedelta(days=7),
        )
        acts.save_note_draft(by=worked.therapist, visit=before, **typed())
    answer = worked.browser.post(address(worked, "draft/"), typed(), headers=HTMX)
    assert "Nothing in this note differs from the last one" in answer.content.decode()
    answer = worked.browser.post(address(worked, "draft/"), typed(objective="O\nO2\nS\nP"), headers=HTMX)
    assert "6 of 7 lines stand in the last note too" in answer.content.decode()
    other = typed(subjective="new", objective="new", assessment="new")
    answer = worked.browser.post(address(worked, "draft/"), other, headers=HTMX)
    assert "last note too" not in answer.content.decode()


def test_signing_closes_the_text_on_the_page(worked):
    worked.browser.post(address(worked, "sign/"), typed(plan="come again", **ANYWAY))
    signed = NoteSignature.objects.get()
    assert (signed.note.plan, signed.name) == ("come again", "therapist")
    page = worked.browser.get(address(worked)).content.decode()
    assert "Date of treatment" in page and "Date of writing" in page
    worked.browser.post(address(worked, "draft/"), typed(plan="changed"))
    assert look.note_of(worked.visit, reader=worked.therapist).note.plan == "come again"
    late = worked.browser.post(address(worked, "draft/"), typed(plan="changed"), headers=HTMX)
    assert late.status_code == 409


def test_what_was_changed_elsewhere_is_not_signed_over(worked):
    seen = acts.save_note_draft(by=worked.therapist, visit=worked.visit, **typed())
    acts.save_note_draft(by=worked.therapist, visit=worked.visit, **typed(plan="from the other tablet"))
    worked.browser.post(address(worked, "sign/"), typed(plan="from here", seen=seen.pk))
    assert not NoteSignature.objects.exists()
    assert look.note_of(worked.visit, reader=worked.therapist).note.plan == "from the other tablet"


def test_an_amendment_needs_a_reason_and_stands_beside(worked):
    worked.browser.post(address(worked, "sign/"), typed(**ANYWAY))
    refused = worked.browser.post(address(worked, "amend/"), {"text": "it was the left", "reason": ""})
    assert refused.status_code == 422 and "Say why" in refused.content.decode()
    assert not Amendment.objects.exists()
    worked.browser.post(address(worked, "amend/"), {"text": "it was the left", "reason": "slip"})
    added = Amendment.objects.get()
    assert (added.text, added.reason) == ("it was the left", "slip")
    assert look.note_of(worked.visit, reader=worked.therapist).note.objective == "O"


def test_only_the_visits_therapist_signs_and_the_desk_sees_nothing(worked):
    reader, desk = signed_in(worked.reader), signed_in(worked.desk)
    assert reader.get(address(worked)).status_code == 200
    assert reader.post(address(worked, "draft/"), typed()).status_code == 403
    assert reader.post(address(worked, "sign/"), typed(**ANYWAY)).status_code == 403
    assert desk.get(address(worked)).status_code == 403
    assert worked.stranger.get(address(worked)).status_code == 404
    assert worked.stranger.post(address(worked, "sign/"), typed(**ANYWAY)).status_code == 404
    assert Note.objects.count() == 0


def test_the_note_stays_open_at_an_emergency(cast):
    alarming = [
        acts.Seen(finding=one, present=True) for one in ("chest_pressure", "left_arm_pain", "sweating")
    ]
    of = {"by": cast.therapist, "episode": cast.episode}
    acts.record_observations(**of, observations=alarming)
    acts.record_disposition(**of, visit=cast.visit, level="emergency", decision="called_emergency")
    page = cast.browser.get(address(cast))
    assert page.context["frame"].triage.level == "emergency"
    said = texts(page)
    assert "Screening: emergency" in said["assessment"]
    assert "This is for a physician to settle." in said["assessment"]
    assert "emergency service called" in said["plan"]
    assert "Planned" not in said["plan"]


def test_a_private_note_is_one_line_to_others(worked):
    worked.browser.post(address(worked, "readers/"), {"readers": "me"})
    worked.browser.post(address(worked, "sign/"), typed(subjective="only mine", **ANYWAY))
    worked.browser.post(address(worked, "amend/"), {"text": "mine too", "reason": "private reason"})
    reader = signed_in(worked.reader)
    page = reader.get(address(worked)).content.decode()
    assert "A note you may not read, of" in page and "by therapist" in page
    told = reader.get(f"/episodes/{worked.episode.first}/timeline/").content.decode()
    assert "A note you may not read, of" in told and "An addition to a note you may not read" in told
    for shown in (page, told):
        assert "only mine" not in shown and "private reason" not in shown
    assert "night" in reader.get(f"/visits/{worked.visit.first}/assess/").content.decode()  # what was found
    own = worked.browser.get(address(worked)).content.decode()
    assert "only mine" in own and "private reason" in own


def test_a_note_is_not_compared_with_one_that_is_not_for_its_writer(worked):
    colleague = person(worked.clinic, "colleague", Role.THERAPIST)
    before = acts.book_visit(
        by=worked.therapist,
        episode=worked.episode,
        therapist=worked.therapist,
        starts_at=timezone.now() - timedelta(days=7),
    )
    acts.save_note_draft(by=worked.therapist, visit=before, **typed())
    acts.choose_readers(by=worked.therapist, visit=before, readers="me")
    answer = signed_in(colleague).post(address(worked, "draft/"), typed(), headers=HTMX)
    assert answer.status_code == 200 and "last note too" not in answer.content.decode()


def test_readers_are_refused_that_there_are_not(worked):
    assert worked.browser.post(address(worked, "readers/"), {"readers": "nobody"}).status_code == 400
    answer = worked.browser.post(address(worked, "readers/"), {"readers": "discipline"}, headers=HTMX)
    assert answer.status_code == 409 and "your discipline is not known" in answer.content.decode()


def test_the_owner_opens_the_note_of_one_who_left(worked):
    worked.browser.post(address(worked, "readers/"), {"readers": "me"})
    worked.browser.post(address(worked, "sign/"), typed(subjective="only mine", **ANYWAY))
    owner = signed_in(person(worked.clinic, "owner", Role.OWNER))
    assert "Open it in the writer" not in owner.get(address(worked)).content.decode()
    assert owner.post(address(worked, "readers/"), {"readers": "all", "reason": "x"}).status_code == 403
    type(worked.therapist).objects.filter(pk=worked.therapist.pk).update(is_active=False)
    assert "Open it in the writer" in owner.get(address(worked)).content.decode()
    owner.post(address(worked, "readers/"), {"readers": "all", "reason": "handed over"})
    assert "only mine" in owner.get(address(worked)).content.decode()


def test_what_the_supervisor_has_not_seen_is_not_cosigned(worked):
    """The page that co-signs says which words it showed."""
    type(worked.therapist).objects.filter(clinic=worked.clinic).update(discipline="Massage")
    worked.therapist.refresh_from_db()
    student = person(worked.clinic, "student", Role.STUDENT)
    student.supervisor, student.discipline = worked.therapist, "Massage"
    student.save()
    visit = acts.book_visit(
        by=worked.therapist, episode=worked.episode, therapist=student, starts_at=timezone.now()
    )
    note = acts.save_note_draft(by=student, visit=visit, **typed())
    acts.sign_note_as_student(by=student, note=note, supervisor=worked.therapist)
    url = f"/visits/{visit.first}/note/cosign/"
    answer = worked.browser.post(url, {"seen": str(worked.visit.first)}, follow=True)
    assert "was changed since this page was opened" in answer.content.decode()
    assert not NoteSignature.objects.exists()
    worked.browser.post(url, {"seen": str(note.pk)})
    assert NoteSignature.objects.get().note == note


def test_a_note_written_days_later_says_so(worked):
    held = timezone.now() - timedelta(days=4)
    visit = acts.book_visit(
        by=worked.therapist, episode=worked.episode, therapist=worked.therapist, starts_at=held
    )
    worked.browser.post(f"/visits/{visit.first}/note/sign/", typed(**ANYWAY))
    page = worked.browser.get(f"/visits/{visit.first}/note/").content.decode()
    assert "written later: 4 days after the treatment" in page


def test_how_common_a_cause_is_says_nothing_of_a_person():
    prior = Hypothesis(condition="neck", name="Neck pain", probability=0.37, low=0.2, high=0.5)
    seen = msgspec.structs.replace(prior, because=(Weight(finding="stiff", present=True, weight=1.0),))
    assert consistent_with(Triage(level="treat"), [prior]) == ""
    assert consistent_with(Triage(level="treat"), [seen]).startswith("Findings are consistent with Neck pain")
