"""Who looked at what: one row for a person, a client, a kind of page and a quarter of an hour.

Written at one place, for every page that is answered. It costs a page nothing once the row of the quarter is
there: what was written is remembered in the process, and the database refuses a second row of the same.
"""

import datetime
import logging
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone

from palpate.records.models import Client, Episode, Invitation, Letter, Looked, Visit

log = logging.getLogger(__name__)

QUARTER = datetime.timedelta(minutes=15)
LONG_AGO = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)

Find = Callable[[int, Any], UUID | None]


def _through(model: Any, field: str, path: str) -> Find:
    def find(clinic_id: int, key: Any) -> UUID | None:
        of = model.objects.filter(**{field: key}, clinic_id=clinic_id)
        return of.values_list(path, flat=True).first()

    return find


# By the name of a part of an address, how it leads to the client. Other parts lead to nobody.
LEADS: dict[str, Find] = {
    "client": _through(Client, "pk", "pk"),
    "episode": _through(Episode, "pk", "client_id"),
    "visit": _through(Visit, "pk", "episode__client_id"),
    "letter": _through(Letter, "pk", "episode__client_id"),
    "token": _through(Invitation, "token", "episode__client_id"),
}


class _Written:
    """What was written in the quarter of an hour that runs."""

    def __init__(self) -> None:
        self.quarter = LONG_AGO
        self.keys: frozenset[Any] = frozenset()

    def has(self, quarter: datetime.datetime, key: Any) -> bool:
        """Whether this look stands in the database already."""
        return quarter == self.quarter and key in self.keys

    def add(self, quarter: datetime.datetime, key: Any) -> None:
        """Remember it."""
        known = self.keys if quarter == self.quarter else frozenset()
        self.quarter, self.keys = quarter, known | {key}


_written = _Written()


def keep_look(person: Any, kind: str, parts: Mapping[str, Any]) -> None:
    """Write down that the person looked at the client to whom the parts of an address lead, if at any. Where
    the database cannot, the page is shown all the same, for somebody may be about to treat; the log says so.
    """
    for part, find in LEADS.items():
        if part in parts:
            _keep(person, kind, find, (part, str(parts[part])))
            return


def _keep(person: Any, kind: str, find: Find, key: tuple[str, str]) -> None:
    now = timezone.now()
    quarter = now - (now - LONG_AGO) % QUARTER
    whole = (person.pk, kind, *key)
    if _written.has(quarter, whole):
        return
    try:
        client = find(person.clinic_id, key[1])
        if client is None:
            return
        row = Looked(
            clinic_id=person.clinic_id, person=person, client_id=client, kind=kind, quarter=quarter, at=now
        )
        Looked.objects.bulk_create([row], ignore_conflicts=True)
        _written.add(quarter, whole)
    except DatabaseError:
        log.exception("a look of person %s at %s %s could not be written down", person.pk, *key)
