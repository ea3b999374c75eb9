"""The footprint raced: time from the start to the first page, and memory once loaded, of all processes.

Palpate beside GNU Health and beside one page of bare Django. Prints its rows as JSON.
"""

import http.cookiejar
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence

import msgspec

from bench.health import Health, health
from bench.made import NAME, PASSWORD
from bench.process import first_answer, free_port, memory, page_with, running
from bench.row import PASSES, Row

ROUNDS = 12  # how often the pages are asked for before the memory is read, so that every process has loaded
Measured = tuple[float, ...]  # ms to the first page, MiB, and MiB of the database server if there is one


def palpate(home: str, visit: str) -> Measured:
    """Palpate on a home that has been used before."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    start = time.perf_counter()
    with running(
        [sys.executable, "-m", "palpate", "serve", "--port", str(port)], PALPATE_HOME=home
    ) as server:
        took = first_answer(lambda: page_with(f"{address}/accounts/sign-in/", b'name="password"'), start)
        use(address, visit)
        return took, memory(server.pid)


def use(address: str, visit: str) -> None:
    """Sign in and look at the pages of a visit, over and over."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    browser.open(f"{address}/accounts/sign-in/").read()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = {"username": NAME, "password": PASSWORD, "csrfmiddlewaretoken": token}
    browser.open(f"{address}/accounts/sign-in/", urllib.parse.urlencode(form).encode()).read()
    for _ in range(ROUNDS):
        for page in ("/", f"{visit}screen/", f"{visit}assess/"):
            with browser.open(f"{address}{page}") as answer:
                assert answer.status == 200 and b'name="password"' not in answer.read(), page


def bare(folder: str) -> Measured:
    """One page of Django."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/accounts/sign-in/"
    start = time.perf_counter()
    with running([sys.executable, "-m", "bench.bare", str(port), f"{folder}/bare.sqlite3"]) as server:
        took = first_answer(lambda: page_with(address, b'name="password"'), start)
        for _ in range(3 * ROUNDS):
            assert page_with(address, b'name="password"')
        return took, memory(server.pid)


def rows(peer: Health | None) -> list[Row]:
    """Row 6 of the scoreboard: the medians of passes in an order that turns."""
    with tempfile.TemporaryDirectory() as home:
        made = subprocess.check_output(
            [sys.executable, "-m", "bench.made"], env={**os.environ, "PALPATE_HOME": home}, text=True
        )
        visit = made.split()[-1]
        runs: dict[str, Callable[[], Measured]] = {
            "palpate": lambda: palpate(home, visit),
            "bare": lambda: bare(home),
        }
        if peer is not None:
            runs["health"] = lambda: peer.measure("workers")
            runs["health alone"] = lambda: peer.measure("alone")
        palpate(home, visit)  # gathers what a first start gathers
        told: dict[str, list[Measured]] = {name: [] for name in runs}
        names = list(runs)
        for number in range(PASSES):
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                told[name].append(runs[name]())
    middle = {
        name: [statistics.median(each) for each in zip(*kept, strict=True)] for name, kept in told.items()
    }
    return listed(middle)


def listed(middle: Mapping[str, Sequence[float | None]]) -> list[Row]:
    """The rows; a peer that could not be run has none of its figures."""
    (start, held), (bare_start, bare_held) = middle["palpate"], middle["bare"]
    nothing = (None, None, None)
    theirs, alone = middle.get("health", nothing), middle.get("health alone", nothing)

    def cold(peer: str, value: float | None, bar: float | None = None) -> Row:
        return Row(
            name="cold start to the first page", value=start, unit="ms", peer=peer, peer_value=value, bar=bar
        )

    def loaded(peer: str, values: tuple[float | None, ...], bar: float | None = None) -> Row:
        total = None if None in values else sum(value or 0 for value in values)
        return Row(
            name="memory loaded, all processes", value=held, unit="MiB", peer=peer, peer_value=total, bar=bar
        )

    return [
        cold("GNU Health, two processes", theirs[0], 1.5),
        cold("GNU Health, its own one process", alone[0]),
        cold("bare Django, one page", bare_start, 0.6),
        loaded("GNU Health, two processes, with PostgreSQL", (theirs[1], theirs[2]), 1.5),
        loaded("GNU Health, two processes, without PostgreSQL", (theirs[1],)),
        loaded("GNU Health, its own one process, with PostgreSQL", (alone[1], alone[2])),
        loaded("bare Django, one page", (bare_held,), 0.6),
    ]


if __name__ == "__main__":
    with health() as peer:
        sys.stdout.buffer.write(msgspec.json.encode(rows(peer)))
