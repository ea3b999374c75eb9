"""The level is the highest that any rule gives; what is unsettled is asked about, emergencies first."""

import pickle
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palpate.knowledge import Knowledge, knowledge
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place
from palpate.reasoning.causes.differential import by_itself, differential
from palpate.reasoning.causes.evidence import strengths
from palpate.reasoning.screening.screen import LEVELS, ORDER, screen
from palpate.reasoning.screening.triage import REFER_AT, Triage
from tests.small import finding, flag, region, small_knowledge

LEVEL_ORDER = ["treat", "treat-with-restrictions", "refer", "same-day", "emergency"]


@pytest.fixture
def known(tmp_path: Path) -> Knowledge:
    return small_knowledge(
        tmp_path,
        findings=[finding(name) for name in ("a", "b", "c", "d")],
        regions=[region("arm"), region("leg"), region("whole_body", "arm", "leg")],
        flags=[
            flag("worst", {"all": ["a", "b"]}, "emergency"),
            flag("soon", "c", "same-day", ("leg",)),
            flag("later", {"any": ["c", "d"]}, "refer", ("whole_body",)),
        ],
    )


def case(*present: str, absent: tuple[str, ...] = (), at: str = "arm") -> Case:
    seen = [Observation(finding=name, present=True) for name in present]
    seen += [Observation(finding=name, present=False) for name in absent]
    return Case(complaint=Complaint(regions=(Place(region=at),)), observations=tuple(seen))


def test_the_highest_rule_gives_the_level(known: Knowledge) -> None:
    assert screen(case(), known).level == "treat"
    assert screen(case("d"), known).level == "refer"
    assert screen(case("c"), known).level == "same-day"  # true counts wherever the complaint is
    assert screen(case("a", "b", "c"), known).level == "emergency"


def test_reasons_name_rule_suspect_and_findings(known: Knowledge) -> None:
    reasons = screen(case("a", "b", "d"), known).reasons
    assert [(one.rule, one.suspect, one.because) for one in reasons] == [
        ("worst_rule", "suspected worst", ("a", "b")),
        ("later_rule", "suspected later", ("d",)),
    ]


def test_only_what_belongs_to_the_complaint_is_asked(known: Knowledge) -> None:
    arm = screen(case(), known)
    assert [one.rule for one in arm.unsettled] == ["worst_rule", "later_rule"]
    assert arm.ask_next == ("a",)  # b only matters once a is there
    leg = screen(case(at="leg"), known)
    assert [one.rule for one in leg.unsettled] == ["soon_rule", "later_rule"]
    assert leg.ask_next == ("c",)


def test_unknown_is_never_absent(known: Knowledge) -> None:
    half = screen(case("a"), known)
    assert [one.rule for one in half.open_emergencies] == ["worst_rule"]
    assert half.ask_next == ("b",)
    assert not screen(case("a", absent=("b",)), known).open_emergencies


def test_what_is_worked_out_late_compares_and_is_stored_as_what_it_gives(known: Knowledge) -> None:
    """Each look at a new triage, since the first one works it out."""

    def late() -> Triage:
        return screen(case("d"), known)

    plain = Triage(
        level="refer", reasons=late().reasons, unsettled=late().unsettled, ask_next=late().ask_next
    )
    assert plain.reasons and plain.unsettled and plain.ask_next
    assert late() == plain and plain == late() and hash(late()) == hash(plain)
    assert late() != screen(case("d", absent=("a",)), known)
    assert msgspec.json.encode(late()) == msgspec.json.encode(plain)
    assert msgspec.json.decode(msgspec.json.encode(late()), type=Triage) == plain
    assert pickle.loads(pickle.dumps(late())) == plain
    raised = late().raised("emergency", plain.reasons)
    assert raised == plain.raised("emergency", plain.reasons) and len(raised.reasons) == 2


def test_a_cleared_rule_stays_in_view_and_raises_nothing(known: Knowledge) -> None:
    cleared = msgspec.structs.replace(case("a", "b"), cleared=("worst_rule",))
    triage = screen(cleared, known)
    assert triage.level == "treat-with-restrictions"
    assert [(one.rule, one.cleared) for one in triage.reasons] == [("worst_rule", True)]


def test_the_classic_heart_attack_is_an_emergency() -> None:
    seen = ("jaw_pain", "left_arm_pain", "sweating", "breathlessness")
    known = knowledge()
    assert set(seen) <= set(known.findings)
    person = Case(
        client=Client(age=58, sex="male"),
        complaint=Complaint(regions=(Place(region="shoulder", side="left"),)),
        observations=tuple(Observation(finding=name, present=True) for name in seen),
    )
    triage = screen(person, known)
    assert triage.level == "emergency"
    assert any(set(reason.because) <= set(seen) and reason.sources for reason in triage.reasons)


