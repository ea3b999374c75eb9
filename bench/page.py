"""What a start and a page cost: the knowledge loaded, everything searched, the first page, the style sheets.

Prints its rows as JSON.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import msgspec

from bench.row import Row, once_or_more
from palpate.knowledge import knowledge
from palpate.knowledge.find import find

SHEETS = Path(__file__).parents[1] / "src/palpate/pages/static/palpate"
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


def knowledge_ms() -> float:
    """Milliseconds until the knowledge is loaded, in a process of its own."""
    told = [float(subprocess.check_output([sys.executable, "-c", LOAD])) for _ in range(PASSES)]
    return 1000 * statistics.median(told)


def search_ms() -> float:
    """Milliseconds of the slowest of some searches of everything, each the median of its passes."""
    known = knowledge()
    find("warm", known)
    return max(once_or_more(lambda text=text: find(text, known)) for text in SEARCHES)


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


def rows() -> list[Row]:
    """One row each."""
    fresh, used = start_ms()
    sheets = sum((SHEETS / f"{name}.css").stat().st_size for name in ("tokens", "parts", "clinic")) / 1000
    return [
        Row(name="knowledge loaded", value=knowledge_ms(), unit="ms", at_most=KNOWLEDGE_LIMIT),
        Row(name="slowest search of everything", value=search_ms(), unit="ms", at_most=SEARCH_LIMIT),
        Row(name="first page from an empty home", value=fresh, unit="ms"),
        Row(name="first page, second start", value=used, unit="ms"),
        Row(name="style sheets of a page", value=sheets, unit="KB"),
    ]


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(rows()))
