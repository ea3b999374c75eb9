"""The techniques: ranges that make sense, something gentle for each impairment, no empty claims."""

from collections.abc import Iterator
from typing import get_args

import pytest

from palpate.knowledge.load import knowledge
from palpate.knowledge.model import Choice, Entry, Exercise, Technique
from palpate.knowledge.words import Contact, Impairment, Movement, Position, Product, Speed, Temperature

TECHNIQUES = knowledge().techniques
GENTLE = 3  # of 10: what is tolerated where pressure is badly borne
ENTRY_LEVEL = "licensed_massage_therapist"
ELEMENTS = {
    "contact": Contact,
    "speed": Speed,
    "movement": Movement,
    "temperature": Temperature,
    "product": Product,
}
STOPS = ("Stop", "Go back", "Take it off", "Leave out")
# What hands or tools do in these techniques cannot be left out of them.
ALWAYS = {
    "trigger_point": ("contact", "sustained_pressure"),
    "cross_fiber_friction": ("contact", "friction"),
    "iastm": ("contact", "scraping"),
    "cupping": ("contact", "suction"),
    "mld": ("contact", "drainage"),
    "acupuncture_referral": ("contact", "needling"),
    "met": ("movement", "resisted"),
    "pnf": ("movement", "resisted"),
    "traction": ("movement", "traction"),
    "heat_application": ("temperature", "heat"),
    "cold_application": ("temperature", "cold"),
}
each = pytest.mark.parametrize("technique", TECHNIQUES.values(), ids=list(TECHNIQUES))


def suited(impairment: str) -> list[Technique]:
    """The techniques that a therapist does and that are chosen for the impairment."""
    return [
        technique
        for technique in TECHNIQUES.values()
        if not technique.referral_only and any(suits.impairment == impairment for suits in technique.suits)
    ]


@each
def test_elements_are_words_of_the_vocabulary(technique: Technique) -> None:
    for field, words in ELEMENTS.items():
        choice: Choice = getattr(technique, field)
        named = choice.needs + choice.may
        assert named, f"{field} leaves nothing possible"
        assert set(named) <= set(get_args(words)), field
        assert not set(choice.needs) & set(choice.may), field
    assert set(technique.positions) <= set(get_args(Position))


@each
def test_ranges_make_sense(technique: Technique) -> None:
    least, most = technique.pressure
    assert 0 <= least <= technique.usual_pressure <= most <= 7, "7 is the highest ceiling of all"
    shortest, longest = technique.minutes
    assert 0 < shortest <= longest <= 30
    assert 1 <= technique.effort <= 3
    assert all(1 <= suits.strength <= 3 and suits.kinds for suits in technique.suits)


@each
def test_says_what_is_known_what_is_not_and_what_can_go_wrong(technique: Technique) -> None:
    for field in ("suits", "known", "unsupported", "adverse", "doses", "lay", "review"):
        assert getattr(technique, field), field
    assert technique.certainty in ("high", "moderate", "low", "very-low", "none")
    assert 2 <= technique.how.count(". ") + 1 <= 4, "two or three sentences, or four short ones"


@pytest.mark.parametrize("name", ALWAYS)
def test_needs_what_makes_it_the_technique_it_is(name: str) -> None:
    field, word = ALWAYS[name]
    assert word in getattr(TECHNIQUES[name], field).needs


def test_only_acupuncture_is_a_referral_and_nothing_thrusts() -> None:
    referrals = [key for key, technique in TECHNIQUES.items() if technique.referral_only]
    assert referrals == ["acupuncture_referral"]
    for technique in TECHNIQUES.values():
        assert "thrust" not in technique.movement.needs + technique.movement.may
        assert technique.referral_only or "needling" not in technique.contact.needs + technique.contact.may


def test_trigger_points_take_the_stricter_ceiling() -> None:
    assert TECHNIQUES["trigger_point"].pressure[1] == 7


@pytest.mark.parametrize("impairment", get_args(Impairment))
def test_each_impairment_has_something_gentle_and_something_at_entry_level(impairment: str) -> None:
    choices = suited(impairment)
    entry_level = [technique for technique in choices if ENTRY_LEVEL in technique.credentials]
    assert any(technique.usual_pressure <= GENTLE for technique in entry_level)
    assert any(technique.pressure[0] <= 1 for technique in choices), "nothing for the very sore"
    assert len(entry_level) >= 2


@pytest.mark.parametrize("kind", ["muscle", "joint", "nerve", "tendon", "ligament", "bursa", "fascia"])
def test_each_kind_of_structure_has_something_to_be_done_when_it_is_sore_or_swollen(kind: str) -> None:
    for impairment in ("sensitised", "swollen"):
        choices = [
            technique.id
            for technique in suited(impairment)
            if ENTRY_LEVEL in technique.credentials
            and any(suits.impairment == impairment and kind in suits.kinds for suits in technique.suits)
        ]
        assert choices, f"nothing for a {impairment} {kind}"


def told(entry: Entry) -> Iterator[str]:
    """What a client reads or hears of an entry."""
    match entry:
        case Technique():
            yield from (entry.name, *entry.lay, entry.how)
            yield from (statement.text for statement in entry.known + entry.doses + entry.adverse)
        case Exercise():
            yield from (entry.name, entry.purpose, *entry.steps, entry.dose.text)
            yield from (entry.progression, entry.regress, entry.stop_if)
        case _:
            yield from (getattr(entry, "name", ""), getattr(entry, "text", ""))


def test_claims_that_are_not_borne_out_are_never_told() -> None:
    known = knowledge()
    phrases = [phrase for claim in known.claims.values() for phrase in claim.phrases]
    assert len(phrases) > 20
    assert all(phrase == phrase.lower() for phrase in phrases)
    for table in (known.techniques, known.exercises, known.advice):
        for entry in table.values():
            for text in told(entry):
                found = [phrase for phrase in phrases if phrase in text.lower()]
                assert not found, f"{entry.id} says {found}"


def test_every_exercise_says_how_and_when_to_stop() -> None:
    for exercise in knowledge().exercises.values():
        assert exercise.steps and exercise.stop_if.startswith(STOPS), exercise.id
        assert exercise.dose.source or exercise.dose.judgement, exercise.id


def test_measures_of_change_know_their_error_or_say_nothing() -> None:
    measures = knowledge().measures
    for name in ("nprs", "psfs", "groc", "ndi", "odi", "rmdq", "quickdash", "spadi", "lefs"):
        assert measures[name].error and measures[name].important, name
    for measure in measures.values():
        span = measure.high - measure.low
        assert all(0 < figure.value < span for figure in measure.error + measure.important), measure.id
        assert measure.ship_items or not measure.items, measure.id
        for item in measure.items:
            assert all(measure.low <= points <= measure.high for _, points in item.answers), measure.id
