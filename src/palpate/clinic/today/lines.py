"""What the day's page says of each visit: its state, what it still needs, and the one thing to do next."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from palpate.clinic.frame import initials
from palpate.knowledge import Knowledge, knowledge
from palpate.pages.addresses import address
from palpate.records.look import DayLine, Need
from palpate.records.models.words import State

STATES = {
    State.BOOKED: ("booked", "Booked"),
    State.ARRIVED: ("arrived", "Arrived"),
    State.IN_TREATMENT: ("treat", "In treatment"),
    State.FINISHED: ("pen", "To sign"),
    State.NO_SHOW: ("skip", "Did not come"),
    State.CANCELLED: ("cross", "Cancelled"),
}
# The stages of the day in the order in which a visit goes through them, with icon and word.
STAGES = {
    "booked": ("booked", "Booked"),
    "arrived": ("arrived", "Arrived"),
    "treating": ("treat", "In treatment"),
    "sign": ("pen", "To sign"),
    "done": ("done", "Done"),
    "off": ("skip", "Not held"),
}
OF_STATE = {
    State.BOOKED: "booked",
    State.ARRIVED: "arrived",
    State.IN_TREATMENT: "treating",
    State.FINISHED: "sign",
    State.NO_SHOW: "off",
    State.CANCELLED: "off",
}
OVER = (State.FINISHED, State.NO_SHOW, State.CANCELLED)
# Where each need is met: the step of the visit.
PLACES = {
    Need.SCREEN: "clinic:screen",
    Need.UNSETTLED: "clinic:screen",
    Need.DISPOSITION: "clinic:screen",
    Need.PLAN: "clinic:plan",
}
MOST_NEEDS = 2  # a line of the day shows; the page of the visit shows all
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass(frozen=True)
class Todo:
    """Something that a visit still needs, and where to do it."""

    words: str
    url: str
    icon: str
    tone: str  # mind, stop or ok


@dataclass(frozen=True)
class Line:
    """One visit as the page shows it. `clinical` says whether the reader may see the record, `arranges`
    whether they may say how far the visit has come.
    """

    day: DayLine
    clinical: bool
    arranges: bool
    named: bool  # the whole name, not the initials

    @property
    def who(self) -> str:
        """The client, as this screen may name them."""
        return str(self.day.client) if self.named else initials(self.day.client)

    @property
    def key(self) -> Any:
        """The visit's id in addresses."""
        return self.day.visit.first

    @property
    def urgent(self) -> bool:
        """Whether somebody must be called before anything else."""
        return Need.DISPOSITION in self.day.needs

    @property
    def reasons(self) -> list[Any]:
        """The flags behind the kept level, of the knowledge as it is now."""
        known = knowledge()
        kept = self._triage.get("reasons", [])
        raised = {one["rule"] for one in kept if one["urgency"] == self.day.level}
        return [flag for flag in known.flags.values() if raised & {rule.id for rule in flag.rules}]

    @property
    def _screen(self) -> dict[str, Any]:
        return getattr(self.day.visit, "screen", None) or {}

    @property
    def _triage(self) -> dict[str, Any]:
        triage: dict[str, Any] = self._screen.get("triage", {})
        return triage

    @property
    def emergency(self) -> bool:
        """Whether it cannot wait for a physician's hours."""
        return self.day.level == "emergency"

    @property
    def signed(self) -> bool:
        """Whether the note is closed."""
        return self.day.note == "signed"

    @property
    def waits(self) -> bool:
        """Whether a student has signed the note and no supervisor yet."""
        return self.day.note == "waits"

    @property
    def icon(self) -> str:
        """The shape of the state."""
        return "done" if self.signed else "wait" if self.waits else STATES[self.day.state][0]

    @property
    def status(self) -> str:
        """The word of the state."""
        return "Done" if self.signed else "To co-sign" if self.waits else STATES[self.day.state][1]

    @property
    def stage(self) -> str:
        """How far the visit has come, as the day counts it: a key of STAGES."""
        return "done" if self.signed else "sign" if self.waits else OF_STATE[self.day.state]

    @property
    def folds(self) -> bool:
        """Whether nothing is left to do with it."""
        return self.stage in ("done", "off") and not self.urgent

    @property
    def over(self) -> bool:
        """Whether nothing happens in the room any more."""
        return self.signed or self.waits or self.day.state in OVER

    @property
    def booked(self) -> bool:
        """Not here yet."""
        return self.day.state == State.BOOKED

    @property
    def arrived(self) -> bool:
        """Here, and not begun."""
        return self.day.state == State.ARRIVED

    @property
    def about(self) -> str:
        """Which visit it is, in one line."""
        which = "first visit" if self.day.visit.number == 1 else f"visit {self.day.visit.number}"
        return f"{self.day.episode.title}, {which}, {self.day.visit.minutes} min"

    @property
    def url(self) -> str:
        """Where the name leads: into the visit, or to the client for the front desk."""
        if not self.clinical:
            return address("clinic:client", self.day.client.first)
        if self.day.state == State.IN_TREATMENT:
            return self.due_url
        step = "clinic:note" if self.day.state == State.FINISHED or self.signed else "clinic:screen"
        return address(step, self.key)

    @property
    def due_url(self) -> str:
        """The step that is due in a visit that goes on: what keeps it safe first, then what it lacks."""
        needs = self.day.needs
        asks = Need.UNSETTLED in needs and bool(self._questions())
        if asks or {Need.SCREEN, Need.DISPOSITION, Need.INTAKE} & set(needs):
            return address("clinic:screen", self.key)
        return address("clinic:assess" if Need.PLAN in needs else "clinic:treat", self.key)

    @property
    def unsigned(self) -> bool:
        """Whether its note can be signed now: the visit began, or is of an earlier day."""
        began = self.day.state in (State.IN_TREATMENT, State.FINISHED)
        return began or timezone.localtime(self.day.visit.starts_at).date() < timezone.localdate()

    @property
    def note_url(self) -> str:
        """Where the note is written."""
        return address("clinic:note", self.key)

    @property
    def letter_url(self) -> str:
        """Where a letter to the physician is written."""
        return address("letters:write", self.key)

    @property
    def todos(self) -> list[Todo]:
        """What the visit still needs, in the order of the day."""
        needs = sorted(self.day.needs, key=lambda need: need != Need.DISPOSITION)
        shown = [todo for need in needs if (todo := self._todo(need))]
        if not shown and not self.over and self.clinical and self.day.level != "refer":
            shown.append(Todo("Ready", "", "done", "ok"))
        return shown[:MOST_NEEDS]

    @property
    def more_todos(self) -> int:
        """How many more needs there are than the line shows."""
        return max(0, sum(self._todo(need) is not None for need in self.day.needs) - MOST_NEEDS)

    def _todo(self, need: Need) -> Todo | None:
        if need == Need.NOTE or (self.over and need != Need.DISPOSITION):
            return None  # that the note is open is said by the line's one action
        if need == Need.PLAN and self.day.visit.number == 1 and self.day.state != State.IN_TREATMENT:
            return None  # nobody has a plan before the first visit
        if need == Need.UNSETTLED and self.urgent:
            return None  # first the call
        if need == Need.INTAKE:
            page = address("clinic:invite", self.day.episode.first)
            return Todo("Intake is not in", page, "wait", "mind")
        if not self.clinical:
            return None
        if need == Need.DISPOSITION:
            sign = "emergency" if self.emergency else "sameday"
            return Todo("Call first, and say what was done", address(PLACES[need], self.key), sign, "stop")
        words = self._questions() if need == Need.UNSETTLED else need.label.capitalize()
        return Todo(words, address(PLACES[need], self.key), "wait", "mind") if words else None

    def _questions(self) -> str:
        """The safety questions to ask first; nothing where only lesser ones are open."""
        open_rules = self._triage.get("unsettled", [])
        if not any(rule["urgency"] == "emergency" for rule in open_rules):
            return ""
        return f"Ask first: {_names(self._screen.get('ask_next', []), knowledge())}"


