"""An alarming answer: the client is stopped, the clinic sees it, and a wrong answer can be put right."""

from palpate.portal.models import Draft
from palpate.records import look
from palpate.records.models import Consent, IntakeSubmitted, Judgement, Mark, Observation

from .conftest import Cast

ALARM = {
    "q-jaw_pain": "present",
    "q-left_arm_pain": "present",
    "q-sweating": "present",
    "q-breathlessness": "present",
}


def stored(cast: Cast) -> dict[str, bool | None]:
    """The newest answer to each finding."""
    return {row.finding: row.present for row in look.observations(cast.episode)}


def test_an_emergency_stops_at_once_and_is_stored_at_that_moment(cast: Cast) -> None:
    cast.begin()
    assert cast.answer("heart", **ALARM) == "stop"
    assert stored(cast)["jaw_pain"] is True
    assert "chest_pain" not in stored(cast)
    line = look.line_of(cast.visit)
    assert line.level == "emergency"
    assert "disposition" in line.needs
    sent = IntakeSubmitted.objects.get()
    assert sent.answers["finished"] is False
    assert look.latest(type(cast.episode))[-1].words == "it aches at night"
    assert not Consent.objects.exists()


def test_the_page_says_whom_to_call_and_leads_back(cast: Cast) -> None:
    cast.begin()
    cast.answer("heart", **ALARM)
    page = cast.phone.get(cast.url("stop")).content.decode()
    assert "Please call 112 now" in page
    assert 'href="tel:112"' in page
    assert "Do you have pain in your jaw?" in page
    assert f'href="{cast.url("heart")}"' in page
    assert cast.here() == "stop"


def test_where_no_number_is_set_none_is_made_up(cast: Cast) -> None:
    type(cast.clinic).objects.update(emergency_number="")
    cast.begin()
    cast.answer("heart", **ALARM)
    page = cast.phone.get(cast.url("stop")).content.decode()
    assert "Please call the emergency number now" in page
    assert 'href="tel:"' not in page
    assert "112" not in page


def test_while_it_holds_no_page_leads_on(cast: Cast) -> None:
    cast.begin()
    cast.answer("heart", **ALARM)
    for step in ("about", "why"):
        assert cast.answer(step) in (step, "stop")
    assert cast.answer("consent", agreed="yes", name="Ada Osei") == "stop"
    assert cast.phone.post(cast.url("stop"), {"do": "on"}).url == cast.url()
    assert cast.here() == "stop"


def test_a_wrong_answer_is_put_right_and_both_stay_in_the_record(cast: Cast) -> None:
    cast.begin()
    cast.phone.post(cast.url("where"), {"do": "touch", "point": "front,120,185"})
    cast.answer("heart", **ALARM)
    step = cast.answer("heart", **dict.fromkeys(ALARM, "absent"), none="yes")
    assert step == "heart"  # what the alarm had made needless is asked now
    step = cast.none_of(step, "life")
    for page in ("life", "pain", "touch"):
        cast.answer(page)
    assert cast.answer("consent", agreed="yes", name="Ada Osei") == cast.link.token

    assert stored(cast)["jaw_pain"] is False
    both = Observation.objects.filter(finding="jaw_pain").order_by("written_at")
    assert [row.present for row in both] == [True, False]
    assert both[1].replaces_id == both[0].pk
    assert [row.answers["finished"] for row in IntakeSubmitted.objects.order_by("written_at")] == [
        False,
        True,
    ]
    assert look.latest(IntakeSubmitted)[0].answers["finished"] is True
    levels = [row.result["triage"]["level"] for row in Judgement.objects.order_by("written_at")]
    assert levels == ["emergency", "treat"]
    assert look.line_of(cast.visit).level == "treat"
    assert len(look.marks(cast.episode)) == Mark.objects.count() == 1
    assert Consent.objects.count() == 1
    assert not Draft.objects.exists()


def test_an_alarm_sent_twice_is_stored_once(cast: Cast) -> None:
    cast.begin()
    cast.answer("heart", **ALARM)
    before = Observation.objects.count(), IntakeSubmitted.objects.count(), Judgement.objects.count()
    assert cast.answer("heart", **ALARM) == "stop"
    assert before == (
        Observation.objects.count(),
        IntakeSubmitted.objects.count(),
        Judgement.objects.count(),
    )


def test_same_day_is_told_kindly_stored_and_may_go_on(cast: Cast) -> None:
    cast.begin()
    assert cast.answer("heart", **{"q-chest_pressure": "present"}, none="yes") == "stop"
    page = cast.phone.get(cast.url("stop")).content.decode()
    assert "Please see a doctor today" in page
    assert "555 0199" in page
    assert look.line_of(cast.visit).level == "same-day"
    cast.phone.post(cast.url("stop"), {"do": "on"})
    following = cast.here()
    assert following not in ("stop", "heart")
    assert cast.answer(following, none="yes", leave="yes") not in ("stop", following)


def test_an_answer_taken_back_by_another_is_never_lost(cast: Cast) -> None:
    """How it began is asked with words of its own; changing it makes the first answer unclear, not absent."""
    cast.begin()
    cast.answer("heart", **ALARM)
    why = Draft.objects.get().answers["why"]
    assert why["began"] == "slowly"
    cast.phone.post(
        cast.url("why"),
        {"region-0": "shoulder", "side-0": "right", "words": "it aches", "began": "unsure"},
    )
    assert stored(cast)["gradual_onset"] is None
