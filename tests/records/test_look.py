"""What is read back: the Case, the day, the strip, the story."""

from datetime import date, timedelta

import msgspec
import pytest

from palpate.accounts.models import Clinic
from palpate.reasoning import case as reasoning
from palpate.records import acts, look
from palpate.records.look import Need
from tests.records.conftest import TODAY, VISIT_AT, Cast


def test_the_case_says_what_was_written(cast: Cast, django_assert_max_num_queries) -> None:
    by, episode, visit = cast.therapist, cast.episode, cast.visit
    with acts.as_of(VISIT_AT):
        acts.record_observation(
            by=by, episode=episode, visit=visit, finding="night_pain", present=True, note="3x"
        )
        acts.record_observation(
            by=by, episode=episode, visit=visit, finding="shoulder_flexion_active", side="right", value=95
        )
        acts.record_observation(
            by=by,
            episode=episode,
            visit=visit,
            finding="shoulder_flexion_active",
            side="right",
            value=120,
            moment="after",
        )
        acts.record_score(by=by, episode=episode, visit=visit, measure="nprs", value=6)
        acts.record_mark(by=by, episode=episode, view="front", x=1, y=1)
        acts.set_goal(
            by=by, episode=episode, measure="nprs", baseline=6, target=2, start=TODAY, due=date(2026, 5, 1)
        )
        acts.give_consent(
            by=by, episode=episode, agreed=acts.Agreed(text_version="1", signature="A", pressure_at_most=6)
        )
        done = {"technique": "friction", "structure": "supraspinatus", "side": "right"}
        acts.record_treatment(by=by, visit=visit, minutes=5, pressure=4, response="better", **done)
        acts.record_treatment(by=by, visit=visit, skipped=True, **done)
        acts.record_disposition(
            by=by, episode=episode, level="refer", decision="cleared", rules=["fracture_age"]
        )
    with django_assert_max_num_queries(12):
        case = look.case_of(episode, today=TODAY, visit=visit)
    assert case == reasoning.Case(
        client=reasoning.Client(age=54, sex="female"),  # the birthday is tomorrow
        complaint=reasoning.Complaint(
            regions=(reasoning.Place(region="shoulder", side="right"),), days=60, text="it aches at night"
        ),
        pain=(reasoning.Place(region="shoulder_front", side="right"),),
        observations=(
            reasoning.Observation(finding="night_pain", present=True, note="3x", on=TODAY),
            reasoning.Observation(finding="shoulder_flexion_active", value=120, side="right", on=TODAY),
        ),
        scores=(
            reasoning.Score(measure="nprs", value=6, on=TODAY),
            reasoning.Score(measure="shoulder_flexion_active", value=95, side="right", on=TODAY),
        ),
        goals=(reasoning.Goal(measure="nprs", baseline=6, target=2, start=TODAY, due=date(2026, 5, 1)),),
        treated=(
            reasoning.Treated(
                technique="friction",
                structure="supraspinatus",
                side="right",
                minutes=5,
                pressure=4,
                response="better",
                on=TODAY,
            ),
        ),
        visit=reasoning.Visit(minutes=45, pressure_at_most=6, number=1),
        cleared=("fracture_age",),
    )


def test_an_empty_episode_gives_an_empty_case(cast: Cast) -> None:
    client = acts.register_client(by=cast.desk, given_name="New", family_name="Comer")
    episode = acts.open_episode(by=cast.desk, client=client, title="Neck")
    assert look.case_of(episode, today=TODAY) == reasoning.Case()


def test_known_illness_carries_to_the_next_episode_and_absence_does_not(cast: Cast) -> None:
    by = cast.therapist
    old = {"by": by, "episode": cast.episode}
    acts.record_observation(finding="taking_anticoagulant", present=True, **old)
    acts.record_observation(finding="history_of_cancer", present=False, **old)
    acts.record_observation(finding="night_pain", present=True, **old)
    neck = acts.open_episode(by=by, client=cast.client, title="Neck")
    assert [(row.finding, row.present) for row in look.observations(neck)] == [("taking_anticoagulant", True)]
    acts.record_observation(by=by, episode=neck, finding="taking_anticoagulant", present=False)
    assert [(row.finding, row.present) for row in look.observations(neck)] == [
        ("taking_anticoagulant", False)
    ]


def test_a_later_visit_speaks_last_even_if_written_first(cast: Cast) -> None:
    by, episode = cast.therapist, cast.episode
    acts.record_observation(by=by, episode=episode, finding="night_pain", present=False, seen_at=VISIT_AT)
    earlier = VISIT_AT - timedelta(days=3)
    acts.record_observation(
        by=by, episode=episode, visit=cast.visit, finding="night_pain", present=True, seen_at=earlier
    )
    assert [row.present for row in look.observations(episode)] == [False]


def test_the_day_says_what_each_visit_still_needs(cast: Cast) -> None:
    line = look.day(cast.clinic, TODAY)[0]
    assert (line.client.family_name, line.episode.title, line.state) == ("Osei", "Right shoulder", "booked")
    assert line.needs == (Need.INTAKE, Need.SCREEN, Need.PLAN, Need.NOTE)
    link = acts.invite(by=cast.desk, episode=cast.episode, purpose="intake")
    acts.submit_intake(invitation=link, row_id=link.pk, answers={})
    screen = {"triage": {"level": "emergency", "unsettled": [{"rule": "x"}]}}
    kept = {"by": None, "episode": cast.episode, "kind": "screen", "knowledge_version": "1"}
    acts.keep_judgement(result=screen, **kept)
    line = look.line_of(cast.visit)
    assert line.level == "emergency"
    assert line.needs == (Need.UNSETTLED, Need.DISPOSITION, Need.NOTE)
    acts.record_disposition(
        by=cast.therapist, episode=cast.episode, level="emergency", decision="called_emergency"
    )
    assert look.line_of(cast.visit).needs == (Need.UNSETTLED, Need.NOTE)
    acts.keep_judgement(result={"triage": {"level": "emergency", "unsettled": []}}, **kept)
    assert Need.DISPOSITION in look.line_of(cast.visit).needs


