"""Lock-out: after bad tries, signing in is refused for a growing time, for the name and for the address.

A try is counted before the password is looked at, so that many at once cannot slip past the limit; one that
was right is given back. A name that nobody has is counted like any other, and so is one of another clinic:
the rows are looked at as those of nobody yet, whoever is signed in.
"""

import datetime
import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from palpate.accounts import isolation
from palpate.accounts.events import tell
from palpate.accounts.models import BadTries, User

BY_NAME, BY_ADDRESS = 5, 20  # bad tries until the first refusal
MINUTES = (1, 5, 15)  # of the first refusal, the second, all later ones
FORGOTTEN_AFTER = datetime.timedelta(days=1)


class LockedOutError(Exception):
    """Refused without looking at the password. `until` is when to try again."""

    def __init__(self, until: datetime.datetime) -> None:
        super().__init__(f"refused until {until:%H:%M}")
        self.until = until


@dataclass(frozen=True)
class Try:
    """One try, counted. Ends in one of `right`, `half` or `wrong`."""

    name: str
    keys: Sequence[str]

    def right(self) -> None:
        """It was right: the name starts anew, the address gets this try back."""
        with _of_all():
            BadTries.objects.filter(key=self.keys[0]).delete()
        self._give_back(self.keys[1:])

    def half(self) -> None:
        """Right so far, with a second step to come: given back, and earlier bad tries stay counted."""
        self._give_back(self.keys)

    def _give_back(self, keys: Sequence[str]) -> None:
        with _of_all(), transaction.atomic():
            for row in _held(keys):
                row.count, row.until = max(0, row.count - 1), None
                row.save()

    def wrong(self) -> datetime.datetime | None:
        """It was wrong: until when the next is refused, or None."""
        with _of_all():
            untils = BadTries.objects.filter(key__in=self.keys).values_list("until", flat=True)
            until = max((one for one in untils if one), default=None)
            if until is not None and (user := User.objects.filter(username=self.name).first()):
                tell(user, f"locked out after bad tries until {until:%Y-%m-%d %H:%M} UTC")
        return until


def begin(name: str, address: str) -> Try:
    """Count a try. Raises LockedOutError, and counts nothing, while the name or the address is refused."""
    with _of_all():
        return _begin(name, address, timezone.now())


def _begin(name: str, address: str, now: datetime.datetime) -> Try:
    clinic = User.objects.filter(username=name).values_list("clinic_id", flat=True).first()
    keys = (name_key(name), _digest("address", address))
    with transaction.atomic():
        for key, shown in zip(keys, ("", address), strict=True):
            BadTries.objects.get_or_create(key=key, defaults={"last_at": now, "address": shown})
        rows = sorted(_held(keys), key=lambda row: row.address)
        if waits := [row.until for row in rows if row.until and row.until > now]:
            raise LockedOutError(max(waits))
        for row in rows:
            _count(row, now, BY_ADDRESS if row.address else BY_NAME)
            row.clinic_id = clinic or row.clinic_id
            row.save()
    BadTries.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
    return Try(name, keys)


def _held(keys: Sequence[str]) -> Any:
    """The rows, held until the transaction ends; in one order, so that no two tries wait for each other."""
    return BadTries.objects.select_for_update().filter(key__in=keys).order_by("pk")


def _count(row: BadTries, now: datetime.datetime, limit: int) -> None:
    row.count = 1 if now - row.last_at > FORGOTTEN_AFTER else row.count + 1
    row.last_at = now
    beyond = row.count - limit
    row.until = now + datetime.timedelta(minutes=MINUTES[min(beyond, 2)]) if beyond >= 0 else None


def name_key(name: str) -> str:
    """What stands for a name: writing it in other letters of the same look or case is the same name."""
    return _digest("name", unicodedata.normalize("NFKC", name).casefold())


def kept(names: Iterable[str]) -> dict[str, BadTries]:
    """What is kept of each of the names, where anything is; `until` only where it lies ahead."""
    keys = {name_key(name): name for name in names}
    with _of_all():
        rows = {keys[row.key]: row for row in BadTries.objects.filter(key__in=keys)}
    for row in rows.values():
        row.until = row.until if row.until and row.until > timezone.now() else None
    return rows


def lift(name: str) -> None:
    """Forget the bad tries of a name."""
    with _of_all():
        BadTries.objects.filter(key=name_key(name)).delete()


def closed_addresses(clinic_id: int) -> list[BadTries]:
    """The addresses that are refused now, from which names of this clinic were tried."""
    with _of_all():
        rows = BadTries.objects.filter(clinic_id=clinic_id, until__gt=timezone.now()).exclude(address="")
        return list(rows.order_by("address"))


def lift_addresses(clinic_id: int) -> None:
    """Forget the bad tries of those addresses."""
    with _of_all():
        BadTries.objects.filter(clinic_id=clinic_id).exclude(address="").delete()


def _of_all() -> AbstractContextManager[None]:
    return isolation.limited_to(isolation.SIGNING_IN)


def _digest(kind: str, text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind} {text}".encode(), hashlib.sha256).hexdigest()
