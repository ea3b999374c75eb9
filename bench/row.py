"""One line of the results, and how times are taken: contestants in turn, the median of the passes."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping

import msgspec

PASSES = 3
ENOUGH, MOST_CALLS = 40.0, 15  # milliseconds and calls after which a pass is long enough


class Row(msgspec.Struct, kw_only=True):
    """What Palpate needs, beside what another needs for the same. `ratio` is how many times better Palpate
    is: above one it is ahead. `bar` is the least ratio, `at_most` the most of the unit, that is let pass.
    """

    name: str
    value: float | None
    unit: str
    peer: str = ""
    peer_value: float | None = None
    more_is_better: bool = False
    bar: float | None = None
    at_most: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times better; None where one of the two is missing."""
        if not self.value or not self.peer_value:
            return None
        return self.value / self.peer_value if self.more_is_better else self.peer_value / self.value

    @property
    def reached(self) -> bool | None:
        """Whether bar and limit hold; None where nothing is set or nothing could be measured."""
        told = [] if self.bar is None or self.ratio is None else [self.ratio >= self.bar]
        told += [] if self.at_most is None or self.value is None else [self.value <= self.at_most]
        return all(told) if told else None

    def public(self) -> dict[str, object]:
        """The row as `build/bench.json` has it."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "peer": self.peer,
            "peer_value": self.peer_value,
            "ratio": self.ratio,
        }


def ms(run: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)


def race(contestants: Mapping[str, Callable[[], object]], passes: int = PASSES) -> dict[str, float]:
    """The median over the passes of each contestant's time (ms), one after another in an order that turns
    with each pass. Each must have run once, so that nobody pays for what is made only once.
    """
    names = list(contestants)
    times: dict[str, list[float]] = {name: [] for name in names}
    gc.collect()
    for number in range(passes):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            times[name].append(once_or_more(contestants[name]))
    return {name: statistics.median(taken) for name, taken in times.items()}


def once_or_more(run: Callable[[], object]) -> float:
    """Milliseconds of a call; of a short one the median of some: a single one says more of the machine."""
    taken = [ms(run)]
    while sum(taken) < ENOUGH and len(taken) < MOST_CALLS:
        taken.append(ms(run))
    return statistics.median(taken)
