"""What follows from the answers: the next best, the ranked hypotheses with reasons, the structures."""

import math
from dataclasses import dataclass

import msgspec

from palpate.clinic.assess.again import dom_of
from palpate.clinic.assess.groups import weighs
from palpate.clinic.assess.rows import Row, one_row, side_word
from palpate.clinic.assess.thinking import Thinking
from palpate.knowledge.model import Finding
from palpate.knowledge.words import Impairment
from palpate.reasoning.case import Observation
from palpate.reasoning.causes.contributing import Contributor
from palpate.reasoning.causes.differential import OTHER, Hypothesis, Weight, differential
from palpate.reasoning.tissue.kinetics import worth_a_look
from palpate.reasoning.tissue.structures import Suspect

FIRST, REASONS, FOLLOWING, SUSPECTS = 5, 4, 3, 6  # how many of each are shown
LIKELY = 0.01  # a serious hypothesis from here on is shown whatever its rank
DISCOMFORT = ("no discomfort", "little discomfort", "may hurt", "hurts")
IMPAIRED: dict[Impairment, str] = {
    "hypertonic": "tense",
    "trigger_point": "trigger points",
    "adhered": "stuck to its layer",
    "swollen": "swollen",
    "shortened": "short",
    "weak": "weak",
    "sensitised": "sensitive",
    "restricted": "restricted",
}


@dataclass(frozen=True)
class Ifs:
    """What an answer would make of a hypothesis: the one that it moves most."""

    name: str
    now: float
    present: float
    absent: float


@dataclass(frozen=True)
class Next:
    """The next best thing to do, ready to be answered on the spot."""

    row: Row
    label: str
    say: str
    ifs: Ifs | None

    @property
    def finding(self) -> Finding:
        """What to find out."""
        return self.row.finding


@dataclass(frozen=True)
class Reason:
    """One observation that speaks for or against a hypothesis, in words."""

    weight: Weight
    words: str

    @property
    def speaks_for(self) -> bool:
        """Whether it makes the hypothesis likelier."""
        return self.weight.weight > 0

    @property
    def loud(self) -> str:
        """How much that is, in a word: up to twice the odds or half of them, up to five times, more."""
        size = abs(self.weight.weight)
        return "a little" if size < math.log(2) else "clearly" if size <= math.log(5) else "strongly"

    @property
    def factor(self) -> str:
        """By how much it multiplies the odds, to two figures."""
        return f"{math.exp(self.weight.weight):.2g}"


@dataclass(frozen=True)
class Ranked:
    """A hypothesis with its reasons."""

    hypothesis: Hypothesis
    reasons: tuple[Reason, ...]
    more: int
    other: bool
    first: bool


@dataclass(frozen=True)
class Impaired:
    """A structure that is likely impaired, in words."""

    suspect: Suspect
    name: str
    side: str
    impairment: str
    because: str


@dataclass(frozen=True)
class Panel:
    """The right-hand side of the page."""

    thinking: Thinking

    @property
    def best(self) -> Next | None:
        """What to do next; None where nothing open says enough."""
        found = self.thinking.next[:1]
        return next_of(self.thinking.known.findings[found[0].finding], self.thinking) if found else None

    @property
    def following(self) -> list[tuple[Finding, str]]:
        """What comes after it, with the id of its line."""
        names = [one.finding for one in self.thinking.next[1 : FOLLOWING + 1]]
        return [(self.thinking.known.findings[name], dom_of(name, self.thinking)) for name in names]

    @property
    def ranked(self) -> list[Ranked]:
        """The likeliest hypotheses, "other", and every serious one that is not quite unlikely."""
        shown = [
            one
            for number, one in enumerate(self.thinking.hypotheses)
            if number < FIRST or one.condition == OTHER or (one.serious and one.probability >= LIKELY)
        ]
        return [_ranked(one, self.thinking, one is shown[0]) for one in shown]

    @property
    def spoken(self) -> bool:
        """Whether anything that was found speaks for or against one of the likeliest."""
        return any(one.because for one in self.thinking.hypotheses[:FIRST])

    @property
    def unlikely(self) -> list[Hypothesis]:
        """The rest, by name only."""
        shown = {one.hypothesis.condition for one in self.ranked}
        return [one for one in self.thinking.hypotheses if one.condition not in shown]

    @property
    def second(self) -> list[tuple[Contributor, str]]:
        """What may be there beside the leading cause, with the findings that it leaves unexplained."""
        return [
            (one, "; ".join(_words(weight, self.thinking) for weight in one.because[:REASONS]))
            for one in self.thinking.second
        ]

    @property
    def top(self) -> Hypothesis:
        """The likeliest that has a name."""
        return next(
            (one for one in self.thinking.hypotheses if one.condition != OTHER), self.thinking.hypotheses[0]
        )

    @property
    def suspects(self) -> list[Impaired]:
        """The structures to look at, heaviest first."""
        return [_impaired(one, self.thinking) for one in self.thinking.suspects[:SUSPECTS]]

    @property
    def worth(self) -> list[Impaired]:
        """Where nothing was found yet and a look is worth it: one joint up and down."""
        thinking = self.thinking
        found = worth_a_look(thinking.case, thinking.known, thinking.suspects)
        return [_impaired(one, thinking) for one in found]


