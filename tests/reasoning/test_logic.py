"""Three-valued logic: unknown is never absent, and an answer never turns a settled rule round."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.expression import parse
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.rules.logic import because, observed, open_findings, settle
from tests.reasoning import slow
from tests.small import finding, number, region, small_knowledge

NAMES = ("a", "b", "c")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    derived = {"id": "both", "name": "both", "kind": "derived", "rule": {"all": ["a", "b"]}}
    motion = number("girth", sided=True)
    turn = number("turn", sided=True, norm={"normal": [{"value": 80, "judgement": "for a test"}]})
    return small_knowledge(
        tmp_path_factory.mktemp("known"),
        findings=[*(finding(name, sided=True) for name in NAMES), derived, motion, turn],
        regions=[region("arm", "elbow", "hand"), region("elbow"), region("hand"), region("knee")],
    )


def seen(**answers: bool | float | None) -> Case:
    """A case with these findings; a number is a value."""
    return Case(
        observations=tuple(
            Observation(finding=name, value=answer)
            if isinstance(answer, float)
            else Observation(finding=name, present=answer)  # type: ignore[arg-type]
            for name, answer in answers.items()
        )
    )


@pytest.mark.parametrize(
    ("rule", "answers", "expected"),
    [
        ("a", {}, None),
        ("a", {"a": True}, True),
        ("a", {"a": False}, False),
        ("a", {"a": None}, None),
        ({"not": "a"}, {}, None),
        ({"not": "a"}, {"a": False}, True),
        ({"all": ["a", "b"]}, {"a": True}, None),
        ({"all": ["a", "b"]}, {"a": False}, False),
        ({"any": ["a", "b"]}, {"a": True}, True),
        ({"any": ["a", "b"]}, {"a": False}, None),
        ({"any": ["a", "b"]}, {"a": False, "b": False}, False),
        ({"at_least": 2, "of": ["a", "b", "c"]}, {"a": True}, None),
        ({"at_least": 2, "of": ["a", "b", "c"]}, {"a": True, "c": True}, True),
        ({"at_least": 2, "of": ["a", "b", "c"]}, {"a": False, "c": False}, False),
        ({"points": [[2, "a"], [-2, "b"]], "at_least": 2}, {"a": True}, None),
        ({"points": [[2, "a"], [-2, "b"]], "at_least": 2}, {"a": True, "b": False}, True),
        ({"points": [[2, "a"], [-2, "b"]], "at_least": 2}, {"a": False}, False),
        ("both", {"a": True, "b": True}, True),
        ("both", {"a": True}, None),
        ("both", {"both": False, "a": True, "b": True}, False),
        ({"value": "girth", "over": 3}, {}, None),
        ({"value": "girth", "over": 3}, {"girth": 4.0}, True),
        ({"value": "girth", "over": 3}, {"girth": 3.0}, False),
        ({"value": "girth", "at_least": 3, "under": 4}, {"girth": 4.0}, False),
        ({"loss": "turn", "at_least": 0.5}, {"turn": 40.0}, True),
        ({"loss": "turn", "at_least": 0.5}, {"turn": 41.0}, False),
        ({"sex": "female"}, {}, None),
        ({"age": {"at_least": 50}}, {}, None),
        ("always", {}, True),
    ],
)
def test_settles(rule: Any, answers: dict[str, Any], expected: bool | None, known: Knowledge) -> None:
    assert settle(parse(rule), seen(**answers), known) is expected


def test_client_and_complaint(known: Knowledge) -> None:
    case = Case(
        client=Client(age=50, sex="male"), complaint=Complaint(regions=(Place(region="elbow"),), days=10)
    )
    assert settle(parse({"age": {"at_least": 50}}), case, known) is True
    assert settle(parse({"age": {"over": 50}}), case, known) is False
    assert settle(parse({"sex": "female"}), case, known) is False
    assert settle(parse({"days": {"under": 11}}), case, known) is True
    assert settle(parse({"region": "arm"}), case, known) is True
    assert settle(parse({"region": ["knee"]}), case, known) is False


def test_sides_are_kept_apart(known: Knowledge) -> None:
    left = Observation(finding="girth", side="left", value=36.0)
    right = Observation(finding="girth", side="right", value=40.0)
    rule = parse({"difference": "girth", "over": 3})
    assert settle(rule, Case(observations=(left,)), known) is None
    assert settle(rule, Case(observations=(left, right)), known) is True
    one_side = Observation(finding="a", side="left", present=True)
    assert settle(parse({"both_sides": "a"}), Case(observations=(one_side,)), known) is None
    other = Observation(finding="a", side="right", present=False)
    assert settle(parse({"both_sides": "a"}), Case(observations=(one_side, other)), known) is False


def test_a_later_observation_of_the_same_side_replaces_the_earlier(known: Knowledge) -> None:
    case = Case(
        observations=(
            Observation(finding="a", side="left", present=True),
            Observation(finding="a", side="left", present=False),
        )
    )
    assert settle(parse("a"), case, known) is False
    assert len(observed(case, "a")) == 1


def test_a_motion_that_is_free_by_eye_has_lost_nothing_and_gives_no_number() -> None:
    known = knowledge()
    outward = "shoulder_external_rotation_passive"
    client = Client(age=50, sex="male")
    free = Observation(finding=outward, side="left", present=False)
    stiff = Observation(finding=outward, side="right", value=20.0)
    lost, less = parse({"loss": outward, "at_least": 0.5}), parse({"value": outward, "under": 45})
    apart = parse({"difference": outward, "over": 20})

    def settled(*seen: Observation) -> list[bool | None]:
        case = Case(client=client, observations=seen)
        truths = [settle(rule, case, known) for rule in (lost, less, apart)]
        assert truths == [slow.settle(rule, case, known) for rule in (lost, less, apart)]
        return truths

    assert settled(free) == [False, False, None]
    assert settled(free, stiff) == [True, True, None]
    assert settled() == [None, None, None]


def test_because_names_what_made_it_true_and_open_what_could(known: Knowledge) -> None:
    rule = parse({"at_least": 2, "of": ["both", "c"]})
    case = seen(a=True, b=True, c=True)
    assert because(rule, case, known) == ("a", "b", "c")
    assert open_findings(rule, seen(a=True), known) == ("b",)  # both are needed: c can wait
    assert open_findings(parse({"any": ["both", "c"]}), seen(), known) == ("a", "c")
    assert open_findings(rule, case, known) == ()


leaves = st.sampled_from(NAMES)
rules = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
        st.lists(st.tuples(st.integers(-3, 3), inner), min_size=1, max_size=3).map(
            lambda pairs: {"points": [list(pair) for pair in pairs], "at_least": 1}
        ),
    ),
    max_leaves=8,
)
answers = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in NAMES})


@given(rule=rules, given_answers=answers, more=answers)
def test_an_answer_never_turns_a_settled_rule_round(
    rule: Any, given_answers: dict[str, bool | None], more: dict[str, bool | None]
) -> None:
    empty = Knowledge(version="none")
    before = settle(parse(rule), seen(**given_answers), empty)
    filled = {name: more[name] if answer is None else answer for name, answer in given_answers.items()}
    after = settle(parse(rule), seen(**filled), empty)
    assert before is None or before is after


@given(rule=rules, full=st.fixed_dictionaries({name: st.booleans() for name in NAMES}))
def test_with_every_answer_known_nothing_is_unsettled(rule: Any, full: dict[str, bool]) -> None:
    empty = Knowledge(version="none")
    assert settle(parse(rule), seen(**full), empty) is not None
    assert open_findings(parse(rule), seen(**full), empty) == ()


def test_every_rule_of_the_knowledge_is_unsettled_or_false_of_nobody() -> None:
    known = knowledge()
    always = {item.id for item in known.contraindications.values() if item.when == "always"}
    for key, rule in known.rules.items():
        if key not in always:
            assert settle(rule, Case(), known) is not True, key
