"""A list of writes with their ids, as a browser's queue holds them, and the sending of it: once, twice, or
until the server dies in between.

As JSON a write is {"path": "/visits/…/treat/record/", "row_id": "…", "fields": [["technique", "…"], …]}.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from palpate.records.once import joined, said

Pairs = Sequence[tuple[str, str]]
# Posts fields to a path with headers; gives the status. Through a test client or over HTTP, as is at hand.
Send = Callable[[str, dict[str, list[str]], dict[str, str]], int]


@dataclass(frozen=True)
class Write:
    """One write as it waits: where to, what it says, and the id its writer made."""

    path: str
    fields: Pairs
    row_id: UUID = field(default_factory=uuid4)

    @property
    def stored_as(self) -> UUID:
        """The id of the (first) row that it makes."""
        return joined(self.row_id, said(self.path, self.fields))

    @property
    def body(self) -> dict[str, list[str]]:
        """What is posted."""
        table: dict[str, list[str]] = {"row_id": [str(self.row_id)]}
        for name, value in self.fields:
            table.setdefault(name, []).append(value)
        return table


def replay(send: Send, writes: Iterable[Write]) -> list[int]:
    """Send each in order, as the queue does; the statuses. Stops at the first that is not stored (a refusal,
    or an error of the line, which is raised): what comes after it has not been tried.
    """
    statuses: list[int] = []
    for one in writes:
        statuses.append(send(one.path, one.body, {"HX-Request": "true", "X-Palpate-Queued": "1"}))
        if statuses[-1] >= 300:
            break
    return statuses


def by_browser(browser: Any) -> Send:
    """Sends through Django's test client."""
    return lambda path, body, headers: browser.post(path, body, headers=headers).status_code