def test_a_finished_visit_needs_nothing_and_a_cancelled_one_neither(cast: Cast) -> None:
    acts.change_visit_state(by=cast.desk, visit=cast.visit, state="arrived")
    acts.change_visit_state(by=cast.desk, visit=cast.visit, state="finished")
    assert [line.visit for line in look.open_notes(cast.clinic)] == [cast.visit]
    note = acts.save_note_draft(by=cast.therapist, visit=cast.visit, plan="again")
    assert look.line_of(cast.visit).note == "draft"
    acts.sign_note(by=cast.therapist, note=note)
    line = look.line_of(cast.visit)
    assert (line.note, line.state) == ("signed", "finished") and Need.NOTE not in line.needs
    assert look.open_notes(cast.clinic) == []
    acts.change_visit_state(by=cast.desk, visit=cast.visit, state="cancelled")
    assert look.line_of(cast.visit).needs == ()


def test_the_day_is_the_clinics_own(cast: Cast) -> None:
    assert len(look.day(cast.clinic, TODAY)) == 1  # 22:00 UTC is 17:00 in New York
    assert look.day(cast.clinic, TODAY + timedelta(days=1)) == []
    assert look.day(cast.clinic, TODAY, therapist=cast.owner) == []


def test_the_day_takes_three_queries_however_full(cast: Cast, django_assert_num_queries) -> None:
    for number in range(8):
        client = acts.register_client(by=cast.desk, given_name=f"C{number}", family_name="Of the day")
        episode = acts.open_episode(by=cast.desk, client=client, title="Neck")
        acts.book_visit(by=cast.desk, episode=episode, therapist=cast.therapist, starts_at=VISIT_AT)
    with django_assert_num_queries(3):
        lines = look.day(cast.clinic, TODAY)
        assert [line.visit.therapist.display_name for line in lines] == ["therapist"] * 9
    with django_assert_num_queries(3):
        assert len(look.open_notes(cast.clinic)) == 9


def test_a_moved_visit_shows_only_on_its_new_day(cast: Cast) -> None:
    acts.change_visit(by=cast.desk, visit=cast.visit, starts_at=VISIT_AT + timedelta(days=1))
    assert look.day(cast.clinic, TODAY) == []
    assert len(look.day(cast.clinic, TODAY + timedelta(days=1))) == 1


@pytest.mark.parametrize(("text", "found"), [("", 1), ("ose", 1), ("ada OSEI", 1), ("ada smith", 0)])
def test_clients_are_found_by_parts_of_the_name(cast: Cast, text: str, found: int) -> None:
    acts.correct_client(by=cast.desk, client=cast.client, phone="1")
    assert len(look.find_clients(cast.clinic, text)) == found
    assert look.find_clients(Clinic.objects.create(name="Third"), text) == []


def test_the_strip_tells_unknown_from_none(cast: Cast, django_assert_max_num_queries) -> None:
    assert not look.background(cast.episode, today=TODAY).asked
    link = acts.invite(by=cast.desk, episode=cast.episode, purpose="intake")
    acts.submit_intake(
        invitation=link,
        row_id=link.pk,
        answers={},
        observations=[
            acts.Seen(finding="taking_anticoagulant", present=True),
            acts.Seen(finding="allergy_latex", present=True),
            acts.Seen(finding="history_of_cancer"),
            acts.Seen(finding="night_pain", present=True),
        ],
        consent=acts.Agreed(text_version="1", signature="Ada", areas_to_avoid=["face_jaw"]),
    )
    with django_assert_max_num_queries(5):
        strip = look.background(cast.episode, today=TODAY)
    assert (strip.asked, strip.age, strip.client.given_name) == (True, 54, "Ada")
    assert [row.finding for row in strip.medications] == ["taking_anticoagulant"]
    assert [row.finding for row in strip.allergies] == ["allergy_latex"]
    assert [row.finding for row in strip.unclear] == ["history_of_cancer"]
    assert strip.conditions == []
    assert strip.consent is not None and strip.consent.areas_to_avoid == ["face_jaw"]


def test_the_story_of_an_episode_is_told_in_order(cast: Cast) -> None:
    note = acts.save_note_draft(by=cast.therapist, visit=cast.visit, plan="again")
    acts.sign_note(by=cast.therapist, note=note)
    acts.amend_note(by=cast.therapist, note=note, text="more", reason="forgot")
    acts.record_score(
        by=cast.therapist, episode=cast.episode, measure="nprs", value=4, taken_on=date(2026, 3, 1)
    )
    told = [event.kind for event in look.timeline(cast.episode, reader=cast.therapist)]
    assert told == ["score", "visit", "notesignature", "amendment"]


def test_what_was_recorded_under_a_former_name_counts_under_the_present_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts.record_observation(by=cast.therapist, episode=cast.episode, finding="night_pain", present=True)
    renamed = msgspec.structs.replace(look.case.knowledge(), aliases={"night_pain": "pain_by_night"})
    monkeypatch.setattr(look.case, "knowledge", lambda: renamed)
    seen = look.case_of(cast.episode, today=TODAY).observations
    assert [(one.finding, one.present) for one in seen] == [("pain_by_night", True)]
