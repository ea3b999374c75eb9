"""Who has a page of a visit open just now. Kept in the cache for half a minute, and no part of the record."""

import time
from uuid import UUID

from django.core.cache import cache

from palpate.accounts.models import User

STAYS = 30  # seconds after the last look


def look_in(visit: UUID, user: User) -> list[str]:
    """Say that the user is on the visit; the names of the others there."""
    key, now = f"here-{visit}", time.time()
    kept: dict[int, tuple[str, float]] = cache.get(key, {})
    there = {pk: (name, at) for pk, (name, at) in kept.items() if now - at < STAYS}
    there[user.pk] = (short(user), now)
    cache.set(key, there, STAYS)
    return sorted(name for pk, (name, _at) in there.items() if pk != user.pk)


def short(user: User | None) -> str:
    """A colleague as others call them; somebody without an account is the client."""
    return "The client" if user is None else user.initials or str(user)
