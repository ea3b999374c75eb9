"""The whole evaluation: everything that is measured, once, from one seed."""

import time

import msgspec

from evaluate.courses import Covered, coverage
from evaluate.crowd import STAGES, Outcome, levels, outcomes
from evaluate.degrade import Step, step, under_wrong_answers, under_wrong_priors
from evaluate.figures import Bin, calibration_error, mean, reliability
from evaluate.published import Row, judge_all, tallies
from evaluate.race import AT, CERTAIN, Race, Saved, races, saved
from evaluate.regret import Regret, regrets
from palpate.knowledge import knowledge
from palpate.reasoning.causes.differential import OTHER
from palpate.reasoning.change.course import GENERAL
from palpate.reasoning.simulate import Assumptions

# Shares of the clients that the dearer parts get: a race takes as long as a hundred single looks.
PART_DISTURBED, PART_RACED, PART_PLANNED, PART_SCREENED = 0.1, 0.05, 0.05, 0.1
SHARP = 20  # bars of the sharpness histogram


class Group(msgspec.Struct, frozen=True):
    """Calibration of some of the clients: what was said of the leading hypothesis, and what came."""

    name: str
    of: int
    said: float
    came: float
    error: float


class Study(msgspec.Struct, frozen=True, kw_only=True):
    """All that was measured."""

    seed: str
    clients: int
    seconds: float
    rows: list[Row]
    all_clients: Step
    bins: list[Bin]  # of the leading hypothesis
    every_bins: list[Bin]  # of every hypothesis
    every_error: float
    sharpness: list[int]  # clients by the probability of their leading hypothesis
    groups: list[Group]
    causes: list[tuple[str, float, float]]  # condition, share said of it, share that had it
    levels: dict[str, dict[str, int]]  # of ordinary and of serious causes: clients by level
    races: list[Saved]
    raced: int
    race_lines: dict[str, list[float]]  # by way of asking: share that is certain after so many findings
    regrets: list[Regret]
    covered: list[Covered]
    covered_wider: list[Covered]
    wrong_priors: list[Step]
    wrong_answers: list[Step]


def study(clients: int, seed: str) -> Study:
    """Measure everything. Minutes for 20,000 clients, a second for a hundred."""
    start = time.perf_counter()
    found = outcomes(clients, Assumptions(), seed)
    raced = races(_part(clients, PART_RACED), Assumptions(), f"{seed} race")
    wider = msgspec.structs.replace(
        GENERAL, share_spread=1.5 * GENERAL.share_spread, swing=1.5 * GENERAL.swing
    )
    disturbed = _part(clients, PART_DISTURBED)
    every = [(share, name == one.cause) for one in found for name, share in one.shares]
    return Study(
        seed=seed,
        clients=clients,
        rows=judge_all(),
        all_clients=step(0.0, found),
        bins=reliability(_leading(found)),
        every_bins=reliability(every),
        every_error=calibration_error(every),
        sharpness=_sharpness(found),
        groups=groups(found),
        causes=_causes(found),
        levels=levels(_part(clients, PART_SCREENED), Assumptions(), f"{seed} screen"),
        races=[saved(raced, place) for place in range(len(CERTAIN))],
        raced=len(raced),
        race_lines=_race_lines(raced),
        regrets=regrets(_part(clients, PART_PLANNED), Assumptions(), f"{seed} plan"),
        covered=coverage(clients, f"{seed} course"),
        covered_wider=coverage(clients, f"{seed} course", wider),
        wrong_priors=under_wrong_priors(disturbed, f"{seed} priors"),
        wrong_answers=under_wrong_answers(disturbed, f"{seed} answers"),
        seconds=time.perf_counter() - start,
    )


def summary(one: Study) -> dict[str, object]:
    """The figures of build/evaluation.json."""
    return {
        "published": {name: msgspec.to_builtins(tally) for name, tally in tallies(one.rows).items()},
        "simulated": {
            "calibration_error": round(one.all_clients.calibration_error, 4),
            "tests_saved": round(one.races[CERTAIN.index(AT)].saved, 4),
            "forecast_coverage": round(mean(found.within for found in one.covered), 4),
        },
    }


def groups(found: list[Outcome]) -> list[Group]:
    """The calibration of parts of the clients: by stage, by what leads, by what is true, by region."""
    known = knowledge()

    def grave(name: str) -> bool:
        return name != OTHER and known.conditions[name].serious

    parts = {f"{stage} findings at most": [one for one in found if one.stage == stage] for stage in STAGES}
    parts["an ordinary cause leads"] = [
        one for one in found if one.leading != OTHER and not grave(one.leading)
    ]
    parts["a serious cause leads"] = [one for one in found if grave(one.leading)]
    parts["“other” leads"] = [one for one in found if one.leading == OTHER]
    for region in sorted({one.region for one in found}):
        parts[f"complaint at {region}"] = [one for one in found if one.region == region]
    return [_group(name, part) for name, part in parts.items() if part]


def _group(name: str, found: list[Outcome]) -> Group:
    pairs = _leading(found)
    said, came = mean(share for share, _ in pairs), mean(came for _, came in pairs)
    return Group(name, len(found), said, came, calibration_error(pairs))


def _leading(found: list[Outcome]) -> list[tuple[float, bool]]:
    return [(one.certainty, one.rank == 1) for one in found]


def _sharpness(found: list[Outcome]) -> list[int]:
    counts = [0] * SHARP
    for one in found:
        counts[min(SHARP - 1, int(one.certainty * SHARP))] += 1
    return counts


def _causes(found: list[Outcome]) -> list[tuple[str, float, float]]:
    """Each cause with the mean probability it was given and the share of clients who had it, those furthest
    apart first.
    """
    said: dict[str, float] = {}
    had: dict[str, float] = {}
    for one in found:
        had[one.cause] = had.get(one.cause, 0.0) + 1 / len(found)
        for name, share in one.shares:
            said[name] = said.get(name, 0.0) + share / len(found)
    rows = [(name, said.get(name, 0.0), had.get(name, 0.0)) for name in said | had]
    return sorted(rows, key=lambda row: -abs(row[1] - row[2]))


def _race_lines(raced: list[Race]) -> dict[str, list[float]]:
    place = CERTAIN.index(AT)
    ways = {
        "next best": [one.next_best[place] for one in raced],
        "usual order": [one.usual[place] for one in raced],
    }
    return {
        name: [mean(count is not None and count <= asked for count in counts) for asked in range(0, 61, 5)]
        for name, counts in ways.items()
    }


def _part(clients: int, share: float) -> int:
    return max(10, round(clients * share))
