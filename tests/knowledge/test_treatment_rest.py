"""Care beside our techniques, guidelines nobody read, populations and schools: what stands, and on what."""

from palpate.knowledge import knowledge
from palpate.reasoning.care.benefit import expected
from palpate.reasoning.causes.differential import Hypothesis

KNOWN = knowledge()
SCHOOL = ("accreditation", "curriculum", "teachers", "class size", "hands-on", "clinic", "work", "hours")
POPULATIONS = (
    "athletes",
    "chronic_pain",
    "before_surgery",
    "after_surgery",
    "pregnancy",
    "older_adults",
    "desk_workers",
)


def test_other_care_says_what_was_tried_and_keeps_its_numbers() -> None:
    other = [effect for effect in KNOWN.effects.values() if effect.technique is None]
    assert len(other) >= 30
    assert all(effect.intervention and effect.source in KNOWN.sources for effect in other)
    ratios = {"OR", "RR", "HR"}
    for effect in other:
        if effect.estimate and effect.estimate.metric not in ratios and effect.estimate.high is not None:
            assert effect.estimate.value < 0, f"{effect.id} is negative for less pain or disability"


def test_other_care_lends_its_weight_to_no_technique() -> None:
    care = KNOWN.effects["effect_073"]
    assert care.condition == "cnslbp" and care.estimate and care.estimate.value < 0
    certain = Hypothesis(condition="cnslbp", name="back pain", probability=1.0, low=1.0, high=1.0)
    untried = set(KNOWN.techniques) - {
        one.technique for one in KNOWN.effects.values() if one.condition == "cnslbp"
    }
    assert untried
    for technique in untried:
        found = expected(technique, [certain], KNOWN)
        assert not found.in_cause and care.id not in found.effects, technique


def test_a_guideline_that_nobody_read_has_no_source_and_says_so() -> None:
    unread = [one for one in KNOWN.guidelines.values() if one.source is None]
    assert len(unread) >= 3
    for guideline in unread:
        assert guideline.judgement and guideline.strength == "not read", guideline.id
    assert all(one.judgement is None for one in KNOWN.guidelines.values() if one.source)


def test_each_population_rests_on_what_was_read_and_says_more_than_one_thing() -> None:
    for name in POPULATIONS:
        changes = KNOWN.populations[name].changes
        read = [one for one in changes if one.source]
        assert len(changes) >= 6 and len(read) >= 3, name
        assert len({one.text for one in changes}) == len(changes), name


def test_a_school_is_judged_by_every_mark_named_and_unread_marks_are_judgement() -> None:
    told = [one for one in KNOWN.advice.values() if one.topic == "training"]
    text = " ".join(f"{one.name} {one.text}" for one in told).lower()
    for mark in SCHOOL:
        assert mark in text, mark
    assert KNOWN.advice["school_class_size"].judgement and KNOWN.advice["school_clinic"].judgement


def test_each_exercise_serves_a_condition_or_is_for_the_time_after_surgery() -> None:
    for exercise in KNOWN.exercises.values():
        assert exercise.conditions, exercise.id
        assert (
            exercise.targets or exercise.regions == ("whole_body",) or exercise.id in ("heat", "lymph_pump")
        )


def test_an_ordinary_condition_whose_guideline_names_exercise_has_one() -> None:
    served = {name for one in KNOWN.exercises.values() for name in one.conditions}
    named = {
        name
        for guideline in KNOWN.guidelines.values()
        if "exercise" in guideline.text.lower()
        for name in (guideline.condition, *guideline.conditions)
        if name
    }
    tried = {one.condition for one in KNOWN.effects.values() if one.condition and "exerc" in one.intervention}
    ordinary = {one.id for one in KNOWN.conditions.values() if not one.serious}
    assert len(named & ordinary) > 5
    assert (named | tried) & ordinary <= served


def test_each_exercise_can_be_made_harder_and_easier() -> None:
    for exercise in KNOWN.exercises.values():
        assert exercise.progression and exercise.regress and len(exercise.steps) >= 2, exercise.id


def test_a_range_across_sources_is_no_interval() -> None:
    for name in ("patellofemoral_pain", "plantar_fasciitis"):
        prior = KNOWN.conditions[name].prior
        assert prior and prior.low is None and "middle is taken" in prior.population
