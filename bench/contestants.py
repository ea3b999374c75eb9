"""Palpate, bare Django and GNU Health as their users ask them: open a chart, find somebody, write a note.

Each is asked over a connection that stays open, signed in, by as many at once as there are `hands`. What
comes back is checked: an answer without the names it must hold ends the race.
"""

import http.client
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from load.browser import IDLE, AnswerError, Browser
from load.made import PASSWORD

from bench.health import Health

NOTE = ("subjective", "objective", "assessment", "plan")
PATIENT, EVALUATION, KINDS = "gnuhealth.patient", "gnuhealth.patient.evaluation", ("form", "tree")
LINE = "Reaching up hurts less than a week ago, 4 of 10; flexion 150 degrees; the same once more in a week. "


@dataclass(frozen=True)
class One:
    """Somebody, as every contestant knows them."""

    client: str
    visit: str  # whose note is open
    given: str
    family: str


class Contestant(Protocol):
    """What is raced."""

    def chart(self, hand: int, one: One) -> None:
        """Open somebody's chart. Raises AnswerError."""

    def find(self, hand: int, part: str, names: Sequence[str]) -> None:
        """Find those with the part in their name: all these family names. Raises AnswerError."""

    def note(self, hand: int, one: One, text: str) -> None:
        """Write a note, durably. Raises AnswerError."""


def holds(answer: str, *words: str) -> None:
    """Go on only with an answer that holds the words. Raises AnswerError."""
    for word in words:
        if word not in answer:
            raise AnswerError(f"{word!r} is not in the answer: {answer[:300]}")


class Palpate:
    """By its pages, as a browser asks for them."""

    def __init__(self, port: int, hands: int) -> None:
        self.hands = [Browser(port) for _ in range(hands)]
        for number, browser in enumerate(self.hands, start=1):
            browser.sign_in(f"therapist{number}", PASSWORD)

    def chart(self, hand: int, one: One) -> None:
        """The client's page."""
        page = self.hands[hand].get(f"/clients/{one.client}/")
        holds(page, one.family, "Seen last")
        if page.count("<time>") != 20:
            raise AnswerError("twenty observations should be on the page")

    def find(self, hand: int, part: str, names: Sequence[str]) -> None:
        """The list while typing."""
        holds(self.hands[hand].get(f"/clients/?q={quote(part)}", part=True), *names)

    def note(self, hand: int, one: One, text: str) -> None:
        """The draft, as the page keeps it."""
        form = dict.fromkeys(NOTE, text)
        holds(self.hands[hand].post(f"/visits/{one.visit}/note/draft/", form, part=True), "note-seen")


class Bare:
    """By its pages."""

    def __init__(self, port: int, hands: int) -> None:
        self.hands = [Browser(port) for _ in range(hands)]
        for number, browser in enumerate(self.hands, start=1):
            browser.sign_in(f"therapist{number}", "long enough for a race")

    def chart(self, hand: int, one: One) -> None:
        """The page of one person."""
        page = self.hands[hand].get(f"/people/{one.client}/")
        holds(page, one.family)
        if page.count("<li>") != 20:
            raise AnswerError("twenty observations should be on the page")

    def find(self, hand: int, part: str, names: Sequence[str]) -> None:
        """The list."""
        holds(self.hands[hand].get(f"/people/?q={quote(part)}"), *names)

    def note(self, hand: int, one: One, text: str) -> None:
        """The note with its audit row and its place in the chain."""
        holds(self.hands[hand].post(f"/visits/{one.visit}/note/", dict.fromkeys(NOTE, text)), "saved")


@dataclass(frozen=True)
class View:
    """What GNU Health's own client reads of a row to show it: the fields of a form or of a list."""

    model: str
    fields: list[str]

    @classmethod
    def of(cls, server: Health, session: str, model: str, kind: str) -> "View":
        """The fields of a form or a list (`kind` is form or tree) as its client reads them: those that do not
        wait until somebody looks for them, and the names of what they point to.
        """
        told = server.call(f"model.{model}.fields_view_get", None, kind, {}, session=session)["fields"]
        names = [name for name, field in told.items() if field.get("loading", "eager") == "eager"]
        points = ("many2one", "one2one", "reference")
        names += [f"{name}.rec_name" for name in names if told[name]["type"] in points]
        return cls(model, sorted({*names, "rec_name", "_timestamp", "_write", "_delete"}))


