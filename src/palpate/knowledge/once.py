"""Computing something from a frozen thing once, and keeping it as long as that thing is in use."""

import functools
from collections.abc import Callable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")


class _Once(Generic[Thing, Result]):
    """Remembers the results for the few things used last, told apart by identity: two bodies of knowledge
    in a test may share a version, and comparing two cases costs more than computing.
    """

    def __init__(self, compute: Callable[[Thing], Result], keep: int = 4) -> None:
        self.compute, self.keep = compute, keep
        self.known: list[tuple[Thing, Result]] = []
        functools.update_wrapper(self, compute)

    def __call__(self, thing: Thing) -> Result:
        for held, result in self.known:
            if held is thing:
                return result
        result = self.compute(thing)
        self.known = [(thing, result), *self.known[: self.keep - 1]]
        return result


def once(compute: Callable[[Thing], Result]) -> Callable[[Thing], Result]:
    """Decorate a function of one frozen thing alone (the knowledge, a case): it runs once for each."""
    return _Once(compute)
