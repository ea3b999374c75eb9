"""Rows 1 to 4 of the scoreboard: a chart opened, a client found, a note written, a busy clinic; Palpate
beside GNU Health and beside bare Django, with the same people, in turn. Prints its rows as JSON.

`python -m bench.clinic 1000 100000`: how many clients have a chart, and how many a name in the large clinic.
"""

import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import UUID

import msgspec

from bench.contestants import LINE, Bare, Contestant, HealthLeast, HealthPeer, One, Palpate
from bench.health import Health, health
from bench.people import fill_health
from bench.process import first_answer, free_port, page_with, running
from bench.row import PASSES, Row, ms

ROOT = Path(__file__).parents[1]
SERVE = "from palpate.web.serve import serve; raise SystemExit(serve(port={port}))"
CALLS = 60  # in each pass, after as many that warm up at first
HANDS = 8
BUSY = 600  # requests of a busy clinic in each pass
QUICK = 7  # passes of what takes milliseconds, where a moment of the machine shows
CROWDED = 5  # passes of a busy clinic
PARTS = 12  # parts of names that are looked for
PEER, LEAST = "GNU Health", "GNU Health, asked for the least"
Times = dict[str, list[float]]
Part = tuple[str, list[str]]  # of a name, with the family names that it finds


def main(clients: int, names: int) -> list[Row]:
    """Everything made, raced and listed."""
    with ExitStack() as stack:
        peer = stack.enter_context(health())
        small = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        large = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        made(small, clients, 0)
        made(large, clients, names - clients)
        people = everybody(small)
        rows = [*one_clinic(stack, small, peer, people, clients)]
        rows += found_in_both(stack, small, large, peer, clients, names)
    return rows


def made(home: Path, clients: int, names: int) -> None:
    """A clinic of Palpate in a home, and the same people for bare Django beside it."""
    surroundings = os.environ | {"PALPATE_HOME": str(home)}
    for words in (("made", str(clients), str(names)), ("bare", str(home / "bare.sqlite3"))):
        subprocess.run([sys.executable, "-m", "bench.people", *words], check=True, cwd=ROOT, env=surroundings,
                       stdout=subprocess.DEVNULL)  # fmt: skip


def everybody(home: Path) -> list[One]:
    """Those with a chart, with the visit whose note is open."""
    with sqlite3.connect(home / "palpate.sqlite3") as plain:
        found = plain.execute(
            "SELECT c.first, v.first, c.given_name, c.family_name FROM records_client c "
            "JOIN records_episode e ON e.client_id = c.first JOIN records_visit v ON v.episode_id = e.first "
            "WHERE NOT EXISTS (SELECT 1 FROM records_notesignature s WHERE s.visit_id = v.first) "
            "ORDER BY c.first"
        ).fetchall()
    return [One(str(UUID(client)), str(UUID(visit)), given, family) for client, visit, given, family in found]


@contextmanager
def palpate(home: Path) -> Iterator[Palpate]:
    """Palpate as it is served, signed in."""
    port = free_port()
    with running([sys.executable, "-c", SERVE.format(port=port)], PALPATE_HOME=str(home)):
        address = f"http://127.0.0.1:{port}/accounts/sign-in/"
        first_answer(lambda: page_with(address, b'name="password"'), time.perf_counter())
        yield Palpate(port, HANDS)


@contextmanager
def bare(home: Path) -> Iterator[Bare]:
    """Bare Django, signed in."""
    port = free_port()
    with running([sys.executable, "-m", "bench.bare_clinic", str(port), str(home / "bare.sqlite3")]):
        address = f"http://127.0.0.1:{port}/accounts/sign-in/"
        first_answer(lambda: page_with(address, b""), time.perf_counter())
        yield Bare(port, HANDS)


@contextmanager
def gnu_health(peer: Health, home: Path) -> Iterator[tuple[HealthPeer, HealthLeast]]:
    """GNU Health with the people of a home and no others, in as many processes as Palpate: as its own client
    asks it, and asked for the least.
    """
    keys = fill_health(peer, home)
    surroundings = {"TRYTOND_CONFIG": str(peer.conf), "TRYTOND_DATABASE_NAMES": "health"}
    with running(peer.servers()["workers"], **surroundings):
        first_answer(lambda: bool(peer.sign_in()), time.perf_counter())
        yield HealthPeer(peer, HANDS, keys), HealthLeast(peer, HANDS, keys)


def opened(stack: ExitStack, home: Path, peer: Health | None) -> dict[str, Contestant]:
    """All contestants with the people of a home."""
    found: dict[str, Contestant] = {
        "palpate": stack.enter_context(palpate(home)),
        "bare": stack.enter_context(bare(home)),
    }
    if peer is not None:
        found["health"], found["least"] = stack.enter_context(gnu_health(peer, home))
    return found


def one_clinic(
    _stack: ExitStack, home: Path, peer: Health | None, people: list[One], clients: int
) -> Iterator[Row]:
    """Rows 1, 3 and 4."""
    chance = random.Random(clients)
    some = chance.sample(people, min(CALLS, len(people)))
    with ExitStack() as stack:
        who = opened(stack, home, peer)
        charts = alternating(who, [lambda one, at=at: one.chart(0, at) for at in some])
        yield from beside("open a chart", charts, 4, 0.5)
        notes = alternating(
            who, [lambda one, at=at: one.note(0, at, LINE * 3 + str(time.time_ns())) for at in some]
        )
        yield from beside("write a note durably", notes, 4, 0.5)
        yield from busy(who, some, parts(home), chance)


