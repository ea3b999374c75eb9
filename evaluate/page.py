"""The report as one page of HTML that needs nothing beside it: tables, plots, and how each figure is made."""

from collections.abc import Iterable, Sequence
from html import escape

from evaluate import how
from evaluate.degrade import Step
from evaluate.draw import Line, histogram, plot
from evaluate.figures import Bin, mean
from evaluate.published import Row, tallies
from evaluate.race import AT, MOST, Saved
from evaluate.regret import Regret
from evaluate.study import Study

STYLE = """body {font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; color: #222}
table {border-collapse: collapse; margin: 1rem 0; font-size: 14px}
td, th {border-bottom: 1px solid #ddd; padding: .25rem .6rem; text-align: left; vertical-align: top}
td.n {text-align: right; font-variant-numeric: tabular-nums}
figure {display: inline-block; margin: 0 1rem 1rem 0}
figcaption {font-size: 13px; color: #555}
.how {color: #555; font-size: 14px}"""
GOALS = {
    "dangerous_under_triage": ("an emergency or same-day case comes out as one to treat", "none"),
    "missed_stop": ("a case to refer, today or later, comes out as one to treat", "few"),
    "needless_stop": ("a case that can be treated is sent away", "under 20 %"),
    "top1": ("the right cause leads", "no bar set"),
    "top3": ("the right cause is among the first three", "65 % at least"),
}


def page(one: Study) -> str:
    """The whole report."""
    parts = (
        "<h1>Evaluation of the reasoning</h1>",
        f"<p>{len(one.rows)} published cases, {one.clients:,} simulated clients, seed “{escape(one.seed)}”, "
        f"{one.seconds:.0f} seconds. The same seed gives the same figures.</p>",
        *_published(one.rows),
        *_calibration(one),
        *_causes(one),
        *_races(one),
        *_regret(one.regrets),
        *_forecasts(one),
        *_degradation(one),
    )
    head = f'<meta charset="utf-8"><title>Evaluation of the reasoning</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _published(rows: list[Row]) -> Iterable[str]:
    yield "<h2>Published cases</h2>"
    yield _how(how.PUBLISHED)
    yield _table(
        ("figure", "what is counted", "wanted", "hits", "of", "share"),
        [
            (name.replace("_", " "), *GOALS[name], one.hits, one.of, f"{one.hits / max(1, one.of):.0%}")
            for name, one in tallies(rows).items()
        ],
    )
    yield "<h3>Every miss, and what it came from</h3>"
    yield _how("The number behind a finding is its weight for the cause, a natural logarithm.")
    missed = [(row.id, row.region, " or ".join(row.accepted), "; ".join(row.why)) for row in rows if row.why]
    yield _table(("case", "complaint", "right cause", "why"), missed)


def _calibration(one: Study) -> Iterable[str]:
    total = one.all_clients
    yield "<h2>Calibration and sharpness</h2>"
    yield _how(how.CALIBRATION)
    yield _table(
        (
            "clients",
            "calibration error",
            "of every hypothesis",
            "leading was right",
            "among first three",
            "Brier",
        ),
        [
            (
                total.of,
                f"{total.calibration_error:.4f}",
                f"{one.every_error:.5f}",
                f"{total.top1:.3f}",
                f"{total.top3:.3f}",
                f"{total.brier:.3f}",
            )
        ],
    )
    yield plot(
        "Leading hypothesis: said against came (area: clients)",
        ("probability said", "share that was right"),
        [_dots(one.bins)],
        diagonal=True,
    )
    yield histogram(
        "Sharpness: probability of the leading hypothesis", ("probability", "share of clients"), one.sharpness
    )
    yield "<h3>Parts of the clients</h3>"
    yield _how("In a small group chance alone makes the error larger; look at said and came first.")
    yield _table(
        ("who", "clients", "said", "came", "calibration error"),
        [(g.name, g.of, f"{g.said:.3f}", f"{g.came:.3f}", f"{g.error:.3f}") for g in one.groups],
    )


def _causes(one: Study) -> Iterable[str]:
    yield "<h3>Causes that are said too often or too rarely</h3>"
    yield _how("Mean probability over all clients against the share who had it; the twelve furthest apart.")
    yield _table(
        ("cause", "said", "had", "difference"),
        [(name, f"{said:.4f}", f"{had:.4f}", f"{said - had:+.4f}") for name, said, had in one.causes[:12]],
    )
    yield "<h3>Level of the screening</h3>"
    yield _how(how.LEVELS)
    names = list(dict.fromkeys(level for row in one.levels.values() for level in row))
    rows = [(kind, *(row.get(name, 0) for name in names)) for kind, row in one.levels.items()]
    yield _table(("true cause", *names), rows)