def _names(ids: list[str], known: Knowledge, most: int = 2) -> str:
    names = [known.findings[one].name for one in ids if one in known.findings]
    shown = ", ".join(name[:1].lower() + name[1:] for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def counted(number: int, word: str) -> str:
    """ "Six visits", "One visit", "No visits"."""
    said = NUMBERS[number] if number < len(NUMBERS) else str(number)
    return f"{said} {word}{'' if number == 1 else 's'}"


def headline(lines: list[Line], day: str, *, calls: int = 0, notes: int = 0) -> str:
    """The day in one sentence; `day` is empty for today."""
    held = [line for line in lines if line.day.state not in (State.CANCELLED, State.NO_SHOW)]
    said = [counted(len(held), "visit") + (f" on {day}" if day else "" if held else " today")]
    if calls:
        said.append(f"{counted(calls, 'call').lower()} to make first")
    if notes:
        said.append(f"{counted(notes, 'note').lower()} to sign")
    *before, last = said
    return f"{', '.join(before)}, and {last}" if before else last


def the_one_now(lines: list[Line], user: Any) -> Line | None:
    """The visit that stands out: one in treatment, else one that has arrived, else the next; one's own
    before those of others. Who must be called first is not brought in.
    """
    of_self = [line for line in lines if line.day.visit.therapist_id == user.pk]
    own = [line for line in of_self if line.stage in ("treating", "arrived", "booked") and not line.urgent]
    for stage in ("treating", "arrived", "booked"):
        for line in own or ([] if of_self else lines):
            if line.stage == stage and not line.urgent:
                return line
    return None


def query(**parts: Any) -> str:
    """An address's query without what is empty: "?on=2026-03-12"."""
    given = {key: value for key, value in parts.items() if value}
    return f"?{urlencode(given)}" if given else ""
