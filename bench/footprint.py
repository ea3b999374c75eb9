"""The footprint raced: time from the start to the first page, and memory once loaded, of all processes.

Palpate beside GNU Health and beside bare Django with the same clients. Prints its rows as JSON.
"""

import contextlib
import http.cookiejar
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import msgspec

from bench import people
from bench.health import Health, health
from bench.made import NAME, PASSWORD
from bench.process import first_answer, free_port, memory, page_with, running
from bench.row import PASSES, Row

SETTLED = 4  # seconds that every server gets after its first page, to load and to give back what it can
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
        time.sleep(SETTLED)
        use(address, visit)
        return took, memory(server.pid)


def use(address: str, visit: str) -> None:
    """Sign in and look at the pages of a visit, over and over."""
    browser, cookies = _browser(f"{address}/accounts/sign-in/")
    _sign_in(browser, f"{address}/accounts/sign-in/", cookies, NAME)
    _look(browser, [f"{address}/", f"{address}{visit}screen/", f"{address}{visit}assess/"])


def bare(file: str) -> Measured:
    """Django as `startproject` makes it, with the same clients, served as Palpate is."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    start = time.perf_counter()
    with running([sys.executable, "-m", "bench.bare_clinic", str(port), file]) as server:
        took = first_answer(lambda: page_with(f"{address}/accounts/sign-in/", b""), start)
        time.sleep(SETTLED)
        browser, cookies = _browser(f"{address}/accounts/sign-in/")
        _sign_in(browser, f"{address}/accounts/sign-in/", cookies, f"{people.NAME}1")
        charts = [f"{address}/people/{key}/" for key in _somebody(file)]
        _look(browser, [*charts, f"{address}/people/?q=ana"])
        return took, memory(server.pid)


def _browser(address: str) -> tuple[urllib.request.OpenerDirector, http.cookiejar.CookieJar]:
    cookies = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    browser.open(address).read()
    return browser, cookies


def _sign_in(
    browser: urllib.request.OpenerDirector, address: str, cookies: http.cookiejar.CookieJar, name: str
) -> None:
    token = next(cookie.value for cookie in cookies if cookie.name == "csrftoken")
    form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
    with contextlib.suppress(urllib.error.HTTPError):  # bare Django has no page to lead to
        browser.open(address, urllib.parse.urlencode(form).encode()).read()


def _look(browser: urllib.request.OpenerDirector, pages: Sequence[str]) -> None:
    for _ in range(ROUNDS):
        for page in pages:
            with browser.open(page) as answer:
                assert answer.status == 200 and b'name="password"' not in answer.read(), page


def _somebody(file: str) -> list[str]:
    """Two clients of bare Django."""
    with contextlib.closing(sqlite3.connect(file)) as plain:
        return [str(UUID(key)) for (key,) in plain.execute("SELECT id FROM bare_person LIMIT 2")]


def rows(peer: Health | None) -> list[Row]:
    """Row 6 of the scoreboard: the medians of passes in an order that turns."""
    with tempfile.TemporaryDirectory() as home:
        made = subprocess.check_output(
            [sys.executable, "-m", "bench.made"], env={**os.environ, "PALPATE_HOME": home}, text=True
        )
        visit, plain = made.split()[-1], f"{home}/bare.sqlite3"
        subprocess.check_call(
            [sys.executable, "-m", "bench.people", "bare", plain], env={**os.environ, "PALPATE_HOME": home}
        )
        runs: dict[str, Callable[[], Measured]] = {
            "palpate": lambda: palpate(home, visit),
            "bare": lambda: bare(plain),
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
        cold("bare Django", bare_start, 0.6),
        loaded("GNU Health, two processes, with PostgreSQL", (theirs[1], theirs[2]), 1.5),
        loaded("GNU Health, two processes, without PostgreSQL", (theirs[1],)),
        loaded("GNU Health, its own one process, with PostgreSQL", (alone[1], alone[2])),
        loaded("bare Django", (bare_held,), 0.6),
    ]


if __name__ == "__main__":
    with health() as peer:
        sys.stdout.buffer.write(msgspec.json.encode(rows(peer)))