def test_age_alone_or_one_weak_flag_refers_nobody() -> None:
    known = knowledge()
    for at in ("lumbar", "shoulder", "neck"):
        for seen in ((), ("night_pain",)):
            person = Case(
                client=Client(age=62, sex="female"),
                complaint=Complaint(regions=(Place(region=at),), days=60),
                observations=tuple(Observation(finding=name, present=True) for name in seen),
            )
            assert screen(person, known).level in ("treat", "treat-with-restrictions"), (at, seen)


@st.composite
def answered(draw: st.DrawFn) -> Case:
    names = sorted(
        name for name, one in knowledge().findings.items() if not one.unit and one.kind != "derived"
    )
    chosen = draw(st.lists(st.sampled_from(names), max_size=8, unique=True))
    age = draw(st.none() | st.integers(16, 95))
    return Case(
        client=Client(age=age, sex=draw(st.sampled_from([None, "female", "male"]))),
        complaint=Complaint(regions=(Place(region=draw(st.sampled_from(["neck", "shoulder", "lumbar"]))),)),
        observations=tuple(Observation(finding=name, present=draw(st.booleans())) for name in chosen),
    )


@settings(max_examples=60)
@given(person=answered())
def test_the_level_is_exactly_that_of_the_highest_true_rule(person: Case) -> None:
    triage = screen(person, knowledge())
    highest = min((ORDER.index(one.urgency) for one in triage.reasons), default=None)
    if highest is None:
        assert triage.level in ("treat", "treat-with-restrictions")
    else:
        assert triage.level == LEVELS[ORDER[highest]]


@settings(max_examples=60)
@given(person=answered(), name=st.sampled_from(["fever", "saddle_numbness", "breathlessness", "night_pain"]))
def test_an_answer_that_is_given_does_not_undo_a_danger(person: Case, name: str) -> None:
    """Filling in what was unknown never lowers the level."""
    if any(one.finding == name for one in person.observations):
        return
    before = LEVEL_ORDER.index(screen(person, knowledge()).level)
    for there in (True, False):
        more = (*person.observations, Observation(finding=name, present=there))
        after = screen(msgspec.structs.replace(person, observations=more), knowledge()).level
        assert LEVEL_ORDER.index(after) >= before


def test_a_serious_cause_that_is_probable_enough_is_referred_without_any_rule() -> None:
    """Every serious cause of every region, brought up by its own findings until it passes the threshold."""
    known, hit = knowledge(), 0
    for condition in known.conditions.values():
        if not condition.serious or not condition.regions:
            continue
        place = Place(region=condition.regions[0])
        rows = strengths(known)[condition.id].values()
        telling = sorted((row for row in rows if (row.present or 0) > 0), key=lambda row: -(row.present or 0))
        for many in (1, 2, 3, 5):
            seen = tuple(Observation(finding=row.finding, present=True) for row in telling[:many])
            case = Case(complaint=Complaint(regions=(place,)), observations=seen)
            [one] = [one for one in differential(case, known) if one.condition == condition.id]
            if by_itself(condition, one.because, case, known) >= REFER_AT:
                hit += 1
                assert screen(case, known).level not in ("treat", "treat-with-restrictions"), condition.id
    assert hit > 50


def test_what_a_physician_has_looked_into_is_not_weighed_again() -> None:
    known = knowledge()
    seen = tuple(
        Observation(finding=name, present=True)
        for name in ("chest_pain", "left_arm_pain", "sweating", "jaw_pain")
    )
    case = Case(
        client=Client(age=58, sex="male"),
        complaint=Complaint(regions=(Place(region="chest"),)),
        observations=seen,
    )
    raised = screen(case, known)
    assert raised.level == "emergency"
    cleared = msgspec.structs.replace(case, cleared=tuple(one.rule for one in raised.reasons))
    assert screen(cleared, known).level == "treat-with-restrictions"
    worse = msgspec.structs.replace(
        cleared,
        observations=(
            *seen,
            Observation(finding="leg_swelling", present=True),
            Observation(finding="haemoptysis", present=True),
        ),
    )
    assert screen(worse, known).level not in ("treat", "treat-with-restrictions")


def test_a_physician_clears_a_probability_as_a_rule() -> None:
    known = knowledge()
    for condition in known.conditions.values():
        if not condition.serious or not condition.regions:
            continue
        rows = strengths(known)[condition.id].values()
        telling = sorted((row for row in rows if (row.present or 0) > 0), key=lambda row: -(row.present or 0))
        seen = tuple(Observation(finding=row.finding, present=True) for row in telling[:3])
        case = Case(complaint=Complaint(regions=(Place(region=condition.regions[0]),)), observations=seen)
        triage = screen(case, known)
        if triage.reasons and all(not one.flag for one in triage.reasons):
            cleared = msgspec.structs.replace(case, cleared=tuple(one.rule for one in triage.reasons))
            after = screen(cleared, known)
            assert after.level == "treat-with-restrictions"
            assert all(one.cleared for one in after.reasons)
            return
    pytest.fail("no serious cause is referred by its probability alone")
