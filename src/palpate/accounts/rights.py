"""Who may do what: one function per right. Each says yes or no and changes nothing.

Two things hold for all of them: the person is signed in and active, and the thing belongs to the
person's own clinic. What a role adds stands in the function of the right.
"""

from collections.abc import Callable
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.http import Http404

from palpate.accounts.models import Clinic, Role

Right = Callable[[Any, Any], bool]
Roles = frozenset[Any]

TREATING: Roles = frozenset({Role.OWNER, Role.THERAPIST})
ARRANGING: Roles = frozenset({Role.OWNER, Role.THERAPIST, Role.FRONT_DESK})
READING: Roles = frozenset({Role.OWNER, Role.THERAPIST, Role.STUDENT, Role.READ_ONLY})
EVERYBODY: Roles = frozenset(Role)
MANAGING: Roles = frozenset({Role.OWNER})


class OfClinic(Protocol):
    """Anything that belongs to one clinic."""

    @property
    def clinic_id(self) -> int: ...


class HasTherapist(OfClinic, Protocol):
    """A visit, as far as rights look at it."""

    @property
    def therapist_id(self) -> int: ...


def same_clinic(user: Any, thing: OfClinic | Clinic) -> bool:
    """Whether the thing is of the person's own clinic. A visitor who is not signed in has none."""
    own = getattr(user, "clinic_id", None)
    return own is not None and own == (thing.pk if isinstance(thing, Clinic) else thing.clinic_id)


def _is(user: Any, roles: Roles, thing: OfClinic | Clinic) -> bool:
    return same_clinic(user, thing) and bool(user.is_active) and user.role in roles


def may_enter(user: Any, clinic: Clinic) -> bool:
    """May open the clinic's pages at all, and see its days and the names in them: every role."""
    return _is(user, EVERYBODY, clinic)


def may_see_client(user: Any, client: OfClinic) -> bool:
    """May see who the client is, and how to reach them: every role."""
    return _is(user, EVERYBODY, client)


def may_read_record(user: Any, episode: OfClinic) -> bool:
    """May read what was seen and done: not the front desk."""
    return _is(user, READING, episode)


def may_register_client(user: Any, clinic: Clinic) -> bool:
    """May enter a new client, or correct one: whoever arranges visits."""
    return _is(user, ARRANGING, clinic)


def may_arrange(user: Any, episode: OfClinic) -> bool:
    """May open an episode, book visits and send the client a link."""
    return _is(user, ARRANGING, episode)


def may_treat(user: Any, episode: OfClinic) -> bool:
    """May record observations, plan and treat."""
    return _is(user, TREATING, episode)


def may_sign(user: Any, visit: HasTherapist) -> bool:
    """May sign the note of the visit: only the therapist whose visit it is."""
    return may_treat(user, visit) and user.pk == visit.therapist_id


def may_manage_clinic(user: Any, clinic: Clinic) -> bool:
    """May change the clinic's settings and its people, and verify its ledger: the owner."""
    return _is(user, MANAGING, clinic)


def may_export(user: Any, client: OfClinic | Clinic) -> bool:
    """May take a copy of everything of a client, or of the clinic, out of the house: the owner."""
    return _is(user, MANAGING, client)


def may_erase(user: Any, client: OfClinic) -> bool:
    """May erase or restrict what is kept of a client: the owner."""
    return _is(user, MANAGING, client)


def may_backup(user: Any, clinic: Clinic) -> bool:
    """May make, verify and see backups: the owner."""
    return _is(user, MANAGING, clinic)


def require(right: Right, user: Any, thing: OfClinic | Clinic) -> None:
    """Go on only with the right. Raises Http404 for a thing of another clinic, so that not even its
    existence shows; PermissionDenied for a thing of the own clinic where the role lacks the right.
    """
    if not same_clinic(user, thing):
        raise Http404("nothing here")
    if not right(user, thing):
        raise PermissionDenied(f"your role does not include this ({right.__name__.replace('_', ' ')})")
