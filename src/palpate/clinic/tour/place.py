"""Where somebody is in the guided visit: kept in a cookie of this device, for this person."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from palpate.clinic.tour.steps import DEMO_CLINIC, DEMO_USER, STEPS, Step, address, reached

COOKIE = "palpate_tour"
A_YEAR = 365 * 24 * 60 * 60
SHAPE = re.compile(r"(\d+):(\d+|left):([0-9a-f-]{36}|)", re.ASCII)


@dataclass(frozen=True)
class Place:
    """A step of the tour, as it is shown on one page."""

    at: int  # from 0
    visit: str  # its id; empty where no visit can be shown
    path: str  # of the page that shows it
    noticed: bool = False  # whether the step before was just done
    behind: bool = False  # whether the cookie does not know yet how far this is

    @property
    def step(self) -> Step:
        """What is said."""
        return STEPS[self.at]

    @property
    def here(self) -> bool:
        """Whether this is the page that it speaks of."""
        return self.path == self.address

    @property
    def address(self) -> str:
        """The page that it speaks of."""
        return address(self.step, self.visit)

    @property
    def mark(self) -> str:
        """What it speaks of, as CSS."""
        return self.step.at.format(visit=self.visit) if self.here else ""

    @property
    def number(self) -> int:
        """From 1."""
        return self.at + 1

    @property
    def count(self) -> int:
        """Of all steps."""
        return len(STEPS)

    @property
    def last(self) -> bool:
        """Whether nothing follows."""
        return self.at == len(STEPS) - 1


def place(request: HttpRequest, path: str) -> Place | None:
    """Where the signed-in person is; None where no tour is on. In the demo it begins by itself, on Today."""
    who, at, visit = _kept(request)
    if who != request.user.pk:
        return Place(0, "", path) if path == "/" and _shown_round(request.user) else None
    if at is None:
        return None
    now = reached(at, path, visit)
    return Place(now, visit, path, noticed=now > at, behind=now > at)


def _kept(request: HttpRequest) -> tuple[int | None, int | None, str]:
    found = SHAPE.fullmatch(request.COOKIES.get(COOKIE, ""))
    if not found or len(found[1]) > 18:
        return None, None, ""
    left = found[2] == "left" or len(found[2]) > 3 or int(found[2]) >= len(STEPS)
    return int(found[1]), None if left else int(found[2]), found[3]


def _shown_round(user: Any) -> bool:
    return bool(user.username == DEMO_USER and user.clinic and user.clinic.name == DEMO_CLINIC)


def keep(request: HttpRequest, answer: HttpResponse, at: int | None, visit: str) -> None:
    """Remember a step; None: that the tour was left."""
    words = f"{request.user.pk}:{'left' if at is None else at}:{visit}"
    answer.set_cookie(
        COOKIE, words, max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
