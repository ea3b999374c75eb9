"""Letters: composed, checked for claims, set on one page, sent and kept."""

import re
from uuid import uuid4

import pytest

from palpate.exchange.letters.claims import claims_in
from palpate.exchange.letters.compose import HEADS
from palpate.exchange.letters.pdf import SIZES, TooLong, fitting_size, pages, pdf_of, picture_of
from palpate.knowledge import knowledge
from palpate.records import acts, look
from palpate.records.models import Letter
from tests.clinic.conftest import signed_in

ALARMING = ("chest_pressure", "left_arm_pain", "sweating")


def address(cast, step=""):
    return f"/letters/{cast.visit.first}/{step}"


def typed(**more):
    empty = {f"p_{key}": "" for key in HEADS}
    head = {
        "letter": str(uuid4()),
        "purpose": "report",
        "to_name": "Dr Lind",
        "to_address": "1 Quay",
        "subject": "Ada Osei",
    }
    return {**empty, **head, "p_reason": "Pain at night.", **more}


def content(text="Short.", **more):
    return {
        "clinic": {"name": "Harbour Street", "contact": "1 Quay\n555 0100"},
        "to": {"name": "Dr Lind", "address": "2 Quay"},
        "date": "3 Nov 2026",
        "subject": "Ada Osei: right shoulder",
        "about": "Ada Osei, born 3 Mar 1971",
        "paragraphs": [{"head": "Why I write", "text": text}],
        "closing": "With kind regards,",
        "signature": {"name": "T. Berg", "lines": "Massage therapist\nLicence 12"},
        "author": "T. Berg",
        "footer": "Confidential.",
        "draft": False,
        **more,
    }


def texts(page):
    return {part["key"]: part["text"] for part in page.context["parts"]}


def test_a_letter_composes_itself(cast, django_assert_max_num_queries):
    acts.record_score(by=cast.therapist, episode=cast.episode, visit=cast.visit, measure="nprs", value=6)
    acts.record_observations(
        by=cast.therapist,
        episode=cast.episode,
        visit=cast.visit,
        observations=[
            acts.Seen(finding="shoulder_external_rotation_passive", side="right", value=20),
            acts.Seen(finding="hawkins_kennedy", side="right", present=False),
        ],
    )
    with django_assert_max_num_queries(25):
        page = cast.browser.get(address(cast))
    said = texts(page)
    assert "Ada Osei" in said["reason"] and "“it aches at night”" in said["reason"]
    assert "Numeric pain rating scale 6 of 10" in said["findings"]
    assert "Shoulder external rotation, passive (right) 20° (usual" in said["findings"]
    assert "Tested and absent: Hawkins-Kennedy test (right)" in said["findings"]
    assert said["consistent"].startswith("Findings are consistent with")
    assert said["warning"] == ""
    assert page.context["claims"] == []
    assert Letter.objects.count() == 0
    assert len(page.content) < 60_000


def test_at_an_emergency_the_letter_asks_for_today(cast):
    alarming = [acts.Seen(finding=one, present=True) for one in ALARMING]
    acts.record_observations(by=cast.therapist, episode=cast.episode, observations=alarming)
    acts.record_disposition(
        by=cast.therapist,
        episode=cast.episode,
        visit=cast.visit,
        level="emergency",
        decision="called_emergency",
        spoke_to="the dispatcher",
    )
    page = cast.browser.get(address(cast))
    said = texts(page)
    assert page.context["values"]["purpose"] == "same-day"
    assert "Ada Osei needs emergency care now." in said["reason"]
    assert said["warning"].count("consistent with Acute coronary syndrome") == 1
    assert "emergency service called, spoke to the dispatcher." in said["care"]
    assert said["limits"] == "No massage until you have looked into it."


def test_at_a_referral_the_letter_asks_and_says_what_waits(cast):
    seen = [acts.Seen(finding=one, present=True) for one in ("history_of_cancer", "unexplained_weight_loss")]
    acts.record_observations(by=cast.therapist, episode=cast.episode, observations=seen)
    page = cast.browser.get(address(cast))
    said = texts(page)
    assert page.context["values"]["purpose"] == "referral"
    assert "Unexplained weight loss" in said["warning"]
    assert "no massage at the complaint" in said["limits"]
    assert "whether massage may go on" in said["question"]


