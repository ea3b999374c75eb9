"""All that the page of the plan shows, computed once from an opened visit."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import msgspec

from palpate.clinic.frame import Frame
from palpate.clinic.plan import kept, words
from palpate.clinic.plan.kept import Content, Kept
from palpate.knowledge import Knowledge
from palpate.knowledge.model import Advice, Effect
from palpate.knowledge.say import say_limit
from palpate.reasoning.care.agenda import REASSESS, REASSESS_FROM, AgendaItem, changes, make_agenda
from palpate.reasoning.care.home import MINUTES_A_DAY
from palpate.reasoning.care.plan import ADVICE, Plan, limits_of, make_plan
from palpate.reasoning.care.visits import coming_visits
from palpate.reasoning.case import Case
from palpate.reasoning.causes.differential import Hypothesis, differential
from palpate.reasoning.limits.instead import still_open
from palpate.reasoning.limits.permit import Ground
from palpate.reasoning.limits.restriction import Restriction
from palpate.reasoning.tissue.structures import Suspect, structures
from palpate.records.models import Plan as PlanRow

EFFECTS = 2  # published effects shown with an item
LEADING = 3  # hypotheses that count as leading


@dataclass(frozen=True)
class Line:
    """An item as it is shown."""

    kept: Kept
    name: str
    because: list[str]
    positions: str
    narrowed: list[str]
    still_open: str
    effects: list[Effect]
    suits: Any  # the technique's choice for the impairment, for its source mark
    harmed: bool

    @property
    def more(self) -> bool:
        """Whether there is more to tell of it than its line does."""
        return self.kept.fits and bool(self.effects or self.kept.raw.get("expected"))


@dataclass(frozen=True)
class Group:
    """The items of one structure and side."""

    structure: str
    side: str | None
    name: str
    lines: list[Line]
    first: bool

    @property
    def because(self) -> list[str]:
        """What all its items rest on; empty where they differ."""
        every = [line.because for line in self.lines if line.kept.fits]
        return every[0] if every and all(one == every[0] for one in every) else []


@dataclass(frozen=True)
class Shut:
    """A restriction as it is shown."""

    one: Restriction
    where: str
    limits: list[str]
    because: list[str]
    until: str
    remains: list[str]  # techniques that may be done under it, with what is changed of each
    ask: str  # what would tell until when


@dataclass(frozen=True)
class Excluded:
    """A technique that would suit and is excluded, with all places where it is."""

    name: str
    places: list[str]
    because: list[Ground]


@dataclass(frozen=True)
class Desk:
    """The plan of one visit: what is proposed, what stands, and what must not be."""

    frame: Frame
    row: PlanRow | None

    @cached_property
    def case(self) -> Case:
        """What is known, with the minutes a day that the client gives to exercises, once they were asked."""
        return kept.with_home_minutes(self.frame.chart.case, self.row.content if self.row else {})

    @property
    def known(self) -> Knowledge:
        """The knowledge."""
        return self.frame.knowledge

    @cached_property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """The differential."""
        return differential(self.case, self.known, self.frame.triage)

    @cached_property
    def suspects(self) -> tuple[Suspect, ...]:
        """The structures that are likely impaired."""
        return structures(self.case, self.known, self.hypotheses)

    @cached_property
    def limits(self) -> tuple[Restriction, ...]:
        """All that narrows treatment."""
        return limits_of(self.case, self.known, self.frame.triage)

    @cached_property
    def proposal(self) -> Plan:
        """What the findings of now lead to."""
        return make_plan(self.case, self.known, self.frame.triage, self.hypotheses, self.suspects)

    @cached_property
    def proposed(self) -> Content:
        """The proposal in the form in which it would be kept."""
        return kept.content_of(self.proposal)

    @cached_property
    def content(self) -> Content:
        """The plan as it stands; before anybody took it over, the proposal."""
        return self.row.content if self.row else self.proposed

    @cached_property
    def items(self) -> list[Kept]:
        """Its items with the verdicts of today."""
        return kept.kept_items(self.content, self.case, self.known, self.limits)

    @cached_property
    def groups(self) -> list[Group]:
        """The items by structure, the worthiest first."""
        by_place: dict[tuple[str, str | None], list[Line]] = {}
        for one in self.items:
            by_place.setdefault(one.place, []).append(self._line(one))
        return [
            Group(structure, side, words.place(structure, side, self.known), lines, number == 0)
            for number, ((structure, side), lines) in enumerate(by_place.items())
        ]

    @property
    def targets(self) -> str:
        """The structures in words: "Infraspinatus, right; Subscapularis, right and 3 more"."""
        names = [group.name for group in self.groups if any(line.kept.fits for line in group.lines)]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return f"{'; '.join(names[:3])}{more}"

    @cached_property
    def agenda(self) -> tuple[AgendaItem, ...]:
        """What would be done in this visit."""
        return make_agenda(
            kept.open_plan(self.content, self.items), self.case, self.known, limits=self.limits
        )

    def coming(self, today: date) -> list[dict[str, Any]]:
        """The visits after this one: the day from which, what counts most, and on what."""
        plan = kept.open_plan(self.content, self.items)
        found = coming_visits(plan, self.case, self.known, limits=self.limits)
        return [
            {
                "number": one.number,
                "day": today + timedelta(days=one.day),
                "emphasis": words.EMPHASIS[one.emphasis],
                "work": [
                    f"{words.technique(each.technique, self.known)} on "
                    f"{words.place(each.structure, each.side, self.known)}, {each.minutes} min"
                    for each in one.work
                ],
                "review": one.review,
            }
            for one in found.visits[1:]
        ]

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The agenda in words."""
        return [
            {
                "minutes": one.minutes,
                "name": words.technique(one.technique, self.known),
                "place": words.place(one.structure, one.side, self.known),
                "pressure": one.pressure,
                "position": words.POSITIONS[one.position],
            }
            for one in self.agenda
        ]

    @property
    def minutes(self) -> dict[str, int]:
        """Minutes of the visit: worked, for turning, kept to measure again, and in all."""
        worked = sum(one.minutes for one in self.agenda)
        places = tuple(dict.fromkeys(one.position for one in self.agenda))
        turning = 2 * changes(places, None) if places else 0
        whole = self.case.visit.minutes
        return {
            "worked": worked,
            "turning": turning,
            "kept": REASSESS if whole >= REASSESS_FROM else 0,
            "whole": whole,
        }

    @property
    def news(self) -> dict[str, list[str]] | None:
        """What a new proposal has more and less than the one that was taken over; None where they agree."""
        if self.row is None or "proposed" not in self.content:
            return None
        before, now = set(self.content["proposed"]), set(kept.keys(self.proposed))
        more = [self._name(item) for item in self.proposed["items"] if _key(item) not in before]
        gone = sorted(before - now)
        if not more and not gone:
            return None
        less = [self._name(item) for item in self.content["items"] if _key(item) in gone]
        return {"more": more, "less": less}

    @cached_property
    def shut(self) -> list[Shut]:
        """What is restricted for this client, the gravest first."""
        return [self._shut(one) for one in self._client_limits]

    @cached_property
    def care(self) -> list[Shut]:
        """The sites of care, which hold for everybody, near what is planned first."""
        own = set(map(id, self._client_limits))
        return [self._shut(one) for one in self.limits if id(one) not in own]

    @property
    def _client_limits(self) -> list[Restriction]:
        rules = self.known.contraindications
        return [
            one
            for one in self.limits
            if one.contraindication not in rules or rules[one.contraindication].when != "always"
        ]

    @cached_property
    def excluded(self) -> list[Excluded]:
        """What would suit and is excluded, by technique and reasons."""
        found: dict[tuple[str, tuple[str, ...]], Excluded] = {}
        for one in self.proposal.forbidden:
            key = one.technique, tuple(words.reasons(one.because, self.known))
            row = found.setdefault(
                key, Excluded(words.technique(one.technique, self.known), [], _once(one.because))
            )
            where = words.place(one.structure, one.side, self.known)
            if where not in row.places:
                row.places.append(where)
        return list(found.values())

    @property
    def tried(self) -> Effect | None:
        """The published effect whose course the distance of visits follows."""
        return self.known.effects.get(self.content.get("tried", ""))

    @property
    def advice(self) -> list[Advice]:
        """What the number of visits and the review rest on."""
        return [self.known.advice[one] for one in ADVICE if one in self.known.advice]

    @property
    def home(self) -> list[dict[str, Any]]:
        """The exercises that the proposal has for home."""
        return [
            {
                "name": self.known.exercises[one.exercise].name,
                "dose": one.dose_text,
                "minutes": one.minutes,
                "later": one.later,
            }
            for one in self.proposal.home
        ]

    def home_of(self, content: Content) -> list[Content]:
        """The exercises for home in the minutes a day that a content names."""
        case = kept.with_home_minutes(self.frame.chart.case, content)
        plan = make_plan(case, self.known, self.frame.triage, self.hypotheses, self.suspects)
        return [msgspec.to_builtins(one) for one in plan.home]

    @property
    def home_minutes(self) -> int:
        """Minutes a day that the exercises have to fit in."""
        given = self.case.visit.home_minutes
        return MINUTES_A_DAY if given is None else given

    def _line(self, one: Kept) -> Line:
        technique = self.known.techniques.get(one.raw["technique"])
        suits = technique.suits if technique else ()
        verdict = one.verdict
        return Line(
            kept=one,
            name=words.technique(one.raw["technique"], self.known),
            because=[self._finding(name) for name in one.raw["because"]],
            positions=words.positions(verdict.positions if verdict else ()),
            narrowed=words.reasons(one.grounds, self.known),
            still_open=words.still_open(verdict) if verdict else "",
            effects=self._effects(one.raw["technique"]),
            suits=next((each for each in suits if each.impairment == one.raw["impairment"]), None),
            harmed=any(
                (done.technique, done.structure) == (one.raw["technique"], one.raw["structure"])
                and done.response in ("worse", "stopped")
                for done in self.case.treated
            ),
        )

    def _effects(self, technique: str) -> list[Effect]:
        """What trials found of the technique in the leading hypotheses, figures first."""
        leading = [one.condition for one in self.hypotheses[:LEADING]]
        found = [
            one
            for one in self.known.effects.values()
            if one.technique == technique and one.condition in leading
        ]
        found.sort(key=lambda one: (leading.index(str(one.condition)), one.estimate is None))
        return found[:EFFECTS]

    def _finding(self, name: str) -> str:
        """A finding by its name; a hypothesis ("condition:frozen_shoulder") as what it is."""
        kind, _, key = name.rpartition(":")
        entry = self.known.conditions.get(key) if kind else self.known.findings.get(key)
        named = entry.name if entry else key.replace("_", " ")
        return f"{named} (hypothesis)" if kind else named

    def _name(self, item: Content) -> str:
        place = words.place(item["structure"], item["side"], self.known)
        return f"{words.technique(item['technique'], self.known)} on {place}"

    def _shut(self, one: Restriction) -> Shut:
        return Shut(
            one=one,
            where="everywhere" if one.whole_body else self._where(one),
            limits=list(say_limit(one.limit)),
            because=[self._finding(name) for name in one.because],
            until=one.until.rstrip("."),
            remains=self._remains(one),
            ask=self._ask(one),
        )

    def _remains(self, one: Restriction) -> list[str]:
        """The techniques that remain under a restriction, each with what is changed of it."""
        if one.always or one.limit.everything:
            return []
        return [
            f"{words.technique(each.technique, self.known)} ({', '.join(each.changes)})"
            if each.changes
            else words.technique(each.technique, self.known)
            for each in still_open(one.limit, self.case.therapist, self.known)
        ]

    def _ask(self, one: Restriction) -> str:
        """What to ask, so that the day before which it is not lifted is known."""
        rule = self.known.contraindications.get(one.contraindication)
        if rule is None or not rule.since or one.not_before or one.days_left is not None:
            return ""
        return self.known.findings[rule.since].ask

    def _where(self, one: Restriction) -> str:
        sides = Counter(cell for cell, _ in one.sites)
        named = []
        for cell, side in sorted(one.sites, key=lambda site: (site[0], site[1] or "")):
            entry = self.known.regions.get(cell)
            name = entry.name.lower() if entry else cell.replace("_", " ")
            named.append(f"{side} {name}" if side and sides[cell] == 1 else name)
        once = list(dict.fromkeys(named))
        return ", ".join(once[:6]) + (f" and {len(once) - 6} more" if len(once) > 6 else "")


def _key(item: Content) -> str:
    return kept.key_of(item["technique"], item["structure"], item["side"])


def _once(grounds: Iterable[Ground]) -> list[Ground]:
    return list({one.contraindication: one for one in grounds}.values())
