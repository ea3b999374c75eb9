"""A form that came in while the screen was locked: sealed into the lock page, and given back afterwards."""

import json

from django.http import HttpRequest

from palpate.accounts.sealing import SealError, seal, unseal

PURPOSE = "held form"
MOST = 1_000_000  # bytes; a longer form is told to be sent again from its own page


def hold(request: HttpRequest) -> str:
    """The form as a token for this person only; empty where it is too long or brought a file."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    text = json.dumps({"to": request.get_full_path(), "fields": fields})
    if request.FILES or len(text) > MOST:
        return ""
    return seal(text, purpose=PURPOSE, owner=request.user.pk)


def give_back(request: HttpRequest, token: str) -> tuple[str, list[tuple[str, str]]] | None:
    """Where the form was to go, and its fields; None for a token that is not this person's."""
    try:
        kept = json.loads(unseal(token, purpose=PURPOSE, owner=request.user.pk))
    except SealError:
        return None
    return kept["to"], [(name, value) for name, value in kept["fields"]]
