"""What every page of a visit shares: who may see it, the background strip, the tabs, and the gate."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from palpate.accounts.rights import Right, may_read_record, require
from palpate.knowledge import Knowledge, knowledge
from palpate.knowledge.expression import findings
from palpate.knowledge.once import once
from palpate.pages.addresses import address
from palpate.reasoning.causes.differential import items_of
from palpate.reasoning.limits.restrict import Restriction, cause, restrictions
from palpate.reasoning.screening.screen import Reason, Triage, screen
from palpate.records.clock import today
from palpate.records.look.chart import Chart, Part, chart
from palpate.records.models import (
    Client,
    Disposition,
    Episode,
    Goal,
    HomeProgram,
    Invitation,
    Letter,
    Observation,
    Plan,
    Row,
    Score,
    Visit,
)

STEPS = (
    ("screen", "Screen", "clinic:screen"),
    ("assess", "Assess", "clinic:assess"),
    ("plan", "Plan", "clinic:plan"),
    ("treat", "Treat", "clinic:treat"),
    ("note", "Note", "clinic:note"),
    ("home", "Home", "clinic:home"),
    ("progress", "Progress", "clinic:progress"),
    ("letter", "Letter", "letters:write"),
)
SHUT = "X-Palpate-Shut"  # tells a write that waited offline from one that was stored
# At same day or emergency these wait until somebody has said what was done; treating waits for a physician.
BEHIND_THE_GATE = ("assess", "plan", "treat", "home")
# What the page of a step will ask of the episode besides its case, read in one go with it.
FOR_A_NOTE: tuple[type[Row], ...] = (Visit, Score, Goal, Plan, HomeProgram)
AHEAD: dict[str, tuple[type[Row], ...]] = {
    "plan": (Plan, Goal),
    "treat": (Plan, Goal),
    "note": FOR_A_NOTE,
    "home": (HomeProgram, Plan, Invitation),
    "letter": (Letter, *FOR_A_NOTE),
}


@dataclass(frozen=True)
class Tab:
    """One step of the visit in the row of tabs."""

    step: str
    word: str
    url: str
    current: bool
    shut: bool


@dataclass(frozen=True)
class Frame:
    """An opened visit."""

    chart: Chart
    triage: Triage
    knowledge: Knowledge
    step: str

    @property
    def visit(self) -> Visit:
        """The visit as it now stands."""
        return self.chart.visit

    @property
    def episode(self) -> Episode:
        """Its episode."""
        return self.chart.episode

    @property
    def client(self) -> Client:
        """Whose it is."""
        return self.chart.client

    @property
    def shut(self) -> bool:
        """Whether the screening closes assessment, plan and treatment. A physician's clearance lifts the
        rules it names; saying what else was done keeps them closed.
        """
        return self.triage.closed

    @property
    def disposition(self) -> Disposition | None:
        """What was last decided about a screening of the present level, if anything."""
        same = [row for row in self.chart.dispositions if row.level == self.triage.level]
        return same[-1] if same else None

    @property
    def initials(self) -> str:
        """The client, on screens that a third person may see."""
        return initials(self.client)

    @property
    def age(self) -> str:
        """In years; empty where it is not known."""
        years = self.chart.background.age
        return "" if years is None else f"{years:.0f}"

    @property
    def has(self) -> str:
        """Conditions and allergies for the strip. An empty list before the intake is unknown, not none."""
        background = self.chart.background
        unsure = [f"{name}?" for name in self._names(background.unclear)]
        return self._told([*self._names(background.conditions + background.allergies), *unsure])

    @property
    def takes(self) -> str:
        """Medication for the strip."""
        return self._told(self._names(self.chart.background.medications))

    def _names(self, rows: list[Observation]) -> list[str]:
        known = self.knowledge.findings
        return [known[row.finding].name if row.finding in known else row.finding for row in rows]

    def _told(self, names: list[str]) -> str:
        return ", ".join(names) or ("none known" if self.chart.background.asked else "not asked yet")

    @property
    def agreed(self) -> str:
        """What the client consented to, for the strip."""
        consent = self.chart.background.consent
        if consent is None:
            return "No consent yet"
        ceiling = consent.pressure_at_most
        return "Consent given" if ceiling is None else f"Agreed to pressure {ceiling} at most"

    @cached_property
    def restricted(self) -> tuple[Restriction, ...]:
        """The contraindications that hold for this client. Left out: sites of care, which hold for
        everybody, and what the client agreed to.
        """
        rules = self.knowledge.contraindications
        found = restrictions(self.chart.case, self.knowledge)
        return tuple(one for one in found if one.contraindication in rules and not one.always)

    @property
    def limits(self) -> list[str]:
        """The restrictions that something found calls for, in at most three short lines, for the strip."""
        causes = Counter(cause(one, self.knowledge) for one in self.restricted if one.because)
        lines = [
            f"{words}: {number} restriction{'s' if number > 1 else ''}" for words, number in causes.items()
        ]
        rest = sum(list(causes.values())[2:])
        return lines[:2] + ([f"and {rest} more"] if rest else [])

    @property
    def standing(self) -> tuple[Reason, ...]:
        """The reasons that shut the way: those of the level itself that no physician has cleared."""
        return tuple(
            one for one in self.triage.reasons if not one.cleared and one.urgency == self.triage.level
        )

    @property
    def stop_sign(self) -> str:
        """The icon of a level that shuts the way."""
        return "emergency" if self.triage.level == "emergency" else "sameday"

    @property
    def stop_words(self) -> str:
        """What to do about a level that shuts the way."""
        if self.triage.level == "emergency":
            return f"{self.initials} needs emergency care now"
        return f"{self.initials} should see a physician today"

    @property
    def word(self) -> str:
        """The name of the step that is shown."""
        return next((word for step, word, _name in STEPS if step == self.step), "Visit")

    @property
    def tabs(self) -> list[Tab]:
        """The steps of the visit in order."""
        return [
            Tab(step, word, address(name, self.visit.first), step == self.step, self._is_shut(step))
            for step, word, name in STEPS
        ]

    def _is_shut(self, step: str) -> bool:
        return self.shut and step in BEHIND_THE_GATE

    @property
    def asked_out(self) -> bool:
        """Whether the client was asked anything that a red flag or a contraindication asks: a level from
        nothing is no level, and how far a neck turns is no screening.
        """
        known = self.knowledge
        answered = {row.finding for row in self.chart.observations} & asked_for_safety(known)
        return any(known.findings[name].asked_of == "client" for name in answered)


@once
def asked_for_safety(known: Knowledge) -> frozenset[str]:
    """What the rules of red flags and contraindications ask of a client, or look for as a sign."""
    rules = [rule.id for flag in known.flags.values() for rule in flag.rules] + list(known.contraindications)
    named = {name for rule in rules if rule in known.rules for name in findings(known.rules[rule])}
    parts = named.union(*(items_of(name, known) for name in named))
    entries = (known.findings[name] for name in parts if name in known.findings)
    return frozenset(entry.id for entry in entries if entry.asked_of == "client" or entry.kind == "sign")


def initials(client: Client) -> str:
    """A client's initials: "M. K."."""
    return " ".join(f"{name[:1]}." for name in (client.given_name, client.family_name) if name)


def open_visit(
    request: HttpRequest,
    visit: UUID,
    step: str,
    *,
    right: Right = may_read_record,
    parts: tuple[Part, ...] = (),
) -> Frame:
    """The visit, if the signed-in person has the right to it. Raises Http404 or PermissionDenied."""
    clinic = request.user.clinic
    # A page that writes reads again what it wrote.
    ahead = AHEAD.get(step, ()) if request.method in ("GET", "HEAD") else None
    opened = chart(clinic, visit, today=today(clinic), parts=parts, ahead=ahead)
    require(right, request.user, opened.visit)
    known = knowledge()
    return Frame(chart=opened, triage=screen(opened.case, known), knowledge=known, step=step)


def gate(request: HttpRequest, frame: Frame) -> HttpResponse | None:
    """Back to the screening, also from within a page, while it closes the step that was asked for; None where
    the way is open.
    """
    if not (frame.shut and frame.step in BEHIND_THE_GATE):
        return None
    screening = redirect("clinic:screen", frame.visit.first)
    answer: HttpResponse = screening
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204, headers={"HX-Redirect": screening["Location"]})
    answer[SHUT] = "1"
    return answer
