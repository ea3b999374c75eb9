"""`make budgets`: what the work costs in a browser on the demo clinic, counted by the keystroke-level model,
and how fast it all is; figures in build/budgets.json. What is counted: docs/budgets.md.

`python -m budgets T1 T3` walks these flows only, `python -m budgets flows` leaves the pages' speed out, and
`python -m budgets speed` the flows. The exit status is 1 where a budget is exceeded.
"""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

from budgets import clinic, lighthouse, paints, scores
from budgets.answers import summary
from budgets.flow import Flow, Walked, walked
from budgets.flows import FLOWS

OUT = Path(__file__).parents[1] / "build/budgets.json"
TIMES = 4  # each flow is walked so often, with somebody else each time; the first time warms the server
MOST_P95 = 100.0  # milliseconds of the answers to taps


def walk(
    flows: list[Flow], chromium: Any, address: str, work: Any, therapist: Any, state: Any
) -> tuple[list[Walked], dict[str, Any]]:
    """Each flow as often as said: what the last time came to, and how long the server took, for each tap the
    middle of all times but the first.
    """
    last: list[Walked] = []
    took: list[tuple[str, float]] = []
    worked: list[tuple[str, float]] = []
    for place, flow in enumerate(flows):
        every = [
            walked(flow, chromium, address, therapist, state, 10 * place + nth, work) for nth in range(TIMES)
        ]
        last.append(every[-1])
        print(row(every[-1]), flush=True)
        took += middle(flow.key, [one.took for one in every[1:]])
        worked += middle(flow.key, [one.worked for one in every[1:]])
    told = summary([ms for _, ms in took])
    return last, {
        **told,
        "budget": {"p95": MOST_P95},
        "within": told["p95"] < MOST_P95,
        "slow": slowest(took),
        "processor": {**summary([ms for _, ms in worked]), "slow": slowest(worked)},
    }


def middle(key: str, every: list[list[tuple[str, float]]]) -> list[tuple[str, float]]:
    """For each tap of a flow the middle of its times (ms)."""
    return [
        (f"{key} {same[0][0]}", statistics.median(ms for _, ms in same)) for same in zip(*every, strict=False)
    ]


def slowest(took: list[tuple[str, float]]) -> list[str]:
    """The ten that take longest, in words."""
    return [f"{what}: {ms:.0f} ms" for what, ms in sorted(took, key=lambda one: -one[1])[:10]]


def row(one: Walked) -> str:
    """A line of the table: each figure with what it may be."""
    may, count = one.flow.budget.public(), one.count
    cells = [f"{one.flow.key}  {one.flow.name:44}"]
    for name in ("taps", "decisions", "characters", "seconds"):
        most = f"/{may[name]:g}" if name in may else ""
        cells.append(f"{getattr(count, name):6.4g}{most:5}")
    faults = [*one.over, *(f"not in the record: {what}" for what in one.missing), *one.small, *one.wrong]
    return " ".join(cells) + ("  within" if one.within else "  OVER: " + "; ".join(faults))


def speed(chromium: Any, address: str, therapist: Any, state: Any) -> dict[str, Any]:
    """First paints of all pages, and the scores of four."""
    who = clinic.someone(therapist, 90, visits=2)
    home, intake = clinic.links(therapist, who)
    paths = paints.kinds_of_pages(who, intake, home)
    page = clinic.tablet(chromium, address, state=state)
    page.add_init_script(scores.GATHER)
    took = paints.first_paints(page, paths)
    page.context.close()
    slowest = max(took, key=lambda path: took[path])
    four = {
        "Today": "/",
        "assess": f"/visits/{who.visit.first}/assess/",
        "table mode": f"/visits/{who.visit.first}/treat/?at=step",
        "intake": f"/portal/{intake}/why/",
    }
    return {
        "paints": {"pages": took, "slowest": took[slowest], "budget": paints.MOST,
                   "within": took[slowest] < paints.MOST},
        "scores": [scored(name, path, chromium, address, state) for name, path in four.items()],
    }  # fmt: skip


def scored(name: str, path: str, chromium: Any, address: str, state: Any) -> dict[str, Any]:
    """The three scores of a page, of 100, with what was found."""
    size = clinic.PHONE if name == "intake" else None
    page = clinic.tablet(chromium, address, size, state)
    page.add_init_script(scores.GATHER)
    manners, faults = scores.best_practice(page, path)
    reached, broken = scores.accessibility(page)
    fast, measured = scores.performance(chromium, page, path)
    page.context.close()
    three = {"performance": fast, "accessibility": reached, "best practice": manners}
    return {
        "name": name,
        **{kind: round(100 * value) for kind, value in three.items()},
        "measured": measured,
        "broken": broken,
        "faults": faults,
        "within": all(round(100 * value) >= 100 * lighthouse.ENOUGH for value in three.values()),
    }


def table(found: dict[str, Any]) -> str:
    """What there is beside the flows, as lines."""
    lines: list[str] = []
    if told := found.get("answers"):
        lines.append(f"\nAnswers to {told['answers']} taps: median {told['median']} ms, 95th percentile "
                     f"{told['p95']} ms of {MOST_P95:g}, slowest {'; '.join(told['slow'][:3])}")  # fmt: skip
        own = told["processor"]
        lines.append(f"The server's processor worked for them: median {own['median']} ms, 95th percentile "
                     f"{own['p95']} ms, longest {'; '.join(own['slow'][:3])}")  # fmt: skip
    if told := found.get("paints"):
        slow = sorted(told["pages"].items(), key=lambda one: -one[1])[:3]
        lines.append(f"First paint of {len(told['pages'])} pages, ms of {paints.MOST:g}: "
                     + "; ".join(f"{path} {ms:g}" for path, ms in slow))  # fmt: skip
    for one in found.get("scores", []):
        three = "  ".join(f"{kind} {one[kind]}" for kind in ("performance", "accessibility", "best practice"))
        lines.append(
            f"{one['name']:12}{three}  {one['measured']} {one['broken'] or ''} {one['faults'] or ''}"
        )
    return "\n".join(lines)


def main(asked: list[str]) -> int:
    """Measure what was asked for, or all of it."""
    flows = [one for one in FLOWS if one.key in asked] or list(FLOWS)
    with clinic.served() as (address, work), clinic.browser() as chromium:
        from palpate.accounts.models import User
        from palpate.clinic.demo.fill import PASSWORD, USERNAME

        therapist = User.objects.get(username=USERNAME)
        page = clinic.tablet(chromium, address)
        clinic.sign_in(page, USERNAME, PASSWORD)
        state = page.context.storage_state()
        page.context.close()
        found: dict[str, Any] = {}
        if asked != ["speed"]:
            last, found["answers"] = walk(flows, chromium, address, work, therapist, state)
            found["flows"] = [one.public() for one in last]
        if not asked or asked == ["speed"]:
            found |= speed(chromium, address, therapist, state)
    print(table(found))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf8")
    every = [
        *found.get("flows", []),
        *found.get("scores", []),
        *filter(None, map(found.get, ("answers", "paints"))),
    ]
    return int(not all(one["within"] for one in every))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
