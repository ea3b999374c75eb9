"""`make bench`: prints one line a race, and fails where an answer is wrong or a stated limit is passed.

Times depend on the machine; the ratio in the last column does so less. Peers are not raced yet.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from palpate.knowledge import knowledge
from palpate.knowledge.find import find
from palpate.reasoning.ask import ask_next
from palpate.reasoning.case import Case
from palpate.reasoning.casefile import parse_case
from palpate.reasoning.differential import differential
from palpate.reasoning.screen import screen

ROOT = Path(__file__).parents[1]
PASSES = 5
LOAD = """import time
from palpate.knowledge import knowledge
start = time.perf_counter()
knowledge()
print(time.perf_counter() - start)"""
SERVE = "from palpate.web.serve import serve; raise SystemExit(serve(port=8900))"
# Milliseconds within which the knowledge must be there, and within which any one search must answer.
KNOWLEDGE_LIMIT, SEARCH_LIMIT = 150, 50
SEARCHES = ("shin splints", "tenis elbow", "pain", "neck", "slr", "blood thiner", "kinesiology tape", "a",
            "weakness of the arm after an operation on the shoulder")  # fmt: skip


def median_ms(run: Callable[[], object], passes: int = PASSES) -> float:
    """The median time of a call, in milliseconds."""
    times = []
    for _ in range(passes):
        start = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def knowledge_ms() -> float:
    """Milliseconds until the knowledge is loaded, in a process of its own."""
    told = [float(subprocess.check_output([sys.executable, "-c", LOAD])) for _ in range(PASSES)]
    return 1000 * statistics.median(told)


def search_ms() -> float:
    """Milliseconds of the slowest of some searches of everything, each the median of its passes."""
    known = knowledge()
    return max(median_ms(lambda text=text: find(text, known)) for text in SEARCHES)  # type: ignore[misc]


def think(case: Case) -> tuple[object, ...]:
    """Screening, hypotheses and the next best findings of one case."""
    known = knowledge()
    triage = screen(case, known)
    hypotheses = differential(case, known, triage)
    return triage, hypotheses, ask_next(case, known, hypotheses, triage)


def think_ms() -> float:
    """Milliseconds to think about one case: the median over the case files. Same case, same answer."""
    files = sorted((ROOT / "cases").rglob("*.yaml"))
    cases = [parse_case(file.read_text(encoding="utf8"), knowledge()) for file in files]
    for case in cases:
        assert think(case) == think(case)
    return statistics.median(median_ms(lambda case=case: think(case)) for case in cases)  # type: ignore[misc]


def start_ms() -> tuple[float, float]:
    """Milliseconds from an empty home, and from a used one, to the first page."""
    with tempfile.TemporaryDirectory() as home:
        return _first_page(home), statistics.median(_first_page(home) for _ in range(3))


def _first_page(home: str) -> float:
    start = time.perf_counter()
    served = subprocess.Popen(
        [sys.executable, "-c", SERVE],
        env={**os.environ, "PALPATE_HOME": home},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert served.stdout is not None
        address = next(line.split()[-1] for line in served.stdout if "is open at" in line)
        with urllib.request.urlopen(f"{address}accounts/sign-in/", timeout=30) as answer:
            assert b'name="password"' in answer.read()
        return 1000 * (time.perf_counter() - start)
    finally:
        served.send_signal(signal.SIGINT)
        served.wait(timeout=15)


def main() -> int:
    """Run every race; the exit status is 1 where a limit is passed."""
    loaded = knowledge_ms()
    fresh, used = start_ms()
    print(f"{'knowledge loaded':36}{loaded:10.0f} ms   limit {KNOWLEDGE_LIMIT}")
    searched = search_ms()
    print(f"{'slowest search of everything':36}{searched:10.1f} ms   limit {SEARCH_LIMIT}")
    print(f"{'think: screen, differential, next':36}{think_ms():10.1f} ms")
    print(f"{'first page from an empty home':36}{fresh:10.0f} ms")
    print(f"{'first page, second start':36}{used:10.0f} ms")
    print(f"{'style sheets of a page':36}{_sheets():10.1f} KB")
    return int(loaded > KNOWLEDGE_LIMIT or searched > SEARCH_LIMIT)


def _sheets() -> float:
    folder = ROOT / "src/palpate/pages/static/palpate"
    return sum((folder / f"{name}.css").stat().st_size for name in ("tokens", "parts", "clinic")) / 1000


if __name__ == "__main__":
    raise SystemExit(main())
