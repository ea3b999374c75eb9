"""Whether the server can do its work, for a proxy, a container or a watchman. It tells of nobody."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from palpate.accounts import isolation
from palpate.records.models import LedgerEntry
from palpate.web.database import unapplied


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Status 200 where all is well, else 503; and which of the three checks failed. Needs no sign-in."""
    told = {"database": _holds(_answers), "migrations": _holds(_has_its_form), "ledger": _holds(_readable)}
    well = all(told.values())
    words = {name: "ok" if fine else "failed" for name, fine in told.items()}
    return JsonResponse({"status": "ok" if well else "failed", "checks": words}, status=200 if well else 503)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except DatabaseError:
        return False


def _answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _has_its_form() -> bool:
    return not unapplied()


def _readable() -> bool:
    """The newest entry of the record, whosever it is: a digest, or none where nothing was written yet."""
    with isolation.everywhere():
        newest = LedgerEntry.objects.order_by("-pk").values_list("digest", flat=True).first()
    return newest is None or len(newest) == 64
