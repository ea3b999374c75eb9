"""The figures of calibration, from pairs of a probability and whether it came true."""

from collections.abc import Iterable, Sequence

import msgspec

BINS = 15
Pair = tuple[float, bool]


class Bin(msgspec.Struct, frozen=True):
    """One bin of a reliability diagram: how many, their mean probability, and the share that came true."""

    count: int
    said: float
    came: float


def reliability(pairs: Iterable[Pair], bins: int = BINS) -> list[Bin]:
    """The pairs in bins of equal width, empty ones left out."""
    groups: list[list[Pair]] = [[] for _ in range(bins)]
    for said, came in pairs:
        groups[min(bins - 1, int(said * bins))].append((said, came))
    return [
        Bin(len(group), mean(said for said, _ in group), mean(came for _, came in group))
        for group in groups
        if group
    ]


def calibration_error(pairs: Sequence[Pair], bins: int = BINS) -> float:
    """Expected calibration error (Naeini 2015; Guo 2017): the mean over the bins of the distance between what
    was said and what came, by their counts. With few pairs chance alone makes it larger.
    """
    found = reliability(pairs, bins)
    total = sum(one.count for one in found)
    return sum(one.count * abs(one.said - one.came) for one in found) / total if total else 0.0


def mean(values: Iterable[float]) -> float:
    """The mean; 0 where there is nothing."""
    kept = list(values)
    return sum(kept) / len(kept) if kept else 0.0