def _races(one: Study) -> Iterable[str]:
    yield "<h2>Questions and tests needed</h2>"
    yield _how(how.RACE)
    yield _table(
        ("until", "clients", "next best", "usual order", "saved", "arrives", "usual", "right", "usual"),
        [_race_row(row) for row in one.races],
    )
    lines = [
        Line(name, tuple((5.0 * place, share) for place, share in enumerate(shares)))
        for name, shares in one.race_lines.items()
    ]
    yield plot(
        f"Share of clients with a hypothesis of {AT:g} or more",
        ("findings asked", "share of clients"),
        lines,
        across=(0, MOST),
    )


def _race_row(one: Saved) -> tuple[object, ...]:
    return (
        f"{one.certainty:g}",
        one.of,
        f"{one.next_best:.1f}",
        f"{one.usual:.1f}",
        f"{one.saved:.1%}",
        f"{one.next_reached:.2f}",
        f"{one.usual_reached:.2f}",
        f"{one.next_right:.2f}",
        f"{one.usual_right:.2f}",
    )


def _regret(found: list[Regret]) -> Iterable[str]:
    yield "<h2>Plan regret</h2>"
    yield _how(how.REGRET)
    open_plans = [one for one in found if not one.closed]
    parts = {
        "all whose plan is open": open_plans,
        "the true cause led": [one for one in open_plans if one.first],
        "another hypothesis led": [one for one in open_plans if not one.first],
    }
    yield _table(
        ("clients", "how many", "mean regret", "half are below", "nine in ten are below"),
        [(name, len(part), *_spread([one.share for one in part])) for name, part in parts.items()],
    )
    yield f"<p>Screening closed the plan of {len(found) - len(open_plans)} of {len(found)} such clients.</p>"


def _forecasts(one: Study) -> Iterable[str]:
    yield "<h2>Forecasts</h2>"
    yield _how(how.FORECASTS)
    sets = {"courses as assumed": one.covered, "wider than assumed": one.covered_wider}
    yield _table(
        ("courses", "forecasts", "covered", "mean width, share of the scale"),
        [
            (name, len(rows), f"{mean(r.within for r in rows):.3f}", f"{mean(r.width for r in rows):.2f}")
            for name, rows in sets.items()
        ],
    )
    counts = sorted({row.scores for row in one.covered})
    by_count = {n: [row for row in one.covered if row.scores == n] for n in counts}
    yield _table(
        ("scores behind it", "forecasts", "covered", "mean width"),
        [
            (n, len(rows), f"{mean(r.within for r in rows):.3f}", f"{mean(r.width for r in rows):.2f}")
            for n, rows in by_count.items()
        ],
    )


def _degradation(one: Study) -> Iterable[str]:
    yield "<h2>Under wrong priors and wrong answers</h2>"
    yield _how(how.DEGRADATION)
    for name, steps in (("wrong priors", one.wrong_priors), ("wrong answers", one.wrong_answers)):
        yield f"<h3>{name.capitalize()}</h3>"
        yield _table(
            ("strength", "clients", "calibration error", "first", "first three", "Brier"), _steps(steps)
        )
        yield plot(
            f"Under {name}",
            ("strength", "share of clients, error"),
            [
                Line("among first three", tuple((s.strength, s.top3) for s in steps)),
                Line("first", tuple((s.strength, s.top1) for s in steps)),
                Line("calibration error", tuple((s.strength, s.calibration_error) for s in steps)),
            ],
            across=(0, max(s.strength for s in steps)),
        )


def _steps(steps: Sequence[Step]) -> list[tuple[object, ...]]:
    return [
        (s.strength, s.of, f"{s.calibration_error:.4f}", f"{s.top1:.3f}", f"{s.top3:.3f}", f"{s.brier:.3f}")
        for s in steps
    ]


def _dots(bins: list[Bin]) -> Line:
    total = sum(one.count for one in bins) or 1
    sizes = tuple(2 + 22 * (one.count / total) ** 0.5 for one in bins)
    return Line("", tuple((one.said, one.came) for one in bins), joined=False, sizes=sizes)


def _spread(values: list[float]) -> tuple[str, str, str]:
    ordered = sorted(values) or [0.0]
    at = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.9)]
    return f"{mean(values):.3f}", f"{at[0]:.3f}", f"{at[1]:.3f}"


def _how(text: str) -> str:
    return f'<p class="how">{escape(text)}</p>'


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["".join(f"<th>{escape(cell)}</th>" for cell in head)]
    lines += ["".join(_cell(cell) for cell in row) for row in rows]
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _cell(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int) else str(value)
    kind = ' class="n"' if text[:1] in "+-0123456789" else ""
    return f"<td{kind}>{escape(text)}</td>"
