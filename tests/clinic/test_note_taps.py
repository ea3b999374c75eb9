"""The draft of a note on its page: sentences edited, taken out and put back, the visit in one pass, own words
taken over, what is open before it is signed.
"""

import re

from palpate.clinic.note import short
from palpate.records import acts, look
from palpate.records.models import NoteSignature, Score
from palpate.records.newest import latest
from tests.clinic.conftest import signed_in
from tests.clinic.noting import (
    ANYWAY,
    HTMX,
    MOTION,
    address,
    draft,
    lines,
    shown,
    typed,
)


def test_a_sentence_is_edited_taken_out_and_put_back(worked):
    draft(worked, **{"line:o.kind.palpation": "Tender to light touch.", "out:s.says": "on"})
    page = worked.browser.get(address(worked))
    assert lines(page)["o.kind.palpation"].edited and lines(page)["s.says"].out
    row = look.note_of(worked.visit, reader=worked.therapist).note
    assert "Tender to light touch." in row.objective and "Says:" not in row.subjective
    sent = shown(page)
    del sent["out:s.says"]
    worked.browser.post(address(worked, "draft/"), sent | {"take": "o.kind.palpation"})
    row = look.note_of(worked.visit, reader=worked.therapist).note
    assert "Says: yes to" in row.subjective and "Tender to light touch." not in row.objective
    assert "infraspinatus" in row.objective.lower()


def test_an_edit_is_kept_when_the_record_says_otherwise_and_that_is_said(worked):
    row = draft(worked, **{"line:s.score.nprs.": "Pain 6, worse on stairs."})
    acts.record_score(
        by=worked.therapist, episode=worked.episode, visit=worked.visit, measure="nprs", value=4
    )
    page = worked.browser.get(address(worked))
    assert "The record says by now: “Numeric pain rating scale: 4 of 10.”" in page.content.decode()
    row = draft(worked, again="1")
    assert "Pain 6, worse on stairs." in row.subjective and "4 of 10" not in row.subjective


def test_an_open_safety_question_is_not_taken_out(worked):
    page = worked.browser.get(address(worked))
    assert lines(page)["a.unsettled"].fixed
    row = draft(worked, **{"line:a.unsettled": "all well", "out:a.unsettled": "on", "again": "1"})
    assert "Not settled: " in row.assessment and "all well" not in row.assessment


def test_a_tap_is_recorded_composed_and_taken_back(worked):
    page = worked.browser.get(address(worked))
    sent = shown(page) | {"tap:pain.after": "2", "subjective": "typed"}
    answer = worked.browser.post(address(worked, "draft/"), sent, headers=HTMX).content.decode()
    assert Score.objects.get(moment="after").value == 2
    assert "6 of 10, 2 after treatment" in answer and "Pain" in answer
    row = look.note_of(worked.visit, reader=worked.therapist).note
    assert "6 of 10, 2 after treatment" in row.subjective and row.subjective.endswith("typed")
    worked.browser.post(address(worked, "draft/"), sent, headers=HTMX)  # an old page, sent again
    undo = re.search(r'name="undo" value="(score [^"]+)"', answer)[1]
    page = worked.browser.get(address(worked))
    worked.browser.post(address(worked, "draft/"), shown(page) | {"undo": undo}, headers=HTMX)
    row = look.note_of(worked.visit, reader=worked.therapist).note
    assert "after treatment" not in row.subjective and row.subjective.endswith("typed")


def test_what_was_not_tapped_is_not_recorded(worked):
    """A page made before something was measured elsewhere does not write over it."""
    sent = shown(worked.browser.get(address(worked)))
    acts.record_score(
        by=worked.therapist,
        episode=worked.episode,
        visit=worked.visit,
        measure="nprs",
        value=3,
        moment="before",
    )
    worked.browser.post(address(worked, "draft/"), sent, headers=HTMX)
    assert [row.value for row in latest(Score, moment="before")] == [3]


def test_the_signs_response_and_plan_are_sentences(worked):
    after = f"tap:sign.{MOTION}.right.after"
    row = draft(worked, **{after: "31", "tap:response": "better", "tap:then": "continue"})
    assert "31° after treatment" in row.objective
    assert "Response to the whole treatment: better." in row.assessment
    assert "Continue as planned." in row.plan
    page = worked.browser.get(address(worked))
    sent = shown(page) | {"undo": "said response "}
    worked.browser.post(address(worked, "draft/"), sent, headers=HTMX)
    row = look.note_of(worked.visit, reader=worked.therapist).note
    assert "whole treatment" not in row.assessment and "Continue as planned." in row.plan


def test_what_cannot_be_is_said_and_keeps_nothing_else_from_being_kept(worked):
    page = worked.browser.get(address(worked))
    wrong = {f"tap:sign.{MOTION}.right.after": "1000", "tap:pain.after": "1", "tap:then": "nothing"}
    answer = worked.browser.post(address(worked, "draft/"), shown(page) | wrong, headers=HTMX)
    said = answer.content.decode()
    assert "lies between" in said and "nothing is none of the answers" in said
    assert Score.objects.get(moment="after").value == 1
    assert worked.browser.post(address(worked, "draft/"), {"line:x.y": "z"}).status_code == 400
    assert worked.browser.post(address(worked, "draft/"), {"line:s.y": "a\x00"}).status_code == 400


