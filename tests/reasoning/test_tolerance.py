"""Tolerance: caps come at once, steps up come slowly, and nothing passes a ceiling."""

import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from palpate.knowledge import knowledge
from palpate.knowledge.model import Limit
from palpate.knowledge.words import Side
from palpate.reasoning.care.plan import limits_of
from palpate.reasoning.case import Case, Complaint, Place, Said, Score, Treated, Visit
from palpate.reasoning.casefile import CaseError, read_case
from palpate.reasoning.limits.lessen import Doing, StepDown, step_down
from palpate.reasoning.limits.permit import permits
from palpate.reasoning.limits.restriction import Restriction
from palpate.reasoning.limits.sites import sites_of
from palpate.reasoning.limits.tolerance import UNKNOWN, Tolerance, suggested_pressure, tolerance

KNOWN = knowledge()
START = datetime.date(2026, 3, 2)
SHOULDER = Complaint(regions=(Place(region="shoulder", side="right"),), days=30)


def case(*treated: Treated, **more: Any) -> Case:
    return Case(complaint=SHOULDER, treated=treated, **more)


def done(visit: int, response: str, pressure: int | None = 5, **more: Any) -> Treated:
    """Work on the right infraspinatus in the visit of a number, a week apart."""
    of: dict[str, Any] = {"technique": "swedish", "structure": "infraspinatus", "side": "right"}
    day = START + datetime.timedelta(days=7 * visit)
    return Treated(**(of | {"response": response, "pressure": pressure, "on": day, "minutes": 5} | more))


def ask(
    *treated: Treated, place: str = "infraspinatus", side: Side | None = "right", **more: Any
) -> Tolerance:
    """What is borne there without restrictions."""
    return tolerance(case(*treated, **more), KNOWN, place, side, limits=())


def test_with_no_history_the_ceiling_is_that_of_restrictions_and_client() -> None:
    plain = ask()
    assert (plain.ceiling, plain.tolerated, plain.certainty, plain.warning) == (10, None, 0, UNKNOWN)
    agreed = tolerance(case(visit=Visit(pressure_at_most=4)), KNOWN, "infraspinatus", "right")
    assert (agreed.ceiling, agreed.allowed, agreed.warning) == (4, 4, UNKNOWN)
    assert agreed.because == ("Pressure agreed with the client: 4 of 10.",)


def test_a_place_that_is_closed_bears_nothing() -> None:
    closed = tolerance(case(visit=Visit(avoid=("shoulder",))), KNOWN, "infraspinatus", "right")
    assert closed.ceiling == 0


@pytest.mark.parametrize(("word", "ceiling"), [("less", 5), ("worse", 5), ("stop", 4), ("stopped", 4)])
def test_a_word_against_the_pressure_caps_below_it_at_once(word: str, ceiling: int) -> None:
    found = ask(*(done(visit, "better", 6) for visit in range(5)), done(5, word, 6))
    assert found.ceiling == ceiling
    assert f"Stay at {ceiling} or below." in found.warning and "6 Apr 2026" in found.warning


@pytest.mark.parametrize("word", ["same", "better", "good", "more"])
def test_what_was_borne_is_known_and_lowers_nothing(word: str) -> None:
    found = ask(done(0, word, 5))
    assert (found.ceiling, found.tolerated, found.certainty, found.warning) == (10, 5, 0.5, "")


def test_two_good_answers_at_the_cap_open_one_step_and_one_does_not() -> None:
    capped = done(0, "less", 6)
    assert ask(capped, done(1, "better", 5)).ceiling == 5
    assert ask(capped, done(1, "better", 5), done(2, "good", 5)).ceiling == 6
    assert ask(capped, done(1, "better", 9), done(2, "good", 9)).ceiling == 6  # one step, whatever was borne
    opened = ask(capped, done(1, "better", 5), done(2, "good", 5))
    assert "answered well since" in opened.warning


def test_good_answers_below_the_cap_and_no_change_open_nothing() -> None:
    capped = done(0, "less", 6)
    assert ask(capped, *(done(visit, "better", 4) for visit in range(1, 6))).ceiling == 5
    assert ask(capped, *(done(visit, "same", 5) for visit in range(1, 6))).ceiling == 5