def found_in_both(
    _stack: ExitStack, small: Path, large: Path, peer: Health | None, clients: int, names: int
) -> list[Row]:
    """Row 2: by parts of names that find the same number of people in either clinic, so that the lists are
    equally long.
    """
    rows: list[Row] = []
    own: list[float] = []
    for home, number in ((small, clients), (large, names)):
        with ExitStack() as stack:
            who = opened(stack, home, peer)
            calls = [lambda one, at=at: one.find(0, *at) for at in parts(home)]
            told = alternating(who, calls * (CALLS // len(calls) + 1), QUICK if home == small else PASSES)
            rows += beside(f"find a client among {number:,}", told, 8, 0.7)
            own.append(statistics.median(told["palpate"]))
    rows.append(
        Row(name=f"find a client: {names:,} beside {clients:,}", value=own[1] / own[0], unit="x", at_most=1.3)
    )
    return rows


def parts(home: Path) -> list[Part]:
    """Parts of family names that find three to eight people, with the names that must come back."""
    with sqlite3.connect(home / "palpate.sqlite3") as plain:
        names = [row[0] for row in plain.execute("SELECT family_name FROM records_client ORDER BY first")]
    chance, found = random.Random(len(names)), {}
    for name in chance.sample(names, len(names)):
        for length in range(4, len(name) + 1):
            part = name[1:length].lower()
            hits = [one for one in names if part in one.lower()] if part.isascii() and len(part) > 2 else []
            if 3 <= len(hits) <= 8:
                found[part] = sorted(set(hits))
                break
        if len(found) == PARTS:
            break
    return list(found.items())


def alternating(
    who: dict[str, Contestant], calls: list[Callable[[Contestant], None]], passes: int = QUICK
) -> Times:
    """The median milliseconds of each pass of all the calls, for one contestant after another, in an order
    that turns. A first pass warms up.
    """
    names, took = list(who), {name: [] for name in who}
    for number in range(passes + 1):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            told = [ms(lambda call=call, name=name: call(who[name])) for call in calls]
            if number:
                took[name].append(statistics.median(told))
    return took


def beside(name: str, told: Times, to_peer: float, to_limit: float) -> list[Row]:
    """The rows of one race: the medians of the passes beside the peer and beside the limit."""
    middle = {who: statistics.median(took) for who, took in told.items()}
    common = {"name": name, "value": middle["palpate"], "unit": "ms"}
    return [
        Row(**common, peer=PEER, peer_value=middle.get("health"), bar=to_peer),
        Row(**common, peer=LEAST, peer_value=middle.get("least")),
        Row(**common, peer="bare Django", peer_value=middle["bare"], bar=to_limit),
    ]


def busy(
    who: dict[str, Contestant], some: list[One], found: list[Part], chance: random.Random
) -> Iterator[Row]:
    """Row 4: reads, searches and writes over eight connections at once."""
    kinds = chance.choices(("chart", "find", "note"), (83, 12, 5), k=BUSY)
    rates: Times = {name: [] for name in who}
    slow: Times = {name: [] for name in who}
    names = list(who)
    for number in range(CROWDED):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            start = time.perf_counter()
            with ThreadPoolExecutor(HANDS) as pool:
                told = list(
                    pool.map(lambda hand, name=name: _hand(who[name], hand, kinds, some, found), range(HANDS))
                )
            took = sorted(one for each in told for one in each)
            rates[name].append(BUSY / (time.perf_counter() - start))
            slow[name].append(took[len(took) * 99 // 100])
    rate = {name: statistics.median(each) for name, each in rates.items()}
    late = {name: statistics.median(each) for name, each in slow.items()}
    common = {"name": f"a busy clinic, {HANDS} connections", "value": rate["palpate"], "unit": "/s",
              "more_is_better": True}  # fmt: skip
    yield Row(**common, peer=PEER, peer_value=rate.get("health"), bar=2.5)
    yield Row(**common, peer=LEAST, peer_value=rate.get("least"))
    yield Row(**common, peer="bare Django", peer_value=rate["bare"], bar=0.5)
    name = "a busy clinic, 99th percentile"
    yield Row(name=name, value=late["palpate"], unit="ms", peer=PEER, peer_value=late.get("health"))
    yield Row(
        name=name, value=late["palpate"], unit="ms", peer="bare Django", peer_value=late["bare"], at_most=50
    )


def _hand(
    contestant: Contestant, hand: int, kinds: list[str], some: list[One], found: list[Part]
) -> list[float]:
    """One connection's share of the requests, each timed."""
    took = []
    for number in range(hand, len(kinds), HANDS):
        one, part = some[number % len(some)], found[number % len(found)]
        calls: dict[str, Callable[[], None]] = {
            "chart": lambda one=one: contestant.chart(hand, one),
            "find": lambda part=part: contestant.find(hand, *part),
            "note": lambda one=one, number=number: contestant.note(
                hand, one, f"{LINE}{number} {time.time_ns()}"
            ),
        }
        took.append(ms(calls[kinds[number]]))
    return took


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]] or [1000, 100_000]
    sys.stdout.buffer.write(msgspec.json.encode(main(*given)))