def test_the_visit_is_written_up_and_signed_without_scripts_in_one_go(worked):
    page = worked.browser.get(address(worked))
    taps = {"tap:pain.after": "1", "tap:response": "same", "tap:then": "change"}
    worked.browser.post(address(worked, "sign/"), shown(page) | taps | ANYWAY)
    signed = NoteSignature.objects.get().note
    assert "1 after treatment" in signed.subjective and "the same" in signed.assessment


def test_signing_says_first_what_is_open(worked):
    answer = worked.browser.post(address(worked, "sign/"), shown(worked.browser.get(address(worked))))
    assert answer["Location"].endswith("?sign") and not NoteSignature.objects.exists()
    page = worked.browser.get(address(worked) + "?sign")
    text = page.content.decode()
    assert "not settled, of those that can mean an emergency" in text
    assert look.note_of(worked.visit, reader=worked.therapist).note is not None  # nothing was lost
    worked.browser.post(address(worked, "sign/"), shown(page) | {"anyway": page.context["anyway"]})
    assert NoteSignature.objects.count() == 1


def test_as_last_time_takes_own_words_over_and_asks_what_changed(followed):
    page = followed.browser.get(address(followed))
    answer = followed.browser.post(
        address(followed, "draft/"), shown(page) | {"last": "1", "plan": "Call on Friday."}, headers=HTMX
    )
    row = look.note_of(followed.visit, reader=followed.therapist).note
    assert row.plan.endswith("Call on Friday.\nSleeps on the left.") and row.plan.count("Friday") == 1
    assert "What changed since the last note?" in answer.content.decode()
    page = followed.browser.get(address(followed))
    assert lines(page)["s.since"].asks
    followed.browser.post(address(followed, "sign/"), shown(page) | {"anyway": "unsettled same"})
    assert NoteSignature.objects.count() == 1  # the first visit's: the question is not answered
    page = followed.browser.get(address(followed))
    answered = shown(page) | {"line:s.since": "Sleeps through.", "anyway": "unsettled"}
    followed.browser.post(address(followed, "sign/"), answered)
    signed = look.note_of(followed.visit, reader=followed.therapist)
    assert "Sleeps through." in signed.note.subjective and not signed.note.unchanged


def test_what_was_taken_over_is_given_back(followed):
    page = followed.browser.get(address(followed))
    followed.browser.post(
        address(followed, "draft/"), shown(page) | {"last": "1", "plan": "Mine."}, headers=HTMX
    )
    page = followed.browser.get(address(followed))
    followed.browser.post(address(followed, "draft/"), shown(page) | {"undo": "last"}, headers=HTMX)
    row = look.note_of(followed.visit, reader=followed.therapist).note
    assert row.plan.endswith("Mine.") and "Sleeps" not in row.plan
    assert "s.since" not in str(row.lines)


def test_a_note_in_which_nothing_differs_is_flagged_and_says_so_to_its_readers(followed):
    page = followed.browser.get(address(followed))
    sent = shown(page) | typed(plan="Call on Friday.") | {"anyway": "unsettled"}
    answer = followed.browser.post(address(followed, "sign/"), sent)
    assert answer["Location"].endswith("?sign")
    page = followed.browser.get(address(followed) + "?sign")
    assert "othing in this note differs from the last one" in page.content.decode()
    followed.browser.post(address(followed, "sign/"), shown(page) | {"anyway": page.context["anyway"]})
    row = look.note_of(followed.visit, reader=followed.therapist).note
    assert row.unchanged
    reader = signed_in(followed.reader).get(address(followed)).content.decode()
    assert "Nothing in this note differs from the note of the visit before." in reader


def test_the_order_of_the_parts_is_kept_on_the_device(worked):
    order = [part["name"] for part in worked.browser.get(address(worked) + "?order=apso").context["parts"]]
    assert order == ["assessment", "plan", "subjective", "objective"]
    assert worked.browser.get(address(worked)).context["order"] == "apso"
    worked.browser.post(address(worked, "sign/"), typed(**ANYWAY))
    heads = [part["head"] for part in worked.browser.get(address(worked)).context["parts"]]
    assert heads == ["Assessment", "Plan", "Subjective", "Objective"]
    assert worked.browser.get(address(worked) + "?order=SOAP").context["order"] == "apso"


def test_short_forms_carry_their_long_form(worked):
    worked.browser.post(address(worked, "sign/"), typed(plan="HEP w/o pain <b>", **ANYWAY))
    page = worked.browser.get(address(worked)).content.decode()
    assert (
        '<abbr title="home exercise program">HEP</abbr> <abbr title="without">w/o</abbr> pain &lt;b&gt;'
        in page
    )
    assert "home exercise program" in worked.browser.get("/notes/short-forms/").content.decode()
    assert len(short.forms()) >= 80
    assert all(key == key.lower() and len(key) > 1 and long for key, long in short.forms().items())
