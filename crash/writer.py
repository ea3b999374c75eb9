"""Somebody who writes over HTTP as a browser's queue does: in order, each with an id of its own, again and
again until it is answered with success.
"""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.replay import Write

from crash.begin import PASSWORD, Place
from crash.served import Served

KINDS = ("observation", "treatment", "note")
TRIES = 400  # after so many refusals of one write something else is wrong
PAUSE = 0.05  # seconds between two tries


@dataclass
class Sent:
    """A write, how often it was sent, and whether it was answered with success."""

    kind: str
    says: str | float  # what must be found in its row
    write: Write
    times: int = 0
    stored: bool = False
    refused: list[int] = field(default_factory=list)  # statuses other than success


class Writer(threading.Thread):
    """Writes until told to stop. `sent` is all that was ever sent, oldest first."""

    def __init__(self, place: Place, served: Served) -> None:
        super().__init__(name=place.username, daemon=True)
        self.place, self._served = place, served
        self.sent: list[Sent] = []
        self.running = threading.Event()  # cleared: rest after the present try
        self.resting = threading.Event()
        self.over = False
        self.wrong: Exception | None = None
        self._line: http.client.HTTPConnection | None = None
        self._cookies: dict[str, str] = {}

    def sign_in(self) -> None:
        """Sign in, for good: it outlives every kill, as it does in a browser."""
        self._cookies = {"csrftoken": "c" * 32}
        said = {"username": [self.place.username], "password": [PASSWORD]}
        if (status := self._post("/accounts/sign-in/", said, {})) != 302:
            raise RuntimeError(f"signing in is answered with {status}")

    def run(self) -> None:
        """Write one after another."""
        try:
            while not self.over:
                if not self.running.is_set():
                    self.resting.set()
                    self.running.wait(0.1)
                    continue
                self.resting.clear()
                self._one()
        except Exception as error:  # told to the one who waits for this thread
            self.wrong = error
        self.resting.set()

    def pause(self) -> None:
        """Come back when nothing of this writer is under way."""
        self.resting.clear()
        self.running.clear()
        while self.wrong is None and not self.resting.wait(0.1):
            pass  # one that has ended with an error rests no more
        if self.wrong is not None:
            raise self.wrong

    def made(self) -> Sent:
        """The next write, not sent yet."""
        number = len(self.sent)
        kind, mark = KINDS[number % len(KINDS)], f"{self.place.username} {number}"
        base = f"/visits/{self.place.visit}/"
        says: str | float = mark
        if kind == "observation":
            says = float(1 + number % 170)
            path, fields = "assess/answer/", [("shoulder_flexion_active:right", f"{says:.0f}")]
        elif kind == "treatment":
            where = [("technique", "swedish"), ("structure", "trapezius_upper"), ("side", "right")]
            path, fields = "treat/record/", [*where, ("note", mark)]
        else:
            path, fields = "note/draft/", [("subjective", mark)]
        one = Sent(kind, says, Write(base + path, fields))
        self.sent.append(one)
        return one

    def try_once(self, one: Sent) -> bool:
        """Send a write; whether it was answered with success. A broken line is no answer."""
        one.times += 1
        try:
            status = self._post(
                one.write.path, one.write.body, {"HX-Request": "true", "X-Palpate-Queued": "1"}
            )
        except (OSError, http.client.HTTPException):
            self._hang_up()
            return False
        if status >= 300:
            one.refused.append(status)
            return False
        one.stored = True
        return True

    def in_order(self, queue: Sequence[Sent]) -> None:
        """Send a queue as often as it needs until each was answered with success in one go."""
        while not all(self.try_once(one) for one in queue):
            if self.over:
                raise RuntimeError("the server did not come up again")
            self._wait_after(queue)

    def _one(self) -> None:
        waiting = self.sent[-1] if self.sent and not self.sent[-1].stored else self.made()
        if not self.try_once(waiting):
            self._wait_after([waiting])

    def _wait_after(self, queue: Sequence[Sent]) -> None:
        """Before the next try. Raises RuntimeError where a write is refused again and again."""
        for one in queue:
            if len(one.refused) > TRIES:
                raise RuntimeError(f"{one.write.path} is refused: {one.refused[-1]}")
        time.sleep(PAUSE)

    def _post(self, path: str, body: dict[str, list[str]], headers: dict[str, str]) -> int:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self._served.port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        own = {"Cookie": cookies, "X-CSRFToken": self._cookies["csrftoken"]}
        own["Content-Type"] = "application/x-www-form-urlencoded"
        self._line.request("POST", path, urlencode(body, doseq=True), headers | own)
        answer = self._line.getresponse()
        answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self._cookies |= {key: one.value for key, one in SimpleCookie(value).items()}
        return answer.status

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None
