"""What the screening asks, in the form in which the page asks it, and what was answered so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from palpate.clinic.frame import Frame
from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.expression import findings
from palpate.knowledge.model import Finding
from palpate.knowledge.words import Urgency
from palpate.reasoning.limits.restrict import Unanswered, unsettled_contraindications
from palpate.reasoning.screening.screen import ORDER, Unsettled
from palpate.records.models import Observation

AT_ONCE = 20  # questions of one group on the page; the next come up as these are answered
CARE = "care"  # the group of what only narrows the treatment
GROUPS: dict[str, str] = {
    "emergency": "Would be an emergency",
    "same-day": "Would need a physician the same day",
    "refer": "Would be referred",
    "caution": "Would call for care",
    CARE: "Would narrow the treatment",
}
SIDES = {"": "", "right": "Right", "left": "Left", "both": "Both"}


@dataclass(frozen=True)
class Blank:
    """One place for an answer: a side of a finding, with what stands there now."""

    side: str
    row: Observation | None

    @property
    def side_word(self) -> str:
        """The side, to be shown."""
        return SIDES[self.side]

    @property
    def answer(self) -> str:
        """present, absent, unclear; empty where nobody said."""
        return said(self.row)

    @property
    def value(self) -> str:
        """The number as it was given."""
        return "" if self.row is None or self.row.value is None else f"{self.row.value:g}"


@dataclass(frozen=True)
class Question:
    """One finding to be asked, looked at or measured."""

    finding: Finding
    blanks: tuple[Blank, ...]
    group: str = ""  # the group that the page has open, to be kept open

    @property
    def hint(self) -> str:
        """How to ask it; for signs, what to look at."""
        return self.finding.ask or self.finding.positive_if or self.finding.how

    @property
    def spoken(self) -> str:
        """What the box of answers is called for those who hear the page."""
        return self.finding.ask or self.finding.name


@dataclass(frozen=True)
class Group:
    """The rules of one urgency that nobody has settled, and the questions that are not asked further up."""

    key: str
    rules: list[Unsettled | Unanswered]
    ask: list[str]

    @property
    def left(self) -> int:
        """How many questions wait behind those that are shown at once."""
        return max(0, len(self.ask) - AT_ONCE)

    @property
    def words(self) -> str:
        """Its heading."""
        return GROUPS[self.key]


@dataclass(frozen=True)
class Answer:
    """One answer that was given."""

    row: Observation
    finding: Finding | None

    @property
    def name(self) -> str:
        """Of the finding; of a former one its id."""
        return self.finding.name if self.finding else self.row.finding

    @property
    def side(self) -> str:
        """In words."""
        return self.row.get_side_display()

    @property
    def words(self) -> str:
        """What was said."""
        if self.row.value is not None:
            return f"{self.row.value:g} {self.finding.unit if self.finding else ''}".strip()
        return {"present": "yes", "absent": "no", "unclear": "not known"}[said(self.row)]


def said(row: Observation | None) -> str:
    """The answer of a row as forms say it; empty where there is none, or a number."""
    if row is None or row.value is not None:
        return ""
    return {True: "present", False: "absent", None: "unclear"}[row.present]


class Asking:
    """The questions of one visit's screening."""

    def __init__(self, frame: Frame, opened: str = "") -> None:
        self.frame = frame
        self.opened = opened if opened in GROUPS else ""
        self._rows = {(row.finding, row.side): row for row in frame.chart.observations}

    def question(self, key: str) -> Question:
        """The question about a finding. Raises KeyError."""
        finding = self.frame.knowledge.findings[key]
        sides = ("right", "left") if finding.sided else ("",)
        both = self._rows.get((key, "both"))
        blanks = tuple(Blank(side, self._rows.get((key, side)) or both) for side in sides)
        return Question(finding=finding, blanks=blanks, group=self.opened)

    def questions(self, keys: Iterable[str]) -> list[Question]:
        """Several of them."""
        return [self.question(key) for key in keys]

    @cached_property
    def next(self) -> list[Question]:
        """What to ask now; numbers stand among the measurements."""
        return [one for one in self.questions(self.frame.triage.ask_next) if not one.finding.unit]

    @cached_property
    def measured(self) -> list[Question]:
        """The numbers that some rule looks at: those still open, and those given."""
        open_ones = [key for group in self.groups for key in group.ask]
        given = [row.finding for row in self.frame.chart.observations if row.value is not None]
        keys = dict.fromkeys([*given, *self.frame.triage.ask_next, *open_ones])
        known, wanted = self.frame.knowledge.findings, mentioned()
        return self.questions(key for key in keys if key in wanted and key in known and known[key].unit)

    @cached_property
    def groups(self) -> list[Group]:
        """The unsettled rules by urgency, and last those that would only narrow the treatment."""
        asked: set[str] = set()
        found = []
        for urgency in ORDER:
            found.append(self._group(urgency, self._unsettled(urgency), asked))
        found.append(self._group(CARE, list(self._narrowing), asked))
        return [group for group in found if group.rules]

    @cached_property
    def _narrowing(self) -> tuple[Unanswered, ...]:
        return unsettled_contraindications(self.frame.chart.case, self.frame.knowledge)

    def _unsettled(self, urgency: Urgency) -> list[Unsettled | Unanswered]:
        return [rule for rule in self.frame.triage.unsettled if rule.urgency == urgency]

    def _group(self, key: str, rules: list[Unsettled | Unanswered], asked: set[str]) -> Group:
        ask = [one for one in dict.fromkeys(one for rule in rules for one in rule.ask) if one not in asked]
        asked.update(ask)
        return Group(key=key, rules=rules, ask=ask)

    @cached_property
    def open_group(self) -> list[Question]:
        """The questions of the group that is open; the numbers stand among the measurements."""
        for group in self.groups:
            if group.key == self.opened:
                return [one for one in self.questions(group.ask) if not one.finding.unit][:AT_ONCE]
        return []

    @cached_property
    def answers(self) -> dict[str, list[Answer]]:
        """What was answered that a rule looks at or that is background: found, not known, and absent."""
        wanted, known = mentioned(), self.frame.knowledge.findings
        found: dict[str, list[Answer]] = {"found": [], "unclear": [], "absent": []}
        for row in self.frame.chart.observations:
            finding = known.get(row.finding)
            if row.finding in wanted or finding is None or finding.kind in ("background", "symptom"):
                found[said(row) if said(row) in found else "found"].append(Answer(row, finding))
        return found

    @property
    def empty(self) -> bool:
        """Whether nothing was answered yet."""
        return not self.frame.chart.observations


@lru_cache(maxsize=1)
def mentioned() -> frozenset[str]:
    """Every finding that a red flag or a contraindication looks at, derived ones opened up."""
    known = knowledge()
    rules = [rule.id for flag in known.flags.values() for rule in flag.rules]
    rules += [item.id for item in known.contraindications.values()]
    return frozenset(one for rule in rules for one in _below(rule, known))


def _below(rule: str, known: Knowledge) -> Iterable[str]:
    for one in findings(known.rules[rule]):
        yield one
        if one in known.rules and one != rule:
            yield from _below(one, known)
