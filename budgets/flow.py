"""One flow: what it is called, what it may cost, how it goes, and what the record must hold afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from budgets.answers import Answers
from budgets.clinic import Made, gone, someone, tablet
from budgets.model import Budget, Count, exceeded
from budgets.person import Person


@dataclass(frozen=True)
class Flow:
    """`visits` were held before; `ready` arranges what is done before the person takes up the tablet, and
    gives the page where the flow begins; `walk` does it; `missing` names what the record does not hold.
    """

    key: str
    name: str
    budget: Budget
    visits: int
    ready: Callable[[Made, Any], str]
    walk: Callable[[Person, Made], None]
    missing: Callable[[Made], list[str]]


@dataclass(frozen=True)
class Walked:
    """What came out."""

    flow: Flow
    count: Count
    missing: list[str]  # of the record: the flow is not whole
    small: list[str]  # targets that are too small
    wrong: list[str]  # errors that the browser heard of
    took: list[tuple[str, float]]  # milliseconds of the answer to each tap
    worked: list[tuple[str, float]]  # those that the server's processor worked for it

    @property
    def over(self) -> list[str]:
        """What exceeds the budget, in words."""
        return exceeded(self.count, self.flow.budget)

    @property
    def within(self) -> bool:
        """Whether it is whole, and within its budget."""
        return not (self.over or self.missing or self.small or self.wrong)

    def public(self) -> dict[str, object]:
        """As `build/budgets.json` has it."""
        return {
            "name": f"{self.flow.key} {self.flow.name}",
            "taps": self.count.taps,
            "decisions": self.count.decisions,
            "characters": self.count.characters,
            "hand_changes": self.count.hand_changes,
            "seconds": round(self.count.seconds, 2),
            "budget": self.flow.budget.public(),
            "within": self.within,
            "over": self.over,
            "missing": self.missing,
            "small": self.small,
            "wrong": self.wrong,
            "decided": self.count.decided,
            "did": self.count.did,
        }


def walked(
    flow: Flow,
    chromium: Any,
    address: str,
    therapist: Any,
    state: Any,
    number: int,
    work: Callable[[], float] = lambda: 0.0,
) -> Walked:
    """The flow once, with somebody of that number. `state` is of a browser in which the therapist is signed
    in; `work` tells the processor time of the server (ms).
    """
    made = someone(therapist, number, visits=flow.visits)
    page = tablet(chromium, address, state=state)
    try:
        person = Person(page, answers=Answers(work=work))
        page.goto(flow.ready(made, therapist))
        person.answers.settle(page)
        flow.walk(person, made)
        heard = person.answers
        return Walked(
            flow, person.count, flow.missing(made), person.small, heard.wrong, heard.took, heard.worked
        )
    finally:
        page.context.close()
        gone(made)