def test_no_step_is_opened_in_the_visit_of_the_cap_nor_two_in_one_visit() -> None:
    assert ask(done(0, "less", 6), *(done(0, "better", 5) for _ in range(4))).ceiling == 5
    assert ask(done(0, "less", 6), *(done(1, "better", 9) for _ in range(9))).ceiling == 6


def test_within_a_visit_the_order_of_time_counts() -> None:
    """Two good answers, then a word against it: capped. The other way round within later visits: opened."""
    cap = done(0, "less", 6)
    assert ask(cap, done(1, "better", 5), done(1, "better", 5), done(1, "less", 6)).ceiling == 5
    assert ask(cap, done(1, "better", 5), done(1, "less", 6), done(2, "better", 5)).ceiling == 5
    assert ask(cap, done(1, "less", 6), done(2, "better", 5), done(2, "better", 5)).ceiling == 6


def test_every_word_of_a_step_counts_at_the_pressure_it_was_said_at() -> None:
    said = (Said(word="less", pressure=6), Said(word="better", pressure=4))
    found = ask(done(0, "better", 4, said=said))
    assert (found.ceiling, found.tolerated) == (5, 4)


def test_a_word_at_a_pressure_nobody_noted_is_taken_at_the_usual_one_and_says_so() -> None:
    found = ask(done(0, "worse", None))
    assert found.ceiling == KNOWN.techniques["swedish"].usual_pressure - 1
    assert "not noted" in found.warning
    assert ask(done(0, "better", None)).tolerated is None


def test_places_that_share_a_cell_take_the_cap_and_those_next_door_one_more() -> None:
    capped = done(0, "less", 6)
    assert ask(capped, place="teres_minor").ceiling == 5
    assert ask(capped, place="shoulder_back").ceiling == 5
    assert ask(capped, place="shoulder_front").ceiling == 6
    assert "Close by" in ask(capped, place="shoulder_front").warning
    assert ask(capped, side="left").ceiling == 6  # the other side is next door
    assert ask(capped, place="gastrocnemius_medial").ceiling == 10
    with pytest.raises(KeyError):
        ask(place="nowhere")


def test_what_is_said_of_both_sides_holds_on_each() -> None:
    assert ask(done(0, "less", 6, side="both"), side="left").ceiling == 5
    assert ask(done(0, "less", 6, side=None), side="right").ceiling == 5
    middle = done(0, "less", 6, structure="cervical_spine", side=None)
    assert ask(middle, place="cervical_spine", side=None).ceiling == 5


def test_pain_that_rose_after_a_visit_lowers_what_was_done_in_it() -> None:
    def scored(after: float, days: int = 7) -> tuple[Score, ...]:
        later = START + datetime.timedelta(days=days)
        return (
            Score(measure="spadi", value=50, on=START),
            Score(measure="nprs", value=4, on=START),
            Score(measure="nprs", value=after, on=later),
        )

    flared = ask(done(0, "better", 5), scores=scored(7))
    assert flared.ceiling == 4 and "Pain was higher when next measured" in flared.warning
    assert ask(done(0, "better", 5), scores=scored(5)).ceiling == 10  # within the error of measuring
    assert ask(done(0, "better", 5), scores=scored(9, days=30)).ceiling == 10
    assert ask(done(0, "better", 5)).ceiling == 10  # not measured again: not known
    assert ask(done(0, "less", 5), scores=scored(7)).ceiling == 3
    assert ask(done(0, "", None), scores=scored(7)).ceiling == 3  # the usual pressure, 4
    undated = msgspec.structs.replace(done(0, "better"), on=None)
    assert ask(undated, scores=scored(7)).ceiling == 10


def test_recent_answers_are_surer_than_old_ones() -> None:
    old = ask(done(0, "better"), done(1, "better", structure="soleus"), done(2, "better", structure="soleus"))
    assert old.certainty == pytest.approx(0.49 / 1.49, abs=0.01)
    assert ask(done(2, "better")).certainty == 0.5
    assert ask(done(0, "better", structure="deltoid_front")).certainty == pytest.approx(0.33, abs=0.01)


