"""Hidden names: whether this device hides them, and showing one of them while it is held.

A page that hides a name carries it sealed, for the person who asked for the page only; what is sealed can be
shown for as long as a sign-in lasts.
"""

from django.http import HttpRequest

from palpate.accounts.sealing import SealError, seal, unseal
from palpate.pages import hiding

COOKIE = "palpate_hide_names"
PURPOSE = "hidden name"


def begin_hiding(request: HttpRequest) -> None:
    """From now on names are written hidden, if this device asks for it."""
    if request.COOKIES.get(COOKIE) == "1":
        hiding.begin(lambda text: seal(text, purpose=PURPOSE, owner=request.user.pk))


def end_hiding() -> None:
    """Names are written out again: the next request may come from another device."""
    hiding.end()


def shown(request: HttpRequest, token: str) -> str:
    """What the page hid. Raises SealError for what was not hidden from this person."""
    if not request.user.is_authenticated:
        raise SealError("nobody is signed in")
    return unseal(token, purpose=PURPOSE, owner=request.user.pk)
