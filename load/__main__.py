"""`make load`: fifty therapists at once in a clinic of 10,000 clients and 200,000 visits, on SQLite and
on PostgreSQL; figures in build/load.json. Fails where an answer was wrong. What it is: docs/performance.md.

`python -m load sqlite` or `python -m load postgresql` runs one of the two.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.process import first_answer, free_port, page_with, running
from bench.row import Row
from tests.postgres import ROLE

from load.database import postgresql
from load.day import Place, Therapist, Told

ROOT = Path(__file__).parents[1]
BUILD, OUT = ROOT / "build/load", ROOT / "build/load.json"
THERAPISTS = 50
SECONDS = 90  # of work after all have signed in
SHOWN = ("Today", "client", "search", "assess page", "assess answer", "note page", "sign")
SERVE = "from palpate.web.serve import serve; raise SystemExit(serve(port={port}))"


def environment(home: Path, url: str) -> dict[str, str]:
    """The surroundings of everything that runs on that home and database."""
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return {"PALPATE_HOME": str(home), "DATABASE_URL": url, "PYTHONPATH": paths,
            "DJANGO_SETTINGS_MODULE": "palpate.web.settings"}  # fmt: skip


def run(module: str, *words: str, home: Path, url: str) -> str:
    """What a module prints. Raises CalledProcessError."""
    surroundings = os.environ | environment(home, url)
    done = subprocess.run([sys.executable, "-m", module, *words], env=surroundings, cwd=ROOT, check=True,
                          stdout=subprocess.PIPE, text=True)  # fmt: skip
    return done.stdout


@contextmanager
def sqlite() -> Iterator[tuple[Path, str]]:
    """A home with a copy of the clinic, made once."""
    made = BUILD / "sqlite"
    if not (made / ".made").exists():
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        print("Making the clinic on SQLite: some minutes, once …", flush=True)
        run("load.made", home=made, url="")
        (made / ".made").touch()
    with tempfile.TemporaryDirectory(prefix="palpate-load-", dir=BUILD) as folder:
        for name in ("palpate.sqlite3", "secret.key"):
            shutil.copy(made / name, folder)
        yield Path(folder), ""


@contextmanager
def postgres() -> Iterator[tuple[Path, str] | None]:
    """A home, and the address of a copy of the clinic, made once; None where there is no PostgreSQL."""
    with postgresql(BUILD / "postgresql") as server, tempfile.TemporaryDirectory(dir=BUILD) as folder:
        if server is None:
            yield None
            return
        if not server.has("clinic"):
            print("Making the clinic on PostgreSQL: some minutes, once …", flush=True)
            server.make("making")
            run("load.made", home=Path(folder), url=server.url("making"))
            server.sql("ALTER DATABASE making RENAME TO clinic")
        server.sql("DROP DATABASE IF EXISTS copy")
        server.sql(f"CREATE DATABASE copy TEMPLATE clinic OWNER {ROLE}")
        yield Path(folder), server.url("copy")


def measured(home: Path, url: str) -> Told:
    """Everybody at work on that home and database."""
    prepared = "from palpate.web.serve import prepare; prepare()"
    surroundings = os.environ | environment(home, url)
    subprocess.run([sys.executable, "-c", prepared], env=surroundings, cwd=ROOT, check=True)
    places = json.loads(run("load.day", str(THERAPISTS), home=home, url=url))
    port, told = free_port(), Told()
    with running([sys.executable, "-c", SERVE.format(port=port)], **environment(home, url)):
        address = f"http://127.0.0.1:{port}/accounts/sign-in/"
        first_answer(lambda: page_with(address, b'name="password"'), time.perf_counter())
        people = [Therapist(port, name, [Place(*one) for one in own], told) for name, own in places.items()]
        for person in people:
            person.sign_in()
        until = time.monotonic() + SECONDS
        threads = [threading.Thread(target=person.work, args=(until,)) for person in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return told


def rows(kind: str, told: Told) -> list[Row]:
    """The figures: median and 99th percentile of each, requests a second, and errors."""
    found = []
    for what in SHOWN:
        took = sorted(told.took.get(what, []))
        middle = statistics.median(took) if took else None
        slow = took[min(len(took) - 1, len(took) * 99 // 100)] if took else None
        found.append(Row(name=f"load, {kind}: {what}, median", value=middle, unit="ms"))
        found.append(Row(name=f"load, {kind}: {what}, 99th percentile", value=slow, unit="ms"))
    number = sum(len(took) for took in told.took.values())
    found.append(Row(name=f"load, {kind}: answers", value=number / SECONDS, unit="/s"))
    found.append(Row(name=f"load, {kind}: errors", value=float(len(told.wrong)), unit="errors", at_most=0))
    return found


def main(kinds: list[str]) -> int:
    """Run the kinds named, or both; the exit status is 1 where anything went wrong."""
    BUILD.mkdir(parents=True, exist_ok=True)
    found: list[Row] = []
    wrong: list[str] = []
    for kind, opened in (("sqlite", sqlite), ("postgresql", postgres)):
        if kinds and kind not in kinds:
            continue
        with opened() as place:
            if place is None:
                print("load, postgresql: not run, there is no PostgreSQL on this machine")
                found.append(Row(name=f"load, {kind}: not run", value=None, unit="ms"))
                continue
            told = measured(*place)
        wrong += told.wrong
        found += rows(kind, told)
    for row in found:
        print(f"{row.name:48}{'' if row.value is None else f'{row.value:10.4g} {row.unit}'}")
    for text in wrong[:20]:
        print(f"Wrong: {text}")
    OUT.write_text(json.dumps([row.public() for row in found], indent=1) + "\n", encoding="utf8")
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