def test_the_suggestion_stays_under_the_ceiling_and_says_when_nothing_is_left() -> None:
    verdict = permits(
        (), "deep_tissue", "infraspinatus", "right", None, KNOWN, therapist=case().therapist
    )  # 4 to 7
    assert suggested_pressure(5, verdict, ask()) == 5
    assert suggested_pressure(6, verdict, ask(done(0, "less", 6))) == 5
    assert suggested_pressure(1, verdict, ask()) == 4
    assert suggested_pressure(5, verdict, ask(done(0, "less", 4))) is None


def down(technique: str, pressure: int, minutes: int, ceiling: int = 10, *limits: Restriction) -> StepDown:
    doing = Doing(technique=technique, pressure=pressure, minutes=minutes)
    return step_down(doing, "infraspinatus", "right", ceiling, limits, KNOWN, case().therapist)


def test_pressure_is_lessened_first_then_minutes_then_the_technique_then_rest() -> None:
    assert (down("deep_tissue", 6, 4).element, down("deep_tissue", 6, 4).pressure) == ("pressure", 5)
    assert down("deep_tissue", 7, 4, 4).pressure == 4
    shorter = down("deep_tissue", 4, 4)
    assert (shorter.element, shorter.minutes, shorter.pressure) == ("minutes", 2, 4)
    lighter = down("deep_tissue", 4, 2)
    assert lighter.element == "technique" and lighter.technique is not None and lighter.pressure <= 3
    assert down("deep_tissue", 4, 4, 3).element == "technique"  # fewer minutes of too much is too much
    closed = Restriction(
        contraindication="some", name="some", level="caution", whole_body=True, reason="for a test",
        sites=sites_of(("shoulder",), None, KNOWN), limit=Limit(everything=True),
    )  # fmt: skip
    assert down("stretching_rom", 0, 8, 0).element == "rest"
    resting = down("deep_tissue", 4, 2, 10, closed)
    assert (resting.element, resting.technique) == ("rest", None)


def test_the_next_step_down_comes_with_the_tolerance_of_a_structure_only() -> None:
    doing = Doing(technique="swedish", pressure=5, minutes=5)
    found = tolerance(case(done(0, "less", 5)), KNOWN, "infraspinatus", "right", doing=doing)
    assert found.step_down is not None and found.step_down.pressure == 4
    assert tolerance(case(), KNOWN, "shoulder_back", "right", doing=doing).step_down is None


def test_a_case_file_says_every_word() -> None:
    def read(**said: Any) -> Case:
        row = {"technique": "swedish", "structure": "infraspinatus", "said": [said]}
        return read_case({"palpate": 1, "treated": [row]}, KNOWN)

    assert read(word="less", pressure=6).treated[0].said == (Said(word="less", pressure=6),)
    for wrong in ({"word": "ouch"}, {"word": "less", "pressure": 11}, {"pressure": 4}):
        with pytest.raises(CaseError):
            read(**wrong)


WORDS = ["more", "good", "less", "stop", "better", "same", "worse", "stopped", ""]
STRUCTURES = ["infraspinatus", "teres_minor", "deltoid_front", "soleus", "cervical_spine"]
SIDES: list[Side | None] = ["left", "right", "both", None]
rows = some.builds(
    done,
    some.integers(0, 3),
    some.sampled_from(WORDS),
    some.none() | some.integers(0, 10),
    structure=some.sampled_from(STRUCTURES),
    side=some.sampled_from(SIDES),
    technique=some.sampled_from(["swedish", "deep_tissue", "trigger_point"]),
    said=some.just(())
    | some.tuples(
        some.builds(Said, word=some.sampled_from(WORDS[:-1]), pressure=some.none() | some.integers(0, 10))
    ),
)
histories = some.lists(rows, max_size=9)
scores = some.lists(
    some.builds(
        lambda visit, value: Score(
            measure="nprs", value=value, on=START + datetime.timedelta(days=7 * visit)
        ),
        some.integers(0, 4),
        some.integers(0, 10),
    ),
    max_size=5,
)


