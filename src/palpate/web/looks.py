"""Every page of a client that somebody signed in is given is written down: who, when, whose, what kind."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from palpate.accounts.rights import may_read_record
from palpate.records.looking import keep_look
from palpate.records.models.words import LookedAt

Handler = Callable[[HttpRequest], HttpResponse]

# Addresses that show who the client is and when they come, and nothing of what was seen and done.
CONTACT = frozenset(
    {
        "client",
        "client_edit",
        "episode_new",
        "visit_new",
        "visit_move",
        "visit_state",
        "undo_state",
        "invite",
        "looked",
    }
)


def looks(get_response: Handler) -> Handler:
    """Write down what was shown. What was refused, or led elsewhere, was not seen; nor was anything where a
    view says of its answer that it has `nothing_seen`.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        shown = response.status_code == 200 and not getattr(response, "nothing_seen", False)
        if shown and match and match.kwargs and request.user.is_authenticated:
            kind = kind_of(match)
            if match.url_name == "client" and may_read_record(request.user, request.user):
                kind = str(LookedAt.RECORD)  # it shows what was seen last
            keep_look(request.user, kind, match.kwargs)
        return response

    return answer


def kind_of(match: ResolverMatch) -> str:
    """What kind of page an address shows."""
    name = match.url_name or ""
    if "export" in match.view_name:
        return str(LookedAt.EXPORT)
    if match.namespace == "letters":
        return str(LookedAt.LETTER)
    if name in CONTACT:
        return str(LookedAt.CONTACT)
    return str(LookedAt.NOTE if name == "note" or name.startswith("note_") else LookedAt.RECORD)
