"""The compiled rules say what walking their trees says, for every rule of the knowledge."""

from random import Random

import msgspec
import pytest

from palpate.knowledge import knowledge
from palpate.reasoning.case import Case, Client, Complaint, Observation, Place, Score
from palpate.reasoning.rules.logic import open_findings, present, settle
from palpate.reasoning.rules.touched import alike, blank, touched
from palpate.reasoning.screening import flags
from palpate.reasoning.screening.flags import by_rules
from tests.reasoning import slow

KNOWN = knowledge()
PEOPLE = 40


def made_up(seed: int) -> Case:
    """Anybody, with any findings: also such as no real person has together."""
    random = Random(seed)
    places = random.sample(sorted(KNOWN.regions), random.choice((0, 1, 2)))
    findings = random.sample(sorted(KNOWN.findings), random.choice((0, 3, 12, 40, 200)))
    return Case(
        client=Client(age=random.choice((None, 16, 45, 67, 88)), sex=random.choice((None, "female", "male"))),
        complaint=Complaint(
            regions=tuple(Place(region=name) for name in places),
            days=random.choice((None, 2, 50, 400)),
        ),
        observations=tuple(_seen(name, random) for name in findings),
        scores=tuple(
            Score(measure=name, value=random.uniform(0, 60), on=slow.DAY)
            for name in random.sample(sorted(KNOWN.measures), 3)
        ),
        cleared=tuple(random.sample(sorted(KNOWN.rules), 5)),
    )


def _seen(name: str, random: Random) -> Observation:
    finding = KNOWN.findings[name]
    side = random.choice(("left", "right")) if finding.sided else None
    if finding.unit:
        return Observation(
            finding=name, value=random.uniform(finding.low or 0, finding.high or 100), side=side
        )
    return Observation(finding=name, present=random.choice((True, True, False, None)), side=side)


@pytest.mark.parametrize("seed", range(PEOPLE))
def test_every_rule_settles_and_asks_as_its_tree_does(seed: int) -> None:
    case = made_up(seed)
    for rule in KNOWN.rules.values():
        assert settle(rule, case, KNOWN) is slow.settle(rule, case, KNOWN)
        assert open_findings(rule, case, KNOWN) == slow.open_findings(rule, case, KNOWN)


@pytest.mark.parametrize("seed", range(PEOPLE))
def test_every_finding_is_there_as_its_tree_says(seed: int) -> None:
    case = made_up(seed)
    assert all(present(name, case, KNOWN) is slow.present(name, case, KNOWN) for name in KNOWN.findings)


@pytest.mark.parametrize("seed", range(PEOPLE))
def test_what_a_case_does_not_touch_stands_as_for_a_blank_one(seed: int) -> None:
    case = made_up(seed)
    moved, nobody = touched(case, KNOWN), blank(case)
    for name, rule in KNOWN.rules.items():
        if name not in moved:
            assert settle(rule, case, KNOWN) is settle(rule, nobody, KNOWN)


def test_blank_cases_that_count_as_alike_settle_every_rule_alike() -> None:
    """Every age from 0 to 100 and every day of two years, against the first of its kind."""
    first: dict[object, Case] = {}
    for age, days in [(age / 2, 40) for age in range(201)] + [(45, day) for day in range(731)]:
        for sex in ("female", "male"):
            case = Case(
                client=Client(age=age, sex=sex),  # type: ignore[arg-type]
                complaint=Complaint(regions=(Place(region="neck", side="left"),), days=days),
            )
            other = first.setdefault(alike(case, KNOWN), case)
            if other is not case:
                assert all(
                    settle(rule, case, KNOWN) is settle(rule, other, KNOWN) for rule in KNOWN.rules.values()
                )
    assert 10 < len(first) < 300


@pytest.mark.parametrize("seed", range(PEOPLE))
def test_the_screening_is_that_of_all_rules_settled_anew(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    case = made_up(seed)
    short = by_rules(case, KNOWN)
    monkeypatch.setattr(flags, "touched", lambda _case, known: set(known.rules))
    assert by_rules(msgspec.structs.replace(case), KNOWN) == short
