"""Which clinic's rows the database lets through now: the second wall, behind the filters of the queries.

On PostgreSQL every table that belongs to a clinic stands under row security (`records.policies`), which reads
the setting `palpate.clinic` of the connection. What it should be is said here, for the code that runs inside
a `with`; the engine (`web.engines.postgresql`) tells the database before the next statement, when it differs.
Where nobody said anything, nothing is visible. SQLite has no such wall, and nothing is sent to it.

The wall holds against a filter that the program forgot. It does not hold against somebody who can send
statements of their own to the database: they can set the setting too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NOWHERE = ""
SIGNING_IN = "sign-in"  # people and clinics only: to find out who it is
EVERYWHERE = "*"
TOKEN = "token:"  # and the token: the one link that has it

_scope: ContextVar[str] = ContextVar("scope", default=NOWHERE)


def scope() -> str:
    """The value that the setting `palpate.clinic` should have now."""
    return _scope.get()


@contextmanager
def limited_to(scope: str) -> Iterator[None]:
    """Inside it, the given scope holds; afterwards the one before."""
    before = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(before)


@contextmanager
def within(clinic_id: int) -> Iterator[None]:
    """Only the rows of one clinic."""
    with limited_to(str(clinic_id)):
        yield


@contextmanager
def everywhere() -> Iterator[None]:
    """The rows of all clinics: for migrate, backup, verify and the like. A page never needs it."""
    with limited_to(EVERYWHERE):
        yield


@contextmanager
def by_token(token: str) -> Iterator[None]:
    """Only the link with that token: the narrow way in for somebody who has no account."""
    with limited_to(TOKEN + token):
        yield


def enter(clinic_id: int) -> None:
    """From here to the end of the request only the rows of that clinic: it is known now whose request it is.
    Changes nothing for a command that works on all clinics.
    """
    if _scope.get() != EVERYWHERE:
        _scope.set(str(clinic_id))
