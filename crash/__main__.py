"""`make crash`: kills Palpate and its database while people write, on SQLite and on PostgreSQL. Prints a line
for each, keeps the figures in build/crash.json, and ends with 1 when anything that was answered as saved is
missing, there twice or not whole. What that promises: docs/durability.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from tests import postgres

ROOT = Path(__file__).parents[1]
ENGINES = ("sqlite", "postgresql")
WRONG = ("lost", "torn", "stored twice", "breaks of the chain")


def main() -> int:
    """Run each engine in a process of its own, for each has settings of its own."""
    asked = _parser().parse_args()
    if asked.inside:
        return _inside(asked)
    results: dict[str, Any] = {}
    for engine in asked.engine or ENGINES:
        command = [sys.executable, "-m", "crash", "--inside", "--engine", engine]
        command += ["--kills", str(asked.kills), "--writers", str(asked.writers), "--seed", str(asked.seed)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        try:
            results[engine] = json.loads(done.stdout.splitlines()[-1])
        except (IndexError, ValueError):
            results[engine] = {"ended with": done.returncode}
        print(f"{engine}: {_line(results[engine])}", flush=True)
    asked.out.parent.mkdir(exist_ok=True)
    asked.out.write_text(json.dumps({"date": date.today().isoformat(), **results}, indent=2) + "\n")
    return int(any(_is_wrong(one) for one in results.values()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="on each database; 200 unless told")
    parser.add_argument("--writers", type=int, default=4, help="at once; 4 unless told")
    parser.add_argument("--engine", action="append", choices=ENGINES, help="only this one; both unless told")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the random moments")
    parser.add_argument("--out", type=Path, default=ROOT / "build/crash.json")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser


def _inside(asked: argparse.Namespace) -> int:
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="palpate-crash-")))
        os.environ |= {"PALPATE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "palpate.web.settings"}
        os.environ.pop("DATABASE_URL", None)
        server = None
        if asked.engine == ["postgresql"]:
            server = stack.enter_context(postgres.running(durable=True))
            os.environ["DATABASE_URL"] = server.new_database()
        import django

        django.setup()
        from django.core.management import call_command

        from crash.run import Crash
        from palpate.accounts import isolation

        with isolation.everywhere():
            call_command("migrate", verbosity=0, interactive=False)
            begun = time.monotonic()
            crash = Crash(home, asked.writers, asked.seed, server)
            crash.run(asked.kills, lambda words: print(f"  {words}", file=sys.stderr, flush=True))
            figures = crash.figures() | {"seed": asked.seed, "seconds": round(time.monotonic() - begun)}
        print(json.dumps(figures))
    return 0


def _is_wrong(figures: dict[str, Any]) -> bool:
    return "kills" not in figures or any(figures[name] for name in WRONG)


def _line(figures: dict[str, Any]) -> str:
    if "kills" not in figures:
        return f"did not come to its end: {figures}"
    wrong = ", ".join(f"{figures[name]} {name}" for name in WRONG)
    return f"{figures['kills']['in all']} kills, {figures['answered']} answered writes: {wrong}"


if __name__ == "__main__":
    raise SystemExit(main())
