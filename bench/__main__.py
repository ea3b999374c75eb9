"""`make bench`: prints one line a race, keeps them in build/bench.json, and fails where an answer is
wrong or a stated limit is passed. What is raced, and why so: docs/performance.md.

Times depend on the machine; the ratio does so less. Each race runs in a process of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from bench.row import Row

ROOT = Path(__file__).parents[1]
OUT = ROOT / "build/bench.json"
PEERS = ROOT / "build/peers/bin/python"


class RaceError(Exception):
    """A race that ended without its rows: an answer differed, or a part is missing."""


def rows_of(module: str, *more: str, python: str = sys.executable) -> list[Row]:
    """The rows that a race prints. Raises RaceError."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [python, "-m", f"bench.{module}", *more],
            cwd=ROOT,
            env={**os.environ, "PALPATE_HOME": home, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
            capture_output=True,
            check=False,
        )
    if done.returncode:
        raise RaceError(f"{module}: {done.stderr.decode(errors='replace').strip().splitlines()[-1]}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=list[Row])


def think_rows() -> list[Row]:
    """Row 5 of the scoreboard; one line without a figure where the peers are not installed."""
    if not PEERS.exists():
        return [Row(name="think", value=None, unit="ms", peer="pyAgrum, pgmpy, zen-engine: not installed")]
    return rows_of("think", python=str(PEERS))


RACES: dict[str, Callable[[], list[Row]]] = {
    "page": lambda: rows_of("page"),
    "clinic": lambda: rows_of("clinic", "1000", "100000"),
    "think": think_rows,
    "visit": lambda: rows_of("visit"),
    "tap": lambda: rows_of("made", "taps"),
    "footprint": lambda: rows_of("footprint"),
}


def line(row: Row) -> str:
    """The row as it is printed."""
    own = "missing" if row.value is None else f"{row.value:.4g} {row.unit}"
    peer = "" if not row.peer else "missing" if row.peer_value is None else f"{row.peer_value:.4g} {row.unit}"
    ratio = "" if row.ratio is None else f"{row.ratio:.3g} x"
    wanted = [] if row.bar is None else [f"bar {row.bar:g} x"]
    wanted += [] if row.at_most is None else [f"limit {row.at_most:g} {row.unit}"]
    verdict = {None: "", True: "reached", False: "NOT REACHED"}[row.reached]
    beside = f"{row.peer:48}{peer:>14}{ratio:>10}"
    return f"{row.name:44}{own:>16}  {beside}   {', '.join(wanted):15}{verdict}".rstrip()


def main(names: list[str]) -> int:
    """Run the races named, or all; the exit status is 1 where an answer differed or a limit is passed."""
    found: list[Row] = []
    wrong: list[str] = []
    for name in names or RACES:
        try:
            rows = RACES[name]()
        except RaceError as error:
            wrong.append(str(error))
            continue
        found += rows
        for row in rows:
            print(line(row), flush=True)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps([row.public() for row in found], indent=1) + "\n", encoding="utf8")
    for text in wrong:
        print(f"No figure counts: {text}")
    passed = [row for row in found if row.at_most is not None and row.reached is False]
    return int(bool(wrong or passed))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