def next_of(finding: Finding, thinking: Thinking) -> Next:
    """A finding to be answered where it is proposed."""
    row = one_row(finding, thinking.answers, thinking.limits, weighs=weighs(finding.id, thinking))
    asked = finding.asked_of == "client"
    label = (
        "Next best question"
        if asked
        else "Next best test"
        if finding.kind == "maneuver"
        else "Next best look"
    )
    return Next(
        row,
        f"{label}, {duration(finding.seconds)}",
        finding.ask if asked else finding.how,
        _ifs(finding, thinking),
    )


def duration(seconds: int) -> str:
    """Seconds as they are said: 20 seconds, 1 minute, 1½ minutes."""
    if seconds < 55:
        return f"{seconds} seconds"
    halves = round(seconds / 30)
    words = f"{halves // 2}{'½' if halves % 2 else ''}"
    return f"{words} minute{'s' if halves > 2 else ''}"


def _ifs(finding: Finding, thinking: Thinking) -> Ifs | None:
    """Both outcomes tried on the differential; None for numbers, whose outcomes are many."""
    if finding.unit:
        return None
    yes, no = (_shares(finding.id, answer, thinking) for answer in (True, False))
    named = [one for one in thinking.hypotheses if one.condition != OTHER]
    if not named:
        return None
    moved = max(named, key=lambda one: abs(yes.get(one.condition, 0) - no.get(one.condition, 0)))
    key = moved.condition
    return Ifs(moved.name, moved.probability, yes.get(key, 0.0), no.get(key, 0.0))


def _shares(finding: str, answer: bool, thinking: Thinking) -> dict[str, float]:
    seen = Observation(finding=finding, present=answer)
    case = msgspec.structs.replace(thinking.case, observations=(*thinking.case.observations, seen))
    found = differential(case, thinking.known, thinking.frame.triage)
    return {one.condition: one.probability for one in found}


def _ranked(one: Hypothesis, thinking: Thinking, first: bool) -> Ranked:
    reasons = tuple(Reason(weight, _words(weight, thinking)) for weight in one.because[:REASONS])
    return Ranked(one, reasons, len(one.because) - len(reasons), one.condition == OTHER, first)


def _words(weight: Weight, thinking: Thinking) -> str:
    entry = thinking.known.findings.get(weight.finding)
    name = entry.name if entry else weight.finding
    said = name if weight.present else f"{name}: absent"
    return f"{said}. Repeats another finding, so counts in part" if weight.discounted else said


def _impaired(one: Suspect, thinking: Thinking) -> Impaired:
    known = thinking.known
    names = [_because(key, thinking) for key in one.because[:3]]
    return Impaired(
        suspect=one,
        name=known.structures[one.structure].name,
        side=side_word(one.side or ""),
        impairment=IMPAIRED.get(one.impairment, one.impairment),
        because="; ".join(names),
    )


def _because(key: str, thinking: Thinking) -> str:
    kind, _, rest = key.partition(":")
    if kind == "condition" and rest in thinking.known.conditions:
        return f"belongs to {thinking.known.conditions[rest].name.lower()}"
    if key == "pain_drawing":
        return "the pain drawing fits its referral"
    entry = thinking.known.findings.get(key)
    return entry.name.lower() if entry else key
