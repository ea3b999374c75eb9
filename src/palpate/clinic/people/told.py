"""Who looked at a client's record, in plain words: one line for a day, a person and a kind of page."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from palpate.records.looking import QUARTER
from palpate.records.models import Client, Looked

USUAL = timedelta(days=365)  # further back only when asked for
WHAT = {
    "contact": "name, contact and visits",
    "record": "what was seen, planned and done",
    "note": "a note",
    "letter": "a letter",
    "export": "a copy of everything",
}


@dataclass(frozen=True)
class Line:
    """One person looked at one kind of page on one day, from and to when."""

    person: Any
    what: str
    first: datetime
    last: datetime  # the end of the last quarter of an hour in which they looked
    times: int  # in how many quarters of an hour


def told_of(client: Client, *, everything: bool) -> tuple[list[tuple[date, list[Line]]], bool]:
    """The days, the newest first, each with its lines; and whether nothing older is left out."""
    rows: Any = Looked.objects.filter(client_id=client.first).select_related("person").order_by("at")
    since = timezone.now() - USUAL
    whole = everything or not rows.filter(at__lt=since).exists()
    groups: dict[tuple[date, int, str], list[Looked]] = defaultdict(list)
    for row in rows if whole else rows.filter(at__gte=since):
        groups[timezone.localtime(row.at).date(), row.person_id, row.kind].append(row)
    days: dict[date, list[Line]] = defaultdict(list)
    for (day, _person, kind), found in groups.items():
        days[day].append(_line(kind, found))
    return sorted(days.items(), key=lambda pair: pair[0], reverse=True), whole


def _line(kind: str, rows: list[Looked]) -> Line:
    return Line(
        person=rows[0].person,
        what=WHAT[kind],
        first=rows[0].at,
        last=rows[-1].quarter + QUARTER,
        times=len(rows),
    )
