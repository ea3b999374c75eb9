"""What the pages of the treatment show: a step with what follows, or what is measured before and after."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from palpate.accounts.rights import may_treat
from palpate.clinic.plan import words
from palpate.clinic.treat import signs
from palpate.clinic.treat.late import Late
from palpate.clinic.treat.spot import spot
from palpate.clinic.treat.table import Step, Table, key_of_row
from palpate.knowledge.say import say_limit

WORDS = (("more", "More", "↑"), ("good", "Good", "="), ("less", "Less", "↓"))
# Every word that may be said of a step afterwards: of the pressure, then of what it did.
RESPONSES = (
    ("good", "Good"), ("more", "Wanted more"), ("less", "Wanted less"),
    ("better", "Better"), ("same", "Same"), ("worse", "Worse"), ("stopped", "Stopped"),
)  # fmt: skip
SKIPS = ("Time is short", "Client did not want it", "Not tolerated today", "Not needed today")
STOPS = ("Sharp pain", "Numbness or tingling", "Dizzy or unwell", "Too much pressure", "Client asked to stop")
LIMITS = 3  # restrictions said in full before one starts; the plan has all
KEYS = 15  # more of them in a row is a search
LEFT = (5, 10, 15, 20, 30, 45)


def shared(request: HttpRequest, table: Table) -> dict[str, Any]:
    """What every part of the page shows."""
    return {
        "frame": table.frame,
        "table": table,
        "may_treat": may_treat(request.user, table.frame.visit),
        "doing": len(table.done),
        "voice": settings.VOICE,
        "again": request.GET.get("again") and table.left_by_hand is not None,
        "fell_out": _fell_out(table) if "again" in request.GET else (),
    }


def _fell_out(table: Table) -> list[str]:
    """What stands in the plan, may be done, and found no room in the minutes left."""
    there = {Step.key_of(one) for one in table.upcoming} | {key_of_row(row) for row in table.done}
    return [
        f"{words.technique(one.raw['technique'], table.known)}, {words.place(*one.place, table.known)}"
        for one in table.items
        if one.fits and one.key not in there
    ]


def of_signs(table: Table, at: str) -> dict[str, Any]:
    """What the page before and after the treatment shows."""
    return {
        "at": at,
        "signs": [(one, one.told[at], one.fill(at)) for one in signs.signs(table.frame)],
        "states": signs.STATES,
        "numbers": range(11),
        "upcoming": table.upcoming,
        "steps": _steps(table),
        "limits": _limits(table),
        "more_limits": max(0, len(table.frame.restricted) - LIMITS),
        "last": table.done[-1] if table.done else None,
        "first_name": words.technique(table.upcoming[0].technique, table.known) if table.upcoming else "",
    }


def _steps(table: Table) -> list[dict[str, Any]]:
    """The agenda in words."""
    return [
        {
            "minutes": one.minutes,
            "name": words.technique(one.technique, table.known),
            "place": words.place(one.structure, one.side, table.known),
            "position": words.POSITIONS[one.position],
        }
        for one in table.upcoming
    ]


def _limits(table: Table) -> list[tuple[str, str]]:
    """The first restrictions that hold for this client: the name, and what is narrowed."""
    return [(one.name, "; ".join(say_limit(one.limit))) for one in table.frame.restricted[:LIMITS]]


def of_late(late: Late, opened: str, recorded: str) -> dict[str, Any]:
    """What the late pass shows: every line, the one that is opened with all that may be changed of it, and
    what the last tap recorded for many. `opened` is the key of a step, or the id of what was recorded of it.
    """
    table = late.table
    every = [*late.lines, *late.over] if opened else []
    line = next((one for one in every if opened in (one.step.key, one.id)), None)
    return {
        "late": late,
        "opened": line,
        "swaps": table.swaps(line.step)[:8] if line else (),
        "minutes": _minutes(line.step) if line else (),
        "pressures": range(line.step.verdict.pressure[0], line.step.verdict.pressure[1] + 1) if line else (),
        "together": late.together(recorded) if recorded else (),
        "words": RESPONSES,
        "skips": SKIPS,
    }


def of_step(table: Table, step: Step, later: int = 0) -> dict[str, Any]:
    """What the page of a step shows beside the step itself; `later` steps come before it."""
    known = table.known
    order = [str(row.first) for row in table.done]
    here = order.index(str(step.row.first)) if step.row else len(order) + later
    rest = table.upcoming if step.row else table.upcoming[later + 1 :]
    before = table.done[here - 1] if here and not later else None
    technique = known.techniques[step.technique]
    return {
        "step": step,
        "name": technique.name,
        "how": technique.how,
        "where": known.structures[step.structure].name,
        "side": words.SIDES[step.side],
        "position": words.POSITIONS[step.position] if step.position else "",
        "positions": [(one, words.POSITIONS[one]) for one in table.case.visit.positions],
        "spot": spot(step.structure, step.side, known),
        "narrowed": words.reasons(step.verdict.because, known),
        "kind": "step",
        "before": before,
        "before_name": words.technique(before.technique, known) if before else "",
        "rest": [
            (one.minutes, words.technique(one.technique, known), words.place(one.structure, one.side, known))
            for one in rest
        ],
        "ticks": ["past"] * here + ["here"] + [""] * (len(order) + later - here - bool(step.row) + len(rest)),
        "number": here + 1,
        "of": len(order) + len(rest) + (0 if step.row else 1 + later),
        "swaps": table.swaps(step),
        "words": WORDS,
        "skips": SKIPS,
        "stops": STOPS,
        "lefts": LEFT,
        "seconds": step.minutes * 60,
        "bears": step.bears,
        "down": step.bears.step_down,
        "lower": _lower(step),
        "higher": _higher(step),
        "least": step.verdict.minutes[0],
        "most": step.verdict.minutes[1],
    }


def _minutes(step: Step) -> list[int]:
    """The minutes that may be told of a step, as many as fit on keys: of a wide range every fifth."""
    least, most = step.verdict.minutes
    every = range(least, most + 1)
    few = every if len(every) <= KEYS else [one for one in every if one % 5 == 0 or one in (least, most)]
    return sorted({*few, step.minutes} if step.row else {*few})


def _higher(step: Step) -> int | None:
    """One more of pressure, where the technique and what the place bears leave it open."""
    most = min(step.verdict.pressure[1], step.bears.ceiling)
    return step.pressure + 1 if step.pressure < most else None


def _lower(step: Step) -> int:
    """The pressure of the next step down; the technique's least where that is no matter of pressure."""
    down = step.bears.step_down
    return down.pressure if down and down.element == "pressure" else step.verdict.pressure[0]
