"""In which order a reader wants the parts of notes: as they are written (SOAP), or what follows first (APSO).
Kept on the device, for every note, until it is changed.
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from palpate.clinic.note.sentences import PARTS

COOKIE = "note-order"
ORDERS = ("soap", "apso")
A_YEAR = 365 * 24 * 60 * 60


def of(request: HttpRequest) -> str:
    """The order asked for, else the one that was kept."""
    asked = (request.GET.get("order"), request.COOKIES.get(COOKIE))
    return next((one for one in asked if one in ORDERS), ORDERS[0])


def parts_in(order: str) -> Sequence[str]:
    """The names of the four parts in an order."""
    return [PARTS[letter] for letter in order]


def keep(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer, which remembers an order that was asked for."""
    if request.GET.get("order") in ORDERS:
        answer.set_cookie(COOKIE, of(request), max_age=A_YEAR, httponly=True, samesite="Lax")
    return answer