class HealthPeer:
    """By its JSON-RPC, as its own client asks: a chart is the patient's form and the list of the notes, a
    search looks for a part of whatever a patient is called by, and a note is read again once written.
    """

    def __init__(self, server: Health, hands: int, keys: dict[str, int]) -> None:
        self.server, self.keys = server, keys  # the number of each client and of each open visit there
        self.session = server.sign_in()
        self.hands = [http.client.HTTPConnection("localhost", server.port, timeout=60) for _ in range(hands)]
        self.used = [0.0] * hands
        self.form, self.list, self.note_form, self.note_list = (
            View.of(server, self.session, model, kind) for model in (PATIENT, EVALUATION) for kind in KINDS
        )

    def call(self, hand: int, method: str, *params: Any) -> Any:
        """The result of a call. Raises AnswerError."""
        if time.monotonic() - self.used[hand] > IDLE:
            self.hands[hand].close()  # it is opened again
        self.used[hand] = time.monotonic()
        body = json.dumps({"id": 1, "method": method, "params": [*params, {}]})
        headers = {"Content-Type": "application/json", "Authorization": self.session}
        try:
            self.hands[hand].request("POST", "/health/", body, headers)
            told = json.loads(self.hands[hand].getresponse().read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.hands[hand].close()
            raise AnswerError(f"{method}: {error}") from error
        if "error" in told:
            raise AnswerError(f"{method}: {told['error']}")
        return told["result"]

    def read(self, hand: int, view: View, keys: list[int]) -> list[dict[str, Any]]:
        """What a view shows of rows. Raises AnswerError."""
        return self.call(hand, f"model.{view.model}.read", keys, view.fields)

    def chart(self, hand: int, one: One) -> None:
        """The person's form, and the list of the last twenty notes."""
        key = self.keys[one.client]
        holds(json.dumps(self.read(hand, self.form, [key]), ensure_ascii=False), one.family)
        where, order = [("patient", "=", key)], [("evaluation_start", "DESC")]
        found = self.call(hand, f"model.{EVALUATION}.search", where, 0, 20, order)
        if len(self.read(hand, self.note_list, found)) < 5:
            raise AnswerError("five notes should be there")

    def find(self, hand: int, part: str, names: Sequence[str]) -> None:
        """Fifty at most, by what is typed into the box."""
        where = [("rec_name", "ilike", f"%{part}%")]
        found = self.call(hand, f"model.{PATIENT}.search", where, 0, 50, None)
        holds(json.dumps(self.read(hand, self.list, found), ensure_ascii=False), *names)

    def note(self, hand: int, one: One, text: str) -> None:
        """The text of the evaluation that is open, and its form as it is then."""
        key = self.keys[one.visit]
        self.call(hand, f"model.{EVALUATION}.write", [key], {"notes": text})
        holds(self.read(hand, self.note_form, [key])[0]["notes"], text[-20:])


class HealthLeast(HealthPeer):
    """The same, asked for no more than Palpate's page shows of it, by the shortest way there is."""

    def chart(self, hand: int, one: One) -> None:
        """The person, and the last twenty notes."""
        key = self.keys[one.client]
        fields = ["party.name", "party.lastname", "party.dob", "biological_sex", "general_info"]
        rows = self.call(hand, f"model.{PATIENT}.read", [key], fields)
        holds(json.dumps(rows, ensure_ascii=False), one.family)
        told = ["evaluation_start", "chief_complaint", "notes"]
        where, order = [("patient", "=", key)], [("evaluation_start", "DESC")]
        if len(self.call(hand, f"model.{EVALUATION}.search_read", where, 0, 20, order, told)) < 5:
            raise AnswerError("five notes should be there")

    def find(self, hand: int, part: str, names: Sequence[str]) -> None:
        """Fifty at most, by family name alone."""
        where, order = [("party.lastname", "ilike", f"%{part}%")], [("id", "ASC")]
        fields = ["party.name", "party.lastname", "party.dob"]
        found = self.call(hand, f"model.{PATIENT}.search_read", where, 0, 50, order, fields)
        holds(json.dumps(found, ensure_ascii=False), *names)

    def note(self, hand: int, one: One, text: str) -> None:
        """The text of the evaluation that is open."""
        self.call(hand, f"model.{EVALUATION}.write", [self.keys[one.visit]], {"notes": text})
