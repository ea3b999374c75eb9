"""`make evaluate`: measures the reasoning and writes build/evaluation.html and build/evaluation.json.

Exits with 1 where a bar is missed, and says which.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evaluate.page import page
from evaluate.study import study, summary

ROOT = Path(__file__).parents[1]
CLIENTS = 20_000
SEED = "palpate"


def main(arguments: list[str] | None = None) -> int:
    """Measure, write both files, print the figures; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m evaluate", description="Measure the reasoning.")
    parser.add_argument("--clients", type=int, default=CLIENTS, help="simulated clients (%(default)s)")
    parser.add_argument("--seed", default=SEED, help="one seed gives the same figures again (%(default)s)")
    parser.add_argument("--out", type=Path, default=ROOT / "build", help="folder to write to (build)")
    chosen = parser.parse_args(arguments)
    if chosen.clients < 1:
        parser.error(f"--clients: {chosen.clients} is too few; give 1 or more")
    one = study(chosen.clients, chosen.seed)
    figures: dict[str, Any] = summary(one)
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "evaluation.html").write_text(page(one), encoding="utf8")
    (chosen.out / "evaluation.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf8")
    for name, found in figures["published"].items():
        print(f"{name.replace('_', ' '):26}{found['hits']:>8} of {found['of']}")
    for name, value in figures["simulated"].items():
        print(f"{name.replace('_', ' '):26}{value:8.4f}")
    below = list(missed_bars(figures))
    print(*below, f"written to {chosen.out} in {one.seconds:.0f} seconds", sep="\n")
    return int(bool(below))


def missed_bars(figures: dict[str, Any]) -> Iterator[str]:
    """A line for each bar that is missed."""
    published, simulated = figures["published"], figures["simulated"]
    share = {name: found["hits"] / max(1, found["of"]) for name, found in published.items()}
    if published["dangerous_under_triage"]["hits"]:
        yield "bar missed: an emergency or same-day case comes out as one to treat"
    if share["needless_stop"] >= 0.2:
        yield "bar missed: needless stops under 20 %"
    if share["top3"] < 0.65:
        yield "bar missed: right cause among the first three in 65 %"
    if simulated["calibration_error"] >= 0.03:
        yield "bar missed: calibration error under 0.03"
    if simulated["tests_saved"] < 0.4:
        yield "bar missed: next best needs at most 60 % of the findings of the usual order"
    if not 0.87 <= simulated["forecast_coverage"] <= 0.93:
        yield "bar missed: 87 to 93 % of scores within the 90 % interval"


if __name__ == "__main__":
    raise SystemExit(main())