def test_a_draft_is_begun_once_and_corrected(cast):
    sent = typed()
    for words in ("first", "second", "second"):
        answer = cast.browser.post(
            address(cast, "save/"), sent | {"p_reason": words}, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 200
    (letter,) = look.letters(cast.episode)
    assert str(letter.first) == sent["letter"]
    assert letter.body["paragraphs"][0] == {"key": "reason", "head": "Why I write", "text": "second"}
    assert Letter.objects.count() == 2  # sending the same again stores nothing
    assert texts(cast.browser.get(address(cast)))["reason"] == "second"


def test_another_purpose_keeps_what_was_typed(cast):
    said = texts(cast.browser.get(address(cast)))
    fields = {f"p_{key}": text for key, text in said.items()}
    sent = typed(**fields) | {"purpose": "referral", "composed_for": "report", "p_findings": "by hand"}
    cast.browser.post(address(cast, "purpose/"), sent)
    (letter,) = look.letters(cast.episode)
    words = {one["key"]: one["text"] for one in letter.body["paragraphs"]}
    assert words["findings"] == "by hand"
    assert words["reason"].startswith("I ask for your opinion on Ada Osei.")


def test_sending_keeps_a_pdf_of_one_page_and_closes(cast):
    sent = typed()
    cast.browser.post(address(cast, "send/"), sent)
    letter = look.one(Letter, cast.clinic, sent["letter"])
    assert letter.sent_at is not None
    kept = bytes(letter.pdf)
    assert kept.startswith(b"%PDF-")
    assert page_count(kept) == 1
    answer = cast.browser.get(f"/letters/{letter.first}.pdf")
    assert answer["Content-Type"] == "application/pdf" and answer.content == kept
    late = cast.browser.post(address(cast, "save/"), sent | {"p_reason": "x"}, headers={"HX-Request": "true"})
    assert late.status_code == 409
    assert look.one(Letter, cast.clinic, letter.first).body == letter.body


def test_an_unsupported_claim_is_pointed_out_and_not_sent(cast):
    sent = typed(p_care="Massage removes toxins and breaks up adhesions.")
    answer = cast.browser.post(address(cast, "save/"), sent, headers={"HX-Request": "true"})
    assert "removes toxins" in answer.content.decode()
    answer = cast.browser.post(address(cast, "send/"), sent, follow=True)
    assert "which is not borne out" in answer.content.decode()
    assert all(one.sent_at is None for one in look.letters(cast.episode))


def test_every_phrase_of_a_claim_is_recognised():
    known = knowledge()
    phrases = [phrase for claim in known.claims.values() for phrase in claim.phrases]
    assert phrases
    for phrase in phrases:
        assert phrase in [one.phrase for one in claims_in(f"It is said: {phrase.upper()}.", known)]
    assert claims_in("He takes a detoxification course elsewhere.", known) == []


def test_a_letter_without_a_name_goes_to_the_treating_physician(cast):
    cast.browser.post(address(cast, "send/"), typed(to_name=""))
    (letter,) = look.letters(cast.episode)
    assert letter.to_name == "The treating physician" and letter.sent_at is not None


def test_a_letter_of_more_than_a_page_is_not_sent(cast):
    answer = cast.browser.post(address(cast, "send/"), typed(p_reason="long " * 4000), follow=True)
    assert "longer than one page" in answer.content.decode()
    assert all(one.sent_at is None for one in look.letters(cast.episode))


def test_smaller_letters_before_a_second_page():
    assert fitting_size(content()) == SIZES[0]
    longer = content("word " * 900)
    assert pages(longer, SIZES[0]) == 2
    assert fitting_size(longer) in SIZES[1:]
    with pytest.raises(TooLong):
        pdf_of(content("word " * 4000))


def test_what_is_typed_is_never_run():
    made = picture_of(content('#panic(1) *bold* $x$ \\ #import "x.typ"'))
    assert made.startswith(b"\x89PNG")


def test_who_may(cast):
    sent = typed()
    acts_letter = acts.write_letter(
        by=cast.therapist, episode=cast.episode, to_name="Dr Lind", body={"visit": str(cast.visit.first)}
    )
    reader, desk = signed_in(cast.reader), signed_in(cast.desk)
    assert reader.get(address(cast)).status_code == 200
    assert reader.post(address(cast, "save/"), sent).status_code == 403
    assert reader.post(address(cast, "send/"), sent).status_code == 403
    assert desk.get(address(cast)).status_code == 403
    assert desk.get(f"/letters/{acts_letter.first}.pdf").status_code == 403
    for path in (address(cast), f"/letters/{acts_letter.first}.pdf", f"/letters/{acts_letter.first}.png"):
        assert cast.stranger.get(path).status_code == 404
    assert cast.stranger.post(address(cast, "send/"), sent).status_code == 404
    assert Letter.objects.count() == 1


def page_count(made: bytes) -> int:
    """The page objects of a PDF."""
    return len(re.findall(rb"/Type ?/Page(?!s)", made))
