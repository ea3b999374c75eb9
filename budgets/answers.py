"""How long the server takes to answer what a tap asked for, as the browser sees it."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error

QUIET = 150  # milliseconds without a request after which a page has settled; no hand is quicker
LONGEST = 15.0  # seconds after which that is given up
FRAMES = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(
    () => done(!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling'))))))"""
KINDS = {"document", "xhr", "fetch"}  # of requests that the program answers; files are the browser's affair


@dataclass
class Answers:
    """The requests of one page. `took` has for each tap that asked the server for something how long the
    answer took (ms), the way over redirects added up; of several requests at once, the longest.
    """

    took: list[tuple[str, float]] = field(default_factory=list)
    worked: list[tuple[str, float]] = field(
        default_factory=list
    )  # ms of processor time of the server, each tap
    wrong: list[str] = field(default_factory=list)  # answers with an error, and what the console said
    work: Callable[[], float] = lambda: 0.0  # what the server has worked until now, in ms of processor time
    _open: set[Any] = field(default_factory=set)
    _last: float = 0.0
    _now: list[float] | None = None

    def listen(self, page: Any) -> None:
        """Hear of each request of the page, and of what goes wrong in it."""
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._fail)
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    @contextmanager
    def of(self, what: str, *, tap: bool = True) -> Iterator[None]:
        """What is asked within belongs to this tap."""
        self._now = []
        before = self.work()
        yield
        if tap and self._now:
            self.took.append((what, max(self._now)))
            self.worked.append((what, self.work() - before))
        self._now = None

    def settle(self, page: Any, pause: int = QUIET) -> None:
        """Wait until nothing was asked for a while, at least `pause` milliseconds from now."""
        began = time.monotonic()
        page.wait_for_timeout(min(pause, QUIET))
        while time.monotonic() - began < LONGEST:
            now = time.monotonic()
            quiet = not self._open and 1000 * (now - max(self._last, began)) >= pause
            if quiet:
                page.wait_for_load_state()
                if drawn(page) and not self._open:
                    return
            page.wait_for_timeout(20)
        raise AssertionError(f"the page does not settle: {[one.url for one in self._open]}")

    def _begin(self, request: Any) -> None:
        if request.resource_type == "eventsource":  # stays open for ever
            return
        self._open.add(request)
        self._last = time.monotonic()

    def _end(self, request: Any) -> None:
        self._open.discard(request)
        self._last = time.monotonic()
        answer = request.response() if request.resource_type in KINDS else None
        if answer is None:
            return
        if answer.status >= 400:
            self.wrong.append(f"{request.method} {request.url}: status {answer.status}")
        if self._now is not None and "/static/" not in request.url and request.redirected_to is None:
            self._now.append(waited(request))

    def _fail(self, request: Any) -> None:
        self._open.discard(request)
        self._last = time.monotonic()


def drawn(page: Any) -> bool:
    """Whether the page has done with what was answered: two frames later nothing is being exchanged."""
    try:
        return bool(page.evaluate(FRAMES))
    except Error:  # it went on to another page
        return False


def waited(request: Any) -> float:
    """Milliseconds from asking to the first byte, over all redirects that led to this request."""
    total, one = 0.0, request
    while one is not None:
        timing = one.timing
        if timing["responseStart"] >= 0:
            total += timing["responseStart"] - max(timing["requestStart"], 0)
        one = one.redirected_from
    return total


def percentile(took: list[float], share: float) -> float:
    """The value below which this share (0 to 1) lies; the larger neighbour's."""
    ordered = sorted(took)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def summary(took: list[float]) -> dict[str, float]:
    """Median and 95th percentile (ms), and how many there were."""
    return {
        "answers": len(took),
        "median": round(statistics.median(took), 1),
        "p95": round(percentile(took, 0.95), 1),
        "slowest": round(max(took), 1),
    }