@settings(max_examples=120)
@given(histories, scores, some.none() | some.integers(0, 10), some.sampled_from(STRUCTURES))
def test_nothing_passes_a_ceiling(
    history: list[Treated], seen: list[Score], agreed: int | None, place: str
) -> None:
    given_case = case(*history, scores=tuple(seen), visit=Visit(pressure_at_most=agreed))
    limits = limits_of(given_case, KNOWN)
    found = tolerance(given_case, KNOWN, place, "right", limits=limits)
    assert 0 <= found.ceiling <= found.allowed <= (10 if agreed is None else agreed)
    assert found.tolerated is None or found.tolerated <= found.ceiling
    assert 0 <= found.certainty < 1
    here = [one.limit for one in limits if one.touches(sites_of((place,), "right", KNOWN))]
    assert all(found.ceiling <= one.pressure_at_most for one in here if one.pressure_at_most is not None)
    verdict = permits(limits, "swedish", place, "right", None, KNOWN, therapist=given_case.therapist)
    pressed = suggested_pressure(9, verdict, found)
    assert pressed is None or verdict.pressure[0] <= pressed <= min(found.ceiling, verdict.pressure[1])


@settings(max_examples=300)
@given(
    histories,
    rows,
    some.sampled_from(["less", "worse", "stop", "stopped"]),
    some.integers(0, 9),
    scores,
    some.sampled_from(STRUCTURES),
)
def test_one_more_word_against_the_pressure_never_raises_a_ceiling(
    history: list[Treated], more: Treated, word: str, at: int, seen: list[Score], place: str
) -> None:
    more = msgspec.structs.replace(more, response=word, said=())
    longer = [*history[:at], more, *history[at:]]
    before = ask(*history, place=place, scores=tuple(seen))
    after = ask(*longer, place=place, scores=tuple(seen))
    assert after.ceiling <= before.ceiling


@settings(max_examples=60)
@given(histories, some.randoms(use_true_random=False))
def test_the_order_of_visits_in_the_case_does_not_matter(history: list[Treated], dice: Any) -> None:
    """Only the order within a visit does: rows of different days may stand in any order."""
    days = sorted({one.on for one in history if one.on})
    dice.shuffle(days)
    mixed = [one for day in days for one in history if one.on == day]
    assert ask(*mixed) == ask(*history)


@settings(max_examples=60)
@given(histories, some.sampled_from(["swedish", "deep_tissue", "stretching_rom"]), some.integers(0, 10))
def test_the_step_down_is_lighter_and_permitted(
    history: list[Treated], technique: str, pressure: int
) -> None:
    given_case = case(*history)
    limits = limits_of(given_case, KNOWN)
    doing = Doing(technique=technique, pressure=pressure, minutes=5)
    found = tolerance(given_case, KNOWN, "infraspinatus", "right", limits=limits, doing=doing)
    step = found.step_down
    assert step is not None
    if step.technique is None:
        return
    asked = step.technique, "infraspinatus", "right", step.pressure
    verdict = permits(limits, *asked, KNOWN, therapist=given_case.therapist)
    assert verdict.answer != "no"
    if step.element == "minutes":
        assert step.minutes < doing.minutes
    else:
        assert step.pressure < doing.pressure and step.pressure <= found.ceiling


def test_the_history_on_the_page_about_tolerance_can_be_redone() -> None:
    """docs/reasoning/tolerance.md: five visits, a client's ceiling of 8."""
    told = [
        [("better", 5)],
        [("less", 6), ("better", 5)],
        [("better", 5)],
        [("better", 8)],
        [("stopped", 6)],
    ]
    history = [
        done(visit, "", None, said=tuple(Said(word=word, pressure=at) for word, at in words))  # type: ignore[arg-type]
        for visit, words in enumerate(told)
    ]

    def after(visits: int, place: str = "infraspinatus", side: Side = "right") -> Tolerance:
        so_far = case(*history[:visits], visit=Visit(pressure_at_most=8))
        return tolerance(so_far, KNOWN, place, side)

    assert [after(visits).ceiling for visits in range(1, 6)] == [8, 5, 6, 6, 4]
    assert after(5).certainty == 0.76
    assert after(5, "teres_minor").ceiling == 4
    assert after(5, side="left").ceiling == 5
